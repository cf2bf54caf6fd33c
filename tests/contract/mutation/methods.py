"""Mutants of the modules of resources: of operation constants, pages and methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.generated_classes import kind_of

from .operations import operation_mutants
from .shapes import Shapes
from .source import Mutant, Source, name_of, quoted, string

__all__ = ["body_models", "required_schemes", "resource_mutants"]

_SENDING = {
    "_call": 0,
    "open": 1,
    "first_page": 1,
    "AsyncPages": 1,
    "call_unwrapped": 1,
    "acall_unwrapped": 1,
}
"""The position of the operation among the arguments of what sends its request."""


def body_models(source: Source) -> set[str]:
    """Return the models and aliases that request bodies have."""
    return {
        name_of(node)
        for call in source.calls("RequestBody")
        for node in ast.walk(call)
        if isinstance(node, ast.Attribute)
    }


def required_schemes(source: Source) -> set[str]:
    """Return the security schemes in the requirements of operations."""
    return {
        string(node)
        for call in source.calls("Operation")
        for keyword in call.keywords
        if keyword.arg == "security"
        for node in ast.walk(keyword.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def resource_mutants(
    source: Source, shapes: Shapes, schemes: list[str]
) -> Iterator[Mutant]:
    """Yield the mutants of a module of resources.

    Args:
        schemes: The security schemes of the package.
    """
    names: dict[str, str] = {}
    for node in source.tree.body:
        match node:
            case ast.AnnAssign(
                target=ast.Name(id=constant),
                value=ast.Call(func=ast.Name(id="Operation")) as call,
            ):
                keywords = {k.arg: k.value for k in call.keywords}
                names[constant] = string(keywords["name"])
                yield from operation_mutants(source, call, shapes, schemes)
            case ast.AnnAssign(value=ast.Call(func=ast.Name(id="Paging")) as call):
                yield from _paging(source, call)
            case _:
                pass
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                yield from _Methods(source, node, names).mutants(method)


def _paging(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """Mutants of the settings of a pagination."""
    kind = string(call.args[0])
    other = "page" if kind != "page" else "offset"
    yield source.replaced("pagination", call.args[0], quoted(other))
    items = f"{string(call.args[1])}/x"
    yield source.replaced("pagination", call.args[1], quoted(items))
    for keyword in call.keywords:
        value = ast.literal_eval(keyword.value)
        if isinstance(value, bool):
            continue  # it concerns types only
        new = quoted(f"{value}x") if isinstance(value, str) else str(value + 1)
        yield source.replaced("pagination", keyword.value, new)


class _Methods:
    """The mutants of the methods of a class, with operations by constant."""

    def __init__(
        self, source: Source, resource: ast.ClassDef, names: dict[str, str]
    ) -> None:
        self._source = source
        self._names = names
        self._kind = f"{kind_of(resource)} only"

    def mutants(self, method: ast.stmt) -> Iterator[Mutant]:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        decorators = {
            name_of(each.func if isinstance(each, ast.Call) else each): each
            for each in method.decorator_list
        }
        if "overload" in decorators:  # Only type-checkers see it.
            return
        for call in ast.walk(method):
            if isinstance(call, ast.Call) and name_of(call.func) in _SENDING:
                constant = call.args[_SENDING[name_of(call.func)]]
                operation = self._names.get(name_of(constant), "")
                yield from self._arguments(call, constant, operation)
                if "deprecated" in decorators:
                    # Without its warning, but still a decorator.
                    old = decorators["deprecated"]
                    new = "(lambda method: method)"
                    yield self._source.replaced("deprecation", old, new, operation)

    def _arguments(
        self, call: ast.Call, constant: ast.expr, operation: str
    ) -> Iterator[Mutant]:
        source, kind = self._source, self._kind
        others = [name for name in self._names if name != name_of(constant)]
        if others:
            label = f"{kind}: operation"
            yield source.replaced(label, constant, others[0], operation)
        for keyword in call.keywords:
            if keyword.arg in ("content_type", "options"):
                yield source.dropped(f"{kind}: {keyword.arg}", keyword, operation)
            if isinstance(keyword.value, ast.Dict) and keyword.arg is not None:
                yield from self._values(keyword.arg, keyword.value, operation)

    def _values(
        self, location: str, values: ast.Dict, operation: str
    ) -> Iterator[Mutant]:
        """Mutants of the values by location and name: other names, other values."""
        source, kind = self._source, self._kind
        pairs = [
            (key, value)
            for key, value in zip(values.keys, values.values, strict=True)
            if key is not None
        ]
        for index, (key, value) in enumerate(pairs):
            wire = ast.literal_eval(key)
            label = f"{kind}: {location} key"
            yield source.replaced(label, key, quoted(f"{wire}x"), operation)
            label = f"{kind}: {location} value"
            yield source.pair_dropped(label, key, value, operation)
            other = pairs[index - 1][1]
            if other is not value:
                label = f"{kind}: swapped {location} value"
                yield source.replaced(label, value, source.of(other), operation)
