"""What a live run says of servers that fail, redirect or stream: never the client."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import httpx2
import pytest

from generator.contract.live import checks, transport

from ..loopback import (
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
from .live_runs import LiveProject
from .packages import generate_from

ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
GOOD = [{"id": 1, "name": "é"}]
TIMES = {
    "type": "object",
    "properties": {
        "at": {"type": "string", "format": "date-time"},
        "maybe": {
            "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]
        },
        "time": {"type": "string", "format": "time"},
        "lasts": {"type": "string", "format": "duration"},
        "day": {"type": "string", "format": "date"},
        "password": {"type": "string", "writeOnly": True},
        "never": False,
        "by_number": {"type": "object", "propertyNames": {"enum": [1, 2]}},
        "by_colour": {"type": "object", "propertyNames": {"enum": ["red", 1]}},
    },
}


def get(operation_id: str, *media_types: tuple[str, Any], **others: Any) -> Any:
    content = {name: {"schema": schema} for name, schema in media_types}
    responses = {"200": {"description": "", "content": content}}
    return {"get": {"operationId": operation_id, "responses": responses, **others}}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Servers", "version": "1"},
    "components": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "query", "name": "key"},
            "sid": {"type": "apiKey", "in": "cookie", "name": "sid"},
        }
    },
    "paths": {
        "/items": get(
            "list_items", ("application/json", {"type": "array", "items": ITEM})
        ),
        "/any": get("get_any", ("application/json", {})),
        "/times": get("get_times", ("application/json", TIMES)),
        "/text": get("get_text", ("text/plain", {"enum": ["on", "off", 1]})),
        "/bytes": get("get_bytes", ("application/octet-stream", {})),
        "/lines": get("get_lines", ("application/jsonl", ITEM)),
        "/events": get("get_events", ("text/event-stream", ITEM)),
        "/both": get(
            "get_both", ("application/json", ITEM), ("text/event-stream", ITEM)
        ),
        "/old": {
            "get": {
                "operationId": "get_old",
                "responses": {"302": {"description": ""}},
            },
            "head": {
                "operationId": "head_old",
                "responses": {"200": {"description": ""}},
            },
        },
        "/socket": {
            "get": {
                "operationId": "open_socket",
                "responses": {"101": {"description": ""}},
            }
        },
        "/gone": {
            "get": {
                "operationId": "get_gone",
                "responses": {"404": {"description": ""}},
            }
        },
        "/keyed": get(
            "get_keyed",
            ("application/json", ITEM),
            security=[{"key": []}],
            parameters=[
                {
                    "name": "key",
                    "in": "query",
                    "required": True,
                    "schema": {"type": "string"},
                }
            ],
        ),
        "/mine": get("get_mine", ("application/json", ITEM), security=[{"token": []}]),
        "/safe": get(
            "get_safe", ("application/json", ITEM), security=[{"basic": [], "sid": []}]
        ),
    },
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveProject:
    folder = tmp_path_factory.mktemp("servers")
    return LiveProject(
        generate_from(DOCUMENT, "servers", folder / "project"), "servers"
    )


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "TIMEOUT", httpx2.Timeout(0.05))
    monkeypatch.setattr(transport, "STREAM_SECONDS", 0.05)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def encoded(content: bytes) -> Answer:
    return answer(200, content, Content_Encoding="gzip")


def endless(kind: bytes, chunk: bytes) -> Answer:
    def send(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n")
        handler.close_connection = True
        try:
            while not handler.server.released.is_set():
                handler.wfile.write(chunk)
        except OSError:
            return

    return send


CLOSED = "server: the server closed the connection"
NO_RESPONSE = f"{CLOSED} without a response"
CUT = f"{CLOSED} before the response was complete"
UNDOCUMENTED = "server: /status: this status is not documented, in"
FAILURES: list[tuple[Answer, str, str]] = [
    (hang_up, "no response", NO_RESPONSE),
    (raw_answer(b"", reset=True), "no response", NO_RESPONSE),
    (raw_answer(HEAD), "no response", NO_RESPONSE),
    (raw_answer(b"\0\n\n"), "no response", "server: the response is not valid HTTP"),
    (raw_answer(HEAD + b"Content-Length: 9\r\n\r\n[1"), "no response", CUT),
    (raw_answer(HEAD + b"Content-Length: 9\r\n\r\n[", reset=True), "no response", CUT),
    (
        raw_answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n[1"),
        "no response",
        CUT,
    ),
    (encoded(b"[]"), "no response", "server: the content cannot be decoded"),
    (encoded(gzip.compress(b"[0, 12, 345]")[:-12]), "200", "server: /body: expected"),
    (encoded(gzip.compress(json.dumps(GOOD).encode())), "200", "agrees"),
    (answer(200, GOOD), "200", "agrees"),
    (answer(200, GOOD, "Application/JSON ;charset=utf-8"), "200", "agrees"),
    (answer(200, b"\xef\xbb\xbf[]"), "200", "agrees"),
    (answer(200, b""), "200", "server: /body: expected JSON"),
    (answer(200, b'[{"id": NaN, "name": ""}]'), "200", "server: /body: expected JSON"),
    (answer(200, "[]".encode("utf-16")), "200", "server: /body: expected JSON"),
    (answer(200, b'[{"id": 1, "name": "\\ud800"}]'), "200", "server: /body: expected"),
    (answer(200, b"[" * 90_000), "200", "server: /body: expected JSON"),
    (answer(200, b'[{"id": 1e999, "name": ""}]'), "200", "server: /body/0/id"),
    (answer(200, GOOD, "application/problem+json"), "200", "server: /header/content-"),
    (answer(200, b"<p>", "text/html"), "200", "server: /header/content-type"),
    (raw_answer(b"HTTP/1.1 200 OK\r\n\r\n[]"), "200", "server: /header/content-type"),
    (answer(204), "204", f"{UNDOCUMENTED} 204"),
    (answer(404, {}), "404", f"{UNDOCUMENTED} 404"),
    (answer(503, b"busy", Retry_After="9"), "503", f"{UNDOCUMENTED} 503"),
    (answer(302), "302", f"{UNDOCUMENTED} 302"),
    (answer(302, Location="/items"), "302", f"{UNDOCUMENTED} 302"),
    (answer(302, Location="file:///etc/hostname"), "302", f"{UNDOCUMENTED} 302"),
    (answer(302, Location="http://[::1"), "302", f"{UNDOCUMENTED} 302"),
    (answer(302, Location="http://127.0.0.1:1"), "not reachable", "nobody: "),
    (answer(401), "401", "nobody: the server wants credentials, but the document"),
    (answer(403, {}), "403", "nobody: the server wants credentials"),
    (answer(429, {}, Retry_After="9"), "429", "nobody: too many requests"),
]


@pytest.mark.parametrize(("reply", "status", "verdict"), FAILURES)
def test_a_response_or_the_lack_of_one(
    live: LiveProject, server: Loopback, reply: Answer, status: str, verdict: str
) -> None:
    server.will(reply)
    rows = live.rows(server.url)
    row = rows["items.list"]
    assert row.status == status
    assert row.verdicts[0].startswith(verdict), row
    texts = [text for each in rows.values() for text in each.verdicts]
    assert not [text for text in texts if text.startswith("client")]
    assert rows["old.head"].status != "not sent"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (hang, "nobody: no response within"),
        (stall(HEAD), "nobody: no response within"),
        (stall(HEAD + b"Content-Length: 9\r\n\r\n["), "nobody: no complete response"),
    ],
)
def test_a_server_that_does_not_answer_in_time(
    live: LiveProject, server: Loopback, reply: Answer, verdict: str
) -> None:
    server.will(reply)
    row = live.rows(server.url, "items.list")["items.list"]
    assert (row.status, row.has_failed) == ("timeout", True)
    assert row.verdicts[0].startswith(verdict)


def test_a_server_without_tls(live: LiveProject, server: Loopback) -> None:
    url = server.url.replace("http://", "https://")
    row = live.rows(url, "items.list")["items.list"]
    assert (row.status, row.reach, row.has_failed) == (
        "TLS error",
        "not reachable",
        True,
    )
    assert row.verdicts[0].startswith("nobody: ")


def test_operations_without_a_documented_result(
    live: LiveProject, server: Loopback
) -> None:
    socket, gone = live.names["/socket"], live.names["/gone"]
    rows = live.rows(server.url, socket, gone)
    assert (rows[socket].reach, rows[socket].has_failed) == ("not sent", False)
    assert rows[socket].verdicts == (
        "nobody: the operation is for another protocol (101)",
    )
    assert (rows[gone].reach, rows[gone].has_failed) == ("compared", False)
    note = "note: /status: no successful response is documented, in 200 (openapi.json:"
    assert rows[gone].verdicts[1].startswith(note)
    assert [request.target for request in server.seen] == ["/gone"]


def test_a_mismatch_names_the_line_of_its_rule(
    live: LiveProject, server: Loopback
) -> None:
    server.will(answer(200, [{"id": "1", "name": ""}] * 20))
    *shown, rest = live.rows(server.url, "items.list")["items.list"].verdicts
    assert rest == "and 8 more"
    lines = (live.tests / "openapi.json").read_text().splitlines()
    for index, text in enumerate(shown):
        match = re.fullmatch(
            rf"server: /body/{index}/id: .*, in '1' \(openapi.json:(\d+) type: .*\)",
            text,
        )
        assert match is not None
        assert '"type": "integer"' in lines[int(match[1]) - 1]


# Streams

EVENT = b'data: {"id": 1, "name": "x"}\n\n'
LINE = b'{"id": 1, "name": "x\xe2\x80\xa8y"}\n'


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("method", "kind", "item"),
    [
        ("events.list", b"text/event-stream", EVENT),
        ("events.list", b"text/event-stream", EVENT.replace(b"\n", b"\r\n")),
        ("both.get_stream", b"text/event-stream", b": x\nretry: 3\n\nid: 1\n" + EVENT),
        ("events.list", b"text/event-stream", b"data\n\n" + EVENT + b"data: \n\n"),
        ("lines.list", b"application/jsonl", LINE),
    ],
)
def test_the_items_of_a_stream(
    live: LiveProject, server: Loopback, method: str, kind: bytes, item: bytes
) -> None:
    """Whether it ends, goes on for ever, or stops in the middle of an item."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n"
    for reply in (
        answer(200, item * 3, kind.decode()),
        endless(kind, item),
        stall(head + item * 3 + item[:9]),
    ):
        server.will(reply)
        row = live.rows(server.url, method)[method]
        assert row.verdicts == ("agrees",)
        assert row.values >= 6


