"""Bring OpenAPI 3.0 and 3.1 into the vocabulary of 3.2 and JSON Schema 2020-12.

Rules are from OpenAPI 3.0.4 section 4.7.24 and the 3.1 migration notes. Nodes stay where
they are, so pointers of the source stay valid, but for one case: a nullable schema that
has only `allOf` (or no type at all) is wrapped.
"""

from __future__ import annotations

import re
from typing import Any

from generator.diagnostics.model import Origin
from generator.document.grammar import walk
from generator.document.source_map import Relocations, Reporter

__all__ = ["normalise"]

_KNOWN_DIALECTS = re.compile(
    r"https?://(json-schema\.org/draft/2020-12/schema"
    r"|spec\.openapis\.org/oas/3\.[12]/(dialect|schema)/.*)"
)
_BESIDE_REF = frozenset({"$ref", "description", "summary"})
_ANNOTATIONS = frozenset(
    ("$ref", "description", "title", "deprecated", "example", "examples")
)


def normalise(
    root: dict[str, Any], version: str, problems: Reporter, relocations: Relocations
) -> None:
    """Rewrite `root`, in the vocabulary of `version`, in place."""
    old = version.startswith(("3.0", "2.0"))
    _dialect(root, problems)
    for kind, value, pointer in walk(root):
        if old and "$ref" in value:
            _drop_siblings(value, pointer, problems)
        elif kind == "schema":
            _schema(value, pointer, relocations)
    _follow_wrapped(root, relocations)
    root["openapi"] = "3.2.0"


def _follow_wrapped(root: dict[str, Any], relocations: Relocations) -> None:
    """Let references into a schema that was wrapped name where its parts are now."""
    wrapped = {before: after for after, before in relocations.prefixes.items()}
    if not wrapped:
        return
    for _, value, _ in walk(root):
        ref = value.get("$ref")
        if type(ref) is str:
            value["$ref"] = _now_at(ref, wrapped)


def _now_at(pointer: str, wrapped: dict[str | Origin, str]) -> str:
    now = "#"
    for token in pointer.split("/")[1:]:
        if now in wrapped and token not in _OUTSIDE:
            now = wrapped[now]
        now += f"/{token}"
    return now


def _dialect(root: dict[str, Any], problems: Reporter) -> None:
    """OpenAPI 3.1.1 section 4.6: the dialect of all schemas that name none."""
    dialect = root.pop("jsonSchemaDialect", None)
    if dialect is not None and not _KNOWN_DIALECTS.match(dialect):
        problems.add(
            "unsupported-dialect",
            "the document's jsonSchemaDialect is not known",
            at="#/jsonSchemaDialect",
            consequence="its schemas are read as JSON Schema 2020-12",
            suggestion="remove jsonSchemaDialect if the schemas need nothing else",
        )


def _drop_siblings(value: dict[str, Any], pointer: str, problems: Reporter) -> None:
    """OpenAPI 3.0.4 section 4.7.23: what stands beside `$ref` is ignored."""
    if len(value) == 1:
        return
    surplus = [name for name in value if name not in _BESIDE_REF]
    lost = [
        name
        for name in surplus
        if name not in _ANNOTATIONS and not name.startswith("x-")
    ]
    if lost:
        problems.add(
            "ref-siblings",
            "keywords beside $ref have no effect before OpenAPI 3.1",
            at=f"{pointer}/{lost[0].replace('~', '~0').replace('/', '~1')}",
            consequence="they are ignored",
            suggestion="wrap the $ref: allOf: [{$ref: ...}], and the keywords beside it",
        )
    for name in surplus:
        if not name.startswith("x-"):
            del value[name]


def _schema(value: dict[str, Any], pointer: str, relocations: Relocations) -> None:
    if "exclusiveMinimum" in value:
        _exclusive(value, "exclusiveMinimum", "minimum")
    if "exclusiveMaximum" in value:
        _exclusive(value, "exclusiveMaximum", "maximum")
    if "example" in value:
        example = value.pop("example")
        examples = value.get("examples")
        if type(examples) is not list:
            value["examples"] = [example]
        elif example not in examples:
            examples.insert(0, example)
    elif "examples" in value and type(value["examples"]) is not list:
        # An object of examples, as media types have it.
        del value["examples"]
    if "nullable" in value and value.pop("nullable") is True:
        _nullable(value, pointer, relocations)


def _exclusive(value: dict[str, Any], keyword: str, limit: str) -> None:
    exclusive = value[keyword]
    if type(exclusive) is not bool:
        return
    del value[keyword]
    if exclusive and limit in value:
        value[keyword] = value.pop(limit)


def _nullable(value: dict[str, Any], pointer: str, relocations: Relocations) -> None:
    enum = value.get("enum")
    if type(enum) is list and None not in enum:
        value["enum"] = [*enum, None]
    types = value.get("type")
    if type(types) is str and types != "null":
        value["type"] = [types, "null"]
    elif type(types) is list and "null" not in types:
        value["type"] = [*types, "null"]
    if types is not None:
        _nullable_parts(value, pointer, relocations)
        return
    if not value and pointer.rpartition("/")[0].endswith(("/anyOf", "/oneOf")):
        # A variant that says only this is how many generators write null.
        value["type"] = "null"
        return
    for keyword in ("anyOf", "oneOf"):
        variants = value.get(keyword)
        if type(variants) is list:
            if {"type": "null"} not in variants:
                variants.append({"type": "null"})
            if "allOf" not in value and "$ref" not in value:
                return
    if "allOf" in value or "$ref" in value:
        _wrap(value, pointer, relocations)


def _nullable_parts(
    value: dict[str, Any], pointer: str, relocations: Relocations
) -> None:
    """Let null through the composition beside `type` too.

    Read strictly, `nullable` widens only the type beside it (OpenAPI 3.0.3); everybody
    who writes `nullable` beside `allOf` or `oneOf` means that null is allowed.
    """
    for keyword in ("anyOf", "oneOf"):
        variants = value.get(keyword)
        if type(variants) is list and {"type": "null"} not in variants:
            variants.append({"type": "null"})
    if "allOf" in value:
        _wrap(value, pointer, relocations)


def _wrap(value: dict[str, Any], pointer: str, relocations: Relocations) -> None:
    """Turn a schema S into anyOf: [S, null]; annotations stay outside."""
    inner = {
        name: value.pop(name)
        for name in list(value)
        if name not in _OUTSIDE and not name.startswith("x-")
    }
    types = inner.get("type")
    if type(types) is list and "null" in types:
        rest = [name for name in types if name != "null"]
        inner["type"] = rest[0] if len(rest) == 1 else rest
    value["anyOf"] = [inner, {"type": "null"}]
    relocations.record(f"{pointer}/anyOf/0", pointer)


_OUTSIDE = frozenset(
    (
        "title",
        "description",
        "default",
        "deprecated",
        "examples",
        "externalDocs",
        "readOnly",
        "writeOnly",
        "xml",
        "$defs",
        "definitions",
    )
)
