"""Compressed bodies are decoded whole, and bodies in memory have a limit."""

from __future__ import annotations

import asyncio
import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from _core.errors import APIConnectionError, APIError, NotFoundError
from _core.oauth import ClientCredentials
from _core.operation import Operation, ResponseSpec

from tests.loopback import Answer, Handler, Loopback, answer, raw_answer

from .conftest import Caller
from .handwritten_client import AsyncClient, Client

KIND = "application/octet-stream"
FILE: Operation[Any] = Operation(
    "x", "GET", "/file", responses={"200": ResponseSpec({KIND: lambda: bytes})}
)
HEAD: Operation[Any] = Operation(
    "x", "HEAD", "/file", responses={"200": ResponseSpec({KIND: lambda: bytes})}
)
TOKEN: Operation[Any] = Operation("x", "GET", "/x", security=(("OAuth",),))
CONTENT = random.Random(1).randbytes(4000)
WHOLE = gzip.compress(CONTENT)


def deflated(content: bytes, bits: int) -> bytes:
    squeeze = zlib.compressobj(wbits=bits)
    return squeeze.compress(content) + squeeze.flush()


def coded(content: bytes, coding: str, status: int = 200) -> Answer:
    return answer(status, content, KIND, Content_Encoding=coding)


def in_chunks(*chunks: bytes, coding: str = "gzip") -> Answer:
    """Send a body without a length, in chunks."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {KIND}\r\nContent-Encoding: {coding}\r\n"
    sent = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in [*chunks, b""])
    return raw_answer(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + sent)


COMPLETE = {
    "gzip": coded(WHOLE, "gzip"),
    "the older name": coded(WHOLE, "X-GZip"),
    "zlib": coded(zlib.compress(CONTENT), "deflate"),
    "without a zlib header": coded(deflated(CONTENT, -15), "deflate"),
    "twice": coded(gzip.compress(zlib.compress(CONTENT)), "deflate, gzip"),
    "two members": coded(
        gzip.compress(CONTENT[:9]) + gzip.compress(CONTENT[9:]), "gzip"
    ),
    "two members in chunks": in_chunks(
        gzip.compress(CONTENT[:9]), *[bytes([b]) for b in gzip.compress(CONTENT[9:])]
    ),
    "bytes after the end": coded(WHOLE + b"\r\n", "gzip"),
    "byte by byte": in_chunks(*(bytes([each]) for each in WHOLE)),
    "no coding": coded(CONTENT, "identity"),
}


@pytest.mark.parametrize("name", COMPLETE)
def test_codings(caller: Caller, server: Loopback, name: str) -> None:
    server.will(COMPLETE[name])
    assert caller.call("items.call", FILE) == CONTENT


INCOMPLETE = {
    "gzip": coded(WHOLE[:2000], "gzip"),
    "gzip without its trailer": coded(WHOLE[:-5], "gzip"),
    "a gzip header": coded(WHOLE[:3], "gzip"),
    "the second member": coded(WHOLE + WHOLE[:50], "gzip"),
    "zlib": coded(zlib.compress(CONTENT)[:-1], "deflate"),
    "without a zlib header": coded(deflated(CONTENT, -15)[:-1], "deflate"),
    "the inner coding": coded(gzip.compress(WHOLE[:-1]), "gzip, gzip"),
    "chunks": in_chunks(WHOLE[:100], WHOLE[100:300]),
    "a wrong checksum": coded(WHOLE[:-8] + bytes(8), "gzip"),
    "no gzip": coded(CONTENT, "gzip"),
    "a coding without a decoder": coded(CONTENT, "compress"),
    "codings without end": coded(WHOLE, "gzip, " * 500 + "gzip"),
}


@pytest.mark.parametrize("name", INCOMPLETE)
def test_incomplete_bodies(
    server: Loopback, name: str, tmp_path: Path, caller: Caller
) -> None:
    server.will(INCOMPLETE[name])
    with pytest.raises(APIConnectionError, match=r"GET .*/file"):
        caller.call("items.call", FILE)
    assert len(server.seen) == 1

    def save(target: Path) -> None:
        if not caller.asynchronous:
            with Client(**caller.options) as client:
                client.with_streaming(client.items.call, FILE).save(target)
            return

        async def main() -> None:
            async with (
                AsyncClient(**caller.options) as client,
                client.with_streaming(client.items.call, FILE) as download,
            ):
                await download.save(target)

        asyncio.run(main())

    with pytest.raises(APIConnectionError, match="GET /file"):
        save(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "compress"])
def test_an_empty_body_is_complete(
    caller: Caller, server: Loopback, coding: str
) -> None:
    server.will(coded(b"", coding))
    assert caller.call("items.call", FILE) == b""
    assert caller.call("items.call", HEAD) is None


def cut_error(handler: Handler) -> None:
    head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 99\r\n\r\n"
    raw_answer(head + b"missing")(handler)


@pytest.mark.parametrize(
    "send", [cut_error, coded(WHOLE[:50], "gzip", 404), coded(b"?", "gzip", 404)]
)
def test_a_damaged_error_body_keeps_the_status(
    caller: Caller, server: Loopback, send: Answer
) -> None:
    server.will(send)
    with pytest.raises(NotFoundError):
        caller.call("items.call", FILE)


def bomb(count: int) -> bytes:
    squeeze = zlib.compressobj(wbits=31)
    pieces = [squeeze.compress(bytes(1_000_000)) for _ in range(count)]
    return b"".join(pieces) + squeeze.flush()


def unlimited(handler: Handler) -> None:
    """Promise more than there is; a client that waits for it runs into its timeout."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**15))
    handler.end_headers()
    handler.wfile.flush()
    handler.server.released.wait()


