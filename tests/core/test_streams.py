"""Server-sent events, JSON lines, pages, webhooks."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import pytest
from _core.errors import (
    APIConnectionError,
    APIError,
    NotFoundError,
    ResponseValidationWarning,
)
from _core.operation import Operation, ResponseSpec
from _core.paging import Paging
from _core.parameters import Parameter
from _core.streaming import ItemDecoder, Stream
from _core.webhooks import EventError, parse_event

from tests.loopback import Handler, Loopback, answer

from .conftest import Caller
from .handwritten_client import models

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


@pytest.mark.parametrize(("content", "expected"), VECTORS)
def test_event_vectors_at_every_split(
    content: bytes, expected: list[dict[str, Any]]
) -> None:
    import json

    def events(*chunks: bytes) -> list[Any]:
        decoder: ItemDecoder[Any] = ItemDecoder(
            SSE, lambda texts: json.loads(texts[0]), events=True
        )
        return [e for c in chunks for e in decoder.feed(c)] + list(
            decoder.feed(b"", last=True)
        )

    assert events(content) == expected
    assert events(*(bytes([byte]) for byte in content)) == expected
    for at in range(len(content)):
        assert events(content[:at], content[at:]) == expected


def streams(media: str, kind: Any, **more: Any) -> Operation[Any]:
    spec = ResponseSpec({"application/json": lambda: Any, media: lambda: kind}, **more)
    return Operation("x", "GET", "/x", responses={"200": spec})


def collect(caller: Caller, operation: Operation[Any], limit: int = 1000) -> list[Any]:
    """The items of a stream, from a loop that ends after a number of them."""
    items: list[Any] = []

    def use(client: Any, do: Any) -> None:
        if not caller.asynchronous:
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

    caller.run(use)
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


def test_a_line_without_end_is_refused() -> None:
    decoder: ItemDecoder[Any] = ItemDecoder(SSE, lambda texts: texts)
    with pytest.raises(APIError, match="longer"):
        for _ in range(1000):
            list(decoder.feed(b"data: " + b"x" * 1_000_000))


LIST: Operation[Any] = Operation(
    "x",
    "GET",
    "/x",
    tuple(
        Parameter(name, "query", lambda: Any)
        for name in ("cursor", "offset", "page", "q")
    ),
    responses={"200": ResponseSpec({"application/json": lambda: dict[str, Any]})},
)


def walk(caller: Caller, paging: Paging[Any], **query: Any) -> list[Any]:
    items: list[Any] = []

    def use(client: Any, do: Any) -> None:
        pages = client.items.paginate(LIST, paging, query=query)
        if not caller.asynchronous:
            items.extend(pages)
            return

        async def main() -> None:
            async for item in pages:
                items.append(item)

        client.main = main
        do("main")

    caller.run(use)
    return items


def queries(server: Loopback) -> list[str]:
    return [seen.target.partition("?")[2] for seen in server.seen]


def test_cursor(caller: Caller, server: Loopback) -> None:
    pages = [{"data": [1, 2], "meta": {"next": "b"}}, {"data": [3], "meta": {}}]
    server.will(*(answer(200, page) for page in pages))
    paging = Paging[int]("cursor", "/data", "cursor", "/meta/next")
    assert walk(caller, paging, q="z") == [1, 2, 3]
    assert queries(server) == ["q=z", "cursor=b&q=z"]


@pytest.mark.parametrize(
    ("paging", "expected"),
    [
        (Paging[int]("offset", "/data", "offset"), ["", "offset=2", "offset=3"]),
        (Paging[int]("page", "/data", "page"), ["", "page=2", "page=3"]),
        (Paging[int]("page", "/data", "page", first=0), ["", "page=1", "page=2"]),
    ],
)
def test_counted_pages(
    caller: Caller, server: Loopback, paging: Any, expected: list[str]
) -> None:
    server.will(*(answer(200, {"data": data}) for data in ([1, 2], [3], [])))
    assert walk(caller, paging) == [1, 2, 3]
    assert queries(server) == expected


def test_urls_and_links(caller: Caller, server: Loopback) -> None:
    server.will(
        answer(200, {"data": [1], "next": "/y?a=1"}), answer(200, {"data": [2]})
    )
    assert walk(caller, Paging[int]("url", "/data", next="/next"), q="z") == [
        1,
        2,
    ]
    assert [seen.target for seen in server.seen] == ["/x?q=z", "/y?a=1"]
    link = f'<{server.url}/z?b=2>; rel="next"'
    server.will(answer(200, {"data": [1]}, Link=link), answer(200, {"data": [2]}))
    assert walk(caller, Paging[int]("link", "/data")) == [1, 2]
    assert server.last.target == "/z?b=2"


def test_pagination_loop(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, {"data": [1], "next_cursor": "a"}))
    with pytest.raises(APIError, match="loop"):
        walk(caller, Paging[int]("cursor", "/data", "cursor", "/next_cursor"))
    assert len(server.seen) == 2


def test_next_page_on_another_origin(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, {"data": [1], "next": "http://localhost:1/x"}))
    with pytest.raises(APIError, match="origin"):
        walk(caller, Paging[int]("url", "/data", next="/next"))
    assert len(server.seen) == 1


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


def test_with_response_wants_one_request(server: Loopback) -> None:
    from .handwritten_client import Client

    with Client(base_url=server.url) as client, pytest.raises(TypeError):
        client.with_response(client.items.paginate, LIST, Paging[int]("link"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Stream is not None
