"""A normalized document becomes an :class:`~generator.ir.Api`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.diagnostics.model import Problems
from generator.diagnostics.processing import processing
from generator.document.node import Document, Node
from generator.document.pointer import child
from generator.ir import Api, Operation
from generator.ir.visit import Types, map_operation
from generator.lower.binary import place_binary_content
from generator.lower.bodies import lower_body, lower_responses
from generator.lower.events import lower_callbacks, lower_webhooks
from generator.lower.info import lower_info, lower_servers, lower_tags
from generator.lower.paging import lower_paging
from generator.lower.parameters import (
    find_credentials,
    find_idempotency_header,
    lower_parameters,
)
from generator.lower.request_response_models import split_request_models, used_types
from generator.lower.schema.annotations import prose_of, python_name_of, text_of
from generator.lower.schema.lowering import SchemaLowering
from generator.lower.security import Schemes, lower_schemes, lower_security
from generator.lower.selection import (
    ALL_OPERATIONS,
    OperationFilter,
    Selection,
    operations_of,
)
from generator.lower.stream_flag import lower_stream_flag
from generator.lower.unwrap import lower_unwrap
from generator.text import is_token

__all__ = ["lower"]

_PATH_STARTS = ("/", "?", "#")
"""With what a path begins that is not empty."""

_IDEMPOTENT = "x-idempotent"
_SDK_NAMES = (
    ("x-speakeasy-group", "x-speakeasy-name-override"),
    ("x-fern-sdk-group-name", "x-fern-sdk-method-name"),
)
"""The extensions of other generators for the group and the name of a method."""


@dataclass(frozen=True, slots=True)
class _OperationNode:
    """An operation of the document, with the path item that it belongs to."""

    path: str
    path_item: Node
    method: str
    node: Node


def lower(
    document: Document, problems: Problems, selection: Selection = ALL_OPERATIONS
) -> Api:
    """Return the API that a normalized document describes.

    What a type or an operation cannot express is added to `problems`, with its place in
    the document. Operations outside `selection` are left out, and so are the types that
    only they use. All other operations are in the result.
    """
    root = document.at("#")
    schemas = SchemaLowering(root, problems)
    components = root.get("components")
    for _, node in components.members("schemas") if components is not None else ():
        schemas.declare(node)
    schemes = lower_schemes(root, problems)
    operation_filter = OperationFilter(selection)
    selected = [
        each
        for each in _operations(root, problems)
        if operation_filter.selects(each.path, each.method, each.node)
    ]
    operations = [_lower_operation(root, each, schemes, schemas) for each in selected]
    events = list(lower_webhooks(root, schemas, operation_filter))
    operation_filter.report(problems)
    for each in selected:
        events += lower_callbacks(each.node, f"{each.method} {each.path}", schemas)
    types = schemas.finish()
    operations = [
        map_operation(each, schemas.resolve, schemas.resolve) for each in operations
    ]
    api = place_binary_content(
        Api(
            **lower_info(root),
            servers=tuple(lower_servers(root)),
            schemes=schemes.usable,
            tags=tuple(lower_tags(root)),
            operations=tuple(operations),
            types=types,
            usage={},
            events=tuple(
                replace(event, payload=schemas.resolve(event.payload))
                for event in dict.fromkeys(events)
            ),
            not_enforced=schemas.enforcement.not_enforced,
            places=schemas.places(),
        )
    )
    operations = [
        _with_extensions(document, each, api.types, problems) for each in api.operations
    ]
    api = split_request_models(replace(api, operations=tuple(operations)))
    return _without_unused_types(api) if selection else api


def _with_extensions(
    document: Document, operation: Operation, types: Types, problems: Problems
) -> Operation:
    """Return the operation with what is known only when all types are lowered."""
    operation = lower_unwrap(document, operation, types, problems)
    paging = lower_paging(document, operation, types, problems)
    operation = replace(operation, paging=paging)
    flag = lower_stream_flag(document, operation, types, problems)
    return replace(operation, stream_flag=flag)


def _without_unused_types(api: Api) -> Api:
    used = used_types(api)
    return replace(
        api,
        types={key: each for key, each in api.types.items() if key in used},
        usage={key: each for key, each in api.usage.items() if key in used},
    )


def _operations(root: Node, problems: Problems) -> Iterator[_OperationNode]:
    """Yield the operations of the document's paths, in order."""
    paths = root.members("paths")
    known = {path for path, _ in paths}
    for key, reference in paths:
        path_item = reference.deref()
        if path_item is None or key.startswith("x-"):
            continue
        path = key
        if key and not key.startswith(_PATH_STARTS):
            # It must not become a part of the host.
            path = f"/{key}"
            problems.add(
                "invalid-path",
                f"the path {key} does not begin with a slash",
                at=reference.pointer,
                consequence=f"it is read as {path}"
                + (", and ignored beside that path" if path in known else ""),
                suggestion=f"write {path}",
            )
        if path == key or path not in known:
            for method, node in operations_of(path_item):
                if is_token(method):
                    yield _OperationNode(path, path_item, method, node)
                else:
                    problems.add(
                        "invalid-method",
                        f"{method!r} is not the name of an HTTP method",
                        at=node.pointer,
                        consequence="the operation is ignored: it cannot be called",
                        suggestion="use letters (RFC 9110, 9.1 and 5.6.2)",
                    )


