"""What a description promises about itself, checked and repaired where that is safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.grammar import HTTP_METHODS
from generator.document.pointer import child, follow_refs, lookup

__all__ = ["check", "operations_of"]

_TEMPLATE = re.compile(r"\{([^{}]*)\}")


_COSTS = {
    "info": "the package is named 'api', and has the version 0",
    "paths": "the client has no method",
}


def check(root: dict[str, Any], version: str, problems: Problems) -> None:
    """Report missing members, duplicate operationIds and path parameters that do not
    match. `version` is that of the document as written.

    A parameter that a path names but nobody declares is added as a required string
    (OpenAPI 3.2.0 section 4.8.2: every template expression must be declared).
    """
    _required(root, version, problems)
    seen: dict[str, str] = {}
    paths = root.get("paths")
    for path, pointer, item in _paths(paths if type(paths) is dict else {}):
        for place, operation in operations_of(item, pointer):
            _operation_id(operation, place, seen, problems)
            _path_parameters(root, path, (pointer, item), (place, operation), problems)


def _required(root: dict[str, Any], version: str, problems: Problems) -> None:
    """A document has info and paths; from 3.1 on components or webhooks will do."""
    is_newer = version.startswith("3.") and not version.startswith("3.0")
    others = {"components", "webhooks"} if is_newer else set()
    for name, cost in _COSTS.items():
        if name not in root and not (name == "paths" and others & root.keys()):
            problems.add(
                "missing-member",
                f"the document has no member {name!r}",
                at="#",
                consequence=cost,
                suggestion=f"add {name!r}",
            )


def _paths(paths: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in paths.items():
        if not path.startswith("x-") and type(item) is dict:
            yield path, child("#/paths", path), item


def operations_of(
    item: dict[str, Any], pointer: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every operation of a path item with its pointer."""
    for method in HTTP_METHODS:
        operation = item.get(method)
        if type(operation) is dict:
            yield f"{pointer}/{method}", operation
    more = item.get("additionalOperations")
    for method, operation in more.items() if type(more) is dict else ():
        if type(operation) is dict:
            yield child(f"{pointer}/additionalOperations", method), operation


def _operation_id(
    operation: dict[str, Any], pointer: str, seen: dict[str, str], problems: Problems
) -> None:
    name = operation.get("operationId")
    if type(name) is not str:
        return
    first = seen.setdefault(name, pointer)
    if first is pointer:
        return
    for place in (first, pointer):
        problems.add(
            "duplicate-operation-id",
            f"the operationId {name!r} is used more than once",
            at=f"{place}/operationId",
            consequence="the methods get names made unique",
            suggestion="give every operation an id of its own",
        )


def _path_parameters(
    root: dict[str, Any],
    path: str,
    item: tuple[str, dict[str, Any]],
    operation: tuple[str, dict[str, Any]],
    problems: Problems,
) -> None:
    declared: set[str] = set()
    for holder_pointer, holder in (item, operation):
        for pointer, parameter in _parameters(root, holder, holder_pointer):
            name = parameter.get("name")
            if parameter.get("in") != "path" or type(name) is not str:
                continue
            declared.add(name)
            if parameter.get("required") is not True:
                problems.add(
                    "optional-path-parameter",
                    f"the path parameter {name!r} is not marked as required",
                    at=pointer,
                    consequence="it is required: a path has no optional parts",
                    suggestion="write required: true",
                )
            if "{" + name + "}" not in path:
                problems.add(
                    "unused-path-parameter",
                    f"the path parameter {name!r} does not occur in its path",
                    at=pointer,
                    consequence="it is left out",
                    suggestion=f"write {{{name}}} into the path, or correct the name",
                )
    for name in dict.fromkeys(_TEMPLATE.findall(path)):
        if name not in declared:
            _declare(name, operation, problems)


def _declare(
    name: str, operation: tuple[str, dict[str, Any]], problems: Problems
) -> None:
    pointer, value = operation
    problems.add(
        "undeclared-path-parameter",
        f"the path parameter {name!r} is not declared",
        at=pointer,
        consequence="it becomes a required argument of type str",
        suggestion=f"declare {name!r} with in: path and required: true",
    )
    parameters = value.setdefault("parameters", [])
    parameters.append(
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    )


def _parameters(
    root: dict[str, Any], holder: dict[str, Any], pointer: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    parameters = holder.get("parameters")
    for index, parameter in enumerate(parameters if type(parameters) is list else ()):
        place = f"{pointer}/parameters/{index}"
        if type(parameter) is dict and type(parameter.get("$ref")) is str:
            target = follow_refs(root, parameter["$ref"])
            parameter = lookup(root, target) if target else None
        if type(parameter) is dict:
            yield place, parameter
