"""Results: streams, pages, events, headers, errors and bodies of each media type.

A document that declares each of them once becomes a package; a real server answers.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest
from pydantic import TypeAdapter

from tests.loopback import Answer, Handler, Loopback, answer, serving

from .checkers import black, mypy, pyright, ruff
from .test_styles import generated

REF = "#/components/schemas/"
DONE = {"description": ""}


def media(schema: Any, kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": schema}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": REF + name}


def op(name: str, content: Any, **more: Any) -> dict[str, Any]:
    responses = {"200": {"description": "", "content": content}}
    return {
        "operationId": f"all.{name}",
        "tags": ["all"],
        "responses": responses,
        **more,
    }


def query(*names: str) -> list[dict[str, Any]]:
    kinds = {"after": "string"}
    return [
        {"name": n, "in": "query", "schema": {"type": kinds.get(n, "integer")}}
        for n in names
    ]


BODY = {"required": True, "content": media(ref("Thing"))}
SSE = "text/event-stream"
TYPED = {  # as in OpenAPI 3.2, 4.14.4.2
    "type": "object",
    "required": ["event"],
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "oneOf": [
        {"properties": {"event": {"const": "text"}}},
        {
            "properties": {
                "event": {"const": "json"},
                "data": {
                    "contentMediaType": "application/json",
                    "contentSchema": ref("Thing"),
                },
            }
        },
    ],
}
PATHS: dict[str, Any] = {
    "/chunks": {"get": op("chunks", media(ref("Chunk"), SSE))},
    "/texts": {"get": op("texts", {SSE: {}})},
    "/events": {"get": op("events", {SSE: {"itemSchema": ref("Event")}})},
    "/typed": {"get": op("typed", {SSE: {"itemSchema": TYPED}})},
    "/lines": {
        "get": op("lines", {"application/jsonl": {"itemSchema": ref("Chunk")}}),
        "post": op(
            "send_lines",
            media(ref("Thing")),
            requestBody={
                "required": True,
                "content": {"application/x-ndjson": {"itemSchema": ref("Chunk")}},
            },
        ),
    },
    "/members": {
        "get": op(
            "members", media({"type": "array", "items": ref("Chunk")}, "application/json-seq")
        )
    },
    "/both": {
        "post": op(
            "both",
            media(ref("Thing")) | media(ref("Chunk"), SSE),
            requestBody=BODY,
            parameters=[
                {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
            ],
        )
    },
    "/cursor": {
        "get": op(
            "cursor",
            media(ref("Page")),
            parameters=query("after", "limit"),
            **{"x-pagination": {"type": "cursor", "items": "/data", "parameter": "after", "next": "/meta/next"}},
        )
    },
    "/offset": {
        "get": op(
            "offset",
            media(ref("Page")),
            parameters=query("skip"),
            **{"x-pagination": {
                "type": "offsetLimit",
                "inputs": [{"name": "skip", "in": "parameters", "type": "offset"}],
                "outputs": {"results": "$.data"},
            }},
        )
    },
    "/page": {
        "get": op(
            "page",
            media({"type": "array", "items": ref("Thing")}),
            parameters=query("page"),
            **{"x-pagination": {"type": "page", "first": 0}},
        )
    },
    "/url": {
        "get": op(
            "url", media(ref("Page")), **{"x-pagination": {"type": "next_url", "next": "meta.next"}}
        )
    },
    "/link": {"get": op("link", media(ref("Page")), **{"x-pagination": "link"})},
    "/body": {
        "post": op(
            "body",
            media(ref("Page")),
            requestBody={"content": media(ref("Search"))},
            **{"x-pagination": {
                "type": "cursor",
                "items": "/data",
                "parameter": "/page/after",
                "next": "/data/-1/id",
                "more": "/more",
            }},
        )
    },
    "/header": {
        "get": op(
            "header",
            media({"type": "array", "items": ref("Thing")}),
            parameters=query("after"),
            **{"x-pagination": {
                "type": "cursor", "parameter": "after", "next": "$response.header.X-Next"
            }},
        )
    },
    "/linked": {
        "get": {
            "operationId": "all.linked",
            "tags": ["all"],
            "responses": {
                "200": {
                    "description": "",
                    "headers": {"link": {"schema": {"type": "string"}}},
                    "content": media({"type": "array", "items": ref("Thing")}),
                }
            },
        }
    },
    "/unwrapped": {
        "get": op("unwrapped", media(ref("Page")), **{"x-unwrap": "/meta/next"})
    },
    "/unpaged": {
        "get": op(
            "unpaged",
            media(ref("Page")),
            **{"x-pagination": {"type": "cursor", "items": "/nowhere", "next": "/meta/next"}},
        )
    },
    "/choice": {
        "post": {
            "operationId": "all.choice",
            "tags": ["all"],
            "requestBody": {
                "content": media(ref("Thing"))
                | media(ref("Thing"), "application/x-www-form-urlencoded")
                | media({"type": "string"}, "text/plain")
            },
            "responses": {
                "200": {"description": "", "content": media(ref("Thing"))},
                "201": {"description": "", "content": media(ref("Chunk"))},
                "204": DONE,
                "2XX": {"description": "", "content": media({"type": "integer"})},
                "4XX": {"description": "", "content": media(ref("Chunk"))},
                "default": {"description": "", "content": media(ref("Thing"))},
            },
        },
        "head": op("look", media(ref("Thing"))),
    },
    "/kinds": {
        "get": op(
            "kinds",
            media(ref("Thing"))
            | media(ref("Thing"), "application/xml")
            | {"text/plain": {}, "image/png": {}},
        )
    },
    "/headers": {
        "get": {
            "operationId": "all.headers",
            "tags": ["all"],
            "security": [{"app": []}],
            "responses": {
                "200": {
                    "description": "",
                    "headers": {
                        "X-Count": {"schema": {"type": "integer"}},
                        "X-When": {"schema": {"type": "string", "format": "date"}},
                        "X-Tags": {"schema": {"type": "array", "items": {"type": "string"}}},
                        "X-Steps": {"schema": {"type": "array", "items": {"type": "integer"}}},
                        "X-Limits": {"schema": {"type": "object", "additionalProperties": {"type": "integer"}}, "explode": True},
                    },
                    "content": media(ref("Thing")),
                }
            },
        }
    },
    "/parts": {
        "post": op(
            "parts",
            media(ref("Thing")),
            requestBody={
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "meta": ref("Thing"),
                                "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                            },
                        },
                        "encoding": {
                            "files": {"contentType": "image/png", "headers": {"X-Kind": {"schema": {"const": "raw"}}}}
                        },
                    }
                }
            },
            callbacks={
                "finished": {
                    "{$request.body#/url}": {
                        "post": {"requestBody": {"content": media(ref("Thing"))}, "responses": {"200": DONE}}
                    }
                }
            },
        )
    },
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Results", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "paths": PATHS,
    "webhooks": {
        "thing.made": {
            "post": {
                "summary": "A thing was made.",
                "requestBody": {"content": media(ref("Thing"))},
                "responses": {"200": DONE},
            }
        }
    },
    "components": {
        "securitySchemes": {
            "app": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
            }
        },
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "integer"}},
            },
            "Chunk": {
                "type": "object",
                "required": ["text"],
                "properties": {"text": {"type": "string"}},
            },
            "Event": {
                "type": "object",
                "required": ["data"],
                "properties": {
                    "event": {"enum": ["start", "stop"]},
                    "data": {"type": "string"},
                    "id": {"type": "string"},
                },
            },
            "Page": {
                "type": "object",
                "required": ["data"],
                "properties": {
                    "data": {"type": "array", "items": ref("Thing")},
                    "meta": {
                        "type": "object",
                        "properties": {"next": {"type": ["string", "null"]}},
                    },
                    "more": {"type": "boolean"},
                },
            },
            "Search": {
                "type": "object",
                "properties": {
                    "query": {"type": "string"},
                    "page": {
                        "type": "object",
                        "properties": {
                            "after": {"type": "integer"},
                            "size": {"type": "integer"},
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def results(folder: Path) -> Any:
    return generated(folder, "results", DOCUMENT)


@pytest.fixture(scope="module")
def wire() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@pytest.fixture
def client(results: Any, wire: Loopback) -> Iterator[Any]:
    wire.seen.clear()
    with results.Client(base_url=wire.url, validate_responses="strict") as client:
        yield client.all


def both(results: Any, wire: Loopback, name: str, *args: Any, **kwargs: Any) -> Any:
    """The items of a stream or of pages, which both clients have to give alike."""
    with results.Client(base_url=wire.url, validate_responses="strict") as client:
        found = list(getattr(client.all, name)(*args, **kwargs))

    async def later() -> list[Any]:
        strict = {"validate_responses": "strict"}
        async with results.AsyncClient(base_url=wire.url, **strict) as client:
            result = getattr(client.all, name)(*args, **kwargs)
            if inspect.isawaitable(result):
                result = await result
            return [item async for item in result]

    assert asyncio.run(later()) == found
    return found


# Streams.


def sent_as(kind: str, text: str) -> Answer:
    return answer(200, text.encode(), kind)


def test_the_data_of_events(results: Any, wire: Loopback) -> None:
    wire.will(sent_as(SSE, 'data: {"text": "a"}\n\ndata: {"text":\ndata: "b"}\n\n'))
    found = both(results, wire, "chunks")
    assert found == [results.models.Chunk(text="a"), results.models.Chunk(text="b")]


def test_data_without_a_schema_is_text(results: Any, wire: Loopback) -> None:
    wire.will(sent_as(SSE, "data: 1\n\n: note\ndata: a\ndata: b\n\n"))
    assert both(results, wire, "texts") == ["1", "a\nb"]


def test_an_item_schema_is_of_the_whole_event(results: Any, wire: Loopback) -> None:
    wire.will(sent_as(SSE, "event: start\nid: 7\ndata: x\n\ndata: y\n\n"))
    first, second = both(results, wire, "events")
    assert (first.event, first.id, first.data) == ("start", "7", "x")
    assert (second.event, second.data) == (None, "y")


def test_the_content_schema_of_data_types_it(results: Any, wire: Loopback) -> None:
    text = 'event: text\ndata: {"id": 1}\n\nevent: json\ndata: {"id":\ndata: 2}\n\n'
    wire.will(sent_as(SSE, f"{text}data: [DONE]\n\n"))
    first, second = both(results, wire, "typed")
    assert (first.event, first.data) == ("text", '{"id": 1}')
    assert (second.event, second.data) == ("json", results.models.Thing(id=2))


def test_typed_data_that_deviates(results: Any, wire: Loopback) -> None:
    wire.will(sent_as(SSE, 'event: json\ndata: {"id": "a", "b": 1}\n\n'))
    with results.Client(base_url=wire.url) as client:
        with pytest.warns(results.ResponseValidationWarning, match="/data/id"):
            (item,) = client.all.typed()
        assert item.data.id == "a" and type(item.data) is results.models.Thing
        wire.will(sent_as(SSE, 'event: json\ndata: {"error": "no"}\n\n'))
        with pytest.raises(results.StreamError, match="no"):
            list(client.all.typed())


@pytest.mark.parametrize(
    ("name", "kind", "mark"),
    [("lines", "application/jsonl", ""), ("members", "application/json-seq", "\x1e")],
)
def test_json_in_sequence(
    results: Any, wire: Loopback, name: str, kind: str, mark: str
) -> None:
    wire.will(sent_as(kind, f'{mark}{{"text": "a"}}\n{mark}{{"text": "b"}}\n'))
    found = both(results, wire, name)
    assert found == [results.models.Chunk(text="a"), results.models.Chunk(text="b")]


def test_lines_are_sent(results: Any, client: Any, wire: Loopback) -> None:
    wire.will(answer(200, {"id": 1}))
    client.send_lines(body=[results.models.Chunk(text="a\n"), {"text": "b"}])
    (seen,) = wire.seen
    assert seen.header("content-type") == "application/x-ndjson"
    lines = seen.body.decode().splitlines()
    assert [json.loads(line) for line in lines] == [{"text": "a\n"}, {"text": "b"}]


def test_an_answer_or_a_stream(results: Any, client: Any, wire: Loopback) -> None:
    wire.will(answer(200, {"id": 1}), sent_as(SSE, 'data: {"text": "a"}\n\n'))
    assert client.both(id=1) == results.models.Thing(id=1)
    with client.both_stream(id=1) as stream:
        assert list(stream) == [results.models.Chunk(text="a")]
    accepted = [seen.header("accept") for seen in wire.seen]
    assert accepted == ["application/json", SSE]


# Pages.


def paged(handler: Handler) -> None:
    """Five things, two on a page, however the pages follow each other."""
    path, _, text = handler.path.partition("?")
    given = dict(parse_qsl(text))
    places = {
        "/page": int(given.get("page", 0)) * 2,
        "/offset": int(given.get("skip", 0)),
    }
    start = places.get(path, int(given.get("after", 0)))
    things = [{"id": n} for n in range(start, min(start + 2, 5))]
    following = str(start + 2) if start + 2 < 5 else None
    headers = {"X-Next": following or ""} if path == "/header" else {}
    if path == "/url" and following:
        following = f"/url?after={following}"
    if path in ("/link", "/linked") and following:
        headers = {"Link": f'</x>; rel="prev", <?after={following}>; REL="last NEXT"'}
    page: Any = {"data": things, "meta": {"next": following}}
    is_list = path in ("/page", "/header", "/linked")
    answer(200, things if is_list else page, **headers)(handler)


@pytest.mark.parametrize(
    "name", ["cursor", "offset", "page", "url", "link", "header", "linked"]
)
def test_pages(results: Any, wire: Loopback, name: str) -> None:
    wire.will(paged)
    found = both(results, wire, name)
    assert [thing.id for thing in found] == [0, 1, 2, 3, 4]


def test_pages_by_a_property_of_the_body(results: Any, wire: Loopback) -> None:
    def search(handler: Handler) -> None:
        sent = json.loads(wire.last.body or b"{}")
        start = sent.get("page", {}).get("after", 0)
        things = [{"id": n} for n in range(start + 1, start + 3)]
        answer(200, {"data": things, "meta": {}, "more": start < 2})(handler)

    wire.will(search)
    found = both(results, wire, "body", query="x", page={"size": 2})
    assert [thing.id for thing in found] == [1, 2, 3, 4]
    bodies = [{"query": "x", "page": {"size": 2} | more} for more in ({}, {"after": 2})]
    assert [seen.json for seen in wire.seen[-4:]] == bodies * 2


def test_the_response_of_the_first_page(results: Any, wire: Loopback) -> None:
    wire.will(paged)
    wire.seen.clear()
    with results.Client(base_url=wire.url) as client:
        response = client.with_response(client.all.cursor, limit=2)
        assert [thing.id for thing in response.parsed.data] == [0, 1]
        assert response.status_code == 200
        with pytest.raises(TypeError, match="pages"):
            client.with_streaming(client.all.cursor)
    assert len(wire.seen) == 1

    async def main() -> Any:
        async with results.AsyncClient(base_url=wire.url) as client:
            return await client.with_response(client.all.link)

    assert asyncio.run(main()).headers["link"].startswith("</x>")


def test_the_response_of_a_stream(results: Any, wire: Loopback) -> None:
    wire.will(sent_as(SSE, 'data: {"text": "a"}\n\n'))
    with results.Client(base_url=wire.url) as client:
        response = client.with_response(client.all.chunks)
        assert response.status_code == 200 and len(list(response.parsed)) == 1
        with client.with_streaming(client.all.chunks) as download:
            assert b"".join(download.iter_bytes()).startswith(b"data: ")


def test_pages_are_fetched_as_they_are_needed(client: Any, wire: Loopback) -> None:
    wire.will(paged)
    page = client.cursor(limit=2)
    assert [thing.id for thing in page.data] == [0, 1]
    assert (next(iter(page)).id, len(wire.seen)) == (0, 1)
    assert [len(each.data) for each in page.iter_pages()] == [2, 2, 1]
    assert [parse_qs(seen.target.partition("?")[2]) for seen in wire.seen[-3:]] == [
        {"limit": ["2"]},
        {"limit": ["2"], "after": ["2"]},
        {"limit": ["2"], "after": ["4"]},
    ]


def test_classes_of_pages(results: Any, client: Any, wire: Loopback) -> None:
    wire.will(paged)
    classes = importlib.import_module("results.paged")
    assert sorted(dir(classes)) == ["AsyncPage", "Page"] == sorted(classes.__all__)
    page = client.cursor(limit=2)
    assert type(page) is classes.Page and isinstance(page, results.models.Page)
    assert type(pickle.loads(pickle.dumps(page))) is classes.Page
    assert TypeAdapter(classes.AsyncPage).validate_python(page) is page
    with pytest.raises(AttributeError, match="Asyncpage"):
        getattr(classes, "Asyncpage")  # noqa: B009
    assert page.to_dict() == {"data": [{"id": 0}, {"id": 1}], "meta": {"next": "2"}}


def test_a_value_in_the_envelope(results: Any, client: Any, wire: Loopback) -> None:
    wire.will(
        answer(200, {"data": [], "meta": {"next": "2"}}), answer(200, {"data": []})
    )
    assert [client.unwrapped(), client.unwrapped()] == ["2", None]

    async def main() -> Any:
        async with results.AsyncClient(base_url=wire.url) as client:
            return await client.with_response(client.all.unwrapped)

    wire.will(answer(200, {"data": [], "meta": {"next": "3"}}))
    response = asyncio.run(main())
    assert (response.parsed, response.status_code) == ("3", 200)


def test_undeclared_pagination_is_one_page(client: Any, wire: Loopback) -> None:
    wire.will(paged)
    assert [thing.id for thing in client.unpaged().data] == [0, 1]


# Events.


def test_the_payload_of_an_event(results: Any) -> None:
    from results.webhooks import (  # type: ignore[import-not-found]
        parse_finished,
        parse_thing_made,
    )

    for parse in (parse_thing_made, parse_finished):
        assert parse(b'{"id": 3}') == results.models.Thing(id=3)
    verified = []

    def verifier(body: bytes, headers: Any) -> bool:
        verified.append((body, headers))
        return False

    with pytest.raises(results.EventError):
        parse_thing_made('{"id": 3}', {"X-Signature": "s"}, verifier)
    assert verified == [(b'{"id": 3}', {"X-Signature": "s"})]
    with pytest.raises(results.EventError):
        parse_thing_made(b"no JSON")


# Requests that may be repeated, tokens.


def test_an_idempotency_key_is_the_same_in_each_attempt(
    results: Any, client: Any, wire: Loopback
) -> None:
    wire.will(answer(500, {}, retry_after="0"), answer(200, {"id": 1}))
    client.both(id=1)
    client.both(id=1)
    client.both(id=1, idempotency_key="mine")
    keys = [seen.header("idempotency-key") for seen in wire.seen]
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] == "mine"


def test_a_token_is_requested_from_the_declared_url(
    results: Any, wire: Loopback
) -> None:
    wire.seen.clear()
    token = {"access_token": "t1", "token_type": "bearer", "expires_in": 3600}
    wire.will(answer(200, token), answer(200, {"id": 1}))
    grant = results.ClientCredentials("me", "secret")
    with results.Client(base_url=wire.url, app=grant, max_connections=2) as client:
        client.all.headers()
        client.all.headers()
    assert [seen.target for seen in wire.seen] == ["/token", "/headers", "/headers"]
    assert dict(parse_qsl(wire.seen[0].body.decode()))["grant_type"] == (
        "client_credentials"
    )
    assert wire.seen[2].header("authorization") == "Bearer t1"


# Whatever a response may be.


def test_typed_headers(results: Any, wire: Loopback) -> None:
    headers = {"X_Count": "3", "X_When": "2026-01-02", "X_Tags": "a, 1"}
    headers |= {"X_Steps": "1,2", "X_Limits": "day=5,hour=1"}
    wire.will(answer(200, {"id": 1}, **headers))
    with results.Client(base_url=wire.url, app="t") as client:
        reply = client.with_response(client.all.headers)
    assert reply.parsed == results.models.Thing(id=1)
    assert reply.typed_headers["X-Count"] == 3
    assert reply.typed_headers["X-When"].isoformat() == "2026-01-02"
    assert reply.typed_headers["X-Tags"] == ["a", "1"]
    assert reply.typed_headers["X-Steps"] == [1, 2]
    assert reply.typed_headers["X-Limits"] == {"day": 5, "hour": 1}


def test_results_by_status(results: Any, client: Any, wire: Loopback) -> None:
    wire.will(
        answer(200, {"id": 1}), answer(201, {"text": "a"}), answer(204), answer(202, 7)
    )
    found = [client.choice(id=1) for _ in range(4)]
    assert found == [
        results.models.Thing(id=1),
        results.models.Chunk(text="a"),
        None,
        7,
    ]
    wire.will(answer(404, {"text": "gone"}))
    with pytest.raises(results.NotFoundError) as caught:
        client.choice(id=1)
    assert caught.value.body == results.models.Chunk(text="gone")
    wire.will(answer(501, {"id": 2}))
    with pytest.raises(results.InternalServerError) as failed:
        client.choice(id=1)
    assert failed.value.body == results.models.Thing(id=2)


def test_the_head_of_a_response(client: Any, wire: Loopback) -> None:
    wire.will(answer(200))
    assert client.look() is None
    assert wire.seen[0].method == "HEAD"


def test_bodies_by_content_type(client: Any, wire: Loopback) -> None:
    wire.will(answer(204))
    client.choice(id=1)
    client.choice(id=1, content_type="application/x-www-form-urlencoded")
    client.choice(body="text", content_type="text/plain")
    assert [(s.header("content-type"), s.body) for s in wire.seen] == [
        ("application/json", b'{"id":1}'),
        ("application/x-www-form-urlencoded", b"id=1"),
        ("text/plain", b"text"),
    ]


def test_responses_by_content_type(results: Any, client: Any, wire: Loopback) -> None:
    wire.will(
        answer(200, {"id": 1}),
        sent_as("application/xml", "<id>1</id>"),
        sent_as("text/plain; charset=utf-8", "é"),
        answer(200, b"\x89PNG", "image/png"),
    )
    found = [client.kinds() for _ in range(4)]
    assert found == [results.models.Thing(id=1), "<id>1</id>", "é", b"\x89PNG"]


def test_json_is_preferred_to_other_media_types(client: Any, wire: Loopback) -> None:
    wire.will(answer(200, {"id": 1}))
    client.kinds()
    asked = (wire.seen[0].header("accept") or "").split(", ")
    assert asked == ["application/json", "text/plain", "image/png"]
    kinds = inspect.get_annotations(type(client).kinds)
    assert kinds["return"] == "models.Thing | str | bytes"


def test_files_and_headers_of_parts(client: Any, wire: Loopback) -> None:
    wire.will(answer(200, {"id": 1}))
    client.parts(meta={"id": 1}, files=[b"a", ("b.gif", b"b", "image/gif")])
    text = wire.seen[0].body.decode()
    assert text.count("X-Kind: raw") == 2
    assert "Content-Type: image/png" in text
    assert 'filename="b.gif"' in text and "Content-Type: image/gif" in text
    assert 'name="meta"\r\nContent-Type: application/json\r\n\r\n{"id":1}' in text


# The package itself.


PROGRAM = """
from typing import assert_type

