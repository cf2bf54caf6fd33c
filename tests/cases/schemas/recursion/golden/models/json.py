"""Json."""

from __future__ import annotations

from .._core import TypeAliasType

Json = TypeAliasType("Json", "str | float | list[Json] | dict[str, Json]")
