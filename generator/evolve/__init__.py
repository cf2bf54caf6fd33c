"""From two versions of an API to what changed for the users of its package."""

from generator.evolve.compare.compare import compare

from .bump import fits, largest, reaches, suggested
from .change import Bump, Change, Level, Rule, Side
from .changelog import entry
from .page import as_html
from .pins import former_names, successor_pins
from .report import Comparison, Found, as_json, as_markdown, as_text
from .rules import RULES
from .stubs import signatures

__all__ = [
    "RULES",
    "Bump",
    "Change",
    "Comparison",
    "Found",
    "Level",
    "Rule",
    "Side",
    "as_html",
    "as_json",
    "as_markdown",
    "as_text",
    "compare",
    "entry",
    "fits",
    "former_names",
    "largest",
    "reaches",
    "signatures",
    "successor_pins",
    "suggested",
]
