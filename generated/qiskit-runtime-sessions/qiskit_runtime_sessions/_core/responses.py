"""Reading responses: by status, then by the media type that was received."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

import httpx2
from pydantic_core import from_json, to_json

from .bodies import is_json
from .errors import (
    APIStatusError,
    ResponseValidationError,
    ResponseValidationWarning,
    request_id_of,
    status_error,
)
from .operation import Operation, ResponseSpec, ResponseValidation, Schema, essence
from .reading import NotJSON, read_json
from .streaming import ItemDecoder

__all__ = [
    "Response",
    "bounded",
    "error_of",
    "item_decoder",
    "read_response",
    "report",
    "succeeded",
]

T = TypeVar("T")
_ROOT = __name__.rpartition(".")[0].removesuffix("._core")
_TEXT = ("/xml", "+xml", "yaml", "jsonl", "ndjson")
_SHOWN = 3


@dataclass(eq=False, repr=False)
class Response(Generic[T]):
    """A response with what came beside its body.

    Args:
        parsed: What the plain call returns.
        http_response: The response of httpx2.
    """

    parsed: T
    http_response: httpx2.Response = field(repr=False)
    _spec: ResponseSpec = field(repr=False, default=ResponseSpec())

    @property
    def status_code(self) -> int:
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        return self.http_response.headers

    @property
    def request_id(self) -> str | None:
        """The id the server gave the exchange."""
        return request_id_of(self.http_response)

    @cached_property
    def typed_headers(self) -> Mapping[str, Any]:
        """The documented headers that were sent, by documented name, as their type;
        the raw text where it does not fit."""
        return {
            name: _header(schema, self.headers[name])
            for name, schema in self._spec.header_schemas.items()
            if name in self.headers
        }


def _header(schema: Schema, text: str) -> Any:
    for candidate in _readings(text):
        try:
            value, deviations = read_json(schema, candidate)
        except NotJSON:
            continue
        if not deviations:
            return value
    return text


def _readings(text: str) -> Iterator[bytes]:
    """What a header may say, as JSON: it does not tell whether it is JSON, a text, or
    a list or object (style ``simple``), whose members are texts or not.
    """
    yield text.encode()
    yield to_json(text)
    texts = [item.strip() for item in text.split(",")]
    for read in (str, _scalar):
        yield to_json([read(item) for item in texts])
        if all("=" in item for item in texts):
            pairs = [item.partition("=")[::2] for item in texts]
            yield to_json({key: read(value) for key, value in pairs})
        elif len(texts) % 2 == 0:
            pairs = list(zip(texts[::2], texts[1::2], strict=True))
            yield to_json({key: read(value) for key, value in pairs})


def _scalar(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return text


def succeeded(operation: Operation[Any], response: httpx2.Response) -> bool:
    """Whether a response is a result: 2xx, or a redirect where that is the result."""
    status = response.status_code
    return 200 <= status < 300 or status in operation.redirects


def read_response(
    operation: Operation[Any], response: httpx2.Response, mode: ResponseValidation
) -> tuple[Any, ResponseSpec]:
    """The result, and the documented response it is.

    Raises:
        ResponseValidationError: It deviates in strict mode, or nothing can be made
            of its body.
    """
    spec = operation.response(response.status_code)
    if spec is None and not operation.successes and not response.content:
        # The document says nothing of success, so there is nothing to deviate from.
        return None, ResponseSpec()
    if spec is None:
        note = f"status {response.status_code} is not documented"
        report(operation, response, [note], None, mode)
        known = operation.successes
        spec = known[0] if len(known) == 1 else ResponseSpec({"*/*": lambda: Any})
    if not spec.schemas or response.status_code in (204, 205, 304):
        return None, spec
    if response.request.method == "HEAD":
        return None, spec
    value, deviations = _read(spec, response, mode == "strict")
    if deviations:
        report(operation, response, deviations, value, mode)
    return value, spec


def _read(
    spec: ResponseSpec, response: httpx2.Response, strict: bool
) -> tuple[Any, list[str]]:
    content_type = response.headers.get("content-type", "")
    received = essence(content_type)
    media, schema = _matching(spec, received)
    # What was documented decides, unless it covers several kinds.
    kind = media if "*" not in media else received
    content = response.content
    if is_json(kind) or (kind == "" and content[:1] in (b"{", b"[")):
        try:
            return read_json(schema, _utf8(response, content_type), strict)
        except NotJSON:
            sort = received or "no content type"
            problem = f"expected JSON, got {len(content)} bytes of {sort}"
        raise ResponseValidationError(
            f"{_place(response)}: {problem}", response, _text(response)
        )
    if kind.startswith("text/") or kind.endswith(_TEXT):
        return _text(response), []
    return content, []


def _matching(spec: ResponseSpec, received: str) -> tuple[str, Schema]:
    """The documented media type for the one received; the best guess if none is."""
    schemas = spec.schemas
    for key in (received, received.partition("/")[0] + "/*", "*/*"):
        if key in schemas:
            return key, schemas[key]
    if is_json(received):
        for key, schema in schemas.items():
            if is_json(key):
                return key, schema
    return next(iter(schemas.items()))


def _utf8(response: httpx2.Response, content_type: str) -> bytes:
    # RFC 8259, 8.1: JSON is UTF-8; a server that says otherwise is believed.
    if "charset" not in content_type.lower():
        return response.content
    charset = (response.charset_encoding or "utf-8").lower()
    if charset in ("utf-8", "utf8", "us-ascii", "ascii"):
        return response.content
    return _text(response).encode("utf-8", "replace")


def _text(response: httpx2.Response) -> str:
    try:
        return response.text
    except LookupError:
        return response.content.decode("utf-8", "replace")


def item_decoder(
    operation: Operation[Any], response: httpx2.Response, mode: ResponseValidation
) -> ItemDecoder[Any]:
    """What reads the items of a response as they come."""
    spec = operation.response(response.status_code) or operation.successes[0]
    media, schema = _matching(spec, essence(response.headers.get("content-type", "")))

    def read(candidates: list[bytes]) -> Any:
        found: list[tuple[Any, list[str]]] = []
        for content in candidates:
            try:
                found.append(read_json(schema, content, mode == "strict"))
            except NotJSON:
                found.append((content.decode(), ["an item is not JSON"]))
            if not found[-1][1]:
                return found[-1][0]
        value, deviations = found[0]
        report(operation, response, deviations, value, mode)
        return value

    return ItemDecoder(media, read, spec.events, schema.type is str)


def error_of(operation: Operation[Any], response: httpx2.Response) -> APIStatusError:
    """The exception for an error response; its body never raises another."""
    text = _text(response)
    body: Any = text
    documented = operation.response(response.status_code)
    spec = documented or operation.common_error
    content_type = response.headers.get("content-type", "")
    received = essence(content_type)
    if spec is not None and spec.schemas and text:
        media, schema = _matching(spec, received)
        if is_json(media) or ("*" in media and is_json(received)):
            try:
                body, deviations = read_json(schema, _utf8(response, content_type))
            except NotJSON:
                deviations = ["not JSON"]
            # What no document speaks of is only read as an error that fits exactly.
            if deviations and (documented is None or body is None):
                body = text
    return status_error(response, body, text)


def report(
    operation: Operation[Any],
    response: httpx2.Response,
    deviations: list[str],
    value: Any,
    mode: ResponseValidation,
) -> None:
    """Warn of deviations at the user's call, or raise them in strict mode."""
    more = f"; and {len(deviations) - _SHOWN} more" if len(deviations) > _SHOWN else ""
    listed = "; ".join(deviations[:_SHOWN]) + more
    message = f"{operation.name}: the response deviates from the document: {listed}"
    if mode == "strict":
        raise ResponseValidationError(message, response, value)
    warnings.warn(message, ResponseValidationWarning, stacklevel=_users_level())


def _users_level() -> int:
    """The distance from the caller of this to the first frame outside the package."""
    level, frame = 1, sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != _ROOT and not name.startswith((_ROOT + ".", "_core.")):
            return level
        level, frame = level + 1, frame.f_back
    return level


def _place(response: httpx2.Response) -> str:
    request = response.request
    return f"{request.method} {request.url.path[:200]} ({response.status_code})"


def bounded(response: httpx2.Response, content: bytes) -> httpx2.Response:
    """A copy that holds the beginning of a body."""
    dropped = {"content-encoding", "content-length", "transfer-encoding"}
    headers = [
        (k, v) for k, v in response.headers.raw if k.lower().decode() not in dropped
    ]
    return httpx2.Response(
        response.status_code, headers=headers, content=content, request=response.request
    )
