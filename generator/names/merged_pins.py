"""Merge the names that several locks recorded."""

from __future__ import annotations

from collections.abc import Iterable

from generator.names.properties import Pins

__all__ = ["merge_pins"]


def merge_pins(recorded: Iterable[Pins]) -> Pins:
    """Return all recorded names.

    Where two of them are for one thing, the first one stays its name; the other one
    becomes a former name, if there are former names of its kind.
    """
    merged: dict[str, dict[str, str]] = {}
    for pins in recorded:
        for scope, names in pins.items():
            known = merged.setdefault(scope, {})
            for key, name in names.items():
                if known.setdefault(key, name) == name:
                    continue
                if scope == "methods":
                    merged.setdefault("former methods", {}).setdefault(name, key)
                elif scope == "types":
                    merged.setdefault("former types", {}).setdefault(key, name)
    return merged
