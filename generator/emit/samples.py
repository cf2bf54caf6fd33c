"""Sample calls with arguments that the document accepts, and sample responses.

README, api.md, the tests and the data of the fake server read them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from generator import ir
from generator.code import Code, identifier, join, literal
from generator.document.pointer import MISSING, child, deref, lookup
from generator.emit.sample_code import CodeWriter, plain_code
from generator.emit.sample_json import compact, value_size
from generator.emit.sample_values import NoValueError, ValueSampler
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

MAX_EXAMPLES = 3
MAX_BODY_SIZE = 12
"""Maximum size of an example of a body that is taken as it is."""
MAX_RESPONSE_SIZE = 100
"""Maximum size of an example of a response."""
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
    typed_code: Code
    """The call as type-checkers accept it, without ``client.`` before it: objects are
    models, and dates are dates."""
    imports: frozenset[str]
    """What `typed_code` needs: ``datetime``, ``Decimal``, ``UUID``, ``models``."""

    @property
    def code(self) -> Code:
        """The call with plain values, without ``client.`` before it: objects are dicts,
        and dates are text.
        """
        return _call(self.path, ((a, plain_code(value)) for a, value in self.arguments))


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

    def calls(self) -> Iterator[SampleCall]:
        """Yield the sample call of each method that has one."""
        for path, method in self._package.methods():
            call = self.call(path, method)
            if call is not None:
                yield call

    def call(self, path: str, method: Method) -> SampleCall | None:
        """Return a call with few arguments that the document accepts; None if none was
        found.

        `path` is the path of the method from the client.
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

    def error(self, method: Method, status: str) -> SampleResponse | None:
        """Return a response with an error status, such as ``404``, that the document
        describes; None if it does not, or no content was found.
        """
        possible = {status, f"{status[0]}XX", "default"}
        for response in method.responses:
            if response.status.upper() in possible or response.status in possible:
                found = self._contents(method.operation, response, int(status))
                return next(found, None)
        return None

    def _possible_calls(self, path: str, method: Method) -> Iterator[SampleCall]:
        for signature, form in _forms(method):
            try:
                values = self._parameters(method.operation, signature)
                if form is not None:
                    values |= self._body(method.operation, signature, form)
            except NoValueError:
                continue
            yield self._sample(path, method, signature, form, values)

    def _sample(
        self,
        path: str,
        method: Method,
        signature: Signature,
        form: BodyForm | None,
        values: dict[Argument, Any],
    ) -> SampleCall:
        arguments = tuple((a, values[a]) for a in signature.arguments if a in values)
        body = method.operation.body
        roles = {each.role for each in values}
        is_sent = body is not None and (
            body.required or bool(roles & {"property", "body", "additional_properties"})
        )
        writer = CodeWriter(self._package)
        typed = [(a, writer.argument(value, a, form)) for a, value in arguments]
        return SampleCall(
            path,
            method,
            arguments,
            form.media_types[0] if form is not None and is_sent else "",
            _call(path, typed),
            frozenset(writer.imports),
        )

    def _parameters(
        self, operation: ir.Operation, signature: Signature
    ) -> dict[Argument, Any]:
        """Return the values of the required parameters."""
        by_place = {(str(p.location), p.name): p for p in operation.parameters}
        found: dict[Argument, Any] = {}
        for each in signature.arguments:
            parameter = by_place.get((each.role, each.wire_name))
            if parameter is not None and each.required:
                found[each] = self._parameter(parameter)
        return found

    def _parameter(self, parameter: ir.Parameter) -> Any:
        node = lookup(self._document, parameter.pointer)
        schema = self._schema(node, parameter.content_type)
        candidates = self._sent.values(
            parameter.type, schema, self._documented(node, MAX_BODY_SIZE)
        )
        sendable = (e for e in candidates if _is_sendable(e, parameter.location))
        return self._sent.first_valid(sendable, schema)

    def _schema(self, node: Any, media_type: str | None) -> Any:
        """Return the schema of a parameter, or of its content in a media type."""
        if not isinstance(node, dict):
            return MISSING
        if media_type is not None:
            return _member(self._media(node, media_type), "schema")
        return _member(node, "schema")

    def _documented(self, node: Any, max_size: int) -> Iterator[Any]:
        """Yield the examples of a parameter or a media type (OpenAPI 3.2, 4.19)."""
        if not isinstance(node, dict):
            return
        found = [node["example"]] if "example" in node else []
        examples = node.get("examples")
        if isinstance(examples, dict):
            listed = [deref(self._document, e) for e in examples.values()]
            for name in ("dataValue", "value"):
                found += [e[name] for e in listed if isinstance(e, dict) and name in e]
        yield from (e for e in found[:MAX_EXAMPLES] if value_size(e) <= max_size)

    def _media(self, node: Any, media_type: str) -> Any:
        """Return the media type of a node with content, or of a range with it."""
        contents = _member(node, "content")
        main = media_type.partition("/")[0]
        for name in (media_type, f"{main}/*", "*/*"):
            found = deref(self._document, _member(contents, name))
            if isinstance(found, dict):
                return found
        return MISSING

    def _body(
        self, operation: ir.Operation, signature: Signature, form: BodyForm
    ) -> dict[Argument, Any]:
        assert operation.body is not None
        found: dict[Argument, Any] = {}
        content_type = signature.one("content_type")
        if content_type is not None and content_type.required:
            found[content_type] = form.media_types[0]
        node = lookup(self._document, operation.body.pointer)
        media = [self._media(node, each) for each in form.media_types]
        schemas = [_member(each, "schema") for each in media]
        if form.model is None:
            argument = signature.one("body")
            if argument is not None:
                examples = self._documented(media[0], MAX_BODY_SIZE)
                values = self._sent.values(form.type, schemas[0], examples)
                found[argument] = self._sent.first_valid(values, *schemas)
            return found
        candidates = self._objects(form.model, media[0], signature)
        return found | _properties(
            self._sent.first_valid(candidates, *schemas), signature
        )

    def _objects(
        self, model: ir.Model, media: Any, signature: Signature
    ) -> Iterator[dict[str, Any]]:
        """Yield bodies: a small example, what is required with values of the examples,
        and so on. An empty one is the last resort, because it says nothing.
        """
        names = {each.name for each in model.fields}
        given: dict[str, Any] = {}
        is_open = signature.one("additional_properties") is not None
        if not self._sent.has_files(ir.RefType(model.id)):
            for example in self._documented(media, MAX_RESPONSE_SIZE):
                if isinstance(example, dict):
                    given = example | given
                    is_known = is_open or example.keys() <= names
                    if is_known and value_size(example) <= MAX_BODY_SIZE:
                        yield example
        found = self._sent.objects(model, given)
        empty: list[dict[str, Any]] = []
        for each in found:
            if not each:
                empty.append(each)
            elif is_open or each.keys() <= names:
                yield each
        yield from empty

    def _possible_responses(self, method: Method) -> Iterator[SampleResponse]:
        results = [each for each in method.responses if each.is_result]
        for response in results:
            yield from self._contents(
                method.operation, response, _status(response.status)
            )
        if not results:
            yield SampleResponse(200, "", "")

    def _contents(
        self, operation: ir.Operation, response: ir.Response, status: int
    ) -> Iterator[SampleResponse]:
        contents = response_contents(operation, response)
        if not contents:
            yield SampleResponse(status, "", "")
        pointer = child(f"{operation.pointer}/responses", response.status)
        node = deref(self._document, lookup(self._document, pointer))
        for content in sorted(contents, key=lambda c: not is_json(c.media_type)):
            media = self._media(node, content.media_type)
            try:
                text = self._content(content, media)
            except NoValueError:
                continue
            yield SampleResponse(status, _media_type(content), text)

    def _content(self, content: ir.Content, media: Any) -> str:
        if content.is_stream:
            schema = _member(media, "itemSchema")
            values = self._received.values(content.type, schema)
            value = self._received.first_valid(values, schema)
            return _item(value, content)
        schema = _member(media, "schema")
        examples = self._documented(media, MAX_RESPONSE_SIZE)
        values = self._received.values(content.type, schema, examples)
        value = self._received.first_valid(values, schema)
        if isinstance(value, bytes):
            return value.decode()
        if isinstance(value, str) and not is_json(content.media_type):
            return value
        return compact(value)


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
    content_type = signature.one("content_type")
    if content_type is not None and content_type.default != literal(
        form.media_types[0]
    ):
        return False
    if form.model is None:
        body = signature.one("body")
        return body is not None and body.type == form.type
    types = {each.wire_name: each.type for each in signature.with_role("property")}
    return types == {each.name: each.type for each in form.model.fields}