@pytest.mark.parametrize(
    ("method", "kind", "content", "mismatch"),
    [
        ("events.list", "text/event-stream", b"data: {}\n\n", '/body/1: "id" is a req'),
        ("events.list", "text/event-stream", b"data: hello\n\n", "/body/1: "),
        ("lines.list", "application/jsonl", b'{"id": "1", "name": ""}', "/body/1/id: "),
        ("lines.list", "application/jsonl", b"id: 1\n", "/body/1: expected JSON"),
    ],
)
def test_a_wrong_item_of_a_stream(
    live: LiveProject,
    server: Loopback,
    method: str,
    kind: str,
    content: bytes,
    mismatch: str,
) -> None:
    first = EVENT if method == "events.list" else LINE
    server.will(answer(200, first + content, kind))
    row = live.rows(server.url, method)[method]
    assert row.has_failed
    assert all(text.startswith("server: /body/1") for text in row.verdicts)
    assert row.verdicts[0].startswith(f"server: {mismatch}")


def test_an_error_in_a_stream(live: LiveProject, server: Loopback) -> None:
    content = EVENT + b'event: error\ndata: {"id": 1, "name": "no"}\n\n'
    server.will(answer(200, content, "text/event-stream"))
    row = live.rows(server.url, "events.list")["events.list"]
    assert row.has_failed
    assert row.verdicts[-1].startswith("server: /body: the server reported an error")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"data: [DONE]\n\n"])
