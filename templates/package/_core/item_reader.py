"""Decodes the items of a stream by their documented type, and raises its errors."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cached_property
from types import NoneType
from typing import Any, Literal, NoReturn, get_args, get_origin

from pydantic import BaseModel, ValidationError

from .errors import ResponseValidationError, response_message
from .json_values import dump_json, essence, is_json, is_object
from .lenient_decode import NotJSON, read_json
from .model import wire_names
from .response import ResponseDecoder
from .stream_error import StreamError
from .stream_items import SSE, lenient_json
from .type_inspection import has_typed_extras, is_model, union_members, union_models


class ResponseItemReader:
    """Decodes the items of a response, as :class:`ItemReader` describes it.

    Attributes:
        media: Documented media type of the stream.
    """

    def __init__(self, decoder: ResponseDecoder) -> None:
        status = decoder.response.status_code
        documented = decoder.operation.response(status)
        spec = documented or decoder.operation.successes[0]
        if documented is None:
            decoder.report([f"status {status} is not documented"], None)
        content_type = decoder.content_type
        key = next(iter([*spec.match(content_type), *spec.schemas]))
        self.media, self._received = essence(key), essence(content_type)
        self._schema = spec.schemas[key]
        self._decoder, self._events = decoder, spec.events
        if self.media == SSE and self._received not in ("", SSE):
            received = f"content type {self._received[:100]}, expected {SSE}"
            decoder.report([received], None)
        self._validate = self._schema.adapter.validate_json
        self._is_text = self._schema.type is str
        self.has_empty_data = self._events or self._is_text

    def _types(self, event: str | None = None) -> list[Any]:
        """Return the documented types of the items, or of the data of events: of all,
        or of those of a kind if there are any.
        """
        if not self._events:
            return [self._schema.type]
        models = union_models(self._schema.type)
        kinds = [(model, _literals(model, "event")) for model in models]
        fitting = [model for model, names in kinds if not names or event in names]
        found = fitting if event is not None and fitting else models
        return [type_ for model in found for type_ in _field_types(model, "data")]

    @property
    def has_end_marker(self) -> bool:
        return not all(type_ is str for type_ in self._types())

    @cached_property
    def _prefers_json(self) -> bool:
        """Whether the data of some events is a JSON value, not text."""
        return not all(type_ in (str, Any) for type_ in self._types())

    @property
    def has_arrays(self) -> bool:
        members = union_members(self._schema.type)
        is_list = any(m is list or get_origin(m) is list for m in members)
        return is_list or not is_json(self._received)

    def event(self, fields: Mapping[str, Any], data: str) -> Any:
        texts = self._event_texts(fields, data) if self._events else self._texts(data)
        event = str(fields.get("event", ""))
        if event == "error" and not self._documents_error(data):
            self._raise_error(data)
        return self._item(texts, data, event)

    def line(self, text: str) -> Any:
        return self._item([text.encode()], text, "")

    def refuse(self, body: str) -> NoReturn:
        response, received = self._decoder.response, self._received
        received = "another body" if received == self.media else received
        message = f"expected {self.media}, got {received or 'no content type'}"
        message = response_message(response, message, body)
        raise ResponseValidationError(message, response, _json_or_text(body))

    def _texts(self, data: str) -> Iterator[bytes]:
        """Yield the JSON texts that data may stand for: itself, or a string."""
        if not self._is_text:
            yield data.encode()
        yield dump_json(data).encode()

    def _event_texts(self, fields: Mapping[str, Any], data: str) -> Iterator[bytes]:
        """Yield the JSON texts that an event may stand for: its data is text, but a
        document may describe the JSON value that the text is (``contentSchema``).
        """
        given = {name: value for name, value in fields.items() if value != ""}
        text = dump_json({**given, "data": data}).encode()
        if not self._prefers_json:
            yield text
        value = _json_or_text(data)
        if value is not data:
            yield dump_json({**given, "data": value}).encode()
        if self._prefers_json:
            yield text

    def _item(self, texts: Iterable[bytes], data: str, event: str) -> Any:
        """Return the value of the first text that is valid, without any error in it."""
        tried: list[bytes] = []
        for text in texts:
            tried.append(text)
            try:
                value = self._validate(text, by_alias=True, by_name=False)
            except ValidationError:
                continue
            if '"error"' in data and self._is_error(data, event, is_valid=True):
                self._raise_error(data)
            return value
        if '"error"' in data and self._is_error(data, event, is_valid=False):
            self._raise_error(data)
        return self._deviating_item(tried, data)

    def _deviating_item(self, texts: list[bytes], data: str) -> Any:
        found: list[tuple[Any, list[str]]] = []
        for text in texts:
            try:
                found.append(
                    read_json(self._schema, text, self._decoder.mode == "strict")
                )
            except NotJSON:
                found.append((text.decode(), ["an item is not JSON"]))
            if not found[-1][1]:
                return found[-1][0]
        value, deviations = found[0]
        self._decoder.report(deviations, value)
        return value

    def _raise_error(self, data: str) -> NoReturn:
        response = self._decoder.response
        message = response_message(response, "an error in the stream", data)
        raise StreamError(message, response, _json_or_text(data) or None)

    def _documents_error(self, data: str) -> bool:
        """Return whether the document names an event ``error``, or data of this kind,
        as one of the items.
        """
        if self._events and "error" in _literals(self._schema.type, "event"):
            return True
        value = _json_or_text(data)
        pairs = value.items() if is_object(value) else ()
        tags = [wire for wire, tag in pairs if tag == "error"]
        return any(
            "error" in _literals(t, wire) for t in self._types() for wire in tags
        )

    def _is_error(self, data: str, event: str, is_valid: bool) -> bool:
        """Return whether data is an object with the property ``error``, which no item
        of this kind has: the data is invalid, or it has no other property of an item.
        """
        value = _json_or_text(data)
        if not is_object(value) or not value.get("error"):
            return False
        members = [m for type_ in self._types(event) for m in union_members(type_)]
        models = [model for member in members for model in union_models(member)]
        names = {wire for model in models for wire in wire_names(model)}
        if "error" in names or any(map(has_typed_extras, models)):
            return False
        has_only_models = all(is_model(m) or m is NoneType for m in members)
        is_foreign = has_only_models and names.isdisjoint(value)
        return is_foreign if is_valid else str not in members


def _field_types(model: type[BaseModel], wire: str) -> list[Any]:
    name = wire_names(model).get(wire)
    return [] if name is None else [model.model_fields[name].annotation]


def _literals(annotation: Any, wire: str) -> set[Any]:
    """Return the values that a document lists for a property of an object."""
    found = set[Any]()
    for model in union_models(annotation):
        for type_ in _field_types(model, wire):
            for member in union_members(type_):
                if get_origin(member) is Literal:
                    found.update(get_args(member))
                elif isinstance(member, type) and issubclass(member, Enum):
                    found.update(each.value for each in member)
    return found


def _json_or_text(text: str) -> Any:
    """Return the value of a JSON text, or the text if it is not JSON."""
    try:
        return lenient_json(text)
    except NotJSON:
        return text
