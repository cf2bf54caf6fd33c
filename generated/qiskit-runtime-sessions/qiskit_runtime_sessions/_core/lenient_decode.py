"""JSON of a response -> typed value, whatever the server sends.

A valid value takes pydantic's fast path from bytes. One that deviates is fitted: what
fits is typed, the rest stays raw, and each deviation is noted by its JSON pointer.
"""

from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json, to_json

from .arguments import (
    has_typed_extras,
    is_marked_nullable,
    members_of,
    models_of,
    tagged,
    takes_null,
)
from .json_values import is_array, is_object
from .model import Tagged, wire_names
from .operation import Schema

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
        NotJSON: Nothing can be made of it.
    """
    try:
        # By wire names only: an unknown property may be called as a field in Python.
        return schema.adapter.validate_json(content, by_alias=True, by_name=False), []
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    try:
        data = from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        raise NotJSON("the body is not JSON") from None
    fitting = _Fitting()
    whole = _whole_numbers(data)
    value = fitting.fit(schema.type, whole, "", 0)
    same = to_json(whole) == to_json(data)
    is_fine = fitting.has_unknown or (content[:1] == b"\xef" and not strict)
    if not fitting.deviations and same and not is_fine:
        fitting.note("".join(map(_step, first["loc"])), first["msg"])
    return value, fitting.deviations


def _whole_numbers(data: Any) -> Any:
    """With 1.0 as 1, which it is (JSON Schema Core 2020-12, 6.3)."""
    if is_object(data):
        return {key: _whole_numbers(item) for key, item in data.items()}
    if is_array(data):
        return [_whole_numbers(item) for item in data]
    whole = isinstance(data, float) and data.is_integer() and abs(data) < _EXACT
    return int(data) if whole else data


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
        text = to_json(data)
        try:
            return _adapter(kind).validate_json(text, by_alias=True, by_name=False)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
        if depth < _DEEPEST:
            found = self._inside(kind, data, pointer, depth + 1)
            if found is not None:
                return found
        unknown = first["type"] == "union_tag_invalid" and not first["loc"]
        if unknown and _may_be_new(tagged(kind), data):
            self.has_unknown = True
        else:
            self.note(pointer, first["msg"])
        return data

    def _inside(self, kind: Any, data: Any, pointer: str, depth: int) -> Any:
        """The container that the data is, with each member fitted; None if neither."""
        model = _best_model(kind, data) if is_object(data) else None
        if model is not None:
            return self._model(model, data, pointer, depth)
        if is_object(data):
            for item in _item_kinds(kind, dict):
                return self._members(item, data, pointer, depth)
        if is_array(data):
            for item in _item_kinds(kind, list):
                members = self._members(item, dict(enumerate(data)), pointer, depth)
                return list(members.values())
        return None

    def _members(
        self, kind: Any, data: dict[Any, Any], pointer: str, depth: int
    ) -> dict[Any, Any]:
        return {
            key: self.fit(kind, item, pointer + _step(key), depth)
            for key, item in data.items()
        }

    def _model(
        self, kind: type[BaseModel], data: dict[str, Any], pointer: str, depth: int
    ) -> BaseModel:
        rest, values, given = dict(data), dict[str, Any](), set[str]()
        for wire, name in wire_names(kind).items():
            field, at = kind.model_fields[name], pointer + _step(wire)
            if wire in rest:
                values[name] = self._field(field, rest.pop(wire), at, depth)
                given.add(name)
            elif field.is_required():
                self.note(at, "required, and missing")
                values[name] = None
            else:
                values[name] = field.get_default(call_default_factory=True)
        if has_typed_extras(kind):
            extra = get_type_hints(kind, include_extras=True)["__pydantic_extra__"]
            for item in _item_kinds(extra, dict):
                rest = self._members(item, rest, pointer, depth)
        model = kind.__new__(kind)
        object.__setattr__(model, "__dict__", values)
        object.__setattr__(model, "__pydantic_fields_set__", given)
        object.__setattr__(model, "__pydantic_extra__", rest)
        object.__setattr__(model, "__pydantic_private__", None)
        return model

    def _field(self, field: FieldInfo, data: Any, pointer: str, depth: int) -> Any:
        absent = not field.is_required() and field.default is None
        nullable = takes_null(field.annotation) and not is_marked_nullable(field)
        if data is None and absent and nullable:
            self.note(pointer, "null, where the document does not allow it")
            return None
        return self.fit(_annotation(field), data, pointer, depth)


def _may_be_new(tag: Tagged | None, data: Any) -> bool:
    """Whether a tag that the document does not know is one that it could know."""
    return tag is None or isinstance(data.get(tag.property), str)


_annotations: dict[int, tuple[FieldInfo, Any]] = {}


def _annotation(field: FieldInfo) -> Any:
    """A field's annotation with its metadata; the same object each time."""
    if not field.metadata:
        return field.annotation
    if id(field) not in _annotations:
        whole: Any = Annotated[(field.annotation, *field.metadata)]
        _annotations[id(field)] = (field, whole)
    return _annotations[id(field)][1]


def _item_kinds(kind: Any, container: type) -> list[Any]:
    """What the members of the list or mapping in a type are."""
    return [
        get_args(member)[-1]
        for member in members_of(kind)
        if get_origin(member) is container and get_args(member)
    ]


def _best_model(kind: Any, data: dict[str, Any]) -> type[BaseModel] | None:
    """The model of a union that fits an object best: by tag, else by its names."""
    tag = tagged(kind)
    if tag is not None:
        return tag.model_of(data)

    def fitness(model: type[BaseModel]) -> int:
        wires, fields = wire_names(model), model.model_fields
        absent = wires.keys() - data.keys()
        missing = sum(fields[wires[wire]].is_required() for wire in absent)
        return len(wires) - len(absent) - missing

    return max(models_of(kind), key=fitness, default=None)
