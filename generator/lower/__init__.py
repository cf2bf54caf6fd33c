"""From the normalised document to the intermediate representation."""

from .direction import references
from .operations import lower

__all__ = ["lower", "references"]
