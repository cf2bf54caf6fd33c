"""Decodes JSON to a typed value even if it deviates from its schema.

Valid JSON takes pydantic's fast path from bytes. Otherwise the valid parts are decoded
as their types, the invalid parts stay JSON values, and each deviation is reported with
its JSON pointer.
"""

import re
from collections.abc import Iterator
from json import detect_encoding
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json, to_json

from .json_values import is_array, is_object, whole_number
from .model import is_required, wire_names
from .schema import Schema
from .type_inspection import (
    Discriminator,
    accepts_null,
    find_discriminator,
    has_typed_extras,
    is_marked_nullable,
    is_model,
    union_members,
)

_MAX_DEPTH = 60
_SURROGATE = re.compile(
    r"\\\\|\\u[Dd][89ABab]\w\w\\u[Dd][C-Fc-f]\w\w|(\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2})"
)
"""An escaped backslash, a pair of surrogates, or in a group a lone surrogate."""


class NotJSON(Exception):
    """The bytes are not JSON, or nested too deeply."""


def read_json(
    schema: Schema, content: bytes, strict: bool = False
) -> tuple[Any, list[str]]:
    """Return the value and its deviations, each as ``pointer: message``.

    With ``strict``, a byte order mark is a deviation.

    Raises:
        NotJSON: The content is not JSON.
    """
    try:
        # Not by Python names: an unknown property may have the name of a field.
        return schema.adapter.validate_json(content, by_alias=True, by_name=False), []
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    decoder = _LenientDecoder()
    try:
        data = from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        data = _repaired_json(content)
        decoder.report("", "invalid UTF-8, or half of a surrogate pair")
    normalized = _with_whole_numbers(data)
    value = decoder.decode(schema.type, normalized, "", 0)
    unchanged = to_json(normalized) == to_json(data)
    tolerated = decoder.has_unknown_tag or (content[:1] == b"\xef" and not strict)
    if not decoder.deviations and unchanged and not tolerated:
        decoder.report("".join(map(_pointer_token, first["loc"])), first["msg"])
    return value, decoder.deviations


def lenient_json(text: str | bytes) -> Any:
    """Return the value of JSON; parts that are no Unicode text become U+FFFD.

    Raises:
        NotJSON: The text is not JSON.
    """
    try:
        return from_json(text)
    except ValueError:
        return _repaired_json(text.encode() if isinstance(text, str) else text)


def read_text(schema: Schema, text: str) -> tuple[Any, list[str]]:
    """Return what a text outside of JSON stands for, and its deviations.

    Text is of the type as it is, or a number, boolean or null as in JSON. If it is
    neither, the text itself is returned.
    """
    deviations: list[str] = []
    for candidate in json_candidates(text):
        try:
            value, deviations = read_json(schema, candidate)
        except NotJSON:
            continue
        if not deviations:
            return value, []
    return text, deviations


def json_candidates(text: str) -> list[bytes]:
    """Return the JSON texts that a text may stand for; quotes are part of the text."""
    plain = [to_json(text), to_json(text.strip())]
    is_quoted = text.lstrip()[:1] == '"'
    return [*plain, text.encode()] if is_quoted else [text.encode(), *plain]


def _repaired_json(content: bytes) -> Any:
    """Return the value of JSON with invalid UTF-8 (RFC 8259, 8.1) or lone surrogates
    (8.2), which are replaced by U+FFFD, or in UTF-16 or UTF-32.
    """
    text = content.decode(detect_encoding(content), "replace").removeprefix("\ufeff")
    text = _SURROGATE.sub(lambda match: "\\ufffd" if match[1] else match[0], text)
    try:
        return from_json(text)
    except ValueError:
        raise NotJSON("the body is not JSON") from None


def _with_whole_numbers(data: Any) -> Any:
    """Return a JSON value with :func:`whole_number` applied to its numbers."""
    if is_object(data):
        return {key: _with_whole_numbers(item) for key, item in data.items()}
    if is_array(data):
        return [_with_whole_numbers(item) for item in data]
    return whole_number(data)


def _pointer_token(part: int | str) -> str:
    return "/" + str(part).replace("~", "~0").replace("/", "~1")[:100]


# By the identity of the annotation, because many annotations are not hashable.
_adapters: dict[int, tuple[Any, TypeAdapter[Any]]] = {}


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    if id(annotation) not in _adapters:
        adapter = Schema(lambda: annotation).adapter
        _adapters[id(annotation)] = (annotation, adapter)
    return _adapters[id(annotation)][1]


