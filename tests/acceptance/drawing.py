"""The least values that fit a document's schemas, and a reader of documents.

Nothing here is the generator's: documents are read, references followed and values
made by other means, so that a mistake is not made twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from re import _parser as regex
from typing import Any
from urllib.parse import unquote

import yaml

__all__ = ["Located", "Reader", "read"]

_FORMATS = {
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
_DEEPEST = 12


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without timestamps: a document has no dates, only texts."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith("timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> dict[str, Any]:
    """A document, by other means than the generator's."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        document = json.loads(text)
    else:
        document = yaml.load(text, Loader=_Loader)
    assert isinstance(document, dict)
    return document


@dataclass(frozen=True)
class Located:
    """A value of a document and the file that it stands in."""

    value: Any
    file: Path

    def get(self, name: str) -> Located | None:
        """A member of an object."""
        if isinstance(self.value, dict) and name in self.value:
            return Located(self.value[name], self.file)
        return None

    def members(self) -> list[tuple[str, Located]]:
        """The members of an object, with their names."""
        if not isinstance(self.value, dict):
            return []
        return [(str(n), Located(v, self.file)) for n, v in self.value.items()]

    def items(self) -> list[Located]:
        """The items of a list."""
        values = self.value if isinstance(self.value, list) else []
        return [Located(value, self.file) for value in values]


@dataclass
class Reader:
    """Follows the references of a document, also into files beside it."""

    path: Path
    _files: dict[Path, Any] = field(default_factory=dict)

    @property
    def root(self) -> Located:
        """The document."""
        return Located(self._file(self.path), self.path)

    def _file(self, path: Path) -> Any:
        if path not in self._files:
            self._files[path] = read(path)
        return self._files[path]

    def follow(self, found: Located | None) -> Located | None:
        """What a reference stands for; None where it leads nowhere."""
        for _ in range(50):
            if found is None or not isinstance(found.value, dict):
                return found
            reference = found.value.get("$ref")
            if not isinstance(reference, str):
                return found
            found = self._target(reference, found.file)
        return None

    def _target(self, reference: str, file: Path) -> Located | None:
        name, _, pointer = reference.partition("#")
        file = (file.parent / unquote(name)).resolve() if name else file
        try:
            value = self._file(file)
            for part in pointer.split("/")[1:]:
                key = unquote(part).replace("~1", "/").replace("~0", "~")
                value = value[int(key)] if isinstance(value, list) else value[key]
        except (LookupError, OSError, TypeError, ValueError):
            return None
        return Located(value, file)

    def least(self, schema: Located | None, depth: int = 0) -> Any:
        """The least value of a schema, as a request has it; files are bytes."""
        return self._value(self._shape(schema, depth), depth)

    def _value(self, shape: Located, depth: int) -> Any:
        """The least value of a schema that is merged already."""
        value = shape.value
        if "const" in value:
            return value["const"]
        members = [each for each in value.get("enum", ()) if each is not None]
        if value.get("enum") == [None]:
            return None
        if members:
            return members[0]
        for name in ("oneOf", "anyOf"):
            if value.get(name):
                return self._variant(shape, name, depth)
        return self._of_kind(shape, depth)

    def _shape(self, schema: Located | None, depth: int) -> Located:
        """A schema with everything of its allOf in it."""
        found = self.follow(schema)
        if found is None or not isinstance(found.value, dict) or depth > _DEEPEST:
            return Located({"properties": {}}, self.path)
        merged = {k: v for k, v in found.value.items() if k != "allOf"}
        listed = self.follow(found.get("properties"))
        merged["properties"] = dict(listed.members() if listed else ())
        # Parts of an allOf stand in files of their own.
        for name in {"oneOf", "anyOf"} & merged.keys():
            merged[name] = Located(merged[name], found.file).items()
        if "items" in merged:
            merged["items"] = found.get("items")
        parts = found.get("allOf")
        for part in parts.items() if parts else ():
            other = self._shape(part, depth + 1).value
            for name, value in other.items():
                if name == "properties":
                    merged[name] = {**value, **merged[name]}
                elif name == "required":
                    merged[name] = [*merged.get(name, []), *value]
                else:
                    merged.setdefault(name, value)
        return Located(merged, found.file)

    def _variant(self, shape: Located, name: str, depth: int) -> Any:
        """The least value of the first variant that is not null."""
        base = {k: v for k, v in shape.value.items() if k not in ("oneOf", "anyOf")}
        for variant in shape.value[name]:
            inner = self._shape(variant, depth + 1)
            if inner.value.get("type") == "null" or inner.value.get("enum") == [None]:
                continue
            merged = {**base, **inner.value}
            merged["properties"] = {**base["properties"], **inner.value["properties"]}
            merged["required"] = [
                *base.get("required", []),
                *inner.value.get("required", []),
            ]
            value = self._value(Located(merged, inner.file), depth + 1)
            tagged = _tagged(shape, variant.value, value)
            return tagged if self._admits(shape, inner, tagged) else value
        return None

    def _admits(self, shape: Located, variant: Located, value: Any) -> bool:
        """Whether a variant itself admits the value that its discriminator has."""
        tag = shape.value.get("discriminator")
        name = tag.get("propertyName") if isinstance(tag, dict) else None
        said = self._shape(variant.value["properties"].get(name), 1).value
        members = [said["const"]] if "const" in said else said.get("enum")
        return members is None or value[name] in members

    def _of_kind(self, shape: Located, depth: int) -> Any:
        value = shape.value
        kinds = value.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        kind = next((k for k in kinds if k not in (None, "null")), None)
        if kind is None:
            kind = _implied(value)
        if kind == "object":
            return self._object(shape, depth)
        if kind == "array":
            items = value.get("items")
            count = value.get("minItems") or 1
            least = [self.least(items, depth + 1) for _ in range(count)]
            return list(_distinct(least)) if value.get("uniqueItems") else least
        if kind in ("integer", "number"):
            return _number(value)
        return True if kind == "boolean" else _text(value)

    def _object(self, shape: Located, depth: int) -> dict[str, Any]:
        properties = shape.value["properties"]
        found = {}
        for name in dict.fromkeys(shape.value.get("required", ())):
            schema = properties.get(name)
            if schema is not None and self._hidden(schema):
                continue
            found[name] = self.least(schema, depth + 1)
        return found

    def _hidden(self, schema: Located) -> bool:
        return self._shape(schema, 1).value.get("readOnly") is True


