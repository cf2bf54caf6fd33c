"""Requests that the server sends: webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.ir import Body, Event, Type
from generator.ir.media_types import is_json
from generator.lower.bodies import lower_body
from generator.lower.path_items import methods_of
from generator.lower.schema.annotations import text_of
from generator.lower.schema.lowering import SchemaLowering

__all__ = ["lower_callbacks", "lower_webhooks"]


def lower_webhooks(
    root: Node,
    schemas: SchemaLowering,
    problems: Problems,
    takes: Callable[[str, str, Node], bool],
) -> Iterator[Event]:
    """Give the webhooks of a document (OpenAPI 3.2, 4.1) that `takes` takes by name,
    method and operation, also under the name that descriptions before 3.1 use for them,
    ``x-webhooks``.
    """
    for section in ("webhooks", "x-webhooks"):
        webhooks = root.get(section)
        for name, item in webhooks.items() if webhooks is not None else ():
            yield from _events(str(name), item, "", schemas, problems, takes)


def lower_callbacks(
    operation: Node, owner: str, schemas: SchemaLowering, problems: Problems
) -> Iterator[Event]:
    """Give the callbacks of an operation (4.18 Callback Object), which `owner` names
    where it has no operationId.
    """
    callbacks = operation.get("callbacks")
    owner = text_of(operation.value.get("operationId")) or owner
    for name, reference in callbacks.items() if callbacks is not None else ():
        callback = reference.deref()
        for key, item in callback.items() if callback is not None else ():
            if not str(key).startswith("x-"):
                yield from _events(str(name), item, owner, schemas, problems)


def _events(
    name: str,
    reference: Node,
    owner: str,
    schemas: SchemaLowering,
    problems: Problems,
    takes: Callable[[str, str, Node], bool] = lambda *_: True,
) -> Iterator[Event]:
    item = reference.deref()
    if item is None or not isinstance(item.value, dict) or name.startswith("x-"):
        return
    for method, node in methods_of(item):
        if not takes(name, method, node):
            continue
        body = lower_body(node, schemas, problems)
        if body is None:
            continue
        payload = _payload(body)
        if payload is None:
            problems.add(
                "unsupported-payload",
                "the payload of a webhook or callback is not JSON",
                at=body.pointer,
                consequence="no function is emitted that parses it",
            )
            continue
        value = node.value
        described = text_of(value.get("description")) or text_of(value.get("summary"))
        yield Event(name, payload, described, node.pointer, method, owner)


def _payload(body: Body) -> Type | None:
    """Return the type of the payload as JSON; None where it is never that."""
    found = (c.type for c in body.contents if is_json(c.media_type))
    return next(found, None)
