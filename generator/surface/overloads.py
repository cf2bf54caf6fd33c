"""Overloads that a type-checker could never choose, which are left out."""

from __future__ import annotations

from collections.abc import Sequence

from generator import ir
from generator.surface.signatures import Argument, Signature

__all__ = ["distinct_overloads"]

_PROMOTED = {"bool": ("int", "float"), "int": ("float",)}


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
    wide, narrow = _members(ours.type, api), _members(theirs.type, api)
    return "Any" in wide or all(_fits(member, wide) for member in narrow)


def _fits(member: str, wide: set[str]) -> bool:
    kind = member.partition(" ")[0]
    return bool({member, kind, *_PROMOTED.get(kind, ())} & wide)


def _members(type_: ir.Type, api: ir.Api) -> set[str]:
    """Return the alternatives of a type as a type-checker tells them apart; a member
    of an enum is its kind and its value.
    """
    match type_:
        case ir.AnyType():
            return {"Any"}
        case ir.NullType():
            return {"None"}
        case ir.BooleanType():
            return {"bool"}
        case ir.IntegerType():
            return {"int"}
        case ir.NumberType():
            return {"float"}
        case ir.StringType(format="binary"):
            return {"str", "bytes"}
        case ir.StringType(format=format_):
            return {"str" if format_ == "plain" else format_}
        case ir.BinaryType():
            return {"File"}
        case ir.LiteralType(values=values):
            return {f"{type(value).__name__} {value!r}" for value in values}
        case ir.ArrayType(items=items):
            return {f"list of {sorted(_members(items, api))}"}
        case ir.MapType(values=values_type):
            return {f"dict of {sorted(_members(values_type, api))}"}
        case ir.TupleType(items=items):
            return {f"tuple of {[sorted(_members(each, api)) for each in items]}"}
        case ir.NullableType(inner=inner):
            return {"None", *_members(inner, api)}
        case ir.UnionType(variants=variants):
            return {name for each in variants for name in _members(each, api)}
        case ir.RefType(id):
            declared = api.types.get(id)
            simple = isinstance(declared, ir.Alias) and isinstance(
                declared.type,
                ir.StringType | ir.IntegerType | ir.NumberType | ir.LiteralType,
            )
            if isinstance(declared, ir.Alias) and simple:
                return _members(declared.type, api)
            return {id}
