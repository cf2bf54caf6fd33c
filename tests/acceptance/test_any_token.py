"""A document without security schemes: its clients take a bearer token all the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from generator.contract.document import Document
from tests.loopback import answer, serving

from .command import gen_client_here

OPERATION = {"responses": {"204": {"description": "Done"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Open Things API", "version": "1"},
    "paths": {"/things": {"get": {**OPERATION, "operationId": "list_things"}}},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("token")
    source = folder / "api.json"
    source.write_text(json.dumps(DOCUMENT))
    ran = gen_client_here(source, "-o", folder)
    assert ran.code == 0, ran.stderr
    return folder / "open-things"


@pytest.fixture
def package(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(project)
    yield import_module("open_things")
    for name in [name for name in sys.modules if name.startswith("open_things")]:
        del sys.modules[name]


def test_it_is_sent_where_it_is_given(
    package: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as server:
        server.will(answer(204), answer(204), answer(204))
        with package.Client(base_url=server.url) as client:
            client.things.list()
        with package.Client(base_url=server.url, token="given") as client:
            client.things.list()
        monkeypatch.setenv("OPEN_THINGS_TOKEN", "known")
        with package.Client(base_url=server.url) as client:
            client.things.list()
        sent = [dict(each.headers).get("Authorization") for each in server.seen]
    assert sent == [None, "Bearer given", "Bearer known"]


def test_examples_do_without(project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert "| `token` | `OPEN_THINGS_TOKEN` |" in readme
    assert "token=" not in readme + (project / "api.md").read_text(encoding="utf-8")


def test_the_contract_tests_know_it(project: Path) -> None:
    document = Document.load(project / "tests" / "openapi.json")
    assert document.schemes == {"token": {"type": "http", "scheme": "bearer"}}
    operation = document.operation("GET", "/things")
    assert operation.security == ((), ("token",))
