"""Decodes responses by status and media type."""

import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import httpx2

from .errors import (
    APIStatusError,
    ResponseValidationError,
    ResponseValidationWarning,
    request_id_of,
    request_label,
    status_error,
)
from .json_values import essence, is_json
from .lenient_decode import NotJSON, read_json
from .operation import Operation, ResponseSpec, ResponseValidation
from .schema import Schema

T = TypeVar("T")
_PACKAGE = __name__.rpartition(".")[0].removesuffix("._core")
_TEXT_SUFFIXES = ("/xml", "+xml", "yaml", "jsonl", "ndjson")
_MAX_DEVIATIONS = 3


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


class Response(Head, Generic[T]):
    """The result of a call (``parsed``) with the status and headers of its response."""

    def __init__(
        self, parsed: T, http_response: httpx2.Response, spec: ResponseSpec
    ) -> None:
        super().__init__(http_response)
        self.parsed = parsed
        self._spec = spec

    @cached_property
    def typed_headers(self) -> Mapping[str, Any]:
        """The documented headers by documented name, decoded as their type.

        A value that is invalid for its type is given as text.
        """
        decode = self._spec.headers
        return {} if decode is None else decode(self.headers)


class Paged(Protocol[T]):
    """Pages whose first one can be requested with its response."""

    async def _first_page(self) -> Response[T]: ...


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

        Raises:
            ResponseValidationError: The response deviates in strict mode, or its body
                is not JSON although the document promises JSON.
        """
        status, successes = self.response.status_code, self.operation.successes
        spec = self.operation.response(status)
        if spec is None and not successes and not self.response.content:
            # No success is documented, so an empty response is no deviation.
            return None, ResponseSpec()
        if spec is None:
            self.report([f"status {status} is not documented"], None)
            any_body = ResponseSpec({"*/*": lambda: Any})
            spec = successes[0] if len(successes) == 1 else any_body
        is_head = self.response.request.method == "HEAD"
        if not spec.schemas or status in (204, 205, 304) or is_head:
            return None, spec
        return self._decode(spec), spec

    def _decode(self, spec: ResponseSpec) -> Any:
        documented, schema, received = self.match(spec)
        # The documented media type decides, unless it is a range.
        media = documented if "*" not in documented else received
        content = self.response.content
        if schema.type is bytes:
            return content
        if not (is_json(media) or (media == "" and content[:1] in (b"{", b"["))):
            is_text = media.startswith("text/") or media.endswith(_TEXT_SUFFIXES)
            return self._text() if is_text else content
        try:
            value, deviations = read_json(schema, self._utf8(), self.mode == "strict")
        except NotJSON:
            message = f"{request_label(self.response.request)}"
            message += f" ({self.response.status_code}): expected JSON, got"
            message += f" {len(content)} bytes of {received or 'no content type'}"
            text = self._text()
            raise ResponseValidationError(message, self.response, text) from None
        if deviations:
            self.report(deviations, value)
        return value

    def error(self) -> APIStatusError:
        """Return the exception for an error response; an invalid body is no error."""
        text = self._text()
        body: Any = text
        documented = self.operation.response(self.response.status_code)
        spec = documented or self.operation.common_error
        if spec is not None and spec.schemas and text:
            media, schema, received = self.match(spec)
            if is_json(media) or ("*" in media and is_json(received)):
                try:
                    body, deviations = read_json(schema, self._utf8())
                except NotJSON:
                    deviations = ["not JSON"]
                # An undocumented status may have another body: accept exact fits only.
                if deviations and (documented is None or body is None):
                    body = text
        return status_error(self.response, body, text)

    def match(self, spec: ResponseSpec) -> tuple[str, Schema, str]:
        """Return the best documented media type, its schema, and the received type."""
        received = essence(self.content_type)
        schemas = spec.schemas
        candidates = [received, received.partition("/")[0] + "/*", "*/*"]
        candidates += filter(is_json, schemas if is_json(received) else ())
        media = next((m for m in candidates if m in schemas), next(iter(schemas)))
        return media, schemas[media], received

    def _utf8(self) -> bytes:
        # JSON is UTF-8 (RFC 8259, 8.1), but some servers declare another charset.
        content = self.response.content
        if "charset" not in self.content_type.lower():
            return content
        charset = (self.response.charset_encoding or "utf-8").lower()
        is_utf8 = charset in ("utf-8", "utf8", "us-ascii", "ascii")
        return content if is_utf8 else self._text().encode("utf-8", "replace")

    def _text(self) -> str:
        try:
            return self.response.text
        except LookupError:
            return self.response.content.decode("utf-8", "replace")

    def report(self, deviations: list[str], value: Any) -> None:
        """Warn about deviations, or raise an error in strict mode."""
        message = f"{self.operation.name}: {deviation_message('response', deviations)}"
        if self.mode == "strict":
            raise ResponseValidationError(message, self.response, value)
        warn_of_deviations(message)


def deviation_message(subject: str, deviations: list[str]) -> str:
    """Return a message with the first deviations of a response or an event."""
    more = len(deviations) - _MAX_DEVIATIONS
    listed = deviations[:_MAX_DEVIATIONS] + ([f"and {more} more"] if more > 0 else [])
    return f"the {subject} deviates from the API document: {'; '.join(listed)}"


def warn_of_deviations(message: str) -> None:
    """Show a warning at the line of the user that led to it."""
    warnings.warn(message, ResponseValidationWarning, stacklevel=_caller_level())


def _caller_level() -> int:
    """Return the ``stacklevel`` of the first frame outside of this package."""
    level, frame = 1, sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != _PACKAGE and not name.startswith((_PACKAGE + ".", "_core.")):
            return level
        level, frame = level + 1, frame.f_back
    return level
