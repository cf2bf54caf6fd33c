"""Compares what a client sent with the request of a block in ``tests/wire``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import httpx2

from generator.contract.client import Outcome
from generator.contract.operation import MediaType
from generator.contract.sent_request import SentRequest
from generator.contract.wire_file import WireBlock, replace_variables

__all__ = ["ExpectedRequest"]

_FRESH_UUID = "{{$guid}}"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BOUNDARY = re.compile(r"(?<=boundary=)[^;]+")
_URL = re.compile(r"([^:/?]+://[^/?]*)(.*)")
# Headers that an HTTP client adds on its own.
_IMPLICIT_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "transfer-encoding"}
    | {"user-agent"}
)


class ExpectedRequest:
    """The request of a block.

    Args:
        block: The block.
        values: The values of the variables in it.
    """

    def __init__(self, block: WireBlock, values: Mapping[str, str]) -> None:
        match = _URL.fullmatch(replace_variables(block.url, values))
        origin, target = match.groups() if match is not None else ("", block.url)
        # An HTTP client writes hosts in lower case, and leaves out the default port.
        origin = str(httpx2.URL(origin)).rstrip("/")
        self._line = f"{block.method} {origin}{target or '/'}"
        self._headers = sorted(replace_variables(h, values) for h in block.headers)
        self._names = {line.partition(":")[0].lower() for line in self._headers}
        found = [e for e in self._headers if e.lower().startswith("content-type: ")]
        content_type = found[0].partition(": ")[2] if found else ""
        boundary = _BOUNDARY.search(content_type)
        self._boundary = boundary[0] if boundary else ""
        self._content = _content(block.body, content_type)

    def adds(self, name: str) -> bool:
        """Return whether an HTTP client adds a header that the block does not have."""
        return name.lower() in _IMPLICIT_HEADERS - self._names

    def problems(self, outcome: Outcome) -> Iterator[str]:
        """Yield how what a client sent differs, byte for byte."""
        if len(outcome.requests) != 1:
            actual = len(outcome.requests) or repr(outcome.error)
            yield f"expected one request, got {actual}"
            return
        [request] = outcome.requests
        target = f"{request.path}?{request.query}" if request.query else request.path
        line = f"{request.method} {request.origin}{target}"
        if line != self._line:
            yield f"request line: expected {self._line}, got {line}"
        yield from self._header_problems(request)
        content = request.content
        match = _BOUNDARY.search(request.header("content-type") or "")
        if self._boundary and match:
            content = content.replace(match[0].encode(), self._boundary.encode())
        if content != self._content:
            yield f"body: expected {self._content!r:.400}, got {content!r:.400}"

    def _header_problems(self, request: SentRequest) -> Iterator[str]:
        """How the headers differ; their order has no meaning (RFC 9110, 5.3)."""
        sent = [self._line_of(*e) for e in request.headers if not self.adds(e[0])]
        missing, others = list(self._headers), []
        for line in sent:
            if line in missing:
                missing.remove(line)
            else:
                others.append(line)
        for line in missing:
            name = line.partition(":")[0].lower()
            same = [each for each in others if each.partition(":")[0].lower() == name]
            others = [each for each in others if each not in same]
            yield f"header: expected {line!r}, got {same[0] if same else 'none'!r}"
        yield from (f"header: expected no {line!r}" for line in others)

    def _line_of(self, name: str, value: str) -> str:
        if self._boundary and name.lower() == "content-type":
            value = _BOUNDARY.sub(self._boundary, value)
        if f"{name}: {_FRESH_UUID}" in self._headers and _UUID.fullmatch(value):
            value = _FRESH_UUID
        return f"{name}: {value}"


def _content(body: str, content_type: str) -> bytes:
    """Return the bytes of a body: a multipart body has the line ends of MIME, and ends
    with one, as a sequence of JSON texts does.
    """
    media_type = MediaType(content_type, "", {}, {})
    if media_type.kind == "multipart" and "boundary=" in content_type:
        return (body.replace("\n", "\r\n") + "\r\n").encode()
    charset = re.search(r'charset="?([\w-]+)', content_type)
    encoded = body.encode(charset[1] if charset else "utf-8")
    return encoded + b"\n" if media_type.is_stream and body else encoded
