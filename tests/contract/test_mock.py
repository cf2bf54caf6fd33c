"""The fake server for users' tests: what it rejects and how it responds."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from .packages import generate_from, import_package

CREDENTIALS = {"token": "t", "tenant": "o", "session": "s"}
URL = "https://shop.example"
HEADERS = {"Authorization": "Bearer t", "X-Tenant": "o"}


@pytest.fixture(scope="module")
def package(project: Path) -> ModuleType:
    return import_package(project, "shop")


@pytest.fixture
def server(package: ModuleType) -> Any:
    return importlib.import_module("shop.testing").MockTransport()


@pytest.fixture
def client(package: ModuleType, server: Any) -> Any:
    return package.Client(
        **CREDENTIALS, max_retries=0, http_client=httpx2.Client(transport=server)
    )


def test_responses_are_those_of_the_document(client: Any, server: Any) -> None:
    item = client.items.create(name="Dune", kind="book", price=9.5)
    assert item.kind in ("book", "record")
    assert client.items.delete("i1") is None
    assert [r.operation for r in server.requests] == ["items.create", "items.delete"]
    assert server.requests[0].json() == {"name": "Dune", "kind": "book", "price": 9.5}


def test_scripted_responses_are_sent_in_turn(
    client: Any, server: Any, package: ModuleType
) -> None:
    server.respond("items.get", status=404, body={"message": "gone"})
    server.respond("items.get", body={"name": "n", "kind": "book", "price": 1})
    with pytest.raises(package.NotFoundError) as caught:
        client.items.get("i1")
    assert caught.value.body.message == "gone"
    assert [client.items.get("i1").name for _ in range(2)] == ["n", "n"]
    assert server.requests[0].path == "/items/i1"


def test_a_scripted_body_may_be_a_model(
    client: Any, server: Any, package: ModuleType
) -> None:
    item = package.models.Item(name="n", kind="record", price=2)
    server.respond("items.get", body=item, headers={"X-Served": "1"})
    reply = client.with_response(client.items.get, "i1")
    assert (reply.parsed.kind, reply.headers["X-Served"]) == ("record", "1")


def test_one_server_for_both_kinds_of_client(package: ModuleType, server: Any) -> None:
    async def call() -> Any:
        http = httpx2.AsyncClient(transport=server)
        client = package.AsyncClient(**CREDENTIALS, http_client=http)
        return await client.items.get("i 1/2", fields=["a", "b"])

    assert asyncio.run(call()).name
    assert server.requests[0].query["fields"] == "a,b"


def test_an_unknown_operation_is_an_error(server: Any) -> None:
    with pytest.raises(LookupError, match=r"items\.gt; did you mean items\.get\?"):
        server.respond("items.gt", status=404)


@pytest.mark.parametrize(
    ("method", "path", "changes", "message"),
    [
        ("GET", "/things", {}, "no GET /things"),
        ("PUT", "/items/i1", {}, "no PUT /items/i1"),
        ("GET", "/items/i1", {"headers": {}}, "/security"),
        (
            "GET",
            "/items/i1?colour=red",
            {},
            "/query/colour: the document has no such parameter",
        ),
        ("GET", "/items/i1", {"headers": {"X-Trace": "no uuid"}}, "/header/X-Trace"),
        ("POST", "/items", {}, "/body: expected a body, got none"),
        ("POST", "/items", {"json": {"kind": "book"}}, "/body"),
        (
            "POST",
            "/items",
            {"content": b"{", "type": "application/json"},
            "expected JSON",
        ),
        ("POST", "/items", {"content": b"x", "type": "text/plain"}, "content-type"),
        (
            "POST",
            "/items",
            {"json": {"name": "n", "kind": "film", "price": 1}},
            "/body/kind",
        ),
        ("PUT", "/items/i1/picture", {"files": {"other": b""}}, "/body/picture"),
    ],
)
def test_invalid_requests_are_rejected(
    package: ModuleType,
    server: Any,
    method: str,
    path: str,
    changes: dict[str, Any],
    message: str,
) -> None:
    headers = {**HEADERS, **changes.pop("headers", HEADERS)}
    if message == "/security":
        headers = {}
    if "type" in changes:
        headers["Content-Type"] = changes.pop("type")
    invalid = importlib.import_module("shop.testing").InvalidRequest
    with httpx2.Client(transport=server) as http, pytest.raises(invalid) as caught:
        http.request(method, f"{URL}{path}", headers=headers, **changes)
    assert message in str(caught.value)
    assert server.requests == []


def test_of_operations_with_the_same_path_the_valid_one_is_chosen(
    tmp_path: Path,
) -> None:
    """``/pets/{id}`` and ``/pets/{name}`` differ by types or by scripted responses."""

    def path(name: str, schema: dict[str, str]) -> dict[str, Any]:
        parameter = {"name": name, "in": "path", "required": True, "schema": schema}
        responses = {"204": {"description": ""}}
        operation = {"operationId": f"by_{name}", "responses": responses}
        return {"get": {"parameters": [parameter], "tags": ["pets"], **operation}}

    paths = {
        "/pets/{uuid}": path("uuid", {"type": "string", "format": "uuid"}),
        "/pets/{name}": path("name", {"type": "string"}),
    }
    info = {"title": "Pets", "version": "1"}
    document = {"openapi": "3.1.0", "info": info, "paths": paths}
    generate_from(document, "pets_by", tmp_path)
    package: Any = import_package(tmp_path, "pets_by")
    server = importlib.import_module("pets_by.testing").MockTransport()
    http = httpx2.Client(transport=server)
    pets = package.Client(base_url="https://pets.example", http_client=http).pets
    uuid = "0b1d1ac1-7c3e-4b5a-9f1e-000000000010"
    pets.by_name("Rex")
    pets.by_uuid(uuid)
    server.respond("pets.by_name", status=404)
    with pytest.raises(package.NotFoundError):
        pets.by_name(uuid)
    called = [request.operation for request in server.requests]
    assert called == ["pets.by_name", "pets.by_uuid", "pets.by_name"]


def test_the_test_of_the_readme_is_run(project: Path) -> None:
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
