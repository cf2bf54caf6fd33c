"""A copy of the document that stands alone, without references that lead nowhere."""

from __future__ import annotations

from typing import Any

from generator.document.grammar import walk
from generator.document.pointer import follow_refs, lookup

__all__ = ["bundle", "remove_dangling_refs"]

# Members that hold lists of objects; an item that dangles is taken out of them.
_LISTS = ("parameters",)
_MAPS = ("headers", "examples", "links", "callbacks", "content", "securitySchemes")


def bundle(root: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON-serialisable deep copy of `root` without dangling references.

    A dangling parameter, header, example, link or callback is left out; a dangling
    schema accepts anything; a dangling response or request body is empty.
    """
    copy: dict[str, Any] = _copy(root)
    remove_dangling_refs(copy)
    return copy


def _copy(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copy(item) for key, item in value.items()}
    if type(value) is list:
        return [_copy(item) for item in value]
    return value


def remove_dangling_refs(root: dict[str, Any]) -> None:
    """Take dangling and circular references out of `root`, in place."""
    verdicts: dict[str, bool] = {}

    def dangles(value: Any) -> bool:
        ref = value.get("$ref") if type(value) is dict else None
        if type(ref) is not str:
            return False
        if ref not in verdicts:
            target = follow_refs(root, ref)
            found = lookup(root, target) if target else None
            verdicts[ref] = type(found) is not dict and type(found) is not bool
        return verdicts[ref]

    for kind, value, _ in walk(root):
        if dangles(value):
            del value["$ref"]
            if kind == "response":
                value.setdefault("description", "")
            elif kind == "requestBody":
                value.setdefault("content", {})
        for name in _LISTS:
            items = value.get(name)
            if type(items) is list and any(map(dangles, items)):
                value[name] = [item for item in items if not dangles(item)]
        for name in _MAPS:
            members = value.get(name)
            if type(members) is dict and kind != "schema":
                for key in [key for key, item in members.items() if dangles(item)]:
                    del members[key]
        if kind == "components":
            _prune_components(value, dangles)


def _prune_components(components: dict[str, Any], dangles: Any) -> None:
    parameters = components.get("parameters")
    if type(parameters) is dict:
        for key in [key for key, item in parameters.items() if dangles(item)]:
            del parameters[key]
