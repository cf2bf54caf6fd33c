"""Bodies as independent parsers read them."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
from _core.alternative_bodies import AlternativeBodies
from _core.bodies import BodySchema, RequestBody
from _core.errors import RateLimitError, RequestValidationError
from _core.files import File, RawBody
from _core.forms import Encoding, FormBody
from _core.json_lines import JSONLinesBody
from _core.json_values import UNSET
from _core.model import Model, Nullable
from _core.multipart import MultipartBody
from _core.operation import Operation, RequestOptions, ResponseSpec

from tests.loopback import Loopback, RecordedRequest, answer

from .conftest import Caller
from .handwritten_client import models

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BINARY = "application/octet-stream"


def post(body: RequestBody) -> Operation[None]:
    return Operation("x", "POST", "/x", body=body, responses={"200": ResponseSpec()})


def parts(seen: RecordedRequest) -> list[tuple[str, str | None, str | None, bytes]]:
    """Name, file name, content type and content of each part."""
    head = f"Content-Type: {seen.header('content-type')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + seen.body)
    found: list[tuple[str, str | None, str | None, bytes]] = []
    for part in cast("list[EmailMessage]", list(message.iter_parts())):
        name = part.get_param("name", header="content-disposition")
        kind = part.get_content_type() if "content-type" in part else None
        content = cast(bytes, part.get_payload(decode=True))
        found.append((str(name), part.get_filename(), kind, content))
    return found


def test_multipart(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"from a path")
    body = RequestBody({MULTIPART: MultipartBody(lambda: models.Upload)})
    given = {
        "title": "Tïtle\r\n",
        "photo": ('näme".png', b"\x89PNG\r\n", "image/png"),
        "photos": [path, io.BytesIO(b"opened"), b"raw", ("n.bin", io.BytesIO(b"t"))],
        "tags": ["a", "b"],
        "meta": {"n": 1},
        "when": dt.date(2024, 1, 2),
    }
    caller.call("items.call", post(body), body=given)
    assert server.last.header("content-length") is not None
    assert parts(server.last) == [
        ("title", None, None, "Tïtle\r\n".encode()),
        ("photo", "näme%22.png", "image/png", b"\x89PNG\r\n"),
        ("photos", "a.txt", BINARY, b"from a path"),
        ("photos", "photos", BINARY, b"opened"),
        ("photos", "photos", BINARY, b"raw"),
        ("photos", "n.bin", BINARY, b"t"),
        ("tags", None, None, b"a"),
        ("tags", None, None, b"b"),
        ("meta", None, "application/json", b'{"n":1}'),
        ("when", None, None, b"2024-01-02"),
    ]


def test_multipart_encoding(caller: Caller, server: Loopback) -> None:
    encoding = {
        "title": Encoding(content_type="text/plain", headers={"X-Part": "1"}),
        "photo": Encoding(content_type="image/jpeg"),
        "tags": Encoding(style="form", explode=False),
    }
    body = RequestBody({MULTIPART: MultipartBody(lambda: models.Upload, encoding)})
    given = {"title": "t", "photo": b"p", "tags": ["a", "b"]}
    caller.call("items.call", post(body), body=given)
    assert parts(server.last) == [
        ("title", None, "text/plain", b"t"),
        ("photo", "photo", "image/jpeg", b"p"),
        ("tags", None, None, b"a,b"),
    ]
    assert b"X-Part: 1\r\n" in server.last.body
    with pytest.raises(RequestValidationError):
        bad = {"title": "t", "photo": ("n", b"p", "image/png\r\nX: 1")}
        caller.call("items.call", post(body), body=bad)


def test_files_in_text_mode_are_refused(
    caller: Caller, server: Loopback, tmp_path: Path
) -> None:
    body = RequestBody({MULTIPART: MultipartBody(lambda: models.Upload)})
    for bad in (io.StringIO("text"), tmp_path / "missing", 5):
        with pytest.raises(RequestValidationError):
            caller.call("items.call", post(body), body={"title": "t", "photo": bad})
    assert server.seen == []


def test_urlencoded(caller: Caller, server: Loopback) -> None:
    body = RequestBody({FORM: FormBody(lambda: models.Upload)})
    value = " a+b&c=d%é😀\r\n"
    given = {"title": value, "tags": ["x", "y z"], "meta": {"n": 1}}
    caller.call("items.call", post(body), body=given)
    assert server.last.header("content-type") == FORM
    assert parse_qsl(server.last.body.decode()) == [
        ("title", value),
        ("tags", "x"),
        ("tags", "y z"),
        ("meta", '{"n":1}'),
    ]
    encoding = {
        "meta": Encoding(style="deepObject", explode=True),
        "tags": Encoding(explode=False),
    }
    body = RequestBody({FORM: FormBody(lambda: models.Upload, encoding)})
    caller.call("items.call", post(body), body=given)
    assert parse_qsl(server.last.body.decode())[1:] == [
        ("tags", "x,y z"),
        ("meta[n]", "1"),
    ]


def test_binary(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content")
    body = RequestBody({BINARY: RawBody(lambda: File)})
    opened = io.BytesIO(b"skipped content")
    opened.read(8)
    for source in (b"content", path, opened, iter([b"con", b"tent"])):
        caller.call("items.call", post(body), body=source)
        assert server.last.body == b"content"
        assert server.last.header("content-type") == BINARY
    caller.call("items.call", post(body), body=("n", b"content", "image/png"))
    assert server.last.header("content-type") == "image/png"
    caller.call("items.call", post(body), body=b"")
    assert server.last.body == b""

    async def chunks() -> Any:
        yield b"con"
        yield b"tent"

    if caller.asynchronous:
        caller.call("items.call", post(body), body=chunks())
        assert server.last.body == b"content"
    else:
        with pytest.raises(RequestValidationError):
            caller.call("items.call", post(body), body=chunks())


def test_bodies_are_sent_again(caller: Caller, server: Loopback) -> None:
    operation = post(RequestBody({BINARY: RawBody(lambda: File)}))
    busy = answer(429, Retry_After="0")
    server.will(busy, answer(200))
    caller.call("items.call", operation, body=io.BytesIO(b"content"))
    assert [seen.body for seen in server.seen] == [b"content", b"content"]
    server.will(busy, answer(200))
    with pytest.raises(RateLimitError):
        caller.call("items.call", operation, body=iter([b"content"]))


def test_text_and_several_types(caller: Caller, server: Loopback) -> None:
    content: dict[str, Any] = {
        "text/plain; charset=latin-1": RawBody(lambda: str),
        "application/xml": RawBody(lambda: str),
        "application/vnd.x+json": lambda: models.Point | list[int] | str,
        "application/merge-patch+json": lambda: dict[str, Any],
    }
    operation = post(RequestBody(content))
    caller.call("items.call", operation, body="é")
    assert server.last.body == b"\xe9"
    with pytest.raises(RequestValidationError):
        caller.call("items.call", operation, body="😀")
    caller.call("items.call", operation, body="<a/>", content_type="application/xml")
    assert server.last.header("content-type") == "application/xml"
    for value in ({"x": 1}, [1, 2], "s", models.Point(x=3)):
        caller.call(
            "items.call", operation, body=value, content_type="application/vnd.x+json"
        )
        assert server.last.json == (value if value != models.Point(x=3) else {"x": 3})
    patch = {"a": None, "b": 1}
    caller.call(
        "items.call",
        operation,
        body=patch,
        content_type="application/merge-patch+json",
    )
    assert server.last.json == patch
    with pytest.raises(RequestValidationError, match="content_type"):
        caller.call("items.call", operation, body="x", content_type="image/png")


def test_none_for_what_another_media_type_has_is_absent(
    caller: Caller, server: Loopback
) -> None:
    content: Any = {
        FORM: FormBody(lambda: models.Point),
        MULTIPART: MultipartBody(lambda: models.Upload),
        "application/merge-patch+json": lambda: dict[str, Any],
    }
    operation = post(RequestBody(content))
    given = {"x": None, "title": "t", "photo": b"p", "more": "m"}
    caller.call("items.call", operation, properties=given, content_type=MULTIPART)
    assert [name for name, *_ in parts(server.last)] == ["title", "photo", "more"]
    patch = {"x": None, "y": 1}
    caller.call(
        "items.call",
        operation,
        body=patch,
        content_type="application/merge-patch+json",
    )
    assert server.last.json == patch


def test_the_most_specific_media_type_is_sent(caller: Caller, server: Loopback) -> None:
    content: Any = {
        "*/*": RawBody(lambda: File),
        "image/*": RawBody(lambda: File),
        "application/json": lambda: models.Point,
    }
    operation = post(AlternativeBodies(content))
    kind = "application/json"
    caller.call("items.call", operation, body={"x": 1}, content_type=kind)
    assert server.last.json == {"x": 1}
    caller.call("items.call", operation, body=b"p", content_type="image/png")
    assert server.last.header("content-type") == "image/png"


def test_required_null_body(caller: Caller, server: Loopback) -> None:
    content: Any = {"application/json": lambda: int | None}
    caller.call("items.call", post(RequestBody(content, required=True)), body=None)
    assert server.last.body == b"null"
    caller.call("items.call", post(RequestBody(content)), body=None)
    assert server.last.body == b""


def test_extra_body_needs_an_object(caller: Caller, server: Loopback) -> None:
    operation = post(RequestBody({"application/json": lambda: list[int]}))
    options = RequestOptions(extra_body={"a": 1})
    with pytest.raises(RequestValidationError, match="extra_body"):
        caller.call("items.call", operation, body=[1], options=options)
    assert server.seen == []


def test_null_is_sent_where_it_is_allowed(caller: Caller, server: Loopback) -> None:
    """An optional body whose only property is null is not an absent body."""

    class Note(Model):
        text: Nullable[str] = None

    operation = post(RequestBody({"application/json": lambda: Note}))
    caller.call("items.call", operation, properties={"text": None})
    assert server.last.body == b'{"text":null}'
    caller.call("items.call", operation, properties={"text": UNSET})
    assert server.last.body == b""


def test_deep_bodies(caller: Caller, server: Loopback) -> None:
    deep: Any = 1
    for _ in range(20_000):
        deep = [deep]
    operation = post(RequestBody({"application/json": lambda: Any}))
    with pytest.raises(RequestValidationError):
        caller.call("items.call", operation, body=deep)


HUGE = 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("media", "kind"), [(BINARY, RawBody), (MULTIPART, MultipartBody)]
)
def test_huge_upload(
    caller: Caller, server: Loopback, tmp_path: Path, media: str, kind: type[BodySchema]
) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(HUGE)
    operation = post(RequestBody({media: kind(lambda: models.Upload)}))
    caller.options["timeout"] = 60.0
    body: Any = path if media == BINARY else {"title": "t", "photo": path}
    tracemalloc.start()
    caller.call("items.call", operation, body=body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert int(server.last.header("content-length") or 0) >= HUGE
    assert peak < 20 * 1024 * 1024


def test_huge_download(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    def send(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", BINARY)
        handler.send_header("Content-Length", str(HUGE))
        handler.end_headers()
        for _ in range(HUGE // (1 << 20)):
            handler.wfile.write(bytes(1 << 20))

    operation: Operation[bytes] = Operation(
        "x", "GET", "/x", responses={"200": ResponseSpec({BINARY: lambda: bytes})}
    )
    server.will(send)
    path = tmp_path / "huge"
    tracemalloc.start()

    def use(client: Any, do: Any) -> None:
        if not caller.asynchronous:
            with client.with_streaming(client.items.call, operation) as download:
                download.save(path)
            return

        async def main() -> None:
            async with client.with_streaming(client.items.call, operation) as download:
                await download.save(path)

        client.main = main
        do("main")

    caller.run(use)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size == HUGE
    assert peak < 20 * 1024 * 1024
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("application/jsonl", b'{"x":1}\n{"x":2}\n'),
        ("application/json-seq", b'\x1e{"x":1}\n\x1e{"x":2}\n'),
    ],
)
def test_sequences(
    caller: Caller, server: Loopback, media: str, expected: bytes, tmp_path: Path
) -> None:
    operation = post(RequestBody({media: JSONLinesBody(lambda: list[models.Point])}))
    path = tmp_path / "lines"
    path.write_bytes(expected)
    points = [models.Point(x=1), {"x": 2}]
    for body in (points, tuple(points), expected, expected.decode(), path):
        caller.call("items.call", operation, body=body)
        assert server.last.body == expected
        assert server.last.header("content-type") == media
    with pytest.raises(RequestValidationError, match=r"body\[0\]\.x: "):
        caller.call("items.call", operation, body=[{"x": "1"}])
