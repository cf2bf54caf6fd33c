"""Forms and files as an independent parser reads them, and large ones in little memory."""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from python_multipart.multipart import MultipartParser, parse_options_header

from tests.loopback import Handler, Loopback, RecordedRequest, answer, serving

from .test_styles import generated

pytestmark = pytest.mark.filterwarnings("error")

BINARY = {"type": "string", "format": "binary"}
TEXTS = {"type": "array", "items": {"type": "string"}}
POINT = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "string"}},
}
PROPERTIES: dict[str, Any] = {
    "title": {"type": "string"},
    "count": {"type": "integer"},
    "flag": {"type": "boolean"},
    "when": {"type": "string", "format": "date-time"},
    "point": POINT,
    "points": {"type": "array", "items": POINT},
    "tags": TEXTS,
    "comma": TEXTS,
    "pipes": TEXTS,
    "spaces": TEXTS,
    "apart": POINT,
    "joined": POINT,
    "deep": {"type": "object", "properties": {"a": POINT, "b": TEXTS}},
    "naïve \"name\"": {"type": "string"},
}  # fmt: skip
FILES = {
    "file": BINARY,
    "files": {"type": "array", "items": BINARY},
    "image": BINARY,
    "note": {"type": "string"},
}
STYLES: dict[str, Any] = {
    "comma": {"style": "form", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "spaces": {"style": "spaceDelimited", "explode": False},
    "apart": {"style": "form"},
    "joined": {"explode": False},
    "deep": {"style": "deepObject"},
}
PARTS = {
    "image": {
        "contentType": "image/png",
        "headers": {
            "X-Kind": {"schema": {"type": "string", "const": "raw"}},
            "X-Level": {"schema": {"type": "integer", "default": 3}},
        },
    },
    "note": {"contentType": "text/markdown; charset=utf-8"},
}
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
OCTETS = "application/octet-stream"
GIVES = {"200": {"description": "", "content": {OCTETS: {"schema": BINARY}}}}


def post(name: str, content: Any) -> dict[str, Any]:
    body = {"required": True, "content": content}
    return {
        "post": {
            "operationId": f"all.{name}",
            "tags": ["all"],
            "requestBody": body,
            "responses": {"204": {"description": ""}},
        }
    }


def form(properties: Any, encoding: Any) -> Any:
    schema = {"type": "object", "properties": properties}
    return {"schema": schema, "encoding": encoding}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Uploads", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "paths": {
        "/form": post("form", {FORM: form(PROPERTIES, STYLES)}),
        "/parts": post("parts", {MULTIPART: form(PROPERTIES | FILES, STYLES | PARTS)}),
        "/either": post(
            "either",
            {
                FORM: form({"tags": TEXTS}, {"tags": {"explode": False}}),
                MULTIPART: form({"tags": TEXTS}, {}),
            },
        ),
        "/octets": post("octets", {OCTETS: {"schema": BINARY}})
        | {"get": {"operationId": "all.fetch", "tags": ["all"], "responses": GIVES}},
        "/text": post(
            "text",
            {
                "text/plain; charset=iso-8859-1": {"schema": {"type": "string"}},
                "application/xml": {"schema": POINT},
                "image/*": {"schema": BINARY},
            },
        ),
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def uploads(folder: Path) -> Any:
    return generated(folder, "uploads", DOCUMENT)


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


@dataclass
class Kind:
    """One of the two clients."""

    package: Any
    wire: Loopback
    asynchronous: bool

    def send(self, name: str, **arguments: Any) -> RecordedRequest:
        """What the server reads when a method is called."""
        self.wire.seen.clear()
        if self.asynchronous:
            asyncio.run(self._later(name, arguments))
        else:
            with self.package.Client(base_url=self.wire.url) as client:
                getattr(client.all, name)(**arguments)
        (seen,) = self.wire.seen
        return seen

    async def _later(self, name: str, arguments: Any) -> None:
        async with self.package.AsyncClient(base_url=self.wire.url) as client:
            await getattr(client.all, name)(**arguments)


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest, uploads: Any, wire: Loopback) -> Kind:
    return Kind(uploads, wire, request.param == "async")