import results
from results import ListPage, Page, Response, Stream, models, paged


def ids(page: Page[models.Thing]) -> list[int]:
    return [thing.id for thing in page]


def pages(client: results.Client) -> None:
    page = client.all.cursor(limit=2)
    assert_type(page, paged.Page)
    assert_type(page.data, list[models.Thing])
    assert_type(page.get_next_page(), paged.Page | None)
    assert_type(list(page), list[models.Thing])
    assert_type([each.meta for each in page.iter_pages()], list[models.PageMeta | None])
    known: models.Page = page
    assert_type(client.all.header().data, list[models.Thing])
    assert_type(client.all.header(), ListPage[models.Thing])
    assert_type(client.all.linked().get_next_page(), ListPage[models.Thing] | None)
    assert_type(client.all.unwrapped(), str | None)
    assert_type(client.with_response(client.all.unwrapped), Response[str | None])
    print(ids(page), ids(client.all.header()), known)


async def async_pages(client: results.AsyncClient) -> None:
    assert_type(await client.all.cursor(), paged.AsyncPage)
    assert_type([thing.id async for thing in client.all.cursor()], list[int])
    page = await client.all.header()
    assert_type(page.data, list[models.Thing])
    assert_type([thing async for thing in page], list[models.Thing])
    async for each in (await client.all.cursor()).iter_pages():
        assert_type(each, paged.AsyncPage)


