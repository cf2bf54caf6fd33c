"""Reports on the changes between two versions: text, Markdown, JSON, HTML, changelog."""

from .changelog import changelog_sections
from .html import as_html
from .model import LocatedChange, Report
from .render import as_json, as_markdown, as_text
from .signatures import signatures

__all__ = [
    "LocatedChange",
    "Report",
    "as_html",
    "as_json",
    "as_markdown",
    "as_text",
    "changelog_sections",
    "signatures",
]
