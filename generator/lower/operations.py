"""A normalised document becomes an :class:`~generator.ir.Api`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.document import Document, Node
from generator.ir import (
    Api,
    Body,
    Content,
    Event,
    Operation,
    Response,
    Scheme,
    Server,
    ServerVariable,
    TagDoc,
    Type,
)
from generator.lower.annotations import text_of
from generator.lower.bodies import lower_body, lower_responses
from generator.lower.direction import direct
from generator.lower.parameters import lower_parameters
from generator.lower.schema import Schemas
from generator.lower.security import lower_schemes, lower_security
from generator.problem import Problems

__all__ = ["lower"]

_METHODS = (
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
)


def lower(document: Document, problems: Problems) -> Api:
    """Return the API that a normalised document describes.

    What cannot be expressed is a problem with a place and a typed degradation; no
    operation is ever left out.
    """
    root = document.at("#")
    schemas = Schemas(problems)
    components = root.get("components")
    _declare_components(components, schemas)
    schemes = lower_schemes(components, problems)
    operations = [
        _operation(root, path, item, method, node, schemes, schemas, problems)
        for path, item, method, node in _operations(root)
    ]
    events = list(_events(root, schemas))
    types = schemas.finish()
    return direct(
        Api(
            **_info(root),
            servers=tuple(_servers(root)),
            schemes=schemes,
            tags=tuple(_tags(root)),
            operations=tuple(_settled(each, schemas) for each in operations),
            types=types,
            usage={},
            events=tuple(
                replace(e, payload=schemas.settle(e.payload) if e.payload else None)
                for e in events
            ),
        )
    )


def _declare_components(components: Node | None, schemas: Schemas) -> None:
    declared = components.get("schemas") if components is not None else None
    if declared is not None and isinstance(declared.value, dict):
        for _, node in declared.items():
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
        for method, node in _methods(item):
            yield str(path), item, method, node


def _methods(item: Node) -> Iterator[tuple[str, Node]]:
    if not isinstance(item.value, dict):
        return
    for key, node in item.items():
        if key in _METHODS and isinstance(node.value, dict):
            yield str(key).upper(), node
    more = item.get("additionalOperations")
    if more is not None and isinstance(more.value, dict):
        for key, node in more.items():
            if isinstance(node.value, dict):
                yield str(key), node


def _operation(
    root: Node,
    path: str,
    item: Node,
    method: str,
    node: Node,
    schemes: tuple[Scheme, ...],
    schemas: Schemas,
    problems: Problems,
) -> Operation:
    value = node.value
    return Operation(
        method=method,
        path=path,
        pointer=node.pointer,
        operation_id=text_of(value.get("operationId")) or None,
        tag=_first_tag(value),
        summary=text_of(value.get("summary")) or text_of(item.value.get("summary")),
        description=text_of(value.get("description")),
        deprecated=value.get("deprecated") is True,
        parameters=lower_parameters(item, node, schemas, problems),
        body=lower_body(node, schemas),
        responses=lower_responses(node, schemas, problems),
        security=lower_security(root, node, schemes, problems),
        servers=tuple(server.url for server in (*_servers(node), *_servers(item))),
        override=text_of(value.get("x-gen-name")) or None,
    )


def _first_tag(value: dict[str, Any]) -> str | None:
    tags = value.get("tags")
    named = (
        [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    )
    return named[0] if named else None


def _settled(operation: Operation, schemas: Schemas) -> Operation:
    """Return the operation with its types as they are once all is declared."""
    return replace(
        operation,
        parameters=tuple(
            replace(p, type=schemas.settle(p.type)) for p in operation.parameters
        ),
        body=_settled_body(operation.body, schemas),
        responses=tuple(_settled_response(r, schemas) for r in operation.responses),
    )


def _settled_body(body: Body | None, schemas: Schemas) -> Body | None:
    if body is None:
        return None
    return replace(
        body, contents=tuple(_settled_content(c, schemas) for c in body.contents)
    )


def _settled_response(response: Response, schemas: Schemas) -> Response:
    return replace(
        response,
        contents=tuple(_settled_content(c, schemas) for c in response.contents),
        headers=tuple(
            replace(h, type=schemas.settle(h.type)) for h in response.headers
        ),
    )


def _settled_content(content: Content, schemas: Schemas) -> Content:
    def settled(type_: Type | None) -> Type | None:
        return None if type_ is None else schemas.settle(type_)

    return replace(
        content, type=settled(content.type), item_type=settled(content.item_type)
    )


def _events(root: Node, schemas: Schemas) -> Iterator[Event]:
    """Give the webhooks of the document and the callbacks of its operations."""
    webhooks = root.get("webhooks")
    if webhooks is not None and isinstance(webhooks.value, dict):
        for name, item in webhooks.items():
            yield from _event(str(name), item, schemas)
    for _, _, _, operation in _operations(root):
        callbacks = operation.get("callbacks")
        if callbacks is None or not isinstance(callbacks.value, dict):
            continue
        for name, node in callbacks.items():
            callback = node.deref()
            if callback is not None and isinstance(callback.value, dict):
                for _, item in callback.items():
                    yield from _event(str(name), item, schemas)


def _event(name: str, reference: Node, schemas: Schemas) -> Iterator[Event]:
    item = reference.deref()
    if item is None:
        return
    for _, node in _methods(item):
        body = lower_body(node, schemas)
        described = node.value.get("description") or node.value.get("summary")
        payload = body.contents[0].type if body else None
        yield Event(name, payload, text_of(described), node.pointer)


def _info(root: Node) -> dict[str, Any]:
    info = root.value.get("info")
    values: dict[str, Any] = info if isinstance(info, dict) else {}
    contact = values.get("contact")
    contact = contact if isinstance(contact, dict) else {}
    license_ = values.get("license")
    license_ = license_ if isinstance(license_, dict) else {}
    return {
        "title": text_of(values.get("title")) or "API",
        "version": text_of(values.get("version")) or "0",
        "description": text_of(values.get("description")),
        "license": text_of(license_.get("name")),
        "contact": tuple(text_of(contact.get(key)) for key in ("name", "url", "email")),
    }


def _servers(owner: Node) -> Iterator[Server]:
    servers = owner.get("servers")
    if servers is None or not isinstance(servers.value, list):
        return
    for _, node in servers.items():
        if isinstance(node.value, dict) and isinstance(node.value.get("url"), str):
            yield Server(
                url=node.value["url"],
                description=text_of(node.value.get("description")),
                variables=tuple(_variables(node)),
            )


def _variables(server: Node) -> Iterator[ServerVariable]:
    variables = server.get("variables")
    if variables is None or not isinstance(variables.value, dict):
        return
    for name, node in variables.items():
        value = node.value if isinstance(node.value, dict) else {}
        members = value.get("enum")
        yield ServerVariable(
            name=str(name),
            default=str(value.get("default", "")),
            values=tuple(str(m) for m in members) if isinstance(members, list) else (),
            description=text_of(value.get("description")),
        )


def _tags(root: Node) -> Iterator[TagDoc]:
    tags = root.get("tags")
    if tags is not None and isinstance(tags.value, list):
        for _, node in tags.items():
            if isinstance(node.value, dict) and isinstance(node.value.get("name"), str):
                yield TagDoc(node.value["name"], text_of(node.value.get("description")))
