"""Check what one object of a document requires of another, and repair what is safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.grammar import HTTP_METHODS
from generator.document.pointer import child, deref

__all__ = ["check_consistency", "operations_of"]

_TEMPLATE_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_COSTS = {
    "info": "the package is named 'api' and has version 0",
    "paths": "the client has no methods",
}


def check_consistency(root: dict[str, Any], version: str, problems: Problems) -> None:
    """Report missing members, duplicate operationIds and mismatched path parameters.

    `version` is that of the document as written. A parameter that a path names but
    nothing declares is added to `root` as a required string (OpenAPI 3.2.0 section
    4.8.2: every template expression must be declared).
    """
    _check_required_members(root, version, problems)
    pointers: dict[str, str] = {}
    paths = root.get("paths")
    for path, item in paths.items() if type(paths) is dict else ():
        if path.startswith("x-") or type(item) is not dict:
            continue
        pointer = child("#/paths", path)
        for place, operation in operations_of(item, pointer):
            _check_operation_id(operation, place, pointers, problems)
            declared = _check_path_parameters(root, path, item, pointer, problems)
            declared |= _check_path_parameters(root, path, operation, place, problems)
            for name in dict.fromkeys(_TEMPLATE_EXPRESSION.findall(path)):
                if name not in declared:
                    _declare_path_parameter(name, operation, place, problems)


def operations_of(
    path_item: dict[str, Any], pointer: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer, operation) for every operation of the path item at `pointer`."""
    for method in HTTP_METHODS:
        operation = path_item.get(method)
        if type(operation) is dict:
            yield f"{pointer}/{method}", operation
    additional = path_item.get("additionalOperations")
    for method, operation in additional.items() if type(additional) is dict else ():
        if type(operation) is dict:
            yield child(f"{pointer}/additionalOperations", method), operation


def _check_required_members(
    root: dict[str, Any], version: str, problems: Problems
) -> None:
    """Require info and paths; from 3.1 on, components or webhooks replace paths."""
    is_newer = version.startswith("3.") and not version.startswith("3.0")
    alternatives = {"components", "webhooks"} if is_newer else set()
    for name, cost in _COSTS.items():
        if name not in root and not (name == "paths" and alternatives & root.keys()):
            problems.add(
                "missing-member",
                f"the document has no member {name!r}",
                at="#",
                consequence=cost,
                suggestion=f"add {name!r}",
            )


def _check_operation_id(
    operation: dict[str, Any],
    pointer: str,
    pointers: dict[str, str],
    problems: Problems,
) -> None:
    name = operation.get("operationId")
    if type(name) is not str:
        return
    first = pointers.setdefault(name, pointer)
    for place in (first, pointer) if first != pointer else ():
        problems.add(
            "duplicate-operation-id",
            f"the operationId {name!r} is used more than once",
            at=f"{place}/operationId",
            consequence="the methods get other names, which are unique",
            suggestion="give each operation its own operationId",
        )


def _check_path_parameters(
    root: dict[str, Any],
    path: str,
    holder: dict[str, Any],
    pointer: str,
    problems: Problems,
) -> set[str]:
    """Check the path parameters of a path item or operation; return their names."""
    declared: set[str] = set()
    for place, parameter in _parameters(root, holder, pointer):
        name = parameter.get("name")
        if parameter.get("in") != "path" or type(name) is not str:
            continue
        declared.add(name)
        if parameter.get("required") is not True:
            problems.add(
                "optional-path-parameter",
                f"the path parameter {name!r} is not marked as required",
                at=place,
                consequence="it is required: no part of a path is optional",
                suggestion="add required: true",
            )
        if "{" + name + "}" not in path:
            problems.add(
                "unused-path-parameter",
                f"the path parameter {name!r} does not occur in its path",
                at=place,
                consequence="the parameter is ignored",
                suggestion=f"add {{{name}}} to the path, or correct the name",
            )
    return declared


def _parameters(
    root: dict[str, Any], holder: dict[str, Any], pointer: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer, parameter) of a path item or operation, references followed."""
    parameters = holder.get("parameters")
    for index, parameter in enumerate(parameters if type(parameters) is list else ()):
        if type(found := deref(root, parameter)) is dict:
            yield f"{pointer}/parameters/{index}", found


def _declare_path_parameter(
    name: str, operation: dict[str, Any], pointer: str, problems: Problems
) -> None:
    problems.add(
        "undeclared-path-parameter",
        f"the path parameter {name!r} is not declared",
        at=pointer,
        consequence="it becomes a required argument of type str",
        suggestion=f"declare {name!r} with in: path and required: true",
    )
    operation.setdefault("parameters", []).append(
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    )
