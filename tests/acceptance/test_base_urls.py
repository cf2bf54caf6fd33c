"""Clients whose document has no absolute URL, or a better one than the first."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from tests.contract.packages import generate_from
from tests.loopback import Loopback, answer, serving

from .checkers import mypy, pyright

VARIABLE = {"region": {"default": "eu", "enum": ["eu", "us"]}}
SERVERS: dict[str, Any] = {
    "missing": None,
    "empty": [],
    "relative": [{"url": "/api/v3"}, {"url": "/api/v2"}],
    "no_default": [{"url": "https://{region}.example", "variables": {"region": {}}}],
    "undeclared": [{"url": "https://{region}.example/v1"}],
    "variable": [{"url": "/{region}", "variables": VARIABLE}],
    "other_scheme": [{"url": "ws://api.example"}],
    "second": [
        {"url": "/v1"},
        {"url": "https://{region}.example/v2", "variables": VARIABLE},
    ],
}
NEEDY = [name for name in SERVERS if name != "second"]
DONE = {"204": {"description": ""}}


def get(name: str, **more: Any) -> dict[str, Any]:
    return {"operationId": f"all.{name}", "tags": ["all"], "responses": DONE, **more}


def document(name: str) -> dict[str, Any]:
    own = {"servers": [{"url": "/other/v9"}]}
    paths = {
        "/a": {"get": get("plain")},
        "/b": {"get": get("of_operation", **own)},
        "/c": {"get": get("of_path"), **own},
    }
    info = {"title": name, "version": "1"}
    found: dict[str, Any] = {"openapi": "3.1.0", "info": info, "paths": paths}
    servers = SERVERS.get(name)
    return found if servers is None else {**found, "servers": servers}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The packages of all documents side by side."""
    folder = tmp_path_factory.mktemp("base_urls")
    swagger = {**document("swagger"), "swagger": "2.0", "basePath": "/api/v1"}
    del swagger["openapi"]
    for path in swagger["paths"].values():
        path.pop("servers", None)
        path["get"].pop("servers", None)
    for name in SERVERS:
        generate_from(document(name), f"urls_{name}", folder / name)
    generate_from(swagger, "urls_swagger", folder / "swagger")
    sys.path[:0] = [str(folder / name) for name in (*SERVERS, "swagger")]
    yield folder
    del sys.path[: len(SERVERS) + 1]


def package_of(folder: Path, name: str) -> ModuleType:
    assert folder.is_dir()
    return import_module(f"urls_{name}")


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


@pytest.mark.parametrize("name", [*NEEDY, "swagger"])
def test_a_base_url_is_required(folder: Path, name: str) -> None:
    package = package_of(folder, name)
    for client in (package.Client, package.AsyncClient):
        with pytest.raises(TypeError, match="base_url"):
            client()
        with pytest.raises(TypeError, match="server"):
            client(base_url="https://a.example", server=None)
    assert "whole URL of the server, with its path" in package.Client.__doc__


@pytest.mark.parametrize("name", [*SERVERS, "swagger"])
@pytest.mark.parametrize(
    "url", ["", "/api", "a.example", "ftp://a", "https://u:p@a", "https://a?b", "a#b"]
)
def test_a_base_url_that_is_none(folder: Path, name: str, url: str) -> None:
    package = package_of(folder, name)
    for client in (package.Client, package.AsyncClient):
        with pytest.raises(ValueError, match="base_url"):
            client(base_url=url)


def test_texts_show_the_whole_url(folder: Path) -> None:
    for name, url in (
        ("missing", "https://api.example.com"),
        ("relative", "https://api.example.com/api/v3"),
        ("variable", "https://api.example.com/eu"),
        ("swagger", "https://api.example.com/api/v1"),
    ):
        assert f"``{url}``" in str(package_of(folder, name).Client.__doc__)
        readme = (folder / name / "README.md").read_text()
        assert f'Client(base_url="{url}")' in readme
        assert "the whole URL, with its path" in readme
    readme = (folder / "second" / "README.md").read_text()
    assert "base_url=" not in readme


def test_the_first_absolute_url_is_the_default(folder: Path) -> None:
    package = package_of(folder, "second")
    assert package.Client().base_url == "https://eu.example/v2"
    assert package.Client(base_url=None).base_url == "https://eu.example/v2"
    variables = {"region": "us"}
    client = package.AsyncClient(server_variables=variables)
    assert client.base_url == "https://us.example/v2"
    with pytest.raises(ValueError, match="base_url"):
        package.Client(server=package.Server.V1)


@pytest.mark.parametrize("kind", [str, httpx2.URL])
@pytest.mark.parametrize("name", ["missing", "relative", "variable", "second"])
def test_servers_of_operations(
    folder: Path, wire: Loopback, name: str, kind: type[Any]
) -> None:
    """A base URL that is required replaces no other server, one that is not does."""
    package, url = package_of(folder, name), kind(f"{wire.url}/api/v3/")
    base, own = "/api/v3", "/api/v3" if name == "second" else "/other/v9"
    expected = [f"{base}/a", f"{own}/b", f"{own}/c"]
    with package.Client(base_url=url) as client:
        for method in ("plain", "of_operation", "of_path"):
            getattr(client.all, method)()
    assert [seen.target for seen in wire.seen] == expected

    async def waiting() -> None:
        async with package.AsyncClient(base_url=url) as client:
            for method in ("plain", "of_operation", "of_path"):
                await getattr(client.all, method)()

    asyncio.run(waiting())
    assert [seen.target for seen in wire.seen[3:]] == expected


@pytest.mark.slow
def test_types(folder: Path) -> None:
    """A client that cannot work is a type error."""
    names = [*SERVERS, "swagger"]
    calls = [
        *(f"urls_{name}.Client()" for name in names),
        *(f"urls_{name}.AsyncClient(base_url=None)" for name in names),
        *(f"urls_{name}.Client(base_url='https://a.example')" for name in names),
        "urls_second.Client(base_url=httpx2.URL('https://a.example'))",
    ]
    imports = ["import httpx2", *(f"import urls_{name}" for name in names)]
    (folder / "user.py").write_text("\n".join([*imports, *calls, ""]))
    wrong = {
        len(imports) + index + 1
        for index, call in enumerate(calls)
        if ("Client()" in call or "None" in call) and "urls_second" not in call
    }
    path = [folder / name for name in names]
    for check in (mypy, pyright):
        found = check(folder, "user.py", path=path)
        lines = {int(each.partition(":")[0]) for each in found["user.py"]}
        assert lines == wrong and set(found) == {"user.py"}, (check, found)
        assert all("base_url" in each for each in found["user.py"])
