"""Reading responses: by status, then by the media type that was received."""

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
    place_of,
    status_error,
)
from .json_values import SSE, essence, is_json
from .lenient_decode import NotJSON, read_json
from .operation import Operation, ResponseSpec, ResponseValidation, Schema, TypeOf
from .streaming import Head, ItemDecoder

T = TypeVar("T")
_ROOT = __name__.rpartition(".")[0].removesuffix("._core")
_TEXT = ("/xml", "+xml", "yaml", "jsonl", "ndjson")
_SHOWN = 3


class Response(Head, Generic[T]):
    """What a call returns (``parsed``), with what came beside it in the response."""

    def __init__(
        self, parsed: T, http_response: httpx2.Response, spec: ResponseSpec
    ) -> None:
        super().__init__(http_response)
        self.parsed = parsed
        self._spec = spec

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
    a list or object (style ``simple``), whose members are texts or not."""
    yield text.encode()
    yield to_json(text)
    texts = [item.strip() for item in text.split(",")]
    named = all("=" in item for item in texts)
    pairs = [item.partition("=")[::2] for item in texts]
    if not named and len(texts) % 2 == 0:
        pairs = list(zip(texts[::2], texts[1::2], strict=True))
    for read in (str, _scalar):
        yield to_json([read(item) for item in texts])
        if named or len(texts) % 2 == 0:
            yield to_json({key: read(value) for key, value in pairs})


def _scalar(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return text


@dataclass(eq=False, repr=False)
class Received:
    """A response to be read as what its operation documents."""

    operation: Operation[Any]
    response: httpx2.Response
    mode: ResponseValidation

    def __post_init__(self) -> None:
        self.content_type: str = self.response.headers.get("content-type", "")

    def result(self) -> tuple[Any, ResponseSpec]:
        """What the call returns, and the documented response it is.

        Raises:
            ResponseValidationError: It deviates in strict mode, or nothing can be made
                of its body.
        """
        status, known = self.response.status_code, self.operation.successes
        spec = self.operation.response(status)
        if spec is None and not known and not self.response.content:
            # The document says nothing of success, so there is nothing to deviate from.
            return None, ResponseSpec()
        if spec is None:
            self._report([f"status {status} is not documented"], None)
            spec = known[0] if len(known) == 1 else ResponseSpec({"*/*": lambda: Any})
        is_head = self.response.request.method == "HEAD"
        if not spec.schemas or status in (204, 205, 304) or is_head:
            return None, spec
        return self._read(spec), spec

    def _read(self, spec: ResponseSpec) -> Any:
        media, schema, received = self._matching(spec)
        # What was documented decides, unless it covers several kinds.
        kind = media if "*" not in media else received
        content = self.response.content
        if schema.type is bytes:  # a file, of whatever type
            return content
        if not (is_json(kind) or (kind == "" and content[:1] in (b"{", b"["))):
            is_text = kind.startswith("text/") or kind.endswith(_TEXT)
            return self._text() if is_text else content
        try:
            value, deviations = read_json(schema, self._utf8(), self.mode == "strict")
        except NotJSON:
            sort = received or "no content type"
            place = f"{place_of(self.response.request)} ({self.response.status_code})"
            problem = f"{place}: expected JSON, got {len(content)} bytes of {sort}"
            text = self._text()
            raise ResponseValidationError(problem, self.response, text) from None
        if deviations:
            self._report(deviations, value)
        return value

    def items(self) -> ItemDecoder[Any]:
        """What reads the items of the response as they come."""
        documented = self.operation.response(self.response.status_code)
        spec = documented or self.operation.successes[0]
        media, schema, received = self._matching(spec)
        if media == SSE and received not in ("", media):
            self._report([f"{received[:100]} instead of {media}"], None)

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
        """The exception for an error response; its body never raises another."""
        text = self._text()
        body: Any = text
        documented = self.operation.response(self.response.status_code)
        spec = documented or self.operation.common_error
        if spec is not None and spec.schemas and text:
            media, schema, received = self._matching(spec)
            if is_json(media) or ("*" in media and is_json(received)):
                try:
                    body, deviations = read_json(schema, self._utf8())
                except NotJSON:
                    deviations = ["not JSON"]
                # What no document speaks of is only read as an error that fits exactly.
                if deviations and (documented is None or body is None):
                    body = text
        return status_error(self.response, body, text)

    def _matching(self, spec: ResponseSpec) -> tuple[str, Schema, str]:
        """The documented media type, or the best guess, its type; what was received."""
        received = essence(self.content_type)
        schemas = spec.schemas
        guesses = [received, received.partition("/")[0] + "/*", "*/*"]
        guesses += filter(is_json, schemas if is_json(received) else ())
        media = next((m for m in guesses if m in schemas), next(iter(schemas)))
        return media, schemas[media], received

    def _utf8(self) -> bytes:
        # RFC 8259, 8.1: JSON is UTF-8; a server that says otherwise is believed.
        content = self.response.content
        if "charset" not in self.content_type.lower():
            return content
        charset = (self.response.charset_encoding or "utf-8").lower()
        plain = charset in ("utf-8", "utf8", "us-ascii", "ascii")
        return content if plain else self._text().encode("utf-8", "replace")

    def _text(self) -> str:
        try:
            return self.response.text
        except LookupError:
            return self.response.content.decode("utf-8", "replace")

    def _report(self, deviations: list[str], value: Any) -> None:
        """Warn of deviations at the user's call, or raise them in strict mode."""
        message = f"{self.operation.name}: {_told('response', deviations)}"
        if self.mode == "strict":
            raise ResponseValidationError(message, self.response, value)
        warnings.warn(message, ResponseValidationWarning, stacklevel=_users_level())


def _told(what: str, deviations: list[str]) -> str:
    more = f"; and {len(deviations) - _SHOWN} more" if len(deviations) > _SHOWN else ""
    listed = "; ".join(deviations[:_SHOWN]) + more
    return f"the {what} deviates from the document: {listed}"


def _users_level() -> int:
    """The distance from the caller of this to the first frame outside the package."""
    level, frame = 1, sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != _ROOT and not name.startswith((_ROOT + ".", "_core.")):
            return level
        level, frame = level + 1, frame.f_back
    return level


def bounded(response: httpx2.Response, content: bytes) -> httpx2.Response:
    """A copy that holds the beginning of a body."""
    dropped = {b"content-encoding", b"content-length", b"transfer-encoding"}
    headers = [(k, v) for k, v in response.headers.raw if k.lower() not in dropped]
    return httpx2.Response(
        response.status_code, headers=headers, content=content, request=response.request
    )


Verifier: TypeAlias = Callable[[bytes, Mapping[str, str]], object]
"""Checks the signature of the raw body; it raises, or returns False, to refuse."""


def parse_event(
    type_of: TypeOf,
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> Any:
    """The payload of a webhook or callback, read as responses are.

    Raises:
        EventError: The verifier refuses it, or it is not JSON.
    """
    content = body.encode() if isinstance(body, str) else body
    if verifier is not None and verifier(content, headers or {}) is False:
        raise EventError("the event was refused by the verifier")
    try:
        value, deviations = read_json(Schema(type_of), content)
    except NotJSON:
        raise EventError("the event is not JSON") from None
    if deviations:
        message = _told("event", deviations)
        warnings.warn(message, ResponseValidationWarning, stacklevel=_users_level())
    return value
