"""Sample calls with arguments that the document accepts, and sample responses.

README, api.md, the tests and the data of the fake server read them from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.code import Code, identifier, join, literal
from generator.document.pointer import child, deref, lookup
from generator.emit.sample_values import NoValueError, ValueSampler
from generator.ir import Body, Content, Parameter
from generator.ir.media_types import essence, is_event_stream, is_json, is_range
from generator.surface import (
    Argument,
    BodyForm,
    Method,
    Package,
    Signature,
    response_contents,
)

__all__ = ["SampleCall", "SampleResponse", "Samples"]

_RANGES = {"audio": "mpeg", "image": "png", "text": "plain", "video": "mp4"}
"""A subtype of each range of media types."""


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A call that the document accepts."""

    path: str
    """The method from the client, such as ``pets.get``."""
    method: Method
    arguments: tuple[tuple[Argument, Any], ...]
    """The arguments with their JSON values, path parameters first. A file is bytes."""
    media_type: str
    """The media type of the body; "" if none is sent."""

    @property
    def code(self) -> Code:
        """The call with plain values, without ``client.`` before it: objects are dicts,
        dates are text.
        """
        arguments = (
            (
                _plain(value)
                if each.role == "path"
                else Code(f"{each.name}={_plain(value)}")
            )
            for each, value in self.arguments
        )
        return Code(f"{identifier(self.path)}({join(', ', arguments)})")


@dataclass(frozen=True, slots=True)
class SampleResponse:
    """A response with a result of the method."""

    status: int
    media_type: str
    """The media type of the content; "" if there is none."""
    content: str


