"""The paths of a project: no file or folder has a name that a system refuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import Generated, Options, generate

DEVICES = (
    *("con", "prn", "aux", "nul", "CONIN$", "conout$"),
    *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789\u00b9\u00b2\u00b3"),
)
RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?"
    r'|.*[. ]|.*[<>:"/\\|?*\x00-\x1f].*',
    re.IGNORECASE,
)
ODD = (
    "Con",
    "con.txt",
    "nul ",
    "aux.",
    "a:b",
    "b.",
    " c",
    "d*",
    "NUL.tar.gz",
    "\uff43on",
)


def document(names: tuple[str, ...], title: str) -> dict[str, Any]:
    """A document in which every name that reaches a path is one of `names`."""
    paths = {
        f"/{name}": {
            "get": {
                "tags": [name],
                "operationId": name,
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": f"#/components/schemas/S{number}"}
                            }
                        },
                    }
                },
            }
        }
        for number, name in enumerate(names)
    }
    schemas: dict[str, Any] = {
        f"S{number}": {
            "type": "object",
            "x-gen-name": name,
            "required": ["id"],
            "properties": {"id": {"type": "integer"}},
        }
        for number, name in enumerate(names)
    }
    schemas |= {name: {"type": "object", "title": name} for name in names}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "webhooks": {name: {"post": {"responses": {}}} for name in names},
        "components": {"schemas": schemas},
    }


def generated(
    folder: Path, names: tuple[str, ...], title: str, options: Options
) -> Generated:
    source = folder / "api.json"
    source.write_text(json.dumps(document(names, title)), encoding="utf-8")
    return generate(source, options)


def parts(project: Generated) -> set[str]:
    paths = [f"{project.identity.distribution}/{path}" for path in project.files]
    return {part for path in paths for part in path.split("/")}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generated(tmp_path_factory.mktemp("names"), DEVICES, "Con", Options())


def test_no_path_is_a_device(project: Generated) -> None:
    assert not [part for part in parts(project) if RESERVED.fullmatch(part)]
    folded = [path.casefold() for path in project.files]
    assert len(folded) == len(set(folded))


def test_no_path_has_a_reserved_character(tmp_path: Path) -> None:
    project = generated(tmp_path, ODD, " Aux. ", Options())
    assert not [part for part in parts(project) if RESERVED.fullmatch(part)]
    assert all(part.isascii() for part in parts(project))


@pytest.mark.parametrize("name", ["Con", "aux", "nul.", "COM\u00b9", "lpt1.txt", "prn"])
@pytest.mark.parametrize("pin", [False, True])
def test_no_project_is_a_device(tmp_path: Path, name: str, pin: bool) -> None:
    for title, given in ((name, None), ("Things", name)):
        project = generated(tmp_path, ("a",), title, Options(name=given, pin=pin))
        assert not [part for part in parts(project) if RESERVED.fullmatch(part)]


CALLS = """
from con_client import Client
from con_client.testing import MockTransport
import httpx2

server = MockTransport()
http = httpx2.Client(transport=server)
with Client(base_url="https://a.example", http_client=http) as client:
    server.respond("con.get", body={"id": 5})
    assert client.con.get().id == 5
    assert client.aux.get().id is not None
print(server.requests[-1].operation)
"""


def test_resources_keep_their_names(project: Generated, tmp_path: Path) -> None:
    """Only the files have another name, and the fake server finds them."""
    for path, text in project.files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", CALLS]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == "aux.get\n"
