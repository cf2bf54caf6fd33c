"""A real HTTP server on loopback that notes what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = [
    "Answer",
    "Handler",
    "Loopback",
    "Seen",
    "answer",
    "hang",
    "hang_up",
    "serving",
]

Answer = Callable[["Handler"], None]


@dataclass(frozen=True)
class Seen:
    """A request as it was read from the wire."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def names(self) -> list[str]:
        return sorted(name.lower() for name, _ in self.headers)

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, f"{name} was sent {len(found)} times"
        return found[0] if found else None


class Handler(BaseHTTPRequestHandler):
    """Notes the request, then answers as the server was told."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Loopback

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        headers = tuple(self.headers.items())
        self.server.seen.append(Seen(self.command, self.path, headers, body))
        self.server.next_answer()(self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _handle

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


class Loopback(ThreadingHTTPServer):
    """Requests in the order of their arrival, and the answers to give."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[Seen] = []
        self.released = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._answers: list[Answer] = [answer(200, {})]

    def will(self, *answers: Answer) -> None:
        """Answer so, one after the other; the last one from then on."""
        self._answers = list(answers)

    def next_answer(self) -> Answer:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the test."""


def answer(
    status: int, body: object = None, kind: str = "application/json", **headers: str
) -> Answer:
    """An answer: None is no body, bytes are sent as they are, the rest as JSON."""
    content = b"" if body is None else body
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()

    def send(handler: Handler) -> None:
        handler.send_response(status)
        if body is not None:
            handler.send_header("Content-Type", kind)
        if status != 204:
            handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return send


def hang(handler: Handler) -> None:
    """Do not answer while the test runs."""
    handler.server.released.wait()


def hang_up(handler: Handler) -> None:
    """Break the connection off after the request has been read."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(kind: type[Loopback] = Loopback) -> Iterator[Loopback]:
    """A server that runs in a thread of its own."""
    with kind() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
