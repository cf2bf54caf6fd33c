"""Documents at an address and on standard input, in each command."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.diagnostics.model import DocumentError
from generator.document import retrieve
from generator.document.references import http
from generator.document.retrieve import fetch_document
from tests.loopback import Answer, Handler, Loopback, answer, raw_answer, serving

from .command import Ran, contents, gen_client_here, small_document

DOCUMENT = small_document("Things").encode()
SECRET = "Bearer s3cr3t"
HEADER = ("--header", f"Authorization: {SECRET}")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(body: bytes = DOCUMENT, kind: str = "application/yaml") -> Answer:
    return answer(200, body, kind)


def private(handler: Handler) -> None:
    """Answer with the document only to the right credentials."""
    status = 200 if handler.headers.get("Authorization") == SECRET else 401
    answer(status, DOCUMENT, "application/yaml")(handler)


def redirect(address: str, status: int = 302) -> Answer:
    return answer(status, b"", Location=address)


def refused(ran: Ran, *words: str) -> None:
    assert ran.code == 2, ran.output
    assert all(word in ran.output for word in words), ran.output
    assert "s3cr3t" not in ran.output
    assert "internal error" not in ran.output


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    stream = SimpleNamespace(buffer=io.BytesIO(data), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stream)


def test_a_private_document(server: Loopback, place: Path) -> None:
    """It is fetched with the header, which the project does not contain."""
    server.will(private)
    address = f"{server.url}/v1/openapi.yml?token=s3cr3t#top"
    shown = f"{server.url}/v1/openapi.yml"
    refused(
        gen_client_here(f"{server.url}/v1/openapi.yml", "-o", "out"),
        f"{shown} cannot be fetched: the server answered with status 401",
        "--header 'Authorization: ...'",
    )
    assert not (place / "out").exists()
    ran = gen_client_here(address, "-o", "out", *HEADER, "--header", "X-A:b")
    assert ran.code == 0, ran.output
    assert server.last.target == "/v1/openapi.yml?token=s3cr3t"
    assert server.last.header("x-a") == "b"
    written = contents(place / "out")
    lock = json.loads(written["things/gen-client.lock"])
    assert lock["document"] == shown
    assert lock["sources"] == {shown: hashlib.sha256(DOCUMENT).hexdigest()}
    assert all(b"s3cr3t" not in data for data in written.values())

    again = gen_client_here(address, "-o", "out", *HEADER)
    assert again.code == 0 and "Nothing to change" in again.output
    check = gen_client_here(address, "-o", "out", "--check", *HEADER)
    assert check.code == 0 and f"up to date with {shown}" in check.output
    assert contents(place / "out") == written
    server.will(document(small_document("Things", "/others").encode()))
    changed = gen_client_here(address, "-o", "out", "--check", *HEADER)
    assert changed.code == 1 and "/others" in changed.stdout


def test_doctor_and_diff(server: Loopback, place: Path) -> None:
    """They read addresses too, and the places of problems show them."""
    broken = DOCUMENT.replace(
        b"responses:", b"parameters: [{$ref: '#/x'}]\n      responses:"
    )
    address = f"{server.url}/a.yml"
    server.will(document(broken))
    doctor = gen_client_here("doctor", address, "--write-overlay", "fix.yml", *HEADER)
    assert doctor.code == 0, doctor.output
    assert f"{address}:8:" in doctor.output
    assert (place / "fix.yml").exists()
    assert server.last.header("authorization") == SECRET

    other = small_document("Things", "/others").encode()
    (place / "old.yml").write_bytes(DOCUMENT)
    server.will(document(other))
    for old, answers in (
        ("old.yml", [document(other)]),
        (address, [document(), document(other)]),
    ):
        server.will(*answers)
        diff = gen_client_here("diff", old, address, *HEADER)
        assert diff.code == 0, diff.output
        assert "/others" in diff.stdout


def test_standard_input(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, DOCUMENT)
    assert gen_client_here("-", "-o", "out").code == 0
    lock = json.loads((place / "out/things/gen-client.lock").read_text())
    assert lock["sources"] == {"<stdin>": hashlib.sha256(DOCUMENT).hexdigest()}
    feed(monkeypatch, DOCUMENT)
    assert "Nothing to change" in gen_client_here("-", "-o", "out").output
    feed(monkeypatch, b"openapi: 3.1.0\ninfo: [")
    refused(gen_client_here("doctor", "-"), "<stdin>:2:")
    feed(monkeypatch, b"")
    refused(gen_client_here("doctor", "-"), "<stdin> is empty")
    monkeypatch.setattr(retrieve, "MAX_BYTES", 100)
    feed(monkeypatch, b" " * 101)
    refused(gen_client_here("doctor", "-"), "limit-exceeded", "100 bytes")
    feed(monkeypatch, DOCUMENT)
    refused(gen_client_here("diff", "-", "-"), "one document only")
    monkeypatch.setattr("sys.stdin", None)
    refused(gen_client_here("doctor", "-"), "no standard input")


def test_references_need_permission(
    server: Loopback, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a fetched document, and those of one on standard input."""
    (place / "secret.yml").write_text("type: string\n")
    text = small_document("Things") + (
        "components: {schemas: {A: {$ref: secret.yml}, B: {$ref: 'api.yml#/x'}}}\nx: {}\n"
    )

    def either(handler: Handler) -> None:
        is_root = handler.path == "/v1/api.yml"
        document(text.encode() if is_root else b"type: string\n")(handler)

    server.will(either)
    address = f"{server.url}/v1/api.yml"
    ran = gen_client_here("doctor", address, *HEADER)
    assert "forbidden-ref" in ran.output
    assert f"--allow-ref {server.url}/v1/" in ran.output
    assert [seen.target for seen in server.seen] == ["/v1/api.yml"]
    ran = gen_client_here("doctor", address, *HEADER, "--allow-ref", f"{server.url}/v1")
    assert "forbidden-ref" not in ran.output, ran.output
    assert server.last.target == "/v1/secret.yml"
    assert server.last.header("authorization") == SECRET

    feed(monkeypatch, text.encode())
    assert "secret.yml' is not followed" in gen_client_here("doctor", "-").output
    feed(monkeypatch, text.encode().replace(b"api.yml#/x", b"#/x"))
    ran = gen_client_here("doctor", "-", "--allow-ref", ".")
    assert "forbidden-ref" not in ran.output


