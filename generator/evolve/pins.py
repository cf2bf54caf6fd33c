"""Which names of one version the next one keeps."""

from __future__ import annotations

from collections.abc import Mapping

from generator.evolve.change import Side
from generator.ir import Api
from generator.names import Pins

__all__ = ["successor_pins"]


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
