"""Mutants of operation constants."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .shapes import Shapes
from .source import Mutant, Source, elements, name_of, quoted, string
from .types import type_mutants

__all__ = ["operation_mutants", "variable_mutants"]

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
_EXPLODED = ("", "form", "deepObject")


def operation_mutants(
    source: Source, call: ast.Call, shapes: Shapes, schemes: list[str]
) -> Iterator[Mutant]:
    """Yield the mutants of an operation constant.

    Args:
        call: The call that makes the constant.
        schemes: The security schemes of the package.
    """
    yield from _Operation(source, call, shapes, schemes).mutants()


def variable_mutants(
    source: Source, call: ast.Call, operation: str = ""
) -> Iterator[Mutant]:
    """Yield the mutants of a variable in the URL of a server."""
    default = call.args[0]
    new = quoted(f"{string(default)}x")
    yield source.replaced("server variable", default, new, operation)
    for member in elements(call.args[1]) if len(call.args) > 1 else ():
        if string(member) != string(default):  # which is always allowed
            new = quoted(f"{string(member)}x")
            yield source.replaced("server variable", member, new, operation)


class _Operation:
    """The mutants of an operation constant."""

    def __init__(
        self, source: Source, call: ast.Call, shapes: Shapes, schemes: list[str]
    ) -> None:
        self._source = source
        self._call = call
        self._parts = {k.arg: k for k in call.keywords if k.arg}
        self._shapes = shapes
        self._schemes = schemes
        self._name = string(self._parts["name"].value)

    def mutants(self) -> Iterator[Mutant]:
        parts = self._parts
        method, path = parts["method"].value, parts["path"].value
        other = _OTHER_METHODS.get(string(method), "GET")
        yield self._replaced("method", method, other)
        yield from self._paths(path)
        if "parameters" in parts:
            for node in elements(parts["parameters"].value):
                yield from self._parameter(node)
        if "body" in parts:
            yield from self._body(parts["body"].value)
        if "responses" in parts:
            yield from self._responses(parts["responses"].value)
        yield from self._security()
        if "idempotency_header" in parts:
            yield self._dropped("idempotency key", parts["idempotency_header"])
        if "idempotent" in parts:
            yield self._dropped("idempotence", parts["idempotent"])
        if "server" in parts:
            server = parts["server"].value
            assert isinstance(server, ast.Call)
            url, *variables = server.args
            yield self._replaced("server", url, f"{string(url)}/x")
            yield self._dropped("server", parts["server"])
            for each in variables:
                assert isinstance(each, ast.Dict)
                for value in each.values:
                    assert isinstance(value, ast.Call)
                    yield from variable_mutants(self._source, value, self._name)

    def _replaced(self, kind: str, node: ast.expr, text: str) -> Mutant:
        return self._source.replaced(kind, node, quoted(text), self._name)

    def _dropped(self, kind: str, node: ast.expr | ast.keyword) -> Mutant:
        return self._source.dropped(kind, node, self._name)

    def _added(self, kind: str, node: ast.Call, text: str) -> Mutant:
        return self._source.added(kind, node, text, self._name)

    def _paths(self, node: ast.expr) -> Iterator[Mutant]:
        path = string(node)
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
        old_location = string(location)
        keywords = {k.arg: k for k in node.keywords}
        if old_location != "path":
            yield self._replaced(f"{old_location} name", name, f"{string(name)}x")
            if old_location in _OTHER_LOCATIONS:
                other = _OTHER_LOCATIONS[old_location]
                yield self._replaced("location", location, other)
            if "required" in keywords:
                yield self._dropped("required parameter", keywords["required"])
            else:
                yield self._added("required parameter", node, "required=True")
        assert isinstance(type_of, ast.Lambda)
        yield from type_mutants(
            self._source, type_of.body, self._name, is_optional=True
        )
        if "content" in keywords:
            yield self._dropped("parameter content", keywords["content"])
        else:
            yield from self._serialization(node, keywords, type_of.body)

    def _serialization(
        self,
        node: ast.Call,
        keywords: dict[str | None, ast.keyword],
        type_of: ast.expr,
    ) -> Iterator[Mutant]:
        """Mutants of style, explode and allow_reserved, where the type shows them: of
        arrays and objects, of scalars in a path with a prefix, and of text.
        """
        shapes, location = self._shapes.of(type_of), string(node.args[1])
        style = string(keywords["style"].value) if "style" in keywords else ""
        is_structured = bool(shapes & {"array", "object"})
        if style and (is_structured or location == "path"):
            yield self._replaced("style", keywords["style"].value, _OTHER_STYLES[style])
        # Style simple joins the items of an array with commas in any case.
        is_simple = location in ("path", "header") and style in ("", "simple")
        is_exploding = "object" in shapes if is_simple else is_structured
        if is_exploding and style != "deepObject":
            if "explode" in keywords:
                yield self._dropped("explode", keywords["explode"])
            else:
                is_exploded = location in ("query", "cookie") and style in _EXPLODED
                yield self._added("explode", node, f"explode={not is_exploded}")
        if "allow_reserved" in keywords:
            yield self._dropped("allow reserved", keywords["allow_reserved"])
        elif location == "query" and "text" in shapes:
            yield self._added("allow reserved", node, "allow_reserved=True")

    def _body(self, node: ast.expr) -> Iterator[Mutant]:
        assert isinstance(node, ast.Call)
        keywords = {k.arg: k for k in node.keywords}
        content = node.args[0]
        assert isinstance(content, ast.Dict)
        pairs = list(zip(content.keys, content.values, strict=True))
        always_given = True
        for key, value in pairs:
            assert key is not None
            type_of = value
            if isinstance(value, ast.Call):  # What is not JSON has a class.
                type_of, *encodings = value.args
                for encoding in encodings:
                    yield from self._encodings(encoding)
            assert isinstance(type_of, ast.Lambda)
            yield self._replaced("body media type", key, _other_media(string(key)))
            if len(pairs) > 1:
                yield self._source.pair_dropped(
                    "body media type", key, value, self._name
                )
            yield from self._type("body type", type_of, string(key))
            is_model = self._shapes.is_model(type_of.body)
            always_given &= not is_model or self._shapes.requires_fields(type_of.body)
        # A required argument, or one with required properties, is always sent.
        if "required" in keywords and not always_given:
            yield self._dropped("required body", keywords["required"])
        elif "required" not in keywords and not always_given:
            yield self._added("required body", node, "required=True")

    def _encodings(self, node: ast.expr) -> Iterator[Mutant]:
        for encoding in ast.walk(node):
            if isinstance(encoding, ast.Call):
                for keyword in encoding.keywords:
                    yield self._dropped("encoding", keyword)

    def _responses(self, node: ast.expr) -> Iterator[Mutant]:
        assert isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True):
            assert key is not None
            assert isinstance(value, ast.Call)
            status = string(key)
            is_error = status[0] in "45d"
            yield self._replaced("status", key, _other_status(status))
            yield self._source.pair_dropped("status", key, value, self._name)
            for content in value.args:
                assert isinstance(content, ast.Dict)
                yield from self._contents(content, is_error)
            for keyword in value.keywords:
                # Only results have typed headers.
                if keyword.arg != "headers" or status[0] == "2":
                    yield from self._response_part(keyword)

    def _contents(self, content: ast.Dict, is_error: bool) -> Iterator[Mutant]:
        kind = "error media type" if is_error else "media type"
        for media, type_of in zip(content.keys, content.values, strict=True):
            assert media is not None
            if is_error and "json" not in string(media):
                continue  # The body of such an error is as it is, documented or not.
            yield self._replaced(kind, media, _other_media(string(media)))
            if len(content.keys) > 1:
                yield self._source.pair_dropped(kind, media, type_of, self._name)
            assert isinstance(type_of, ast.Lambda)
            if is_error and not isinstance(type_of.body, ast.Attribute):
                continue  # What is no model is plain JSON where it does not fit.
            kind_of_type = "error type" if is_error else "result type"
            yield from self._type(kind_of_type, type_of, string(media))

    def _response_part(self, keyword: ast.keyword) -> Iterator[Mutant]:
        """Mutants of the headers of a response, its streams and other media types."""
        value = keyword.value
        if keyword.arg == "headers" and isinstance(value, ast.Call):
            (types,) = value.args
            assert isinstance(types, ast.Dict)
            for name, type_of in zip(types.keys, types.values, strict=True):
                assert name is not None
                yield self._replaced("response header", name, f"{string(name)}x")
                yield from self._type("response header", type_of, "json")
        elif keyword.arg == "events":
            yield self._dropped("events", keyword)
        elif keyword.arg == "others" and isinstance(value, ast.Dict):
            for media in value.keys:
                assert media is not None
                yield self._replaced("media type", media, f"{string(media)}x")

    def _type(self, kind: str, node: ast.expr, media_type: str) -> Iterator[Mutant]:
        """Mutants of a type of what is decoded; other text and bytes are as they are."""
        assert isinstance(node, ast.Lambda)
        body = node.body
        name = name_of(body)
        if isinstance(body, ast.Attribute):
            yield self._source.replaced(kind, body, "object", self._name)
            others = self._shapes.others(name) if name in self._shapes.models else []
            if others and kind != "body type":
                # The next one, so that not all are replaced with the same model.
                other = min(others, key=lambda each: (each <= name, each))
                new = f"models.{other}"
                yield self._source.replaced(f"other {kind}", body, new, self._name)
        elif name not in ("object", "File") and (
            name not in ("str", "bytes") or "json" in media_type
        ):
            yield from type_mutants(self._source, body, self._name)

    def _security(self) -> Iterator[Mutant]:
        part = self._parts.get("security")
        if part is None:
            if self._schemes:
                new = f"security=(({quoted(self._schemes[0])},),)"
                yield self._added("credential", self._call, new)
            return
        alternatives = elements(part.value)
        if not alternatives:
            return
        names = [{self._source.of(e) for e in elements(each)} for each in alternatives]
        yield self._source.replaced("credential", part.value, "()", self._name)
        for alternative in alternatives:
            schemes = elements(alternative)
            own = {self._source.of(each) for each in schemes}
            if any(other < own for other in names if other) or names.count(own) > 1:
                continue  # The smaller or equal alternative is enough.
            if len(alternatives) > 1:
                yield self._dropped("credential alternative", alternative)
            if len(schemes) > 1:
                either = ", ".join(f"({each},)" for each in sorted(own))
                yield self._source.replaced(
                    "credential alternative", alternative, either, self._name
                )
            for scheme in schemes if len(schemes) > 1 else ():
                yield self._dropped("credential", scheme)
        if len(set(map(frozenset, names))) > 1 and all(names):
            both = f"(({', '.join(sorted(set[str]().union(*names)))},),)"
            yield self._source.replaced(
                "credential alternative", part.value, both, self._name
            )


def _other_media(name: str) -> str:
    return "text/plain" if "json" in name else "application/json"


def _other_status(status: str) -> str:
    if status == "default":
        return "418"
    if status[0] == "2":
        return f"2{(int(status[1:]) + 20) % 100:02}" if status.isdigit() else "3XX"
    return _OTHER_STATUSES.get(status, "404")
