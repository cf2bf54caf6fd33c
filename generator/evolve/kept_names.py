"""Choose the names of the old package that the new one keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.evolve.compare import renamed_types
from generator.evolve.compare.api import moved_servers
from generator.evolve.compare.diff import counterpart
from generator.evolve.compare.operations import endpoint_shape, match_operations
from generator.evolve.compare.security import renamed_schemes
from generator.ir import Api, Operation, TypeId
from generator.names import Pins, argument_key, assign, call_key
from generator.surface import Package, gather, surface

__all__ = ["inherited_pins", "next_package"]


def next_package(
    old: Package, new: Api, locked: Pins, name: str, *, keeps_methods: bool = True
) -> Package:
    """Return the package called `name` for `new`, with the names that it takes over from
    that of `old`.

    `locked` are the pins of the old package's lock. The name of a type that is called
    otherwise now becomes that of an earlier version.
    """
    pins = inherited_pins(old, new, locked, keeps_methods=keeps_methods)
    found = surface(new, assign(new, gather(new), pins), name)
    types = _types(old, found, pins)
    if all(pins.get(scope, {}) == names for scope, names in types.items()):
        return found
    return surface(new, assign(new, gather(new), {**pins, **types}), name)


def _types(old: Package, new: Package, pins: Pins) -> dict[str, Mapping[str, str]]:
    """Return the pins of types in earlier versions, and those of the properties and
    members of types whose key changed.
    """
    renamed = renamed_types(old, new)
    former: dict[str, TypeId] = {}
    for name, key in old.names.former_types.items():
        target = counterpart(key, new.api, renamed)
        if target is not None and pins.get("former types"):
            former[name] = target
    found: dict[str, Mapping[str, str]] = {}
    for key, name in old.names.types.items():
        target = counterpart(key, new.api, renamed)
        if target is None or (target == key and name == new.names.types[key]):
            continue
        if name != new.names.types[target]:
            former[name] = target
        for kind, names in (
            ("fields", old.names.fields),
            ("members", old.names.members),
        ):
            if target not in old.api.types and key in names:
                found[f"{kind} {target}"] = names[key]
    return {**found, "former types": former}


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
    pins["former servers"] = _former_servers(old, new, pins)
    for key, names in old.names.fields.items():
        pins[f"fields {key}"] = names
    for key, names in old.names.members.items():
        pins[f"members {key}"] = names
    return pins | _arguments(old, new)


def _former_servers(old: Package, new: Api, pins: Pins) -> dict[str, str]:
    """Return the URL of the server that each name of the old package stands for, also of
    those that were deprecated there, where the URL changed.
    """
    moved = moved_servers(old.api, new)
    former = {
        name: moved[url] for url, name in old.names.servers.items() if url in moved
    }
    known = pins.get("former servers", {}).items()
    return {name: moved.get(url, url) for name, url in known} | former


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
