"""Json."""

from __future__ import annotations

from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "str | float | list[Json] | dict[str, Json]")
