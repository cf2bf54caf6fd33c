"""Tell a new version of an API from another API with the same title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.text import names_in

__all__ = ["is_other_api"]

_METHODS = names_in("get put post delete options head patch trace query")
# The least share of the operations of the smaller document that two versions have in
# common: where the operations that only one of them has are about the same schemas;
# where not; and where not, and the documents have other file names. What all services
# have, such as the state of the server, may be half of a small document.
_LEAST_SHARED = 0.25
_LEAST_SHARED_ALONE = 0.6
_LEAST_SHARED_RENAMED = 0.75


def is_other_api(
    old: Any, new: Mapping[str, Any], old_file: str, new_file: str
) -> bool:
    """Return whether two documents share so few operations that they are not versions of
    one API.

    Titles and file names do not tell: most frameworks give every document the same.
    """
    before, after = _operations(old), _operations(new)
    only_before, only_after = _without(before, after), _without(after, before)
    fewest = min(len(before), len(after))
    shared = len(before) - len(only_before)
    if not fewest or shared == fewest:
        return False
    limit = _LEAST_SHARED
    if not _schemas(only_before) & _schemas(only_after):
        is_renamed = _plain_name(old_file) != _plain_name(new_file)
        limit = _LEAST_SHARED_RENAMED if is_renamed else _LEAST_SHARED_ALONE
    return shared < fewest * limit


def _plain_name(file: str) -> str:
    """Return the letters in the name of a file, without a version and the extension."""
    stem = file.rpartition("/")[2].partition("?")[0].rpartition(".")[0] or file
    return re.sub(r"v(?=\d)|[\W\d_]+", "", stem.lower())


def _operations(document: Any) -> dict[frozenset[str], Any]:
    """Return the operations of a document by what identifies each one: the method and
    path without names and versions, and the operationId.
    """
    found: dict[frozenset[str], Any] = {}
    for path, item in _members(document, "paths"):
        for method, operation in _members(item):
            if method in _METHODS and isinstance(operation, dict):
                plain = re.sub(r"\{[^}]*\}", "{}", re.sub(r"/v\d+(?=/|$)", "", path))
                name = operation.get("operationId")
                keys = (f"{method} {plain}", *([f"id {name}"] if name else []))
                found[frozenset(keys)] = operation
    return found


def _without(
    some: Mapping[frozenset[str], Any], others: Mapping[frozenset[str], Any]
) -> list[Any]:
    """Return the operations that are not among the others."""
    known = frozenset[str]().union(*others)
    return [each for keys, each in some.items() if keys.isdisjoint(known)]


def _schemas(operations: list[Any]) -> set[str]:
    """Return the references in the bodies and the results of operations."""
    found: set[str] = set()
    for operation in operations:
        found |= set(_references(operation.get("requestBody")))
        for status, response in _members(operation, "responses"):
            if status.startswith("2"):
                found |= set(_references(response))
    return found


def _references(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(each.get("$ref"), str):
                yield each["$ref"]
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _members(value: Any, *names: str) -> list[tuple[str, Any]]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return list(value.items()) if isinstance(value, dict) else []
