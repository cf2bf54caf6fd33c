"""JSON of a response -> typed value, whatever the server sends.

A valid value takes pydantic's fast path from bytes. One that deviates is fitted: what
fits is typed, the rest stays raw, and each deviation is noted by its JSON pointer.
"""

from __future__ import annotations

from inspect import get_annotations
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from .arguments import members_of
from .compat import TypeAliasType
from .model import NullableMark, Tagged, complete, wire_name
from .operation import Schema
from .plain import is_array, is_object

__all__ = ["NotJSON", "read_json"]

_DEEPEST = 60
_EXACT = 2**53
"""From here on, not every whole number is a float."""


class NotJSON(Exception):
    """The bytes are not JSON, or nested more deeply than is read."""


def read_json(
    schema: Schema, content: bytes, strict: bool = False
) -> tuple[Any, list[str]]:
    """The value, and its deviations as ``pointer: what is wrong``.

    Raises:
        NotJSON: See there.
    """
    try:
        # By wire names only: an unknown property may be called as a field in Python.
        return schema.adapter.validate_json(content, by_alias=True, by_name=False), []
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    try:
        data = from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        data = NotJSON
    if data is NotJSON:
        raise NotJSON("the body is not JSON")
    fitting = _Fitting()
    whole = _whole_numbers(data)
    value = fitting.fit(schema.type, whole, "", 0)
    same = to_json(whole) == to_json(data)
    is_fine = fitting.has_unknown or (content[:1] == b"\xef" and not strict)
    if not fitting.deviations and same and not is_fine:
        fitting.note(_pointer(first["loc"]), first["msg"])
    return value, fitting.deviations


def _whole_numbers(data: Any) -> Any:
    """With 1.0 as 1, which it is (JSON Schema Core 2020-12, 6.3)."""
    if is_object(data):
        return {key: _whole_numbers(item) for key, item in data.items()}
    if is_array(data):
        return [_whole_numbers(item) for item in data]
    whole = isinstance(data, float) and data.is_integer() and abs(data) < _EXACT
    return int(data) if whole else data


def _pointer(parts: tuple[int | str, ...]) -> str:
    return "".join(_step(part) for part in parts)


def _step(part: int | str) -> str:
    return "/" + str(part).replace("~", "~0").replace("/", "~1")[:100]


