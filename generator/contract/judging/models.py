"""Checks values that a client decoded, and its models, against the document.

A client that returned plain dicts would lose nothing of a response and yet be wrong:
values must have the types that the document describes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.contract.drawing.instances import Instance, alter, extend
from generator.contract.json_values import differences, is_array, is_object
from generator.contract.judging.decoded_types import DecodedTypes
from generator.contract.problem import Problem
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = [
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
        maximal = next((each for each in instances if "maximal" in each.labels), None)
        for label, pointer, value in extend(maximal.value) if maximal else ():
            reason = rejection(self._model, json.dumps(value).encode())
            if reason and not self._schemas.problems(self._schema, value):
                report.add(label, [f"{pointer}: expected no error, got {reason}"])
        for label, pointer, value in alter(maximal.value) if maximal else ():
            reason = rejection(self._model, json.dumps(value).encode())
            # Deeper values may belong to a model that is only sent.
            is_own = pointer.count("/") == 1
            if is_own and reason and self._has_only_unknown_enum_values(value):
                problem = (
                    f"expected an unknown enum member to be accepted, got {reason}"
                )
                report.add(label, [f"{pointer}: {problem}"], schema=self._pointer)
            refusal = None if reason else self._schemas.refusal(self._schema, value)
            if refusal is not None:
                text = f"{pointer}: expected an error, got none"
                report.add(label, [Problem(text, refusal.source)])

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
