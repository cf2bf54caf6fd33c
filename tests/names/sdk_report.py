"""Compares the names of a document's methods with those of its official SDK.

    python -m tests.names.sdk_report SPEC FOLDER

FOLDER is the installed package of the SDK, which is read, not run: one that Stainless
generated (``self._get("/things")``), or Stripe's. Prints the share of operations in both
that have the same path, and the differences. ``retrieve`` is the same as ``get``, and
``beta.``, ``admin.`` and ``v1.`` at the begin of a path do not count.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.lower import lower
from generator.names.calls import calls

__all__ = ["document_names", "same_name", "sdk_names"]

Route: TypeAlias = tuple[str, str]
"""The HTTP method, and the path with ``{}`` for parameters."""

_HTTP = frozenset({"get", "put", "post", "delete", "patch"})


def route(method: str, path: str) -> Route:
    return method.upper(), re.sub(r"\{[^{}]*\}", "{}", path)


def document_names(spec: Path) -> dict[Route, str]:
    """Return the path of each method of a document."""
    problems = Problems()
    api = lower(load_document(spec, problems), problems)
    found = calls(api)
    return {
        route(op.method, op.path): ".".join((*call.resource, call.candidates[0]))
        for op in api.operations
        for call in [found[op.pointer]]
    }


def same_name(name: str) -> str:
    """Return what two names for the same have in common."""
    name = re.sub(r"^((beta|admin|v1)\.)+", "", name)
    return re.sub(r"\bretrieve$", "get", name).rstrip("_")


@dataclass
class Module:
    """A module of the SDK."""

    path: Path

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.path.read_text(encoding="utf-8"))
        nodes = self.tree.body
        self.classes = {n.name: n for n in nodes if isinstance(n, ast.ClassDef)}

    def find(self, name: str) -> tuple[Module, ast.ClassDef] | None:
        """Return a class of this module, or one that it imports from a module below
        or above it.
        """
        if name in self.classes:
            return self, self.classes[name]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                for alias in node.names:
                    if name == (alias.asname or alias.name):
                        return self.relative(node).find(alias.name)
        return None

    def relative(self, node: ast.ImportFrom) -> Module:
        folder = self.path.parents[node.level - 1]
        path = folder.joinpath(*(node.module or "").split("."))
        return Module(
            path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        )


def sdk_names(package: Path) -> dict[Route, str]:
    """Return the path of each method of an SDK."""
    if (package / "_v1_services.py").exists():
        service = Module(package / "_v1_services.py")
        return dict(_services(package, service, "V1Services", ()))
    client = Module(package / "_client.py")
    name = next(n for n in client.classes if not n.startswith("Async"))
    return dict(_resources(client, client.classes[name], ()))


def _services(
    package: Path, module: Module, name: str, path: tuple[str, ...]
) -> Iterator[tuple[Route, str]]:
    """Yield the methods of one of Stripe's services, and of those below it."""
    for node in module.tree.body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "_subservices"
        ):
            for attribute, (where, below) in ast.literal_eval(node.value).items():
                inner = package.parent.joinpath(*where.split(".")).with_suffix(".py")
                yield from _services(package, Module(inner), below, (*path, attribute))
    yield from _requests(module.classes[name], path)


def _resources(
    module: Module, node: ast.ClassDef, path: tuple[str, ...]
) -> Iterator[tuple[Route, str]]:
    """Yield the methods of a Stainless resource, and of those below it."""
    yield from _requests(node, path)
    for function in node.body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith(
            "with_"
        ):
            continue
        if not any(
            "cached_property" in ast.unparse(d) for d in function.decorator_list
        ):
            continue
        made = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
        match made:
            case [ast.Call(func=ast.Name(id=name))]:
                found = module.find(name)
                if found is not None:
                    yield from _resources(*found, (*path, function.name))


def _requests(node: ast.ClassDef, path: tuple[str, ...]) -> Iterator[tuple[Route, str]]:
    """Yield the routes that the methods of a class send requests to."""
    for function in node.body:
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    found = _request(call.func.attr, call)
                    if found is not None:
                        yield found, ".".join((*path, function.name))


def _request(name: str, call: ast.Call) -> Route | None:
    arguments = list(call.args)
    method = "get" if name == "_get_api_list" else name.strip("_")
    if name in ("_request", "_request_stream") and arguments:
        method = _text(arguments.pop(0))
    for keyword in call.keywords:
        if keyword.arg == "method" and name == "_get_api_list":
            method = _text(keyword.value)
    path = _text(arguments[0]) if arguments else ""
    is_request = name.startswith("_") and method in _HTTP and path.startswith("/")
    return route(method, path) if is_request else None


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Attribute(attr="format", value=inner)):
            return _text(inner)
        case ast.Call(func=ast.Name(id="path_template"), args=[inner, *_]):
            return _text(inner)
        case ast.JoinedStr(values=parts):
            return "".join(
                _text(p) if isinstance(p, ast.Constant) else "{}" for p in parts
            )
    return ""


def main(spec: str, package: str) -> None:
    ours, theirs = document_names(Path(spec)), sdk_names(Path(package))
    shared = sorted(ours.keys() & theirs.keys(), key=lambda each: each[::-1])
    different = [
        key for key in shared if same_name(ours[key]) != same_name(theirs[key])
    ]
    for key in different:
        print(*key, ours[key], theirs[key])
    equal = len(shared) - len(different)
    print(f"{equal} of {len(shared)} are equal ({equal / max(1, len(shared)):.0%})")


if __name__ == "__main__":
    main(*sys.argv[1:])
