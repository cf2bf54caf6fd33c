"""Bring OpenAPI 3.0 and 3.1 into the vocabulary of 3.2 and JSON Schema 2020-12.

The rules are those of OpenAPI 3.0.4 section 4.7.24 and of the migration notes for 3.1,
except that `nullable` beside a `$ref` has an effect in every version. Nodes keep their
pointers, with one exception: a nullable schema with `allOf`, or with `$ref` and no type,
is wrapped in an `anyOf`.
"""

from __future__ import annotations

import re
from typing import Any

from generator.diagnostics.model import Origin, Problems
from generator.diagnostics.processing import processing
from generator.document.grammar import walk
from generator.document.normalize.event_data import (
    decode_event_data,
    is_event_stream,
)
from generator.document.pointer import child, ref_of, split
from generator.document.source_map import Relocations
from generator.text import names_in

__all__ = ["upgrade_openapi3"]

_KNOWN_DIALECTS = re.compile(
    r"https?://(json-schema\.org/draft/2020-12/schema"
    r"|spec\.openapis\.org/oas/3\.[12]/(dialect|schema)/.*)"
)
_KEPT_BESIDE_REF = frozenset(("$ref", "description", "summary"))
# Ignored beside a $ref without a report: they change no value that is valid.
_ANNOTATIONS = _KEPT_BESIDE_REF | {"title", "deprecated", "example", "examples"}
# Members of a nullable schema that stay outside of the anyOf that wraps it.
_NOT_WRAPPED = frozenset(names_in("""
    title description default deprecated examples externalDocs readOnly writeOnly xml
    $defs definitions
    """))
_NULL = {"type": "null"}
_NULL_IS_ALLOWED = "it is read as in OpenAPI 3.1: null is allowed too"


def upgrade_openapi3(
    root: dict[str, Any], version: str, problems: Problems, relocations: Relocations
) -> None:
    """Rewrite `root` in place; `version` is that of the document as written."""
    ignores_siblings = version.startswith(("3.0", "2.0"))
    _check_dialect(root, problems)
    streams: list[tuple[dict[str, Any], str]] = []
    with processing("#") as current:
        for kind, value, pointer in walk(root):
            current.subject = pointer
            if ignores_siblings and "$ref" in value:
                is_nullable = kind == "schema" and _is_nullable_reference(value)
                if is_nullable:
                    _remove_nullable(value, pointer, problems)
                _remove_siblings(value, pointer, problems)
                if is_nullable:
                    _allow_null(value, pointer, relocations)
            elif kind == "schema":
                _hoist_null(value, pointer, problems if ignores_siblings else None)
                _upgrade_schema(value, pointer, relocations)
            elif kind == "mediaType" and is_event_stream(split(pointer)[-1]):
                streams.append((value, pointer))
    _update_references(root, relocations)
    if streams:
        decode_event_data(root, streams, relocations)
    root["openapi"] = "3.2.0"


def _check_dialect(root: dict[str, Any], problems: Problems) -> None:
    """OpenAPI 3.1.1 section 4.6: the default dialect of all schemas."""
    dialect = root.pop("jsonSchemaDialect", None)
    if dialect is not None and not _KNOWN_DIALECTS.match(dialect):
        problems.add(
            "unsupported-dialect",
            "the jsonSchemaDialect of the document is not supported",
            at="#/jsonSchemaDialect",
            consequence="the schemas are read as JSON Schema 2020-12",
            suggestion="remove jsonSchemaDialect if the schemas need no other dialect",
        )


def _remove_siblings(value: dict[str, Any], pointer: str, problems: Problems) -> None:
    """OpenAPI 3.0.4 section 4.7.23: members beside `$ref` are ignored."""
    removed = [
        name
        for name in value
        if name not in _KEPT_BESIDE_REF and not name.startswith("x-")
    ]
    constraints = [name for name in removed if name not in _ANNOTATIONS]
    if constraints:
        problems.add(
            "ref-siblings",
            "keywords beside $ref have no effect before OpenAPI 3.1",
            at=child(pointer, constraints[0]),
            consequence="they are ignored",
            suggestion="use allOf: [{$ref: ...}], and put the keywords beside it",
        )
    for name in removed:
        del value[name]


def _is_nullable_reference(value: object) -> bool:
    return type(value) is dict and "$ref" in value and value.get("nullable") is True


def _remove_nullable(
    value: dict[str, Any],
    pointer: str,
    problems: Problems | None,
    consequence: str = _NULL_IS_ALLOWED,
) -> None:
    """Remove `nullable` from a reference; with `problems`, report that it was there."""
    del value["nullable"]
    if problems is not None:
        problems.add(
            "nullable-ref",
            "nullable beside $ref has no effect before OpenAPI 3.1",
            at=child(pointer, "nullable"),
            consequence=consequence,
            suggestion="use allOf: [{$ref: ...}], and put nullable beside it",
        )