class _LenientDecoder:
    """Decodes one JSON value that deviates from its type."""

    def __init__(self) -> None:
        self.deviations: list[str] = []
        # A discriminator with an unknown value may be one of a later API version.
        self.has_unknown_tag = False

    def report(self, pointer: str, message: str) -> None:
        self.deviations.append(f"{pointer or '/'}: {message}")

    def decode(self, annotation: Any, data: Any, pointer: str, depth: int) -> Any:
        """Return the value, with the invalid parts as JSON values."""
        text = to_json(data)
        try:
            adapter = _adapter(annotation)
            return adapter.validate_json(text, by_alias=True, by_name=False)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
        if depth < _MAX_DEPTH:
            count, has_unknown_tag = len(self.deviations), self.has_unknown_tag
            self.has_unknown_tag = False
            container = self._container(annotation, data, pointer, depth + 1)
            is_explained = self.has_unknown_tag or len(self.deviations) > count
            self.has_unknown_tag |= has_unknown_tag
            if container is not None:
                if not is_explained:  # its members are valid, but it is not itself
                    self.report(pointer, first["msg"])
                return container
        tags = _tags(annotation) if is_object(data) else []
        if any(tag.has_unknown_tag(data) for tag in tags):
            self.has_unknown_tag = True
        elif tags:
            place = pointer + _pointer_token(tags[0].property)
            self.report(place, "required, with a documented value")
        else:
            self.report(pointer, first["msg"])
        return data

    def _container(self, annotation: Any, data: Any, pointer: str, depth: int) -> Any:
        """Return an object or array with its members decoded.

        None if the data is neither, or the annotation has no such type.
        """
        model = _best_model(annotation, data) if is_object(data) else None
        if model is not None:
            return self._model(model, data, pointer, depth)
        if is_object(data):
            for item in _item_types(annotation, dict):
                return self._members(item, data, pointer, depth)
        if is_array(data):
            for item in _item_types(annotation, list):
                members = self._members(item, dict(enumerate(data)), pointer, depth)
                return list(members.values())
        return None

    def _members(
        self, annotation: Any, data: dict[Any, Any], pointer: str, depth: int
    ) -> dict[Any, Any]:
        return {
            key: self.decode(annotation, item, pointer + _pointer_token(key), depth)
            for key, item in data.items()
        }

    def _model(
        self, model: type[BaseModel], data: dict[str, Any], pointer: str, depth: int
    ) -> BaseModel:
        extra, values, fields_set = dict(data), dict[str, Any](), set[str]()
        for wire, name in wire_names(model).items():
            field, place = model.model_fields[name], pointer + _pointer_token(wire)
            if wire in extra:
                values[name] = self._field(field, extra.pop(wire), place, depth)
                fields_set.add(name)
            elif is_required(field):
                self.report(place, "required, but missing")
                values[name] = None
            else:
                values[name] = field.get_default(call_default_factory=True)
        if has_typed_extras(model):
            hints = get_type_hints(model, include_extras=True)
            for item in _item_types(hints["__pydantic_extra__"], dict):
                extra = self._members(item, extra, pointer, depth)
        instance = model.__new__(model)
        object.__setattr__(instance, "__dict__", values)
        object.__setattr__(instance, "__pydantic_fields_set__", fields_set)
        object.__setattr__(instance, "__pydantic_extra__", extra)
        object.__setattr__(instance, "__pydantic_private__", None)
        return instance

    def _field(self, field: FieldInfo, data: Any, pointer: str, depth: int) -> Any:
        optional = not field.is_required() and field.default is None
        has_none = accepts_null(field.annotation)
        if data is None and optional and has_none and not is_marked_nullable(field):
            self.report(pointer, "null is not allowed")
            return None
        return self.decode(_annotation(field), data, pointer, depth)


_annotations: dict[int, tuple[FieldInfo, Any]] = {}


def _annotation(field: FieldInfo) -> Any:
    """Return a field's annotation with its metadata, always as the same object."""
    if not field.metadata:
        return field.annotation
    if id(field) not in _annotations:
        annotation: Any = Annotated[(field.annotation, *field.metadata)]
        _annotations[id(field)] = (field, annotation)
    return _annotations[id(field)][1]


def _item_types(annotation: Any, container: type) -> list[Any]:
    """Return the item types of the lists, or of the dicts, among the union members."""
    return [
        get_args(member)[-1]
        for member in union_members(annotation)
        if get_origin(member) is container and get_args(member)
    ]


def _tags(annotation: Any) -> list[Discriminator]:
    """Return the discriminators among the members of a union."""
    found = map(find_discriminator, union_members(annotation, stop_at=Discriminator))
    return [tag for tag in found if tag is not None]


def _candidates(annotation: Any, data: dict[str, Any]) -> Iterator[type[BaseModel]]:
    """Yield the models of a union; of a discriminated one, those that the tag names."""
    for member in union_members(annotation, stop_at=Discriminator):
        tag = find_discriminator(member)
        if tag is not None:
            yield from _candidates(tag.select(data), data)
        elif is_model(member):
            member.model_rebuild()  # resolves the types of its fields
            yield member


def _best_model(annotation: Any, data: dict[str, Any]) -> type[BaseModel] | None:
    """Return the model for an object, by discriminator and by most common names."""

    def score(model: type[BaseModel]) -> int:
        wires, fields = wire_names(model), model.model_fields
        absent = wires.keys() - data.keys()
        missing = sum(is_required(fields[wires[wire]]) for wire in absent)
        return len(wires) - len(absent) - missing

    return max(_candidates(annotation, data), key=score, default=None)
