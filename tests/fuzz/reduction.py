"""Reduces a document to the parts that a failure needs."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from generator.document.pointer import deref
from generator.document.validation import worker

__all__ = ["is_valid", "reduce_document"]

_Path = tuple[Any, ...]
_TEXTS = ("description", "summary", "example", "examples", "deprecated", "tags")
_SCHEMAS = ("items", "additionalProperties", "not", "if", "then", "else")
_SCHEMA_KEYWORDS = {"$ref", "type", "allOf", "oneOf", "anyOf", "enum", "const", "items"}
_SCHEMA_LISTS = ("allOf", "oneOf", "anyOf", "prefixItems")


def reduce_document(
    document: dict[str, Any], fails: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Return a smaller valid document that fails too.

    Each part is left out or replaced by one of its own parts, the largest first, as long
    as the document remains valid and `fails`.
    """
    plain = _without_texts(document)
    if is_valid(plain) and fails(plain):
        document = plain
    reduced = True
    while reduced:
        reduced = False
        for path in _paths(document):
            for candidate in _candidates(document, path):
                if is_valid(candidate) and fails(candidate):
                    document, reduced = candidate, True
                    break
    return document


def _without_texts(value: Any) -> Any:
    """Return a value without the members that only document it."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in _TEXTS or k == "description"}
        for key, member in kept.items():
            is_text = key == "description" and isinstance(member, str)
            kept[key] = "Text." if is_text else _without_texts(member)
        return kept
    return [_without_texts(m) for m in value] if isinstance(value, list) else value


def is_valid(document: dict[str, Any]) -> bool:
    """Return whether a document has the structure of its dialect, and its references
    lead to something.
    """
    version = str(document.get("openapi", document.get("swagger", "")))[:3]
    validator = worker._SCHEMAS.get(version)
    if validator is None or not validator.is_valid(document):
        return False
    return all(_leads(document, each) for each in _references(document))


def _leads(root: dict[str, Any], reference: str) -> bool:
    if not reference.startswith("#/"):
        reference = f"#/components/schemas/{reference}"
    return deref(root, {"$ref": reference}) is not None


def _references(value: Any) -> Iterator[str]:
    """Yield the targets of references, and of the mappings of discriminators."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        tag = value.get("discriminator")
        if isinstance(tag, dict) and isinstance(tag.get("mapping"), dict):
            yield from (each for each in tag["mapping"].values() if "#" in each)
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


def _paths(document: dict[str, Any]) -> list[_Path]:
    """Return the places of a document, the largest first, and the last of a list."""
    sizes: dict[_Path, int] = {}

    def measure(value: Any, path: _Path) -> int:
        size = 1
        if isinstance(value, dict):
            size += sum(measure(v, (*path, k)) for k, v in value.items())
        elif isinstance(value, list):
            size += sum(
                measure(value[i], (*path, i)) for i in reversed(range(len(value)))
            )
        sizes[path] = size
        return size

    measure(document, ())
    return sorted((path for path in sizes if path), key=lambda path: -sizes[path])


def _candidates(document: dict[str, Any], path: _Path) -> Iterator[dict[str, Any]]:
    """Yield the document without the part at a path, and with simpler ones there."""
    try:
        value = _at(document, path)
    except (KeyError, IndexError, TypeError):
        return  # It was part of something that is gone.
    without = copy.deepcopy(document)
    del _at(without, path[:-1])[path[-1]]
    yield without
    for half in _halves(value):
        candidate = copy.deepcopy(document)
        _at(candidate, path[:-1])[path[-1]] = copy.deepcopy(half)
        yield candidate
    for simpler in _simpler(value):
        candidate = copy.deepcopy(document)
        _at(candidate, path[:-1])[path[-1]] = copy.deepcopy(simpler)
        yield candidate


def _halves(value: Any) -> Iterator[Any]:
    """Yield objects and arrays without a half of their members."""
    if isinstance(value, dict | list) and len(value) >= 4:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        middle = len(keys) // 2
        for kept in (keys[middle:], keys[:middle]):
            whole = isinstance(value, dict)
            yield {k: value[k] for k in kept} if whole else [value[k] for k in kept]


def _simpler(value: Any) -> Iterator[Any]:
    if isinstance(value, str) and len(value) > 40:
        yield "Text."
    if not isinstance(value, dict) or ("type" in value and len(value) == 1):
        return
    for keyword in _SCHEMAS:
        if isinstance(value.get(keyword), dict):
            yield value[keyword]
    for keyword in _SCHEMA_LISTS:
        if isinstance(value.get(keyword), list):
            yield from (each for each in value[keyword] if isinstance(each, dict))
    if value.keys() & _SCHEMA_KEYWORDS:
        yield {"type": "string"}


def _at(value: Any, path: _Path) -> Any:
    for step in path:
        value = value[step]
    return value
