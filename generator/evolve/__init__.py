"""Compare two versions of an API, and report what changed for users of its package."""

from .bump import is_at_least, largest_bump, version_warning
from .change import Bump, Change
from .compare import compare
from .kept_names import inherited_pins, next_package
from .release_version import (
    is_later_major,
    listed_versions,
    next_post_release,
    next_release,
)
from .report.changelog import changelog_sections
from .report.html import as_html
from .report.markdown import as_markdown
from .report.model import LocatedChange, Report
from .report.render import as_json, as_text, failure_as_json
from .report.signatures import signatures

__all__ = [
    "Bump",
    "Change",
    "LocatedChange",
    "Report",
    "as_html",
    "as_json",
    "as_markdown",
    "as_text",
    "changelog_sections",
    "compare",
    "failure_as_json",
    "inherited_pins",
    "is_at_least",
    "is_later_major",
    "largest_bump",
    "listed_versions",
    "next_package",
    "next_post_release",
    "next_release",
    "signatures",
    "version_warning",
]
