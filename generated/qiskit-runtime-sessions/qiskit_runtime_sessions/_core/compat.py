"""Names that the standard library has in later Pythons only."""

from typing_extensions import TypeAliasType, deprecated

__all__ = ["TypeAliasType", "deprecated"]
