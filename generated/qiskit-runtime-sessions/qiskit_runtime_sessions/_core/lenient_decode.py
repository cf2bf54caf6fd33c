"""Decodes JSON to a typed value even if it deviates from its schema.

Valid JSON takes pydantic's fast path from bytes. Otherwise the valid parts are decoded
as their types, the invalid parts stay JSON values, and each deviation is reported with
its JSON pointer. Of a union, that is done for the variant that fits best.
"""

import re
from collections.abc import Sequence
from functools import cache
from json import detect_encoding
from typing import Annotated, Any, TypeAlias, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json, to_json

from .json_values import is_array, is_object, whole_number
from .model import is_required, wire_names
from .schema import Schema
from .type_inspection import (
    Discriminator,
    Models,
    accepts_null,
    has_typed_extras,
    none_means_absent,
    union_members,
    union_models,
)
from .wording import reason

Place: TypeAlias = tuple[int | str, ...]

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
        failure = error
    decoder = Decoder()
    try:
        data = from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        data = repaired_json(content)
        decoder.report((), "invalid UTF-8, or half of a surrogate pair")
    normalized = _with_whole_numbers(data)
    value = decoder.decode(schema.type, normalized, (), 0)
    unchanged = to_json(normalized) == to_json(data)
    tolerated = decoder.has_unknown_tag or (content[:1] == b"\xef" and not strict)
    if not decoder.deviations and unchanged and not tolerated:
        decoder.report((), reason(schema.type, data, failure, True))
    return value, [f"{_pointer(place)}: {text}" for place, text in decoder.deviations]


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


