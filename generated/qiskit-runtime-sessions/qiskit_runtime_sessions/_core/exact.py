"""Values as JSON Schema sees them: a text is no number, and true is not 1.

pydantic's lax mode makes numbers of texts and moments of numbers, its strict mode takes
no JSON for a date. Here scalars are strict, and dates may be given as what they are in
Python or as they are written in JSON (RFC 3339).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .plain import is_array

__all__ = ["Exact", "exact"]

_STRICT = {"int", "float", "bool", "str"}
_INSIDE = (
    "schema",
    "items_schema",
    "values_schema",
    "extras_schema",
    "json_schema",
    "python_schema",
)
_TEXTS = {
    "datetime": r"^\d{4}-\d\d-\d\d[Tt ]",
    "date": r"^\d{4}-\d\d-\d\d",
    "time": r"^\d\d:\d\d",
    "timedelta": r"^[-+]?P",
}
_DONE = "exact"


def exact(schema: Any, handler: GetCoreSchemaHandler) -> Any:
    """The schema with strict scalars; what models contain sees to itself."""
    kind = schema["type"]
    if kind in _STRICT:
        schema.setdefault("strict", True)
        if kind == "float":
            schema.setdefault("allow_inf_nan", False)  # JSON has no such numbers
    elif kind in _TEXTS:
        return _text(schema, kind)
    elif kind == "literal" and not all(isinstance(e, str) for e in schema["expected"]):
        return _constants(schema)
    elif kind == "definition-ref":
        _follow(schema, handler)
    elif kind != "model" and _DONE not in schema.get("metadata", {}):
        _go_inside(schema, handler)
    return schema


def _follow(schema: Any, handler: GetCoreSchemaHandler) -> None:
    """An alias that leads back to itself is defined once, and seen to once."""
    try:
        target: Any = handler.resolve_ref_schema(schema)
    except LookupError:  # It is being built.
        return
    metadata = target.setdefault("metadata", {})
    if target["type"] != "model" and _DONE not in metadata:
        metadata[_DONE] = True
        _go_inside(target, handler)


def _go_inside(schema: Any, handler: GetCoreSchemaHandler) -> None:
    for key in _INSIDE:
        if isinstance(schema.get(key), dict):
            schema[key] = exact(schema[key], handler)
    for key in ("choices", "steps"):
        members = schema.get(key)
        if is_array(members):
            schema[key] = [_member(each, handler) for each in members]
    if schema["type"] == "tuple":
        items = schema["items_schema"]
        schema["items_schema"] = [exact(each, handler) for each in items]


def _member(choice: Any, handler: GetCoreSchemaHandler) -> Any:
    if isinstance(choice, tuple):
        inner, label = cast("tuple[Any, str]", choice)
        return exact(inner, handler), label
    return exact(choice, handler)


def _constants(schema: Any) -> Any:
    """Literals that are no texts: to Python, True is 1."""
    known = {(type(each), each) for each in schema["expected"]}

    def check(value: object) -> object:
        if isinstance(value, bool | int) and (type(value), value) not in known:
            raise PydanticCustomError("literal_error", "Input should be a known value")
        return value

    return core_schema.no_info_before_validator_function(
        check, schema, metadata={_DONE: True}
    )


def _text(schema: Any, kind: str) -> Any:
    """A date or time: an object of Python, or text that begins as one."""
    pattern = _TEXTS[kind]
    begins = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str):
            given = begins.match(value) is not None
        else:
            given = isinstance(value, dt.date | dt.time | dt.timedelta)
        if not given:
            raise PydanticCustomError("moment", "Input should be a date or time")
        return value

    json = core_schema.chain_schema([core_schema.str_schema(pattern=pattern), schema])
    return core_schema.json_or_python_schema(
        json_schema=json,
        python_schema=core_schema.no_info_before_validator_function(check, schema),
        metadata={_DONE: True},
    )


class Exact:
    """Marks a type that is no model: its scalars are strict."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        whole: Any = handler.resolve_ref_schema(schema)
        inner = exact(whole, handler)
        return schema if inner is whole else cast(CoreSchema, inner)
