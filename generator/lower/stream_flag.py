"""The flag by which a call of an operation asks for a stream instead of a value.

It is a boolean property of the body, or a boolean parameter of the query, called
``stream``, or as ``x-stream`` of the operation says. Only an operation that documents
both a value and a stream has one, and none that every call has to ask for a stream.
"""

from __future__ import annotations

from generator import ir
from generator.diagnostics.model import Problems
from generator.document.node import Document
from generator.document.pointer import child
from generator.ir.visit import Types, alternatives, boolean_values

__all__ = ["lower_stream_flag"]

_EXTENSION = "x-stream"
_USUAL_NAME = "stream"


def lower_stream_flag(
    document: Document, operation: ir.Operation, types: Types, problems: Problems
) -> ir.StreamFlag | None:
    """Return the flag of an operation; None without one. A declaration that does not
    lead to a flag is a problem.
    """
    name = document.at(operation.pointer).value.get(_EXTENSION)
    if name is False:
        return None
    has_name = isinstance(name, str) and bool(name)
    reason = "" if has_name or name is None else "it is not the name of a flag"
    found = None
    if _has_both(operation):
        found = _find(name if has_name else _USUAL_NAME, operation, types)
        if has_name and found is None:
            reason = "the body and the query have no boolean of this name"
    elif name is not None:
        reason = "the operation does not document both a value and a stream"
    if reason:
        problems.add(
            "invalid-stream-flag",
            f"{_EXTENSION}: {reason}",
            at=child(operation.pointer, _EXTENSION),
            consequence="it has no effect",
            suggestion="give the name of a boolean of the body or the query, and "
            "document application/json and text/event-stream for the response",
        )
    return found


def _has_both(operation: ir.Operation) -> bool:
    found = {
        content.is_stream
        for response in operation.responses
        if response.is_result
        for content in response.contents
    }
    return operation.paging is None and found == {True, False}


def _find(name: str, operation: ir.Operation, types: Types) -> ir.StreamFlag | None:
    contents = operation.body.contents if operation.body else ()
    forms = [
        next((field for field in model.fields if field.name == name), None)
        for content in contents
        for model in alternatives(content.type, types)
        if isinstance(model, ir.Model)
    ]
    if any(
        field is not None and True in boolean_values(field.type, types)
        for field in forms
    ) and not all(_is_always_true(field, types) for field in forms):
        return ir.StreamFlag(name, "body")
    if any(
        boolean_values(parameter.type, types) == {True, False}
        for parameter in operation.parameters
        if (parameter.location, parameter.name) == ("query", name)
    ):
        return ir.StreamFlag(name, "query")
    return None


def _is_always_true(field: ir.Field | None, types: Types) -> bool:
    """Return whether each body of a form has the flag, and asks for a stream."""
    if field is None or not field.required:
        return False
    return boolean_values(field.type, types) == {True}
