"""Which JSON values a type allows, as far as pages have to do with them."""

from __future__ import annotations

import re
from typing import TypeAlias

from generator import ir
from generator.ir.visit import Types, alternatives

__all__ = ["Kinds", "kinds_of", "letters"]

Kinds: TypeAlias = frozenset[str]
"""Of string, integer, number, boolean, array, object, any; and url or date for the format
of a string."""

_URL_FORMATS = ("uri", "uri-reference", "url", "iri", "iri-reference", "uri-template")
_DATE_FORMATS = ("date", "date-time", "time", "duration")


def letters(name: str) -> str:
    """Return the letters of a name, in lower case, without a namespace (``@odata.``)."""
    name = name.rpartition(".")[2] if name.startswith("@") else name
    return re.sub(r"[^a-z]", "", name.lower())


def kinds_of(type_: ir.Type, types: Types) -> Kinds:
    """Return the kinds of JSON values that a type allows, but for null."""
    found: set[str] = set()
    for each in alternatives(type_, types):
        found.update(_kinds(each))
    return frozenset(found)


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
