"""Unions as a person would write them."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from generator.code import Code, literal
from generator.ir import LiteralValue

__all__ = ["union_of"]


def union_of(parts: Iterable[str]) -> Code:
    """Return the union of types: nothing twice, and its literals in one."""
    kept: dict[str, None] = {}
    values: dict[str, None] = {}
    for part in parts:
        members = _members(part)
        if members:
            kept.setdefault("Literal", None)
            values.update(dict.fromkeys(map(literal, members)))
        else:
            kept[part] = None
    if values:
        literals = Code(f"Literal[{', '.join(values)}]")
        kept = {literals if part == "Literal" else part: None for part in kept}
    return Code(" | ".join(kept))


def _members(part: str) -> list[LiteralValue]:
    """Return the members of what is a ``Literal`` and nothing else."""
    if not part.startswith("Literal["):
        return []
    try:
        return list(ast.literal_eval(f"[{part[len('Literal[') : -1]}]"))
    except (SyntaxError, ValueError):
        return []
