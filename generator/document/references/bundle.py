"""Bundle a resolved document: a copy without dangling references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.document.grammar import walk
from generator.document.pointer import deref, ref_of

__all__ = ["bundle", "copy_json", "remove_dangling_refs"]

# Members whose items or values are removed if they are dangling references.
_ARRAYS = ("parameters",)
_MAPS = ("headers", "examples", "links", "callbacks", "content", "securitySchemes")


def bundle(root: dict[str, Any]) -> dict[str, Any]:
    """Return a deep copy of `root` without dangling references, as JSON values.

    Parameters, headers, examples, links and callbacks whose reference dangles are left
    out. Such a schema becomes one that accepts any value, such a response or request
    body becomes an empty one.
    """
    copy: dict[str, Any] = copy_json(root)
    remove_dangling_refs(copy)
    return copy


def copy_json(value: Any) -> Any:
    """Return a deep copy of a JSON value, faster than `copy.deepcopy`."""
    if type(value) is dict:
        return {key: copy_json(item) for key, item in value.items()}
    if type(value) is list:
        return [copy_json(item) for item in value]
    return value


def remove_dangling_refs(root: dict[str, Any]) -> None:
    """Remove dangling and circular references from `root`, in place."""
    known: dict[str, bool] = {}

    def dangles(value: Any) -> bool:
        ref = ref_of(value)
        if ref is None:
            return False
        if ref not in known:
            known[ref] = type(deref(root, value)) not in (dict, bool)
        return known[ref]

    for kind, value, _ in walk(root):
        if dangles(value):
            del value["$ref"]
            if kind == "response":
                value.setdefault("description", "")
            elif kind == "requestBody":
                value.setdefault("content", {})
        for name in _ARRAYS:
            items = value.get(name)
            if type(items) is list and any(map(dangles, items)):
                value[name] = [item for item in items if not dangles(item)]
        for name in _MAPS if kind != "schema" else ():
            _remove_members(value.get(name), dangles)
        if kind == "components":
            _remove_members(value.get("parameters"), dangles)


def _remove_members(members: Any, dangles: Callable[[Any], bool]) -> None:
    if type(members) is dict:
        for key in [key for key, item in members.items() if dangles(item)]:
            del members[key]
