"""Make pydantic validate scalars as JSON Schema does: "1" is not a number, true not 1.

pydantic's lax mode converts text to numbers and numbers to dates; its strict mode
refuses the text form of a date. Here scalars are strict, and a value of a format may be
given as a Python object or as its text.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from numbers import Number
from typing import Any, cast

from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .formats import FORMAT, FORMATS, format_schema
from .json_values import is_array

_SCALARS = {"int", "float", "bool", "str"}
MODELS = {"model", "tagged-union"}
_BOUNDS = ("ge", "gt", "le", "lt", "multiple_of")
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
AS_IT_IS = core_schema.simple_ser_schema("any")
HIDDEN = "(also tried)"
"""Label of a choice whose errors say no more than those of another one."""
STRICT = "strict"
"""Metadata key of schemas that are strict already."""
FINISH = "finish"
"""Metadata key of a function that is called with a union when its parts are strict."""
_DONE = {STRICT, FORMAT}


def make_strict(schema: Any, handler: Handler) -> Any:
    """Return the core schema with strict scalars; models are strict already."""
    kind = schema["type"]
    if kind in _SCALARS:
        schema.setdefault("strict", True)
        if kind == "float":
            bounds = [(key, schema[key]) for key in _BOUNDS if key in schema]
            return _number_schema(*bounds)
        if kind == "int":
            # Else a boolean that deviates would be written as a number.
            schema["serialization"] = AS_IT_IS
        return schema
    if kind == "literal" and not all(isinstance(e, str) for e in schema["expected"]):
        return _literal_schema(schema)
    if kind == "definition-ref":
        _make_target_strict(schema, handler)
    elif kind not in MODELS and _DONE.isdisjoint(schema.get("metadata", {})):
        if kind in FORMATS:
            return format_schema(kind)
        _make_parts_strict(schema, handler)
    return schema


def _make_target_strict(schema: Any, handler: Handler) -> None:
    """Make the definition that a recursive alias refers to strict, once."""
    try:
        target: Any = handler.resolve_ref_schema(schema)
    except LookupError:  # The definition is still being built.
        return
    metadata = target.setdefault("metadata", {})
    if target["type"] != "model" and STRICT not in metadata:
        metadata[STRICT] = True  # First: the definition refers to itself.
        _make_parts_strict(target, handler)


def _make_parts_strict(schema: Any, handler: Handler) -> None:
    if schema["type"] == "union":
        schema["choices"] = [_with_label(choice) for choice in schema["choices"]]
    schema.update(map_parts(schema, lambda part: make_strict(part, handler)))
    if FINISH in schema.get("metadata", {}):
        schema["metadata"][FINISH](schema, handler)


def _with_label(choice: Any) -> Any:
    """Name a choice in errors as pydantic does, whatever its schema becomes."""
    if isinstance(choice, tuple) or choice["type"] not in {"float", *FORMATS}:
        return cast(Any, choice)
    return choice, choice["type"]


def map_parts(schema: Any, change: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the members of a schema that are schemas, each of these changed."""

    def changed(part: Any) -> Any:
        if is_array(part):
            return [changed(item) for item in part]
        if isinstance(part, tuple):
            inner, label = cast("tuple[Any, str]", part)
            return change(inner), label
        return change(part) if isinstance(part, dict) else part

    return {key: changed(schema[key]) for key in _NESTED_KEYS & schema.keys()}


@cache
def _number_schema(*bounds: tuple[str, float]) -> CoreSchema:
    """Accept a float, or an int and keep it an int: JSON does not limit its digits.

    The schema must not be changed.
    """
    real: Any = core_schema.float_schema(strict=True, allow_inf_nan=False)
    real.update(bounds)
    other: CoreSchema = core_schema.no_info_wrap_validator_function(_read_number, real)
    both: tuple[CoreSchema, CoreSchema] = (other, other)
    if all(float(bound).is_integer() for _, bound in bounds):
        whole = {key: int(bound) for key, bound in bounds}
        integer = core_schema.int_schema(strict=True, **cast(Any, whole))
        json: list[Any] = [(real, ""), (integer, HIDDEN)]
        real = core_schema.chain_schema([core_schema.is_instance_schema(float), real])
        # No Python function is called for a value that is no number.
        is_number = core_schema.is_instance_schema(Number)
        other = core_schema.chain_schema(
            [core_schema.custom_error_schema(is_number, "float_type"), other]
        )
        python: list[Any] = [(real, HIDDEN), (integer, HIDDEN), (other, "")]
        both = core_schema.union_schema(json), core_schema.union_schema(python)
    return core_schema.json_or_python_schema(
        *both, serialization=AS_IT_IS, metadata={STRICT: True}
    )


def _read_number(
    value: object, handler: core_schema.ValidatorFunctionWrapHandler
) -> object:
    """Return a number as an int or a float of the same value."""
    found = handler(value)
    if isinstance(value, int):
        return value
    if (Decimal(repr(found)) if isinstance(value, Decimal) else found) != value:
        raise PydanticCustomError("float", "Input should have the value of a float")
    return found


def _literal_schema(schema: Any) -> Any:
    """Tell numbers and booleans among the literals apart: in Python, True equals 1."""
    expected = {(isinstance(e, bool), e) for e in schema["expected"]}

    def check(value: object) -> object:
        if isinstance(value, int) and (isinstance(value, bool), value) not in expected:
            message = "Input should be one of the documented values"
            raise PydanticCustomError("literal_error", message)
        return value

    return core_schema.no_info_before_validator_function(
        check, schema, metadata={STRICT: True}, serialization=AS_IT_IS
    )


class Strict:
    """Annotation for a type that is no model: its scalars are strict."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        schema = handler(source)
        resolved: Any = handler.resolve_ref_schema(schema)
        strict = make_strict(resolved, handler)
        return schema if strict is resolved else cast(CoreSchema, strict)
