"""A server that answers as the document of the API says, without any network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import httpx2

from .contract.client import as_sent
from .contract.description import Description
from .contract.direction_schema import reference
from .contract.document import Media, Operation, Reply
from .contract.draw import Drawn
from .contract.kinds import is_object, members
from .contract.received import Receiver
from .contract.schema_variants import Undrawable
from .contract.statuses import concrete, reply_to, results
from .contract.streams import written_item
from .contract.wire_format import Sent, template_of
from .operations import OPERATIONS

__all__ = ["InvalidRequest", "MockTransport", "ReceivedRequest"]


class InvalidRequest(AssertionError):
    """A request is not what the document asks for."""


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that has arrived."""

    operation: str
    """The method that sent it: ``pets.create``."""
    method: str
    url: httpx2.URL
    headers: httpx2.Headers = field(repr=False)
    content: bytes = field(repr=False)

    @cached_property
    def path(self) -> str:
        """The path, decoded."""
        return self.url.path

    @cached_property
    def query(self) -> httpx2.QueryParams:
        """The parameters in the query."""
        return self.url.params

    def json(self) -> Any:
        """The body, read as JSON; raises ValueError where it is not."""
        return json.loads(self.content)


@dataclass(frozen=True)
class _Answer:
    """What `MockTransport.respond` was given."""

    status: int | None
    body: object
    headers: Mapping[str, str]


class MockTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport for ``http_client`` that stands for the server, in tests.

    What is sent to it is validated against the document; it raises `InvalidRequest`
    where they disagree. It answers with the examples of the document, or with
    instances drawn from its schemas, or with what `respond` was told. One transport
    serves synchronous and asynchronous clients.
    """

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        """What has arrived, the first first."""
        self._server = _load(_document())
        self._answers: dict[str, list[_Answer]] = {}

    def respond(
        self,
        operation: str,
        *,
        status: int | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Script an answer. Several for one operation are given in turn, and the last
        of them from then on.

        Args:
            operation: The method as it is called: ``pets.create``.
            status: The status; None is that of the documented result.
            body: A model, JSON, a text or bytes; None is an example of the document.
            headers: Headers of the response.

        Raises:
            LookupError: There is no such operation.
        """
        if operation not in OPERATIONS:
            near = get_close_matches(operation, OPERATIONS, 1)
            hint = f", only {near[0]}" if near else ""
            raise LookupError(f"there is no operation {operation}{hint}")
        answer = _Answer(status, body, headers or {})
        self._answers.setdefault(operation, []).append(answer)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request of a synchronous client."""
        request.read()
        return self._handle(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request of an asynchronous client."""
        await request.aread()
        return self._handle(request)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        sent = as_sent(request)
        if self._server.is_for_tokens(sent):
            grant = {
                "access_token": "token",
                "token_type": "Bearer",
                "expires_in": 3600,
            }
            return httpx2.Response(200, json=grant)
        name, operation = self._operation(sent)
        self.requests.append(
            ReceivedRequest(
                name, request.method, request.url, request.headers, request.content
            )
        )
        answers = self._answers.get(name, [_Answer(None, None, {})])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return self._server.response(operation, answer)

    def _operation(self, sent: Sent) -> tuple[str, Operation]:
        """The operation that a request is valid for, and its name.

        Of several with one path, such as ``/pets/{id}`` and ``/pets/{name}``, those
        that have been given an answer go first.
        """
        candidates = self._server.candidates(sent)
        told: list[str] = []
        for name in sorted(candidates, key=lambda name: name not in self._answers):
            operation = self._server.operation(name)
            problems = list(self._server.receiver.problems(operation, sent))
            if not problems:
                return name, operation
            head = f"{name} ({operation.method} {operation.path})"
            told += [head, *(f"  {problem}" for problem in problems)]
        raise InvalidRequest("\n".join(told))


