"""Checks values that a client decoded, and its models, against the document.

A client that returned plain dicts would lose nothing of a response and yet be wrong:
values must have the types that the document describes.
"""

from __future__ import annotations

import base64
import enum
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter
from typing_extensions import TypeAliasType

from generator.contract.case import Report
from generator.contract.drawing.instances import Instance, alter
from generator.contract.json_values import differences, is_array, is_object
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import SchemaVariants, Variant
from generator.contract.specification import Specification

__all__ = [
    "DecodedTypes",
    "ModelCheck",
    "decoding_differences",
    "rejection",
    "to_json_value",
]

MAX_REASON_LENGTH = 300


def decoding_differences(encoded: Any, value: Any) -> Iterator[str]:
    """Yield how a decoded value differs from the JSON value that was sent."""
    yield from differences(encoded, to_json_value(value))
    if hasattr(value, "model_dump"):
        # Only this shows whether a string was decoded as bytes.
        fields = value.model_dump(by_alias=True, exclude_unset=True)
        yield from differences(encoded, to_json_value(fields))


def to_json_value(value: Any) -> Any:
    """Return the JSON value of a decoded value."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_object(value):
        return {key: to_json_value(item) for key, item in value.items()}
    if is_array(value):
        return [to_json_value(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"P{value.days}DT{value.seconds}S"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def rejection(model: Any, content: bytes) -> str:
    """Return why a type of the client rejects JSON; empty if it accepts it."""
    try:
        _adapter(model).validate_json(content)
    except (ValueError, TypeError) as error:  # TypeError: a bound of another type
        return str(error)[:MAX_REASON_LENGTH]
    return ""


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


class DecodedTypes:
    """Checks that decoded values have the types that the document describes.

    Args:
        variants: Computes the variants of schemas.
    """

    def __init__(self, variants: SchemaVariants) -> None:
        self._variants = variants

    def problems(self, schema: Any, encoded: Any, value: Any) -> Iterator[str]:
        """Yield where a decoded value lacks a model, a field or an enum member.

        Args:
            encoded: The JSON value that was decoded.
        """
        expected, actual = self._count_objects(schema, encoded), _count_models(value)
        if actual < expected:
            yield f"/: expected {expected} models, got {actual}"
        yield from self._unknown_members(schema, encoded, value, "")

    def _count_objects(self, schema: Any, encoded: Any) -> int:
        """The number of objects whose schemas list properties."""
        variants = self._variants.non_null(schema)
        if len(variants) != 1:
            return 0
        [variant] = variants
        if is_object(encoded) and variant.get("properties"):
            listed = variant["properties"]
            return 1 + sum(
                self._count_objects(listed.get(name, True), item)
                for name, item in encoded.items()
            )
        if is_array(encoded) and "prefixItems" not in variant:
            items = variant.get("items", True)
            return sum(self._count_objects(items, item) for item in encoded)
        return 0

    def _unknown_members(
        self, schema: Any, encoded: Any, value: Any, pointer: str
    ) -> Iterator[str]:
        """The properties and enum members that the types do not declare."""
        variants = self._variants.non_null(schema)
        if is_object(encoded) and len(variants) > 1:
            variants = [each for each in variants if _lists_all(each, encoded)]
        if len(variants) != 1:
            return
        [variant] = variants
        if is_array(encoded) and is_array(value):
            items: Any = {} if "prefixItems" in variant else variant.get("items", True)
            for index, pair in enumerate(zip(encoded, value, strict=False)):
                yield from self._unknown_members(items, *pair, f"{pointer}/{index}")
        if not is_object(encoded) or not hasattr(value, "to_dict"):
            return
        fields = _fields(value.__class__)
        for name, described in variant.get("properties", {}).items():
            if name not in encoded:
                continue
            at = f"{pointer}/{name}"
            if name not in fields:
                yield f"{at}: expected a field of {type(value).__name__}, got none"
                continue
            attribute, literals = fields[name]
            for problem in self._enum_problems(described, encoded[name], literals):
                yield f"{at}: {problem}"
            inner = getattr(value, attribute, None)
            yield from self._unknown_members(described, encoded[name], inner, at)

    def _enum_problems(
        self, schema: Any, encoded: Any, literals: list[Any]
    ) -> Iterator[str]:
        """The enum members that only the document or only the type lists."""
        variants = self._variants.non_null(schema)
        enums = [each["enum"] for each in variants if "enum" in each]
        found = (each for each in enums if encoded in each)
        no_members: list[Any] = []
        enum = next(found, no_members)
        if not literals or not all(map(_can_be_literal, enum)) or encoded is None:
            return
        if enum and encoded not in literals:
            yield f"expected {encoded!r} in the type, got only {literals!r:.200}"
        others = [each for each in literals if each not in enum]
        if enum and len(variants) == 1 and others:
            yield f"expected no {others[0]!r} in the type: the document has no such value"


def _can_be_literal(value: Any) -> bool:
    return value is None or isinstance(value, str | int)


def _count_models(value: Any) -> int:
    if hasattr(value, "to_dict"):
        return 1 + sum(_count_models(item) for _, item in value)
    if is_object(value):
        return sum(map(_count_models, value.values()))
    return sum(map(_count_models, value)) if is_array(value) else 0


def _lists_all(variant: Variant, encoded: dict[str, Any]) -> bool:
    """Whether a variant lists all properties of an object, so that it is the one to
    decode if no other variant does.
    """
    listed = {*variant.get("properties", ()), *variant.get("required", ())}
    return bool(variant["type"] == "object") and encoded.keys() <= listed


@cache
def _fields(model: Any) -> dict[str, tuple[str, list[Any]]]:
    """The attribute and the literals of each field of a model, by JSON name."""
    fields: dict[str, Any] = model.model_fields
    aliases = {name: field.serialization_alias for name, field in fields.items()}
    return {
        name if alias is None else alias: (name, _literals(fields[name].annotation))
        for name, alias in aliases.items()
    }


def _literals(annotation: Any) -> list[Any]:
    """The values that an annotation lists."""
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return [member.value for member in annotation]
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if get_origin(annotation) in (list, dict):
        return []
    if isinstance(annotation, TypeAliasType):
        return _literals(annotation.__value__)
    return [each for part in get_args(annotation) for each in _literals(part)]


class ModelCheck:
    """Checks a model by itself, for models that no operation uses.

    Args:
        specification: The document.
        model: The type of the client.
        pointer: The pointer of its schema.
    """

    def __init__(self, specification: Specification, model: Any, pointer: str) -> None:
        self._schemas = specification.responses
        self._generator = specification.response_instances
        self._decoded_types = DecodedTypes(self._generator.variants)
        self._adapter: TypeAdapter[Any] = TypeAdapter(model)
        self._model = model
        self._schema = reference(pointer)

    def run(self, report: Report) -> None:
        """Decode valid instances; check that invalid ones are rejected."""
        instances, missing = self._generator.instances(self._schema)
        report.not_checked += missing
        for each in instances:
            report.add(each.label, self._valid_problems(each))
        maximal = next((each for each in instances if "maximal" in each.labels), None)
        for label, pointer, value in alter(maximal.value) if maximal else ():
            reason = rejection(self._model, json.dumps(value).encode())
            # Deeper values may belong to a model that is only sent.
            is_own = pointer.count("/") == 1
            if is_own and reason and self._has_only_unknown_enum_values(value):
                problem = (
                    f"expected an unknown enum member to be accepted, got {reason}"
                )
                report.add(label, [f"{pointer}: {problem}"])
            if not reason and self._schemas.is_refused(self._schema, value):
                report.add(label, [f"{pointer}: expected an error, got none"])

    def _has_only_unknown_enum_values(self, value: Any) -> bool:
        return self._schemas.has_only_unknown_enum_values(self._schema, value)

    def _valid_problems(self, instance: Instance) -> Iterator[str]:
        try:
            value = self._adapter.validate_json(json.dumps(instance.value))
        except ValueError as error:
            yield f"/: expected a valid value to be accepted, got {error}"[:600]
            return
        yield from decoding_differences(instance.value, value)
        yield from self._decoded_types.problems(self._schema, instance.value, value)
