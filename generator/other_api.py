"""Tell a new version of an API from another API with the same title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.text import names_in

__all__ = ["is_other_api"]

_METHODS = names_in("get put post delete options head patch trace query")
_LEAST_SHARED = 0.25
"""The least share of the operations of the smaller document that two versions share."""


def is_other_api(old: Any, new: Mapping[str, Any]) -> bool:
    """Return whether two documents share so few operations that they are not versions of
    one API.

    Titles and file names do not tell: most frameworks give every document the same.
    """
    before, after = _operations(old), _operations(new)
    shared = sum(any(key in after for key in keys) for keys in set(before.values()))
    fewest = min(len(set(before.values())), len(set(after.values())))
    return bool(fewest) and shared < fewest * _LEAST_SHARED


def _operations(document: Any) -> dict[str, tuple[str, ...]]:
    """Return each operation of a document, as the keys that identify it, by each of
    these: the method and path without names and versions, and the operationId.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path, item in _members(document, "paths"):
        for method, operation in _members(item):
            if method in _METHODS and isinstance(operation, dict):
                plain = re.sub(r"\{[^}]*\}", "{}", re.sub(r"/v\d+(?=/|$)", "", path))
                name = operation.get("operationId")
                keys = (f"{method} {plain}", *([str(name)] if name else []))
                found |= dict.fromkeys(keys, keys)
    return found


def _members(value: Any, *names: str) -> list[tuple[str, Any]]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return list(value.items()) if isinstance(value, dict) else []
