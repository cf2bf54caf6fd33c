"""Decodes responses by status and media type."""

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

import httpx2
from pydantic import BaseModel

from .content_coding import unknown_codings
from .errors import (
    APIStatusError,
    ResponseValidationError,
    ResponseValidationWarning,
    request_id_of,
    response_message,
    status_error,
    warn_caller,
)
from .json_values import essence, is_json, media_type_parameters, unquoted
from .lenient_decode import NotJSON, read_json, read_text
from .model import wire_names
from .operation import Operation, ResponseSpec, ResponseValidation
from .schema import Schema

T = TypeVar("T")
_TEXT_SUFFIXES = ("/xml", "+xml", "yaml", "jsonl", "ndjson")
_MAX_DEVIATIONS = 3
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
"""The beginnings of UTF-16 and UTF-32 with a byte order mark."""
_NO_CHARSET = re.compile("idna|mbcs|oem|palmos|punycode|undefined|.*unicode.escape")
"""Python's codecs that are no charsets."""
_ANY = Schema(lambda: Any)


class Head:
    """Status and headers of a response."""

    def __init__(self, http_response: httpx2.Response) -> None:
        self.http_response = http_response

    @property
    def status_code(self) -> int:
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        return self.http_response.headers

    @property
    def request_id(self) -> str | None:
        """The request id that the server put into a header."""
        return request_id_of(self.http_response)

    def __repr__(self) -> str:
        result = [
            f": {type(r).__name__}" for n, r in vars(self).items() if n == "parsed"
        ]
        return f"<{type(self).__name__} {self.status_code}{''.join(result)}>"


class Response(Head, Generic[T]):
    """The result of a call (``parsed``) with the status and headers of its response."""

    def __init__(
        self, parsed: T, http_response: httpx2.Response, spec: ResponseSpec
    ) -> None:
        super().__init__(http_response)
        self.parsed = parsed
        self._spec = spec

    @property
    def content(self) -> bytes:
        """The body, without its content coding."""
        return self.http_response.content

    @cached_property
    def typed_headers(self) -> Mapping[str, Any]:
        """The documented headers by documented name, decoded as their type.

        A value that is invalid for its type is given as text.
        """
        decode = self._spec.headers
        return {} if decode is None else decode(self.headers)


