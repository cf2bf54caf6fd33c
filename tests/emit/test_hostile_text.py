"""Text of a document that tries to become code, in every place that is printed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import Generated, Options, generate

CANARY = "canary-was-here"
CALL = f"__import__('pathlib').Path('{CANARY}').touch()"
PAYLOADS = {
    "single quote": f"'+{CALL}+'",
    "double quote": f'"+{CALL}+"',
    "docstring end": f'"""\n{CALL}\n"""',
    "other docstring end": f"'''\n{CALL}\n'''",
    "last backslash": "text\\",
    "quotes and backslash": f'\\"""+{CALL}#\\',
    "line end": f"text\n{CALL}\n",
    "carriage return": f"text\r{CALL}\r",
    "both": f"text\r\n{CALL}",
    "nul": f"text\0{CALL}",
    "separators": f"text\u2028{CALL}\u2029{CALL}\x85{CALL}\x0c{CALL}",
    "template": "{{ 7 * 7 }}{% raw %}{# x #}",
    "formats": "${x} {x} %s %(x)s",
    "comment": f"# type: ignore\n{CALL}",
    "closing brackets": f")]}}\n{CALL}",
    "continuation": f"\\\n{CALL}",
    "escape": "\x1b]8;;http://x\x07\u202e\u2066",
    "surrogate": "\\ud800 \\N{DASH} \\x00",
    "markup": "</a><script>alert(1)</script> [x](javascript:1) `x` | ![](x)",
    "table": "a | b\n| --- |\n# heading",
    "doctest": f">>> {CALL}\n\n>>> {CALL}\n... x\n\t>>> {CALL}\n\u200b>>>\u3000{CALL}",
    "long doctest": f"{'a' * 75} >>> {CALL}\n- {'a' * 70} >>> {CALL}",
    "mention": "@octocat #1 GH-2 (@octocat/team) octocat/hello#3 [@octocat](https://a.b)",
    "toml": '"\n[project.scripts]\nx = "os:system"\n',
}


def document(payload: str) -> dict[str, Any]:
    """Return a document that has `payload` wherever a text may stand."""
    schema = {
        "type": "object",
        "title": payload,
        "description": payload,
        "required": [payload],
        "properties": {
            payload: {
                "type": "string",
                "description": payload,
                "default": payload,
                "pattern": payload,
                "format": payload,
                "examples": [payload],
            },
            "enum": {
                "type": "string",
                "enum": [payload, "b"],
                "description": payload,
                "x-enum-varnames": [payload, "b"],
            },
            "integers": {
                "type": "integer",
                "enum": [1, 2],
                "x-enum-varnames": [payload, "b"],
            },
            "const": {"const": payload},
            "number": {"type": "number", "default": float("1e300"), "title": payload},
            "__class__": {"type": "string"},
            "__slots__": {"type": "integer"},
            "": {"type": "boolean"},
            "self": {"$comment": payload, "x-" + payload: payload},
        },
    }
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Plain"}],
        "discriminator": {
            "propertyName": payload,
            "mapping": {payload: "#/components/schemas/Plain"},
        },
    }
    operation = {
        "tags": [payload],
        "operationId": payload,
        "summary": payload,
        "description": payload,
        "security": [{payload: [payload]}],
        "parameters": [
            {
                "name": payload + place,
                "in": place,
                "description": payload,
                "schema": {"type": "string", "enum": [payload]},
            }
            for place in ("query", "header", "cookie")
        ],
        "requestBody": {
            "description": payload,
            "content": {
                "application/json": {"schema": schema, "example": payload},
                payload: {"schema": {"type": "string"}},
            },
        },
        "responses": {
            "200": {
                "description": payload,
                "headers": {payload: {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": union}},
            },
            "404": {"description": payload},
            payload: {"description": payload},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": payload,
            "version": payload,
            "description": payload,
            "license": {"name": payload},
            "contact": {"name": payload, "url": payload},
        },
        "servers": [
            {
                "url": "https://{" + "x" + "}.example/" + payload,
                "description": payload,
                "variables": {"x": {"default": payload, "enum": [payload]}},
            }
        ],
        "tags": [{"name": payload, "description": payload}],
        "paths": {"/a/" + payload: {"post": operation}, "/b": {"get": operation}},
        "components": {
            "schemas": {
                payload: schema,
                "Plain": {
                    "type": "object",
                    "properties": {payload: {"const": payload}},
                    "required": [payload],
                },
            },
            "securitySchemes": {
                payload: {
                    "type": "apiKey",
                    "in": "header",
                    "name": payload,
                    "description": payload,
                },
                payload
                + "2": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": payload,
                            "refreshUrl": payload,
                            "scopes": {payload: payload},
                        }
                    },
                },
            },
        },
    }


