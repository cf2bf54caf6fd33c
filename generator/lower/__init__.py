"""From the normalised document to the intermediate representation."""

from .direction import reachable, references
from .operations import lower
from .selection import EVERYTHING, Selection

__all__ = ["EVERYTHING", "Selection", "lower", "reachable", "references"]
