"""Names that a document gives the values of an enum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.ir import LiteralValue
from generator.lower.schema.keywords import ANNOTATIONS

__all__ = ["enum_names", "names_of_values", "titled_constants"]

_KEYWORDS = ("x-enum-varnames", "x-enumNames")
"""The extensions of OpenAPI Generator and of NSwag."""

_OF_A_CONSTANT = ANNOTATIONS | {"const", "enum", "type", "format"}


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


def titled_constants(
    variants: Sequence[Any],
) -> tuple[list[Any], list[str]] | None:
    """Return the values and the titles of the schemas of a union that is an enum: each
    is a constant with a title (OpenAPI's "annotated enumerations"). None for another
    union.
    """
    values: list[Any] = []
    titles: list[str] = []
    for variant in variants:
        if not isinstance(variant, Mapping) or not isinstance(
            variant.get("title"), str
        ):
            return None
        enum = variant.get("enum")
        if "const" in variant:
            values.append(variant["const"])
        elif isinstance(enum, list) and len(enum) == 1:
            values.append(enum[0])
        else:
            return None
        if not all(k in _OF_A_CONSTANT or k.startswith("x-") for k in variant):
            return None
        titles.append(variant["title"])
    return (values, titles) if values else None