def test_headers_stay_at_their_origin(server: Loopback) -> None:
    """A redirect within the origin keeps them; a way back from another gets none."""
    with serving() as other:
        other.will(redirect(f"{server.url}/back"))
        server.will(redirect("/moved"), redirect(f"{other.url}/x", 307), document())
        fetched = fetch_document(f"{server.url}/a", (("Authorization", SECRET),))
    assert fetched.data == DOCUMENT
    assert fetched.name == f"{server.url}/a"
    sent = [request.header("authorization") for request in server.seen]
    assert sent == [SECRET, SECRET, None]
    assert [request.header("authorization") for request in other.seen] == [None]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (answer(404, {"detail": "s3cr3t"}), "status 404"),
        (answer(500, b"s3cr3t", "text/html"), "status 500"),
        (answer(200, b" <!DOCTYPE html><p>s3cr3t", "text/html"), "an HTML page"),
        (answer(200, b""), "is empty"),
        (answer(206, DOCUMENT[:40]), "status 206"),
        (redirect("/again"), "redirects too often"),
        (redirect("ftp://127.0.0.1/s3cr3t"), "redirects to an address"),
        (redirect("file:///etc/s3cr3t"), "cannot be fetched"),
        (redirect("http://s3cr3t:x@127.0.0.1:9/"), "redirects to an address"),
        (redirect("http://127.0.0.1:bad/s3cr3t"), "cannot be fetched"),
        (
            raw_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ns3cr3t: 1\n"),
            "ended early",
        ),
        (raw_answer(b"s3cr3t\r\n\r\n"), "valid HTTP"),
        (answer(200, b"s3cr3t", Content_Encoding="br"), "compression"),
        (answer(200, b"s3cr3t", Content_Encoding="gzip"), "be decompressed"),
        (
            answer(200, gzip.compress(DOCUMENT)[:-4], Content_Encoding="gzip"),
            "ended early",
        ),
        (
            answer(200, gzip.compress(b" " * 2_000_000), Content_Encoding="gzip"),
            "larger than 1,000,000 bytes",
        ),
        (answer(200, b" " * 1_000_001), "larger than 1,000,000 bytes"),
        (answer(200, {"s3cr3t": 1}), "it has no member 'openapi'"),
    ],
)
def test_what_is_no_document(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, sent: Answer, words: str
) -> None:
    """The message says why, and repeats nothing that was fetched."""
    monkeypatch.setattr(retrieve, "MAX_BYTES", 1_000_000)
    server.will(sent)
    refused(
        gen_client_here("doctor", f"{server.url}/a.json"),
        words,
        f"{server.url}/a.json",
    )