def test_a_stream_without_items(
    live: LiveProject, server: Loopback, content: bytes
) -> None:
    server.will(answer(200, content, "text/event-stream"))
    row = live.rows(server.url, "events.list")["events.list"]
    assert not row.has_failed
    assert row.verdicts[-1] == "note: /body: no item came, so none was compared"


@pytest.mark.usefixtures("impatient")
def test_a_download_that_never_ends(live: LiveProject, server: Loopback) -> None:
    server.will(endless(b"application/octet-stream", b"x" * 65536))
    row = live.rows(server.url, "bytes.get")["bytes.get"]
    assert not row.has_failed
    assert "too large" in row.verdicts[-1]


@pytest.mark.parametrize(
    ("content", "has_failed"), [(b"on", False), (b"1", False), (b"up", True)]
)
def test_a_text_is_compared_with_its_schema(
    live: LiveProject, server: Loopback, content: bytes, has_failed: bool
) -> None:
    server.will(answer(200, content, "text/plain"))
    row = live.rows(server.url, "text.get")["text.get"]
    assert row.has_failed is has_failed
    assert row.values == 1


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"at": "2024-01-01T10:00:00"}, "note"),
        ({"at": "2024-01-01 10:00:00.5+0100"}, "note"),
        ({"at": "2024-01-01"}, "server"),
        ({"at": "soon"}, "server"),
        ({"maybe": "2024-01-01T10:00:00.123"}, "note"),
        ({"maybe": "2024-01-01T10:00:00Z"}, ""),
        ({"maybe": 5}, "server"),
        ({"maybe": "soon"}, "server"),
        ({"time": "10:00:00"}, "note"),
        ({"time": "10"}, "server"),
        ({"lasts": "P1Y35DT3S"}, "note"),
        ({"lasts": "-PT0.5S"}, "note"),
        ({"lasts": "P"}, "server"),
        ({"lasts": "90 s"}, "server"),
        ({"day": "2024-1-1"}, "server"),
        ({"password": "****"}, "note"),
        ({"password": 5}, "server"),
        ({"never": 5}, "server"),
        ({"by_number": {"1": 5}}, "document"),
        ({"by_number": {}}, ""),
        ({"by_colour": {"blue": 5}}, "server"),
    ],
)
def test_deviations_that_are_not_faults_of_the_server(
    live: LiveProject, server: Loopback, value: Any, fault: str
) -> None:
    server.will(answer(200, value))
    row = live.rows(server.url, "times.get")["times.get"]
    faults = {text.partition(":")[0] for text in row.verdicts} - {"agrees"}
    assert faults == ({fault} if fault else set())
    assert row.has_failed is (fault in ("server", "document"))


