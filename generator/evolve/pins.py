"""Which names of one version the next one keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.evolve.change import Change, Side
from generator.ir import Api
from generator.names import Names, Pins, resource_key

__all__ = ["former_names", "successor_pins"]


def successor_pins(old: Side, new: Api, locked: Pins) -> Pins:
    """Return the names that the package of `new` keeps from the package of `old`.

    `locked` are those of a lock. What is called otherwise in the document is called
    otherwise in Python; everything else keeps its name, whatever comes beside it.
    """
    pins: dict[str, Mapping[str, str]] = {**old.names.pins, **locked}
    renamed = _renamed(old.api, new)
    methods = pins.get("methods", {})
    pins["methods"] = {
        key: name
        for key, name in methods.items()
        if key.removeprefix("stream ") not in renamed
    }
    for key, names in old.names.fields.items():
        pins[f"fields {key}"] = names
    for pointer, names in old.names.arguments.items():
        pins[f"arguments {pointer}"] = names
    return pins


def _renamed(old: Api, new: Api) -> set[str]:
    """Return the places whose operation has another operationId now."""
    before = {f"{op.method} {op.path}": op.operation_id for op in old.operations}
    return {
        key
        for op in new.operations
        if (key := f"{op.method} {op.path}") in before
        and before[key] != op.operation_id
    }


def former_names(new: Side, changes: Iterable[Change], pins: Pins) -> Names:
    """Return the names of `new` with the deprecated ones that its package keeps: those
    of `pins`, and those of what is called otherwise now.
    """
    methods = dict(pins.get("former methods", {}))
    types = dict(pins.get("former types", {}))
    for change in changes:
        former = change.old.rpartition(".")[2]
        if change.rule.id == "operation-renamed":
            methods[change.subject.new] = former
        elif change.rule.id == "model-renamed":
            types[change.subject.new] = former
    former_names = {
        "former methods": _free_methods(new, methods),
        "former types": _free_types(new, types),
    }
    return replace(
        new.names,
        former_methods=former_names["former methods"],
        former_types=former_names["former types"],
        pins={
            **new.names.pins,
            **{k: each for k, each in former_names.items() if each},
        },
    )


def _free_methods(new: Side, former: Mapping[str, str]) -> dict[str, str]:
    """Return the former names that no other method of their resource has."""
    taken = {
        (resource_key(op), new.names.methods[op.pointer]) for op in new.api.operations
    }
    keys = {op.pointer: resource_key(op) for op in new.api.operations}
    kept: dict[str, str] = {}
    for pointer, name in former.items():
        claim = (keys.get(pointer, ""), name)
        if pointer in keys and name.isidentifier() and claim not in taken:
            taken.add(claim)
            kept[pointer] = name
    return kept


def _free_types(new: Side, former: Mapping[str, str]) -> dict[str, str]:
    taken = {name.casefold() for name in new.names.types.values()}
    kept: dict[str, str] = {}
    for key, name in former.items():
        known = key in new.names.types and name.isidentifier()
        if known and name.casefold() not in taken:
            taken.add(name.casefold())
            kept[key] = name
    return kept
