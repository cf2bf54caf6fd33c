"""Instances that violate one keyword."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .documents import Document, Schema

__all__ = ["InvalidInstance", "invalid_instances"]

_TYPES: tuple[tuple[str, Any], ...] = (
    ("string", "5"),
    ("string", "true"),
    ("integer", 1),
    ("number", 1.5),
    ("boolean", True),
    ("null", None),
    ("array", []),
    ("object", {}),
)
_MAX_DEPTH = 6


@dataclass(frozen=True)
class InvalidInstance:
    """An instance, and the keyword that it probably violates."""

    keyword: str
    detail: str
    instance: Any
    rule: Any = None
    """The value of the keyword."""
    optional_null: bool = False
    """Whether it has null for an optional property."""
    is_listed: bool = False
    """Whether the schema lists the values."""


def invalid_instances(
    document: Document, schema: Schema, instance: Any
) -> Iterator[InvalidInstance]:
    """Yield copies of a valid instance, each changed at one place.

    The caller checks with a validator that a copy is invalid: it may match another
    variant.
    """
    for place, value, rule, optional in _places(document, schema, instance, (), 0):
        for keyword, detail, other in _changes(value, rule):
            gone = optional and other is None
            changed = _with(instance, place, other)
            yield InvalidInstance(
                keyword, detail, changed, rule[keyword], gone, "enum" in rule
            )


Place = tuple[str | int, ...]


def _with(instance: Any, place: Place, value: Any) -> Any:
    if not place:
        return value
    changed = copy.deepcopy(instance)
    parent = changed
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    return changed


def _places(
    document: Document,
    schema: Schema,
    value: Any,
    place: Place,
    depth: int,
    optional: bool = False,
) -> Iterator[tuple[Place, Any, dict[str, Any], bool]]:
    try:
        schema = document.resolve(schema)
    except (KeyError, IndexError, ValueError):
        return
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return
    yield place, value, schema, optional
    for member in schema.get("allOf") or ():
        yield from _places(document, member, value, place, depth + 1, optional)
    if isinstance(value, dict):
        required = schema.get("required") or ()
        for name, each in (schema.get("properties") or {}).items():
            if name in value:
                at, free = (*place, name), name not in required
                yield from _places(document, each, value[name], at, depth + 1, free)
        rest = schema.get("additionalProperties")
        for name in value.keys() - (schema.get("properties") or {}).keys():
            if isinstance(rest, dict):
                yield from _places(
                    document, rest, value[name], (*place, name), depth + 1
                )
                break
    if isinstance(value, list) and value and "items" in schema:
        at = (*place, 0)
        if "prefixItems" not in schema:
            yield from _places(document, schema["items"], value[0], at, depth + 1)


def _changes(value: Any, rule: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    yield from _types(rule)
    for keyword in ("enum", "const"):
        if keyword in rule:
            yield keyword, "", "none-of-them"
            yield keyword, "number", 987654
    for kind, changes in _BY_KIND:
        if isinstance(value, kind) and not isinstance(value, bool):
            for keyword, change in changes.items():
                if keyword in rule:
                    for other in change(value, rule[keyword]):
                        yield keyword, "", other


def _types(rule: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    declared = rule.get("type")
    if declared is None:
        return
    kinds = declared if isinstance(declared, list) else [declared]
    for kind, other in _TYPES:
        if kind in kinds or (kind == "integer" and "number" in kinds):
            continue  # This is a valid value.
        yield "type", f"{kind} for {declared}", other


def _longer(value: str, limit: int) -> Iterator[Any]:
    yield (value or "a") * (limit // max(1, len(value)) + 2) if limit < 5000 else value


def _other_text(value: str, pattern: str) -> Iterator[Any]:
    yield from ("", "~", "\u00e9\u00e9", value + "\u0001 !", " " + value)


def _without(value: dict[str, Any], names: list[str]) -> Iterator[Any]:
    for name in names:
        yield {key: each for key, each in value.items() if key != name}


def _closed(value: dict[str, Any], rule: Any) -> Iterator[Any]:
    if rule is False:
        yield {**value, "surelyUnknown": 1}


Change = Callable[[Any, Any], Iterator[Any]]
_BY_KIND: tuple[tuple[type | tuple[type, ...], dict[str, Change]], ...] = (
    (
        (int, float),
        {
            "minimum": lambda v, n: iter([n - 1, n - 100]),
            "maximum": lambda v, n: iter([n + 1, n + 100]),
            "exclusiveMinimum": lambda v, n: iter([n, n - 1]),
            "exclusiveMaximum": lambda v, n: iter([n, n + 1]),
            "multipleOf": lambda v, n: iter([v + n / 2 if n != int(n) else v + 1]),
        },
    ),
    (
        str,
        {
            "minLength": lambda v, n: iter([v[: max(0, n - 1)]]),
            "maxLength": _longer,
            "pattern": _other_text,
        },
    ),
    (
        list,
        {
            "minItems": lambda v, n: iter([v[: max(0, n - 1)]]),
            "maxItems": lambda v, n: iter(
                [(v or [None]) * (n + 1)] if n < 1000 else []
            ),
            "uniqueItems": lambda v, n: iter([[*v, v[0]]] if v else []),
        },
    ),
    (
        dict,
        {
            "required": _without,
            "additionalProperties": _closed,
            "minProperties": lambda v, n: iter([dict(list(v.items())[: n - 1])]),
            "maxProperties": lambda v, n: iter(
                [{**v, **{f"surely{i}": 1 for i in range(n + 1)}}]
            ),
        },
    ),
)
