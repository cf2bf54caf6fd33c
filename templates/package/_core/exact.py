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


def exact(schema: Any) -> Any:
    """The schema with strict scalars; what models contain sees to itself."""
    kind = schema["type"]
    if kind in _STRICT:
        schema.setdefault("strict", True)
        if kind == "float":
            schema.setdefault("allow_inf_nan", False)  # JSON has no such numbers
    elif kind in _TEXTS:
        return _text(schema, kind)
    elif kind == "literal" and {type(each) for each in schema["expected"]} == {int}:
        return core_schema.chain_schema(  # To Python, True is 1.
            [core_schema.int_schema(strict=True), schema], metadata={_DONE: True}
        )
    elif kind != "model" and _DONE not in schema.get("metadata", {}):
        _go_inside(schema)
    return schema


def _go_inside(schema: Any) -> None:
    for key in _INSIDE:
        if isinstance(schema.get(key), dict):
            schema[key] = exact(schema[key])
    for key in ("choices", "steps"):
        members = schema.get(key)
        if is_array(members):
            schema[key] = [_member(each) for each in members]
    if schema["type"] == "tuple":
        schema["items_schema"] = [exact(each) for each in schema["items_schema"]]


def _member(choice: Any) -> Any:
    if isinstance(choice, tuple):
        inner, label = cast("tuple[Any, str]", choice)
        return exact(inner), label
    return exact(choice)


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
        inner = exact(whole)
        return schema if inner is whole else cast(CoreSchema, inner)
