"""A fake server that responds as the document of the API describes."""

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

from generator.contract.drawing.instances import Instance
from generator.contract.json_values import as_object, is_object
from generator.contract.judging.request_validator import RequestValidator
from generator.contract.judging.responses import encode_stream_item
from generator.contract.judging.wire_format import compile_template
from generator.contract.operation import MediaType, Operation, Response
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import NoInstanceError
from generator.contract.sent_request import SentRequest, sent_request
from generator.contract.specification import Specification

from .operations import OPERATIONS

__all__ = ["InvalidRequest", "MockTransport", "ReceivedRequest"]


class InvalidRequest(AssertionError):
    """A request violates the document."""


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that the fake server received."""

    operation: str
    """The method of the client that sent it: ``pets.create``."""
    method: str
    url: httpx2.URL
    headers: httpx2.Headers = field(repr=False)
    content: bytes = field(repr=False)

    @cached_property
    def path(self) -> str:
        """The decoded path."""
        return self.url.path

    @cached_property
    def query(self) -> httpx2.QueryParams:
        """The query parameters."""
        return self.url.params

    def json(self) -> Any:
        """Return the body, decoded from JSON; raise ValueError if it is not JSON."""
        return json.loads(self.content)


@dataclass(frozen=True)
class _Script:
    """The arguments of `MockTransport.respond`."""

    status: int | None = None
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class MockTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport for ``http_client`` that takes the place of the server in tests.

    It validates each request against the document, and raises `InvalidRequest` if it is
    invalid. It responds as you script with `respond`, or else with an example of the
    document or a value generated from its schemas. One transport serves sync and async
    clients.
    """

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        """The requests received so far, the oldest first."""
        self._server = _load(_document())
        self._scripts: dict[str, list[_Script]] = {}

    def respond(
        self,
        operation: str,
        *,
        status: int | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Script a response. Several responses for one operation are sent in turn; the
        last one is repeated.

        Args:
            operation: The method of the client: ``pets.create``.
            status: The status; None for that of the documented result.
            body: A model, a JSON value, a string or bytes; None for an example.
            headers: Headers of the response.

        Raises:
            LookupError: There is no such operation.
        """
        if operation not in OPERATIONS:
            similar = get_close_matches(operation, OPERATIONS, 1)
            hint = f"; did you mean {similar[0]}?" if similar else ""
            raise LookupError(f"there is no operation {operation}{hint}")
        script = _Script(status, body, headers or {})
        self._scripts.setdefault(operation, []).append(script)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of a sync client."""
        request.read()
        return self._handle(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of an async client."""
        await request.aread()
        return self._handle(request)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        sent = sent_request(request)
        if self._server.is_token_request(sent):
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
        scripts = self._scripts.get(name, [_Script()])
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return self._server.respond(operation, script)

    def _operation(self, request: SentRequest) -> tuple[str, Operation]:
        """The operation that a request is valid for, and its name.

        If several have the same path, such as ``/pets/{id}`` and ``/pets/{name}``, those
        with scripted responses take precedence.
        """
        candidates = self._server.candidates(request)
        lines: list[str] = []
        for name in sorted(candidates, key=lambda name: name not in self._scripts):
            operation = self._server.operation(name)
            problems = list(self._server.validator.problems(operation, request))
            if not problems:
                return name, operation
            title = f"{name} ({operation.method} {operation.path})"
            lines += [title, *(f"  {problem}" for problem in problems)]
        raise InvalidRequest("\n".join(lines))


class _Server:
    """Routes requests and makes responses, without any state."""

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self.validator = RequestValidator(specification)

    @cached_property
    def _routes(self) -> list[tuple[str, str, re.Pattern[str], int]]:
        """Name, method, path pattern and number of literal characters of each
        operation.
        """
        routes: list[tuple[str, str, re.Pattern[str], int]] = []
        for name, (method, path) in OPERATIONS.items():
            literal = re.sub(r"\{[^{}]*\}", "", path)
            pattern = re.compile(f"(?P<base>.*?){compile_template(path)[1]}")
            routes.append((name, method, pattern, len(literal)))
        return routes

    @cached_property
    def _base_paths(self) -> set[str]:
        servers = self._specification.document.root.get("servers") or ()
        urls = (str(server.get("url", "")) for server in servers)
        paths = (re.sub(r"^[\w+.-]+://[^/]*", "", url) for url in urls)
        return {"", *(path.rstrip("/") for path in paths)}

    def candidates(self, request: SentRequest) -> list[str]:
        """Return the operations whose path matches a request best; raise
        InvalidRequest if there are none.
        """
        matches = [
            ((match["base"] in self._base_paths, literals, -len(match["base"])), name)
            for name, method, pattern, literals in self._routes
            if method == request.method and (match := pattern.fullmatch(request.path))
        ]
        if not matches:
            route = f"{request.method} {request.path}"
            raise InvalidRequest(f"the document has no {route}")
        best = max(rank for rank, _ in matches)
        return [name for rank, name in matches if rank == best]

    def operation(self, name: str) -> Operation:
        """Return the operation of a method of the client."""
        return self._specification.document.operation(*OPERATIONS[name])

    def is_token_request(self, request: SentRequest) -> bool:
        """Return whether a request asks for an access token (RFC 6749, section 3.2)."""
        urls = _token_urls(self._specification.document.schemes.values())
        return request.method == "POST" and request.origin + request.path in urls

    def respond(self, operation: Operation, script: _Script) -> httpx2.Response:
        """Return the scripted response, completed with the documented result."""
        status, response = self._status(operation, script.status)
        if script.body is not None:
            content, content_type = _encode(script.body, response)
        elif response is None or not response.content or operation.method == "HEAD":
            content, content_type = b"", ""
        else:
            try:
                content, content_type = self._content(operation, response)
            except NoInstanceError as reason:
                raise LookupError(
                    f"{operation.method} {operation.path}: no valid response was found"
                    f" ({reason}); script one with respond"
                ) from None
        headers = {"Content-Type": content_type} if content_type else {}
        return httpx2.Response(
            status, headers={**headers, **script.headers}, content=content
        )

    @staticmethod
    def _status(
        operation: Operation, status: int | None
    ) -> tuple[int, Response | None]:
        if status is not None:
            return status, operation.response_for(status)
        is_error = lambda each: not each.status.startswith("2")
        for response in sorted(operation.responses, key=is_error):
            return operation.status_of(response), response
        return 200, None

    def _content(self, operation: Operation, response: Response) -> tuple[bytes, str]:
        """An example or a generated value, encoded, and its media type."""
        in_json = (each for each in response.content if each.kind == "json")
        media_type = next(in_json, response.content[0])
        content_type = media_type.name.replace("*/*", "application/json")
        content_type = content_type.replace("/*", "/plain")
        if media_type.is_stream:
            schema: Any = {"type": "string"}
            if media_type.item_schema:
                schema = reference(media_type.item_schema)
            value = self._value(operation, media_type, schema)
            return encode_stream_item(media_type, value).encode(), content_type
        if media_type.is_opaque:
            return b"text", content_type
        value = self._value(operation, media_type, reference(media_type.schema))
        return json.dumps(value, ensure_ascii=False).encode(), content_type

    def _value(self, operation: Operation, media_type: MediaType, schema: Any) -> Any:
        for example in media_type.examples.values():
            if not self._specification.responses.problems(schema, example):
                return example
        generator = self._specification.response_instances
        instances, missing = generator.instances(schema)
        if not instances:
            raise NoInstanceError("; ".join(missing[:1]))
        # A minimal page is the last one.
        label = "minimal"
        return _with_label(instances, label).value


def _with_label(instances: list[Instance], label: str) -> Instance:
    return next((each for each in instances if label in each.labels), instances[0])


def _encode(body: object, response: Response | None) -> tuple[bytes, str]:
    """A scripted body, encoded, and its media type."""
    names = [each.name for each in response.content] if response is not None else []
    json_names = [name for name in names if name.endswith("json")]
    if isinstance(body, bytes):
        return body, names[0] if names else "application/octet-stream"
    if isinstance(body, str) and not json_names:
        return body.encode(), names[0] if names else "text/plain; charset=utf-8"
    content_type = json_names[0] if json_names else "application/json"
    content = json.dumps(body, default=_to_dict, ensure_ascii=False)
    return content.encode(), content_type


def _to_dict(value: Any) -> Any:
    """The JSON object of a model."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    raise TypeError(f"a response cannot contain {type(value).__name__}")


def _token_urls(schemes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for scheme in schemes:
        for flow in as_object(scheme.get("flows")).values():
            if is_object(flow):
                yield str(flow.get("tokenUrl", ""))


def _document() -> Path:
    """The document: in the package, or in the tests of its project."""
    in_package = Path(__file__).with_name("openapi.json")
    return in_package if in_package.exists() else _PROJECT / "tests" / "openapi.json"


_PROJECT = Path(__file__).parents[2]


@cache
def _load(path: Path) -> _Server:
    return _Server(Specification.load(path))
