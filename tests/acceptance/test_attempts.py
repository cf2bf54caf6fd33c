"""What a call does beyond its first request: retries, redirects, new tokens, deadlines."""

from __future__ import annotations

import asyncio
import inspect
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.loopback import (
    Answer,
    Handler,
    Loopback,
    answer,
    hang,
    hang_up,
    serving,
    stall,
)

from .test_styles import generated

SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "app": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
    },
}
ITEM = {"type": "object", "properties": {"id": {"type": "integer"}}}
FILE = {"type": "string", "format": "binary"}
UPLOAD = {"type": "object", "properties": {"file": FILE, "note": {"type": "string"}}}


def content(media: str, schema: Any) -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


DONE = {"200": {"description": "", **content("application/json", ITEM)}}


def operation(
    name: str, media: str = "", schema: dict[str, Any] = ITEM, /, **more: Any
) -> dict[str, Any]:
    body = {"requestBody": content(media, schema)} if media else {}
    members = {"operationId": f"all.{name}", "tags": ["all"], "responses": DONE}
    return {**members, **body, **more}


STREAM = {
    "200": {"description": "", **content("text/event-stream", {"type": "string"})}
}
BLOB = {"200": {"description": "", **content("application/octet-stream", FILE)}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Attempts", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "components": {"securitySchemes": SCHEMES},
    "paths": {
        "/read": {"get": operation("read")},
        "/json": {
            "post": operation("post", "application/json"),
            "patch": operation("patch", "application/json"),
            "delete": operation("delete"),
        },
        "/form": {"post": operation("form", "application/x-www-form-urlencoded")},
        "/files": {"post": operation("upload", "multipart/form-data", UPLOAD)},
        "/raw": {"put": operation("put", "application/octet-stream", FILE)},
        "/harmless": {"post": {**operation("harmless"), "x-idempotent": True}},
        "/once": {"put": {**operation("once"), "x-idempotent": False}},
        "/bearer": {
            "post": operation("signed", "application/json", security=[{"bearer": []}]),
            "put": operation(
                "put_signed",
                "application/octet-stream",
                FILE,
                security=[{"bearer": []}],
            ),
        },
        "/app": {"get": operation("with_token", security=[{"app": []}])},
        "/events": {"get": operation("events", responses=STREAM)},
        "/blob": {"get": operation("blob", responses=BLOB)},
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(tmp_path_factory.mktemp("attempts"), "attempts_api", DOCUMENT)


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda low, high: low)


@dataclass
class Caller:
    """Calls operations of either client; returns the result or the error of each."""

    package: Any
    asynchronous: bool
    settings: dict[str, Any] = field(default_factory=dict)

    def call(self, name: str, /, *args: Any, **keywords: Any) -> Any:
        """Make one call; keywords that are no settings of a client are arguments."""
        return self.use(lambda client: getattr(client.all, name)(*args, **keywords))[0]

    def use(self, *uses: Callable[[Any], Any], **settings: Any) -> list[Any]:
        settings = self.settings | settings
        if self.asynchronous:
            return asyncio.run(self._use(uses, settings))
        with self.package.Client(**settings) as client:
            return [self._result(client, use) for use in uses]

    def _result(self, client: Any, use: Callable[[Any], Any]) -> Any:
        try:
            return use(client)
        except self.package.APIError as error:
            return error

    async def _use(self, uses: Any, settings: dict[str, Any]) -> list[Any]:
        async with self.package.AsyncClient(**settings) as client:
            return [await self._later(client, use) for use in uses]

    async def _later(self, client: Any, use: Callable[[Any], Any]) -> Any:
        try:
            result = use(client)
            return await result if inspect.isawaitable(result) else result
        except self.package.APIError as error:
            return error

    def options(self, **options: Any) -> Any:
        return self.package.RequestOptions(**options)


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest, package: Any, wire: Loopback) -> Caller:
    settings = {"base_url": wire.url, "bearer": "t", "max_connections": 1}
    return Caller(package, request.param == "async", settings)


GOOD = answer(200, {"id": 1})


def moved(status: int = 307) -> Answer:
    return answer(status, b"", Location="/there")


