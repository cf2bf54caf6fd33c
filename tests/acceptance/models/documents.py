"""Reads the schemas of a document as JSON Schema 2020-12, without the generator.

Schemas of OpenAPI 3.0 are converted. Nothing is shared with the program under test, so
a mistake of one does not hide the same mistake of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import jsonschema_rs

from tests.documents import read

__all__ = ["Direction", "Document", "Schema", "read_document", "references"]

Schema = dict[str, Any] | bool
Direction = Literal["sent", "received"]

_BASE = "urn:document"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SUBSCHEMA = ("items", "additionalProperties", "not", "propertyNames", "contains")
_SUBSCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "$defs")


@dataclass(frozen=True)
class Document:
    """A document whose schemas are JSON Schema 2020-12."""

    root: Mapping[str, Any]

    @cached_property
    def components(self) -> Mapping[str, Schema]:
        """The declared schemas by name."""
        found = (self.root.get("components") or {}).get("schemas") or {}
        return {str(name): schema for name, schema in found.items()}

    @cached_property
    def has_files(self) -> bool:
        """Whether references lead to other files."""
        return any(not each.startswith("#") for each in references(self.root))

    def at(self, pointer: str) -> Any:
        """The value at ``#/a/b``; KeyError where there is none."""
        value: Any = self.root
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
        return value

    def resolve(self, schema: Schema) -> Schema:
        """The schema that a chain of references ends at; it may have siblings."""
        for _ in range(100):
            if not isinstance(schema, dict) or "$ref" not in schema:
                return schema
            siblings = {k: v for k, v in schema.items() if k != "$ref"}
            target = self.at(schema["$ref"])
            if siblings and isinstance(target, dict):
                return {"allOf": [target, siblings]}
            schema = target
        raise KeyError("the references have a cycle")

    @cached_property
    def _registry(self) -> Mapping[Direction, jsonschema_rs.Registry]:
        return {
            direction: jsonschema_rs.Registry([(_BASE, directed(self.root, direction))])
            for direction in ("sent", "received")
        }

    def judge(
        self, pointer: str, direction: Direction
    ) -> jsonschema_rs.Draft202012Validator:
        """A validator of the schema at a pointer, formats included."""
        return jsonschema_rs.Draft202012Validator(
            {"$ref": _BASE + _escaped(pointer)},
            registry=self._registry[direction],
            validate_formats=True,
            ignore_unknown_formats=True,
        )

    def sent(self) -> Iterator[str]:
        """The pointers of all schemas of JSON bodies, and of what they refer to."""
        waiting = list(self._bodies())
        seen: set[str] = set()
        while waiting:
            pointer = waiting.pop()
            if pointer not in seen:
                seen.add(pointer)
                try:
                    waiting.extend(references(self.at(pointer)))
                except (KeyError, ValueError, IndexError):
                    continue
                yield pointer

    def _bodies(self) -> Iterator[str]:
        for path, item in (self.root.get("paths") or {}).items():
            for method in _METHODS:
                operation = item.get(method) if isinstance(item, dict) else None
                body = (operation or {}).get("requestBody") or {}
                place = f"#/paths/{_token(path)}/{method}/requestBody"
                if "$ref" in body:
                    place = body["$ref"]
                    try:
                        body = self.at(place)
                    except KeyError:
                        continue
                for media, content in (body.get("content") or {}).items():
                    if "json" in media and "schema" in content:
                        yield f"{place}/content/{_token(media)}/schema"


def _token(text: str) -> str:
    return str(text).replace("~", "~0").replace("/", "~1")


def references(value: Any, *, into_parts: bool = True) -> Iterator[str]:
    """Yield the references in a value; `into_parts`: those in an allOf as well."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for name, member in value.items():
            if into_parts or name != "allOf" or len(member) == 1:
                yield from references(member, into_parts=into_parts)
    elif isinstance(value, list):
        for member in value:
            yield from references(member, into_parts=into_parts)


def read_document(path: Path) -> Document:
    """Read a document of OpenAPI 3.0 or later."""
    root = _with_string_keys(read(path))
    if str(root["openapi"]).startswith("3.0"):
        root = {**root, **_converted_places(root)}
    return Document(root)


def _with_string_keys(value: Any) -> Any:
    """A value with strings as the keys of its objects."""
    if isinstance(value, dict):
        return {str(key): _with_string_keys(member) for key, member in value.items()}
    return (
        [_with_string_keys(member) for member in value]
        if isinstance(value, list)
        else value
    )


# OpenAPI 3.0 (version 3.0.4, 4.7.24) -> JSON Schema 2020-12


def _converted_places(root: Any) -> dict[str, Any]:
    return {key: _find(root[key]) for key in ("components", "paths") if key in root}


def _find(value: Any) -> Any:
    """Convert what stands where a schema is."""
    if isinstance(value, list):
        return [_find(member) for member in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, member in value.items():
        if key == "schema":
            found[key] = _schema(member)
        elif key == "schemas" and isinstance(member, dict):
            found[key] = {name: _schema(each) for name, each in member.items()}
        elif key in ("example", "examples"):
            found[key] = member
        else:
            found[key] = _find(member)
    return found


def _schema(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": value["$ref"]}
    if value == {"nullable": True}:
        return {"type": "null"}  # The form of a null variant of a union in 3.0.
    found = dict(value)
    for keyword in _SUBSCHEMA:
        if keyword in found:
            found[keyword] = _schema(found[keyword])
    for keyword in _SUBSCHEMAS:
        if isinstance(found.get(keyword), list):
            found[keyword] = [_schema(each) for each in found[keyword]]
    for keyword in _NAMED:
        if isinstance(found.get(keyword), dict):
            found[keyword] = {n: _schema(each) for n, each in found[keyword].items()}
    for keyword, bound in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        exclusive = found.get(keyword)
        if isinstance(exclusive, bool):
            del found[keyword]
            if exclusive and bound in found:
                found[keyword] = found.pop(bound)
    if found.pop("nullable", None) is True:
        if isinstance(found.get("type"), str):
            found["type"] = [found["type"], "null"]
        elif found.keys() & {"allOf", "anyOf", "oneOf"}:
            # Without a type it has no effect, but is always meant (proposal 2019-10-31).
            return {"anyOf": [found, {"type": "null"}]}
    return found


# Directions


def directed(value: Any, direction: Direction) -> Any:
    """Remove the properties that are not for a direction (OpenAPI 3.2, 4.24.1)."""
    if isinstance(value, list):
        return [directed(member, direction) for member in value]
    if not isinstance(value, dict):
        return value
    found = {key: directed(member, direction) for key, member in value.items()}
    if isinstance(found.get("$ref"), str):
        found["$ref"] = _escaped(found["$ref"])
    properties = found.get("properties")
    if isinstance(properties, dict):
        mark = "readOnly" if direction == "sent" else "writeOnly"
        gone = {
            name
            for name, each in properties.items()
            if isinstance(each, dict) and each.get(mark) is True
        }
        if gone and direction == "sent":
            found["properties"] = {n: v for n, v in properties.items() if n not in gone}
        if gone and isinstance(found.get("required"), list):
            found["required"] = [n for n in found["required"] if n not in gone]
    return found


def _escaped(reference: str) -> str:
    """Percent-encode a reference; keep the escapes that it has."""
    return quote(reference, safe="#/~!$&'()*+,;=:@?%")
