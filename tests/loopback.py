"""An HTTP server on the loopback interface that records requests."""

from __future__ import annotations

import json
import socket
import struct
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
    "RecordedRequest",
    "answer",
    "hang",
    "hang_up",
    "raw_answer",
    "serving",
    "stall",
]

Answer = Callable[["Handler"], None]
"""Sends the response to the request of a handler."""
MAX_RECORDED = 4 << 20


@dataclass(frozen=True)
class RecordedRequest:
    """A request as it was read from the wire; of a huge body only the beginning."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def names(self) -> list[str]:
        return sorted(name.lower() for name, _ in self.headers)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, f"{name} was sent {len(found)} times"
        return found[0].encode("latin-1").decode() if found else None


class Handler(BaseHTTPRequestHandler):
    """Records the request, then sends the next answer of the server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Loopback

    def _handle(self) -> None:
        body, headers = self._read_body(), tuple(self.headers.items())
        request = RecordedRequest(self.command, self.path, headers, body)
        self.server.seen.append(request)
        self.server.next_answer()(self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _handle

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        remaining, body = int(self.headers.get("Content-Length", 0)), b""
        while remaining and (chunk := self.rfile.read(min(remaining, 1 << 20))):
            remaining -= len(chunk)
            body += chunk if len(body) < MAX_RECORDED else b""
        return body

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


class Loopback(ThreadingHTTPServer):
    """Records requests in the order of their arrival, and sends scripted answers."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[RecordedRequest] = []
        self.released = threading.Event()
        """Set when answers that wait for it should end."""
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._answers: list[Answer] = [answer(200, {})]

    @property
    def last(self) -> RecordedRequest:
        return self.seen[-1]

    def will(self, *answers: Answer) -> None:
        """Send these answers in turn; the last one is repeated."""
        self._answers = list(answers)

    def next_answer(self) -> Answer:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection: tests do so on purpose."""


def answer(
    status: int, body: object = None, kind: str = "application/json", **headers: str
) -> Answer:
    """Answer with a body: None is none, bytes are sent as they are, others as JSON."""
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
        if handler.command != "HEAD":
            handler.wfile.write(content)

    return send


def raw_answer(content: bytes, reset: bool = False) -> Answer:
    """Send bytes as they are, then close or reset the connection."""

    def send(handler: Handler) -> None:
        handler.wfile.write(content)
        handler.wfile.flush()
        handler.close_connection = True
        if reset:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.connection.close()

    return send


def stall(content: bytes) -> Answer:
    """Send bytes as they are, then keep the connection open without sending more."""

    def send(handler: Handler) -> None:
        handler.wfile.write(content)
        handler.wfile.flush()
        hang(handler)
        handler.close_connection = True

    return send


def hang(handler: Handler) -> None:
    """Send nothing until the test has ended."""
    handler.server.released.wait()


def hang_up(handler: Handler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(kind: type[Loopback] = Loopback) -> Iterator[Loopback]:
    """Run a server in a thread of its own."""
    with kind() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.001,))
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