def _distinct(items: list[Any]) -> Iterator[Any]:
    """The items, each text and number another one."""
    for index, item in enumerate(items):
        if isinstance(item, str) and item.isdigit():
            yield str(int(item) + index)
        elif isinstance(item, str) and index:
            yield f"{item}{index}"
        else:
            yield item + index if type(item) in (int, float) else item


def _tagged(shape: Located, raw: Any, value: Any) -> Any:
    """An instance of a variant with the value of the discriminator that means it."""
    tag = shape.value.get("discriminator")
    if not isinstance(tag, dict) or not isinstance(value, dict):
        return value
    target = str(raw.get("$ref", "")) if isinstance(raw, dict) else ""
    if not target:
        return value
    mapped = (tag.get("mapping") or {}).items()
    names = [n for n, t in mapped if str(t).rpartition("/")[2] == _last(target)]
    return {**value, tag["propertyName"]: (names or [_last(target)])[0]}


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _implied(value: Mapping[str, Any]) -> str:
    """The kind that the keywords speak of, where no type is said."""
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


def _text(value: Mapping[str, Any]) -> str | bytes:
    if value.get("format") == "binary":
        return b"bytes"
    pattern = value.get("pattern")
    form = "byte" if "contentEncoding" in value else str(value.get("format"))
    text = _FORMATS.get(form, "")
    if not text and isinstance(pattern, str):
        text = _matching(regex.parse(_python(pattern)))
    shortest = value.get("minLength") or 0
    longest = value.get("maxLength")
    text = text or "a"
    text = text + "a" * (shortest - len(text))
    return text if longest is None or text in _FORMATS.values() else text[:longest]


def _python(pattern: str) -> str:
    return re.sub(r"\\p\{[^}]*\}", "a", pattern)


def _matching(parsed: Iterable[Any]) -> str:
    """A text that matches a regular expression."""
    return "".join(_one(str(kind), argument) for kind, argument in parsed)


def _one(kind: str, argument: Any) -> str:
    if kind == "LITERAL":
        return chr(argument)
    if kind == "IN":
        return _member(argument)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = argument
        return _matching(inner) * max(int(least), min(1, int(most)))
    if kind == "SUBPATTERN":
        return _matching(argument[-1])
    if kind == "BRANCH":
        return _matching(argument[1][0])
    return "a" if kind in ("ANY", "NOT_LITERAL") else ""


_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}


def _member(members: list[Any]) -> str:
    kind, argument = str(members[0][0]), members[0][1]
    if kind == "NEGATE":
        return "a"
    if kind == "RANGE":
        return chr(argument[0])
    if kind == "CATEGORY":
        return _CATEGORIES.get(str(argument), "a")
    return chr(argument)
