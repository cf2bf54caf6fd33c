"""A normalised document becomes an :class:`~generator.ir.Api`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.diagnostics.model import Problems
from generator.diagnostics.processing import processing
from generator.document import Document, Node
from generator.ir import Api, Operation, SecurityScheme
from generator.ir.visit import map_operation
from generator.lower.bodies import lower_body, lower_responses
from generator.lower.events import lower_callbacks, lower_webhooks
from generator.lower.info import lower_info, lower_servers, lower_tags
from generator.lower.paging import lower_paging
from generator.lower.parameters import lower_parameters, with_idempotency
from generator.lower.path_items import methods_of
from generator.lower.request_response_models import direct, reachable
from generator.lower.schema.annotations import text_of
from generator.lower.schema.lowering import SchemaLowering
from generator.lower.security import lower_schemes, lower_security
from generator.lower.selection import EVERYTHING, Choice, Selection

__all__ = ["lower"]


def lower(
    document: Document, problems: Problems, selection: Selection = EVERYTHING
) -> Api:
    """Return the API that a normalised document describes.

    What cannot be expressed is a problem with a place and a typed degradation; no
    operation is ever left out but those that `selection` does not want, and then the
    schemas that only those use.
    """
    root = document.at("#")
    schemas = SchemaLowering(problems)
    components = root.get("components")
    _declare_components(components, schemas)
    schemes = lower_schemes(components, problems)
    choice = Choice(selection)
    chosen = [
        (path, item, method, node)
        for path, item, method, node in _operations(root)
        if choice.takes(path, method, node)
    ]
    operations = []
    for path, item, method, node in chosen:
        with processing(node.pointer):
            operations.append(
                _operation(root, path, item, method, node, schemes, schemas, problems)
            )
    webhooks = list(lower_webhooks(root, schemas, problems, choice.takes))
    choice.report(problems)
    callbacks = [
        event
        for path, _, method, node in chosen
        for event in lower_callbacks(node, f"{method} {path}", schemas, problems)
    ]
    types = schemas.finish()
    settled = [
        map_operation(each, schemas.resolve, schemas.resolve) for each in operations
    ]
    api = direct(
        Api(
            **lower_info(root),
            servers=tuple(lower_servers(root)),
            schemes=schemes,
            tags=tuple(lower_tags(root)),
            operations=tuple(
                replace(each, paging=lower_paging(document, each, types, problems))
                for each in settled
            ),
            types=types,
            usage={},
            events=tuple(
                replace(event, payload=schemas.resolve(event.payload))
                for event in dict.fromkeys((*webhooks, *callbacks))
            ),
        )
    )
    return _only_used(api) if selection else api


def _only_used(api: Api) -> Api:
    """Return the API without the types that no operation and no event uses."""
    used = reachable(api)
    return replace(
        api,
        types={key: each for key, each in api.types.items() if key in used},
        usage={key: each for key, each in api.usage.items() if key in used},
    )


def _declare_components(components: Node | None, schemas: SchemaLowering) -> None:
    declared = components.get("schemas") if components is not None else None
    if declared is not None and isinstance(declared.value, dict):
        for node in declared.values():
            schemas.declare(node)


def _operations(root: Node) -> Iterator[tuple[str, Node, str, Node]]:
    """Give path, path item, method and operation, in the document's order."""
    paths = root.get("paths")
    if paths is None or not isinstance(paths.value, dict):
        return
    for path, reference in paths.items():
        item = reference.deref()
        if item is None or str(path).startswith("x-"):
            continue
        for method, node in methods_of(item):
            yield str(path), item, method, node


def _operation(
    root: Node,
    path: str,
    item: Node,
    method: str,
    node: Node,
    schemes: tuple[SecurityScheme, ...],
    schemas: SchemaLowering,
    problems: Problems,
) -> Operation:
    value = node.value
    parameters, idempotency_header = with_idempotency(
        lower_parameters(path, item, node, schemas, problems)
    )
    return Operation(
        method=method,
        path=path,
        pointer=node.pointer,
        operation_id=text_of(value.get("operationId")) or None,
        tag=_first_tag(value),
        summary=text_of(value.get("summary")) or text_of(item.value.get("summary")),
        description=text_of(value.get("description")),
        deprecated=value.get("deprecated") is True,
        parameters=parameters,
        idempotency_header=idempotency_header,
        body=lower_body(node, schemas, problems),
        responses=lower_responses(node, schemas, problems),
        security=lower_security(root, node, schemes, problems),
        servers=(*lower_servers(node), *lower_servers(item)),
        python_name=text_of(value.get("x-gen-name")) or None,
    )


def _first_tag(value: dict[str, Any]) -> str | None:
    tags = value.get("tags")
    named = (
        [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    )
    return named[0] if named else None
