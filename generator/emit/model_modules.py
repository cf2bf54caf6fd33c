"""Group the declarations of the models into modules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.emit.model_sections import Section, sections
from generator.ir import Alias, Api, Model, TypeId, is_request_id, request_id, schema_id
from generator.ir.visit import (
    references,
    request_types,
    response_types,
    strongly_connected,
)
from generator.names import KEYWORDS, Names, Need, allocate, snake
from generator.surface import Package
from generator.text import DEVICES

__all__ = ["Module", "model_modules", "recursive_aliases"]


@dataclass(frozen=True, slots=True)
class Module:
    """A module of models: declarations that are needed together."""

    name: str
    title: str
    """What the module is for: a declaration, or the section that needs it."""
    keys: tuple[TypeId, ...]
    """The declarations, each alias after those that it refers to."""


def model_modules(package: Package) -> tuple[Module, ...]:
    """Return the modules of a package, by name.

    Declarations that refer to each other in a circle share a module, an inline type
    lives with its owner, and what one resource alone needs is in one module, or a few
    if it is much. Of the others, what is needed only through one module lives there. No
    two modules import each other. A recursive alias of nothing else is alone: pyright
    does not find it from another alias of its module.
    """
    api, names = package.api, package.names
    graph = _graph(api)
    groups = strongly_connected({key: sorted(graph[key]) for key in sorted(graph)})
    section_of = sections(package, groups, graph)
    alone = {i for i, group in enumerate(groups) if _is_alias_circle(group, graph, api)}
    section_of = {i: each for i, each in section_of.items() if i not in alone}
    parts = _parts(groups, graph, _roots(api), section_of, alone)
    titles = {
        home: _title(groups[home], section_of.get(home), names, len(parts[home]))
        for home in parts
    }
    needs = [
        Need(f"{name} {home}", (name, f"{name}_operations"), home in section_of)
        for home, (name, _) in titles.items()
    ]
    modules = allocate(needs, reserved=KEYWORDS | DEVICES)
    found = []
    for need, (home, (_, title)) in zip(needs, titles.items(), strict=True):
        keys = [key for part in parts[home] for key in groups[part]]
        found.append(Module(modules[need.key], title, _ordered(keys, api, names)))
    return tuple(sorted(found, key=lambda module: module.name))


def recursive_aliases(api: Api, module: Module) -> frozenset[TypeId]:
    """Return the aliases that lead back to themselves through aliases of their module."""
    inside = [key for key in module.keys if isinstance(api.types[key], Alias)]
    known = frozenset(inside)
    graph = {
        key: [each for each in references(api.types[key]) if each in known]
        for key in inside
    }
    found: set[TypeId] = set()
    for group in strongly_connected(graph):
        if len(group) > 1 or group[0] in graph[group[0]]:
            found.update(group)
    return frozenset(found)


def _title(
    group: Sequence[TypeId], section: Section | None, names: Names, count: int
) -> tuple[str, str]:
    """Return the name of a module and its title."""
    if section is not None:
        return "_".join(section), f"Models of {' '.join(section)}."
    # The outermost declaration.
    main = min(group, key=lambda key: (key.count("/"), names.types[key]))
    name = names.types[main]
    is_alone = len(group) == 1 and count == 1
    return snake(name), f"{name}." if is_alone else f"{name} and its parts."


def _parts(
    groups: Sequence[Iterable[TypeId]],
    graph: Mapping[TypeId, Iterable[TypeId]],
    roots: Collection[TypeId],
    section_of: Mapping[int, Section],
    alone: Collection[int],
) -> dict[int, list[int]]:
    """Return the groups that share a module, by the first of them.

    Groups of one section share a module. Another one joins the only module that refers
    to it, unless it contains one of the `roots` or none of them leads to it, or it is
    `alone`.

    Each of `groups` comes after those that it refers to.
    """
    group_of = {key: index for index, group in enumerate(groups) for key in group}
    users: dict[int, set[int]] = {}
    for key, targets in graph.items():
        for target in targets:
            if group_of[target] != group_of[key]:
                users.setdefault(group_of[target], set()).add(group_of[key])
    home: dict[int, int] = {}
    section_homes: dict[Section, int] = {}
    reached: set[int] = set()
    found: dict[int, list[int]] = {}
    for index in reversed(range(len(groups))):
        needed_by = users.get(index, set())
        homes = {home[user] for user in needed_by}
        is_root = any(key in roots for key in groups[index])
        if is_root or not reached.isdisjoint(needed_by):
            reached.add(index)
        is_part = index in reached and not is_root and len(homes) == 1
        if index in alone:
            home[index] = index
        elif index in section_of:
            home[index] = section_homes.setdefault(section_of[index], index)
        else:
            home[index] = homes.pop() if is_part else index
        found.setdefault(home[index], []).append(index)
    return found


def _is_alias_circle(
    group: Collection[TypeId], graph: Mapping[TypeId, Collection[TypeId]], api: Api
) -> bool:
    """Return whether declarations are aliases that refer to each other and no others."""
    targets = {target for key in group for target in graph[key]}
    return targets == set(group) and all(_is_alias(api, key) for key in group)


def _roots(api: Api) -> set[TypeId]:
    """Return the declarations that operations and events refer to."""
    types = [event.payload for event in api.events]
    for operation in api.operations:
        types += request_types(operation)
        types += response_types(operation)
    return {key for type_ in types for key in references(type_)}


def _graph(api: Api) -> dict[TypeId, set[TypeId]]:
    """Return the dependencies of each declaration; an inline type and the declaration
    around it depend on each other, unless it is in other places as well.
    """
    graph = {
        key: {target for target in references(each) if target in api.types}
        for key, each in api.types.items()
    }
    for key in api.types:
        is_shared = len(api.places.get(schema_id(key), ())) > 1
        owner = None if is_shared else _owner(key, api.types)
        if owner is not None:
            graph[owner].add(key)
            graph[key].add(owner)
    return graph


def _owner(key: TypeId, types: Mapping[TypeId, object]) -> TypeId | None:
    """Return the nearest declaration around an inline one."""
    place = schema_id(key).rpartition("/")[0]
    while place.count("/") >= 3:
        owners = (request_id(place), place) if is_request_id(key) else (place,)
        for owner in owners:
            if owner in types:
                return owner
        place = place.rpartition("/")[0]
    return None


def _ordered(group: list[TypeId], api: Api, names: Names) -> tuple[TypeId, ...]:
    """Enums first, then models, then aliases made of them: an alias is evaluated when
    the module is loaded, an annotation only later.
    """
    inside = set(group)
    by_name = sorted(group, key=lambda key: names.types[key])
    simple = [k for k in by_name if not _needs(api, k) & inside and _is_alias(api, k)]
    models = [k for k in by_name if isinstance(api.types[k], Model)]
    rest = [k for k in by_name if k not in simple and k not in models]
    return (*simple, *models, *_after(rest, api))


def _is_alias(api: Api, key: TypeId) -> bool:
    return isinstance(api.types[key], Alias)


def _needs(api: Api, key: TypeId) -> set[TypeId]:
    return set(references(api.types[key]))


def _after(keys: list[TypeId], api: Api) -> list[TypeId]:
    """Order aliases so that each follows those that it refers to, cycles excepted."""
    inside = set(keys)
    opened: set[TypeId] = set()
    done: list[TypeId] = []
    waiting = [(key, False) for key in reversed(keys)]
    while waiting:
        key, is_left = waiting.pop()
        if is_left:
            done.append(key)
        elif key not in opened:
            opened.add(key)
            waiting.append((key, True))
            targets = sorted(_needs(api, key) & inside, reverse=True)
            waiting += [(target, False) for target in targets]
    return done