IMPORT_EVERYTHING = """
import doctest, importlib, json, os, pkgutil, sys
from pydantic import TypeAdapter

root, imported = os.getcwd(), []
for folder, name in json.loads(sys.argv[1]).items():
    os.chdir(os.path.join(root, folder))
    sys.path[0] = os.getcwd()
    package = importlib.import_module(name)
    assert package.__file__.startswith(os.getcwd())
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        module = importlib.import_module(each.name)
        if "._core" not in each.name:  # its modules have no text of the document
            assert doctest.testmod(module).attempted == 0, each.name
    for name_of_text in ("README.md", "api.md", "CHANGELOG.md"):
        assert doctest.testfile(os.path.abspath(name_of_text), False).attempted == 0
    models = importlib.import_module(name + ".models")
    for model in models.__all__:
        TypeAdapter(getattr(models, model))
    for module in [m for m in sys.modules if m.partition(".")[0] == name]:
        del sys.modules[module]
    imported.append(folder)
print(json.dumps(imported))
"""


def generated(folder: Path, content: dict[str, Any]) -> Generated:
    source = folder / "api.json"
    source.write_text(json.dumps(content), encoding="utf-8")
    return generate(source, Options())


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Generated]:
    """The project of each payload."""
    folder = tmp_path_factory.mktemp("hostile")
    return {name: generated(folder, document(PAYLOADS[name])) for name in PAYLOADS}


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_text_becomes_code(projects: dict[str, Generated], name: str) -> None:
    result = projects[name]
    for path, text in result.files.items():
        assert Path("/project", path).resolve().is_relative_to("/project")
        if path.endswith(".py") and "/_core/" not in path and "tests/" not in path:
            assert not list(_names(text) & {"pathlib", "__import__"})
        if path.startswith("tests/wire/"):
            assert len(re.findall("^@", text, re.MULTILINE)) == 1
    metadata = tomllib.loads(result.files["pyproject.toml"])
    assert set(metadata["project"]) == {
        "name",
        "version",
        "description",
        "readme",
        "requires-python",
        "dependencies",
        "optional-dependencies",
    }


def test_no_text_is_run_by_an_import(
    projects: dict[str, Generated], tmp_path: Path
) -> None:
    """All modules of all packages are imported, and all models built. No text is a
    doctest.
    """
    for name, result in projects.items():
        for path, text in result.files.items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    packages = {name: result.identity.package for name, result in projects.items()}
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING, json.dumps(packages)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == list(packages)
    assert not list(tmp_path.rglob(f"*{CANARY}*"))


def _names(source: str) -> set[str]:
    return {
        node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)
    }


@pytest.mark.parametrize("name", ["escape", "carriage return", "separators", "nul"])
def test_documents_for_people_have_no_control_characters(
    tmp_path: Path, name: str
) -> None:
    result = generated(tmp_path, document(PAYLOADS[name]))
    for path in ("README.md", "api.md", "CHANGELOG.md", "pyproject.toml"):
        text = result.files[path]
        assert not [c for c in text if c != "\n" and not c.isprintable()], path