# Redirects


def routes(**answers: Answer) -> Answer:
    """Answer by the last segment of the path."""

    def send(handler: Handler) -> None:
        answers[handler.path.partition("?")[0].rpartition("/")[2]](handler)

    return send


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(
    live: LiveProject, server: Loopback, status: int
) -> None:
    moved = answer(status, Location="/other?page=1")
    server.will(routes(items=moved, other=answer(200, GOOD), old=moved))
    rows = live.rows(server.url, "items.list", "old.get", headers={"x-trace": "5"})
    row = rows["items.list"]
    assert (row.status, row.verdicts[0], row.has_failed) == ("200", "agrees", False)
    [note] = row.verdicts[1:]
    text = "note: /status: this redirect, which was followed, is not documented, in "
    assert note.startswith(f"{text}{status} (openapi.json:")
    assert server.seen[1].target == "/other?page=1"
    assert server.seen[1].header("x-trace") == "5"
    # Where the document has no other result, the redirect is the result.
    assert rows["old.get"].has_failed is (status != 302)


@pytest.mark.parametrize(
    ("location", "verdict"),
    [
        ("/there", "agrees"),
        ("http://127.0.0.1:1/", "agrees"),
        ("file:///etc/hostname", "agrees"),
        ("http://[::1", "server: /header/location: not a valid URL"),
    ],
)
def test_a_redirect_that_is_the_result(
    live: LiveProject, server: Loopback, location: str, verdict: str
) -> None:
    server.will(answer(302, Location=location))
    row = live.rows(server.url, "old.get")["old.get"]
    assert row.verdicts[0].startswith(verdict)
    assert len(server.seen) == 1


