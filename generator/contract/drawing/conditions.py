"""Conditions: keywords that restrict a value by what it is or contains already.

An instance is built first and repaired afterwards: a remedy is a schema that the value
must satisfy as well so that it meets a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.contract.json_values import as_object, is_object

__all__ = ["CONDITIONS", "negations", "remedies"]

CONDITIONS = frozenset(
    {"not", "if", "then", "else", "dependentRequired", "dependentSchemas"}
)
_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_OPPOSITES: dict[str, tuple[str, int]] = {
    "minimum": ("exclusiveMaximum", 0),
    "maximum": ("exclusiveMinimum", 0),
    "exclusiveMinimum": ("maximum", 0),
    "exclusiveMaximum": ("minimum", 0),
    "minLength": ("maxLength", -1),
    "maxLength": ("minLength", 1),
    "minItems": ("maxItems", -1),
    "maxItems": ("minItems", 1),
    "minProperties": ("maxProperties", -1),
    "maxProperties": ("minProperties", 1),
}
"""The keyword that excludes what another one allows, and the difference of its value."""
IsValid = Callable[[Any, Any], bool]
"""Whether an instance, the second argument, satisfies a schema."""


def remedies(
    condition: Mapping[str, Any], value: Any, is_valid: IsValid
) -> Iterator[Any]:
    """Yield schemas; a value that also satisfies one of them may meet a condition that
    `value` does not meet.
    """
    if "not" in condition and is_valid(condition["not"], value):
        yield from negations(condition["not"])
    if "if" in condition:
        then, otherwise = condition.get("then", True), condition.get("else", True)
        if is_valid(condition["if"], value):
            yield then
            for negation in negations(condition["if"]):
                yield {"allOf": [negation, otherwise]}
        else:
            yield otherwise
            yield {"allOf": [condition["if"], then]}
    dependencies = {
        **as_object(condition.get("dependentSchemas")),
        **{
            name: {"required": required}
            for name, required in as_object(condition.get("dependentRequired")).items()
        },
    }
    for name, schema in dependencies.items():
        if is_object(value) and name in value and not is_valid(schema, value):
            yield schema
            yield {"properties": {name: False}}


def negations(schema: Any) -> Iterator[Any]:
    """Yield schemas of values that do not satisfy a schema."""
    if schema is False:
        yield True
    for keyword, value in as_object(schema).items():
        match keyword:
            case "type":
                types = [value] if isinstance(value, str) else value
                yield {"type": [each for each in _TYPES if each not in types]}
            case "required":
                for name in value:
                    yield {"properties": {name: False}}
            case "properties":
                for name, each in value.items():
                    yield {"required": [name], "properties": {name: {"not": each}}}
            case "not":
                yield value
            case "allOf":
                for each in value:
                    yield from negations(each)
            case "anyOf":
                yield {"allOf": [{"not": each} for each in value]}
            case "contains":
                yield {"items": {"not": value}}
            case _ if keyword in _OPPOSITES:
                opposite, difference = _OPPOSITES[keyword]
                yield {opposite: value + difference if difference else value}
            case _:
                continue
