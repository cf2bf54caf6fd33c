"""Choose the names of the old package that the new one keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.evolve.change import Change
from generator.ir import Api
from generator.names import Names, Pins, resource_key
from generator.surface import Package

__all__ = ["inherited_pins", "with_former_names"]


def inherited_pins(old: Package, new: Api, locked: Pins) -> Pins:
    """Return the names that the package of `new` takes over from that of `old`.

    Everything keeps its name, except the methods whose operationId changed. `locked` are
    the pins of the old package's lock.
    """
    pins: dict[str, Mapping[str, str]] = {**old.names.pins, **locked}
    renamed = _renamed_operations(old.api, new)
    methods = pins.get("methods", {})
    pins["methods"] = {
        key: name
        for key, name in methods.items()
        if key.removeprefix("stream ") not in renamed
    }
    for key, names in old.names.fields.items():
        pins[f"fields {key}"] = names
    for key, names in old.names.members.items():
        pins[f"members {key}"] = names
    for pointer, names in old.names.arguments.items():
        pins[f"arguments {pointer}"] = names
    return pins


def _renamed_operations(old: Api, new: Api) -> set[str]:
    """Return the pin keys of the operations whose operationId changed."""
    before = {f"{op.method} {op.path}": op.operation_id for op in old.operations}
    return {
        key
        for op in new.operations
        if (key := f"{op.method} {op.path}") in before
        and before[key] != op.operation_id
    }


def with_former_names(new: Package, changes: Iterable[Change], pins: Pins) -> Names:
    """Return the names of `new` with the deprecated names that its package keeps: those
    in `pins`, and the old names of the methods and models that `changes` rename.
    """
    methods = dict(pins.get("former methods", {}))
    types = dict(pins.get("former types", {}))
    for change in changes:
        former = change.old.rpartition(".")[2]
        if change.rule.id == "operation-renamed":
            methods[change.subject.new] = former
        elif change.rule.id == "model-renamed":
            types[change.subject.new] = former
    former_methods = _unused_method_names(new, methods)
    former_types = _unused_type_names(new, types)
    former_pins = {"former methods": former_methods, "former types": former_types}
    return replace(
        new.names,
        former_methods=former_methods,
        former_types=former_types,
        pins={**new.names.pins, **{k: each for k, each in former_pins.items() if each}},
    )


def _unused_method_names(new: Package, former: Mapping[str, str]) -> dict[str, str]:
    """Return the former names that no other method of the same resource has."""
    resources = {op.pointer: resource_key(op) for op in new.api.operations}
    used = {(key, new.names.methods[pointer]) for pointer, key in resources.items()}
    kept: dict[str, str] = {}
    for pointer, name in former.items():
        member = (resources.get(pointer, ""), name)
        if pointer in resources and name.isidentifier() and member not in used:
            used.add(member)
            kept[pointer] = name
    return kept


def _unused_type_names(new: Package, former: Mapping[str, str]) -> dict[str, str]:
    # Names that differ in case alone would be one module on some file systems.
    used = {name.casefold() for name in new.names.types.values()}
    kept: dict[str, str] = {}
    for key, name in former.items():
        is_candidate = key in new.names.types and name.isidentifier()
        if is_candidate and name.casefold() not in used:
            used.add(name.casefold())
            kept[key] = name
    return kept