def _properties(value: dict[str, Any], signature: Signature) -> dict[Argument, Any]:
    """Return the arguments of a body that is given by its properties."""
    found: dict[Argument, Any] = {}
    listed = signature.with_role("property")
    for each in listed:
        # A constant that is the default is left out.
        if each.wire_name in value and (each.required or not each.is_constant):
            found[each] = value[each.wire_name]
    names = {each.wire_name for each in listed}
    others = {name: item for name, item in value.items() if name not in names}
    additional = signature.one("additional_properties")
    if others and additional is not None:
        found[additional] = others
    return found


def _is_sendable(value: Any, location: ir.ParameterLocation) -> bool:
    """Return whether a value of a required parameter is not lost: an empty array, for
    instance, is the same as none.
    """
    if value is None or value in ("", [], {}, ".", ".."):
        return False
    if location in ("header", "cookie"):
        text = value if isinstance(value, str) else compact(value)
        return text.isprintable() and text == text.strip() and ";" not in text
    return True


def _call(path: str, arguments: Iterable[tuple[Argument, Code]]) -> Code:
    listed = (
        code if each.role == "path" else Code(f"{identifier(each.name)}={code}")
        for each, code in arguments
    )
    return Code(f"{identifier(path)}({join(', ', listed)})")


def _member(node: Any, name: str) -> Any:
    return node.get(name, MISSING) if isinstance(node, dict) else MISSING


def _item(value: Any, content: ir.Content) -> str:
    """Return a stream of one item (OpenAPI 3.2, 4.14.4)."""
    media_type = content.media_type
    if not is_event_stream(media_type):
        separator = "\x1e" if essence(media_type).endswith("json-seq") else ""
        return f"{separator}{compact(value)}\n"
    fields = value if content.is_event else {"data": value}
    lines = (
        f"{name}: {each if isinstance(each, str) else compact(each)}\n"
        for name, each in fields.items()
    )
    return "".join(chain(lines, "\n"))


def _status(documented: str) -> int:
    """Return a status that a documented one, a range or the default stands for."""
    digits = documented.upper().replace("X", "0")
    return int(digits) if digits.isdigit() else 200


def _media_type(content: ir.Content) -> str:
    """Return a media type that a content matches."""
    if not is_range(content.media_type):
        return content.media_type
    if is_json(content.media_type):
        return "application/json"
    main = content.media_type.partition("/")[0]
    return f"{main}/{_RANGES[main]}" if main in _RANGES else "application/octet-stream"