def boundary_free(body: bytes, kind: str | None) -> bytes:
    """Return a multipart body without its boundary, which each encoding has anew."""
    _, _, boundary = str(kind).partition("boundary=")
    return body.replace(boundary.encode(), b"") if boundary else body


# Redirects.


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


def seeked() -> io.BytesIO:
    file = io.BytesIO(b"skipped\0content")
    file.seek(7)
    return file


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_repeats_every_body_that_it_can(
    caller: Caller, wire: Loopback, tmp_path: Path, status: int
) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"\0content")
    bodies: list[tuple[str, tuple[Any, ...], dict[str, Any], bytes]] = [
        ("post", (), {"id": 1}, b'{"id":1}'),
        ("patch", (), {"id": 1}, b'{"id":1}'),
        ("delete", (), {}, b""),
        ("form", (), {"id": 1}, b"id=1"),
        *(
            (name, (), {key: file(), **more}, b"\0content")
            for file in (lambda: b"\0content", lambda: path, seeked)
            for name, key, more in (
                ("upload", "file", {"note": "n"}),
                ("put", "body", {}),
            )
        ),
        ("put", (), {"body": [b"\0con", b"tent"]}, b"\0content"),
    ]
    for name, args, keywords, sent in bodies:
        wire.seen.clear()
        wire.will(moved(status), moved(status), GOOD)
        result = caller.call(name, *args, **keywords)
        assert result.id == 1, (name, result)
        first, *others = wire.seen
        assert [each.target for each in others] == ["/there", "/there"]
        for each in others:
            assert each.method == first.method
            assert (each.body, sent in each.body) == (first.body, True)
            for header in ("content-type", "content-length", "transfer-encoding"):
                assert each.header(header) == first.header(header)


def test_303_becomes_get_without_a_body(caller: Caller, wire: Loopback) -> None:
    for name, keywords in (("post", {"id": 1}), ("put", {"body": Unseekable(b"x")})):
        wire.will(moved(303), GOOD)
        assert caller.call(name, **keywords).id == 1
        assert (wire.last.method, wire.last.body) == ("GET", b"")
        assert not {"content-type", "content-length"} & set(wire.last.names)


def test_a_body_that_cannot_be_repeated(caller: Caller, wire: Loopback) -> None:
    wire.will(moved())
    chunks = (chunk for chunk in [b"a", b"b"])
    for name, keywords in (
        ("put", {"body": chunks}),
        ("put", {"body": Unseekable(b"x")}),
        ("upload", {"file": Unseekable(b"x")}),
    ):
        error = caller.call(name, **keywords)
        assert type(error) is caller.package.RedirectError
        assert "the body cannot be sent again" in str(error)
    assert [each.target for each in wire.seen] == ["/raw", "/raw", "/files"]


@pytest.mark.parametrize(
    ("name", "answered", "reason"),
    [
        ("post", moved(302), "it could turn POST into GET"),
        ("post", answer(307, b"", Location="http://other.invalid/"), "another origin"),
        ("read", answer(302, b"", Location="http://a:99999/"), "not valid"),
        ("read", answer(302, b"", Location="http://u:p@127.0.0.1/"), "not valid"),
        ("read", moved(301), "too many redirects"),
    ],
)
def test_why_a_redirect_is_not_followed(
    caller: Caller, wire: Loopback, name: str, answered: Answer, reason: str
) -> None:
    wire.will(answered)
    error = caller.call(name)
    assert type(error) is caller.package.RedirectError
    assert f"({reason}" in str(error) or f"{reason})" in str(error)
    assert error.response.next_request is None


def test_middleware_sees_where_a_request_went(caller: Caller, wire: Loopback) -> None:
    seen: list[httpx2.Response] = []

    class Watch:
        def handle(self, request: httpx2.Request, call_next: Any) -> httpx2.Response:
            seen.append(call_next(request))
            return seen[-1]

    class AsyncWatch:
        async def handle(self, request: httpx2.Request, call_next: Any) -> Any:
            seen.append(await call_next(request))
            return seen[-1]

    wire.will(moved(), GOOD)
    middleware = [AsyncWatch() if caller.asynchronous else Watch()]
    (found,) = caller.use(lambda c: c.all.post(id=1), middleware=middleware)
    assert found.id == 1
    (response,) = seen
    assert response.request.url.path == "/there"
    assert [each.status_code for each in response.history] == [307]


