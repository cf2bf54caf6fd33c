"""The smallest instances of schemas, for requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from re import _parser as regex
from typing import Any

from tests.documents import Node, Reader, tag_values

__all__ = ["MinimalInstances", "matching_text"]

_EXAMPLES = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05Z",
    "duration": "P1D",
    "uuid": "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
    "byte": "YQ==",
    "decimal": "1.5",
    "email": "a@example.com",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
}
MAX_DEPTH = 12


class MinimalInstances:
    """Makes the smallest instances of schemas; binary data is bytes.

    Args:
        reader: Follows references.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def make(self, schema: Node | None, depth: int = 0) -> Any:
        """Return the smallest instance that a request may have."""
        return self._instance(self._merged(schema, depth), depth)

    def _instance(self, schema: Node, depth: int) -> Any:
        """The smallest instance of a schema without allOf."""
        value = schema.value
        if "const" in value:
            return value["const"]
        members = [each for each in value.get("enum", ()) if each is not None]
        if value.get("enum") == [None]:
            return None
        if members:
            return members[0]
        for name in ("oneOf", "anyOf"):
            if value.get(name):
                return self._variant(schema, name, depth)
        return self._of_type(schema, depth)

    def _merged(self, schema: Node | None, depth: int) -> Node:
        """A schema, merged with its allOf."""
        found = self._reader.resolve(schema)
        if found is None or not isinstance(found.value, dict) or depth > MAX_DEPTH:
            return Node({"properties": {}}, self._reader.path)
        merged = {k: v for k, v in found.value.items() if k != "allOf"}
        listed = self._reader.resolve(found.get("properties"))
        merged["properties"] = dict(listed.members() if listed else ())
        # Each part of an allOf may be in another file.
        for name in {"oneOf", "anyOf"} & merged.keys():
            merged[name] = Node(merged[name], found.file).items()
        if "items" in merged:
            merged["items"] = found.get("items")
        parts = found.get("allOf")
        for part in parts.items() if parts else ():
            other = self._merged(part, depth + 1).value
            for name, value in other.items():
                if name == "properties":
                    merged[name] = {**value, **merged[name]}
                elif name == "required":
                    merged[name] = [*merged.get(name, []), *value]
                else:
                    merged.setdefault(name, value)
        return Node(merged, found.file)

    def _variant(self, schema: Node, name: str, depth: int) -> Any:
        """The smallest instance of the first variant that is not null."""
        base = {k: v for k, v in schema.value.items() if k not in ("oneOf", "anyOf")}
        for variant in schema.value[name]:
            inner = self._merged(variant, depth + 1)
            if inner.value.get("type") == "null" or inner.value.get("enum") == [None]:
                continue
            merged = {**base, **inner.value}
            merged["properties"] = {**base["properties"], **inner.value["properties"]}
            merged["required"] = [
                *base.get("required", []),
                *inner.value.get("required", []),
            ]
            value = self._instance(Node(merged, inner.file), depth + 1)
            tagged = _tagged(schema, variant.value, value)
            return tagged if self._allows_tag(schema, inner, tagged) else value
        return None

    def _allows_tag(self, schema: Node, variant: Node, value: Any) -> bool:
        """Whether a variant allows the value of the discriminator in an instance."""
        tag = schema.value.get("discriminator")
        name = tag.get("propertyName") if isinstance(tag, dict) else None
        declared = self._merged(variant.value["properties"].get(name), 1).value
        members = [declared["const"]] if "const" in declared else declared.get("enum")
        return members is None or value[name] in members

    def _of_type(self, schema: Node, depth: int) -> Any:
        value = schema.value
        types = value.get("type")
        types = types if isinstance(types, list) else [types]
        non_null = (each for each in types if each not in (None, "null"))
        type_name = next(non_null, None) or _implied_type(value)
        if type_name == "object":
            return self._object(schema, depth)
        if type_name == "array":
            items = value.get("items")
            count = value.get("minItems") or 1
            array = [self.make(items, depth + 1) for _ in range(count)]
            return list(_distinct(array)) if value.get("uniqueItems") else array
        if type_name in ("integer", "number"):
            return _number(value)
        return True if type_name == "boolean" else _string(value)

    def _object(self, schema: Node, depth: int) -> dict[str, Any]:
        properties = schema.value["properties"]
        found = {}
        for name in dict.fromkeys(schema.value.get("required", ())):
            inner = properties.get(name)
            if inner is None or not self._is_read_only(inner):
                found[name] = self.make(inner, depth + 1)
        return found

    def _is_read_only(self, schema: Node) -> bool:
        return self._merged(schema, 1).value.get("readOnly") is True


