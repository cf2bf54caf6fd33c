"""Envelopes, where an operation declares by ``x-unwrap`` which value in them it returns.

The value is a JSON pointer, such as ``/data/zone``, or the name of a property.
"""

from __future__ import annotations

from dataclasses import replace

from generator import ir
from generator.diagnostics.model import Problems
from generator.document.node import Document
from generator.document.pointer import child, split
from generator.ir.media_types import is_json
from generator.ir.visit import Types
from generator.lower.value_types import ValueTypes

__all__ = ["EXTENSION", "lower_unwrap"]

EXTENSION = "x-unwrap"


def lower_unwrap(
    document: Document, operation: ir.Operation, types: Types, problems: Problems
) -> ir.Operation:
    """Return the operation with what it returns of its envelopes.

    It stays as it is without a declaration, and with an invalid one, which is a
    problem.
    """
    node = document.at(operation.pointer).get(EXTENSION)
    if node is None or node.value in (None, False, ""):
        return operation
    try:
        pointer = _pointer(node.value)
        return _unwrapped(operation, pointer, ValueTypes(types))
    except ValueError as error:
        problems.add(
            "invalid-unwrap",
            f"{EXTENSION}: {error}",
            at=child(operation.pointer, EXTENSION),
            consequence="the method returns the whole response",
            suggestion="give the JSON pointer of a value in the JSON of the result",
        )
        return operation


def _pointer(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("it is not a string")
    text = value.removeprefix("#")
    return text if text.startswith("/") else child("", text)


def _unwrapped(
    operation: ir.Operation, pointer: str, types: ValueTypes
) -> ir.Operation:
    contents = [c for r in operation.responses if r.is_result for c in r.contents]
    if any(each.is_stream for each in contents):
        raise ValueError("the result is a stream")
    found = False

    def content(each: ir.Content) -> ir.Content:
        nonlocal found
        if not is_json(each.media_type):
            return each
        inner = types.inside(each.type, split("#" + pointer))
        found = found or inner is not None
        return replace(each, unwrapped=inner or ir.AnyType())

    responses = tuple(
        (
            replace(each, contents=tuple(map(content, each.contents)))
            if each.is_result
            else each
        )
        for each in operation.responses
    )
    if not found:
        raise ValueError(f"{pointer} is not in the response")
    return replace(operation, responses=responses, unwrap=pointer)
