"""From the normalised document to the intermediate representation."""

from .direction import reachable, references
from .operations import lower
from .selection import Selection

__all__ = ["Selection", "lower", "reachable", "references"]
