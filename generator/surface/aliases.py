"""What annotations need to know of aliases, found once for all aliases of an API.

A search that begins anew at each alias takes quadratic time, and exponential time if it
follows every way through unions of unions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from generator import ir
from generator.ir.visit import (
    Types,
    children,
    leading_to,
    references,
    strongly_connected,
)

__all__ = ["dict_aliases", "formatted_aliases", "has_own_format"]

MAX_WRITTEN = 40
"""Maximum number of names in what is written out of an alias."""

_Container: TypeAlias = ir.ArrayType | ir.MapType | ir.TupleType


@lru_cache(maxsize=2)
def dict_aliases(api: ir.Api) -> frozenset[ir.TypeId]:
    """Return the aliases that have a second one, with typed dicts in place of models:
    unions of models, and what contains itself.

    In the annotation of an argument, other aliases are written out. Those that would be
    long have a second one too: what contains others several times, level by level, would
    be exponentially longer than the document.
    """
    types = api.types
    found = _Aliases(types)
    graph = {
        key: references(declared)
        for key, declared in types.items()
        if isinstance(declared, ir.Alias)
    }
    # Each alias comes after those that it refers to.
    for group in strongly_connected(graph):
        keys = [key for key in group if key in graph]
        is_recursive = any(key in graph[key] for key in keys) or len(keys) > 1
        found.add(keys, is_recursive=is_recursive)
    return frozenset(found.named)


@lru_cache(maxsize=2)
def formatted_aliases(api: ir.Api) -> frozenset[ir.TypeId]:
    """Return the aliases of values of which a part, outside of models, may be of a format
    with a type of its own.
    """
    aliases = {k: each for k, each in api.types.items() if isinstance(each, ir.Alias)}
    formatted = (
        key
        for key, declared in aliases.items()
        if any(map(has_own_format, _parts(declared)))
    )
    return frozenset(leading_to(formatted, aliases))


def has_own_format(type_: ir.Type) -> bool:
    """Return whether a type is a format with a Python type of its own."""
    return isinstance(type_, ir.StringType) and type_.format not in ("plain", "binary")


class _Aliases:
    """What is known of the aliases that were added."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self.named: set[ir.TypeId] = set()
        self._written: dict[ir.TypeId, int] = {}
        """How many names are written out of an alias."""
        self._with_model: set[ir.TypeId] = set()
        self._with_container: set[ir.TypeId] = set()

    def add(self, keys: Iterable[ir.TypeId], *, is_recursive: bool) -> None:
        """Add aliases that refer to each other, or a single one."""
        aliases = {key: self._types[key] for key in keys}
        parts = [part for each in aliases.values() for part in _parts(each)]
        refs = [part.id for part in parts if isinstance(part, ir.RefType)]
        if any(
            key in self._with_model or isinstance(self._types.get(key), ir.Model)
            for key in refs
        ):
            self._with_model.update(aliases)
        if any(isinstance(part, _Container) for part in parts) or any(
            key in self._with_container for key in refs
        ):
            self._with_container.update(aliases)
        for key, declared in aliases.items():
            assert isinstance(declared, ir.Alias)
            type_ = declared.type
            inner = type_.inner if isinstance(type_, ir.NullableType) else type_
            is_union = isinstance(inner, ir.UnionType)
            self._written[key] = self._forms(type_)
            if (
                (is_union and key in self._with_model)
                or (is_recursive and key in self._with_container)
                or self._written[key] > MAX_WRITTEN
            ):
                self.named.add(key)

    def _forms(self, type_: ir.Type) -> int:
        """Return how many names `AnnotationBuilder.dict_forms` writes."""
        match type_:
            case ir.ArrayType() | ir.MapType() | ir.TupleType():
                return 1 + sum(map(self._annotation, children(type_)))
            case ir.NullableType() | ir.UnionType():
                return sum(map(self._forms, children(type_)))
            case ir.RefType(id):
                if isinstance(self._types.get(id), ir.Model):
                    return 2
                return 1 if id in self.named else self._written.get(id, 0)
            case _:
                return 0

    def _annotation(self, type_: ir.Type) -> int:
        if isinstance(type_, ir.NullableType | ir.UnionType):
            return sum(map(self._annotation, children(type_)))
        is_scalar = not isinstance(type_, ir.RefType | _Container)
        return 1 if is_scalar else 1 + self._forms(type_)


def _parts(declared: ir.Declaration) -> Iterator[ir.Type]:
    """Yield the types in a declaration, without what references lead to."""
    pending = list(children(declared))
    while pending:
        current = pending.pop()
        yield current
        pending += children(current)