@dataclass
class Part:
    """A part as it was read."""

    headers: dict[str, str]
    content: bytes = b""

    @property
    def name(self) -> str:
        return self._disposition(b"name")

    @property
    def file(self) -> str:
        return self._disposition(b"filename")

    @property
    def kind(self) -> str | None:
        return self.headers.get("content-type")

    def _disposition(self, key: bytes) -> str:
        kind, found = parse_options_header(self.headers["content-disposition"])
        assert kind == b"form-data"
        return found.get(key, b"-").decode()


def parts(seen: RecordedRequest) -> list[Part]:
    """The parts of a body, as python-multipart reads them."""
    media, options = parse_options_header(seen.header("content-type") or "")
    assert media == MULTIPART.encode()
    found: list[Part] = []
    field: list[bytes] = []

    def begin() -> None:
        found.append(Part({}))

    def data(content: bytes, start: int, end: int) -> None:
        found[-1].content += content[start:end]

    def piece(content: bytes, start: int, end: int) -> None:
        field.append(content[start:end])

    def header() -> None:
        name, value = b"".join(field).split(b"\0")
        found[-1].headers[name.decode().lower()] = value.decode("latin-1")
        field.clear()

    parser = MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": begin,
            "on_part_data": data,
            "on_header_field": piece,
            "on_header_value": lambda c, s, e: piece(
                (b"" if b"\0" in b"".join(field) else b"\0") + c[s:e], 0, e - s + 1
            ),
            "on_header_end": header,
        },
    )
    assert parser.write(seen.body) == len(seen.body)
    parser.finalize()
    return found


SPECIAL = " a+b&c=d%20;\r\n--x\r\né😀\x00"
VALUES: dict[str, Any] = {
    "title": SPECIAL,
    "count": -3,
    "flag": True,
    "when": dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    "point": {"x": 1, "y": "a b"},
    "points": [{"x": 1}, {"y": "é,"}],
    "tags": ["a", "b c", ""],
    "comma": ["a", "b c"],
    "pipes": ["a", "b c"],
    "spaces": ["a", "b,c"],
    "apart": {"x": 1, "y": "a&b"},
    "joined": {"x": 1, "y": "b"},
    "deep": {"a": {"x": 1}, "b": ["p", "q r"]},
    "naïve_name": "n",
}
# Pairs of name and text; what is JSON is compared as such.
READ: list[tuple[str, Any]] = [
    ("title", SPECIAL),
    ("count", "-3"),
    ("flag", "true"),
    ("when", "2026-01-02T03:04:05Z"),
    ("point", {"x": 1, "y": "a b"}),
    ("points", {"x": 1}),
    ("points", {"y": "é,"}),
    ("tags", "a"),
    ("tags", "b c"),
    ("tags", ""),
    ("comma", "a,b c"),
    ("pipes", "a|b c"),
    ("spaces", "a b,c"),
    ("x", "1"),
    ("y", "a&b"),
    ("joined", "x,1,y,b"),
    ("deep[a][x]", "1"),
    ("deep[b][0]", "p"),
    ("deep[b][1]", "q r"),
    ("naïve \"name\"", "n"),
]  # fmt: skip


def arguments(method: Any) -> dict[str, Any]:
    """The values by the names of a method's arguments: one name is not ASCII."""
    names = [n for n in inspect.signature(method).parameters if n.startswith("na")]
    (odd,) = [name for name in names if name != "note"]
    return {odd if n.startswith("na") else n: v for n, v in VALUES.items()}


def as_read(pairs: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(n, json.loads(t) if t.startswith("{") else t) for n, t in pairs]


def test_each_value_in_a_form(kind: Kind, uploads: Any) -> None:
    method = uploads.Client(base_url="http://x").all.form
    seen = kind.send("form", **arguments(method))
    assert seen.header("content-type") == FORM
    text = seen.body.decode("ascii")
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    assert as_read(pairs) == READ


def test_each_value_in_parts(kind: Kind, uploads: Any) -> None:
    method = uploads.Client(base_url="http://x").all.parts
    found = parts(kind.send("parts", **arguments(method)))
    pairs = [(part.name, part.content.decode()) for part in found]
    quoted = [(n.replace('"', "%22"), value) for n, value in READ]
    assert as_read(pairs) == quoted
    assert {part.file for part in found} == {"-"}
    kinds = {part.name: part.kind for part in found if part.kind is not None}
    assert kinds == {"point": "application/json", "points": "application/json"}


