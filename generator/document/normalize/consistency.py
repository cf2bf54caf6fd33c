"""Check rules between objects, such as unique operationIds and declared parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.grammar import HTTP_METHODS
from generator.document.pointer import child, deref, follow_refs, lookup, ref_of

__all__ = ["check_consistency", "operations_of"]

_TEMPLATE_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_PARTS = re.compile(r"((?:\{[^{}]*\}|[^?#])*)(?:\?((?:\{[^{}]*\}|[^#])*))?")
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
    check = _Check(root, problems)
    check.required_members(version)
    check.operations()


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


def _path_expressions(path: str, in_query: set[str]) -> Iterator[str]:
    """Yield the template expressions of a path that need a path parameter.

    Some documents show the parameters of the query in the path, which are sent anyway,
    or have a fragment, which is not sent (RFC 3986, 3.5).
    """
    match = _PARTS.match(path)
    before, query = match.groups("") if match else (path, "")
    for name in _TEMPLATE_EXPRESSION.findall(before):
        # A query expression of RFC 6570 (3.2.8 and 3.2.9).
        names = name[1:].replace("*", "").split(",")
        if name[:1] not in ("?", "&") or not in_query.issuperset(names):
            yield name
    for pair in query.split("&"):
        names = _TEMPLATE_EXPRESSION.findall(pair)
        is_sent = in_query.issuperset(names)
        yield from () if is_sent or pair.partition("=")[0] in in_query else names


@dataclass(slots=True)
class _Check:
    root: dict[str, Any]
    problems: Problems
    # The pointer of the first operation with each operationId.
    pointers: dict[str, str] = field(default_factory=dict)

    def required_members(self, version: str) -> None:
        """Require info and paths; from 3.1 on, components or webhooks replace paths."""
        is_newer = version.startswith("3.") and not version.startswith("3.0")
        has_others = is_newer and self.root.keys() & {"components", "webhooks"}
        for name, cost in _COSTS.items():
            if name not in self.root and not (name == "paths" and has_others):
                self.problems.add(
                    "missing-member",
                    f"the document has no member {name!r}",
                    at="#",
                    consequence=cost,
                    suggestion=f"add {name!r}",
                )

    def operations(self) -> None:
        paths = self.root.get("paths")
        for path, item in paths.items() if type(paths) is dict else ():
            if path.startswith("x-"):
                continue
            pointer = child("#/paths", path)
            if (ref := ref_of(item)) is not None:
                pointer = follow_refs(self.root, ref) or pointer
                item = lookup(self.root, pointer)
            if type(item) is not dict:
                continue
            for place, operation in operations_of(item, pointer):
                self._operation_id(operation, place)
                declared = self._path_parameters(path, item, pointer)
                declared |= self._path_parameters(path, operation, place)
                in_query = self._names_in_query(item) | self._names_in_query(operation)
                for name in dict.fromkeys(_path_expressions(path, in_query)):
                    if name not in declared:
                        self._declare(name, operation, place)

    def _operation_id(self, operation: dict[str, Any], pointer: str) -> None:
        name = operation.get("operationId")
        if type(name) is not str:
            return
        first = self.pointers.setdefault(name, pointer)
        for place in (first, pointer) if first != pointer else ():
            self.problems.add(
                "duplicate-operation-id",
                f"the operationId {name!r} is used more than once",
                at=f"{place}/operationId",
                consequence="the methods get other names, which are unique",
                suggestion="give each operation its own operationId",
            )

    def _path_parameters(
        self, path: str, holder: dict[str, Any], pointer: str
    ) -> set[str]:
        """Check the path parameters of a path item or operation; return their names."""
        declared: set[str] = set()
        parameters = holder.get("parameters")
        for index, each in enumerate(parameters if type(parameters) is list else ()):
            parameter = deref(self.root, each)
            if type(parameter) is not dict or parameter.get("in") != "path":
                continue
            name, place = parameter.get("name"), f"{pointer}/parameters/{index}"
            if type(name) is not str:
                continue
            declared.add(name)
            if parameter.get("required") is not True:
                self.problems.add(
                    "optional-path-parameter",
                    f"the path parameter {name!r} is not marked as required",
                    at=place,
                    consequence="it is required: no part of a path is optional",
                    suggestion="add required: true",
                )
            if "{" + name + "}" not in path:
                self.problems.add(
                    "unused-path-parameter",
                    f"the path parameter {name!r} does not occur in its path",
                    at=place,
                    consequence="the parameter is ignored",
                    suggestion=f"add {{{name}}} to the path, or correct the name",
                )
        return declared

    def _names_in_query(self, holder: dict[str, Any]) -> set[str]:
        parameters = holder.get("parameters")
        found = (deref(self.root, each) for each in parameters or ())
        return {
            str(each.get("name"))
            for each in found
            if type(each) is dict and each.get("in") == "query"
        }

    def _declare(self, name: str, operation: dict[str, Any], pointer: str) -> None:
        self.problems.add(
            "undeclared-path-parameter",
            f"the path parameter {name!r} is not declared",
            at=pointer,
            consequence="it becomes a required argument of type str",
            suggestion=f"declare {name!r} with in: path and required: true",
        )
        operation.setdefault("parameters", []).append(
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        )
