"""Complete a lock that has lost something with what the generated project says itself."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from generator.conflict_markers import sides
from generator.ir import Api
from generator.names import Names, Pins, assign, call_key, merge_pins
from generator.surface import gather
from generator.workspace.lock import Lock
from generator.workspace.writer import read_text

__all__ = ["complete_lock"]

_NAME = re.compile(r'^name = "([^"\n]+)"', re.MULTILINE)
_GENERATOR = re.compile(r'"gen-client\[contract\]==([^"\n]+)"')
_RELEASE = re.compile(r'^__version__ = ("[^\n]*")', re.MULTILINE)
_API_VERSION = re.compile(r'^API_VERSION = ("[^\n]*")', re.MULTILINE)
_FORMER_TYPE = re.compile(r"Deprecated: use `{0,2}(\w+)`{0,2} instead")


def complete_lock(project: Path, lock: Lock, api: Api) -> Lock:
    """Return a lock with what it lacks: versions, and names in use and in deprecation.

    `api` is the API of the project.
    """
    settings = read_text(project / "pyproject.toml") or ""
    distribution = lock.distribution or _found(_NAME, settings)
    package = project / distribution.replace("-", "_")
    version = read_text(package / "_version.py") or ""
    calls = _calls(package, api)
    known = merge_pins([lock.pins, calls, _constants(project, package)])
    names = assign(api, gather(api), known)
    return replace(
        lock,
        distribution=distribution,
        generator=lock.generator or _found(_GENERATOR, settings),
        release=lock.release or _literal(_found(_RELEASE, version)),
        version=lock.version or _literal(_found(_API_VERSION, version)),
        pins=merge_pins([known, _former_types(package, names)]),
    )


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _literal(text: str) -> str:
    with suppress(SyntaxError, ValueError):
        return str(ast.literal_eval(text))
    return ""


def _calls(package: Path, api: Api) -> Pins:
    """Return the names of methods, which the data of the fake server has.

    A second method for a request streams the result.
    """
    keys = {f"{each.method} {each.template}": call_key(each) for each in api.operations}
    methods: dict[str, str] = {}
    former: dict[str, str] = {}
    for path, data in _fake_server_data(read_text(package / "testing.json") or ""):
        if isinstance(data, str):
            former[path] = data
            continue
        request = str(data["request"])
        key = keys.get(request, request)
        if methods.setdefault(key, path) != path:
            methods.setdefault(f"stream {key}", path)
    by_path = {path: key for key, path in methods.items()}
    kept = {old: by_path[path] for old, path in former.items() if path in by_path}
    return {"methods": methods, "former methods": kept}


def _fake_server_data(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the data of each operation by its path, and the path that each former path
    stands for. There is a line for each operation, and one before them for the rest.
    """
    for line in dict.fromkeys(
        each for side in sides(text) for each in side.split("\n")
    ):
        head = _json(f"{line}}}}}")
        if isinstance(head.get("former"), dict):
            yield from head["former"].items()
        for path, data in _json(f"{{{line.rstrip(',')}}}").items():
            if isinstance(data, dict) and "request" in data:
                yield path, data


def _json(text: str) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
        return found if isinstance(found, dict) else {}
    return {}


def _constants(project: Path, package: Path) -> Pins:
    """Return the names of credentials and servers."""
    servers: dict[str, str] = {}
    credentials: dict[str, str] = {}
    for node in _statements(project / "tests" / "conftest.py"):
        if isinstance(node, ast.Assign) and _defined(node) == "CREDENTIALS":
            with suppress(ValueError):
                found = ast.literal_eval(node.value)
                credentials |= {str(key): str(name) for name, key in found.items()}
    for node in _statements(package / "client.py"):
        if isinstance(node, ast.ClassDef) and node.name == "Server":
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(
                    each.value, ast.Constant
                ):
                    name = _defined(each)
                    servers.setdefault(str(each.value.value), name)
    return {"credentials": credentials, "servers": servers}


def _former_types(package: Path, names: Names) -> Pins:
    """Return the deprecated names of models: each has a docstring that says its new one."""
    keys = {name: key for key, name in names.types.items()}
    found: dict[str, str] = {}
    for path in sorted((package / "models").glob("*.py")):
        statements = list(_statements(path))
        for node, after in pairwise([*statements, ast.Pass()]):
            text = _docstring(node, after)
            match = _FORMER_TYPE.match(text)
            if match and match[1] in keys:
                found.setdefault(keys[match[1]], _defined(node))
    return {"former types": {key: name for key, name in found.items() if name}}


def _statements(path: Path) -> Iterator[ast.stmt]:
    """Yield the statements of a module, of each side of a merge."""
    for side in dict.fromkeys(sides(read_text(path) or "")):
        with suppress(SyntaxError, ValueError, RecursionError):
            yield from ast.parse(side).body


def _docstring(node: ast.stmt, after: ast.stmt) -> str:
    """Return the docstring of a class, or the string after another statement."""
    if isinstance(node, ast.ClassDef):
        return ast.get_docstring(node) or ""
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
        return str(after.value.value)
    return ""


def _defined(node: ast.stmt) -> str:
    """Return the name that a statement defines."""
    if isinstance(node, ast.ClassDef):
        return node.name
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return ast.unparse(targets[0]) if targets else ""
