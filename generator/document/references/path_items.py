"""Merge path items that have members beside a `$ref` with those they refer to.

OpenAPI 3.2.0 section 4.9 allows such members, and leaves open what a member means that
is in both path items: the one beside the `$ref` wins. Parameters are merged by name and
location, as those of a path item and its operation are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from generator.document.limits import MAX_REF_HOPS, CopyBudget
from generator.document.pointer import child, deref, follow_refs, lookup, ref_of
from generator.document.source_map import Relocations

__all__ = ["PathItemMerger"]

_PATHS = "#/paths/"
_MORE_OPERATIONS = "additionalOperations"


class _Member(NamedTuple):
    """A value and the pointer where it stands."""

    value: Any
    pointer: str


class PathItemMerger:
    """Merges the path items of a document whose references are canonical pointers.

    Args:
        root: The document.
        relocations: Where the members that it moves are recorded.
        copies: Makes the copies of members.
    """

    def __init__(
        self, root: dict[str, Any], relocations: Relocations, copies: CopyBudget
    ) -> None:
        self._root = root
        self._relocations = relocations
        self._copies = copies
        self._used: set[str] = set()

    def merge(self, path_items: Sequence[tuple[dict[str, Any], str]]) -> None:
        """Merge path items, each given with its pointer, in place.

        One that has nothing beside its `$ref` stays a reference, unless an earlier path
        has the same path item: operations are told apart by their pointers.
        """
        for holder, pointer in path_items:
            ref = ref_of(holder)
            if ref is None:
                continue
            target = follow_refs(self._root, ref)
            if len(holder) == 1:
                is_first = target not in self._used
                if target is None or (is_first and not target.startswith(_PATHS)):
                    self._used.add(target or "")
                    continue
            self._replace(holder, pointer)

    def _replace(self, holder: dict[str, Any], pointer: str) -> None:
        members = self._members(pointer, MAX_REF_HOPS)
        parameters = self._parameters(pointer, MAX_REF_HOPS)
        moved: dict[str, str] = {}
        merged: dict[str, Any] = {}
        for (*above, name), member in members.items():
            owner = merged.setdefault(above[0], {}) if above else merged
            place = (
                child(child(pointer, above[0]), name) if above else child(pointer, name)
            )
            owner[name] = self._placed(member, place, moved)
        if parameters:
            place = f"{pointer}/parameters"
            merged["parameters"] = [
                self._placed(each, f"{place}/{index}", moved)
                for index, each in enumerate(parameters)
            ]
        holder.clear()
        holder.update(merged)
        origins = {at: self._relocations.trace_back(was) for at, was in moved.items()}
        for at, origin in origins.items():
            self._relocations.record(at, origin)

    def _placed(self, member: _Member, pointer: str, moved: dict[str, str]) -> Any:
        """Return the value of a member for a pointer: a copy, where it is elsewhere."""
        if member.pointer == pointer:
            return member.value
        moved[pointer] = member.pointer
        return self._copies.copy(member.value)

    def _members(self, pointer: str, hops: int) -> dict[tuple[str, ...], _Member]:
        """Return the members of a path item and of those that it refers to, but for
        parameters, by their tokens; additional operations are members of their own.
        """
        value = lookup(self._root, pointer)
        if not isinstance(value, dict) or not hops:
            return {}
        ref = ref_of(value)
        found = {} if ref is None else self._members(ref, hops - 1)
        for name, item in value.items():
            where = child(pointer, name)
            if name == _MORE_OPERATIONS and isinstance(item, dict):
                for method, operation in item.items():
                    found[name, method] = _Member(operation, child(where, method))
            elif name != "$ref" and not _is_list_of_parameters(name, item):
                found[name,] = _Member(item, where)
        return found

    def _parameters(self, pointer: str, hops: int) -> list[_Member]:
        """Return the parameters of a path item and of those that it refers to, without
        those that another one overrides.
        """
        value = lookup(self._root, pointer)
        if not isinstance(value, dict) or not hops:
            return []
        listed = value.get("parameters")
        own = [
            _Member(item, f"{pointer}/parameters/{index}")
            for index, item in enumerate(listed if isinstance(listed, list) else ())
        ]
        ref = ref_of(value)
        if ref is None:
            return own
        keys = [self._key(each.value) for each in own]
        others = self._parameters(ref, hops - 1)
        return [e for e in others if self._key(e.value) not in keys] + own

    def _key(self, parameter: Any) -> Any:
        """Return what tells a parameter apart (OpenAPI 3.2.0 section 4.12)."""
        value = deref(self._root, parameter)
        if not isinstance(value, dict):
            return id(parameter)
        name, location = value.get("name"), value.get("in")
        if location == "header" and isinstance(name, str):
            name = name.lower()
        return (name, location)


def _is_list_of_parameters(name: str, value: Any) -> bool:
    return name == "parameters" and isinstance(value, list)
