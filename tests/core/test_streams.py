"""Server-sent events, JSON lines, webhooks."""

from __future__ import annotations

import pickle
import threading
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal, NoReturn

import pytest
from _core.errors import (
    APIConnectionError,
    APIError,
    NotFoundError,
    ResponseValidationError,
    ResponseValidationWarning,
)
from _core.model import Model
from _core.operation import Operation, ResponseSpec
from _core.stream_error import StreamError
from _core.stream_items import ItemDecoder
from _core.webhooks import EventError, parse_event

from tests.loopback import Answer, Handler, Loopback, answer

from .conftest import Caller
from .handwritten_client import Client, models

SSE = "text/event-stream"
# The examples of WHATWG HTML, 9.2.6, and cases of 9.2.5.
VECTORS: list[tuple[bytes, list[dict[str, Any]]]] = [
    (
        (b"data: This is the first message.\n\n"
        b"data: This is the second message, it\ndata: has two lines.\n\n"
        b"data: This is the third message.\n\n"),
        [
            {"data": "This is the first message."},
            {"data": "This is the second message, it\nhas two lines."},
            {"data": "This is the third message."},
        ],
    ),
    (
        b"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\ndata: x\n\n",
        [
            {"event": "add", "data": "73857293"},
            {"event": "remove", "data": "2153"},
            {"data": "x"},
        ],
    ),
    (b"data: YHOO\ndata: +2\ndata: 10\n\n", [{"data": "YHOO\n+2\n10"}]),
    (
        (b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
        b"data:  third event\n"),
        [{"id": "1", "data": "first event"}, {"data": "second event"}],
    ),
    (b"data\n\ndata\ndata\n\ndata:", [{"data": ""}, {"data": "\n"}]),
    (b"data:test\n\ndata: test\n\n", [{"data": "test"}, {"data": "test"}]),
    (b"\xef\xbb\xbfdata: a\r\n\r\ndata: b\r\rdata: c\n\n", [{"data": x} for x in "abc"]),
    (b"id: 1\ndata: a\n\ndata: b\n\n", [{"id": "1", "data": x} for x in "ab"]),
    (b"id: a\0b\ndata: x\n\n", [{"data": "x"}]),
    (b"retry: 10\ndata: x\n\nretry: 1s\ndata: y\n\n", [{"retry": 10, "data": "x"}, {"data": "y"}]),
    (b"event: only\n\ndata: x\n\n", [{"data": "x"}]),
    ("data: é😀\n\n".encode(), [{"data": "é😀"}]),
]  # fmt: skip


class Unread:
    """Returns each event with its fields, and each line as text."""

    has_end_marker = has_empty_data = has_arrays = True

    def event(self, fields: Mapping[str, Any], data: str) -> Any:
        given = {name: value for name, value in fields.items() if value != ""}
        return {**given, "data": data}

    def line(self, text: str) -> Any:
        return text

    def refuse(self, body: str) -> NoReturn:
        raise APIError(body)


@pytest.mark.parametrize(("content", "expected"), VECTORS)
def test_event_vectors_at_every_split(
    content: bytes, expected: list[dict[str, Any]]
) -> None:
    def events(*chunks: bytes) -> list[Any]:
        decoder: ItemDecoder[Any] = ItemDecoder(SSE, Unread())
        return [e for c in chunks for e in decoder.feed(c)] + list(
            decoder.feed(b"", last=True)
        )

    assert events(content) == expected
    assert events(*(bytes([byte]) for byte in content)) == expected
    for at in range(len(content)):
        assert events(content[:at], content[at:]) == expected


def streams(media: str, kind: Any, **more: Any) -> Operation[Any]:
    spec = ResponseSpec({media: lambda: kind}, **more)
    return Operation("x", "GET", "/x", responses={"200": spec})


def read(
    client: Any, do: Any, operation: Operation[Any], items: list[Any], limit: int = 1000
) -> None:
    """Add the items of a stream, from a loop that ends after a number of them."""
    if isinstance(client, Client):
        for item in client.items.stream(operation):
            items.append(item)
            if len(items) == limit:
                break
        return

    async def main() -> None:
        async with await client.items.stream(operation) as stream:
            async for item in stream:
                items.append(item)
                if len(items) == limit:
                    break

    client.main = main
    do("main")


