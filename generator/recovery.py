"""Complete a lock that has lost something with what the generated project says itself."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.conflict_markers import sides
from generator.ir import Api
from generator.names import Names, Pins, assign, call_key, merge_pins
from generator.surface import gather
from generator.workspace.lock import Lock
from generator.workspace.writer import read_text

__all__ = ["complete_lock", "recover_types"]

_NAME = re.compile(r'^name = "([^"\n]+)"', re.MULTILINE)
_GENERATOR = re.compile(r'"gen-client\[contract\]==([^"\n]+)"')
_RELEASE = re.compile(r'^__version__ = ("[^\n]*")', re.MULTILINE)
_API_VERSION = re.compile(r'^API_VERSION = ("[^\n]*")', re.MULTILINE)
_DECLARATION = re.compile(r"^(?:class )?(\w+)(?=\(\w|: TypeAlias)", re.MULTILINE)
_USED_MODEL = re.compile(r"\bmodels\.(\w+)")
_CLASS_NAME = re.compile(r"\b[A-Z]\w*")


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


def recover_types(
    project: Path, files: Mapping[str, str], lock: Lock, api: Api
) -> Pins:
    """Return the names of models that the project has and `files` have not.

    `files` are the project as it would be generated with the names of the lock. Both are
    alike but for such names: they are found where operations and other models use them.
    """
    names = assign(api, gather(api), lock.pins).types
    models = f"{lock.distribution.replace('-', '_')}/models/"
    texts = {path: read_text(project / path) or "" for path in files}
    expected = _declarations(text for p, text in files.items() if p.startswith(models))
    present = _declarations(
        read_text(path) or "" for path in sorted((project / models).glob("*.py"))
    )
    found: dict[str, str] = {}
    waiting = [
        pair for path in files for pair in _pairs(_USED_MODEL, files[path], texts[path])
    ]
    done: set[tuple[str, str]] = set()
    while waiting:
        pair = old, new = waiting.pop()
        if pair in done or old not in expected or new not in present:
            continue
        done.add(pair)
        if old not in present and new not in expected:
            found.setdefault(old, new)
        waiting += _pairs(_CLASS_NAME, expected[old], present[new])
    return {"types": {key: found[name] for key, name in names.items() if name in found}}


def _declarations(texts: Iterable[str]) -> dict[str, str]:
    """Return the text of each class and alias in modules."""
    found: dict[str, str] = {}
    for text in texts:
        starts = [*_DECLARATION.finditer(text)]
        ends = [*(each.start() for each in starts[1:]), len(text)]
        for start, end in zip(starts, ends, strict=False):
            found[start[1]] = text[start.end() : end]
    return found


def _pairs(pattern: re.Pattern[str], first: str, second: str) -> list[tuple[str, str]]:
    """Return what a pattern finds in two texts, if it is found equally often."""
    found = pattern.findall(first), pattern.findall(second)
    return [*zip(*found, strict=True)] if len(found[0]) == len(found[1]) else []


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
        former = head.get("former")
        for old, path in former.items() if isinstance(former, dict) else ():
            if isinstance(path, str):
                yield old, path
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
    former: dict[str, str] = {}
    credentials = _dict(project / "tests" / "conftest.py", "CREDENTIALS")
    for node in _statements(package / "client.py"):
        if not isinstance(node, ast.ClassDef) or node.name != "Server":
            continue
        for name, value in _assignments(node.body):
            if isinstance(value, ast.Constant):
                servers.setdefault(str(value.value), name)
            elif isinstance(value, ast.Name):
                former.setdefault(name, value.id)
    urls = {name: url for url, name in servers.items()}
    return {
        "credentials": {key: name for name, key in credentials.items()},
        "servers": servers,
        "former servers": {n: urls[each] for n, each in former.items() if each in urls},
    }


def _former_types(package: Path, names: Names) -> Pins:
    """Return the deprecated names of models."""
    keys = {name: key for key, name in names.types.items()}
    former = _dict(package / "models" / "_former.py", "FORMER_NAMES")
    return {
        "former types": {n: keys[each] for n, each in former.items() if each in keys}
    }


def _dict(path: Path, name: str) -> dict[str, str]:
    """Return the texts in a constant of a module."""
    found: dict[str, str] = {}
    for target, value in _assignments(_statements(path)):
        if target == name and isinstance(value, ast.Dict):
            with suppress(ValueError):
                found |= ast.literal_eval(value)
    return {key: text for key, text in found.items() if isinstance(text, str)}


def _assignments(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the name and the value of each assignment to a name."""
    for node in statements:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _statements(path: Path) -> Iterator[ast.stmt]:
    """Yield the statements of a module, of each side of a merge."""
    for side in dict.fromkeys(sides(read_text(path) or "")):
        with suppress(SyntaxError, ValueError, RecursionError):
            yield from ast.parse(side).body