class _Server:
    """What a document says a server does."""

    def __init__(self, described: Description) -> None:
        self._described = described
        self.receiver = Receiver(described)

    @cached_property
    def _routes(self) -> list[tuple[str, str, re.Pattern[str], int]]:
        """Name, method, pattern and number of literal characters of each operation."""
        found: list[tuple[str, str, re.Pattern[str], int]] = []
        for name, (method, path) in OPERATIONS.items():
            plain = re.sub(r"\{[^{}]*\}", "", path)
            pattern = re.compile(f"(?P<base>.*?){template_of(path)[1]}")
            found.append((name, method, pattern, len(plain)))
        return found

    @cached_property
    def _bases(self) -> set[str]:
        servers = self._described.document.root.get("servers") or ()
        urls = (str(server.get("url", "")) for server in servers)
        paths = (re.sub(r"^[\w+.-]+://[^/]*", "", url) for url in urls)
        return {"", *(path.rstrip("/") for path in paths)}

    def candidates(self, sent: Sent) -> list[str]:
        """Return the names of the operations whose path fits a request best; raises
        InvalidRequest where there are none.
        """
        found = [
            ((match["base"] in self._bases, literal, -len(match["base"])), name)
            for name, method, pattern, literal in self._routes
            if method == sent.method and (match := pattern.fullmatch(sent.path))
        ]
        if not found:
            raise InvalidRequest(f"the document has no {sent.method} {sent.path}")
        best = max(rank for rank, _ in found)
        return [name for rank, name in found if rank == best]

    def operation(self, name: str) -> Operation:
        """Return the operation with the name of a method."""
        return self._described.document.operation(*OPERATIONS[name])

    def is_for_tokens(self, sent: Sent) -> bool:
        """Whether a request asks for an access token (RFC 6749, 3.2)."""
        urls = _token_urls(self._described.document.schemes.values())
        return sent.method == "POST" and sent.origin + sent.path in urls

    def response(self, operation: Operation, answer: _Answer) -> httpx2.Response:
        """Return the response that was scripted, or else the documented result."""
        status, reply = self._status(operation, answer.status)
        if answer.body is not None:
            content, received = _encoded(answer.body, reply)
        elif reply is None or not reply.content or operation.method == "HEAD":
            content, received = b"", ""
        else:
            try:
                content, received = self._content(operation, reply)
            except Undrawable as reason:
                raise LookupError(
                    f"no answer to {operation.method} {operation.path} can be drawn,"
                    f" script one: {reason}"
                ) from None
        headers = {"Content-Type": received} if received else {}
        return httpx2.Response(
            status, headers={**headers, **answer.headers}, content=content
        )

    @staticmethod
    def _status(operation: Operation, status: int | None) -> tuple[int, Reply | None]:
        if status is not None:
            return status, reply_to(operation, status)
        for reply in results(operation):
            return concrete(operation, reply), reply
        return 200, None

    def _content(self, operation: Operation, reply: Reply) -> tuple[bytes, str]:
        """An example of a response, or one that is drawn."""
        media = next((m for m in reply.content if m.kind == "json"), reply.content[0])
        received = media.name.replace("*/*", "application/json").replace("/*", "/plain")
        if media.kind in ("text", "bytes") and not media.is_stream:
            return b"text", received
        if media.is_stream:
            item: Any = reference(media.item) if media.item else {"type": "string"}
            value = self._value(operation, media, item)
            return written_item(media, value).encode(), received
        schema = reference(media.schema) if media.schema else True
        value = self._value(operation, media, schema)
        return json.dumps(value, ensure_ascii=False).encode(), received

    def _value(self, operation: Operation, media: Media, schema: Any) -> Any:
        for example in media.examples.values():
            if not self._described.responses.problems(schema, example):
                return example
        drawn, reasons = self._described.results.cases(schema)
        if not drawn:
            raise Undrawable("; ".join(reasons[:1]))
        wanted = "minimal" if operation.is_paged else "maximal"
        return _labelled(drawn, wanted).value


def _labelled(drawn: list[Drawn], label: str) -> Drawn:
    return next((each for each in drawn if label in each.labels), drawn[0])


def _encoded(body: object, reply: Reply | None) -> tuple[bytes, str]:
    """The bytes of a scripted body and their media type."""
    named = [media.name for media in reply.content] if reply is not None else []
    if isinstance(body, bytes):
        return body, named[0] if named else "application/octet-stream"
    if isinstance(body, str) and not any(m.endswith("json") for m in named):
        return body.encode(), named[0] if named else "text/plain; charset=utf-8"
    kind = next((name for name in named if name.endswith("json")), "application/json")
    return json.dumps(body, default=_plain, ensure_ascii=False).encode(), kind


def _plain(value: Any) -> Any:
    """The wire form of a model."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    raise TypeError(f"a response cannot carry {type(value).__name__}")


def _token_urls(schemes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for scheme in schemes:
        for flow in members(scheme.get("flows")).values():
            if is_object(flow):
                yield str(flow.get("tokenUrl", ""))


def _document() -> Path:
    """Where the document is: in the package, or among the tests of its project."""
    inside = Path(__file__).with_name("openapi.json")
    return inside if inside.exists() else _PROJECT / "tests" / "openapi.json"


_PROJECT = Path(__file__).parents[2]


@cache
def _load(path: Path) -> _Server:
    return _Server(Description.load(path))
