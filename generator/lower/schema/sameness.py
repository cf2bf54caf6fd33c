"""Find inline types that say the same, so that each is named and printed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from generator import ir
from generator.ir.visit import map_types, referrers

__all__ = ["same_types"]

_Content: TypeAlias = tuple[Any, ...]


def same_types(
    types: Mapping[ir.TypeId, ir.Declaration],
) -> dict[ir.TypeId, ir.TypeId]:
    """Return, for each inline declaration that says the same as an earlier one, the key
    of the first of them.

    Types that differ only in texts say the same: a description belongs to a place.
    Schemas in the components have names of their own and stay apart.
    """
    inline = {key: each for key, each in types.items() if not _is_component(key)}
    users = referrers(inline)
    same: dict[ir.TypeId, ir.TypeId] = {}
    first: dict[_Content, ir.TypeId] = {}
    pending = list(inline)
    while pending:
        found: dict[ir.TypeId, ir.TypeId] = {}
        for key in pending:
            kept = first.setdefault(_content(inline[key], same), key)
            if kept != key:
                found[key] = kept
        same = {key: found.get(kept, kept) for key, kept in same.items()} | found
        changed = {user for key in found for user in users.get(key, ())}
        pending = [key for key in inline if key in changed and key not in same]
    return same


def _is_component(key: ir.TypeId) -> bool:
    return key.startswith("#/components/schemas/") and key.count("/") == 3


def _content(declared: ir.Declaration, same: Mapping[ir.TypeId, ir.TypeId]) -> _Content:
    """Return what a declaration says, without its key and texts."""
    whole = (declared.python_name, declared.doc.deprecated)
    if isinstance(declared, ir.Alias):
        return (whole, _unified(declared.type, same))
    fields = [
        (
            field.name,
            _unified(field.type, same),
            (field.required, field.read_only, field.write_only),
            (field.python_name, field.doc.deprecated, field.doc.default),
        )
        for field in declared.fields
    ]
    extra = None if declared.extra is None else _unified(declared.extra, same)
    return (whole, extra, declared.closed, *sorted(fields, key=lambda each: each[0]))


def _unified(type_: ir.Type, same: Mapping[ir.TypeId, ir.TypeId]) -> ir.Type:
    if isinstance(type_, ir.RefType):
        return ir.RefType(same[type_.id]) if type_.id in same else type_
    return map_types(type_, lambda each: _unified(each, same))
