"""The signatures in reports of `diff` and the names in the lock exist in the package.

The modules of the package are parsed without the generator.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from generator.diff import VersionSource, diff_versions
from generator.pipeline import Options, generate
from generator.workspace.lock import LOCK_NAME
from tests.corpus import CORPUS, SESSIONS, all_documents, needs_corpus

CASES = Path(__file__).parents[1] / "cases"
MAX_QUICK_BYTES = 100_000

Signature = tuple[str, str]
"""The arguments but for ``self``, and the result."""

STREAM: dict[str, Any] = {"text/event-stream": {"schema": {"type": "string"}}}
ITEM: dict[str, Any] = {
    "application/json": {"schema": {"$ref": "#/components/schemas/Item"}}
}
TRICKY = {
    "openapi": "3.1.0",
    "info": {"title": "Tricky", "version": "1.0.0"},
    "paths": {
        "/items": {
            "head": {
                "operationId": "items_probe",
                "responses": {"200": {"description": "", "content": STREAM | ITEM}},
            },
            "get": {
                "operationId": "items_list",
                "parameters": [
                    {
                        "name": "words",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string"}},
                    }
                ],
                "responses": {"200": {"description": "", "content": STREAM | ITEM}},
            },
            "patch": {
                "operationId": "items_update",
                "requestBody": {"content": ITEM},
                "responses": {
                    "200": {"description": "", "content": ITEM},
                    "204": {"description": ""},
                },
            },
            "put": {
                "operationId": "items_watch",
                "responses": {"200": {"description": "", "content": STREAM}},
            },
            "post": {
                "operationId": "items_create",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "oneOf": [
                                    {"$ref": "#/components/schemas/Item"},
                                    {"$ref": "#/components/schemas/Other"},
                                ]
                            }
                        },
                        "text/plain": {"schema": {"type": "string"}},
                    },
                },
                "responses": {"201": {"description": "", "content": ITEM}},
            },
        }
    },
    "components": {
        "schemas": {
            "Item": {
                "type": "object",
                "properties": {
                    "note": {"type": ["string", "null"]},
                    "kind": {"enum": ["a", "b"]},
                    "added": {"type": "string", "format": "date-time"},
                },
            },
            "Other": {
                "type": "object",
                "required": ["size"],
                "properties": {"size": {"type": "integer"}},
            },
        }
    },
}


def functions(module: ast.Module, name: str) -> list[ast.FunctionDef]:
    """The functions in a class of a module."""
    classes = (node for node in module.body if isinstance(node, ast.ClassDef))
    bodies = (node.body for node in classes if node.name == name)
    return [
        node for body in bodies for node in body if isinstance(node, ast.FunctionDef)
    ]


@dataclass(frozen=True)
class Package:
    """A generated package as text."""

    files: Mapping[str, str]

    @cached_property
    def pins(self) -> Mapping[str, Mapping[str, str]]:
        """The names in the lock, by scope and key."""
        found: dict[str, dict[str, str]] = json.loads(self.files[LOCK_NAME])["names"]
        return found

    @cached_property
    def name(self) -> str:
        modules = [path.split("/") for path in self.files if path.count("/") == 1]
        (name,) = (folder for folder, file in modules if file == "client.py")
        return name

    def module(self, path: str) -> ast.Module:
        return ast.parse(self.files.get(f"{self.name}/{path}", ""))

    @cached_property
    def resources(self) -> dict[str, dict[str, list[ast.FunctionDef]]]:
        """The methods of the resources of the synchronous client: for each path from
        the client, the definitions of each name, overloads included.
        """
        found: dict[str, dict[str, list[ast.FunctionDef]]] = {}
        waiting = [("", "client", "Client"), ("", "resources/client", "ClientMethods")]
        while waiting:
            path, file, name = waiting.pop()
            for node in functions(self.module(f"{file}.py"), name):
                if "cached_property" in map(ast.unparse, node.decorator_list):
                    inner = f"{path}.{node.name}".lstrip(".")
                    imported = next(
                        e for e in node.body if isinstance(e, ast.ImportFrom)
                    )
                    module = f"resources/{str(imported.module).rpartition('.')[2]}"
                    waiting.append((inner, module, imported.names[0].name))
                elif node.name != "__init__":
                    found.setdefault(path, {}).setdefault(node.name, []).append(node)
        return found

    @cached_property
    def classes(self) -> dict[str, set[str]]:
        """The attributes of each model; none for an alias."""
        found: dict[str, set[str]] = {}
        for path in self.files:
            if path.startswith(f"{self.name}/models/"):
                for node in ast.parse(self.files[path]).body:
                    if isinstance(node, ast.ClassDef):
                        found[node.name] = {
                            each.target.id
                            for each in node.body
                            if isinstance(each, ast.AnnAssign)
                            and isinstance(each.target, ast.Name)
                        }
                    elif isinstance(node, ast.AnnAssign | ast.Assign):
                        targets = (
                            [node.target]
                            if isinstance(node, ast.AnnAssign)
                            else node.targets
                        )
                        found.update({ast.unparse(each): set() for each in targets})
        return found


def documents() -> Iterator[Any]:
    """The documents of the repository and of the corpus; the large ones are slow."""
    yield pytest.param(SESSIONS, id=SESSIONS.name)
    for path in sorted(CASES.glob("*/*/document.yaml")):
        yield pytest.param(path, id=path.parent.name)
    for name in all_documents():
        path = CORPUS / name
        is_large = path.stat().st_size > MAX_QUICK_BYTES
        marks = [needs_corpus, *([pytest.mark.slow] if is_large else [])]
        yield pytest.param(path, id=name, marks=marks)


def generated(path: Path) -> Package:
    return Package(generate(path, Options()).files)


def signature(node: ast.FunctionDef) -> Signature:
    """The signature of a definition without `self`."""
    arguments = node.args
    if [each.arg for each in arguments.args[:1]] == ["self"]:
        del arguments.args[0]
    assert node.returns is not None
    return ast.unparse(arguments), ast.unparse(node.returns)


def defined(package: Package) -> dict[str, list[Signature]]:
    """The signatures that a type-checker sees, by the symbol of the method; without
    the deprecated names of an earlier version.
    """
    found = {}
    for path, methods in package.resources.items():
        for name, nodes in methods.items():
            overloads = nodes[:-1] or nodes
            symbol = ".".join(filter(None, ("client", path, name)))
            found[symbol] = [signature(each) for each in overloads]
    return found


def reported(path: Path, folder: Path) -> dict[str, list[Signature]]:
    """The signatures that `diff` shows where every operation was added."""
    empty = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}
    (folder / "empty.json").write_text(json.dumps(empty))
    versions = (folder / "empty.json", path)
    report = diff_versions(*(VersionSource(each) for each in versions))
    found: dict[str, list[Signature]] = {}
    for each in report.changes:
        if each.change.rule.id == "operation-added":
            for text in report.signatures[each.change.subject.name][1].split("\n\n"):
                symbol, rest = text.split("(", 1)
                (node,) = ast.parse(f"def shown({rest}: ...").body
                assert isinstance(node, ast.FunctionDef)
                found.setdefault(symbol, []).append(signature(node))
    return found


@pytest.mark.parametrize("path", list(documents()))
def test_signatures_are_those_of_the_package(path: Path, tmp_path: Path) -> None:
    package = generated(path)
    assert reported(path, tmp_path) == defined(package)
    check_pins(package)


def check_pins(package: Package) -> None:
    """Each name in the lock exists in the package."""
    pins = package.pins
    models = package.classes
    assert sorted(pins) == [
        "credentials", "events", "methods", "servers", "types"
    ]  # fmt: skip
    assert set(pins["types"].values()) <= models.keys()
    client = {
        node.name: node
        for node in package.module("client.py").body
        if isinstance(node, ast.ClassDef)
    }
    (init,) = (n for n in client["Client"].body if isinstance(n, ast.FunctionDef)
               and n.name == "__init__")  # fmt: skip
    keywords = {argument.arg for argument in init.args.kwonlyargs}
    assert set(pins["credentials"].values()) <= keywords
    if "Server" in client:
        servers = {
            ast.unparse(node.targets[0])
            for node in client["Server"].body
            if isinstance(node, ast.Assign)
        }
        assert set(pins["servers"].values()) <= servers
    functions = {
        node.name
        for node in package.module("webhooks.py").body
        if isinstance(node, ast.FunctionDef)
    }
    assert set(pins["events"].values()) <= functions
    methods = [symbol.removeprefix("client.") for symbol in defined(package)]
    assert sorted(pins["methods"].values()) == sorted(methods)


def test_every_kind_of_signature(tmp_path: Path) -> None:
    path = tmp_path / "tricky.json"
    path.write_text(json.dumps(TRICKY))
    package = generated(path)
    shown = reported(path, tmp_path)
    assert shown == defined(package)
    check_pins(package)
    results = {
        symbol: {result for _, result in found} for symbol, found in shown.items()
    }
    resource = next(iter(shown)).rpartition(".")[0]
    names = {symbol.rpartition(".")[2]: each for symbol, each in results.items()}
    assert names == {
        "probe": {"None"},
        "list": {"models.Item"},
        "list_stream": {"Stream[str]"},
        "update": {"models.Item | None"},
        "watch": {"Stream[str]"},
        "create": {"models.Item"},
    }
    assert len(shown[f"{resource}.create"]) == 3
    assert "words: Sequence[str] | None" in shown[f"{resource}.list"][0][0]
    assert "note: str | None | Unset=UNSET" in shown[f"{resource}.update"][0][0]
