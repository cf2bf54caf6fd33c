"""Requests that the API sends: webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.ir import Body, Event, Type
from generator.ir.media_types import is_json
from generator.lower.bodies import lower_body
from generator.lower.schema.annotations import text_of
from generator.lower.schema.lowering import SchemaLowering
from generator.lower.selection import OperationFilter, operations_of

__all__ = ["lower_callbacks", "lower_webhooks"]


def lower_webhooks(
    root: Node,
    schemas: SchemaLowering,
    problems: Problems,
    operation_filter: OperationFilter,
) -> Iterator[Event]:
    """Yield the selected webhooks of a document (OpenAPI 3.2, 4.1), and those under
    ``x-webhooks``, the name that documents before OpenAPI 3.1 use.
    """
    for section in ("webhooks", "x-webhooks"):
        webhooks = root.get(section)
        for name, item in webhooks.items() if webhooks is not None else ():
            for method, node in _operations(str(name), item):
                if operation_filter.selects(str(name), method, node):
                    yield from _event(str(name), "", method, node, schemas, problems)


def lower_callbacks(
    operation: Node, method_and_path: str, schemas: SchemaLowering, problems: Problems
) -> Iterator[Event]:
    """Yield the callbacks of an operation (4.18 Callback Object); its operationId, or
    else `method_and_path`, is their owner.
    """
    callbacks = operation.get("callbacks")
    owner = text_of(operation.value.get("operationId")) or method_and_path
    for name, reference in callbacks.items() if callbacks is not None else ():
        callback = reference.deref()
        for key, item in callback.items() if callback is not None else ():
            if not str(key).startswith("x-"):
                for method, node in _operations(str(name), item):
                    yield from _event(str(name), owner, method, node, schemas, problems)


def _operations(name: str, path_item: Node) -> Iterator[tuple[str, Node]]:
    target = path_item.deref()
    if target is not None and not name.startswith("x-"):
        yield from operations_of(target)


def _event(
    name: str,
    owner: str,
    method: str,
    operation: Node,
    schemas: SchemaLowering,
    problems: Problems,
) -> Iterator[Event]:
    """Yield the event of an operation; none without a payload that is JSON."""
    body = lower_body(operation, schemas, problems)
    if body is None:
        return
    payload = _json_type(body)
    if payload is None:
        problems.add(
            "unsupported-payload",
            "the payload of a webhook or callback is not JSON",
            at=body.pointer,
            consequence="the package has no function that parses it",
        )
        return
    value = operation.value
    description = text_of(value.get("description")) or text_of(value.get("summary"))
    yield Event(name, payload, description, operation.pointer, method, owner)


def _json_type(body: Body) -> Type | None:
    types = (each.type for each in body.contents if is_json(each.media_type))
    return next(types, None)
