"""Names that a document gives the values of an enum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.document.node import Node
from generator.ir import LiteralValue
from generator.lower.schema.keywords import restricting_keywords
from generator.lower.schema.merge import MergedSchema, is_same_json

__all__ = ["constants_of", "enum_names", "names_of_values", "with_members"]

_KEYWORDS = ("x-enum-varnames", "x-enumNames")
"""The extensions of OpenAPI Generator and of NSwag."""

_OF_A_CONSTANT = {"const", "enum", "type", "format"}


def enum_names(
    schema: Mapping[str, Any], values: Sequence[LiteralValue]
) -> tuple[str, ...]:
    """Return the names that the extensions of a schema give the members of its ``enum``,
    parallel to `values`; nothing where they do not name each one.
    """
    members = schema.get("enum")
    for keyword in _KEYWORDS:
        names = schema.get(keyword)
        if isinstance(members, list) and isinstance(names, list):
            if len(names) < len(members):  # Null often has no name.
                members = [member for member in members if member is not None]
            found = names_of_values(members, names, values)
            if found:
                return found
    return ()


def names_of_values(
    members: Sequence[Any], names: Sequence[Any], values: Sequence[LiteralValue]
) -> tuple[str, ...]:
    """Return the names of `values`, from members and their names side by side; nothing
    where a value has no name, or two have the same one.
    """
    if len(members) != len(names):
        return ()
    by_member: dict[tuple[type, Any], str] = {}
    for member, name in zip(members, names, strict=True):
        if isinstance(member, str | int) and isinstance(name, str) and name.strip():
            by_member.setdefault((type(member), member), name)
    found = tuple(by_member.get((type(value), value), "") for value in values)
    return found if all(found) and len({*found}) == len(found) else ()


def constants_of(variants: Sequence[Node]) -> list[tuple[Any, Any]] | None:
    """Return the values and titles of the variants of a union that is an enum: all of
    them are constants (OpenAPI's "annotated enumerations"). None for another union.
    """
    found: list[tuple[Any, Any]] = []
    for variant in variants:
        value = variant.value if isinstance(variant.value, Mapping) else {}
        members = [value["const"]] if "const" in value else value.get("enum")
        if not isinstance(members, list) or len(members) != 1:
            return None
        if not isinstance(members[0], str | int):  # No type lists it.
            return None
        if restricting_keywords(value) - _OF_A_CONSTANT:
            return None
        found.append((members[0], value.get("title")))
    return found if len(found) > 1 else None


def with_members(
    schema: MergedSchema, constants: Sequence[tuple[Any, Any]]
) -> MergedSchema:
    """Return a schema with constants as its ``enum``, of which its own is a part."""
    own = schema.values.get("enum")
    allowed = [
        (member, title)
        for member, title in constants
        if not isinstance(own, list) or any(is_same_json(member, each) for each in own)
    ]
    members, titles = zip(*(allowed or constants), strict=True)
    names = {_KEYWORDS[0]: list(titles)} if all(titles) else {}
    values = {**schema.values, "enum": list(members), **names}
    return replace(schema, values=values)
