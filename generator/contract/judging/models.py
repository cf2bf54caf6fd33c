"""Checks values that a client decoded, and its models, against the document.

A client that returned plain dicts would lose nothing of a response and yet be wrong:
values must have the types that the document describes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.contract.drawing.instances import (
    Alteration,
    Instance,
    alter,
    extend,
    off_by_one,
)
from generator.contract.json_values import differences, is_array, is_object
from generator.contract.judging.decoded_types import DecodedTypes
from generator.contract.problem import Problem
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = [
    "ModelCheck",
    "decoding_differences",
    "deep_alterations",
    "model_problems",
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
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        reasons = (f"/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in details)
        return "; ".join(reasons)[:MAX_REASON_LENGTH]
    except (ValueError, TypeError) as error:  # TypeError: a bound of another type
        return str(error)[:MAX_REASON_LENGTH]
    return ""


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def deep_alterations(instances: list[Instance], model: Any) -> Iterator[Alteration]:
    """Yield alterations of the maximal instance, and of those that are at bounds.

    Those that a model does not accept are of another variant of a union: what it says of
    their alterations means nothing.
    """
    for each in instances:
        if rejection(model, json.dumps(each.value).encode()):
            continue
        if "maximal" in each.labels:
            yield from alter(each.value, max_paths=150, max_depth=8)
            yield from extend(each.value)
        for direction, name in ((-1, "lower"), (1, "upper")):
            if any(label.startswith(f"{name} bounds") for label in each.labels):
                yield from off_by_one(each.value, direction)


def model_problems(
    specification: Specification,
    schema: Any,
    alterations: Iterable[Alteration],
    model: Any,
    *,
    is_whole: bool = False,
) -> Iterator[tuple[str, Problem]]:
    """Yield which alterations a model accepts although they are not valid, and which
    unknown enum members and fields it does not accept.

    Args:
        is_whole: Whether the model is all that the schema describes, not a variant of its
            union. Deeper values may then belong to a model that is only sent.
    """
    schemas = specification.responses
    variants = specification.response_instances.variants.non_null(schema)
    is_union = len(variants) > 1 and not is_whole
    for label, pointer, altered in alterations:
        reason = rejection(model, json.dumps(altered).encode())
        is_own = pointer.count("/") == 1 or not is_whole
        # What is not valid for this model may be for another variant.
        is_extended = label.startswith("an unknown field") and not is_union
        if reason and (
            (is_own and schemas.has_only_unknown_enum_values(schema, altered))
            or (is_extended and not schemas.problems(schema, altered))
        ):
            problem = f"{pointer}: expected {label} to be accepted, got {reason}"
            yield label, Problem(problem)
        # A union may require the tag that the schema of its variant does not.
        is_tag = is_union and label.startswith("without") and pointer.count("/") < 2
        if reason or is_tag:
            continue
        # A date with one character less may still be a date.
        is_typed = not label.startswith("one ")
        refusal = schemas.refusal(schema, altered, is_format_typed=is_typed)
        if refusal is not None:
            name = getattr(model, "__name__", "the type")
            text = f"{pointer}: expected {name} to reject {label}, got no error"
            yield label, Problem(text, refusal.source)


class ModelCheck:
    """Checks a model by itself, for models that no operation uses.

    Args:
        specification: The document.
        model: The type of the client.
        pointer: The pointer of its schema.
    """

    def __init__(self, specification: Specification, model: Any, pointer: str) -> None:
        self._specification = specification
        self._generator = specification.response_instances
        self._decoded_types = DecodedTypes(specification.decoded_variants)
        self._adapter: TypeAdapter[Any] = TypeAdapter(model)
        self._model = model
        self._pointer = pointer
        self._schema = reference(pointer)

    def run(self, report: Report) -> None:
        """Decode valid instances; check that invalid ones are rejected."""
        instances, missing = self._generator.instances(self._schema)
        report.not_checked += missing
        for each in instances:
            report.add(each.label, self._valid_problems(each), schema=self._pointer)
        altered = deep_alterations(instances, self._model)
        for label, problem in model_problems(
            self._specification, self._schema, altered, self._model, is_whole=True
        ):
            report.add(label, [problem], schema=self._pointer)

    def _valid_problems(self, instance: Instance) -> Iterator[str]:
        try:
            value = self._adapter.validate_json(json.dumps(instance.value))
        except ValueError as error:
            yield f"/: expected a valid value to be accepted, got {error}"[:600]
            return
        yield from decoding_differences(instance.value, value)
        yield from self._decoded_types.problems(self._schema, instance.value, value)
