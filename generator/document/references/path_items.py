"""Merge path items that have members beside a `$ref` with those they refer to.

OpenAPI 3.2.0 section 4.9 allows such members, and leaves open what a member means that
is in both path items: the one beside the `$ref` wins. Parameters are merged by name and
location, as those of a path item and its operation are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from generator.document.limits import CopyBudget
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
        self._done: set[str] = set()
        self._used: set[str] = set()

    def merge(self, pointers: Iterable[str]) -> None:
        """Merge the path items at some pointers, in place; targets come first.

        One that has nothing beside its `$ref` stays a reference, unless an earlier path
        has the same path item: operations are told apart by their pointers.
        """
        for pointer in pointers:
            for place in reversed(self._chain(pointer)):
                holder: dict[str, Any] = lookup(self._root, place)
                target = follow_refs(self._root, holder["$ref"])
                if len(holder) > 1 or not self._may_stay(target):
                    self._replace(holder, place, target)

    def _chain(self, pointer: str) -> list[str]:
        """Return the path items with a reference that begin at a pointer, but for those
        that were in an earlier chain.
        """
        found: list[str] = []
        while pointer not in self._done:
            self._done.add(pointer)
            ref = ref_of(lookup(self._root, pointer))
            if ref is None:
                break
            found.append(pointer)
            pointer = ref
        return found

    def _may_stay(self, target: str | None) -> bool:
        if target is None:
            return True
        is_used = target in self._used or target.startswith(_PATHS)
        self._used.add(target)
        return not is_used

    def _replace(
        self, holder: dict[str, Any], pointer: str, target: str | None
    ) -> None:
        moved: dict[str, str] = {}
        merged: dict[str, Any] = {}
        base = {} if target is None else self._members(target)
        for tokens, member in (base | self._members(pointer)).items():
            *above, name = tokens
            owner = merged.setdefault(above[0], {}) if above else merged
            place = pointer
            for token in (*above, name):
                place = child(place, token)
            if tokens in base and _has_only_extensions(member.value):
                owner[name] = self._extended(base[tokens], member, place, moved)
            else:
                owner[name] = self._placed(member, place, moved)
        own, others = self._parameters(pointer), self._parameters(target or "")
        keys = {self._key(each.value) for each in own}
        others = [each for each in others if self._key(each.value) not in keys]
        if own or others:
            place = f"{pointer}/parameters"
            merged["parameters"] = [
                self._placed(each, f"{place}/{index}", moved)
                for index, each in enumerate([*others, *own])
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

    def _extended(
        self, member: _Member, extensions: _Member, pointer: str, moved: dict[str, str]
    ) -> Any:
        """Return the value of an operation with the extensions of another one."""
        value = self._placed(member, pointer, moved)
        if isinstance(value, dict):
            value.update(extensions.value)
            for name in extensions.value:
                moved[child(pointer, name)] = child(extensions.pointer, name)
        return value

    def _members(self, pointer: str) -> dict[tuple[str, ...], _Member]:
        """Return the members of a path item but for parameters, by their tokens;
        additional operations are members of their own.
        """
        value = lookup(self._root, pointer)
        found: dict[tuple[str, ...], _Member] = {}
        for name, item in value.items() if isinstance(value, dict) else ():
            where = child(pointer, name)
            if name == _MORE_OPERATIONS and isinstance(item, dict):
                for method, operation in item.items():
                    found[name, method] = _Member(operation, child(where, method))
            elif name != "$ref" and not _is_list_of_parameters(name, item):
                found[name,] = _Member(item, where)
        return found

    def _parameters(self, pointer: str) -> list[_Member]:
        """Return the parameters of a path item; none for an empty pointer."""
        listed = lookup(self._root, f"{pointer}/parameters") if pointer else None
        return [
            _Member(item, f"{pointer}/parameters/{index}")
            for index, item in enumerate(listed if isinstance(listed, list) else ())
        ]

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


def _has_only_extensions(value: Any) -> bool:
    is_object = isinstance(value, dict) and bool(value)
    return is_object and all(name.startswith("x-") for name in value)
