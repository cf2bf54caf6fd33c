"""Mutants of what a package exports: names, versions and functions for events."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import Mutant, Source, name_of, quoted, string
from .types import type_mutants

__all__ = ["event_mutants", "export_mutants", "version_mutants"]


def export_mutants(source: Source) -> Iterator[Mutant]:
    """Yield the mutants of the models that an ``__init__`` module exports: models that
    the package does not list, and modules that do not exist. That a name which is
    imported anyway is listed only matters to ``import *``.
    """
    imported = {
        alias.asname or alias.name
        for node in source.tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for module in _modules(source):
        yield source.replaced("export", module, quoted(f"{string(module)}x"))
    for node in source.tree.body if source.path.parent.name != "models" else ():
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "__all__":
            assert isinstance(node.value, ast.List)
            for name in node.value.elts:
                if string(name) not in imported:
                    yield source.dropped("export", name)


def _modules(source: Source) -> Iterator[ast.expr]:
    """Yield the modules of the tables that say where an exported name is defined."""
    for node in ast.walk(source.tree):
        match node:
            case ast.AugAssign(
                target=ast.Name(id="_MODULES"), value=ast.Dict() as table
            ):
                yield from table.values
            case ast.Call(func=ast.Attribute(attr="fromkeys"), args=[_, module]):
                yield module
            case _:
                pass


def version_mutants(source: Source) -> Iterator[Mutant]:
    """Yield the mutants of the version of the document."""
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "API_VERSION":
            new = quoted(f"{string(node.value)}x")
            yield source.replaced("version", node.value, new)


def event_mutants(source: Source) -> Iterator[Mutant]:
    """Yield the mutants of the types of webhooks and callbacks."""
    for call in source.calls("parse_event"):
        type_of = call.args[0]
        assert isinstance(type_of, ast.Lambda)
        if isinstance(type_of.body, ast.Attribute):
            yield source.replaced("event type", type_of.body, "object")
        else:
            yield from type_mutants(source, type_of.body)
