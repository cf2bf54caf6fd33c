"""Requests that the API sends: webhooks and callbacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.document.node import Node
from generator.ir import Event
from generator.ir.media_types import is_json
from generator.lower.bodies import lower_body
from generator.lower.schema.annotations import prose_of, text_of
from generator.lower.schema.lowering import SchemaLowering
from generator.lower.selection import OperationFilter, operations_of

__all__ = ["lower_callbacks", "lower_webhooks"]

# An example of a header that is a name, not a number or an id.
_NAME = re.compile(r"(?!.*[0-9]{3})[A-Za-z_][A-Za-z0-9_.:/ -]{0,99}")


def lower_webhooks(
    root: Node, schemas: SchemaLowering, operation_filter: OperationFilter
) -> Iterator[Event]:
    """Yield the selected webhooks of a document (OpenAPI 3.2, 4.1), and those under
    ``x-webhooks``, the name that documents before OpenAPI 3.1 use.
    """
    for section in ("webhooks", "x-webhooks"):
        for name, item in root.members(section):
            for method, node in _operations(name, item):
                if operation_filter.selects(name, method, node):
                    headers = tuple(_headers(item.deref(), node))
                    for event in _event(name, "", method, node, schemas):
                        yield replace(event, headers=headers)


def lower_callbacks(
    operation: Node, method_and_path: str, schemas: SchemaLowering
) -> Iterator[Event]:
    """Yield the callbacks of an operation (4.18 Callback Object); its operationId, or
    else `method_and_path`, is their owner.
    """
    owner = text_of(operation.value.get("operationId")) or method_and_path
    for name, reference in operation.members("callbacks"):
        callback = reference.deref()
        for key, item in callback.items() if callback is not None else ():
            if not str(key).startswith("x-"):
                for method, node in _operations(name, item):
                    yield from _event(name, owner, method, node, schemas)


def _operations(name: str, path_item: Node) -> Iterator[tuple[str, Node]]:
    target = path_item.deref()
    if target is not None and not name.startswith("x-"):
        yield from operations_of(target)


def _event(
    name: str, owner: str, method: str, operation: Node, schemas: SchemaLowering
) -> Iterator[Event]:
    """Yield the event of an operation; none without a payload that is JSON."""
    body = lower_body(operation, schemas)
    if body is None:
        return
    types = (each.type for each in body.contents if is_json(each.media_type))
    payload = next(types, None)
    if payload is None:
        schemas.problems.add(
            "unsupported-payload",
            "the payload of a webhook or callback is not JSON",
            at=body.pointer,
            consequence="the package has no function that parses it",
        )
        return
    value = operation.value
    description = prose_of(value.get("description")) or prose_of(value.get("summary"))
    yield Event(name, payload, description, operation.pointer, method, owner)


def _headers(path_item: Node | None, operation: Node) -> Iterator[tuple[str, str]]:
    """Yield the headers of a webhook that have one value: a constant, or an example that
    is a name.
    """
    for owner in (path_item, operation):
        for reference in owner.elements("parameters") if owner is not None else ():
            node = reference.deref()
            if node is None or node.value.get("in") != "header":
                continue
            name, schema = node.value.get("name"), node.get("schema")
            target = schema.deref() if schema is not None else None
            value = _only_value(node.value, target.value if target is not None else {})
            if value and isinstance(name, str):
                yield name, value


def _only_value(parameter: dict[str, Any], schema: Any) -> str:
    schema = schema if isinstance(schema, dict) else {}
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if values is not None:
        is_one = isinstance(values, list) and len(values) == 1
        return values[0] if is_one and isinstance(values[0], str) else ""
    example = parameter.get("example", schema.get("example"))
    return example if isinstance(example, str) and _NAME.fullmatch(example) else ""
