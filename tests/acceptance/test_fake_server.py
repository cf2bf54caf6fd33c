"""``MockTransport``, the fake server for users' tests: what it accepts and refuses, and
how it answers.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import os
import re
import runpy
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest

from generator.contract.wire_file import WireFile
from tests.contract.shop import DOCUMENT
from tests.corpus import for_each_document

from .command import gen_client_here
from .test_styles import (
    PLACES,
    SPECIAL,
    TABLE,
    generated,
    operation,
    special_values_document,
    table_document,
)
from .test_styles import document as styles_document
from .test_uploads import DOCUMENT as UPLOADS
from .test_uploads import FILES, PROPERTIES

URL = "https://shop.example"
ITEM = {"name": "n", "kind": "book", "price": 1}
pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fake_server")


@pytest.fixture(scope="module")
def package(folder: Path) -> Any:
    return generated(folder, "fake_shop", DOCUMENT)


@pytest.fixture
def server(package: Any) -> Any:
    return mock_transport(package)


@pytest.fixture
def client(package: Any, server: Any) -> Any:
    http = httpx2.Client(transport=server)
    keys = {"token": "t", "tenant": "o", "session": "s"}
    return package.Client(**keys, max_retries=0, http_client=http)


def mock_transport(package: Any) -> Any:
    return import_module(f"{package.__name__}.testing").MockTransport()


def client_of(package: Any, server: Any, **options: Any) -> Any:
    http = httpx2.Client(transport=server)
    return package.Client(base_url=URL, max_retries=0, http_client=http, **options)


def refusal(package: Any, method: str, path: str, **request: Any) -> str:
    """Why the fake server refuses a request that is not made by the client; empty if it
    accepts it.
    """
    server = mock_transport(package)
    with httpx2.Client(transport=server) as http:
        try:
            http.request(method, f"{URL}{path}", **request)
        except import_module(f"{package.__name__}.testing").InvalidRequest as error:
            assert server.requests == []
            return str(error)
    return ""


# Answers.


def test_a_result_of_the_document_is_the_answer(client: Any, server: Any) -> None:
    item = client.items.create(name="Dune", kind="book", price=9.5)
    assert item.kind in ("book", "record")
    assert client.items.delete("i1") is None
    assert [r.operation for r in server.requests] == ["items.create", "items.delete"]
    assert server.requests[0].json() == {"name": "Dune", "kind": "book", "price": 9.5}


def test_scripted_responses_are_sent_in_turn(
    client: Any, server: Any, package: Any
) -> None:
    server.respond("items.get", status=404, body={"message": "gone"})
    server.respond("items.get", body=ITEM)
    with pytest.raises(package.NotFoundError) as caught:
        client.items.get("i1")
    assert caught.value.body.message == "gone"
    assert [client.items.get("i1").name for _ in range(2)] == ["n", "n"]
    assert server.requests[0].path == "/items/i1"


def test_an_error_needs_no_body(client: Any, server: Any, package: Any) -> None:
    server.respond("items.get", status=409, headers={"X-Request-Id": "r1"})
    with pytest.raises(package.ConflictError) as caught:
        client.items.get("i1")
    assert (caught.value.body, caught.value.request_id) == ("", "r1")


def test_a_scripted_body_may_be_a_model(client: Any, server: Any, package: Any) -> None:
    item = package.models.Item(name="n", kind="record", price=2)
    server.respond("items.get", body=item, headers={"X-Served": "1"})
    reply = client.with_response(client.items.get, "i1")
    assert (reply.parsed.kind, reply.headers["X-Served"]) == ("record", "1")
    server.respond("items.get", body={**ITEM, "similar": [item]})
    assert client.items.get("i1").kind == "record"
    assert client.items.get("i1").similar[0].price == 2
    with pytest.raises(AttributeError, match="object"):
        server.respond("items.get", body={**ITEM, "similar": [object()]})


def test_scripted_bytes_and_text_are_sent_as_they_are(client: Any, server: Any) -> None:
    server.respond("items.upload", body=b"\x89PNG")
    reply = client.with_response(client.items.upload, "i1", picture=b"png")
    assert (reply.parsed, reply.headers["Content-Type"]) == (b"\x89PNG", "image/png")
    server.respond("items.upload", body="text")
    client.items.upload("i1", picture=b"png")
    assert client.items.upload("i1", picture=b"png") == b"text"


def test_one_server_for_both_kinds_of_client(package: Any, server: Any) -> None:
    async def call() -> Any:
        http = httpx2.AsyncClient(transport=server)
        client = package.AsyncClient(token="t", tenant="o", http_client=http)
        items = [client.items.get(f"i {n}/2", fields=["a", "b"]) for n in range(5)]
        return await asyncio.gather(*items)

    assert all(item.name for item in asyncio.run(call()))
    assert {request.query["fields"] for request in server.requests} == {"a,b"}


def test_threads_share_a_server(client: Any, server: Any) -> None:
    for number in range(40):
        server.respond("items.get", body={**ITEM, "name": str(number)})
    with ThreadPoolExecutor(8) as pool:
        names = [item.name for item in pool.map(client.items.get, ["i1"] * 40)]
    assert sorted(map(int, names)) == list(range(40))
    assert len(server.requests) == 40


def test_an_unknown_operation_is_an_error(server: Any) -> None:
    with pytest.raises(LookupError, match=r"items\.gt; did you mean items\.get\?"):
        server.respond("items.gt", status=404)
    with pytest.raises(LookupError, match=r"there is no operation nothing$"):
        server.respond("nothing")


# What is refused.


@pytest.mark.parametrize(
    ("method", "path", "request_", "message"),
    [
        ("GET", "/things", {}, "no GET /things"),
        ("PUT", "/items/i1", {}, "no PUT /items/i1"),
        (
            "GET",
            "/items/i1",
            {"headers": {"X-Trace": "no uuid"}},
            "items.get (GET /items/{itemId})\n  header x-trace: should be a UUID",
        ),
        ("POST", "/items", {}, "body: required"),
        (
            "POST",
            "/items",
            {"json": {"kind": "book"}},
            "  body.name: required\n  body.price: required",
        ),
        ("POST", "/items", {"json": [ITEM]}, "  body: "),
        ("POST", "/items", {"json": {**ITEM, "price": "1"}}, "  body.price: "),
        ("POST", "/items", {"json": {**ITEM, "kind": "film"}}, "  body.kind: "),
        (
            "POST",
            "/items",
            {"json": {**ITEM, "similar": [{**ITEM, "name": ""}]}},
            "  body.similar[0].name: ",
        ),
        (
            "POST",
            "/items",
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            "body: expected JSON",
        ),
        (
            "POST",
            "/items",
            {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
            "content_type: expected one of application/json, got text/plain",
        ),
        (
            "PUT",
            "/items/i1/picture",
            {"files": {"other": b""}},
            "  body.picture: required",
        ),
        ("PUT", "/items/i1/picture", {}, "body: required"),
    ],
)
def test_an_invalid_request_is_refused(
    package: Any, method: str, path: str, request_: dict[str, Any], message: str
) -> None:
    assert message in refusal(package, method, path, **request_)


def schema(**keywords: Any) -> dict[str, Any]:
    return {"schema": keywords}


NUMBERS = schema(type="array", items={"type": "integer"}, minItems=1, maxItems=3)
WORDS = schema(type="array", items={"enum": ["a", "b"]})
MIXED = schema(type="array", items={"anyOf": [{"type": "integer"}, {"const": "x"}]})
POINT = schema(type="object", required=["x"], properties={"x": {"type": "integer"}})
FLAT = {"explode": False}

# What declares a parameter, texts that are accepted, and texts that are refused; None
# is no text. In a path, the text is a whole segment; elsewhere, it is a query.
PARAMETERS: dict[str, tuple[dict[str, Any], list[str | None], list[str | None]]] = {
    "integer": (
        schema(type="integer", minimum=1),
        ["v=1", "v=12", "w=1&v=2"],
        [None, "v=", "v=0", "v=1.5", "v=one", "v=true", "v=%221%22", "w=1"],
    ),
    "number": (schema(type="number"), ["v=1", "v=0.5", "v=-1e3"], ["v=NaN", "v=x"]),
    "boolean": (schema(type="boolean"), ["v=true"], ["v=1", "v=True", "v="]),
    "enum": (schema(enum=["a b", "1"]), ["v=a%20b", "v=a+b", "v=1"], ["v=c", "v="]),
    "integers": (schema(enum=[1, 2]), ["v=1"], ["v=3", "v=x"]),
    "pattern": (schema(type="string", pattern="^[0-9]+$"), ["v=12"], ["v=1x", None]),
    "long": (schema(type="string", maxLength=3), ["v=abc", "v="], ["v=1234"]),
    "date": (
        schema(type="string", format="date"),
        ["v=2026-01-31"],
        ["v=2026-02-31", "v=1"],
    ),
    "either": (
        schema(anyOf=[{"type": "integer"}, {"enum": ["all"]}]),
        ["v=1", "v=all"],
        ["v=any", "v=1.5"],
    ),
    "several": (
        NUMBERS,
        ["v=1", "v=1&v=2"],
        [None, "v=x", "v=1&v=x", "v=1&v=2&v=3&v=4"],
    ),
    "joined": (NUMBERS | FLAT, ["v=1,2"], ["v=1,x", "v=1,2,3,4", "v=1%202"]),
    "words": (WORDS, [None, "v=a&v=b"], ["v=a&v=c", "v=a,b"]),
    "spaces": (
        WORDS | FLAT | {"style": "spaceDelimited"},
        ["v=a%20b", None],
        ["v=a%20c", "v=a,b"],
    ),
    "pipes": (WORDS | FLAT | {"style": "pipeDelimited"}, ["v=a%7Cb"], ["v=a%7Cc"]),
    "mixed": (MIXED, ["v=1&v=x", None], ["v=1&v=y"]),
    "deep": (
        POINT | {"style": "deepObject", "explode": True},
        ["v[x]=1", "v%5Bx%5D=1"],
        [None, "x=1"],
    ),
    "spread": (POINT, ["x=1", None], []),
    "flat_object": (POINT | FLAT, ["v=x,1"], [None]),
    "json": (
        {"content": {"application/json": POINT}},
        ['v={"x":1}', "v=%7B%22x%22%3A1%7D"],
        [None, "v={", 'v={"x":"1"}', "v=x"],
    ),
    "any": (schema(), [None, "v=1", "v=x", "a=b"], []),
    "nullable": (schema(type=["integer", "null"]), ["v=1"], [None, "v=x"]),
}
SEGMENTS: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "integer": (schema(type="integer"), ["1", "-1"], ["x", "1.5"]),
    "numbers": (NUMBERS, ["1", "1,2,3"], ["x", "1,,2", "1,2,3,4"]),
    "label": (NUMBERS | {"style": "label"}, [".1,2"], []),
    "matrix": (schema(type="integer") | {"style": "matrix"}, [";v=1"], []),
    "text": (schema(type="string", maxLength=3), ["a%2Fb", "%C3%A9%C3%A9"], ["abcd"]),
}


@pytest.fixture(scope="module")
def parameters(folder: Path) -> Any:
    """A package with an operation for each parameter."""
    paths = {}
    for name, (declared, _, _) in PARAMETERS.items():
        parameter = {"name": "v", "in": "query", "required": True, **declared}
        paths[f"/query/{name}"] = {"get": operation(f"query_{name}", parameter)}
    for name, (declared, _, _) in SEGMENTS.items():
        parameter = {"name": "v", "in": "path", "required": True, **declared}
        paths[f"/path/{name}/{{v}}"] = {"get": operation(f"path_{name}", parameter)}
    header = {"name": "X-Level", "in": "header", "required": True} | NUMBERS
    cookie = {"name": "level", "in": "cookie", "required": True} | schema(
        type="integer"
    )
    paths["/both"] = {"get": operation("both", header, cookie)}
    words = {"in": "header"} | schema(enum=["a", "b"])
    own = [
        {"name": n, **words}
        for n in ("User-Agent", "Cookie", "X-Key", "Accept-Encoding")
    ]
    keyed = {"name": "key", "in": "query"} | schema(type="integer")
    paths["/own"] = {
        "get": operation("own", *own, keyed, security=[{"X": [], "Q": []}])
    }
    text = {"name": "a", "in": "path", "required": True} | schema(type="integer")
    two = [text, {**text, "name": "b", "schema": {"type": "string"}}]
    paths["/files/{a}.{b}"] = {"get": operation("two", *two)}
    paths["/fixed?action=list"] = {"get": operation("fixed_list")}
    paths["/fixed?action=count"] = {"get": operation("fixed_count")}
    header_key = {"type": "apiKey", "in": "header", "name": "x-key"}
    schemes = {"X": header_key, "Q": {"type": "apiKey", "in": "query", "name": "key"}}
    described = styles_document("3.1.1", paths, components={"securitySchemes": schemes})
    return generated(folder, "fake_parameters", described)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_query_is_validated(parameters: Any, name: str) -> None:
    _, accepted, refused = PARAMETERS[name]
    for text in accepted:
        path = f"/query/{name}" + ("" if text is None else f"?{text}")
        assert refusal(parameters, "GET", path) == "", text
    for text in refused:
        path = f"/query/{name}" + ("" if text is None else f"?{text}")
        message = refusal(parameters, "GET", path)
        assert message.startswith(f"wire.query_{name} (GET /query/{name})\n"), text
        assert "  query v" in message, message


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_path_is_validated(parameters: Any, name: str) -> None:
    _, accepted, refused = SEGMENTS[name]
    for text in accepted:
        assert refusal(parameters, "GET", f"/path/{name}/{text}") == "", text
    for text in refused:
        assert "  path v" in refusal(parameters, "GET", f"/path/{name}/{text}"), text


def test_headers_and_cookies_are_validated(parameters: Any) -> None:
    def check(header: str | None, cookie: str | None) -> str:
        fields = {"X-Level": header, "Cookie": cookie}
        given = {name: text for name, text in fields.items() if text is not None}
        return refusal(parameters, "GET", "/both", headers=given)

    assert check("1,2", "level=1") == ""
    assert check("1", "other=x; level=1") == ""
    assert "header x-level: required" in check(None, "level=1")
    assert "header x-level" in check("1,x", "level=1")
    assert "cookie level: required" in check("1", "other=1")
    message = check("x", "level=x")
    assert "header x-level" in message
    assert "cookie level: should be an integer" in message


def test_the_message_says_which_rule_is_broken(parameters: Any) -> None:
    message = refusal(parameters, "GET", "/query/integer?v=0")
    assert "query v: should be greater than or equal to 1" in message
    message = refusal(parameters, "GET", "/query/pattern?v=1x")
    assert "query v: should match pattern" in message
    message = refusal(parameters, "GET", "/query/words?v=a&v=c")
    assert "query v[1]: should be 'a' or 'b'" in message


def test_headers_and_credentials_of_the_client_are_accepted(parameters: Any) -> None:
    server = mock_transport(parameters)
    with client_of(parameters, server, x="secret", q="secret") as client:
        client.wire.own()
        client.wire.own(user_agent="a", cookie="b", x_key="a", key=1)
    assert len(server.requests) == 2


def test_values_without_certain_limits_are_accepted(parameters: Any) -> None:
    """``{a}.{b}`` can be read in several ways."""
    assert refusal(parameters, "GET", "/files/1.x.y") == ""
    server = mock_transport(parameters)
    client_of(parameters, server).wire.two(1, "x.y")
    assert server.requests[0].operation == "wire.two"


def test_a_query_in_a_path_tells_operations_apart(parameters: Any) -> None:
    server = mock_transport(parameters)
    wire = client_of(parameters, server).wire
    _ = wire.fixed_count(), wire.fixed_list()
    called = [request.operation for request in server.requests]
    assert called == ["wire.fixed_count", "wire.fixed_list"]
    assert "no GET /fixed" in refusal(parameters, "GET", "/fixed?action=drop")


# What the client sends is accepted.


def test_every_style_is_accepted(folder: Path) -> None:
    package = generated(folder, "fake_styles", table_document("3.2.0"))
    server = mock_transport(package)
    wire = client_of(package, server).wire
    for index, (location, *_, value, _) in enumerate(TABLE):
        method = getattr(wire, f"cell{index}")
        _ = method(value) if location == "path" else method(color=value)
        assert server.requests[-1].operation == f"wire.cell{index}"


def test_every_text_is_accepted(folder: Path) -> None:
    package = generated(folder, "fake_texts", special_values_document())
    server = mock_transport(package)
    wire = client_of(package, server).wire
    for name, place in PLACES.items():
        for text in SPECIAL:
            given, method = place.give(text), getattr(wire, name)
            try:
                _ = method(given) if place.location == "path" else method(v=given)
            except package.RequestValidationError:
                continue
            assert server.requests[-1].operation == f"wire.{name}"


def test_every_media_type_is_accepted(folder: Path, tmp_path: Path) -> None:
    package = generated(folder, "fake_uploads", UPLOADS)
    server = mock_transport(package)
    all_ = client_of(package, server).all
    point, file = {"x": 1, "y": "a"}, tmp_path / "name.bin"
    file.write_bytes(b"\0\r\n--x")
    values: dict[str, Any] = {"title": "a&b", "count": 1, "flag": True, "point": point}
    values |= {"when": "2026-01-02T03:04:05Z", "points": [point], "deep": {"a": point}}
    values |= {"tags": ["a", "b"], "comma": [], "pipes": ["a"], "apart": point}
    for arguments in ({}, values):
        all_.form(**arguments)
        all_.parts(**arguments)
    files = {"file": file, "files": [b"a", ("n", b"b", "text/csv")], "image": b"png"}
    all_.parts(**files, note="n")
    all_.either(tags=["a"])
    all_.either(tags=["a"], content_type="multipart/form-data")
    for content in (b"", b"x", file, ("name", b"x", "text/csv"), [b"a", b"b"]):
        all_.octets(body=content)
    all_.text(body="é")
    all_.text(body=b"<a/>", content_type="application/xml")
    all_.text(body=b"x", content_type="image/png")
    all_.text(body=("x.gif", b"x", "image/gif"), content_type="image/*")
    assert len(server.requests) == 16
    assert {*values, *files} <= PROPERTIES.keys() | FILES.keys()


# Several operations for a request.


def test_of_operations_with_the_same_path_the_called_one_answers(folder: Path) -> None:
    """``/pets/{id}`` and ``/pets/{name}``, and two methods for one operation."""

    def path(name: str, **keywords: Any) -> dict[str, Any]:
        parameter = {"name": name, "in": "path", "required": True, "schema": keywords}
        return {"get": operation(f"by_{name}", parameter)}

    chunk = {
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"const": "hi"}},
    }
    streamed = {
        "text/event-stream": {"schema": chunk},
        "application/json": {"schema": chunk},
    }
    answer = {"200": {"description": "", "content": streamed}}
    paths = {
        "/pets/{uuid}": path("uuid", type="string", format="uuid"),
        "/pets/{name}": path("name", type="string"),
        "/pets/mine": {"get": operation("mine")},
        "/pets/{uuid}#short": path("short_uuid"),
        "/chats": {"post": operation("chat", responses=answer)},
    }
    paths["/pets/{uuid}#short"] = {
        "get": {**path("uuid", type="string")["get"], "operationId": "wire.short"}
    }
    package = generated(folder, "fake_pets", styles_document("3.2.0", paths))
    server = mock_transport(package)
    wire, uuid = client_of(package, server).wire, "0b1d1ac1-7c3e-4b5a-9f1e-000000000010"
    for call in (wire.by_name, wire.by_uuid, wire.short):
        _ = call(uuid)
    _ = wire.mine(), wire.by_name("Rex")
    server.respond("wire.by_name", status=404)
    with pytest.raises(package.NotFoundError):
        wire.by_name(uuid)
    called = [request.operation.removeprefix("wire.") for request in server.requests]
    assert called == ["by_name", "by_uuid", "short", "mine", "by_name", "by_name"]
    assert wire.chat().text == "hi"
    with wire.chat_stream() as items:
        assert [item.text for item in items] == ["hi"]
    # Of a request that no client makes, the one with scripts, then the first valid one.
    with httpx2.Client(transport=server) as http:
        assert http.get(f"{URL}/pets/{uuid}").status_code == 404
        http.get(f"{URL}/pets/mine")
    assert [r.operation for r in server.requests[-2:]] == ["wire.by_name", "wire.mine"]


# Other results, servers and tokens.


def test_results_of_every_kind(folder: Path) -> None:
    item = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer"}},
    }
    page = {
        "type": "object",
        "required": ["items", "next", "token"],
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {"type": ["string", "null"]},
            "token": {"type": "string"},
        },
        "example": {"items": [{"id": 1}], "next": "b", "token": "c"},
    }

    def gives(status: str, media: str = "", **content: Any) -> dict[str, Any]:
        return {
            status: (
                {"description": "", "content": {media: content}}
                if media
                else {"description": ""}
            )
        }

    pagings = {
        "nullable": {"type": "cursor", "parameter": "after", "next": "/next"},
        "text": {"type": "cursor", "parameter": "after", "next": "/token"},
        "in_item": {"type": "cursor", "parameter": "after", "next": "/items/0/id"},
        "url": {"type": "url", "next": "/next"},
        "link": {"type": "link"},
        "page": {"type": "page", "parameter": "number"},
        "offset": {"type": "offset", "parameter": "number"},
    }
    after = {"name": "after", "in": "query", "schema": {"type": ["string", "integer"]}}
    number = {"name": "number", "in": "query", "schema": {"type": "integer"}}
    never = {"type": "string", "minLength": 2, "maxLength": 1}
    described = {
        "lines": gives("200", "application/jsonl", itemSchema=item),
        "example": gives("201", "application/json", schema=item, example={"id": 7}),
        "text": gives("200", "text/csv", schema={"type": "string"}),
        "picture": gives("200", "image/*", schema={}),
        "moved": gives("302"),
        "range": gives("2XX", "application/json", schema=item),
        "any": gives("default", "application/json", schema=item),
        "nothing": gives("204"),
        "impossible": gives("200", "application/json", schema=never),
    }
    paths = {f"/{n}": {"get": operation(n, responses=r)} for n, r in described.items()}
    for name, paging in pagings.items():
        paged = operation(
            f"pages_{name}",
            after,
            number,
            responses=gives("200", "application/json", schema=page),
        )
        declared = {"items": "/items", **paging}
        paths[f"/pages/{name}"] = {"get": {**paged, "x-pagination": declared}}
    paths["/head"] = {"head": operation("head", responses=described["example"])}
    flow = {"tokenUrl": "https://auth.example/token", "scopes": {}}
    scheme = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    more = {
        "servers": [
            {"url": "https://{host}/api/v2", "variables": {"host": {"default": "h"}}}
        ],
        "security": [{"oauth": []}],
        "components": {"securitySchemes": {"oauth": scheme}},
    }
    package = generated(folder, "fake_results", styles_document("3.2.0", paths, **more))
    server = mock_transport(package)
    grant = package.ClientCredentials("id", "secret")
    http = httpx2.Client(transport=server)
    with package.Client(oauth=grant, http_client=http) as client:
        wire = client.wire
        with wire.lines() as lines:
            assert [type(each.id) for each in lines] == [int]
        assert wire.example().id == 7
        assert isinstance(wire.text(), str)
        assert isinstance(wire.picture(), bytes)
        assert (wire.moved(), wire.nothing(), wire.head()) == (None, None, None)
        assert isinstance(wire.range().id + wire.any().id, int)
        for name in pagings:
            assert len(list(getattr(wire, f"pages_{name}")().iter_pages())) == 1, name
        with pytest.raises(
            LookupError, match=r"wire\.impossible: .*; script one with respond"
        ):
            wire.impossible()
        server.respond("wire.impossible", body="ab")
        assert wire.impossible() == "ab"
    assert all(request.path.startswith("/api/v2/") for request in server.requests)
    assert server.requests[0].headers["Authorization"] == "Bearer token"


def test_a_base_url_of_the_user_may_have_another_path(parameters: Any) -> None:
    server = mock_transport(parameters)
    http = httpx2.Client(transport=server)
    url = "https://gateway.example/shop/v1"
    client = parameters.Client(base_url=url, http_client=http)
    client.wire.query_integer(v=1)
    assert server.requests[0].path == "/shop/v1/query/integer"
    assert server.requests[0].operation == "wire.query_integer"


# The package and its README.


def test_the_package_has_neither_document_nor_engine(
    folder: Path, package: Any
) -> None:
    files = [path.name for path in Path(package.__file__).parent.rglob("*.*")]
    assert "openapi.json" not in files
    data = json.loads(Path(package.__file__).with_name("testing.json").read_text())
    assert sorted(data["operations"]) == [
        "items.create",
        "items.delete",
        "items.get",
        "items.upload",
    ]
    source = Path(package.__file__).with_name("testing.py").read_text()
    assert len(source.splitlines()) <= 350
    assert "generator" not in source


def test_the_test_of_the_readme_is_run(package: Any) -> None:
    project = Path(package.__file__).parents[1]
    test = (project / "tests" / "example_test.py").read_text().partition('"""\n\n')[2]
    assert f"```python\n{test}```" in (project / "README.md").read_text()
    assert len([line for line in test.splitlines() if line.startswith("    ")]) <= 14
    environment = {**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "example_test.py"],
        cwd=project / "tests",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