def sync(client: results.Client) -> list[int]:
    page = client.with_response(client.all.cursor, limit=2)
    assert_type(page, Response[paged.Page])
    other: Response[models.Page] = client.with_response(client.all.unpaged)
    stream: Response[Stream[models.Chunk]] = client.with_response(client.all.chunks)
    assert list(stream.parsed)
    return [page.parsed.data[0].id, other.parsed.data[0].id]


async def asynchronous(client: results.AsyncClient) -> list[int]:
    page = await client.with_response(client.all.cursor, limit=2)
    assert_type(page, Response[paged.AsyncPage])
    other: Response[models.Page] = await client.with_response(client.all.unpaged)
    return [page.parsed.data[0].id, other.parsed.data[0].id]
"""


@pytest.mark.slow
def test_the_package_type_checks(results: Any, folder: Path) -> None:
    project = folder / "results" / "results"
    (project / "program.py").write_text(PROGRAM)
    assert mypy(project, "results", "program.py") == {}
    assert pyright(project, "results", "program.py") == {}
    (project / "program.py").unlink()
    assert (black(project), ruff(project)) == ("", "")


def test_only_what_an_api_uses_is_exported(results: Any, sessions: Any) -> None:
    names = {"AsyncPages", "AsyncStream", "ClientCredentials", "Download", "EventError"}
    names |= {"File", "ListPage", "Page", "RefreshToken", "Stream", "Verifier"}
    names |= {"StandardWebhooks", "WebhookVerificationError"}
    assert names <= set(results.__all__)
    assert names.isdisjoint(sessions.__all__)


def test_the_readme_describes_the_features(results: Any, folder: Path) -> None:
    project = folder / "results" / "results"
    readme = (project / "README.md").read_text()
    for title in ("Pages", "Streams", "Downloads", "Files", "Webhooks"):
        assert f"## {title}\n" in readme
    assert "ClientCredentials(" in readme
    assert "webhooks.parse_thing_made(" in (project / "api.md").read_text()
