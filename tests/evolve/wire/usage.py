"""Uses a result as code does that was written for its type."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from .findings import Finding

__all__ = ["Use"]

_MAX_DEPTH = 12
_CONTAINERS = (list, tuple, dict)


Members = Callable[[Any], list[Any]]
"""Returns the members of a union, as the package finds them."""


class Use:
    """Code that reads each part of a value by its type.

    Such code calls methods of scalars, reads the attributes of models, and iterates over
    lists and mappings. It checks for None only where the type has None.
    """

    def __init__(self, members: Members) -> None:
        self._members = members
        self.places: set[str] = set()
        """The places that have a value, without indexes and keys."""

    def findings(
        self, value: Any, annotation: Any, place: str = "", depth: int = 0
    ) -> Iterator[Finding]:
        """Yield what goes wrong for such code."""
        members = self._members(annotation)
        if value is not None:
            self.places.add(re.sub(r"\[.*?\]", "[]", place))
        if depth > _MAX_DEPTH or not members or Any in members or object in members:
            return
        if value is None:
            if NoneType not in members:
                yield Finding("break", f"{place}: None instead of {_shown(members)}")
        elif isinstance(value, BaseModel):
            models = [each for each in members if _is_model(each)]
            if any(isinstance(value, each) for each in models):
                yield from self._model(value, place, depth)
            else:
                yield _unexpected(value, members, place)
        elif isinstance(value, list | tuple):
            yield from self._items(value, members, place, depth)
        elif isinstance(value, dict):
            yield from self._values(value, members, place, depth)
        elif not any(_is_scalar_of(value, each) for each in members):
            yield _unexpected(value, members, place)

    def _model(self, value: BaseModel, place: str, depth: int) -> Iterator[Finding]:
        type(value).model_rebuild()
        for name, field in type(value).model_fields.items():
            inner, each = f"{place}.{name}", getattr(value, name)
            yield from self.findings(each, field.annotation, inner, depth + 1)

    def _items(
        self, value: Any, members: list[Any], place: str, depth: int
    ) -> Iterator[Finding]:
        lists = [each for each in members if get_origin(each) in (list, tuple)]
        if not lists and not {list, tuple} & {
            e for e in members if isinstance(e, type)
        }:
            yield _unexpected(value, members, place)
        if len(lists) != 1:
            return
        types = get_args(lists[0])
        is_list = get_origin(lists[0]) is list or Ellipsis in types
        if not is_list and len(types) > len(value):
            yield Finding("break", f"{place}: {len(value)} of {len(types)} items")
        types = types[:1] * len(value) if is_list else types
        for index, (each, type_) in enumerate(zip(value, types, strict=False)):
            yield from self.findings(each, type_, f"{place}[{index}]", depth + 1)

    def _values(
        self, value: Any, members: list[Any], place: str, depth: int
    ) -> Iterator[Finding]:
        mappings = [each for each in members if get_origin(each) in (dict, Mapping)]
        if not mappings and dict not in members:
            yield _unexpected(value, members, place)
        for type_ in mappings if len(mappings) == 1 else ():
            for key, each in value.items():
                inner = f"{place}[{key}]"
                yield from self.findings(each, get_args(type_)[1], inner, depth + 1)


def _unexpected(value: Any, members: list[Any], place: str) -> Finding:
    """Return what a value of none of the types is for its user: code for one scalar gets
    a degraded value, code that reads attributes or items fails.
    """
    found = [each for each in members if each is not NoneType]
    if not found:  # Code does not use what is always None.
        return Finding("ok", f"{place}: a value instead of None")
    is_container = all(_is_model(e) or get_origin(e) in _CONTAINERS for e in found)
    is_alone = len(found) == 1
    is_raw_object = isinstance(value, dict) and all(_is_model(e) for e in found)
    text = f"{place}: {type(value).__name__} instead of {_shown(members)}"
    # Code for a union asks which variant an object is.
    fails = is_container and (is_alone or not is_raw_object)
    return Finding("break" if fails else "warn", text)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_scalar_of(value: Any, annotation: Any) -> bool:
    if get_origin(annotation) is Literal:
        members = get_args(annotation)
        return any(
            e is value or (type(e) is type(value) and e == value) for e in members
        )
    if not isinstance(annotation, type):
        return not isinstance(get_origin(annotation), type)
    if isinstance(value, bool) or annotation is bool:
        return isinstance(value, bool) and annotation is bool
    if annotation is float:
        return isinstance(value, int | float)
    if issubclass(annotation, Enum):
        return isinstance(value, annotation)
    is_time = isinstance(value, datetime.datetime) != (annotation is datetime.datetime)
    return isinstance(value, annotation) and not is_time


def _shown(members: list[Any]) -> str:
    return " | ".join(getattr(each, "__name__", str(each)) for each in members)[:80]
