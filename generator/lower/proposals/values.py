"""Which JSON values a type allows, as far as pages have to do with them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TypeAlias

from generator import ir
from generator.ir.visit import Types, alternatives

__all__ = ["Kinds", "fields_of", "kinds_of", "letters", "variants"]

Kinds: TypeAlias = frozenset[str]
"""Of string, integer, number, boolean, array, object, any; and url or date for the format
of a string."""

# Whatever is beyond is not looked at: pages are smaller.
_MAX_VARIANTS = 30
_MAX_FIELDS = 200
_URL_FORMATS = ("uri", "uri-reference", "url", "iri", "iri-reference", "uri-template")
_DATE_FORMATS = ("date", "date-time", "time", "duration")


def letters(name: str) -> str:
    """Return the letters of a name, in lower case, without a namespace (``@odata.``)."""
    name = name.rpartition(".")[2] if name.startswith("@") else name
    return re.sub(r"[^a-z]", "", name.lower())


def variants(type_: ir.Type, types: Types) -> list[ir.Type | ir.Model]:
    """Return the types that a value may have, but for null."""
    found = islice(alternatives(type_, types), _MAX_VARIANTS)
    return [each for each in found if not isinstance(each, ir.NullType)]


def fields_of(type_: ir.Type | ir.Model) -> tuple[ir.Field, ...]:
    """Return the properties of a model; none for other types."""
    return type_.fields[:_MAX_FIELDS] if isinstance(type_, ir.Model) else ()


def kinds_of(type_: ir.Type, types: Types) -> Kinds:
    """Return the kinds of JSON values that a type allows, but for null."""
    return frozenset(kind for e in variants(type_, types) for kind in _kinds(e))


def _kinds(type_: ir.Type | ir.Model) -> tuple[str, ...]:
    match type_:
        case ir.StringType(declared_format=name):
            if name in _DATE_FORMATS:
                return ("string", "date")
            return ("string", "url") if name in _URL_FORMATS else ("string",)
        case ir.IntegerType():
            return ("integer",)
        case ir.NumberType():
            return ("number",)
        case ir.BooleanType():
            return ("boolean",)
        case ir.LiteralType(values=values):
            names = {str: "string", bool: "boolean", int: "integer"}
            return tuple(names[type(e)] for e in values if e is not None)
        case ir.ArrayType() | ir.TupleType():
            return ("array",)
        case ir.Model() | ir.MapType():
            return ("object",)
        case ir.AnyType():
            return ("any",)
        case _:
            return ()
