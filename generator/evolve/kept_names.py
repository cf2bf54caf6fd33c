"""Choose the names of the old package that the new one keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.evolve.change import Change
from generator.evolve.compare.operations import endpoint_shape, match_operations
from generator.evolve.compare.security import renamed_schemes
from generator.ir import Api, Operation
from generator.names import Names, Pins, argument_key, call_key
from generator.surface import Package

__all__ = ["inherited_pins", "with_former_types"]


def inherited_pins(
    old: Package, new: Api, locked: Pins, *, keeps_methods: bool = True
) -> Pins:
    """Return the names that the package of `new` takes over from that of `old`.

    Everything keeps its name, except the methods whose operationId changed, or all
    methods if the rules of their names changed, so that it does not `keeps_methods`. The
    old path of such a method becomes that of an earlier version. `locked` are the pins of
    the old package's lock.
    """
    pins: dict[str, Mapping[str, str]] = {**old.names.pins, **locked}
    pins |= _methods(old, new, pins, keeps_methods)
    renamed = renamed_schemes(old.api, new)
    credentials = pins.get("credentials", {}).items()
    pins["credentials"] = {renamed.get(key, key): name for key, name in credentials}
    for key, names in old.names.fields.items():
        pins[f"fields {key}"] = names
    for key, names in old.names.members.items():
        pins[f"members {key}"] = names
    return pins | _arguments(old, new)


def _arguments(old: Package, new: Api) -> dict[str, Mapping[str, str]]:
    """Return the pins of arguments. A path parameter, whose name is not sent, keeps the
    argument of the one that had its place in the path.
    """
    found = {f"arguments {key}": names for key, names in old.names.arguments.items()}
    for before, after in match_operations(old.api.operations, new.operations)[0]:
        names = old.names.arguments[before.pointer]
        renamed: dict[str, str] = {}
        if endpoint_shape(before) == endpoint_shape(after):
            keys = (_path_keys(each) for each in (before, after))
            renamed = dict(zip(*keys, strict=True))
        found[f"arguments {after.pointer}"] = {
            renamed.get(key, key): name for key, name in names.items()
        }
    return found


def _path_keys(operation: Operation) -> list[str]:
    """Return the keys of the path parameters, in the order of the path."""
    names = re.findall(r"\{([^{}]*)\}", operation.path)
    return [argument_key("path", name) for name in names]


def _methods(
    old: Package, new: Api, pins: Pins, keeps_methods: bool
) -> dict[str, Mapping[str, str]]:
    """Return the pins of methods, and those of their paths in earlier versions."""
    successors = _successors(old.api, new)
    methods: dict[str, str] = {}
    former: dict[str, str] = {}
    for key, path in pins.get("methods", {}).items():
        successor, keeps_name = _successor(key, successors)
        if keeps_name and keeps_methods:
            methods[successor] = path
        else:
            former[path] = successor
    for path, key in pins.get("former methods", {}).items():
        former[path], _ = _successor(key, successors)
    return {"methods": methods, "former methods": former}


def _successor(
    key: str, successors: Mapping[str, tuple[str, bool]]
) -> tuple[str, bool]:
    """Return the key of the method that replaces one, and whether it keeps its name."""
    stream = "stream " if key.startswith("stream ") else ""
    found, keeps_name = successors.get(key.removeprefix(stream), (key, True))
    return f"{stream}{found}" if found != key else key, keeps_name


def _successors(old: Api, new: Api) -> dict[str, tuple[str, bool]]:
    """Return the key of the operation that replaces each one that both versions have,
    and whether its method keeps its name.
    """
    pairs, _, _ = match_operations(old.operations, new.operations)
    return {
        call_key(before): (
            call_key(after),
            before.operation_id == after.operation_id
            and endpoint_shape(before) == endpoint_shape(after),
        )
        for before, after in pairs
    }


def with_former_types(new: Package, changes: Iterable[Change]) -> Names:
    """Return the names of `new` with the old names of the models that `changes` rename,
    as deprecated ones.
    """
    names = new.names
    types = dict(names.former_types)
    used = {name.casefold() for name in (*names.types.values(), *types.values())}
    for change in changes:
        name = change.old.rpartition(".")[2]
        if change.rule.id == "model-renamed" and name.casefold() not in used:
            types[change.subject.new] = name
            used.add(name.casefold())
    recorded = {"former types": types} if types else {}
    return replace(names, former_types=types, pins={**names.pins, **recorded})