def test_an_item_that_could_not_be_read_back_is_refused(
    kind: Kind, uploads: Any
) -> None:
    for bad in ({"comma": ["a,b"]}, {"pipes": ["a|b"]}, {"spaces": ["a b"]}):
        with pytest.raises(uploads.RequestValidationError):
            kind.send("parts", **bad)
    assert kind.wire.seen == []


def test_each_kind_of_file(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "päth.txt"
    path.write_bytes(b"from a path")
    content = bytes(range(256)) + b"\r\n--\r\n"
    opened = io.BytesIO(b"skip" + content)
    opened.seek(4)
    with path.open("rb") as file:
        files = [
            content, opened, file, path,
            ("n.bin", content), ("n.gif", path, "image/gif"), ("n", io.BytesIO(b"")),
            bytearray(b"bytearray"), memoryview(b"a view")[2:],
        ]  # fmt: skip
        found = parts(kind.send("parts", file=b"", files=files))
        assert not file.closed
    assert [(p.name, p.file, p.kind, p.content) for p in found] == [
        ("file", "file", OCTETS, b""),
        ("files", "files", OCTETS, content),
        ("files", "files", OCTETS, content),
        ("files", "päth.txt", OCTETS, b"from a path"),
        ("files", "päth.txt", OCTETS, b"from a path"),
        ("files", "n.bin", OCTETS, content),
        ("files", "n.gif", "image/gif", b"from a path"),
        ("files", "n", OCTETS, b""),
        ("files", "files", OCTETS, b"bytearray"),
        ("files", "files", OCTETS, b"view"),
    ]


def test_types_and_headers_of_parts(kind: Kind) -> None:
    found = parts(
        kind.send("parts", image=b"1", note="# é", title="t", file=("a", b"", "a/b"))
    )
    own = kind.send("parts", file=("a", b"", "a/b", {"X-Own": "1", "X-Two": "é"}))
    assert parts(own)[0].headers["x-own"] == "1"
    shown = {part.name: part.headers for part in found}
    for headers in shown.values():
        del headers["content-disposition"]
    assert shown == {
        "image": {"content-type": "image/png", "x-kind": "raw", "x-level": "3"},
        "note": {"content-type": "text/markdown; charset=utf-8"},
        "title": {},
        "file": {"content-type": "a/b"},
    }


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("näme 😀.png", "näme 😀.png"),
        ('a"b', "a%22b"),
        ("a\r\nX-Evil: 1\r\n\r\nb", "a%0D%0AX-Evil: 1%0D%0A%0D%0Ab"),
        ("a; filename=b", "a; filename=b"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("", "file"),
    ],
)
def test_names_of_files(kind: Kind, name: str, read: str) -> None:
    (part,) = parts(kind.send("parts", file=(name, b"x")))
    assert list(part.headers) == ["content-disposition", "content-type"]
    assert part.file == read


@pytest.mark.parametrize("headers", [{"X": "1\r\nY: 2"}, {"X\n": "1"}, {"X": "\0"}])
def test_a_header_that_breaks_a_line_is_refused(
    kind: Kind, uploads: Any, headers: Any
) -> None:
    with pytest.raises(uploads.RequestValidationError):
        kind.send("parts", file=("a", b"", "a/b", headers))
    assert kind.wire.seen == []


@pytest.mark.parametrize("media", ["a/b\r\nX: 1", "a/b\0", "é\n"])
def test_a_type_that_breaks_a_line_is_refused(
    kind: Kind, uploads: Any, media: str
) -> None:
    with pytest.raises(uploads.RequestValidationError):
        kind.send("parts", file=("n", b"x", media))
    assert kind.wire.seen == []


def test_each_type_has_its_own_encoding(kind: Kind) -> None:
    tags = ["a", "b"]
    seen = kind.send("either", tags=tags, content_type=FORM)
    assert parse_qsl(seen.body.decode()) == [("tags", "a,b")]
    found = parts(kind.send("either", tags=tags, content_type=MULTIPART))
    assert [part.content for part in found] == [b"a", b"b"]


