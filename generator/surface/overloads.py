"""Overloads that a type-checker could never choose, which are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from generator import ir
from generator.surface.aliases import dict_aliases
from generator.surface.signatures import Argument, Signature
from generator.surface.types import OBJECT_FORMATS

__all__ = ["distinct_overloads"]

_Member: TypeAlias = str | tuple[Any, ...]
"""A type, or the name of a container with the alternatives of each of its parts."""

_ITEMS = {"str": "str", "bytes": "int", "byte": "int", "base64url": "int"}
"""The items of the types that type-checkers take for sequences."""
_WRITTEN_OUT = (
    ir.StringType
    | ir.IntegerType
    | ir.NumberType
    | ir.LiteralType
    | ir.ArrayType
    | ir.MapType
    | ir.TupleType
)
"""The types of aliases that are known by what they stand for."""
_PROMOTED = {"bool": ("int", "float"), "int": ("float",), "date-time": ("date",)}


def distinct_overloads(
    found: Sequence[Signature], api: ir.Api
) -> tuple[Signature, ...]:
    """Return the signatures that no earlier one covers; none where one is left."""
    kept: list[Signature] = []
    for signature in found:
        if not any(_covers(earlier, signature, api) for earlier in kept):
            kept.append(signature)
    return tuple(kept) if len(kept) > 1 else ()


def _covers(earlier: Signature, later: Signature, api: ir.Api) -> bool:
    """Return whether every call of `later` is a call of `earlier` too."""
    ours = {argument.name: argument for argument in earlier.keywords}
    theirs = {argument.name: argument for argument in later.keywords}
    if any(a.required and not _requires(theirs, name) for name, a in ours.items()):
        return False
    return all(
        name in ours and _wider(ours[name], argument, api)
        for name, argument in theirs.items()
    )


def _requires(arguments: dict[str, Argument], name: str) -> bool:
    return name in arguments and arguments[name].required


def _wider(ours: Argument, theirs: Argument, api: ir.Api) -> bool:
    if ours.type is None or theirs.type is None:
        return ours.annotation == theirs.annotation
    return _includes(_members(ours.type, api), _members(theirs.type, api))


def _includes(wide: Iterable[_Member], narrow: Iterable[_Member]) -> bool:
    """Return whether each of the alternatives is one of others, or is part of one."""
    known = set(wide)
    return "Any" in known or all(_fits(member, known) for member in narrow)


def _fits(member: _Member, wide: set[_Member]) -> bool:
    if member in wide:
        return True
    if isinstance(member, tuple):
        return any(
            isinstance(each, tuple)
            and each[0] == member[0]
            and len(each) == len(member)
            and all(map(_includes, each[1:], member[1:]))
            for each in wide
        )
    kind = member.partition(" ")[0]
    # Text is a sequence of texts for type-checkers, bytes are one of integers.
    items = [each[1] for each in wide if isinstance(each, tuple) and each[0] == "list"]
    parts = {_ITEMS[kind]} if kind in _ITEMS else set[str]()
    return bool({kind, *_PROMOTED.get(kind, ())} & wide) or any(
        parts and _includes(each, parts) for each in items
    )


def _members(type_: ir.Type, api: ir.Api) -> frozenset[_Member]:
    """Return the alternatives of a type as a type-checker tells them apart; a member
    of an enum is its kind and its value.
    """
    match type_:
        case ir.AnyType():
            return frozenset({"Any"})
        case ir.NullType():
            return frozenset({"None"})
        case ir.BooleanType():
            return frozenset({"bool"})
        case ir.IntegerType():
            return frozenset({"int"})
        case ir.NumberType():
            return frozenset({"float"})
        case ir.StringType(format="binary"):
            return frozenset({"str", "bytes"})
        case ir.StringType(format=format_):
            texts = {"str"} if format_ in OBJECT_FORMATS else set[str]()
            return frozenset({"str" if format_ == "plain" else format_, *texts})
        case ir.BinaryType():
            return frozenset({"File"})
        case ir.LiteralType(values=values):
            return frozenset(f"{type(value).__name__} {value!r}" for value in values)
        case ir.ArrayType(items=items):
            return frozenset({("list", _members(items, api))})
        case ir.MapType(values=values_type):
            return frozenset({("dict", _members(values_type, api))})
        case ir.TupleType(items=items):
            return frozenset({("tuple", *(_members(each, api) for each in items))})
        case ir.NullableType(inner=inner):
            return _members(inner, api) | {"None"}
        case ir.UnionType(variants=variants):
            return frozenset(name for each in variants for name in _members(each, api))
        case ir.RefType(id):
            return _declared_members(id, api)


def _declared_members(key: ir.TypeId, api: ir.Api) -> frozenset[_Member]:
    """Return the alternatives of what is written out, else the declaration; one with
    additional properties may be any dict.
    """
    declared = api.types.get(key)
    if isinstance(declared, ir.Model) and declared.extra is not None:
        return frozenset({key, ("dict", frozenset({"Any"}))})
    if not isinstance(declared, ir.Alias) or key in dict_aliases(api):
        return frozenset({key})
    is_known = isinstance(declared.type, _WRITTEN_OUT)
    return _members(declared.type, api) if is_known else frozenset({key})