def collect(
    caller: Caller,
    operation: Operation[Any],
    limit: int = 1000,
    into: list[Any] | None = None,
) -> list[Any]:
    """The items of a stream."""
    items: list[Any] = [] if into is None else into
    caller.run(lambda client, do: read(client, do, operation, items, limit))
    return items


def test_events_are_typed(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, b'data: {"x":1}\n\ndata: {"x":2}\n\ndata: [DONE]\n\n', SSE))
    assert collect(caller, streams(SSE, models.Point)) == [
        models.Point(x=1),
        models.Point(x=2),
    ]
    assert server.last.header("accept") == SSE
    server.will(answer(200, b"event: e\ndata: {}\n\n", SSE))
    assert collect(caller, streams(SSE, dict[str, str], events=True)) == [
        {"event": "e", "data": "{}"}
    ]
    server.will(answer(200, b"data: plain\n\n", SSE))
    assert collect(caller, streams(SSE, str)) == ["plain"]


class AnyEvent(Model):
    event: str | None = None
    data: Any


class TypedEvent(Model):
    event: Literal["typed"]
    data: models.Point | None


def test_data_of_events_with_a_value_is_json_first(
    caller: Caller, server: Loopback
) -> None:
    content = (
        b'event: typed\ndata: {"x":1}\n\nevent: typed\ndata: null\n\ndata: {"x"\n\n'
    )
    server.will(answer(200, content, SSE))
    items = collect(caller, streams(SSE, TypedEvent | AnyEvent, events=True))
    assert [item.data for item in items] == [models.Point(x=1), None, '{"x"']
    server.will(answer(200, b'data: {"x":1}\n\ndata: 5\n\n', SSE))
    items = collect(caller, streams(SSE, AnyEvent, events=True))
    assert [item.data for item in items] == ['{"x":1}', "5"]


def test_an_event_that_deviates(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, b'data: {"x":"far"}\n\ndata: {\n\n', SSE))
    with pytest.warns(ResponseValidationWarning):
        first, second = collect(caller, streams(SSE, models.Point))
    assert first.x == "far" and second == "{"


@pytest.mark.parametrize("media", ["application/jsonl", "application/x-ndjson"])
def test_json_lines(caller: Caller, server: Loopback, media: str) -> None:
    server.will(answer(200, b'{"x":1}\r\n\n{"x":2}', media))
    items = collect(caller, streams(media, models.Point))
    assert items == [models.Point(x=1), models.Point(x=2)]
    server.will(answer(200, b'\x1e{"x":1}\n\x1e{"x":2}\n', "application/json-seq"))
    items = collect(caller, streams("application/json-seq", models.Point))
    assert [item.x for item in items] == [1, 2]


def test_leaving_the_loop_closes_the_connection(
    caller: Caller, server: Loopback
) -> None:
    closed = threading.Event()

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", SSE)
        handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"data: 1\n\n" * 1000)
        except OSError:
            closed.set()

    server.will(endless)
    assert collect(caller, streams(SSE, int), limit=2) == [1, 1]
    assert closed.wait(10)


