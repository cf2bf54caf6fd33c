"""Decide which groups of declarations share a module because one resource needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.ir import Operation, TypeId
from generator.ir.visit import references, request_types, response_types
from generator.names import snake
from generator.surface import Package

__all__ = ["MAX_DECLARATIONS", "Section", "sections"]

MAX_DECLARATIONS = 60
"""How many declarations of a resource share a module; more are divided by the resources
below it, and the next segments of the paths."""
_CLIENT = "client"
_EVENTS = "webhooks"

Section = tuple[str, ...]
"""The path of a resource, and segments of the paths of its operations: ``("repos",
"branches")``."""


def sections(
    package: Package,
    groups: Sequence[Sequence[TypeId]],
    graph: Mapping[TypeId, Iterable[TypeId]],
) -> dict[int, Section]:
    """Return the section of each group that one resource alone needs, by its index.

    What a group refers to is needed wherever the group is: it is in no section, or in
    the same one, or in one that sorts before. So modules of sections do not import each
    other in a circle.

    Args:
        package: The resources and events.
        groups: Declarations that refer to each other in a circle, each group after those
            that it refers to.
        graph: What each declaration refers to.
    """
    group_of = {key: index for index, group in enumerate(groups) for key in group}
    firsts: dict[int, Section] = {}
    shared: set[int] = set()

    def need(index: int, first: Section, is_shared: bool) -> None:
        known = firsts.setdefault(index, first)
        firsts[index] = min(known, first)
        if is_shared or known[0] != first[0]:
            shared.add(index)

    for section, keys in _needs(package):
        for key in keys:
            need(group_of[key], section, False)
    for index in reversed(range(len(groups))):
        if index in firsts:
            for key in groups[index]:
                for target in graph[key]:
                    need(group_of[target], firsts[index], index in shared)
    own = {i: first for i, first in firsts.items() if i not in shared}
    return _divided(own, {index: len(groups[index]) for index in own}, 1)


def _needs(package: Package) -> Iterator[tuple[Section, list[TypeId]]]:
    """Yield what each operation and event refers to directly, by its longest section."""
    for path, resource in package.walk():
        for method in resource.methods:
            operation = method.operation
            types = [*request_types(operation), *response_types(operation)]
            keys = [key for type_ in types for key in references(type_)]
            resources = path.split(".") if path else [_CLIENT]
            yield (*resources, *_segments(operation, path)), keys
    for event in package.api.events:
        words = snake(event.name).split("_")
        yield (_EVENTS, *words), references(event.payload)


def _segments(operation: Operation, path: str) -> list[str]:
    """Return the static segments of an operation's path after those of its resource."""
    parts = [part for part in operation.path.split("/") if "{" not in part]
    segments = [segment for segment in map(snake, parts) if segment]
    last = path.rpartition(".")[2]
    return segments[segments.index(last) + 1 :] if last in segments else segments


def _divided(
    firsts: Mapping[int, Section], sizes: Mapping[int, int], length: int
) -> dict[int, Section]:
    """Return the sections of groups, as short as the number of declarations allows."""
    found: dict[int, Section] = {}
    parts: dict[Section, dict[int, Section]] = {}
    for index, first in firsts.items():
        parts.setdefault(first[:length], {})[index] = first
    for section, members in parts.items():
        is_small = sum(sizes[index] for index in members) <= MAX_DECLARATIONS
        if is_small or all(len(first) <= length for first in members.values()):
            found |= dict.fromkeys(members, section)
        else:
            found |= _divided(members, sizes, length + 1)
    return found
