"""Faults of servers and networks, as a generated client meets them, of either kind.

Each ends in the class that is documented, in bounded time, and gives its connection
back: the pool has one, and the next call needs it. A warning would be an error.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import inspect
import random
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
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
    raw_answer,
    serving,
    stall,
)

from .test_styles import generated

pytestmark = pytest.mark.filterwarnings("error")

THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}},
}
JSON = {"application/json": {"schema": THING}}
GIVES = {"200": {"description": "", "content": JSON}}
SSE = "text/event-stream"
EVENTS = {"200": {"description": "", "content": {SSE: {"itemSchema": {
    "type": "object",
    "properties": {
        "data": {"type": "string"},
        "event": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
}}}}}  # fmt: skip
SCHEMES: dict[str, Any] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "login": {"type": "http", "scheme": "basic"},
    "app": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
    },
}
ALL: list[dict[str, list[str]]] = [{"key": [], "query": [], "cookie": [], "bearer": []}]
DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Faults", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "components": {"securitySchemes": SCHEMES},
    "paths": {
        "/thing": {
            "get": {"operationId": "all.read", "tags": ["all"], "responses": GIVES},
            "post": {
                "operationId": "all.make",
                "tags": ["all"],
                "requestBody": {"required": True, "content": JSON},
                "responses": GIVES,
            },
        },
        "/secret": {
            "get": {
                "operationId": "all.secret",
                "tags": ["all"],
                "security": ALL,
                "parameters": [
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}
                ],
                "responses": GIVES,
            },
            "post": {
                "operationId": "all.put_secret",
                "tags": ["all"],
                "security": ALL,
                "requestBody": {"required": True, "content": JSON},
                "responses": GIVES,
            },
        },
        "/token-needed": {
            "get": {
                "operationId": "all.signed",
                "tags": ["all"],
                "security": [{"app": []}],
                "responses": GIVES,
            }
        },
        "/either": {
            "get": {
                "operationId": "all.either",
                "tags": ["all"],
                "security": [{"key": [], "bearer": []}, {"login": []}],
                "responses": GIVES,
            }
        },
        "/events": {
            "get": {"operationId": "all.events", "tags": ["all"], "responses": EVENTS}
        },
    },
}


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(tmp_path_factory.mktemp("faults"), "faults", DOCUMENT)


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@dataclass
class Kind:
    """One of the two clients, used by the same words as the other."""

    package: Any
    asynchronous: bool
    settings: dict[str, Any] = field(default_factory=dict)

    def calls(self, *names: str, **settings: Any) -> list[Any]:
        """What a client's calls give, one after the other; errors are given too."""
        used = [lambda client, name=name: getattr(client.all, name)() for name in names]
        return self.use(*used, **settings)

    def use(self, *used: Callable[[Any], Any], **settings: Any) -> list[Any]:
        settings = self.settings | settings
        if not self.asynchronous:
            with self.package.Client(**settings) as client:
                return [self._sync(client, each) for each in used]
        return asyncio.run(self._later(used, settings))

    def _sync(self, client: Any, used: Callable[[Any], Any]) -> Any:
        try:
            return used(client)
        except self.package.APIError as error:
            return error

    async def _later(self, used: Any, settings: dict[str, Any]) -> list[Any]:
        found: list[Any] = []
        async with self.package.AsyncClient(**settings) as client:
            for each in used:
                try:
                    result = each(client)
                    if inspect.isawaitable(result):
                        result = await result
                    found.append(result)
                except self.package.APIError as error:
                    found.append(error)
        return found


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest, faults: Any, wire: Loopback) -> Iterator[Kind]:
    settings = {"base_url": wire.url, "max_connections": 1, "timeout": 10.0}
    yield Kind(faults, request.param == "async", settings)
    gc.collect()  # what was not closed warns now