def test_a_stream_that_breaks_off(caller: Caller, server: Loopback) -> None:
    def broken(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", SSE)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"data: 1\n\n")
        handler.close_connection = True

    server.will(broken)
    with pytest.raises(APIConnectionError):
        collect(caller, streams(SSE, int))


def test_a_stream_that_is_an_error(caller: Caller, server: Loopback) -> None:
    server.will(answer(404, {"a": 1}))
    with pytest.raises(NotFoundError):
        collect(caller, streams(SSE, int))


@pytest.fixture
def short_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("_core.stream_items._MAX_LENGTH", 16 * 1024)


def test_a_line_without_end_is_refused() -> None:
    decoder: ItemDecoder[Any] = ItemDecoder(SSE, Unread())
    with pytest.raises(APIError, match="a line of the stream is longer"):
        for _ in range(1000):
            list(decoder.feed(b"data: " + b"x" * 1_000_000))


@pytest.mark.parametrize(
    ("piece", "error"),
    [
        (b"data: " + b"x" * 994 + b"\n", "an event is longer"),
        (b"data\n" * 200, "an event is longer"),
        (b"data:\r\n" * 200, "an event is longer"),
        (b"id: 1\n" * 200, "an event is longer"),
        (b"event:\rretry: 1\r" * 100, "an event is longer"),
        (b"x: 1\ny\n\n" * 5_000, "x: 1"),  # nothing that is of an event
    ],
)
def test_an_event_without_end_is_refused(
    short_events: None, piece: bytes, error: str
) -> None:
    decoder: ItemDecoder[Any] = ItemDecoder(SSE, Unread())
    with pytest.raises(APIError, match=error):
        for _ in range(100):
            list(decoder.feed(piece))


def test_comments_and_events_without_data_have_no_limit(short_events: None) -> None:
    decoder: ItemDecoder[Any] = ItemDecoder(SSE, Unread())
    for _ in range(20):
        keep_alive = b": " + b"x" * 997 + b"\n"
        assert not list(decoder.feed(b"data: a\n" + keep_alive))
        assert not list(decoder.feed(b"id: 1\nretry: 5\n" * 100))
        assert list(decoder.feed(b"\n")) == [{"data": "a", "id": "1", "retry": 5}]
        assert not list(decoder.feed((b"id: 1\n\n" + b"data\x00: x\n\n") * 1000))


def test_data_that_is_empty(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, b"data:\n\ndata: 1\n\ndata: \n\n", SSE))
    assert collect(caller, streams(SSE, int)) == [1]
    assert collect(caller, streams(SSE, str)) == ["", "1", ""]


ERROR = '{"error": {"message": "overloaded"}}'


class ErrorItem(Model):
    type: Literal["error"]
    error: dict[str, str]


class ErrorEvent(Model):
    event: Literal["error", "warning"]
    data: str


@pytest.mark.parametrize(
    ("item", "content"),
    [
        (models.Point, f"event: error\ndata: {ERROR}\n\n"),
        (models.Point, f"data: {ERROR}\nevent: error\n\n"),
        (models.Point, f"event: error\ndata: {ERROR}"),  # cut off
        (models.Patch, f"data: {ERROR}\n\n"),
        (models.Point | models.Point2, f"data: {ERROR}\n\n"),
        (int, f"data: {ERROR}\n\n"),
        (str, f"event: error\ndata: {ERROR}\n\n"),
        (Any, f"event: error\ndata: {ERROR}\n\n"),
        (ErrorItem, f"event: error\ndata: {ERROR}\n\n"),  # of another type
    ],
)
def test_an_error_event_is_raised(
    caller: Caller, server: Loopback, item: Any, content: str
) -> None:
    server.will(answer(200, content.encode(), SSE, **{"X-Request-Id": "r1"}))
    with pytest.raises(StreamError, match="overloaded") as caught:
        collect(caller, streams(SSE, item))
    assert caught.value.body == {"error": {"message": "overloaded"}}
    assert caught.value.request_id == "r1"
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (copied.message, copied.status_code) == ("overloaded", 200)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"event: error\ndata: no\x1b[2J space\n\n", "no\x1b[2J space"),
        (b"event: error\n\n", None),
        (b'event: error\ndata: ["a"]\n\n', ["a"]),
        (b'event: error\ndata: ["\\ud800"]\n\n', ["\ufffd"]),
    ],
)
def test_an_error_event_of_any_data(
    caller: Caller, server: Loopback, content: bytes, body: object
) -> None:
    server.will(answer(200, b'data: {"x":1}\n\n' + content + b"data: 2\n\n", SSE))
    items = list[Any]()
    with pytest.raises(StreamError) as caught:
        collect(caller, streams(SSE, models.Point), into=items)
    assert caught.value.body == body and items == [models.Point(x=1)]
    assert "\x1b" not in str(caught.value)


def test_an_error_in_json_lines(caller: Caller, server: Loopback) -> None:
    content = f'{{"x":1}}\n{ERROR}\n{{"x":2}}\n'.encode()
    server.will(answer(200, content, "application/x-ndjson"))
    items = list[Any]()
    with pytest.raises(StreamError, match="overloaded"):
        collect(caller, streams("application/x-ndjson", models.Point), into=items)
    assert items == [models.Point(x=1)]


