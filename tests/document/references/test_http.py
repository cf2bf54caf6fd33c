"""References to addresses: what is fetched, and the limits of a fetch."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.document.conftest import Loader

from .documents import document_with

BODY = b'{"type": "string", "items": {"$ref": "/two"}}'
REDIRECTS = {"/away": "http://127.0.0.2:1/x", "/file": "file:///etc/passwd"}


class Server:
    """A server on the loopback interface; `requested` are the paths of its requests."""

    def __init__(self) -> None:
        requested = self.requested = list[str]()
        stopped = self.stopped = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requested.append(self.path)
                if self.path.startswith("/slow-head"):
                    self._drip()
                    return
                target = REDIRECTS.get(self.path)
                missing = self.path == "/none"
                self.send_response(302 if target else 404 if missing else 200)
                if target:
                    self.send_header("Location", target)
                self.end_headers()
                if self.path.startswith("/slow-body"):
                    self._drip()
                elif self.path == "/endless":
                    self._write_for_ever()
                elif not target:
                    self.wfile.write(BODY)

            def _drip(self) -> None:
                with contextlib.suppress(OSError):
                    while not stopped.wait(0.02):
                        self.wfile.write(b" ")

            def _write_for_ever(self) -> None:
                with contextlib.suppress(OSError):
                    while True:
                        self.wfile.write(b" " * 1_000_000)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.001,))
        self.thread.start()

    def close(self) -> None:
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def test_nothing_is_fetched_by_default(load: Loader, server: Server) -> None:
    port = server.url.rpartition(":")[2]
    for address in (
        server.url + "/x",
        f"http://[::1]:{port}/x",
        f"http://2130706433:{port}/x",
        f"http://user:pw@127.0.0.1:{port}/x",
        f"HTTP://127.0.0.1:{port}/x",
    ):
        _, problems = load(document_with(A={"$ref": address}))
        assert [problem.code for problem in problems] == ["forbidden-ref"], address
    assert server.requested == []


def test_identifiers_are_not_fetched(load: Loader, server: Server) -> None:
    document = document_with(A={"$ref": "#/components/schemas/B"})
    document["jsonSchemaDialect"] = server.url + "/dialect"
    document["components"]["schemas"]["B"] = {
        "$id": server.url + "/id",
        "$schema": server.url + "/schema",
        "$ref": "other",
    }
    load(document)
    assert server.requested == []


def test_an_allowed_address_is_fetched_once(load: Loader, server: Server) -> None:
    document, problems = load(
        document_with(A={"$ref": server.url + "/one"}), allow_refs=[server.url]
    )
    assert problems == []
    assert server.requested == ["/one", "/two"]
    assert set(document.files) == {"api.yml", server.url + "/one", server.url + "/two"}


@pytest.mark.parametrize(
    ("path", "code"),
    [("/away", "forbidden-ref"), ("/none", "unreadable-ref")],
)
def test_redirects_and_errors(
    load: Loader, server: Server, path: str, code: str
) -> None:
    _, (problem,) = load(
        document_with(A={"$ref": server.url + path}), allow_refs=[server.url]
    )
    assert problem.code == code


def test_the_size_of_a_body_is_limited(load: Loader, server: Server) -> None:
    _, (problem,) = load(
        document_with(A={"$ref": server.url + "/endless"}), allow_refs=[server.url]
    )
    assert problem.code == "unreadable-ref"
    assert "20,000,000 bytes" in problem.message


def test_an_address_is_not_allowed_by_a_textual_prefix(load: Loader) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        _, (problem,) = load(
            document_with(A={"$ref": f"http://127.0.0.1:{port}/x"}),
            allow_refs=["http://127.0.0.1", f"http://127.0.0.1:{port}/other"],
        )
    assert problem.code == "forbidden-ref"


@pytest.mark.parametrize("path", ["slow-body", "slow-head"])
def test_the_time_of_a_fetch_is_limited(
    load: Loader, server: Server, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("generator.document.references.http.MAX_FETCH_SECONDS", 0.3)
    schemas = {name: {"$ref": f"{server.url}/{path}?{name}"} for name in "ABC"}
    _, problems = load(document_with(**schemas), allow_refs=[server.url])
    assert [each.code for each in problems] == ["unreadable-ref"] * 3
    slow, *others = (each.message for each in problems)
    assert "longer than" in slow
    assert all("did not answer an earlier" in other for other in others)


def test_a_redirect_to_a_file(load: Loader, server: Server) -> None:
    document, (problem,) = load(
        document_with(A={"$ref": f"{server.url}/file"}), allow_refs=[server.url]
    )
    assert problem.code in ("forbidden-ref", "unreadable-ref")
    assert "root:" not in json.dumps(document.root)


def test_the_digest_of_a_fetched_file(load: Loader, server: Server) -> None:
    address = f"{server.url}/schema"
    document, problems = load(
        document_with(A={"$ref": address}), allow_refs=[server.url]
    )
    assert problems == []
    assert document.files[address] == hashlib.sha256(BODY).hexdigest()
