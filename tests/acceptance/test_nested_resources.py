"""Resources below other resources, and methods of the client itself."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from .checkers import mypy, pyright
from .command import gen_client_here
from .conftest import load

ITEM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
REPLY = {
    "200": {
        "description": "An item",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Item"}}
        },
    }
}
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
REPLIES = {
    "200": {
        "description": "Items",
        "content": {"application/json": {"schema": LIST}},
    }
}
BODY = {
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}
}
ID = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
PATHS: dict[str, Any] = {
    "/v1/search": {"post": {"requestBody": BODY, "responses": REPLY}},
    "/v1/chat/completions": {
        "get": {"responses": REPLIES},
        "post": {"requestBody": BODY, "responses": REPLY},
    },
    "/v1/chat/completions/{id}": {"get": {"parameters": ID, "responses": REPLY}},
    "/v1/chat/completions/{id}/messages": {
        "get": {"parameters": ID, "responses": REPLIES}
    },
    "/v1/chat_completions": {"get": {"responses": REPLIES}},
    "/v1/models": {"get": {"responses": REPLIES}},
    "/v1/tuning": {"get": {"responses": REPLIES}},
    "/v1/tuning/models": {"get": {"responses": REPLIES}},
    "/v1/tuning/models/{id}": {"get": {"parameters": ID, "responses": REPLY}},
}
PROGRAM = """\
from nested import AsyncClient, Client, models
from nested.resources.tuning import Tuning


def run(client: Client) -> None:
    item: models.Item = client.search(id="a")
    item = client.chat.completions.create(id=item.id)
    items: list[models.Item] = client.chat.completions.messages.list(item.id)
    tuning: Tuning = client.tuning
    items += [*client.models.list(), *tuning.list(), *tuning.models.list()]
    status: int = client.with_response(client.search, id="a").status_code
    print(items, status)


async def run_async(client: AsyncClient) -> None:
    item: models.Item = await client.search(id="a")
    item = await client.chat.completions.create(id=item.id)
    items: list[models.Item] = await client.chat.completions.messages.list(item.id)
    items += [*await client.models.list(), *await client.tuning.models.list()]
    response = await client.with_response(client.search, id="a")
    status: int = response.status_code
    print(items, status)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated project."""
    folder = tmp_path_factory.mktemp("nested")
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Nested", "version": "1.0"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": PATHS,
        "components": {"schemas": {"Item": ITEM}},
    }
    (folder / "api.json").write_text(json.dumps(document))
    ran = gen_client_here(folder / "api.json", "-o", folder)
    assert ran.code == 0, ran.stderr
    return folder / "nested"


@pytest.fixture(scope="module")
def package(project: Path) -> Iterator[ModuleType]:
    """The package, imported."""
    known = set(sys.modules)
    yield load(project, "nested")
    sys.path.remove(str(project))
    for name in sys.modules.keys() - known:
        if name.partition(".")[0] == "nested":
            del sys.modules[name]


@pytest.fixture
def server(package: ModuleType) -> Any:
    """The fake server of the package."""
    return load(
        Path(str(package.__file__)).parents[1], "nested.testing"
    ).MockTransport()


CALLS = {
    "search": "POST /v1/search",
    "chat.completions.create": "POST /v1/chat/completions",
    "tuning.list": "GET /v1/tuning",
    "tuning.models.list": "GET /v1/tuning/models",
    "models.list": "GET /v1/models",
}


def test_every_path_is_that_of_the_lock(project: Path) -> None:
    lock = json.loads((project / "gen-client.lock").read_text())
    methods = lock["names"]["methods"]
    assert {path: key for key, path in methods.items() if path in CALLS} == CALLS
    assert methods["GET /v1/chat/completions/{id}/messages"] == (
        "chat.completions.messages.list"
    )


@pytest.mark.parametrize("path", CALLS)
def test_methods_are_called_sync_and_async(
    package: ModuleType, server: Any, path: str
) -> None:
    arguments = {"id": "a"} if CALLS[path].startswith("POST") else {}
    client = package.Client(http_client=httpx2.Client(transport=server))
    http = httpx2.AsyncClient(transport=server)
    async_client = package.AsyncClient(http_client=http)
    found: list[Any] = [client, async_client]
    for name in path.split("."):
        found = [getattr(each, name) for each in found]
    method, async_method = found
    server.respond(path, body={"id": "b"} if arguments else [{"id": "b"}])
    result = method(**arguments)
    assert asyncio.run(async_method(**arguments)) == result
    (item,) = [result] if arguments else result
    assert item == package.models.Item(id="b")
    assert [each.operation for each in server.requests] == [path, path]
    assert {f"{e.method} {e.path}" for e in server.requests} == {CALLS[path]}


def test_a_method_of_the_client_has_a_response(
    package: ModuleType, server: Any
) -> None:
    client = package.Client(http_client=httpx2.Client(transport=server))
    assert client.with_response(client.search, id="a").status_code == 200


def test_resources_are_loaded_on_first_use(project: Path, package: ModuleType) -> None:
    client = package.Client()
    assert "nested.resources.chat_completions_messages" not in sys.modules
    assert client.chat.completions.messages is client.chat.completions.messages
    assert "nested.resources.chat_completions_messages" in sys.modules


def test_files_of_resources_do_not_collide(project: Path) -> None:
    """``chat.completions`` and ``chat_completions``."""
    resources = {path.stem for path in (project / "nested/resources").glob("*.py")}
    wire = {path.stem for path in (project / "tests/wire").glob("*.http")}
    assert {"chat_completions", "client", "tuning_models"} < wire < resources
    paths = PATHS.keys()
    assert len(wire) == len({path.partition("/{")[0] for path in paths}) + 1
    text = (project / "api.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings[:2] == ["## `client`", "## `client.chat.completions`"]


def test_modules_say_what_they_have(project: Path) -> None:
    def doc(name: str) -> str:
        text = (project / "nested/resources" / f"{name}.py").read_text()
        return text.partition("\n")[0]

    assert doc("chat") == '"""Resources of chat: completions."""'
    assert doc("client") == '"""Methods of the client itself: search."""'
    assert doc("tuning") == '"""Operations on tuning: list, models."""'


@pytest.mark.slow
def test_type_checkers_know_every_path(project: Path) -> None:
    (project / "program.py").write_text(PROGRAM)
    assert mypy(project, "program.py", "nested") == {}
    errors = pyright(project, "program.py", "nested/resources", "nested/client.py")
    assert errors == {}