class Samples:
    """Makes up the sample calls and responses of a package.

    Args:
        package: The package.
        document: The document, whose schemas the samples satisfy.
    """

    def __init__(self, package: Package, document: dict[str, Any]) -> None:
        self._package = package
        self._document = document
        self._sent = ValueSampler(package.api, document, is_sent=True)
        self._received = ValueSampler(package.api, document, is_sent=False)
        self._calls: dict[str, SampleCall | None] = {}
        self._responses: dict[str, SampleResponse | None] = {}

    def call(self, path: str, method: Method) -> SampleCall | None:
        """Return a call with few arguments that the document accepts; None if none was
        found.
        """
        if path not in self._calls:
            self._calls[path] = next(self._possible_calls(path, method), None)
        return self._calls[path]

    def response(self, path: str, method: Method) -> SampleResponse | None:
        """Return a response with a result of the method: the document's example where
        it is valid, else a small instance. None if none was found.
        """
        if path not in self._responses:
            self._responses[path] = next(self._possible_responses(method), None)
        return self._responses[path]

    def _possible_calls(self, path: str, method: Method) -> Iterator[SampleCall]:
        for signature, form in _forms(method):
            try:
                values = self._parameters(method, signature)
                values |= {} if form is None else self._body(method, signature, form)
            except NoValueError:
                continue
            arguments = tuple(
                (each, values[each]) for each in signature.arguments if each in values
            )
            has_body = any(a.role in ("property", "body") for a, _ in arguments)
            body = method.operation.body
            is_sent = body is not None and (has_body or body.required)
            media_type = form.media_types[0] if form and is_sent else ""
            yield SampleCall(path, method, arguments, media_type)

    def _parameters(self, method: Method, signature: Signature) -> dict[Argument, Any]:
        by_place = {(str(p.location), p.name): p for p in method.operation.parameters}
        found: dict[Argument, Any] = {}
        for each in signature.arguments:
            parameter = by_place.get((str(each.role), each.wire_name))
            if parameter is not None and each.required:
                found[each] = self._parameter(parameter)
        return found

    def _parameter(self, parameter: Parameter) -> Any:
        schema = lookup(self._document, f"{parameter.pointer}/schema")
        candidates = (
            each
            for each in self._sent.candidates(parameter.type)
            if each not in ("", [], {}) and each is not None
        )
        return self._sent.first_valid(candidates, schema)

    def _body(
        self, method: Method, signature: Signature, form: BodyForm
    ) -> dict[Argument, Any]:
        body = method.operation.body
        assert body is not None
        found: dict[Argument, Any] = {}
        content_type = signature.one("content_type")
        if content_type is not None and content_type.required:
            found[content_type] = form.media_types[0]
        schemas = [self._schema_of(body, each) for each in form.media_types]
        if form.model is None:
            argument = signature.one("body")
            if argument is not None and argument.required:
                content = _content(body, form.media_types[0])
                type_ = content.type if content else form.type
                found[argument] = self._sent.first_valid(
                    self._sent.candidates(type_), *schemas
                )
            return found
        value = self._sent.first_valid(self._sent.models(form.model), *schemas)
        for each in signature.with_role("property"):
            # A constant that is the default is left out.
            if each.wire_name in value and not (each.is_constant and not each.required):
                found[each] = value[each.wire_name]
        return found

    def _schema_of(self, body: Body, media_type: str) -> Any:
        """Return the schema of a media type of the body, or of a range with it."""
        return self._schema(
            lookup(self._document, f"{body.pointer}/content"), media_type
        )

    def _schema(self, contents: Any, media_type: str) -> Any:
        for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
            found = contents.get(name) if isinstance(contents, dict) else None
            found = deref(self._document, found)
            if isinstance(found, dict):
                return found.get("schema", True)
        return True

    def _possible_responses(self, method: Method) -> Iterator[SampleResponse]:
        operation = method.operation
        for response in method.responses:
            if not response.is_result:
                continue
            status = _status(response.status)
            contents = response_contents(operation, response)
            if not contents:
                yield SampleResponse(status, "", "")
            pointer = child(f"{operation.pointer}/responses", response.status)
            node = deref(self._document, lookup(self._document, pointer))
            for content in sorted(contents, key=lambda c: not is_json(c.media_type)):
                listed = node.get("content") if isinstance(node, dict) else None
                schema = self._schema(listed, content.media_type)
                try:
                    text = self._content(content, schema)
                except NoValueError:
                    continue
                yield SampleResponse(status, _media_type(content), text)
        if not any(each.is_result for each in method.responses):
            yield SampleResponse(200, "", "")

    def _content(self, content: Content, schema: Any) -> str:
        media_type = content.media_type
        if content.is_stream:
            value = self._received.value(content.type)
            text = _compact(value)
            if not is_event_stream(media_type):
                separator = "\x1e" if essence(media_type).endswith("json-seq") else ""
                return f"{separator}{text}\n"
            fields = value if content.is_event else {"data": value}
            lines = (
                f"{n}: {v if isinstance(v, str) else _compact(v)}\n"
                for n, v in fields.items()
            )
            return "".join(lines) + "\n"
        value = self._received.value(content.type, schema)
        if isinstance(value, bytes):
            return value.decode()
        if is_json(media_type) or not isinstance(value, str):
            return _compact(value)
        return value


def _forms(method: Method) -> Iterator[tuple[Signature, BodyForm | None]]:
    """Yield the signatures of a method, each with the form of the body that it takes."""
    if not method.forms:
        yield method.signature, None
    for form in method.forms:
        for signature in method.calls:
            if _takes(signature, form):
                yield signature, form
                break


def _takes(signature: Signature, form: BodyForm) -> bool:
    names = {each.wire_name for each in signature.with_role("property")}
    if form.model is None:
        body = signature.one("body")
        return body is not None and body.type == form.type
    return names == {each.name for each in form.model.fields}


def _content(body: Body, media_type: str) -> Content | None:
    return next((c for c in body.contents if c.media_type == media_type), None)


def _status(documented: str) -> int:
    """Return a status that a documented one, a range or the default stands for."""
    digits = documented.upper().replace("X", "0")
    return int(digits) if digits.isdigit() else 200


def _media_type(content: Content) -> str:
    """Return a media type that a content matches."""
    if not is_range(content.media_type):
        return content.media_type
    if is_json(content.media_type):
        return "application/json"
    main = content.media_type.partition("/")[0]
    return f"{main}/{_RANGES[main]}" if main in _RANGES else "application/octet-stream"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Code:
    return Code(repr(value)) if isinstance(value, bytes) else literal(value)