def _lower_operation(
    root: Node,
    source: _OperationNode,
    schemes: Schemes,
    schemas: SchemaLowering,
) -> Operation:
    path_item, node, value = source.path_item, source.node, source.node.value
    with processing(node.pointer):
        security = lower_security(root, node, schemes, schemas.problems)
        parameters = lower_parameters(source.path, path_item, node, schemas)
        parameters = find_credentials(parameters, security, schemes.usable)
        parameters, idempotency_header = find_idempotency_header(parameters)
        return Operation(
            method=source.method,
            path=source.path,
            pointer=node.pointer,
            operation_id=text_of(value.get("operationId")) or None,
            tag=_first_tag(value),
            summary=prose_of(value.get("summary"))
            or prose_of(path_item.value.get("summary")),
            description=prose_of(value.get("description")),
            deprecated=value.get("deprecated") is True,
            parameters=parameters,
            idempotency_header=idempotency_header,
            idempotent=_idempotent(node, schemas.problems),
            body=lower_body(node, schemas),
            responses=lower_responses(node, schemas),
            security=security,
            servers=(*lower_servers(node), *lower_servers(path_item)),
            python_name=python_name_of(value),
            sdk_path=_sdk_path(value),
        )


def _sdk_path(value: dict[str, Any]) -> tuple[str, ...]:
    """Return the group and the name that an operation has by the extensions of other
    generators; () without both.
    """
    for group_key, name_key in _SDK_NAMES:
        group = value.get(group_key)
        words = group if isinstance(group, list) else text_of(group).split(".")
        path = [text_of(each) for each in (*words, value.get(name_key))]
        if len(path) > 1 and all(path):
            return tuple(path)
    return ()


def _idempotent(node: Node, problems: Problems) -> bool | None:
    """Return ``x-idempotent`` of an operation; None without it, or if it is invalid."""
    if _IDEMPOTENT not in node.value:
        return None
    value = node.value[_IDEMPOTENT]
    if isinstance(value, bool):
        return value
    problems.add(
        "invalid-idempotent",
        f"{_IDEMPOTENT}: it is not a boolean",
        at=child(node.pointer, _IDEMPOTENT),
        consequence="the method of the operation decides about retries",
        suggestion="write true or false",
    )
    return None


def _first_tag(value: dict[str, Any]) -> str | None:
    tags = value.get("tags")
    names = tags if isinstance(tags, list) else []
    return next((name for name in names if isinstance(name, str)), None)