BOMBS: dict[str, Callable[[], Answer]] = {
    "gzip": lambda: coded(bomb(30), "gzip"),
    "gzip of gzip": lambda: coded(gzip.compress(bomb(60)), "gzip, gzip"),
    "members": lambda: coded(bomb(1) * 30, "gzip"),
    "in one chunk": lambda: in_chunks(bomb(30)),
    "in chunks": lambda: in_chunks(*[bytes(100_000)] * 30, coding="identity"),
    "a length": lambda: unlimited,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_large_body_is_refused(caller: Caller, server: Loopback, name: str) -> None:
    caller.options["max_response_bytes"] = 1_000_000
    server.will(coded(bomb(1), "gzip"))
    assert caller.call("items.call", FILE) == bytes(1_000_000)
    server.seen.clear()
    server.will(BOMBS[name]())
    tracemalloc.start()
    with pytest.raises(APIError, match="larger than max_response_bytes, 1000000"):
        caller.call("items.call", FILE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    server.released.set()
    assert peak < 8_000_000
    assert len(server.seen) == 1


def test_what_has_no_limit(caller: Caller, server: Loopback) -> None:
    caller.options["max_response_bytes"] = 10
    server.will(coded(WHOLE, "gzip"))
    with pytest.raises(APIError, match="max_response_bytes"):
        caller.call("items.call", FILE)
    server.will(coded(gzip.compress(b"x" * 99), "gzip", 404))
    with pytest.raises(NotFoundError) as caught:
        caller.call("items.call", FILE)
    assert caught.value.body == "x" * 99
    server.will(answer(200, CONTENT, KIND))
    with (
        Client(**caller.options) as client,
        client.with_streaming(client.items.call, FILE) as download,
    ):
        assert b"".join(download.iter_bytes()) == CONTENT
    caller.options["max_response_bytes"] = None
    assert caller.call("items.call", FILE) == CONTENT


def test_the_token_endpoint_has_the_limit(caller: Caller, server: Loopback) -> None:
    caller.options |= {
        "max_response_bytes": 1_000_000,
        "oauth": ClientCredentials("id", "secret"),
    }
    server.will(coded(bomb(30), "gzip"))
    with pytest.raises(APIError, match="larger than max_response_bytes"):
        caller.call("items.call", TOKEN)


def test_a_body_that_is_in_memory_has_the_limit() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=CONTENT))
    http = httpx2.Client(transport=transport)
    options: dict[str, Any] = {"base_url": "http://x", "max_response_bytes": 1000}
    client = Client(**options, http_client=http)
    with http, client, pytest.raises(APIError, match="max_response_bytes"):
        client.items.call(FILE)
