"""What is sent for the body of a call, and as which media type, by both clients."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.loopback import Loopback, RecordedRequest, answer, serving

from .test_styles import generated
from .test_uploads import FORM, MULTIPART, OCTETS, Kind, parts

pytestmark = pytest.mark.filterwarnings("error")

JSON = "application/json"
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
FILE = {"type": "string", "format": "binary"}
BASE64 = {"type": "string", "contentEncoding": "base64"}
BASE64URL = {"type": "string", "contentEncoding": "base64url"}
BYTE = {"type": "string", "format": "byte"}
NO_FILE = {"type": ["string", "null"], "format": "binary"}
MAYBE = {"type": ["string", "null"]}


def listed(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def operation(content: Any, method: str = "post", **body: Any) -> dict[str, Any]:
    """A path with one operation."""
    found: dict[str, Any] = {"tags": ["all"], "responses": {"204": {"description": ""}}}
    if content is not None:
        found["requestBody"] = {"content": content, **body}
    return {method: found}


def in_json(schema: Any) -> Any:
    return operation({JSON: {"schema": schema}})


ENCODED = {
    "one": BASE64,
    "url": BASE64URL,
    "byte": BYTE,
    "many": listed(BYTE),
    "inner": record(a=BYTE, b=BASE64URL),
    "inners": listed(record(a=BASE64)),
    "more": {"type": "object", "additionalProperties": BYTE},
    "named": {"$ref": "#/components/schemas/Blob"},
    "maybe": {"type": ["string", "null"], "format": "byte"},
}
TYPED = {
    "title": TEXT,
    "count": NUMBER,
    "day": {"type": "string", "format": "date"},
    "kind": {"enum": ["a", "b"]},
    "tags": listed(TEXT),
    "meta": record(x=NUMBER),
    "maybe": MAYBE,
    "patch": TEXT,
    "plain": TEXT,
    "choice": TEXT,
}
AS_JSON: dict[str, Any] = {name: {"contentType": JSON} for name in [*TYPED, "file"]} | {
    "patch": {"contentType": "application/merge-patch+json; charset=utf-8"},
    "plain": {"contentType": "text/plain"},
    "choice": {"contentType": "text/plain, application/json"},
}
NULLABLE = {
    "title": TEXT,
    "text": MAYBE,
    "number": {"type": ["integer", "null"]},
    "list": {"type": ["array", "null"], "items": MAYBE},
    "object": {"anyOf": [record(x=NUMBER), {"type": "null"}]},
    "styled": {"type": ["array", "null"], "items": TEXT},
}
PICTURES = {
    "png": {"type": "string", "contentMediaType": "image/png"},
    "pages": listed({"type": "string", "contentMediaType": "application/pdf"}),
    "table": {"type": "string", "contentMediaType": "text/csv"},
    "range": FILE,
    "choice": FILE,
    "any": {},
}
RANGES = {
    "range": {"contentType": "image/*"},
    "choice": {"contentType": "a/b, image/gif"},
}

OPERATIONS: dict[str, Any] = {
    "encoded_form": operation({FORM: {"schema": record(**ENCODED)}}),
    "encoded_parts": operation({MULTIPART: {"schema": record(**ENCODED)}}),
    "json_form": operation({FORM: {"schema": record(**TYPED), "encoding": AS_JSON}}),
    "json_parts": operation(
        {MULTIPART: {"schema": record(**TYPED, file=FILE), "encoding": AS_JSON}}
    ),
    "null_form": operation({FORM: {"schema": record(**NULLABLE)}}),
    "null_parts": operation(
        {
            MULTIPART: {
                "schema": record(**NULLABLE, file=NO_FILE, files=listed(NO_FILE)),
                "encoding": {"styled": {"style": "form", "explode": False}},
            }
        }
    ),
    "null_map": operation(
        {MULTIPART: {"schema": {"type": "object", "additionalProperties": MAYBE}}}
    ),
    "pictures": operation(
        {MULTIPART: {"schema": record(**PICTURES), "encoding": RANGES}}
    ),
    "anything": operation({"*/*": {}}),
    "any_text": operation({"*/*": {"schema": TEXT}}),
    "any_object": operation({"*/*": {"schema": record(a=TEXT)}}),
    "any_file": operation({"*/*": {"schema": FILE}}, "put"),
    "application": operation({"application/*": {"schema": FILE}}, "put"),
    "image": operation({"image/*": {"schema": FILE}}, "put", required=True),
    "text": operation({"text/*": {"schema": TEXT}}, "put", required=True),
    "either": operation(
        {JSON: {"schema": record(a=TEXT)}, "audio/*": {"schema": FILE}}, required=True
    ),
    "free": in_json({"type": "object"}),
    "numbers": in_json({"type": "object", "additionalProperties": NUMBER}),
    "list": in_json(listed(NUMBER)),
    "flag": in_json({"type": "boolean"}),
    "empty": in_json({"anyOf": [{"$ref": "#/components/schemas/Empty"}, NUMBER]}),
    "keywords": in_json({"$ref": "#/components/schemas/Empty"}),
    "maybe_number": in_json({"type": ["integer", "null"]}),
    "maybe_named": in_json({"$ref": "#/components/schemas/Maybe"}),
    "maybe_list": in_json({"type": ["array", "null"], "items": NUMBER}),
    "maybe_object": in_json({"type": ["object", "null"], "properties": {"a": TEXT}}),
    "maybe_member": in_json({"enum": ["a", None]}),
    "value": in_json({}),
    "versions": operation(
        {
            "application/json;v=1": {"schema": record(a=TEXT)},
            "application/json; v=2": {"schema": record(b=NUMBER) | {"required": ["b"]}},
            "application/json": {"schema": record(c=NUMBER) | {"required": ["c"]}},
        },
        required=True,
    ),
    "mixed": operation(
        {'multipart/form-data; boundary=abc; x="y"': {"schema": record(a=TEXT)}}
    ),
    "lines": operation({"application/jsonl": {"schema": listed(NUMBER)}}),
    "fetch": operation(None, "get"),
    "remove": operation(None, "delete"),
    "act": operation(None),
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Bodies", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "components": {
        "schemas": {
            "Blob": BASE64,
            "Maybe": MAYBE,
            "Empty": record(a=TEXT, b=TEXT),
        }
    },
    "paths": {
        f"/{name}": {
            m: {**each, "operationId": f"all.{name}"} for m, each in item.items()
        }
        for name, item in OPERATIONS.items()
    },
}


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(tmp_path_factory.mktemp("bodies"), "bodies", DOCUMENT)


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest, bodies: Any, wire: Loopback) -> Kind:
    return Kind(bodies, wire, request.param == "async")


def is_absent(seen: RecordedRequest) -> bool:
    """Whether a request has no body."""
    return seen.body == b"" and seen.header("content-type") is None


def sent(seen: RecordedRequest) -> tuple[str | None, bytes]:
    return seen.header("content-type"), seen.body


def pairs(seen: RecordedRequest) -> list[tuple[str, str]]:
    assert seen.header("content-type") == FORM
    return parse_qsl(seen.body.decode("ascii"), keep_blank_values=True)


BYTES = b"\xfb\xff\x00 \xfe"
STANDARD = base64.b64encode(BYTES).decode()
URL_SAFE = base64.urlsafe_b64encode(BYTES).decode()
GIVEN_BYTES: dict[str, Any] = {
    "one": BYTES,
    "url": bytearray(BYTES),
    "byte": memoryview(BYTES),
    "many": [BYTES, b""],
    "inner": {"a": BYTES, "b": BYTES},
    "inners": [{"a": BYTES}],
    "more": {"k": BYTES},
    "named": STANDARD,
    "maybe": BYTES,
}
READ_BYTES = [
    ("one", STANDARD),
    ("url", URL_SAFE),
    ("byte", STANDARD),
    ("many", STANDARD),
    ("many", ""),
    ("inner", json.dumps({"a": STANDARD, "b": URL_SAFE}, separators=(",", ":"))),
    ("inners", json.dumps({"a": STANDARD}, separators=(",", ":"))),
    ("more", json.dumps({"k": STANDARD}, separators=(",", ":"))),
    ("named", STANDARD),
    ("maybe", STANDARD),
]


def test_bytes_of_a_base64_format_are_text_in_forms(kind: Kind) -> None:
    """OpenAPI 3.0.4, Data Types: format byte is base64 (RFC 4648, 4)."""
    assert STANDARD != URL_SAFE
    assert pairs(kind.send("encoded_form", **GIVEN_BYTES)) == READ_BYTES
    found = parts(kind.send("encoded_parts", **GIVEN_BYTES))
    assert [(each.name, each.content.decode()) for each in found] == READ_BYTES
    assert {each.file for each in found} == {"-"}


def test_items_of_type_json_are_json(kind: Kind) -> None:
    """OpenAPI 3.2, 4.15 Encoding Object: contentType applies to each item of an array."""
    day = dt.date(2026, 1, 2)
    given: dict[str, Any] = {
        "title": 'a "b"', "count": 3, "day": day, "kind": "a", "tags": ["x", "3"],
        "meta": {"x": 1}, "maybe": None, "patch": "q", "plain": "3", "choice": "c",
    }  # fmt: skip
    expected = [
        ("title", r'"a \"b\""'),
        ("count", "3"),
        ("day", '"2026-01-02"'),
        ("kind", '"a"'),
        ("tags", '"x"'),
        ("tags", '"3"'),
        ("meta", '{"x":1}'),
        ("maybe", "null"),
        ("patch", '"q"'),
        ("plain", "3"),
        ("choice", "c"),
    ]
    assert pairs(kind.send("json_form", **given)) == expected
    found = parts(kind.send("json_parts", **given))
    assert [(each.name, each.content.decode()) for each in found] == expected
    kinds = [each.kind for each in found]
    patch = "application/merge-patch+json; charset=utf-8"
    assert kinds == [JSON] * 8 + [patch, "text/plain", None]


def test_a_file_of_type_json_is_not_quoted(kind: Kind) -> None:
    text = '{"a":"b"}'
    for file in (text, text.encode(), io.BytesIO(text.encode())):
        (part,) = parts(kind.send("json_parts", file=file))
        assert (part.kind, part.content) == (JSON, text.encode())


def test_null_is_left_out_of_forms(kind: Kind, bodies: Any) -> None:
    """Text cannot say null (RFC 7578, 4)."""
    options = bodies.RequestOptions(extra_body={"extra": None, "more": 1})
    given: dict[str, Any] = {
        "title": "null", "text": None, "number": None, "list": ["a", None],
        "object": None, "styled": None, "options": options,
    }  # fmt: skip
    expected = [("title", "null"), ("list", "a"), ("more", "1")]
    assert pairs(kind.send("null_form", **given)) == expected
    found = parts(kind.send("null_parts", **given, file=None))
    assert [(each.name, each.content.decode()) for each in found] == expected
    text, file = parts(kind.send("null_parts", files=["a", None, b"\xff"]))
    assert (text.content, file.content) == (b"a", b"\xff")
    found = parts(kind.send("null_map", body={"a": None, "b": "null"}))
    assert [(each.name, each.content) for each in found] == [("b", b"null")]


def test_files_have_the_media_type_of_their_schema(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"gif")
    found = parts(
        kind.send(
            "pictures",
            png=b"1", pages=[io.BytesIO(b"2"), ("a", b"3", "a/b")], table="x,y",
            range=path, choice=("a.gif", b"4"), any=b"5",
        )
    )  # fmt: skip
    assert [(each.name, each.kind, each.content) for each in found] == [
        ("png", "image/png", b"1"),
        ("pages", "application/pdf", b"2"),
        ("pages", "a/b", b"3"),
        ("table", "text/csv", b"x,y"),
        ("range", "image/gif", b"gif"),
        ("choice", "image/gif", b"4"),
        ("any", OCTETS, b"5"),
    ]
    found = parts(kind.send("pictures", range=b"1", choice=("a.txt", b"2")))
    assert {each.kind for each in found} == {OCTETS}  # RFC 7578, 4.4


def test_the_value_decides_where_any_media_type_is_accepted(kind: Kind) -> None:
    cases: list[tuple[Any, str, bytes]] = [
        (b"\x00\xff", OCTETS, b"\x00\xff"),
        (io.BytesIO(b"a"), OCTETS, b"a"),
        (iter([b"a", b"b"]), OCTETS, b"ab"),
        (("a.csv", b"1,2"), OCTETS, b"1,2"),
        (("a.csv", b"1,2", "text/csv"), "text/csv", b"1,2"),
        ("é", "text/plain", "é".encode()),
        ({"a": 1}, JSON, b'{"a":1}'),
        ([], JSON, b"[]"),
        (None, JSON, b"null"),
    ]
    for body, media_type, content in cases:
        assert sent(kind.send("anything", body=body)) == (media_type, content)
    assert is_absent(kind.send("anything"))
    for media_type, content in ((JSON, b'"a"'), ("text/csv", b"a")):
        seen = kind.send("anything", body="a", content_type=media_type)
        assert sent(seen) == (media_type, content)
    assert sent(kind.send("any_text", body="a")) == ("text/plain", b"a")
    assert sent(kind.send("any_object", a="b")) == (JSON, b'{"a":"b"}')
    assert sent(kind.send("any_file", body="a")) == ("text/plain", b"a")


def test_a_range_is_never_sent(kind: Kind, tmp_path: Path) -> None:
    """RFC 9110, 12.5.1: only Accept has ranges."""
    path = tmp_path / "a.png"
    path.write_bytes(b"png")
    with path.open("rb") as file:
        for body in (path, file, ("a.png", b"png"), ("a", b"png", "image/png")):
            assert sent(kind.send("image", body=body)) == ("image/png", b"png")
    assert sent(kind.send("image", body=("A.WEBP", b""))) == ("image/webp", b"")
    seen = kind.send("image", body=iter([b"a"]), content_type="image/webp")
    assert sent(seen) == ("image/webp", b"a")
    assert sent(kind.send("application", body=path)) == (OCTETS, b"png")
    assert sent(kind.send("application", body=b"a")) == (OCTETS, b"a")
    assert sent(kind.send("text", body="a")) == ("text/plain", b"a")
    named = "text/html; charset=iso-8859-1"
    assert sent(kind.send("text", body="é", content_type=named)) == (named, b"\xe9")
    assert sent(kind.send("either", a="b")) == (JSON, b'{"a":"b"}')
    seen = kind.send("either", body=b"a", content_type="audio/flac")
    assert sent(seen) == ("audio/flac", b"a")


def test_a_media_type_that_is_not_known_is_demanded(kind: Kind, bodies: Any) -> None:
    calls: list[tuple[str, Any]] = [
        ("image", {"body": b"a"}),
        ("image", {"body": io.BytesIO(b"a")}),
        ("image", {"body": ("a.mp3", b"a")}),
        ("image", {"body": ("a.png.gz", b"a")}),
        ("image", {"body": ("a.png", b"a", "audio/mpeg")}),
        ("image", {"body": ("a.png", b"a", "image/*")}),
        ("image", {"body": b"a", "content_type": "image/*"}),
        ("image", {"body": b"a", "content_type": "audio/mpeg"}),
        ("either", {"body": b"a", "content_type": "audio/*"}),
    ]
    for name, arguments in calls:
        with pytest.raises(bodies.RequestValidationError, match="content_type"):
            kind.send(name, **arguments)
    assert kind.wire.seen == []


def test_a_body_that_is_given_is_sent(kind: Kind, bodies: Any) -> None:
    """OpenAPI 3.2, 4.13 Request Body Object: an optional body may be absent."""
    cases: dict[str, list[tuple[Any, bytes]]] = {
        "free": [({}, b"{}"), ({"a": None}, b'{"a":null}')],
        "numbers": [({}, b"{}")],
        "list": [([], b"[]")],
        "flag": [(False, b"false")],
        "empty": [({}, b"{}"), (bodies.models.Empty(), b"{}"), (0, b"0")],
        "maybe_number": [(None, b"null"), (0, b"0")],
        "maybe_named": [(None, b"null"), ("", b'""')],
        "maybe_list": [(None, b"null"), ([], b"[]")],
        "maybe_object": [(None, b"null"), ({}, b"{}")],
        "maybe_member": [(None, b"null")],
        "value": [(None, b"null"), ({}, b"{}"), ("", b'""')],
        "lines": [([], b"")],
    }
    for name, given in cases.items():
        assert is_absent(kind.send(name)), name
        for body, content in given:
            seen = kind.send(name, body=body)
            assert seen.body == content, name
            assert seen.header("content-type") in (JSON, "application/jsonl"), name
    for name in ("free", "list", "flag", "empty", "lines"):
        assert is_absent(kind.send(name, body=None)), name
    assert is_absent(kind.send("keywords", a=None))
    assert sent(kind.send("null_map", body={}))[1].startswith(b"--")


def test_extra_body_is_sent_or_refused(kind: Kind, bodies: Any) -> None:
    options = bodies.RequestOptions(extra_body={"x": 1})
    for name in ("fetch", "remove", "act", "free", "keywords", "empty", "maybe_object",
                 "value", "any_object", "anything"):  # fmt: skip
        seen = kind.send(name, options=options)
        assert sent(seen) == (JSON, b'{"x":1}'), name
    assert kind.send("free", body={"a": 2}, options=options).json == {"a": 2, "x": 1}
    assert pairs(kind.send("null_form", title="a", options=options))[1] == ("x", "1")
    assert parts(kind.send("null_map", options=options))[0].content == b"1"
    none = bodies.RequestOptions(extra_body={})
    assert is_absent(kind.send("act", options=none))
    calls: list[tuple[str, Any]] = [
        ("list", {}),
        ("list", {"body": [1]}),
        ("flag", {}),
        ("maybe_object", {"body": None}),
        ("lines", {"body": [1]}),
        ("text", {"body": "a"}),
        ("any_file", {}),
        ("any_file", {"body": b"a"}),
        ("anything", {"body": b"a"}),
        ("anything", {"body": [1]}),
    ]
    kind.wire.seen.clear()
    for name, arguments in calls:
        with pytest.raises(bodies.RequestValidationError, match="extra_body"):
            kind.send(name, **arguments, options=options)
    with pytest.raises(bodies.RequestValidationError, match="cannot be encoded"):
        kind.send("act", options=bodies.RequestOptions(extra_body={"x": object()}))
    assert kind.wire.seen == []


def test_media_types_differ_by_their_parameters(kind: Kind, bodies: Any) -> None:
    cases: list[tuple[str, Any, bytes]] = [
        ("application/json;v=1", {"a": "b"}, b'{"a":"b"}'),
        ("application/json; v=2", {"b": 1}, b'{"b":1}'),
        ("Application/JSON;V=2", {"b": 1}, b'{"b":1}'),
        ("application/json; charset=utf-8; v=2", {"b": 1}, b'{"b":1}'),
        ("application/json", {"c": 1}, b'{"c":1}'),
        ("application/json; v=3", {"c": 1}, b'{"c":1}'),
    ]
    for media_type, arguments, content in cases:
        seen = kind.send("versions", content_type=media_type, **arguments)
        assert sent(seen) == (media_type, content)
    assert sent(kind.send("versions", a="b"))[0] == "application/json;v=1"
    with pytest.raises(bodies.RequestValidationError, match="b: required"):
        kind.send("versions", a="b", content_type="application/json; v=2")
    media_type = kind.send("mixed", a="b").header("content-type") or ""
    assert media_type.startswith('multipart/form-data; x="y"; boundary=')
    assert "abc" not in media_type
