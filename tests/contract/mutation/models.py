"""Mutants of the modules of models."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import Mutant, Source, name_of
from .types import type_mutants

__all__ = ["model_mutants"]


def model_mutants(source: Source) -> Iterator[Mutant]:
    """Yield the mutants of a module of models."""
    for node in source.tree.body:
        match node:
            case ast.ClassDef():
                yield from _model(source, node)
            case ast.AnnAssign(value=ast.expr() as value):
                yield from _alias(source, value)
            case _:
                pass


def _alias(source: Source, value: ast.expr) -> Iterator[Mutant]:
    """Mutants of a named type."""
    if isinstance(value, ast.Call) and name_of(value.func) == "TypeAliasType":
        value = value.args[1]
    yield from type_mutants(source, value)
    for call in ast.walk(value):
        if isinstance(call, ast.Call) and name_of(call.func) == "Tagged":
            mapping = call.args[1]
            assert isinstance(mapping, ast.Dict)
            for key in mapping.keys:
                assert key is not None
                tag = ast.literal_eval(key)
                yield source.replaced("tag", key, repr(f"{tag}x"))


def _model(source: Source, model: ast.ClassDef) -> Iterator[Mutant]:
    for node in model.body:
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "model_config":
            for call in _calls_of(node.value, "ConfigDict"):
                for keyword in call.keywords:
                    if keyword.arg == "extra":
                        yield source.dropped("additional fields", keyword)
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        if node.target.id == "__pydantic_extra__":
            yield source.replaced(
                "additional fields", node.annotation, "dict[str, bytes]"
            )
            continue
        yield from type_mutants(source, node.annotation)
        yield from _field(source, node)


def _calls_of(node: ast.expr, name: str) -> Iterator[ast.Call]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and name_of(each.func) == name:
            yield each


def _field(source: Source, node: ast.AnnAssign) -> Iterator[Mutant]:
    """Mutants of aliases and bounds, and of whether a field is required or nullable."""
    call = node.value if isinstance(node.value, ast.Call) else None
    default = node.value
    keywords = {k.arg: k for k in call.keywords} if call is not None else {}
    for alias in ("validation_alias", "serialization_alias"):
        if alias in keywords:
            value = keywords[alias].value
            yield source.replaced("alias", value, repr(f"{ast.literal_eval(value)}x"))
    if call is not None:
        yield from type_mutants(source, call)
        default = keywords["default"].value if "default" in keywords else None
    annotation = source.of(node.annotation)
    if default is None:
        yield from _optional(source, node, call, annotation)
    elif isinstance(default, ast.Constant) and default.value is None:
        if "Nullable[" not in annotation and annotation.endswith(" | None"):
            nullable = f"Nullable[{annotation.removesuffix(' | None')}]"
            yield source.replaced("nullability", node.annotation, nullable)
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
    line = source.text.count("\n", 0, start) + 1
    old = source.text[start:end]
    yield Mutant("required", source.path, start, end, "", old, line)
