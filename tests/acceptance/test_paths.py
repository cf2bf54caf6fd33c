"""Path templates of every form: what is sent, and which method has which name."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import httpx2
import pytest

from tests.contract.packages import generate_from
from tests.loopback import Loopback, answer, serving

# The path, the arguments, the target of the request, and the method.
PATHS: list[tuple[str, list[Any], str, str]] = [
    ("/a#kind={kind}", ["k"], "/a", "a.kind_kind.get"),
    ("/b/{id}#part", ["x#y"], "/b/x%23y", "b.part"),
    ("/c#{id}/d", ["x"], "/c", "c.id_d.get"),
    ("/e?all=1#top", [], "/e?all=1", "e.top.get"),
    ("/f?of={id}", ["x&y=z"], "/f?of=x%26y%3Dz", "f.get"),
    ("/People('{id}')", ["O'Neil"], "/People('O%27Neil')", "people.get"),
    ("/Orders({a},{b})", [1, 2], "/Orders(1,2)", "orders.get"),
    (
        "/Rows(k={a},name='{b}')",
        ["a,b", "it's)"],
        "/Rows(k=a%2Cb,name='it%27s%29')",
        "rows.get",
    ),
    ("/$metadata", [], "/$metadata", "metadata.get"),
    ("/Items({id})/$value", ["1/2"], "/Items(1%2F2)/$value", "items.value"),
    ("/report.{format}", ["csv"], "/report.csv", "report.get"),
    ("/jobs:run", [], "/jobs:run", "jobs.run_jobs"),
    ("/jobs/{id}:run", ["a:b"], "/jobs/a%3Ab:run", "jobs.run"),
    ("/range/{a}-{b}", ["1-2", "3"], "/range/1-2-3", "range.get"),
    ("/pair/{a}{b}", ["x", "y"], "/pair/xy", "pair.get"),
    ("/~user/@{id}", ["me"], "/~user/@me", "user.get"),
    ("/a b/{id}", ["é"], "/a%20b/%C3%A9", "a_b.get"),
    ("/x%2Fy/{id}", ["%2F"], "/x%2Fy/%252F", "x_y.get"),
    ("no/slash/{id}", [1], "/no/slash/1", "no.slash.get"),
    (".evil.example/{id}", [1], "/.evil.example/1", "evil_example.get"),
    ("@evil.example/{id}", [1], "/@evil.example/1", "evil_example.get_by_id"),
    (":80/{id}", [1], "/:80/1", "resource_80.get"),
    ("{id}", ["evil.example"], "/evil.example", "get_by_id"),
    ("?list=1", [], "/?list=1", "get"),
]


# Paths that show what parameters of the query send, or have a fragment.
SHOWN = [
    ("/search?q={q}&page={page}", "search"),
    ("/filter?kind=all&q={term}", "filter"),
    ("/expand{?q,page}", "expand"),
    ("/more?kind=all{&q,page*}", "more"),
    ("/hash#q={q}/{page}", "hash"),
]


def document() -> dict[str, Any]:
    done = {"204": {"description": ""}}
    paths: dict[str, Any] = {}
    for path, arguments, *_ in PATHS:
        names = re.findall(r"\{([^{}]*)\}", path)
        parameters = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "integer" if isinstance(value, int) else "string"},
            }
            for name, value in zip(names, arguments, strict=True)
        ]
        paths[path] = {"get": {"parameters": parameters, "responses": done}}
    for path, name in SHOWN:
        paths[path] = {
            "get": {
                "operationId": f"shown.{name}",
                "tags": ["shown"],
                "parameters": [
                    {"name": "q", "in": "query", "required": True, "schema": {}},
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": done,
            }
        }
    paths["no/slash/{id}"]["servers"] = [{"url": "https://other.example"}]
    return {
        "openapi": "3.0.3",
        "info": {"title": "Paths", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": paths,
    }


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("paths")
    generate_from(document(), "odd_paths", folder / "odd")
    sys.path.insert(0, str(folder / "odd"))
    yield import_module("odd_paths")
    sys.path.remove(str(folder / "odd"))


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


def method_of(client: Any, name: str) -> Any:
    for part in name.split("."):
        client = getattr(client, part)
    return client


@pytest.mark.parametrize(("path", "arguments", "target", "name"), PATHS)
def test_what_is_sent(
    package: Any, wire: Loopback, path: str, arguments: Any, target: str, name: str
) -> None:
    with package.Client(base_url=wire.url) as client:
        method_of(client, name)(*arguments)

    async def waiting() -> None:
        async with package.AsyncClient(base_url=wire.url) as client:
            await method_of(client, name)(*arguments)

    asyncio.run(waiting())
    assert [seen.target for seen in wire.seen] == [target] * 2


@pytest.mark.parametrize(("path", "name"), SHOWN)
def test_the_query_is_sent_once(
    package: Any, wire: Loopback, path: str, name: str
) -> None:
    fixed = "kind=all&" if "kind=all" in path else ""
    with package.Client(base_url=wire.url) as client:
        getattr(client.shown, name)(q="x y")
        getattr(client.shown, name)(q="z", page=2)
    assert [seen.target for seen in wire.seen] == [
        f"/{name}?{fixed}q=x%20y",
        f"/{name}?{fixed}q=z&page=2",
    ]


def test_no_path_becomes_a_part_of_the_host(package: Any) -> None:
    hosts: set[str] = set()

    def record(request: httpx2.Request) -> httpx2.Response:
        hosts.add(request.url.host)
        return httpx2.Response(204)

    http = httpx2.Client(transport=httpx2.MockTransport(record))
    with package.Client(http_client=http) as client:
        for _, arguments, _, name in PATHS:
            method_of(client, name)(*arguments)
    assert hosts == {"api.example", "other.example"}


def test_the_fake_server_knows_the_paths(package: Any) -> None:
    server = import_module("odd_paths.testing").MockTransport()
    with package.Client(http_client=httpx2.Client(transport=server)) as client:
        for _, arguments, _, name in PATHS:
            method_of(client, name)(*arguments)
        for _, name in SHOWN:
            getattr(client.shown, name)(q="x", page=1)
    assert len(server.requests) == len(PATHS) + len(SHOWN)


def test_a_path_without_a_slash_is_reported(tmp_path: Any) -> None:
    from .command import gen_client_here

    paths: dict[str, Any] = {
        "a": {"get": {"responses": {}}},
        "/a": {"get": {"responses": {}}},
    }
    (tmp_path / "api.json").write_text(json.dumps({**document(), "paths": paths}))
    ran = gen_client_here(tmp_path / "api.json", "-o", tmp_path)
    assert ran.code == 0
    assert "the path a does not begin with a slash" in ran.stderr
    assert "ignored beside that path" in ran.stderr