@pytest.mark.parametrize(
    ("item", "content", "events"),
    [
        # The document names errors as items.
        (ErrorItem, b'event: error\ndata: {"type":"error","error":{}}\n\n', False),
        (ErrorEvent, b"event: error\ndata: x\n\n", True),
        (ErrorItem, b'data: {"type":"error","error":{"a":"b"}}\n\n', False),
        # They are valid items that have no error, or any JSON is an item.
        (models.Point, b'data: {"x":1,"error":null}\n\n', False),
        (models.Point, b'data: {"x":1,"error":{"a":"b"}}\n\n', False),
        (Any, b'data: {"error":{}}\n\n', False),
        (dict[str, Any], b'data: {"error":{"a":1}}\n\n', False),
        (AnyEvent, b'event: message\ndata: {"error":{"a":1}}\n\n', True),
        (str, b'data: {"error":{"a":1}}\n\n', False),
    ],
)
def test_an_item_that_mentions_an_error(
    caller: Caller, server: Loopback, item: Any, content: bytes, events: bool
) -> None:
    server.will(answer(200, content, SSE))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(collect(caller, streams(SSE, item, events=events))) == 1


@pytest.mark.parametrize(
    ("kind", "content", "body"),
    [
        (SSE, b'{"text": "whole"}', {"text": "whole"}),
        ("application/json", b'{"text": "whole"}', {"text": "whole"}),
        ("application/json", b'{\n  "text": "whole"\n}', {"text": "whole"}),
        ("application/json", b'["whole"]', ["whole"]),
        ("text/html", b"<html>\n\n<p>data: whole\n</html>", None),
        ("text/plain", b"whole", "whole"),
        ("", b"error: whole", "error: whole"),
    ],
)
def test_another_body_than_events(
    caller: Caller, server: Loopback, kind: str, content: bytes, body: object
) -> None:
    server.will(answer(200, content, kind))
    with (
        warnings.catch_warnings(action="ignore"),
        pytest.raises(
            ResponseValidationError, match=r"expected text/event-s.*whole"
        ) as e,
    ):
        collect(caller, streams(SSE, models.Point))
    assert body is None or e.value.body == body


@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
def test_events_of_another_media_type(
    caller: Caller, server: Loopback, kind: str
) -> None:
    server.will(answer(200, b'unknown: 1\ndata: {"x":1}\n\n', kind))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert collect(caller, streams(SSE, models.Point)) == [models.Point(x=1)]
    assert len(caught) == (kind != "")


@pytest.mark.parametrize("content", [b"", b"\n\n", b": nothing\n"])
def test_a_stream_without_items(
    caller: Caller, server: Loopback, content: bytes
) -> None:
    server.will(answer(200, content, SSE))
    assert collect(caller, streams(SSE, models.Point)) == []
    server.will(answer(200, content.replace(b": nothing", b""), "application/jsonl"))
    assert collect(caller, streams("application/jsonl", models.Point)) == []


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("application/json", b'[{"x": 1}, {"x": 2}]', [1, 2]),
        ("application/json", b'[\n  {"x": 1},\n  {"x": 2}\n]\n', [1, 2]),
        ("application/json", b'{\n  "x": 1\n}', [1]),
        ("application/json", b'{"x": 1}\n{"x": 2}\n', [1, 2]),
        ("text/plain", b'{"x": 1}\n{"x": 2}\n', [1, 2]),
        ("application/json", b"[]", []),
        ("application/jsonl", b'{"x": 1}\n[DONE]\n{"x": 2}\n', [1]),
        ("application/jsonl", b"[DONE]\n", []),
    ],
)
def test_json_instead_of_json_lines(
    caller: Caller, server: Loopback, kind: str, content: bytes, expected: list[int]
) -> None:
    server.will(answer(200, content, kind))
    items = collect(caller, streams("application/jsonl", models.Point))
    assert items == [models.Point(x=x) for x in expected]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/jsonl", rb'{"x": "a\ud800"}'),
        ("application/json", b'{\n"x": "a\\ud800"\n}'),
        (SSE, b'data: {"x": "a\\ud800"}\n\n'),
    ],
)
def test_a_lone_surrogate_in_the_first_item(
    caller: Caller, server: Loopback, kind: str, content: bytes
) -> None:
    server.will(answer(200, content, kind))
    documented = SSE if kind == SSE else "application/jsonl"
    with pytest.warns(ResponseValidationWarning):
        (item,) = collect(caller, streams(documented, models.Point))
    assert item.x == "a\ufffd"