@dataclass(eq=False, repr=False)
class ResponseDecoder:
    """Decodes a response as its operation documents it."""

    operation: Operation[Any]
    response: httpx2.Response
    mode: ResponseValidation

    def __post_init__(self) -> None:
        self.content_type: str = self.response.headers.get("content-type", "")

    def result(self) -> tuple[Any, ResponseSpec]:
        """Return the result of the call and the documented response.

        A status that is not documented is read as the documented success that fits.

        Raises:
            ResponseValidationError: The response deviates in strict mode, or its body
                is not JSON although its Content-Type says so.
        """
        status, operation = self.response.status_code, self.operation
        spec = operation.response(status)
        if spec is not None:
            value, deviations = self._read(spec)
        elif not operation.successes and not self.response.content:
            # No success is documented, so an empty response is no deviation.
            return None, ResponseSpec()
        else:
            spec, value, deviations = self._read_undocumented(operation.nearest(status))
            deviations = [f"status {status} is not documented", *deviations]
        if "content-encoding" in self.response.headers:
            names = ", ".join(unknown_codings(self.response))
            deviations += [f"Content-Encoding {names[:100]}"] if names else []
        if deviations:
            self.report(deviations, value)
        return value, spec

    def _read(self, spec: ResponseSpec) -> tuple[Any, list[str]]:
        """Return the value of a documented response, and its deviations."""
        response, schemas = self.response, spec.schemas
        if response.status_code in (204, 205, 304) or response.request.method == "HEAD":
            return None, []
        if not schemas:
            # Without content, the document says nothing of a body (OpenAPI 3.2, 4.17).
            return response.content or None, []
        keys = spec.match(self.content_type)
        found = [self._read_as(key, schemas[key]) for key in keys]
        return min(found, key=lambda f: len(f[1])) if found else self._read_other(spec)

    def _read_undocumented(
        self, specs: list[ResponseSpec]
    ) -> tuple[ResponseSpec, Any, list[str]]:
        """Return the first response that the content fits, its value and deviations."""
        specs = specs or [ResponseSpec({"*/*": lambda: Any})]
        if not self.response.content:
            return specs[0], None, []
        specs = [spec for spec in specs if spec.schemas] or specs
        found: list[tuple[ResponseSpec, Any, list[str]]] = []
        for spec in specs:
            try:
                found.append((spec, *self._read(spec)))
            except ResponseValidationError:
                if spec is specs[-1] and not found:
                    raise
        return min(found, key=lambda f: len(f[2]))

    def _read_as(self, key: str, schema: Schema) -> tuple[Any, list[str]]:
        """Return the body as a documented media type, and its deviations."""
        # The documented media type decides, unless it is a range.
        media = essence(self.content_type if "*" in key else key)
        content, type_ = self.response.content, schema.type
        if type_ is bytes:
            return content, []
        if is_json(media) or (media == "" and self._is_structured()):
            return self._read_json(schema)
        if _is_text(media):
            text = self._text()
            return (text, []) if type_ in (str, Any) else read_text(schema, text)
        if type_ is Any:
            return content, []
        if _is_utf8(content):
            return read_text(schema, content.decode())
        return content, ["/: expected text"]

    def _read_json(self, schema: Schema) -> tuple[Any, list[str]]:
        try:
            return read_json(schema, self._utf8(), self.mode == "strict")
        except NotJSON:
            received = essence(self.content_type)[:100] or "no content type"
            size = len(self.response.content)
            problem = f"expected JSON, got {size} bytes of {received}"
            message = response_message(self.response, problem)
            text = self._text()
            raise ResponseValidationError(message, self.response, text) from None

    def _read_other(self, spec: ResponseSpec) -> tuple[Any, list[str]]:
        """Return a body whose media type is not documented, and its deviations.

        It is of a documented type if it fits; otherwise JSON, text or bytes.
        """
        received, content = essence(self.content_type), self.response.content
        deviations, schemas = self._undocumented_type(spec), spec.schemas
        if any(schema.type is bytes for schema in schemas.values()):
            return content, deviations
        if not content:
            return self._read_as(*next(iter(schemas.items())))[0], deviations
        is_text = _is_text(received) or (not received and _is_utf8(content))
        found: list[tuple[Any, list[str]]] = []
        for key, schema in schemas.items():
            # Text is of no type of its own where any value is documented.
            may_be = schema.type is not Any or self._is_structured()
            if is_json(received) or (is_json(essence(key)) and may_be):
                try:
                    found.append(read_json(schema, self._utf8()))
                except NotJSON:
                    break
        if is_text:
            found += [read_text(schema, self._text()) for schema in schemas.values()]
        fitting = [value for value, more in found if not more]
        if fitting:
            return fitting[0], deviations
        if found and self._is_structured() and found[0][0] != self._text():
            return found[0][0], [*deviations, *found[0][1]]
        return (self._text() if is_text or is_json(received) else content), deviations

    def _undocumented_type(self, spec: ResponseSpec) -> list[str]:
        """Return the deviation of a media type that is not documented."""
        received = essence(self.content_type)[:100]
        expected = ", ".join(spec.schemas)[:200]
        return [f"content type {received}, expected {expected}"] if received else []

    def _is_structured(self) -> bool:
        return self.response.content.lstrip()[:1] in (b"{", b"[")

    def error(self) -> APIStatusError:
        """Return the exception for an error response.

        A body that deviates from the document leads to a warning, in every mode.
        """
        spec, text = self.operation.response(self.response.status_code), self._text()
        body, deviations = self._read_error(spec or ResponseSpec(), text)
        if deviations and spec is not None:
            # The status is more important, even where warnings are errors.
            with suppress(ResponseValidationWarning):
                warn_caller(self._message(deviations), ResponseValidationWarning)
        return status_error(self.response, body, text)

    def _read_error(self, spec: ResponseSpec, text: str) -> tuple[Any, list[str]]:
        """Return the body of an error, and its deviations: of the documented type if it
        has any property of it, otherwise JSON or text.
        """
        keys = spec.match(self.content_type)
        undocumented = [] if keys or not spec.schemas else self._undocumented_type(spec)
        has_json_type = is_json(essence(self.content_type))
        if not text or not (has_json_type or self._is_structured()):
            return text, undocumented if text else []
        try:
            data, _ = read_json(_ANY, self._utf8())
        except NotJSON:
            return text, ["not JSON"] if has_json_type else undocumented
        keys = [key for key in keys if is_json(essence(key)) or "*" in key]
        found = [read_json(spec.schemas[key], self._utf8()) for key in keys]
        found = found or [(data, undocumented)]
        value, deviations = min(found, key=lambda each: len(each[1]))
        return value if _has_known_property(value, data) else data, deviations

    def _utf8(self) -> bytes:
        # JSON is UTF-8 (RFC 8259, 8.1), but some servers use the charset they declare.
        content = self.response.content
        is_utf8 = _charset(self.content_type) in ("", "utf-8", "ascii")
        if is_utf8 or (_is_utf8(content) and 0 not in content):
            return content
        return self._text().encode("utf-8", "replace")

    def _text(self) -> str:
        content = self.response.content
        charset = _charset(self.content_type)
        if not charset and "charset" not in self.content_type.lower():
            charset = self.response.encoding or ""
        if charset in ("utf-16", "utf-32") and not content.startswith(_MARKS):
            # Without a mark, the half with more zeros has the high bytes.
            is_big = content[:999:2].count(0) > content[1:999:2].count(0)
            charset += "-be" if is_big else "-le"
        try:
            return content.decode(charset or "utf-8", "replace")
        except (LookupError, ValueError):  # ValueError includes UnicodeError
            return content.decode("utf-8", "replace")

    def _message(self, deviations: list[str]) -> str:
        return f"{self.operation.name}: {deviation_message('response', deviations)}"

    def report(self, deviations: list[str], value: Any) -> None:
        """Warn about deviations, or raise an error in strict mode."""
        message = self._message(deviations)
        if self.mode == "strict":
            raise ResponseValidationError(message, self.response, value)
        warn_caller(message, ResponseValidationWarning)


@lru_cache(maxsize=128)
def _charset(content_type: str) -> str:
    """Return the charset of a media type; "" for an unknown one, or none."""
    name = unquoted(dict(media_type_parameters(content_type)).get("charset", ""))
    try:
        known = codecs.lookup(name).name if len(name) < 40 else ""
    except (LookupError, ValueError):
        return ""
    return "" if _NO_CHARSET.fullmatch(known) else known


def _is_text(media: str) -> bool:
    return media.startswith("text/") or media.endswith(_TEXT_SUFFIXES)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_known_property(value: Any, data: Any) -> bool:
    """Return whether an object has a property of the model that it was decoded to."""
    if not isinstance(value, BaseModel) or not data:
        return True
    names = wire_names(type(value))
    return not names or not names.keys().isdisjoint(data)


def deviation_message(subject: str, deviations: list[str]) -> str:
    """Return a message with the first deviations of a response or an event."""
    more = len(deviations) - _MAX_DEVIATIONS
    listed = deviations[:_MAX_DEVIATIONS] + ([f"and {more} more"] if more > 0 else [])
    return f"the {subject} deviates from the API document: {'; '.join(listed)}"