def test_credentials_of_an_http_client_stay_on_the_origin(
    caller: Caller, wire: Loopback
) -> None:
    kind = httpx2.AsyncClient if caller.asynchronous else httpx2.Client
    mine: Any = kind(
        auth=("me", "s3cret"), headers={"X-Mine": "s3cret"}, cookies={"c": "s3cret"}
    )
    with serving() as other:
        other.will(GOOD)
        wire.will(
            moved(302),
            answer(302, b"", Location=f"{other.url}/x"),
        )
        leave = mine.aclose if caller.asynchronous else mine.close
        result, _ = caller.use(
            lambda c: c.all.read(),
            lambda c: leave(),
            http_client=mine,
            max_connections=None,
        )
        assert result.id == 1
        assert wire.last.header("authorization") == "Basic bWU6czNjcmV0"
        assert wire.last.header("cookie") == "c=s3cret"
        assert "s3cret" not in repr(other.seen)
        assert "bWU6" not in repr(other.seen)


# Retries.

UNSAFE = {
    "post": (False, False),
    "harmless": (True, True),
    "once": (False, False),
    "read": (True, True),
}
"""Whether an operation is retried without a setting, and with that of a call False."""


def call_with(name: str, options: Any, client: Any) -> Any:
    return getattr(client.all, name)(options=options)


@pytest.mark.parametrize("failure", [answer(500), answer(408), hang_up])
def test_what_is_retried(caller: Caller, wire: Loopback, failure: Answer) -> None:
    for name, (by_default, if_refused) in UNSAFE.items():
        for by_client in (False, True):
            for by_call in (None, False, True):
                wire.seen.clear()
                wire.will(failure, GOOD)
                options = caller.options(retry_unsafe=by_call)
                use = partial(call_with, name, options)
                (found,) = caller.use(use, retry_unsafe=by_client)
                retried = by_default if by_call is None else by_call or if_refused
                if by_call is None and name == "post":
                    retried = by_client
                assert len(wire.seen) == (2 if retried else 1), (name, by_client)
                assert isinstance(found, caller.package.APIError) is not retried


@pytest.mark.parametrize("grant", ["ClientCredentials", "RefreshToken"])
@pytest.mark.parametrize(
    "failure",
    [answer(503), answer(500), answer(408), answer(429, Retry_After="0"), hang_up],
)
def test_the_token_endpoint_is_asked_again(
    caller: Caller, wire: Loopback, failure: Answer, grant: str
) -> None:
    token = answer(200, {"access_token": "t1"})
    app = getattr(caller.package, grant)("a", "s3cret")
    wire.will(failure, failure, token, GOOD)
    (found,) = caller.use(lambda c: c.all.with_token(), app=app)
    assert found.id == 1
    assert [each.target for each in wire.seen] == ["/token"] * 3 + ["/app"]
    assert len({each.body for each in wire.seen[:3]}) == 1
    wire.seen.clear()
    wire.will(failure)
    (found,) = caller.use(lambda c: c.all.with_token(), app=app, max_retries=1)
    assert isinstance(found, caller.package.APIError)
    assert [each.target for each in wire.seen] == ["/token"] * 2


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refused_token_request_is_not_repeated(
    caller: Caller, wire: Loopback, status: int
) -> None:
    said = {"error": "invalid_client", "error_description": "unknown"}
    wire.will(answer(status, {**said, "more": "s3cret"}))
    app = caller.package.ClientCredentials("id", "s3cret")
    (error,) = caller.use(lambda c: c.all.with_token(), app=app)
    assert (error.status_code, error.body, len(wire.seen)) == (status, said, 1)
    assert "invalid_client: unknown" in str(error)


