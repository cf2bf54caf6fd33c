"""Mutants of the modules of models."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .shapes import has_default
from .source import Mutant, Source, name_of
from .types import bound_mutants, type_mutants

__all__ = ["model_mutants"]


def model_mutants(source: Source, nested: set[str]) -> Iterator[Mutant]:
    """Yield the mutants of a module of models.

    Args:
        nested: The models inside of request bodies. Only these may refuse unknown
            fields, and need defaults: responses may have unknown fields and have each
            required constant, and a whole body is made of arguments.
    """
    for node in source.tree.body:
        match node:
            case ast.ClassDef():
                yield from _model(source, node, node.name in nested)
            case ast.AnnAssign(value=ast.expr() as value):
                yield from _alias(source, value)
            case _:
                pass


def _alias(source: Source, value: ast.expr) -> Iterator[Mutant]:
    """Mutants of a named type."""
    if isinstance(value, ast.Call) and name_of(value.func) == "TypeAliasType":
        value = value.args[1]
    yield from type_mutants(source, value)


def _model(source: Source, model: ast.ClassDef, is_nested: bool) -> Iterator[Mutant]:
    for keyword in model.keywords if is_nested else ():
        yield source.replaced("additional fields", keyword.value, '"allow"')
    if not model.keywords and _has_fields(model) and is_nested:
        base = model.bases[0]
        new = f'{source.of(base)}, extra="forbid"'
        yield source.replaced("additional fields", base, new)
    for node in model.body:
        if isinstance(node, ast.If):  # Not seen by type-checkers.
            for inner in node.body:
                assert isinstance(inner, ast.AnnAssign)
                assert name_of(inner.target) == "__pydantic_extra__"
                yield from type_mutants(source, inner.annotation)
        elif isinstance(node, ast.AnnAssign):
            yield from _field(source, node, is_nested)


def _has_fields(model: ast.ClassDef) -> bool:
    return any(isinstance(node, ast.AnnAssign) for node in model.body)


def _field(source: Source, node: ast.AnnAssign, is_nested: bool) -> Iterator[Mutant]:
    """Mutants of the type of a field, its aliases and bounds, and its presence."""
    is_optional = has_default(node)
    yield from type_mutants(source, node.annotation, is_optional=is_optional)
    start, end = source.span(node)
    yield source.between("field", start, end, "pass")
    call = node.value if isinstance(node.value, ast.Call) else None
    default = node.value
    keywords = {k.arg: k for k in call.keywords} if call is not None else {}
    for alias in ("validation_alias", "serialization_alias"):
        if alias in keywords:
            value = keywords[alias].value
            yield source.replaced("alias", value, repr(f"{ast.literal_eval(value)}x"))
    if call is not None:
        yield from bound_mutants(source, call)
        default = keywords["default"].value if "default" in keywords else None
    annotation = source.of(node.annotation)
    if default is None:
        yield from _optional(source, node, call, annotation)
        return
    if isinstance(default, ast.Constant) and default.value is None:
        if "Nullable[" not in annotation and annotation.endswith(" | None"):
            nullable = f"Nullable[{annotation.removesuffix(' | None')}]"
            yield source.replaced("nullability", node.annotation, nullable)
    elif isinstance(default, ast.Constant) and is_nested:
        other = f"{default.value}x" if isinstance(default.value, str) else 77
        yield source.replaced("default", default, repr(other))
    yield from _required(source, node, keywords)


def _optional(
    source: Source, node: ast.AnnAssign, call: ast.Call | None, annotation: str
) -> Iterator[Mutant]:
    if call is not None:
        yield source.added("required", call, "default=None", "")
    else:
        new = f"{annotation} | None = None"
        yield source.replaced("required", node.annotation, new)


def _required(
    source: Source, node: ast.AnnAssign, keywords: dict[str | None, ast.keyword]
) -> Iterator[Mutant]:
    if "default" in keywords:
        yield source.dropped("required", keywords["default"])
        return
    assert node.value is not None
    # From the annotation to the end of the default, including the equals sign.
    start, end = source.span(node.annotation)[1], source.span(node.value)[1]
    while source.text[end : end + 1] != "\n":  # A parenthesis around the default.
        end += 1
    start = source.text.index("=", start) - 1
    yield source.between("required", start, end, "")