@pytest.fixture
def ceilings(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The ceilings of all waits that are drawn; each draws none at all."""
    drawn: list[float] = []

    def uniform(low: float, high: float) -> float:
        drawn.append(high)
        return low

    monkeypatch.setattr(random, "uniform", uniform)
    return drawn


# What may go wrong, and the class of the error.

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def packed(content: bytes, *, length: int | None = None) -> Answer:
    declared = len(content) if length is None else length
    return raw_answer(
        HEAD
        + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % declared
        + content
    )


BROKEN = gzip.compress(b'{"id": 1}')[:-9] + b"\xff" * 9
FAULTS: dict[str, tuple[Answer, str]] = {
    "reset before the head": (raw_answer(b"", reset=True), "APIConnectionError"),
    "closed before the head": (hang_up, "APIConnectionError"),
    "reset in the head": (raw_answer(HEAD, reset=True), "APIConnectionError"),
    "reset in the body": (
        raw_answer(HEAD + b'Content-Length: 100\r\n\r\n{"id"', reset=True),
        "APIConnectionError",
    ),
    "no HTTP": (raw_answer(b"SSH-2.0-OpenSSH_9.6\r\n"), "APIConnectionError"),
    "no head at all": (hang, "APITimeoutError"),
    "slow head": (stall(b"HTTP/1.1 200 OK\r\n"), "APITimeoutError"),
    "slow body": (stall(HEAD + b"Content-Length: 9\r\n\r\n{"), "APITimeoutError"),
    "slow chunk": (
        stall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"),
        "APITimeoutError",
    ),
    "truncated chunk": (
        raw_answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{"),
        "APIConnectionError",
    ),
    "no last chunk": (
        raw_answer(HEAD + b'Transfer-Encoding: chunked\r\n\r\n9\r\n{"id": 1}\r\n'),
        "APIConnectionError",
    ),
    "no size of a chunk": (
        raw_answer(HEAD + b'Transfer-Encoding: chunked\r\n\r\nxyz\r\n{"id": 1}\r\n'),
        "APIConnectionError",
    ),
    "a length too long": (
        raw_answer(HEAD + b'Content-Length: 50\r\n\r\n{"id": 1}'),
        "APIConnectionError",
    ),
    "a length too short": (
        raw_answer(HEAD + b'Content-Length: 5\r\n\r\n{"id": 1}'),
        "ResponseValidationError",
    ),
    "two lengths": (
        raw_answer(HEAD + b'Content-Length: 5\r\nContent-Length: 9\r\n\r\n{"id": 1}'),
        "APIConnectionError",
    ),
    "no gzip": (packed(b'{"id": 1}'), "APIConnectionError"),
    "broken gzip": (packed(BROKEN), "APIConnectionError"),
    "truncated gzip": (
        packed(gzip.compress(b'{"id": 1}')[:20], length=29),
        "APIConnectionError",
    ),
    "invalid JSON": (answer(200, b"{]"), "ResponseValidationError"),
    "half of the JSON": (answer(200, b'{"id": '), "ResponseValidationError"),
    "an empty body": (answer(200, b""), "ResponseValidationError"),
    "no body": (raw_answer(HEAD + b"Content-Length: 0\r\n\r\n"), "ResponseValidationError"),
    "a redirect to nowhere": (answer(302, b"", Location="http://127.0.0.1:99999/"), "RedirectError"),
    "a redirect to no host": (
        answer(302, b"", Location=f"http://{'a' * 70}.test/"),
        "RedirectError",
    ),
    "redirects in a circle": (answer(307, b"", Location="/thing"), "RedirectError"),
    "another protocol": (answer(301, b"", Location="file:///etc/passwd"), "RedirectError"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_class(kind: Kind, wire: Loopback, fault: str) -> None:
    how, expected = FAULTS[fault]
    options = kind.package.RequestOptions(
        timeout=0.3 if expected == "APITimeoutError" else None, max_retries=0
    )

    def well(client: Any) -> Any:
        wire.will(answer(200, {"id": 1}))
        return client.all.read()

    wire.will(how)
    error, thing = kind.use(lambda client: client.all.read(options=options), well)
    assert type(error) is getattr(kind.package, expected)
    assert len(str(error)) < 1000
    assert thing.id == 1


def test_a_port_without_a_server(kind: Kind, ceilings: list[float]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        (error,) = kind.use(lambda client: client.all.make(id=1), base_url=url)
    assert type(error) is kind.package.APIConnectionError
    assert ceilings == [0.5, 1.0]


def test_pauses_have_a_maximum(
    kind: Kind, wire: Loopback, ceilings: list[float]
) -> None:
    wire.will(answer(503, {}))
    (error,) = kind.calls("read", max_retries=7)
    assert type(error) is kind.package.InternalServerError
    assert ceilings == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_a_server_that_recovers(
    kind: Kind, wire: Loopback, ceilings: list[float]
) -> None:
    wire.will(answer(503, {}), answer(503, {}), answer(200, {"id": 1}))
    (found,) = kind.calls("read")
    assert found.id == 1
    assert (len(wire.seen), len(ceilings)) == (3, 2)


@pytest.mark.parametrize(
    ("status", "when", "pause"),
    [(429, "1", 1), (503, formatdate(2_000_000_001, usegmt=True), 0.2)],
    ids=["seconds", "date"],
)
def test_retry_after(
    kind: Kind,
    wire: Loopback,
    ceilings: list[float],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    when: str,
    pause: float,
) -> None:
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.8)
    wire.will(answer(status, {}, Retry_After=when), answer(200, {"id": 1}))
    started = time.monotonic()
    # Retry-After also applies to methods that are not idempotent.
    (found,) = kind.use(lambda client: client.all.make(id=1))
    assert found.id == 1
    assert time.monotonic() - started > pause * 0.9
    assert ceilings == []


@pytest.mark.parametrize("when", ["soon", "-1", "1e9", "", "Wed, 99 Foo 2026", "²"])
def test_without_retry_after(
    kind: Kind, wire: Loopback, ceilings: list[float], when: str
) -> None:
    wire.will(answer(429, {}, Retry_After=when), answer(200, {"id": 1}))
    assert [thing.id for thing in kind.calls("read")] == [1]
    assert ceilings == [0.5]


def test_a_long_retry_after(kind: Kind, wire: Loopback) -> None:
    wire.will(answer(429, {}, Retry_After="86400"))
    (error,) = kind.calls("read")
    assert type(error) is kind.package.RateLimitError
    assert error.response.headers["retry-after"] == "86400"


def test_compressed_responses(kind: Kind, wire: Loopback) -> None:
    wire.will(
        packed(gzip.compress(b'{"id": 1}')),
        answer(404, gzip.compress(b"gone"), "text/plain", Content_Encoding="gzip"),
    )
    thing, error = kind.calls("read", "read")
    assert thing.id == 1
    assert error.body == "gone" and str(error).endswith(": gone")


# Large answers.


def endless(status: int, chunk: bytes, encoding: str = "identity") -> Answer:
    """An error page of 10 MB whose end does not come."""

    def send(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Encoding", encoding)
        handler.send_header("Content-Length", str(1 << 40))
        handler.end_headers()
        for _ in range(10_000_000 // len(chunk) + 1):
            handler.wfile.write(chunk)
        hang(handler)

    return send


@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_a_huge_error_page(kind: Kind, wire: Loopback, packing: str) -> None:
    page = b"<p>failed \x1b[31m</p>" * 3000
    packed_page = gzip.compress(page * 1000)
    wire.will(endless(500, page if packing == "identity" else packed_page, packing))
    options = kind.package.RequestOptions(max_retries=0)

    def well(client: Any) -> Any:
        wire.will(answer(200, {"id": 1}))
        return client.all.read()

    tracemalloc.start()
    error, thing = kind.use(lambda client: client.all.read(options=options), well)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert type(error) is kind.package.InternalServerError
    assert error.body.startswith("<p>failed")
    assert len(error.body) <= 1 << 20 and len(error.response.content) <= 1 << 20
    assert len(str(error)) < 1000 and "\x1b" not in str(error)
    assert peak < (10 << 20 if packing == "identity" else 100 << 20)
    assert thing.id == 1


# Redirects.

SECRETS = {
    "key": "s3cret-key",
    "query": "s3cret-query",
    "cookie": "s3cret-cookie",
    "bearer": "s3cret-bearer",
}


def elsewhere(status: int, url: str) -> Answer:
    return answer(status, b"", Location=f"{url}/stolen?x=1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_credential_goes_to_another_origin(
    kind: Kind, wire: Loopback, status: int
) -> None:
    with serving() as other:
        other.will(answer(200, {"id": 1}))
        wire.will(elsewhere(status, other.url))
        headers = {"X-Mine": "s3cret-header"}
        thing, error = kind.use(
            lambda client: client.all.secret(x_trace="s3cret-trace"),
            lambda client: client.all.put_secret(id=1),
            headers=headers,
            **SECRETS,
        )
        sent = [
            seen.target + repr(seen.headers) + repr(seen.body) for seen in wire.seen
        ]
        stolen = [(seen.method, seen.target, seen.headers) for seen in other.seen]
    assert thing.id == 1
    assert type(error) is kind.package.RedirectError
    assert all(secret in sent[0] for secret in [*SECRETS.values(), "s3cret-trace"])
    assert [each[:2] for each in stolen] == [("GET", "/stolen?x=1")]
    assert "s3cret" not in repr(stolen)
    assert "s3cret" not in str(error) + repr(error)


def test_a_token_request_is_not_redirected(kind: Kind, wire: Loopback) -> None:
    with serving() as other:
        wire.will(elsewhere(307, other.url))
        grant = kind.package.ClientCredentials("me", "s3cret", authentication="form")
        if kind.asynchronous:
            mine: Any = httpx2.AsyncClient(follow_redirects=True, trust_env=False)
            leave = mine.aclose
        else:
            mine = httpx2.Client(follow_redirects=True, trust_env=False)
            leave = mine.close
        error, _ = kind.use(
            lambda client: client.all.signed(),
            lambda client: leave(),
            app=grant,
            http_client=mine,
        )
        assert type(error) is kind.package.RedirectError
        assert other.seen == []


# Tokens.


@dataclass
class Tokens:
    """Gives out t1, t2, ... and lets in who has the newest that has not expired."""

    issued: int = 0
    expired: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, handler: Handler) -> None:
        with self.lock:
            if handler.path == "/token":
                self.issued += 1
                self.expired = False
                given = {"access_token": f"t{self.issued}", "token_type": "bearer"}
                how = answer(200, given | {"expires_in": 3600})
            else:
                good = handler.headers["Authorization"] == f"Bearer t{self.issued}"
                how = (
                    answer(200, {"id": 1}) if good and not self.expired else answer(401)
                )
        how(handler)


def test_a_hundred_calls_refresh_a_token_once(faults: Any, wire: Loopback) -> None:
    tokens = Tokens()
    wire.will(tokens)

    async def main() -> list[Any]:
        grant = faults.ClientCredentials("me", "secret")
        async with faults.AsyncClient(base_url=wire.url, app=grant) as client:
            await client.all.signed()
            tokens.expired = True
            calls = [asyncio.create_task(client.all.signed()) for _ in range(100)]
            while tokens.issued == 1:
                await asyncio.sleep(0)
                calls[0].cancel()
            return await asyncio.gather(*calls, return_exceptions=True)

    first, *others = asyncio.run(main())
    assert isinstance(first, asyncio.CancelledError)
    assert [thing.id for thing in others] == [1] * 99
    assert tokens.issued == 2


def test_the_call_that_refreshes_may_be_cancelled(faults: Any, wire: Loopback) -> None:
    asked = threading.Event()
    go = threading.Event()
    tokens = Tokens()

    def slow(handler: Handler) -> None:
        if handler.path == "/token":
            asked.set()
            go.wait(10)
        tokens(handler)

    wire.will(slow)

    async def main() -> list[Any]:
        grant = faults.ClientCredentials("me", "secret")
        async with faults.AsyncClient(base_url=wire.url, app=grant) as client:
            calls = [asyncio.create_task(client.all.signed()) for _ in range(5)]
            await asyncio.to_thread(asked.wait, 10)
            calls[0].cancel()
            calls[3].cancel()
            await asyncio.wait(calls[:1])
            go.set()
            return await asyncio.gather(*calls, return_exceptions=True)

    found = asyncio.run(main())
    cancelled = [isinstance(each, asyncio.CancelledError) for each in found]
    assert cancelled == [True, False, False, True, False]
    assert tokens.issued == 1


def test_threads_refresh_a_token_once(faults: Any, wire: Loopback) -> None:
    tokens = Tokens()
    wire.will(tokens)
    grant = faults.ClientCredentials("me", "secret")
    found: list[Any] = []
    with faults.Client(base_url=wire.url, app=grant) as client:
        client.all.signed()
        tokens.expired = True
        ready = threading.Barrier(20)

        def call() -> None:
            ready.wait()
            found.append(client.all.signed().id)

        threads = [threading.Thread(target=call) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [1] * 20
    assert tokens.issued == 2


def test_threads_that_wait_share_a_failure(
    faults: Any, wire: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, lock = threading.Semaphore(0), threading.Lock()

    @contextmanager
    def locked() -> Iterator[None]:
        waiting.release()
        with lock:
            yield

    def refuse(handler: Handler) -> None:
        for _ in range(5):
            waiting.acquire()
        answer(400, {"error": "invalid_client"})(handler)

    monkeypatch.setattr(faults._core.oauth, "ProcessLock", lambda: locked)
    wire.will(refuse)
    grant, found = faults.ClientCredentials("me", "secret"), []
    with faults.Client(base_url=wire.url, app=grant) as client:

        def call() -> None:
            try:
                client.all.signed()
            except faults.BadRequestError as error:
                found.append(error)

        threads = [threading.Thread(target=call) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 5 and len(wire.seen) == 1
        wire.will(Tokens())
        assert client.all.signed().id == 1


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (hang_up, "APIConnectionError"),
        (hang, "APITimeoutError"),
        (answer(400, {"error": "invalid_client"}), "BadRequestError"),
        (answer(200, b"no JSON"), "APIStatusError"),
        (answer(200, {"access_token": None}), "APIStatusError"),
        (answer(503, {}), "InternalServerError"),
    ],
)
def test_a_token_request_that_fails(
    kind: Kind, wire: Loopback, how: Answer, expected: str
) -> None:
    wire.will(how)
    grant = kind.package.ClientCredentials("me", "s3cret")
    (error,) = kind.calls("signed", app=grant, timeout=0.3, max_retries=0)
    assert type(error) is getattr(kind.package, expected)
    assert "s3cret" not in str(error)


# Credentials.


def test_all_of_one_alternative_are_sent(kind: Kind, wire: Loopback) -> None:
    wire.will(answer(200, {"id": 1}))
    kind.calls("either", key="k", bearer="b", login=("u", "p"))
    kind.calls("either", key="k", login=("u", "p"))
    (error,) = kind.calls("either", key="k")
    first, second = wire.seen
    assert (first.header("x-key"), first.header("authorization")) == ("k", "Bearer b")
    assert second.header("x-key") is None
    assert second.header("authorization") == "Basic dTpw"
    assert type(error) is kind.package.MissingCredentialsError
    assert "bearer" in str(error) and "login" in str(error)


# Cancelled calls.


def test_a_cancelled_call_returns_its_connection(faults: Any, wire: Loopback) -> None:
    asked = threading.Event()

    def stuck(handler: Handler) -> None:
        asked.set()
        stall(HEAD + b"Content-Length: 9\r\n\r\n{")(handler)

    wire.will(stuck)

    async def main() -> Any:
        settings = {"base_url": wire.url, "max_connections": 1}
        async with faults.AsyncClient(**settings) as client:
            call = asyncio.create_task(client.all.read())
            await asyncio.to_thread(asked.wait, 10)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            wire.will(answer(200, {"id": 1}))
            async with asyncio.timeout(5):
                return await client.all.read()

    assert asyncio.run(main()).id == 1
    gc.collect()


def test_no_more_connections_than_allowed(faults: Any, wire: Loopback) -> None:
    ports: set[int] = set()

    def noted(handler: Handler) -> None:
        ports.add(handler.client_address[1])
        answer(200, {"id": 1})(handler)

    wire.will(noted)

    async def main() -> None:
        settings = {"base_url": wire.url, "max_connections": 3}
        async with faults.AsyncClient(**settings) as client:
            await asyncio.gather(*(client.all.read() for _ in range(30)))

    asyncio.run(main())
    assert 1 <= len(ports) <= 3


# Events: WHATWG HTML, 9.2.6, and what its parsing tests speak of.

VECTORS: dict[str, tuple[bytes, list[dict[str, Any]]]] = {
    "a message": (b"data: a b\n\n", [{"data": "a b"}]),
    "a mark at the beginning": (b"\xef\xbb\xbfdata: a\n\n", [{"data": "a"}]),
    "two marks": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", [{"data": "b"}]),
    "a mark later on": (b"data: a\n\n\xef\xbb\xbfdata: b\n\ndata: c\n\n",
        [{"data": "a"}, {"data": "c"}]),
    "CR": (b"event: e\rdata: a\r\rdata: b\r\r", [{"event": "e", "data": "a"}, {"data": "b"}]),
    "CRLF": (b"data: a\r\ndata: b\r\n\r\n", [{"data": "a\nb"}]),
    "all line ends": (b"data: a\rdata: b\ndata: c\r\n\r\ndata:d\n\r", [{"data": "a\nb\nc"}, {"data": "d"}]),
    "other line ends are none": ("data: a\u2028b\u0085c\x0bd\n\n".encode(), [{"data": "a\u2028b\u0085c\x0bd"}]),
    "comments": (b":\n: data: x\n\n:\n\ndata: a\n: b\ndata: c\n\n", [{"data": "a\nc"}]),
    "spaces": (b"data:a\ndata: b\ndata:  c\ndata:\td\n data: e\n\n", [{"data": "a\nb\n c\n\td"}]),
    "colons": (b"data:a:b\ndata: :c\n\n", [{"data": "a:b\n:c"}]),
    "fields that are not known": (b"DATA: a\ndata: b\nother: c\ndata\xc3\xa4: d\n\n", [{"data": "b"}]),
    "empty data": (b"data\n\ndata:\ndata\n\n", [{"data": ""}, {"data": "\n"}]),
    "no data": (b"event: e\nid: 1\n\ndata: a\n\n", [{"id": "1", "data": "a"}]),
    "ids": (b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: 2\0\ndata: d\n\n",
        [{"id": "1", "data": "a"}, {"id": "1", "data": "b"}, {"data": "c"}, {"data": "d"}]),
    "retry": (b"retry: 3000\ndata: a\n\nretry: 1.5\ndata: b\n\nretry: -1\ndata: c\n\nretry:\ndata: d\n\n",
        [{"retry": 3000, "data": "a"}, {"data": "b"}, {"data": "c"}, {"data": "d"}]),
    "event": (b"event: a\nevent: b\ndata: x\n\nevent:\ndata: y\n\n", [{"event": "b", "data": "x"}, {"data": "y"}]),
    "an end without a blank line": (b"data: a\n\ndata: b\n", [{"data": "a"}]),
    "an end within a line": (b"data: a\n\ndata: b", [{"data": "a"}]),
    "text": ("data: é€😀\ndata: \0\n\n".encode(), [{"data": "é€😀\n\0"}]),
    "no UTF-8": (b"data: a\xff\xe2\x82b\n\n", [{"data": "a\ufffd\ufffdb"}]),
    "nothing": (b"", []),
}  # fmt: skip


def chunked(*chunks: bytes) -> Answer:
    """A stream in pieces, each of which goes out by itself."""

    def send(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for chunk in chunks:
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        handler.wfile.write(b"0\r\n\r\n")

    return send


def heard(client: Any) -> Any:
    """All events of a stream, of either client."""

    async def later() -> list[Any]:
        return [shown(event) async for event in await client.all.events()]

    if type(client).__name__.startswith("Async"):
        return later()
    return [shown(event) for event in client.all.events()]


def shown(event: Any) -> dict[str, Any]:
    found: dict[str, Any] = event.to_dict()
    return found


@pytest.mark.parametrize("vector", VECTORS)
def test_events_are_parsed_at_every_split(
    kind: Kind, wire: Loopback, vector: str
) -> None:
    content, expected = VECTORS[vector]
    splits = [(content[:at], content[at:]) for at in range(1, len(content))]
    single = tuple(content[at : at + 1] for at in range(len(content)))
    ways = [(content,) if content else (), single, *splits]
    wire.will(*(chunked(*way) for way in ways))
    found = kind.use(*([heard] * len(ways)), validate_responses="strict")
    assert [each for each in found if each != expected] == []


def test_an_event_is_yielded_before_the_next_arrives(
    kind: Kind, wire: Loopback
) -> None:
    wire.will(
        stall(HEAD.replace(b"application/json", SSE.encode()) + b"\r\ndata: a\r\r")
    )

    async def first_of(client: Any) -> Any:
        async with await client.all.events() as stream:
            return shown(await anext(aiter(stream)))

    def first(client: Any) -> Any:
        if kind.asynchronous:
            return first_of(client)
        with client.all.events() as stream:
            return shown(next(iter(stream)))

    assert kind.use(first) == [{"data": "a"}]


@pytest.mark.parametrize("left", ["a loop", "a with", "an exception"])
def test_leaving_a_stream_closes_its_connection(
    kind: Kind, wire: Loopback, left: str
) -> None:
    gone = threading.Event()

    def forever(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", SSE)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"data: 1\n\n" * 1000)
        except OSError:
            gone.set()

    wire.will(forever)

    def sync(client: Any) -> Any:
        if left == "a loop":
            for _ in client.all.events():
                break
        elif left == "a with":
            with client.all.events():
                pass
        else:
            with pytest.raises(ZeroDivisionError):
                for _ in client.all.events():
                    1 / 0  # noqa: B018

    async def later(client: Any) -> Any:
        if left == "a loop":
            async for _ in await client.all.events():
                break
        elif left == "a with":
            async with await client.all.events():
                pass
        else:
            with pytest.raises(ZeroDivisionError):
                async with await client.all.events() as stream:
                    async for _ in stream:
                        1 / 0  # noqa: B018

    def well(client: Any) -> Any:
        assert kind.asynchronous or gone.wait(5)
        wire.will(answer(200, {"id": 1}))
        return client.all.read()

    _, thing = kind.use(later if kind.asynchronous else sync, well)
    assert gone.wait(5)
    assert thing.id == 1


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (stall(b"data: a\n\nda"), "APITimeoutError"),
        (raw_answer(b"data: a\n\nda", reset=True), "APIConnectionError"),
    ],
)
def test_a_stream_that_is_cut_off(
    kind: Kind, wire: Loopback, how: Answer, expected: str
) -> None:
    head = HEAD.replace(b"application/json", SSE.encode())

    def broken(handler: Handler) -> None:
        handler.wfile.write(head + b"Content-Length: 100\r\n\r\n")
        how(handler)

    wire.will(broken)
    (error,) = kind.use(heard, timeout=0.3, max_retries=0)
    assert type(error) is getattr(kind.package, expected)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (answer(404, b"gone", "text/plain"), "NotFoundError"),
        (answer(302, b"", Location="ftp://x"), "RedirectError"),
    ],
)
def test_an_error_in_place_of_a_stream(
    kind: Kind, wire: Loopback, how: Answer, expected: str
) -> None:
    wire.will(how)
    (error,) = kind.use(heard)
    assert type(error) is getattr(kind.package, expected)


def test_an_empty_stream(kind: Kind, wire: Loopback) -> None:
    wire.will(answer(204))
    with pytest.warns(kind.package.ResponseValidationWarning, match="status 204"):
        assert kind.use(heard) == [[]]


def test_a_response_that_is_no_stream(kind: Kind, wire: Loopback) -> None:
    wire.will(answer(200, {"a": 1}))
    with pytest.warns(kind.package.ResponseValidationWarning, match="expected text/"):
        (error,) = kind.use(heard)
    assert type(error) is kind.package.ResponseValidationError
    assert "expected text/event-stream, got application/json" in str(error)