@pytest.mark.parametrize(
    ("lifetime", "is_kept"),
    [
        ("9" * 400, True),
        ("9" * 5000, True),
        ("1e999", True),
        ("3600.5", True),
        ('"3600"', True),
        ('"1e3"', True),
        ("null", True),
        ('"soon"', True),
        ("NaN", True),
        ("true", True),
        ("[1]", True),
        ("0", False),
        ("-1", False),
        ("-" + "9" * 400, False),
        ('"0"', False),
        ('"-5"', False),
    ],
)
def test_lifetimes_of_tokens(
    caller: Caller, wire: Loopback, lifetime: str, is_kept: bool
) -> None:
    body = f'{{"access_token": "t", "expires_in": {lifetime}}}'.encode()

    def both(handler: Handler) -> None:
        (answer(200, body) if handler.path == "/token" else GOOD)(handler)

    wire.will(both)
    app = caller.package.ClientCredentials("id", "s3cret")
    found = caller.use(*[lambda c: c.all.with_token()] * 2, app=app, max_retries=0)
    assert [each.id for each in found] == [1, 1]
    asked = [each.target for each in wire.seen].count("/token")
    assert asked == (1 if is_kept else 2)


def test_a_token_function_is_asked_again_once(caller: Caller, wire: Loopback) -> None:
    tokens = iter(["t1", "t2", "t3"])

    async def later() -> str:
        await asyncio.sleep(0)
        return next(tokens)

    functions: list[Any] = [lambda: next(tokens)]
    functions += [later] if caller.asynchronous else []
    for function in functions:
        tokens = iter(["t1", "t2", "t3"])
        wire.seen.clear()
        wire.will(answer(401), GOOD)
        use = lambda c: c.all.signed(id=1)
        (found,) = caller.use(use, bearer=function, max_retries=0)
        assert found.id == 1
        sent = [(each.header("authorization"), each.json) for each in wire.seen]
        assert sent == [("Bearer t1", {"id": 1}), ("Bearer t2", {"id": 1})]
        wire.seen.clear()
        tokens = iter(["t1", "t2", "t3"])
        wire.will(answer(401))
        (error,) = caller.use(use, bearer=function)
        assert type(error) is caller.package.AuthenticationError
        assert len(wire.seen) == 2
        wire.seen.clear()
        tokens = iter(["t1", "t2", "t3"])
        put = lambda c: c.all.put_signed(body=Unseekable(b"x"))
        (error,) = caller.use(put, bearer=function)
        assert type(error) is caller.package.AuthenticationError
        assert len(wire.seen) == 1


# Timeouts and deadlines.


def drip(start: bytes, rest: bytes = b"x" * 10_000) -> Answer:
    """Send bytes, then further ones one by one, until the test has ended."""

    def send(handler: Handler) -> None:
        handler.wfile.write(start)
        for index in range(len(rest)):
            handler.wfile.write(rest[index : index + 1])
            if handler.server.released.wait(0.02):
                break
        handler.close_connection = True

    return send


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SLOW = {
    "body": drip(OK + b"Content-Length: 10000\r\n\r\n"),
    "chunks": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 2000),
    "headers": drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "an error": drip(b"HTTP/1.1 400 Bad\r\nContent-Length: 10000\r\n\r\n"),
    "nothing": hang,
    "a stalled body": stall(OK + b"Content-Length: 9\r\n\r\n{"),
}


@pytest.mark.parametrize("slow", SLOW)
def test_a_deadline_ends_a_call(caller: Caller, wire: Loopback, slow: str) -> None:
    def first(handler: Handler) -> None:
        (SLOW[slow] if len(wire.seen) == 1 else GOOD)(handler)

    wire.will(first)
    options = caller.options(deadline=0.1)
    more = None if slow == "headers" else 1
    error, after = caller.use(
        lambda c: c.all.read(options=options),
        lambda c: c.all.read(),
        max_connections=more,
    )
    assert type(error) is caller.package.APITimeoutError
    assert not wire.released.is_set()
    assert after.id == 1  # with the connection of the call that was given up


def test_a_deadline_ends_retries(caller: Caller, wire: Loopback) -> None:
    wire.will(answer(500, Retry_After="0"))
    options = caller.options(deadline=0.5, max_retries=1_000_000)
    error = caller.call("harmless", options=options)
    kinds = caller.package.APITimeoutError, caller.package.InternalServerError
    assert isinstance(error, kinds) and len(wire.seen) > 1
    wire.will(answer(503, Retry_After="50"))
    error = caller.call("read", options=caller.options(deadline=20))
    assert type(error) is caller.package.InternalServerError  # at once
    # A request of the first call may come late.
    assert [each.target for each in wire.seen].count("/read") == 1