# Real documents.


def sample_calls(project: Path) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """The method, the arguments and the keywords of each call in ``tests/wire``."""
    for path in sorted((project / "tests" / "wire").iterdir()):
        for name, block in WireFile.read(path).blocks.items():
            if block.response is not None:
                yield name, *block.arguments(name)


def credentials(package: Any) -> dict[str, Any]:
    """A value for each credential that the client takes."""
    taken = inspect.signature(package.Client).parameters.items()
    kinds = {name: str(parameter.annotation) for name, parameter in taken}
    pair = ("user", "password")
    return {
        name: pair if "Basic" in kind else "key"
        for name, kind in kinds.items()
        if "Credential" in kind
    }


def call(
    client: Any, name: str, arguments: list[Any], keywords: dict[str, Any]
) -> None:
    """Call a method and read all of its result."""
    method = functools.reduce(getattr, name.split("."), client)
    result = method(*arguments, **keywords)
    if hasattr(result, "iter_pages"):
        assert len(list(result.iter_pages())) == 1
    elif type(result).__name__ == "Stream":
        with result as stream:
            assert list(stream) != []


@pytest.mark.slow
@for_each_document("document")
def test_every_sample_call_of_a_document_is_answered(
    document: Path, tmp_path: Path
) -> None:
    name = "fake_" + re.sub(r"\W+", "_", document.stem).lower()
    ran = gen_client_here(document, "-o", tmp_path, "--name", name)
    assert ran.code == 0, ran.stderr
    (project,) = tmp_path.iterdir()
    sys.path.insert(0, str(project))
    try:
        package = import_module(name)
        server = mock_transport(package)
        # An example in a document may have a misspelled key.
        warnings.simplefilter("ignore", package.MisspelledKeyWarning)
        with client_of(package, server, **credentials(package)) as client:
            for called, arguments, keywords in sample_calls(project):
                call(client, called, arguments, keywords)
                assert server.requests[-1].operation == called
        example = runpy.run_path(str(project / "tests" / "example_test.py"))
        example["test_with_a_fake_server"]()
    finally:
        sys.path.remove(str(project))
