"""Values as JSON Schema sees them: a text is no number, and true is not 1.

pydantic's lax mode makes numbers of texts and moments of numbers, its strict mode takes
no JSON for a date. Here scalars are strict, and dates may be given as what they are in
Python or as they are written in JSON (RFC 3339).
"""

import datetime as dt
import re
from typing import Any, cast

from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .json_values import is_array

_STRICT = {"int", "float", "bool", "str"}
_INSIDE = {
    "choices",
    "extras_schema",
    "items_schema",
    "json_schema",
    "python_schema",
    "schema",
    "steps",
    "values_schema",
}
_TEXTS = {
    "datetime": r"^\d{4}-\d\d-\d\d[Tt ]",
    "date": r"^\d{4}-\d\d-\d\d",
    "time": r"^\d\d:\d\d",
    "timedelta": r"^[-+]?P",
}
_DONE = "exact"


def exact(schema: Any, handler: Handler) -> Any:
    """The schema with strict scalars; what models contain sees to itself."""
    kind = schema["type"]
    if kind in _STRICT:
        schema.setdefault("strict", True)
        if kind == "float":
            schema.setdefault("allow_inf_nan", False)  # JSON has no such numbers
    elif kind in _TEXTS:
        return _moment(schema, _TEXTS[kind])
    elif kind == "literal" and not all(isinstance(e, str) for e in schema["expected"]):
        return _constants(schema)
    elif kind == "definition-ref":
        _follow(schema, handler)
    elif kind in ("model", "tagged-union") or _DONE in schema.get("metadata", {}):
        return schema
    else:
        for key in _INSIDE & schema.keys():
            schema[key] = _inside(schema[key], handler)
    return schema


def _follow(schema: Any, handler: Handler) -> None:
    """An alias that leads back to itself is defined once, and seen to once."""
    try:
        target: Any = handler.resolve_ref_schema(schema)
    except LookupError:  # It is being built.
        return
    metadata = target.setdefault("metadata", {})
    if target["type"] != "model" and _DONE not in metadata:
        metadata[_DONE] = True  # Before it is entered: it leads back here.
        for key in _INSIDE & target.keys():
            target[key] = _inside(target[key], handler)


def _inside(part: Any, handler: Handler) -> Any:
    if is_array(part):
        return [_inside(each, handler) for each in part]
    if isinstance(part, tuple):
        inner, label = cast("tuple[Any, str]", part)
        return exact(inner, handler), label
    return exact(part, handler) if isinstance(part, dict) else part


def _constants(schema: Any) -> Any:
    """Literals that are no texts: to Python, True is 1."""
    known: set[tuple[Any, Any]] = {(type(e), e) for e in schema["expected"]}

    def check(value: object) -> object:
        if isinstance(value, bool | int) and (type(value), value) not in known:
            raise PydanticCustomError("literal_error", "Input should be a known value")
        return value

    metadata = {_DONE: True}
    return core_schema.no_info_before_validator_function(
        check, schema, metadata=metadata
    )


def _moment(schema: Any, pattern: str) -> Any:
    """A date or time: an object of Python, or text that begins as one."""
    begins = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str):
            given = begins.match(value) is not None
        else:
            given = isinstance(value, dt.date | dt.time | dt.timedelta)
        if not given:
            raise PydanticCustomError("moment", "Input should be a date or time")
        return value

    text = core_schema.str_schema(pattern=pattern)
    both = core_schema.json_or_python_schema(
        json_schema=core_schema.chain_schema([text, schema]),
        python_schema=core_schema.no_info_before_validator_function(check, schema),
        metadata={_DONE: True},
    )
    return _spoken(both) if schema["type"] == "timedelta" else both


class _Duration(dt.timedelta):
    """A duration and the text that it was read from: a month has no length in days
    (ISO 8601-1, 5.5.2), so that the number alone cannot be written as it came.
    """

    text = ""


def _spoken(schema: Any) -> Any:
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
        metadata={_DONE: True},
    )


class Exact:
    """Marks a type that is no model: its scalars are strict."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        schema = handler(source)
        whole: Any = handler.resolve_ref_schema(schema)
        inner = exact(whole, handler)
        return schema if inner is whole else cast(CoreSchema, inner)