def test_another_origin_gets_no_credentials(
    live: LiveProject, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as other:
        other.will(answer(200, GOOD[0]))
        server.will(answer(307, Location=f"{other.url}/there"))
        headers = {"authorization": "Bearer secret-token", "x-trace": "secret-trace"}
        row = live.rows(server.url, "mine.get", headers=headers)["mine.get"]
        assert row.verdicts[0] == "agrees"
        assert server.last.header("authorization") == "Bearer secret-token"
        monkeypatch.setenv("SERVERS_TOKEN", "secret-variable")
        row = live.rows(server.url, "mine.get")["mine.get"]
        assert row.verdicts[0] == "agrees"
        assert server.last.header("authorization") == "Bearer secret-variable"
        assert len(other.seen) == 2
        assert "secret" not in str([request.headers for request in other.seen])


# Credentials


def test_credentials_of_headers(live: LiveProject, server: Loopback) -> None:
    server.will(answer(200, GOOD[0]))
    rows = live.rows(server.url, "mine.get", "safe.get")
    wanted = "nobody: credentials are missing: set "
    assert rows["mine.get"].verdicts == (f"{wanted}SERVERS_TOKEN",)
    assert rows["safe.get"].verdicts == (f"{wanted}SERVERS_BASIC and SERVERS_SID",)
    assert {row.status for row in rows.values()} == {"not sent"}
    assert server.seen == []
    headers = {"authorization": "Custom abc", "cookie": "a=1; sid=given"}
    rows = live.rows(server.url, "mine.get", "safe.get", headers=headers)
    assert {row.verdicts for row in rows.values()} == {("agrees",)}
    assert server.last.header("authorization") == "Custom abc"
    assert server.last.header("cookie") == "a=1; sid=given"


def test_a_credential_that_is_also_a_parameter(
    live: LiveProject, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVERS_KEY", "secret-key")
    server.will(answer(200, GOOD[0]))
    assert live.rows(server.url, "keyed.get")["keyed.get"].verdicts == ("agrees",)


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials(
    live: LiveProject,
    server: Loopback,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SERVERS_TOKEN", "wrong-token")
    server.will(answer(status, {"detail": "wrong-token is not known"}))
    row = live.rows(server.url, "mine.get")["mine.get"]
    assert (row.reach, row.has_failed) == ("refused", False)
    assert row.verdicts == ("nobody: the server refused the credentials",)


@pytest.mark.parametrize(
    "text", ["secret-token", "user:secret-word", 'quoted"secret\\', "dXNlcjpzZWNyZXQ="]
)
def test_a_secret_that_the_server_repeats_is_hidden(
    live: LiveProject,
    server: Loopback,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SERVERS_TOKEN", text)
    for padding in ("", "x" * 250, "x" * 295, "x" * 299):
        server.will(answer(200, {"id": padding + text, text: 1, "name": [text]}))
        row = live.rows(server.url, "mine.get")["mine.get"]
        assert row.has_failed
        assert "[secret]" in str(row.verdicts)
        shown = str(row.verdicts)
        assert text not in shown
        assert "secret-" not in shown
        assert text[:8] not in shown


# The client


def test_faults_of_a_client(
    live: LiveProject, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = import_module("servers.resources.items").Items
    right = items.list
    server.will(answer(200, GOOD))

    def verdict(method: Any) -> str:
        monkeypatch.setattr(items, "list", method)
        row = live.rows(server.url, "items.list")["items.list"]
        assert row.has_failed
        return row.verdicts[0]

    assert verdict(lambda self: []).startswith("client: sent nothing")
    assert verdict(lambda self: right(self) * 2) == (
        "client: /body: decoded incorrectly, in 'expected 1 items, got 2'"
    )
    assert verdict(lambda self: self._client.text.get()).startswith("client: tried to")

    def call_another_server(self: Any) -> Any:
        http = self._client._given_http
        other = live.package.Client(base_url="http://127.0.0.1:1", http_client=http)
        return right(other.items)

    assert verdict(call_another_server).startswith("client: tried to make another call")

    def fail(self: Any) -> Any:
        right(self)
        raise KeyError("id")

    assert (
        verdict(fail)
        == "client: /body: a valid response was rejected, in \"KeyError('id')\""
    )
    assert {request.target for request in server.seen} == {"/items"}