def test_octets(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content")
    for source in (b"content", path, io.BytesIO(b"content")):
        seen = kind.send("octets", body=source)
        assert (seen.body, seen.header("content-length")) == (b"content", "7")
        assert seen.header("content-type") == OCTETS
    assert kind.send("octets", body=b"").header("content-length") == "0"


@pytest.mark.parametrize(
    "body", [{"a": 1}, ["a"], [b"a", 1], 5, io.StringIO("a"), ("a", "b")]
)
def test_a_value_that_is_not_binary_is_refused(
    kind: Kind, uploads: Any, body: Any
) -> None:
    with pytest.raises(uploads.RequestValidationError):
        kind.send("octets", body=body)
    assert kind.wire.seen == []


def test_text_and_xml(kind: Kind, uploads: Any) -> None:
    plain = "text/plain; charset=iso-8859-1"
    seen = kind.send("text", body="é", content_type=plain)
    assert (seen.body, seen.header("content-type")) == (b"\xe9", plain)
    xml = "<point><x>é</x></point>"
    seen = kind.send("text", body=xml, content_type="application/xml")
    assert seen.body == xml.encode()
    seen = kind.send("text", body=b"\x89PNG", content_type="image/png")
    assert (seen.body, seen.header("content-type")) == (b"\x89PNG", "image/png")
    with pytest.raises(uploads.RequestValidationError):
        kind.send("text", body="x", content_type="video/mp4")


# Large ones, in a process of their own, whose memory is measured.

SIZE = 128 * 1024 * 1024
MOST = 100 * 1024 * 1024
PROGRAM = """
import asyncio, re, resource, sys
from pathlib import Path
import uploads

def peak():
    # Linux counts in getrusage what the process was forked from as well.
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

kind, url, path, *ways = sys.argv[1:]
piece = bytes(64 * 1024)

def pieces():
    for _ in range(2048):
        yield piece

async def later():
    for each in pieces():
        yield each

def sync(way):
    with uploads.Client(base_url=url) as client:
        if way == "file":
            client.all.octets(body=Path(path))
        elif way == "iterator":
            client.all.octets(body=pieces())
        elif way == "part":
            with open(path, "rb") as file:
                client.all.parts(file=file, title="t")
        else:
            with client.with_streaming(client.all.fetch) as download:
                if way == "save":
                    return download.save(path + ".new")
                return sum(map(len, download.iter_bytes()))

async def asynchronous(way):
    async with uploads.AsyncClient(base_url=url) as client:
        if way == "file":
            await client.all.octets(body=Path(path))
        elif way == "iterator":
            await client.all.octets(body=later())
        elif way == "part":
            with open(path, "rb") as file:
                await client.all.parts(file=file, title="t")
        else:
            async with client.with_streaming(client.all.fetch) as download:
                if way == "save":
                    return await download.save(path + ".new")
                return sum([len(chunk) async for chunk in download.iter_bytes()])

for way in ways:
    read = sync(way) if kind == "sync" else asyncio.run(asynchronous(way))
    assert way != "iterate" or read == 2048 * len(piece)
print(peak())
"""


class Heavy(Loopback):
    """Reads and gives large bodies without keeping them."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[int] = []
        """The size of each body."""
        self.RequestHandlerClass = Weigher


class Weigher(Handler):
    """Counts what is sent, and sends as much."""

    server: Heavy

    def do_POST(self) -> None:
        self.server.received.append(0)
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                self._count(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            self._count(int(self.headers["Content-Length"]))
        answer(204)(self)

    def _count(self, size: int) -> None:
        while size and (chunk := self.rfile.read(min(size, 1 << 16))):
            self.server.received[-1] += len(chunk)
            size -= len(chunk)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", OCTETS)
        self.send_header("Content-Length", str(SIZE))
        self.end_headers()
        for _ in range(SIZE >> 16):
            self.wfile.write(bytes(1 << 16))


@pytest.fixture
def heavy() -> Iterator[Heavy]:
    with serving(Heavy) as server:
        assert isinstance(server, Heavy)
        yield server


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_large_ones_take_little_memory(
    uploads: Any, folder: Path, heavy: Heavy, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(SIZE)  # a hole: it takes no room
    project = folder / "uploads" / "uploads"
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            PROGRAM,
            kind,
            heavy.url,
            path,
            *("file", "iterator", "part", "save", "iterate"),
        ],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) < MOST
    assert (tmp_path / "large.new").stat().st_size == SIZE
    assert len(heavy.received) == 3 and min(heavy.received) >= SIZE
