"""Decodes responses by status and media type."""

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar

import httpx2
from pydantic_core import from_json, to_json

from .errors import (
    APIStatusError,
    EventError,
    ResponseValidationError,
    ResponseValidationWarning,
    request_label,
    status_error,
)
from .json_values import SSE, essence, is_json
from .lenient_decode import NotJSON, read_json
from .operation import Operation, ResponseSpec, ResponseValidation, Schema, TypeOf
from .streaming import Head, ItemDecoder

T = TypeVar("T")
_PACKAGE = __name__.rpartition(".")[0].removesuffix("._core")
_TEXT_SUFFIXES = ("/xml", "+xml", "yaml", "jsonl", "ndjson")
_MAX_DEVIATIONS = 3


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
        return {
            name: _decode_header(schema, self.headers[name])
            for name, schema in self._spec.header_schemas.items()
            if name in self.headers
        }


def _decode_header(schema: Schema, text: str) -> Any:
    for candidate in _header_candidates(text):
        try:
            value, deviations = read_json(schema, candidate)
        except NotJSON:
            continue
        if not deviations:
            return value
    return text


def _header_candidates(text: str) -> Iterator[bytes]:
    """Yield the JSON texts that a header may stand for.

    A header may be JSON, a text, or an array or object in style ``simple``, whose
    members may be texts or other scalars.
    """
    yield text.encode()
    yield to_json(text)
    items = [item.strip() for item in text.split(",")]
    exploded = all("=" in item for item in items)
    pairs = [item.partition("=")[::2] for item in items]
    if not exploded and len(items) % 2 == 0:
        pairs = list(zip(items[::2], items[1::2], strict=True))
    for decode in (str, _decode_scalar):
        yield to_json([decode(item) for item in items])
        if exploded or len(items) % 2 == 0:
            yield to_json({key: decode(value) for key, value in pairs})


def _decode_scalar(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return text


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
            self._report([f"status {status} is not documented"], None)
            any_body = ResponseSpec({"*/*": lambda: Any})
            spec = successes[0] if len(successes) == 1 else any_body
        is_head = self.response.request.method == "HEAD"
        if not spec.schemas or status in (204, 205, 304) or is_head:
            return None, spec
        return self._decode(spec), spec

    def _decode(self, spec: ResponseSpec) -> Any:
        documented, schema, received = self._match(spec)
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
            self._report(deviations, value)
        return value

    def items(self) -> ItemDecoder[Any]:
        """Return the decoder for the items of a streamed response."""
        documented = self.operation.response(self.response.status_code)
        spec = documented or self.operation.successes[0]
        media, schema, received = self._match(spec)
        if media == SSE and received not in ("", media):
            self._report([f"content type {received[:100]}, expected {media}"], None)

        def read(candidates: list[bytes]) -> Any:
            found: list[tuple[Any, list[str]]] = []
            for content in candidates:
                try:
                    found.append(read_json(schema, content, self.mode == "strict"))
                except NotJSON:
                    found.append((content.decode(), ["an item is not JSON"]))
                if not found[-1][1]:
                    return found[-1][0]
            value, deviations = found[0]
            self._report(deviations, value)
            return value

        return ItemDecoder(media, read, spec.events, schema.type is str)

    def error(self) -> APIStatusError:
        """Return the exception for an error response; an invalid body is no error."""
        text = self._text()
        body: Any = text
        documented = self.operation.response(self.response.status_code)
        spec = documented or self.operation.common_error
        if spec is not None and spec.schemas and text:
            media, schema, received = self._match(spec)
            if is_json(media) or ("*" in media and is_json(received)):
                try:
                    body, deviations = read_json(schema, self._utf8())
                except NotJSON:
                    deviations = ["not JSON"]
                # An undocumented status may have another body: accept exact fits only.
                if deviations and (documented is None or body is None):
                    body = text
        return status_error(self.response, body, text)

    def _match(self, spec: ResponseSpec) -> tuple[str, Schema, str]:
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

    def _report(self, deviations: list[str], value: Any) -> None:
        """Warn about deviations, or raise an error in strict mode."""
        message = f"{self.operation.name}: {_deviation_message('response', deviations)}"
        if self.mode == "strict":
            raise ResponseValidationError(message, self.response, value)
        warnings.warn(message, ResponseValidationWarning, stacklevel=_caller_level())


def _deviation_message(subject: str, deviations: list[str]) -> str:
    more = len(deviations) - _MAX_DEVIATIONS
    listed = deviations[:_MAX_DEVIATIONS] + ([f"and {more} more"] if more > 0 else [])
    return f"the {subject} deviates from the API document: {'; '.join(listed)}"


def _caller_level() -> int:
    """Return the ``stacklevel`` of the first frame outside of this package."""
    level, frame = 1, sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != _PACKAGE and not name.startswith((_PACKAGE + ".", "_core.")):
            return level
        level, frame = level + 1, frame.f_back
    return level


def truncated(response: httpx2.Response, content: bytes) -> httpx2.Response:
    """Return a copy of a response with a part of its body."""
    dropped = {b"content-encoding", b"content-length", b"transfer-encoding"}
    headers = [(k, v) for k, v in response.headers.raw if k.lower() not in dropped]
    return httpx2.Response(
        response.status_code, headers=headers, content=content, request=response.request
    )


Verifier: TypeAlias = Callable[[bytes, Mapping[str, str]], object]
"""Checks the signature of a raw body; raises, or returns False, to refuse it."""


def parse_event(
    type_of: TypeOf,
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> Any:
    """Return the payload of a webhook or callback.

    A payload that deviates from the API document is reported with a warning.

    Args:
        type_of: Returns the type of the payload.
        body: Raw body.
        headers: Headers of the request, for the verifier.
        verifier: Checks the signature.

    Raises:
        EventError: The verifier returned False, or the body is not JSON.
    """
    content = body.encode() if isinstance(body, str) else body
    if verifier is not None and verifier(content, headers or {}) is False:
        raise EventError("the verifier refused the event")
    try:
        value, deviations = read_json(Schema(type_of), content)
    except NotJSON:
        raise EventError("the event is not JSON") from None
    if deviations:
        message = _deviation_message("event", deviations)
        warnings.warn(message, ResponseValidationWarning, stacklevel=_caller_level())
    return value