def test_a_deadline_counts_redirects_and_tokens(caller: Caller, wire: Loopback) -> None:
    app = caller.package.ClientCredentials("id", "s3cret")
    options = caller.options(deadline=0.1)
    for first in (hang, drip(b"HTTP/1.1 200 OK\r\nX-Slow: ")):
        wire.will(first)
        (error,) = caller.use(lambda c: c.all.with_token(options=options), app=app)
        assert type(error) is caller.package.APITimeoutError
    wire.will(moved(), moved(), hang)
    assert type(caller.call("post", options=options)) is type(error)
    wire.seen.clear()
    late = caller.options(deadline=0)
    assert type(caller.call("read", options=late)) is type(error)
    assert wire.seen == []


def test_a_deadline_of_a_stream_ends_when_it_starts(
    caller: Caller, wire: Loopback
) -> None:
    def events(handler: Handler) -> None:
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        )
        handler.wfile.write(b"data: a\n\n")
        handler.server.released.wait(0.5)
        handler.wfile.write(b"data: b\n\n")
        handler.close_connection = True

    options = caller.options(deadline=0.4)

    def listen(client: Any) -> Any:
        if not caller.asynchronous:
            with client.all.events(options=options) as stream:
                return list(stream)

        async def later() -> list[Any]:
            async with await client.all.events(options=options) as stream:
                return [item async for item in stream]

        return later()

    wire.will(events)
    assert caller.use(listen) == [["a", "b"]]
    wire.will(hang)
    (error,) = caller.use(listen)
    assert type(error) is caller.package.APITimeoutError


def test_errors_of_the_caller_pass_a_deadline(caller: Caller, wire: Loopback) -> None:
    def fail() -> str:
        raise TimeoutError("mine")

    wire.will(GOOD)
    options = caller.options(deadline=60)
    with pytest.raises(TimeoutError, match="mine"):
        caller.use(lambda c: c.all.signed(id=1, options=options), bearer=fail)


def test_a_deadline_can_be_cancelled(package: Any, wire: Loopback) -> None:
    async def main() -> None:
        async with package.AsyncClient(base_url=wire.url, max_connections=1) as client:
            options = package.RequestOptions(deadline=60)
            wire.will(hang)
            call = asyncio.ensure_future(client.all.read(options=options))
            while not wire.seen:
                await asyncio.sleep(0)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            wire.will(GOOD)
            assert (await client.all.read(options=options)).id == 1

    asyncio.run(main())


def test_the_timeout_of_an_http_client(caller: Caller, wire: Loopback) -> None:
    kind: Any = httpx2.AsyncClient if caller.asynchronous else httpx2.Client
    server = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"id": 1}))
    kind = partial(kind, transport=server)
    given: list[Any] = []

    def timeouts(**settings: Any) -> Any:
        caller.settings["middleware"] = [Watch()]
        options = settings.pop("options", None)
        caller.use(lambda c: c.all.read(options=options), **settings)
        return given.pop()

    class Watch:
        def handle(self, request: httpx2.Request, call_next: Any) -> Any:
            given.append(request.extensions["timeout"])
            return call_next(request)

    def each(seconds: float | None) -> dict[str, float | None]:
        return dict.fromkeys(("connect", "read", "write", "pool"), seconds)

    wire.will(GOOD)
    assert timeouts() == each(60)
    assert timeouts(timeout=None) == each(None)
    mine = httpx2.Timeout(7, read=8)
    assert timeouts(http_client=kind(timeout=mine)) == mine.as_dict()
    assert timeouts(http_client=kind(timeout=None)) == each(None)
    assert timeouts(http_client=kind(timeout=7), timeout=9) == each(9)
    assert timeouts(http_client=kind(timeout=7), timeout=None) == each(None)
    options = caller.options(timeout=3)
    assert timeouts(http_client=kind(timeout=7), options=options) == each(3)
