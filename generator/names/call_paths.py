"""Name resources and methods: the path of each call from the client.

A resource is one scope for the names of its methods, of the resources below it, and of
what earlier versions had there. The client is the resource with the empty path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from generator.ir import Api, Operation
from generator.names import reserved
from generator.names.allocate import Need, allocate
from generator.names.calls import Call, calls
from generator.names.properties import requested_name
from generator.names.words import pascal, snake
from generator.text import module_name

__all__ = [
    "CallNames",
    "CallPath",
    "ResourceName",
    "call_key",
    "name_calls",
    "parse_path",
    "prefixes",
]

CallPath: TypeAlias = tuple[str, ...]
"""The attributes on the way from the client to a resource or to a method."""

_MAX_CLASS_NAME = 45
"""A longer name of a class leaves out the outer resources."""
_MAX_MODULE_NAME = 60
_MAX_DEPTH = 12
_ROOT_METHODS = reserved.CLIENT | reserved.METHODS


@dataclass(frozen=True, slots=True)
class ResourceName:
    """What a resource is called beside its path."""

    type_name: str
    """The name of its class; that of the asynchronous class begins with ``Async``."""
    module: str
    """The name of its files."""


def call_key(operation: Operation, *, streams: bool = False) -> str:
    """Return the key of a method in the lock; an operation has a second one if another
    method streams its result.
    """
    key = f"{operation.method} {operation.path}"
    return f"stream {key}" if streams else key


def parse_path(text: str) -> CallPath:
    """Return the dotted path of a method as a tuple; () if it cannot be one: the lock is
    a file that users can edit.
    """
    path = tuple(text.split("."))
    is_valid = all(each.isascii() and each.isidentifier() for each in path)
    taken = reserved.METHODS if len(path) > 1 else _ROOT_METHODS
    is_free = path[-1] not in taken and path[0] not in reserved.CLIENT
    is_free &= not any(
        each in reserved.KEYWORDS or each.startswith("_") for each in path
    )
    return path if is_valid and is_free and len(path) <= _MAX_DEPTH else ()


def prefixes(paths: Iterable[CallPath]) -> set[CallPath]:
    """Return the path of each resource on the way to the methods with these paths."""
    return {path[:size] for path in paths for size in range(len(path))}


@dataclass(frozen=True, slots=True)
class CallNames:
    """The names of all resources and methods."""

    resources: Mapping[CallPath, ResourceName]
    """By path; the client itself is a resource if it has methods."""
    methods: Mapping[str, CallPath]
    """The path of each method, by `call_key`."""
    former_methods: Mapping[CallPath, str]
    """The `call_key` of the method that each path of an earlier version stands for."""

    def pins(self) -> dict[str, Mapping[str, str]]:
        """Return what the lock records, by scope."""
        former = {".".join(path): key for path, key in self.former_methods.items()}
        return {
            "methods": {key: ".".join(path) for key, path in self.methods.items()},
            **({"former methods": former} if former else {}),
        }


def name_calls(
    api: Api, streaming: Collection[str], pins: Mapping[str, Mapping[str, str]]
) -> CallNames:
    """Return the names of resources and methods.

    `streaming` are the pointers of the operations with a second method, which streams.
    `pins` are the names recorded in a lock.
    """
    old = {
        path: key
        for text, key in pins.get("former methods", {}).items()
        if (path := parse_path(text))
    }
    kept = {
        key: path
        for key, text in pins.get("methods", {}).items()
        if (path := parse_path(text))
    }
    methods = _method_paths(api, streaming, kept, old)
    # A pinned path may have been changed by a name that the document gives.
    former = _former_methods({path: key for key, path in kept.items()} | old, methods)
    paths = prefixes(methods.values())
    old_paths = prefixes(former) - paths
    if not any(len(path) == 1 for path in (*methods.values(), *former)):
        paths.discard(())
    return CallNames(_resource_names(paths, old_paths), methods, former)


def _former_methods(
    former: Mapping[CallPath, str], methods: Mapping[str, CallPath]
) -> dict[CallPath, str]:
    """Return the paths of earlier versions that still stand for a method, and for
    nothing else.
    """
    used = {*methods.values(), *prefixes(methods.values())}
    kept = {p: key for p, key in former.items() if key in methods and p not in used}
    return {path: kept[path] for path in sorted(kept.keys() - prefixes(kept))}


def _method_paths(
    api: Api,
    streaming: Collection[str],
    pins: Mapping[str, CallPath],
    former: Mapping[CallPath, str],
) -> dict[str, CallPath]:
    """Return the path of each method by its key.

    `streaming` are the pointers of the operations with a second method. `pins` are the
    known paths of methods by their keys. `former` are the paths of earlier versions,
    with the keys of the methods that they stand for; nothing else gets these paths.
    """
    found = calls(api)
    operations = {call_key(operation): operation for operation in api.operations}
    keys = {*operations, *(call_key(op, streams=True) for op in operations.values())}
    kept = {key: path for key, path in pins.items() if key in keys}
    resources = prefixes([*kept.values(), *former])
    methods = {*kept.values(), *former} - resources
    groups: dict[CallPath, list[Operation]] = {}
    for key, operation in operations.items():
        words = found[operation.pointer].resource
        place = kept[key][:-1] if key in kept else _place(words, methods)
        groups.setdefault(place, []).append(operation)
    resources |= prefixes((*place, "") for place in groups)
    scopes = _Scopes(resources - {()}, kept, former)
    named: dict[str, CallPath] = {}
    for place, members in groups.items():
        needs = list(_needs(members, found))
        names = scopes.allocate(place, needs, {})
        # A second method is named after the first one, whose name is known now.
        seconds = [
            Need(call_key(each, streams=True), (f"{names[call_key(each)]}_stream",), 1)
            for each in members
            if each.pointer in streaming
        ]
        if seconds:
            names = scopes.allocate(place, [*needs, *seconds], names)
        named |= {key: (*place, name) for key, name in names.items()}
    return named


def _place(words: Iterable[str], methods: Collection[CallPath]) -> CallPath:
    """Return the path of a resource in words of the document; none of it is in
    `methods`.
    """
    place: CallPath = ()
    for word in islice(words, _MAX_DEPTH - 1):
        name = snake(word) or "resource"
        name = f"resource_{name}" if name[0].isdigit() else name
        is_taken = name in (reserved.KEYWORDS if place else reserved.CLIENT)
        while is_taken or (*place, name) in methods:
            name, is_taken = f"{name}_", False
        place = (*place, name)
    return place


class _Scopes:
    """The names that are known in each resource.

    Args:
        resources: The paths of all resources.
        pins: The path of each method that has one, by its key.
        former: The keys of methods by paths that they had.
    """

    def __init__(
        self,
        resources: Iterable[CallPath],
        pins: Mapping[str, CallPath],
        former: Mapping[CallPath, str],
    ) -> None:
        self._resources = _by_resource((path, "") for path in resources)
        self._pins = _by_resource((path, key) for key, path in pins.items())
        self._former = _by_resource(former.items())

    def allocate(
        self, place: CallPath, needs: Sequence[Need], named: Mapping[str, str]
    ) -> dict[str, str]:
        """Return a name for each need of a resource; `named` have theirs already."""
        pins = {key: name for name, key in self._pins.get(place, {}).items()}
        pins |= named
        former = self._former.get(place, {})
        inner = self._resources.get(place, {}).keys()
        names = reserved.METHODS if place else _ROOT_METHODS
        found = allocate(needs, reserved=names, pins=pins, taken=inner)
        if not former:
            return found
        # A method may have a name again that it had before; others may not.
        own = {key: name for key, name in found.items() if former.get(name) == key}
        free = {*own.values(), *(need.requested for need in needs)}
        taken = {*inner, *(former.keys() - free)}
        return allocate(needs, reserved=names, pins={**own, **pins}, taken=taken)


def _by_resource(
    paths: Iterable[tuple[CallPath, str]],
) -> dict[CallPath, dict[str, str]]:
    """Return what belongs to each path, by the path before its last name, then by that."""
    found: dict[CallPath, dict[str, str]] = {}
    for path, value in paths:
        found.setdefault(path[:-1], {})[path[-1]] = value
    return found


def _needs(
    operations: Iterable[Operation], found: Mapping[str, Call]
) -> Iterator[Need]:
    """Yield what the methods of a resource could be called. A best name is used only if
    a single operation would get it.
    """
    members = list(operations)
    claims = Counter(found[each.pointer].candidates[0] for each in members)
    for each in members:
        first, *others = found[each.pointer].candidates
        yield Need(
            call_key(each),
            (*([first] if claims[first] == 1 or not others else []), *others),
            requested=requested_name(each.python_name),
        )


def _resource_names(
    paths: Iterable[CallPath], former: Iterable[CallPath]
) -> dict[CallPath, ResourceName]:
    """Return the names of the resources with these paths; those of `former`, which have
    only methods of earlier versions, give way to the others.
    """
    ranks = {path: len(path) for path in sorted(paths)}
    ranks |= {path: 1000 + len(path) for path in sorted(former)}
    needs = [Need(".".join(p), _class_names(p), rank) for p, rank in ranks.items()]
    classes = allocate(needs, reserved=reserved.KEYWORDS, suffix="Resource")
    asynchronous = {f"Async{name}" for name in classes.values()}
    if not asynchronous.isdisjoint(classes.values()):
        taken = reserved.KEYWORDS | asynchronous
        classes = allocate(needs, reserved=taken, suffix="Resource")
    modules = allocate(
        Need(".".join(p), (_module(p),), rank) for p, rank in ranks.items()
    )
    return {
        path: ResourceName(classes[".".join(path)], modules[".".join(path)])
        for path in ranks
    }


def _class_names(path: CallPath) -> tuple[str, ...]:
    if not path:
        return ("ClientMethods",)
    found = [pascal("_".join(path[start:])) for start in range(len(path))]
    short = [name for name in found if len(name) <= _MAX_CLASS_NAME]
    return tuple(_class_name(name) for name in (short[:1] or found[-1:]) + found[:1])


def _class_name(name: str) -> str:
    taken = name in reserved.CLASSES or name.startswith("Async")
    return f"{name}Operations" if taken else name


def _module(path: CallPath) -> str:
    name = module_name(".".join(path))
    if len(name) <= _MAX_MODULE_NAME:
        return name
    return module_name(name[:_MAX_MODULE_NAME].strip("_"))
