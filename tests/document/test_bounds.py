"""The limits that several files, long ways and slow servers run into."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.document import DocumentError, limits

from .conftest import Loader


def api(**schemas: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def refused(load: Loader, *arguments: Any, **options: Any) -> str:
    """Load what must exceed a limit; return the message."""
    with pytest.raises(DocumentError) as error:
        load(*arguments, **options)
    (problem,) = error.value.problems
    assert problem.places
    assert problem.code in ("limit-exceeded", "invalid-overlay")
    return problem.message


def test_all_files_together(load: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.document.references.loader.MAX_TOTAL_BYTES", 3_000)
    for name in "ab":
        Path(f"{name}.yml").write_text("type: string\n#" + "x" * 1_200)
    document = api(A={"$ref": "a.yml"})
    assert load(document)[0].files.keys() == {"api.yml", "a.yml"}
    document = api(A={"$ref": "a.yml"}, B={"$ref": "b.yml"}, C={"title": "c" * 900})
    assert "3,000 bytes together" in refused(load, document)


def test_the_number_of_files(load: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.document.references.loader.MAX_FILES", 10)
    for number in range(10):
        Path(f"{number}.yml").write_text("type: string\n")
    found = {f"S{number}": {"$ref": f"{number}.yml"} for number in range(10)}
    assert "10 files" in refused(load, api(**found))
    del found["S9"]
    assert len(load(api(**found))[0].files) == 10


@pytest.mark.parametrize(
    ("hops", "code"),
    [(limits.MAX_REF_HOPS, None), (limits.MAX_REF_HOPS + 2, "circular-ref")],
)
def test_the_length_of_a_chain(load: Loader, hops: int, code: str | None) -> None:
    found: dict[str, Any] = {
        f"S{number}": {"$ref": f"#/components/schemas/S{number + 1}"}
        for number in range(hops)
    }
    document, problems = load(api(**found, **{f"S{hops}": {"type": "string"}}))
    assert {problem.code for problem in problems} == ({code} if code else set())
    end = document.at("#/components/schemas/S0").deref()
    assert (end is None) == (code is not None)


def test_the_matches_of_an_overlay(
    load: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.document.overlay.MAX_OVERLAY_MATCHES", 20)
    Path("o.yml").write_text(
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\n"
        "actions: [{target: '$..*', remove: true}]\n"
    )
    found = {f"S{number}": {"type": "string"} for number in range(30)}
    assert "20 nodes" in refused(load, api(**found), overlays=[Path("o.yml")])


BODY = b'{"type": "string"}'


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers at once, leads elsewhere, or sends a byte from time to time."""

    stopped = threading.Event()

    def do_GET(self) -> None:
        if self.path.startswith("/head"):
            self._drip()
            return
        away = self.path == "/away"
        self.send_response(302 if away else 200)
        if away:
            self.send_header("Location", "file:///etc/passwd")
        self.end_headers()
        if self.path.startswith("/slow"):
            self._drip()
            return
        self.wfile.write(BODY)

    def _drip(self) -> None:
        try:
            while not self.stopped.wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """A server on loopback."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Handler.stopped.set()
    server.shutdown()
    server.server_close()
    thread.join()
    Handler.stopped.clear()


@pytest.mark.parametrize("path", ["slow", "head"])
def test_a_server_that_drips(
    load: Loader, address: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("generator.document.references.http.MAX_FETCH_SECONDS", 0.3)
    schemas = {name: {"$ref": f"{address}/{path}?{name}"} for name in "ABC"}
    _, problems = load(api(**schemas), allow_refs=[address])
    assert [each.code for each in problems] == ["unreadable-ref"] * 3
    slow, *others = (each.message for each in problems)
    assert "longer than" in slow
    assert all("too slow before" in other for other in others)


def test_a_redirect_to_a_file(load: Loader, address: str) -> None:
    document, (problem,) = load(
        api(A={"$ref": f"{address}/away"}), allow_refs=[address]
    )
    assert problem.code in ("forbidden-ref", "unreadable-ref")
    assert "root:" not in json.dumps(document.root)


def test_the_digest_of_what_was_fetched(load: Loader, address: str) -> None:
    there = f"{address}/schema"
    document, problems = load(api(A={"$ref": there}), allow_refs=[address])
    assert problems == []
    assert document.files[there] == hashlib.sha256(BODY).hexdigest()
