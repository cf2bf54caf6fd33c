"""Make pydantic validate scalars as JSON Schema does: "1" is not a number, true not 1.

pydantic's lax mode converts text to numbers and numbers to dates; its strict mode
refuses the text form of a date. Here scalars are strict, and a date may be given as a
Python object or as RFC 3339 text.
"""

import datetime as dt
import re
from typing import Any, cast

from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .json_values import is_array

_SCALARS = {"int", "float", "bool", "str"}
_NESTED_KEYS = {
    "choices",
    "extras_schema",
    "items_schema",
    "json_schema",
    "python_schema",
    "schema",
    "steps",
    "values_schema",
}
_DATE_TIME_PATTERNS = {
    "datetime": r"^\d{4}-\d\d-\d\d[Tt ]",
    "date": r"^\d{4}-\d\d-\d\d",
    "time": r"^\d\d:\d\d",
    "timedelta": r"^[-+]?P",
}
_STRICT = "strict"
"""Metadata key of schemas that are strict already."""


def make_strict(schema: Any, handler: Handler) -> Any:
    """Return the core schema with strict scalars; models are strict already."""
    kind = schema["type"]
    if kind in _SCALARS:
        schema.setdefault("strict", True)
        if kind == "float":
            schema.setdefault("allow_inf_nan", False)  # JSON has no such numbers
    elif kind in _DATE_TIME_PATTERNS:
        return _date_time_schema(schema, _DATE_TIME_PATTERNS[kind])
    elif kind == "literal" and not all(isinstance(e, str) for e in schema["expected"]):
        return _literal_schema(schema)
    elif kind == "definition-ref":
        _make_target_strict(schema, handler)
    elif kind in ("model", "tagged-union") or _STRICT in schema.get("metadata", {}):
        return schema
    else:
        _make_nested_strict(schema, handler)
    return schema


def _make_target_strict(schema: Any, handler: Handler) -> None:
    """Make the definition that a recursive alias refers to strict, once."""
    try:
        target: Any = handler.resolve_ref_schema(schema)
    except LookupError:  # The definition is still being built.
        return
    metadata = target.setdefault("metadata", {})
    if target["type"] != "model" and _STRICT not in metadata:
        metadata[_STRICT] = True  # First: the definition refers to itself.
        _make_nested_strict(target, handler)


def _make_nested_strict(schema: Any, handler: Handler) -> None:
    for key in _NESTED_KEYS & schema.keys():
        schema[key] = _make_part_strict(schema[key], handler)


def _make_part_strict(part: Any, handler: Handler) -> Any:
    if is_array(part):
        return [_make_part_strict(item, handler) for item in part]
    if isinstance(part, tuple):
        inner, label = cast("tuple[Any, str]", part)
        return make_strict(inner, handler), label
    return make_strict(part, handler) if isinstance(part, dict) else part


def _literal_schema(schema: Any) -> Any:
    """Tell numbers and booleans among the literals apart: in Python, True equals 1."""
    expected: set[tuple[Any, Any]] = {(type(e), e) for e in schema["expected"]}

    def check(value: object) -> object:
        if isinstance(value, bool | int) and (type(value), value) not in expected:
            message = "Input should be one of the documented values"
            raise PydanticCustomError("literal_error", message)
        return value

    return core_schema.no_info_before_validator_function(
        check, schema, metadata={_STRICT: True}
    )


def _date_time_schema(schema: Any, pattern: str) -> Any:
    """Accept a Python object, or text that begins like a date, time or duration."""
    begins = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str):
            valid = begins.match(value) is not None
        else:
            valid = isinstance(value, dt.date | dt.time | dt.timedelta)
        if not valid:
            raise PydanticCustomError("date_time", "Input should be a date or time")
        return value

    text = core_schema.str_schema(pattern=pattern)
    both = core_schema.json_or_python_schema(
        json_schema=core_schema.chain_schema([text, schema]),
        python_schema=core_schema.no_info_before_validator_function(check, schema),
        metadata={_STRICT: True},
    )
    return _duration_schema(both) if schema["type"] == "timedelta" else both


class _Duration(dt.timedelta):
    """A duration with the text it was read from, which is written again.

    A month or a year has no fixed length (ISO 8601-1, 5.5.2), so the number of seconds
    does not give the same text.
    """

    text = ""


def _duration_schema(schema: Any) -> Any:
    def read(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> Any:
        found = handler(value)
        if isinstance(value, str):
            found = _Duration(found.days, found.seconds, found.microseconds)
            found.text = value
        return found

    def write(value: Any, handler: core_schema.SerializerFunctionWrapHandler) -> Any:
        return getattr(value, "text", "") or handler(value)

    return core_schema.no_info_wrap_validator_function(
        read,
        schema,
        serialization=core_schema.wrap_serializer_function_ser_schema(
            write, when_used="json"
        ),
        metadata={_STRICT: True},
    )


class Strict:
    """Annotation for a type that is no model: its scalars are strict."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        schema = handler(source)
        resolved: Any = handler.resolve_ref_schema(schema)
        strict = make_strict(resolved, handler)
        return schema if strict is resolved else cast(CoreSchema, strict)