def test_an_array_may_be_an_item(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, b"[1]\n[2]\n", "application/json"))
    assert collect(caller, streams("application/jsonl", list[int])) == [[1], [2]]


@pytest.mark.parametrize("content", [b"<html>\n<p>1</p>", b"{\n1\n", b"a\n{}\n"])
def test_another_body_than_json_lines(
    caller: Caller, server: Loopback, content: bytes
) -> None:
    server.will(answer(200, content, "text/html"))
    with pytest.raises(
        ResponseValidationError, match="expected application/jsonl"
    ) as e:
        collect(caller, streams("application/jsonl", models.Point))
    assert e.value.body == content.decode().strip()


DONE = b"data: [DONE]\n\n"


def chunked(
    ports: list[int], *chunks: bytes, kind: str = SSE, closed: Any = None
) -> Answer:
    """Send chunks one by one, and note the port of the client. The body ends, unless
    `closed` is given: an event that is set when the client closes the connection."""

    def send(handler: Handler) -> None:
        ports.append(handler.client_address[1])
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with suppress(OSError):
            for chunk in chunks if closed else [*chunks, b""]:
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            if closed:
                handler.connection.recv(1)
        if closed:
            handler.close_connection = True
            closed.set()

    return send


@pytest.mark.parametrize(
    ("kind", "chunks"),
    [
        (SSE, [b"data: 1\n\n" + DONE]),
        (SSE, [b"data: 1\n\n", DONE, b": more\n\n"]),
        (SSE, [b"data: 1\n\n"]),
        ("application/jsonl", [b"1\n"]),
    ],
)
def test_a_stream_that_ends_gives_its_connection_back(
    caller: Caller, server: Loopback, kind: str, chunks: list[bytes]
) -> None:
    ports: list[int] = []
    server.will(chunked(ports, *chunks, kind=kind))

    def use(client: Any, do: Any) -> None:
        for _ in range(3):
            read(client, do, streams(kind, int), items)

    items: list[int] = []
    caller.run(use)
    assert items == [1, 1, 1] and len(set(ports)) == 1


@pytest.mark.parametrize("rest", [b"", b"data: 2\n\n" * 20_000])
def test_a_stream_that_goes_on_after_its_end_is_closed(
    caller: Caller, server: Loopback, rest: bytes
) -> None:
    closed = threading.Event()
    chunks = filter(None, [b"data: 1\n\n" + DONE, rest])
    server.will(chunked([], *chunks, closed=closed))

    def use(client: Any, do: Any) -> None:
        read(client, do, streams(SSE, int), items)
        assert closed.wait(10)

    items: list[int] = []
    caller.run(use)
    assert items == [1]


def test_webhooks() -> None:
    seen: list[Any] = []

    def verify(body: bytes, headers: Any) -> None:
        seen.append((body, headers))

    def parse(body: bytes | str, verifier: Any = None) -> Any:
        return parse_event(lambda: models.Point, body, {"X-Sig": "s"}, verifier)

    assert parse(b'{"x": 1}', verify) == models.Point(x=1)
    assert seen == [(b'{"x": 1}', {"X-Sig": "s"})]
    with pytest.raises(EventError, match="refused"):
        parse("{}", lambda body, headers: False)
    with pytest.raises(EventError, match="JSON"):
        parse("{")
    with pytest.warns(ResponseValidationWarning, match="/x: required"):
        assert parse("{}").x is None


@pytest.mark.parametrize("content", [b"event: error\ndata: 1\n\n", b"<" * 1_100_000])
def test_an_error_closes_the_connection(
    caller: Caller, server: Loopback, content: bytes
) -> None:
    closed = threading.Event()
    server.will(chunked([], content, b"\n", closed=closed))

    def use(client: Any, do: Any) -> None:
        with pytest.raises(APIError):
            read(client, do, streams(SSE, int), [])
        assert closed.wait(10)

    caller.run(use)
