"""Values that differ in one place from one that is valid.

Whether they still are valid is for the validator to say.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice
from typing import Any

from .kinds import is_array, is_object

__all__ = ["beyond", "invalid"]

Path = tuple[str | int, ...]
_PLACES = 30
_DEEPEST = 3
_BY_LENGTH = ("one more", "one less")


def invalid(
    value: Any, places: int = _PLACES, deepest: int = _DEEPEST
) -> Iterator[tuple[str, str, Any]]:
    """Give what was changed, where (a JSON pointer), and the whole value.

    Args:
        places: In how many places at most something is changed.
        deepest: How deep the places may be.
    """
    for path in islice(_paths(value, (), deepest), places):
        place = "/" + "/".join(map(str, path))
        old = _at(value, path)
        for what, new in _others(old):
            yield f"{what} at {place}", place, _with(value, path, new)
        if isinstance(path[-1], str):
            yield f"without {place}", place, _without(value, path)


def beyond(value: Any, direction: int) -> Iterator[tuple[str, str, Any]]:
    """Give what is one step further at one place; like `invalid`.

    Args:
        direction: 1 for more, -1 for less.
    """
    for path in islice(_paths(value, (), _DEEPEST), _PLACES):
        place = "/" + "/".join(map(str, path))
        old = _at(value, path)
        new = old
        if isinstance(old, int | float) and not isinstance(old, bool):
            new = old + direction
        elif isinstance(old, str):
            new = f"{old}x" if direction > 0 else old[:-1]
        elif is_array(old) and old:
            new = [*old, old[-1]] if direction > 0 else old[:-1]
        if new != old:
            of_number = isinstance(old, int | float)
            more, less = ("one above", "one below") if of_number else _BY_LENGTH
            what = more if direction > 0 else less
            yield f"{what} at {place}", place, _with(value, path, new)


def _others(old: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(old, str):
        yield "another text", "unexpected"
        yield "no text", ""
        yield "a long text", "long" * 300
    elif isinstance(old, int | float) and not isinstance(old, bool):
        if isinstance(old, int):
            yield "a fraction", old + 0.5
        yield "a great number", 2**52
        yield "a small number", -(2**52)
    elif is_array(old):
        yield "no items", []
    wrong = isinstance(old, dict | list)
    yield "another type", "unexpected" if wrong else {"unexpected": True}
    yield "null", None


def _paths(value: Any, path: Path, deepest: int) -> Iterator[Path]:
    if path:
        yield path
    if len(path) == deepest:
        return
    if is_object(value):
        for name, item in value.items():
            yield from _paths(item, (*path, name), deepest)
    elif is_array(value):
        for index, item in enumerate(value[:1]):
            yield from _paths(item, (*path, index), deepest)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _with(value: Any, path: Path, new: Any) -> Any:
    """A copy in which another value stands at a place; the rest is shared."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = _with(value[path[0]], path[1:], new)
    return changed


def _without(value: Any, path: Path) -> Any:
    inside = copy.copy(_at(value, path[:-1]))
    del inside[path[-1]]
    return _with(value, path[:-1], inside)
