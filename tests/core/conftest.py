"""A real HTTP server on loopback, and clients of the little package ``shop`` for it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .shop import AsyncClient, Client

Answer = Callable[["Handler"], None]


@dataclass
class Seen:
    """A request as the server read it."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        found = [v for k, v in self.headers if k.lower() == name.lower()]
        return found[0].encode("latin-1").decode() if found else None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Loopback

    def answer(self) -> None:
        seen = Seen(
            self.command, self.path, list(self.headers.items()), self._read_body()
        )
        self.server.seen.append(seen)
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        left, kept = int(self.headers.get("Content-Length", 0)), b""
        while left:
            piece = self.rfile.read(min(left, 1 << 20))
            left -= len(piece)
            # Of a huge body only the beginning is kept.
            kept = kept + piece if len(kept) < (4 << 20) else kept
        return kept

    def log_message(self, format: str, *args: object) -> None:
        pass


class Loopback(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[Seen] = []
        self.released = threading.Event()
        self.answers: list[Answer] = [reply(200, {})]
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients break connections off on purpose

    def will(self, *answers: Answer) -> None:
        """Answer so, one after the other; the last one from then on."""
        self.answers = list(answers)

    @property
    def last(self) -> Seen:
        return self.seen[-1]


def reply(
    status: int,
    body: object = b"",
    content_type: str = "application/json",
    **headers: str,
) -> Answer:
    """An answer; what is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        if content:
            handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    return answer


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits between attempts are noted instead of slept."""
    waits: list[float] = []

    def pause(seconds: float, is_sync: bool) -> None:
        waits.append(seconds)

    monkeypatch.setattr("_core.client_core.pause", pause)
    return waits


@dataclass
class Caller:
    """Calls either client by the same words: ``call("items.get", "1")``."""

    asynchronous: bool
    options: dict[str, Any] = field(default_factory=dict)

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Make a client, call one method, close it."""
        return self.run(lambda _, do: do(name, *args, **kwargs))

    def run(self, use: Callable[[Any, Callable[..., Any]], Any]) -> Any:
        """Use a client; ``do(name, ...)`` calls a method and waits for its result."""
        if not self.asynchronous:
            with Client(**self.options) as client:
                return use(
                    client, lambda name, /, *a, **k: _method(client, name)(*a, **k)
                )
        with asyncio.Runner() as runner:
            aclient = AsyncClient(**self.options)

            def do(name: str, /, *args: Any, **kwargs: Any) -> Any:
                async def main() -> Any:
                    return await _method(aclient, name)(*args, **kwargs)

                return runner.run(main())

            try:
                return use(aclient, do)
            finally:
                runner.run(aclient.close())


def _method(client: Any, name: str) -> Any:
    for part in name.split("."):
        client = getattr(client, part)
    return client


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest, server: Loopback) -> Caller:
    options = {"base_url": server.url, "token": "s3cret-token", "key": "s3cret-key"}
    return Caller(request.param == "async", options)