def _hoist_null(
    schema: dict[str, Any], pointer: str, problems: Problems | None
) -> None:
    """Move the null of nullable references out of the composition that they are members
    of, so that each of them stays a reference to a named schema.

    A union gets a variant for null. A schema with `allOf` becomes nullable if all of its
    members are.
    """
    for keyword in ("allOf", "anyOf", "oneOf"):
        members = schema.get(keyword)
        if type(members) is not list or not any(map(_is_nullable_reference, members)):
            continue
        consequence = _NULL_IS_ALLOWED
        if keyword != "allOf":
            if _NULL not in members:
                members.append(dict(_NULL))
        elif all(map(_is_nullable_reference, members)) and "type" not in schema:
            schema["nullable"] = True
        else:
            consequence = "it is ignored: the rest of the allOf excludes null"
        for index, member in enumerate(members):
            if _is_nullable_reference(member):
                where = f"{pointer}/{keyword}/{index}"
                _remove_nullable(member, where, problems, consequence)


def _upgrade_schema(
    schema: dict[str, Any], pointer: str, relocations: Relocations
) -> None:
    if "exclusiveMinimum" in schema:
        _upgrade_limit(schema, "exclusiveMinimum", "minimum")
    if "exclusiveMaximum" in schema:
        _upgrade_limit(schema, "exclusiveMaximum", "maximum")
    if "example" in schema:
        example = schema.pop("example")
        examples = schema.get("examples")
        if type(examples) is not list:
            schema["examples"] = [example]
        elif example not in examples:
            examples.insert(0, example)
    elif "examples" in schema and type(schema["examples"]) is not list:
        # An object of examples, which only media types and parameters have.
        del schema["examples"]
    if "nullable" in schema and schema.pop("nullable") is True:
        _allow_null(schema, pointer, relocations)


def _upgrade_limit(schema: dict[str, Any], exclusive: str, inclusive: str) -> None:
    """In OpenAPI 3.0 the exclusive keyword is a flag on the inclusive one."""
    is_exclusive = schema[exclusive]
    if type(is_exclusive) is not bool:
        return
    del schema[exclusive]
    if is_exclusive and inclusive in schema:
        schema[exclusive] = schema.pop(inclusive)


def _allow_null(schema: dict[str, Any], pointer: str, relocations: Relocations) -> None:
    """Express `nullable: true`.

    Read strictly, `nullable` widens only the `type` beside it (OpenAPI 3.0.3). Authors
    who write it beside `allOf` or `oneOf` mean that null is allowed, with or without a
    `type`.
    """
    enum = schema.get("enum")
    if type(enum) is list and None not in enum:
        schema["enum"] = [*enum, None]
    types = schema.get("type")
    if type(types) is str and types != "null":
        schema["type"] = [types, "null"]
    elif type(types) is list and "null" not in types:
        schema["type"] = [*types, "null"]
    if not schema and pointer.rpartition("/")[0].endswith(("/anyOf", "/oneOf")):
        # Many generators write the variant null as {nullable: true}.
        schema["type"] = "null"
        return
    is_wrapped = "allOf" in schema or ("$ref" in schema and types is None)
    unions = [
        schema[key] for key in ("anyOf", "oneOf") if type(schema.get(key)) is list
    ]
    for variants in unions if is_wrapped or types is not None else unions[:1]:
        if _NULL not in variants:
            variants.append(dict(_NULL))
    if is_wrapped:
        _wrap(schema, pointer, relocations)


def _wrap(schema: dict[str, Any], pointer: str, relocations: Relocations) -> None:
    """Turn a schema S into `anyOf: [S, {type: null}]`; annotations stay outside."""
    wrapped = {
        name: schema.pop(name)
        for name in list(schema)
        if name not in _NOT_WRAPPED and not name.startswith("x-")
    }
    types = wrapped.get("type")
    if type(types) is list and "null" in types:
        others = [name for name in types if name != "null"]
        wrapped["type"] = others[0] if len(others) == 1 else others
    schema["anyOf"] = [wrapped, dict(_NULL)]
    relocations.record(f"{pointer}/anyOf/0", pointer)


def _update_references(root: dict[str, Any], relocations: Relocations) -> None:
    """Change references into a wrapped schema to where its parts are now."""
    wrapped = {before: after for after, before in relocations.prefixes.items()}
    if not wrapped:
        return
    for _, value, _ in walk(root):
        ref = ref_of(value)
        if ref is not None:
            value["$ref"] = _relocated(ref, wrapped)


def _relocated(pointer: str, wrapped: dict[str | Origin, str]) -> str:
    after = "#"
    for token in pointer.split("/")[1:]:
        if after in wrapped and token not in _NOT_WRAPPED:
            after = wrapped[after]
        after += f"/{token}"
    return after
