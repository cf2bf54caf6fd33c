"""A fake server for tests of code that uses the client."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import import_module
from operator import methodcaller
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote_plus

import httpx2

from ._core.bodies import BodySchema
from ._core.errors import RequestValidationError
from ._core.json_values import FORM, dump_json, essence, is_json, scalar_text
from ._core.operation import Operation, ResponseSpec, split_path
from ._core.process import ProcessLock
from ._core.schema import Schema
from ._core.validation import validate

__all__ = ["InvalidRequest", "MockTransport", "ReceivedRequest"]

_Answer: TypeAlias = tuple[int, dict[str, str], bytes]
"""Status, headers and content of a response."""
_TOKEN = {"access_token": "token", "token_type": "Bearer", "expires_in": 3600}


class InvalidRequest(AssertionError):
    """A request that the API document does not allow."""


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


class MockTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport for ``http_client`` that takes the place of the server in tests.

    It validates each request with the types of the client, and raises `InvalidRequest`
    if it is invalid. It responds as you script with `respond`, or else with an example
    of the document or a small valid result. One transport serves sync and async
    clients, in any number of threads.
    """

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        """The requests received so far, the oldest first."""
        self._scripts: dict[str, list[_Answer]] = {}
        self._lock = ProcessLock()

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
            body: A model, a JSON value, a string or bytes. None for an example of the
                documented result, or for no content if ``status`` is not its status.
            headers: Headers of the response.

        Raises:
            LookupError: There is no such operation, or no result of it is known.
            AttributeError: The body has an object that is no model.
        """
        routes, _ = _load()
        if operation not in routes:
            similar = get_close_matches(operation, routes, 1)
            hint = f"; did you mean {similar[0]}?" if similar else ""
            raise LookupError(f"there is no operation {operation}{hint}")
        code, own, content = routes[operation].answer(status, body)
        answer = code, {**own, **(headers or {})}, content
        with self._lock():
            self._scripts.setdefault(routes[operation].name, []).append(answer)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of a sync client."""
        request.read()
        return self._handle(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request of an async client."""
        await request.aread()
        return self._handle(request)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        is_call = "operation" in request.extensions
        if not is_call and b"grant_type=" in request.content:
            # The client asks for an access token (RFC 6749, 4.4 and 6).
            return httpx2.Response(200, json=_TOKEN)
        route = self._route(request)
        received = request.method, request.url, request.headers, request.content
        with self._lock():
            self.requests.append(ReceivedRequest(route.name, *received))
            scripts = self._scripts.get(route.name, [])
            answer = scripts.pop(0) if len(scripts) > 1 else next(iter(scripts), None)
        status, headers, content = answer or route.answer()
        return httpx2.Response(status, headers=headers, content=content)

    def _route(self, request: httpx2.Request) -> "_Route":
        """Return the route that a request is valid for.

        Of several with the same path, such as ``/pets/{id}`` and ``/pets/{name}``, that
        of the method that was called comes first, then those with scripts.
        """
        called = getattr(request.extensions.get("operation"), "name", "")
        lines: list[str] = []
        for route in sorted(
            _matching_routes(request),
            key=lambda route: (route.name != called, route.name not in self._scripts),
        ):
            problems = [f"  {problem}" for problem in route.problems(request)]
            if not problems:
                return route
            lines += [f"{route.name} ({route.request})", *problems]
        raise InvalidRequest("\n".join(lines))


@dataclass
class _Route:
    """How requests of an operation are recognized, checked and answered.

    Args:
        name: The method of the client: ``pets.create``.
        request: HTTP method and path template.
        status, media_type: Those of the default answer.
        content: Its JSON value, or its text if it is not JSON.
        problem: Why there is no default answer.
        readings: Location and name of a parameter -> how to read its text: as ``text``,
            ``json``, or ``either``, followed by the delimiter of an array (``&`` if its
            items are parameters of their own). Others are not validated.
        required: Location and name of the parameters that each request has.
        form: The properties that each form has.
        takes_files: Whether a body may be a file, or text, that is not validated.
        module: The module of its resource, if not the name of the resource.
    """

    name: str
    request: str
    status: int
    media_type: str = ""
    content: Any = None
    problem: str = ""
    readings: Mapping[str, str] = field(default_factory=dict[str, str])
    required: list[str] = field(default_factory=list[str])
    form: list[str] = field(default_factory=list[str])
    takes_files: bool = False
    module: str = ""

    def __post_init__(self) -> None:
        self.method, _, path = self.request.partition(" ")
        parts = split_path(path)
        self.literals, self._names = parts[::2], parts[1::2]

    @cached_property
    def operation(self) -> Operation[Any]:
        """The constant of the operation, in the module of its resource."""
        module = self.module or self.name.rpartition(".")[0]
        members = vars(import_module(f".resources.{module}", __package__)).values()
        return next(m for m in members if getattr(m, "name", "") == self.name)

    def match(self, url: httpx2.URL) -> tuple[str, ...] | None:
        """Return the server's path and the encoded parameters; None if none match."""
        target, tail = url.raw_path.decode(), "&" if "?" in self.request else r"\?"
        if not all(literal in target for literal in self.literals):
            return None
        values = "([^/?]+)".join(map(re.escape, self.literals))
        match = re.fullmatch(f"([^?]*?){values}(?:{tail}.*)?", target)
        return match and match.groups()

    def answer(self, status: int | None = None, body: object = None) -> _Answer:
        """Return a scripted answer, or the default one."""
        media_type, content = "", b""
        if body is not None:
            spec = self.operation.response(status or self.status) or ResponseSpec()
            media_type, content = _encode(body, spec)
        elif status in (None, self.status):
            if self.problem:
                raise LookupError(
                    f"{self.name}: {self.problem}; script one with respond"
                )
            media_type, value = self.media_type, self.content
            in_json = is_json(essence(media_type))
            content = (dump_json(value) if in_json else value or "").encode()
        headers = {"Content-Type": media_type} if media_type else {}
        return status or self.status, headers, content

    def problems(self, request: httpx2.Request) -> Iterator[str]:
        """Yield what the operation does not allow in a request, with its place."""
        values, sent = self.match(request.url) or (), _texts(request)
        for name, text in zip(self._names, values[1:], strict=False):
            sent[f"path {name}"] = [text]
        yield from (f"{each}: required" for each in self.required if each not in sent)
        for parameter in self.operation.parameters:
            place = " ".join(parameter.place)
            if place in self.readings and place in sent:
                readings = _readings(self.readings[place], sent[place], place)
                yield from _refusals(parameter.schema, readings, place)
        yield from self._body_problems(request)

    def _body_problems(self, request: httpx2.Request) -> Iterator[str]:
        body, content = self.operation.body, request.content
        content_type = request.headers.get("content-type", "")
        if body is None or not (content or content_type):
            yield from ["body: required"] if body is not None and body.required else []
            return
        try:
            schema = body.schema_for(content_type)
        except RequestValidationError as error:
            # A file may have a media type of its own.
            yield from [] if self.takes_files else [f"{error}, got {content_type}"]
            return
        # A value of a range may be sent as JSON, but not with the schema of JSON.
        if type(schema) is BodySchema and "*" not in "".join(body.content):
            try:
                yield from _refusals(schema, [json.loads(content)], "body")
            except (ValueError, RecursionError):
                yield "body: expected JSON"
        elif self.form:
            names = _form_names(content_type, content)
            yield from (f"body.{n}: required" for n in self.form if n not in names)


def _refusals(schema: Schema, values: list[Any], place: str) -> list[str]:
    """Return why the last value is invalid; nothing if any of them is valid."""
    refusals: list[str] = []
    for value in values:
        try:
            validate(schema, value, place)
        except RequestValidationError as error:
            refusals = [f"{path}: {message}" for path, message in error.errors]
        else:
            return []
    return refusals


def _texts(request: httpx2.Request) -> dict[str, list[str]]:
    """Return the sent texts by location and name; ``name[key]`` also as ``name``."""
    found = {f"header {name}": [text] for name, text in request.headers.items()}
    pairs = [("query", each) for each in request.url.query.decode().split("&")]
    pairs += [("cookie", e) for e in request.headers.get("cookie", "").split("; ")]
    for location, pair in pairs:
        name, _, text = pair.partition("=")
        place = f"{location} {unquote_plus(name)}"
        for each in {place, place.partition("[")[0]}:
            found.setdefault(each, []).append(text)
    return found


def _readings(reading: str, texts: list[str], place: str) -> list[Any]:
    """Return the values that the texts of a parameter may stand for."""
    kind, _, delimiter = reading.partition(" ")
    decode = str if place.startswith("header") else unquote_plus
    split = texts[0].split(delimiter) if delimiter not in ("", "&") else texts
    decoded: list[Any] = list(map(decode, split))
    readings = [decoded] if kind in ("text", "either") else []
    readings += [list(map(_from_json, decoded))] if kind in ("json", "either") else []
    if not delimiter:
        return [each[0] for each in readings]
    return readings if any(decoded) else [[], *readings]


def _from_json(text: str) -> Any:
    """Return a JSON value, or the text itself if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _form_names(content_type: str, content: bytes) -> set[str]:
    """Return the names of the properties in a form."""
    if essence(content_type) == FORM:
        return set(parse_qs(content.decode(), keep_blank_values=True))
    names = re.findall(rb'[; ]name="([^"]*)"', content)
    return {name.decode(errors="replace") for name in names}


def _encode(body: object, spec: ResponseSpec) -> tuple[str, bytes]:
    """Return the media type and the content of a scripted body."""
    names = [name for name in spec.schemas if "*" not in name]
    json_names = [name for name in names if is_json(essence(name))]
    if isinstance(body, bytes):
        return next(iter(names), "application/octet-stream"), body
    if isinstance(body, str | int | float) and not json_names:
        return next(iter(names), "text/plain;charset=utf-8"), scalar_text(body).encode()
    value = json.dumps(body, default=methodcaller("to_dict"), ensure_ascii=False)
    plain = [json.loads(value)]
    fitting = (n for n in json_names if not _refusals(spec.schemas[n], plain, ""))
    return next(fitting, next(iter(json_names), "application/json")), value.encode()


@cache
def _load() -> tuple[dict[str, _Route], set[str]]:
    """Return the operations by name, and the paths of the servers."""
    data = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    routes = {name: _Route(name, **each) for name, each in data["operations"].items()}
    routes |= {old: routes[name] for old, name in data.get("former", {}).items()}
    return routes, {"", *data["base_paths"]}


def _matching_routes(request: httpx2.Request) -> list[_Route]:
    """Return the routes that match best: known path of the server, longest literals."""
    routes, base_paths = _load()
    ranks: dict[str, tuple[bool, int]] = {}
    for route in routes.values():
        values = route.match(request.url) if route.method == request.method else None
        if values is not None:
            size, base = sum(map(len, route.literals)), values[0]
            is_known = base in base_paths
            ranks[route.name] = is_known, size + len(base) * (1 if is_known else -1)
    if not ranks:
        raise InvalidRequest(f"the document has no {request.method} {request.url.path}")
    return [routes[name] for name, rank in ranks.items() if rank == max(ranks.values())]
