"""Group the declarations of the models into modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.ir import Alias, Api, Model, TypeId, is_request_id, request_id, schema_id
from generator.ir.visit import references, strongly_connected
from generator.names import DEVICES, KEYWORDS, Names, Need, allocate, snake

__all__ = ["Module", "main_key", "model_modules"]


@dataclass(frozen=True, slots=True)
class Module:
    """A module of models: a group of declarations that need each other."""

    name: str
    keys: tuple[TypeId, ...]
    """The declarations, each alias after those that it refers to."""


def model_modules(api: Api, names: Names) -> tuple[Module, ...]:
    """Return the modules of a package, by name.

    Declarations that refer to each other in a circle share a module, and an inline
    type lives with its owner; so no two modules import each other.
    """
    graph = _graph(api)
    groups = strongly_connected({key: sorted(graph[key]) for key in sorted(graph)})
    needs = [_need(index, group, names) for index, group in enumerate(groups)]
    reserved = KEYWORDS | DEVICES
    modules = allocate(needs, reserved=reserved)
    found = [
        Module(modules[need.key], _ordered(group, api, names))
        for need, group in zip(needs, groups, strict=True)
    ]
    return tuple(sorted(found, key=lambda module: module.name))


def _need(index: int, group: Iterable[TypeId], names: Names) -> Need:
    """Return the need of a module, which is named after its main type."""
    main = names.types[main_key(group, names)]
    return Need(f"{main} {index}", (snake(main),))


def main_key(keys: Iterable[TypeId], names: Names) -> TypeId:
    """Return the outermost of the declarations in a module."""
    return min(keys, key=lambda key: (key.count("/"), names.types[key]))


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
