"""From the normalised document to the intermediate representation."""

from .direction import reachable, references
from .operations import lower

__all__ = ["lower", "reachable", "references"]
