"""Filter."""

from __future__ import annotations

from typing_extensions import TypeAliasType

Filter = TypeAliasType("Filter", "int | dict[str, Filter]")