def _distinct(items: list[Any]) -> Iterator[Any]:
    """The items, with different strings and numbers."""
    for index, item in enumerate(items):
        if isinstance(item, str) and item.isdigit():
            yield str(int(item) + index)
        elif isinstance(item, str) and index:
            yield f"{item}{index}"
        else:
            yield item + index if type(item) in (int, float) else item


def _tagged(schema: Node, variant: Any, value: Any) -> Any:
    """An instance of a variant with the value of the discriminator that means it."""
    tag = schema.value.get("discriminator")
    if not isinstance(tag, dict) or not isinstance(value, dict):
        return value
    target = str(variant.get("$ref", "")) if isinstance(variant, dict) else ""
    if not target:
        return value
    return {**value, tag["propertyName"]: tag_values(tag, target)[0]}


def _implied_type(value: Mapping[str, Any]) -> str:
    """The type that the keywords are for, if there is no ``type``."""
    if value["properties"] or "additionalProperties" in value or value.get("required"):
        return "object"
    return "array" if "items" in value else "string"


def _number(value: Mapping[str, Any]) -> int | float:
    """The number nearest to 1 within the bounds."""
    low, high = value.get("minimum"), value.get("maximum")
    over, under = value.get("exclusiveMinimum"), value.get("exclusiveMaximum")
    step = value.get("multipleOf") or 1
    least: Any = low if low is not None else (high if high is not None else 1)
    if isinstance(over, int | float) and not isinstance(over, bool):
        least = over + step
    elif over is True and low is not None:
        least = low + step
    if under is True and high is not None and least >= high:
        least = high - step
    nearest: int | float = least if least % step == 0 else least - least % step + step
    return nearest


def _string(value: Mapping[str, Any]) -> str | bytes:
    if value.get("format") == "binary":
        return b"bytes"
    pattern = value.get("pattern")
    form = "byte" if "contentEncoding" in value else str(value.get("format"))
    text = _EXAMPLES.get(form, "")
    if not text and isinstance(pattern, str):
        text = matching_text(pattern)
    shortest = value.get("minLength") or 0
    longest = value.get("maxLength")
    text = text or "a"
    text = text + "a" * (shortest - len(text))
    return text if longest is None or text in _EXAMPLES.values() else text[:longest]


def matching_text(pattern: str) -> str:
    """A text that matches a pattern of simple parts."""
    return _match(regex.parse(_python(pattern)))


def _python(pattern: str) -> str:
    return re.sub(r"\\p\{[^}]*\}", "a", pattern)


def _match(parsed: Iterable[Any]) -> str:
    """A string that matches a parsed regular expression."""
    return "".join(_match_one(str(kind), argument) for kind, argument in parsed)


def _match_one(kind: str, argument: Any) -> str:
    if kind == "LITERAL":
        return chr(argument)
    if kind == "IN":
        return _match_class(argument)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = argument
        return _match(inner) * max(int(least), min(1, int(most)))
    if kind == "SUBPATTERN":
        return _match(argument[-1])
    if kind == "BRANCH":
        return _match(argument[1][0])
    return "a" if kind in ("ANY", "NOT_LITERAL") else ""


_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}


def _match_class(members: list[Any]) -> str:
    kind, argument = str(members[0][0]), members[0][1]
    if kind == "NEGATE":
        return "a"
    if kind == "RANGE":
        return chr(argument[0])
    if kind == "CATEGORY":
        return _CATEGORIES.get(str(argument), "a")
    return chr(argument)