def test_the_time_of_a_fetch_is_limited(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where each byte comes in time."""

    def drip(handler: Handler) -> None:
        while not handler.server.released.wait(0.01):
            handler.wfile.write(b" ")

    monkeypatch.setattr(retrieve, "MAX_DOCUMENT_FETCH_SECONDS", 0.1)
    server.will(drip)
    with pytest.raises(DocumentError, match=r"it took longer than 0\.1 seconds"):
        fetch_document(server.url)


def test_a_redirect_from_https_to_http() -> None:
    request = SimpleNamespace(full_url="https://a.example/x")
    handler = http._CheckedRedirects(lambda address: None)
    with pytest.raises(http.FetchError, match="from https to http"):
        handler.redirect_request(
            request, io.BytesIO(), 302, "", {}, "http://a.example/x"  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (DOCUMENT, "text/plain"),
        (DOCUMENT, "application/octet-stream"),
        (b"\xef\xbb\xbf" + DOCUMENT, "text/html; charset=iso-8859-1"),
        (DOCUMENT.decode().encode("utf-16"), "application/yaml"),
        (DOCUMENT.replace(b"Done", "Don\xe9".encode()), "text/yaml; charset=latin-9"),
        (DOCUMENT.replace(b"Done", b"Don\xe9"), "text/yaml; charset=ISO-8859-1"),
    ],
)
def test_media_types_and_encodings(server: Loopback, body: bytes, kind: str) -> None:
    server.will(document(body, kind))
    ran = gen_client_here("doctor", f"{server.url}/a")
    assert ran.code == 0, ran.output


def test_a_compressed_document(server: Loopback) -> None:
    server.will(answer(200, gzip.compress(DOCUMENT), Content_Encoding="gzip"))
    assert fetch_document(server.url).data == DOCUMENT
    assert server.last.header("accept-encoding") == "identity"


@pytest.mark.parametrize(
    "header",
    [
        "s3cr3t",
        "A: s3cr3t\r\nB: c",
        "A: s3cr3t\n",
        "A b: s3cr3t",
        ": s3cr3t",
        "A: \x00",
    ],
)
def test_headers_that_are_none(server: Loopback, header: str) -> None:
    refused(gen_client_here("doctor", server.url, "--header", header), "NAME: VALUE")
    assert server.seen == []


def test_wrong_use(server: Loopback, place: Path) -> None:
    (place / "a.yml").write_bytes(DOCUMENT)
    refused(gen_client_here("doctor", "a.yml", *HEADER), "at an address only")
    refused(
        gen_client_here("diff", server.url, "http://127.0.0.2:9/", *HEADER), "two hosts"
    )
    for address, words in (
        ("http://user:s3cr3t@127.0.0.1/a", "user name"),
        ("http://", "not a valid address"),
        ("http://a:b/", "not a valid address"),
        ("http://[::1/", "not a valid address"),
        ("http://a/\n", "not a valid address"),
        ("ftp://a/b.yml", "is an address"),
        (os.fsdecode(b"http://a/\xff"), "not a valid address"),
    ):
        refused(gen_client_here(address, "-o", "out"), words)
    refused(gen_client_here(server.url, "-o", server.url), "is an address")
    assert server.seen == []
