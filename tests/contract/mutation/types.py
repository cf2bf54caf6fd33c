"""Mutants of types: of enum members, bounds, nullability, and types themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import Mutant, Source, name_of

__all__ = ["type_mutants"]

_LOWER_BOUNDS = ("ge", "gt", "min_length")
_UPPER_BOUNDS = ("le", "lt", "max_length")
_OTHER_TYPES = {
    "int": "str",
    "float": "str",
    "bool": "str",
    "str": "int",
    "datetime": "str",
    "date": "str",
    "UUID": "str",
    "bytes": "int",
}


def type_mutants(
    source: Source, node: ast.expr, operation: str = ""
) -> Iterator[Mutant]:
    """Yield the mutants of an annotation."""
    for each in _outside_lambdas(node):
        if isinstance(each, ast.Subscript):
            yield from _subscript(source, each, operation)
        elif isinstance(each, ast.Call) and name_of(each.func) == "Field":
            yield from _bounds(source, each, operation)
    yield from _single_type(source, node, operation)


def _outside_lambdas(node: ast.expr) -> Iterator[ast.AST]:
    return (each for each in ast.walk(node) if isinstance(each, ast.expr))


def _subscript(source: Source, node: ast.Subscript, operation: str) -> Iterator[Mutant]:
    match name_of(node.value):
        case "Literal":
            members = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
            for member in (*members[:1], *members[1:][-1:]):
                yield source.dropped("enum member", member, operation)
        case "Nullable":
            inner = source.of(node.slice)
            yield source.replaced("nullability", node, f"{inner} | None", operation)
        case "list":
            text = source.of(node.slice)
            if text not in ("object", "JSON"):
                yield source.replaced("items", node.slice, "bytes", operation)
        case _:
            return


def _bounds(source: Source, call: ast.Call, operation: str) -> Iterator[Mutant]:
    for keyword in call.keywords:
        if keyword.arg in _LOWER_BOUNDS or keyword.arg in _UPPER_BOUNDS:
            value = ast.literal_eval(keyword.value)
            new = value + (1 if keyword.arg in _LOWER_BOUNDS else -1)
            if new >= 0 or keyword.arg in ("ge", "gt", "le", "lt"):
                yield source.replaced("bound", keyword.value, str(new), operation)
            yield source.dropped("bound", keyword, operation)
        elif keyword.arg in ("pattern", "multiple_of"):
            yield source.dropped("bound", keyword, operation)


def _single_type(source: Source, node: ast.expr, operation: str) -> Iterator[Mutant]:
    """Mutants of a single type, or of one in a union with None."""
    if isinstance(node, ast.BinOp):
        left, right = node.left, node.right
        if isinstance(right, ast.Constant) and right.value is None:
            yield from _single_type(source, left, operation)
        return
    other = _OTHER_TYPES.get(name_of(node))
    if other is not None:
        yield source.replaced("type", node, other, operation)