def repaired_json(content: bytes) -> Any:
    """Return the value of JSON with invalid UTF-8 (RFC 8259, 8.1) or lone surrogates
    (8.2), which are replaced by U+FFFD, or in UTF-16 or UTF-32; or raise NotJSON.
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


def _pointer(place: Place) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1")[:100] for part in place]
    return "/" + "/".join(parts)


# By the identity of the annotation, because many annotations are not hashable.
_adapters: dict[int, tuple[Any, TypeAdapter[Any]]] = {}


def adapter_of(annotation: Any) -> TypeAdapter[Any]:
    """Return the validator of an annotation, always the same one."""
    if id(annotation) not in _adapters:
        adapter = Schema(lambda: annotation).adapter
        _adapters[id(annotation)] = (annotation, adapter)
    return _adapters[id(annotation)][1]


class Decoder:
    """Decodes one value that deviates from its type; this class, one from JSON."""

    is_json = True

    def __init__(self) -> None:
        self.deviations: list[tuple[Place, str]] = []
        # A discriminator with an unknown value may be one of a later API version.
        self.has_unknown_tag = False
        self._variant = ""

    def report(self, place: Place, message: str) -> None:
        """Add a deviation, with the variant of the union that the value is read as."""
        variant = f" (read as {self._variant})" if self._variant else ""
        self.deviations.append((place, message + variant))

    def validate(self, annotation: Any, data: Any) -> Any:
        """Return the value; raise ValidationError if it is invalid."""
        text = to_json(data)
        return adapter_of(annotation).validate_json(text, by_alias=True, by_name=False)

    def properties(self, annotation: Any, data: Any) -> dict[Any, Any] | None:
        """Return the properties of an object; None for anything else."""
        return data if is_object(data) else None

    def items(self, data: Any) -> Sequence[Any] | None:
        """Return the items of an array; None for anything else."""
        return data if is_array(data) else None

    def decode(self, annotation: Any, data: Any, place: Place, depth: int) -> Any:
        """Return the value, with the invalid parts as they are."""
        try:
            return self.validate(annotation, data)
        except ValidationError as error:
            failure = error
        properties = self.properties(annotation, data)
        count, has_unknown_tag = len(self.deviations), self.has_unknown_tag
        self.has_unknown_tag, found = False, None
        if depth < _MAX_DEPTH and properties is not None:
            found = self._object(annotation, properties, place, depth + 1)
        elif depth < _MAX_DEPTH and (items := self.items(data)) is not None:
            parts = dict(enumerate(items))
            members = self._members(annotation, list, parts, place, depth + 1)
            found = None if members is None else list(members.values())
        if not self.has_unknown_tag and len(self.deviations) == count:
            self.report(place, reason(annotation, data, failure, self.is_json))
        self.has_unknown_tag |= has_unknown_tag
        return data if found is None else found

    def _object(
        self, annotation: Any, data: dict[Any, Any], place: Place, depth: int
    ) -> Any:
        """Return an object with its members decoded; None if it is of no such type."""
        tags = list[Discriminator]()

        def select(tag: Discriminator) -> Any:
            tags.append(tag)
            return tag.select(data, not self.is_json)

        models = union_models(annotation, select)
        if not models:
            members = self._members(annotation, dict, data, place, depth)
            for tag in tags if members is None else ():
                if tag.explain(self, data, place):
                    break
            return members
        fits = [self._fit(model, data) for model in models]
        models = [m for m, fit in zip(models, fits, strict=True) if fit == max(fits)]
        model, variant = self._best(models, data), self._variant
        if len(union_models(annotation)) > 1:
            self._variant = model.__name__
        found = self.model(model, data, place, depth)
        self._variant = variant
        return found

    def _fit(self, model: type[BaseModel], data: dict[Any, Any]) -> int:
        """Return how many properties are given, minus the required ones that are not."""
        pairs = wire_names(model).items()
        missing = [p for p in pairs if self._key(p, data) not in data]
        required = sum(self._needs(model.model_fields[name]) for _, name in missing)
        return len(pairs) - len(missing) - required

    def _best(self, types: Sequence[Any], data: Any) -> Any:
        """Return the type from which the data deviates least."""

        def deviations(annotation: Any) -> int:
            try:
                self.validate(annotation, data)
            except ValidationError as error:
                return error.error_count()
            return 0

        return types[0] if len(types) == 1 else min(types, key=deviations)

    def _members(
        self,
        annotation: Any,
        container: type,
        data: dict[Any, Any],
        place: Place,
        depth: int,
    ) -> dict[Any, Any] | None:
        """Return the members decoded; None if no list or dict is in the annotation."""
        kinds = (list, tuple) if container is list else (container,)
        types = [
            member
            for member in union_members(annotation)
            if get_origin(member) in kinds and get_args(member)
        ]
        if not types:
            return None
        best = self._best(types, list(data.values()) if container is list else data)
        items: tuple[Any, ...] = get_args(best)
        if get_origin(best) is tuple:
            items += (Any,) * (len(data) - len(items))
        else:
            items = items[-1:] * len(data)
        return {
            key: self.decode(item, member, (*place, key), depth)
            for (key, member), item in zip(data.items(), items, strict=False)
        }

    def _needs(self, field: FieldInfo) -> bool:
        """Return whether an object must have the property."""
        return is_required(field) if self.is_json else field.is_required()

    def absence(self, models: Models, key: str, data: dict[Any, Any]) -> str:
        """Return what to add to the report of a required property that is absent."""
        return ", but missing" if self.is_json else ""

    def _key(self, names: tuple[str, str], data: dict[Any, Any]) -> str:
        """Return the key of a property with these names: on the wire, and in Python."""
        wire, name = names
        return name if not self.is_json and wire not in data and name in data else wire

    def model(
        self, model: type[BaseModel], data: dict[Any, Any], place: Place, depth: int
    ) -> BaseModel:
        """Return a model with these properties, decoded."""
        extra, values, fields_set = dict(data), dict[str, Any](), set[str]()
        for names in wire_names(model).items():
            name, key = names[1], self._key(names, data)
            field = model.model_fields[name]
            if key in extra:
                member = extra.pop(key)
                values[name] = self._field(model, name, member, (*place, key), depth)
                fields_set.add(name)
            elif self._needs(field):
                what = "required" + self.absence([model], key, data)
                self.report((*place, key), what)
                values[name] = None
            else:
                values[name] = field.get_default(call_default_factory=True)
        if has_typed_extras(model):
            types = get_type_hints(model, include_extras=True)["__pydantic_extra__"]
            extra = self._members(types, dict, extra, place, depth) or {}
        instance = model.__new__(model)
        object.__setattr__(instance, "__dict__", values)
        object.__setattr__(instance, "__pydantic_fields_set__", fields_set)
        object.__setattr__(instance, "__pydantic_extra__", extra)
        object.__setattr__(instance, "__pydantic_private__", None)
        return instance

    def _field(
        self, model: type[BaseModel], name: str, data: Any, place: Place, depth: int
    ) -> Any:
        field = model.model_fields[name]
        is_optional = none_means_absent(field) and accepts_null(field.annotation)
        if self.is_json and data is None and is_optional:
            self.report(place, "null is not allowed")
            return None
        return self.decode(_field_types(model)[name], data, place, depth)


@cache
def _field_types(model: type[BaseModel]) -> dict[str, Any]:
    """Return the annotations of the fields with their metadata."""
    return {
        n: Annotated[(f.annotation, *f.metadata)] if f.metadata else f.annotation
        for n, f in model.model_fields.items()
    }
