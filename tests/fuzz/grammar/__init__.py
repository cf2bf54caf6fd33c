"""A grammar of valid documents, dense in composed schemas."""

from .document import DENSITY, random_document

__all__ = ["DENSITY", "random_document"]