# Built validators by the identity of their annotation: many are not hashable.
_adapters: dict[int, tuple[Any, TypeAdapter[Any]]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if id(kind) not in _adapters:
        _adapters[id(kind)] = (kind, Schema(lambda: kind).adapter)
    return _adapters[id(kind)][1]


class _Fitting:
    """One value that deviates, fitted to its type."""

    def __init__(self) -> None:
        self.deviations: list[str] = []
        # Whether there is a variant that the document will speak of one day.
        self.has_unknown = False

    def note(self, pointer: str, message: str) -> None:
        self.deviations.append(f"{pointer or '/'}: {message}")

    def fit(self, kind: Any, data: Any, pointer: str, depth: int) -> Any:
        """The data as the kind, as far as it goes."""
        try:
            return _adapter(kind).validate_json(
                to_json(data), by_alias=True, by_name=False
            )
        except ValidationError as error:
            errors = error.errors(include_input=False, include_url=False)
            message = errors[0]["msg"]
        if depth < _DEEPEST:
            found = self._inside(kind, data, pointer, depth)
            if found is not None:
                return found
        if errors[0]["type"] == "union_tag_invalid" and not errors[0]["loc"]:
            self.has_unknown = True
            return data
        self.note(pointer, message)
        return data

    def _inside(self, kind: Any, data: Any, pointer: str, depth: int) -> Any:
        """The container that the data is, with each member fitted; None if neither."""
        if is_object(data):
            members = data
            model = _best_model(kind, members)
            if model is not None:
                return self._model(model, members, pointer, depth)
            for item in _item_kinds(kind, dict):
                return self._members(item, members, pointer, depth)
        if is_array(data):
            for item in _item_kinds(kind, list):
                return [
                    self.fit(item, member, pointer + _step(index), depth + 1)
                    for index, member in enumerate(data)
                ]
        return None

    def _members(
        self, kind: Any, data: dict[str, Any], pointer: str, depth: int
    ) -> dict[str, Any]:
        return {
            key: self.fit(kind, item, pointer + _step(key), depth + 1)
            for key, item in data.items()
        }

    def _model(
        self, kind: type[BaseModel], data: dict[str, Any], pointer: str, depth: int
    ) -> BaseModel:
        complete(kind)
        rest = dict(data)
        values: dict[str, Any] = {}
        given: set[str] = set()
        for name, field in kind.model_fields.items():
            wire = wire_name(kind, name)
            if wire in rest:
                at = pointer + _step(wire)
                values[name] = self._field(field, rest.pop(wire), at, depth)
                given.add(name)
            elif field.is_required():
                self.note(pointer + _step(wire), "required, and missing")
                values[name] = None
            else:
                values[name] = field.get_default(call_default_factory=True)
        if "__pydantic_extra__" in get_annotations(kind):
            for item in _item_kinds(_extra_kind(kind), dict):
                rest = self._members(item, rest, pointer, depth)
        model = kind.__new__(kind)
        object.__setattr__(model, "__dict__", values)
        object.__setattr__(model, "__pydantic_fields_set__", given)
        object.__setattr__(model, "__pydantic_extra__", rest)
        object.__setattr__(model, "__pydantic_private__", None)
        return model

    def _field(self, field: Any, data: Any, pointer: str, depth: int) -> Any:
        absent = not field.is_required() and field.default is None
        marked = any(isinstance(mark, NullableMark) for mark in field.metadata)
        nullable = type(None) in members_of(field.annotation)
        if data is None and absent and nullable and not marked:
            self.note(pointer, "null, where the document does not allow it")
            return None
        kind = _whole(field) if field.metadata else field.annotation
        return self.fit(kind, data, pointer, depth + 1)


_wholes: dict[int, tuple[Any, Any]] = {}


def _whole(field: Any) -> Any:
    """A field's annotation with its metadata; the same object each time."""
    if id(field) not in _wholes:
        whole: Any = Annotated[(field.annotation, *field.metadata)]
        _wholes[id(field)] = (field, whole)
    return _wholes[id(field)][1]


def _extra_kind(kind: type[BaseModel]) -> Any:
    return get_type_hints(kind, include_extras=True)["__pydantic_extra__"]


def _item_kinds(kind: Any, container: type) -> list[Any]:
    """What the members of the list or mapping in a type are."""
    return [
        get_args(member)[-1]
        for member in members_of(kind)
        if get_origin(member) is container and get_args(member)
    ]


def _best_model(kind: Any, data: dict[str, Any]) -> type[BaseModel] | None:
    """The model of a union that fits an object best: by tag, else by its names."""
    tag = _tag(kind)
    if tag is not None:
        return tag.model_of(data)
    models = [
        member
        for member in members_of(kind)
        if isinstance(member, type) and issubclass(member, BaseModel)
    ]

    def fitness(model: type[BaseModel]) -> int:
        complete(model)
        fields = model.model_fields
        known = sum(wire_name(model, name) in data for name in fields)
        missing = sum(
            field.is_required() and wire_name(model, name) not in data
            for name, field in fields.items()
        )
        return known - missing

    return max(models, key=fitness, default=None)


def _tag(kind: Any) -> Tagged | None:
    if isinstance(kind, TypeAliasType):
        return _tag(kind.__value__)
    if get_origin(kind) is Annotated:
        kind, *marks = get_args(kind)
        return next((m for m in marks if isinstance(m, Tagged)), None) or _tag(kind)
    found = [_tag(m) for m in get_args(kind)] if get_origin(kind) is not list else []
    return next((tag for tag in found if tag), None)
