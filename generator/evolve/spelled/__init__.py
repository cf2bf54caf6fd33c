"""Compare the types of two surfaces as a type-checker compares them in a user's program."""

from .levels import with_source_levels

__all__ = ["with_source_levels"]
