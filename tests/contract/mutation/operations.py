"""Mutants of the modules of resources: of operation constants and methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .source import Mutant, Source, name_of
from .types import type_mutants

__all__ = ["operation_mutants"]

_OTHER_METHODS = {"GET": "POST", "POST": "PUT", "PUT": "POST", "PATCH": "PUT"}
_OTHER_LOCATIONS = {"query": "header", "header": "query", "cookie": "query"}
_OTHER_STYLES = {
    "form": "spaceDelimited",
    "simple": "label",
    "label": "matrix",
    "matrix": "label",
    "deepObject": "form",
    "spaceDelimited": "pipeDelimited",
    "pipeDelimited": "form",
}
_OTHER_STATUSES = {"400": "409", "401": "403", "403": "401", "404": "409", "409": "404"}


def operation_mutants(source: Source) -> Iterator[Mutant]:
    """Yield the mutants of a module of resources."""
    names: dict[str, str] = {}
    for node in source.tree.body:
        match node:
            case ast.AnnAssign(
                target=ast.Name(id=constant),
                value=ast.Call(func=ast.Name(id="Operation")) as call,
            ):
                found = _Operation(source, call)
                names[constant] = found.name
                yield from found.mutants()
            case _:
                pass
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _methods(source, node, names)


class _Operation:
    """The mutants of an operation constant."""

    def __init__(self, source: Source, call: ast.Call) -> None:
        self._source = source
        self._parts = {k.arg: k for k in call.keywords if k.arg}
        self.name = _string(self._parts["name"].value)

    def mutants(self) -> Iterator[Mutant]:
        method, path = self._parts["method"].value, self._parts["path"].value
        yield self._replaced(
            "method", method, _OTHER_METHODS.get(_string(method), "GET")
        )
        yield from self._paths(path)
        if "parameters" in self._parts:
            for node in _elements(self._parts["parameters"].value):
                yield from self._parameter(node)
        if "body" in self._parts:
            yield from self._body(self._parts["body"].value)
        if "responses" in self._parts:
            yield from self._responses(self._parts["responses"].value)
        yield from self._security()
        if "idempotency_header" in self._parts:
            part = self._parts["idempotency_header"]
            yield self._source.dropped("idempotency key", part, self.name)

    def _replaced(self, kind: str, node: ast.expr, text: str) -> Mutant:
        return self._source.replaced(kind, node, _quoted(text), self.name)

    def _paths(self, node: ast.expr) -> Iterator[Mutant]:
        path = _string(node)
        literals = [p for p in path.split("/") if p and "{" not in p]
        for literal in literals[-1:]:
            yield self._replaced("path", node, path.replace(literal, f"{literal}s", 1))
        variables = re.findall(r"\{[^{}]*\}", path)
        if len(variables) > 1:
            swapped = path.replace(variables[0], "{}").replace(
                variables[1], variables[0]
            )
            yield self._replaced("path", node, swapped.replace("{}", variables[1]))

    def _parameter(self, node: ast.expr) -> Iterator[Mutant]:
        assert isinstance(node, ast.Call)
        name, location, type_of = node.args[:3]
        old_location = _string(location)
        if old_location != "path":
            yield self._replaced(f"{old_location} name", name, f"{_string(name)}x")
            yield self._replaced("location", location, _OTHER_LOCATIONS[old_location])
        keywords = {k.arg: k for k in node.keywords}
        is_list = "list[" in self._source.of(type_of)
        for key, other in (("explode", "True"), ("required", "False")):
            if key in keywords:
                value = keywords[key].value
                new = str(not ast.literal_eval(value)) if key == "explode" else other
                if key == "required" or is_list:
                    yield self._source.replaced(key, value, new, self.name)
        if is_list and "explode" not in keywords and old_location == "query":
            yield self._source.added("explode", node, "explode=False", self.name)
        if "style" in keywords:
            old = _string(keywords["style"].value)
            yield self._replaced("style", keywords["style"].value, _OTHER_STYLES[old])
        if "required" not in keywords and old_location != "path":
            yield self._source.added("required", node, "required=True", self.name)
        if isinstance(type_of, ast.Lambda):
            yield from type_mutants(self._source, type_of.body, self.name)

    def _body(self, node: ast.expr) -> Iterator[Mutant]:
        assert isinstance(node, ast.Call)
        keywords = {k.arg: k for k in node.keywords}
        content = node.args[0]
        assert isinstance(content, ast.Dict)
        for key, value in zip(content.keys, content.values, strict=True):
            assert key is not None
            yield self._replaced("media type", key, _other_media(_string(key)))
            yield from self._type("body type", value)
        if "encoding" in keywords and isinstance(keywords["encoding"].value, ast.Dict):
            for encoding in keywords["encoding"].value.values:
                assert isinstance(encoding, ast.Call)
                for keyword in encoding.keywords:
                    yield self._source.dropped("encoding", keyword, self.name)

    def _responses(self, node: ast.expr) -> Iterator[Mutant]:
        assert isinstance(node, ast.Dict)
        errors = {
            self._source.of(v)
            for k, v in zip(node.keys, node.values, strict=True)
            if k is not None and _string(k)[0] in "45"
        }
        for key, value in zip(node.keys, node.values, strict=True):
            assert key is not None
            assert isinstance(value, ast.Call)
            status = _string(key)
            # If all errors have one schema, undocumented ones are decoded with it too.
            if status[0] not in "45" or len(errors) > 1:
                yield self._replaced("status", key, _other_status(status))
            if not value.args:
                continue
            content = value.args[0]
            assert isinstance(content, ast.Dict)
            for media, type_of in zip(content.keys, content.values, strict=True):
                assert media is not None
                if status[0] == "2":
                    yield self._replaced(
                        "media type", media, _other_media(_string(media))
                    )
                yield from self._type("result type", type_of)

    def _type(self, kind: str, node: ast.expr) -> Iterator[Mutant]:
        if not isinstance(node, ast.Lambda):
            return
        body = node.body
        text = self._source.of(body)
        if "models." in text:
            yield self._source.replaced(kind, body, "object", self.name)
        elif text not in ("object", "File"):
            yield from type_mutants(self._source, body, self.name)

    def _security(self) -> Iterator[Mutant]:
        part = self._parts.get("security")
        if part is None:
            return
        alternatives = list(_elements(part.value))
        if alternatives:
            yield self._source.replaced("credential", part.value, "()", self.name)
        for alternative in alternatives:
            schemes = list(_elements(alternative))
            for scheme in schemes if len(schemes) > 1 else ():
                yield self._source.dropped("credential", scheme, self.name)


def _methods(
    source: Source, resource: ast.ClassDef, names: dict[str, str]
) -> Iterator[Mutant]:
    kind = "async only" if resource.name.startswith("Async") else "sync only"
    for method in resource.body:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in ast.walk(method):
            if isinstance(call, ast.Call) and name_of(call.func) in _SENDING_METHODS:
                yield from _arguments(source, call, names, kind)


_SENDING_METHODS = ("_call", "_stream", "_paginate")


def _arguments(
    source: Source, call: ast.Call, names: dict[str, str], kind: str
) -> Iterator[Mutant]:
    operation = names.get(name_of(call.args[0]), "")
    others = [name for name in names if name != name_of(call.args[0])]
    if others:
        yield source.replaced(f"{kind}: operation", call.args[0], others[0], operation)
    for keyword in call.keywords:
        if keyword.arg == "content_type":
            yield source.dropped(f"{kind}: content type", keyword, operation)
        if not isinstance(keyword.value, ast.Dict) or keyword.arg is None:
            continue
        for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
            if key is None:
                continue
            wire = ast.literal_eval(key)
            label = f"{kind}: {keyword.arg} key"
            yield source.replaced(label, key, _quoted(f"{wire}x"), operation)
            yield source.pair_dropped(
                f"{kind}: {keyword.arg} value", key, value, operation
            )


def _elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else []


def _string(node: ast.expr) -> str:
    value = ast.literal_eval(node)
    assert isinstance(value, str)
    return value


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _other_media(name: str) -> str:
    return "text/plain" if "json" in name else "application/json"


def _other_status(status: str) -> str:
    if status == "default":
        return "418"
    if status[0] == "2":
        return f"2{(int(status[1:]) + 20) % 100:02}" if status.isdigit() else "3XX"
    return _OTHER_STATUSES.get(status, "404")
