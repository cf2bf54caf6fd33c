"""Random instances of schemas, for a validator to judge."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

import jsonschema_rs

from tests.instances import matching_text

__all__ = ["draw_instances"]

_MAX_DEPTH = 7
_MAX_VALUES = 400
"""In one instance."""
_TRIES = 6
_TEXTS = (
    "",
    "a",
    "abc",
    "text",
    "kind",
    "A b",
    "é",
    "555-1234",
    "word",
    "12",
    "a" * 40,
)
_NUMBERS = (0, 1, 2, 3, 5, 7, 10, -1, -3, 100, 2**31 - 1, 0.5, 1.5, 12.25, -0.25, 10**9)
_FORMATS: dict[str, tuple[str, ...]] = {
    "date": ("2026-01-31",),
    "date-time": ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+01:00"),
    "time": ("12:00:00Z",),
    "duration": ("P1DT2H", "PT5M"),
    "uuid": ("12345678-1234-4234-8234-123456789abc",),
    "email": ("user@example.com",),
    "uri": ("https://example.com/a?b=c",),
    "byte": ("YWJj", ""),
    "decimal": ("1.50", "3"),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "hostname": ("example.com",),
}
_ANY: tuple[Any, ...] = (None, True, 0, 1.5, "text", [], {}, [1, "a"], {"a": 1})
_TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")
_KEYWORD_TYPES = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "format": "string",
    "pattern": "string",
    "minLength": "string",
    "minimum": "number",
    "maximum": "number",
}


class _NoInstance(Exception):
    """No instance was found."""


def draw_instances(
    schema: dict[str, Any],
    seed: int,
    count: int,
    hidden: str,
    is_valid: Callable[[Any], bool] | None = None,
    max_values: int = _MAX_VALUES,
) -> list[Any]:
    """Return up to `count` different valid instances of a self-contained schema.

    Args:
        hidden: ``readOnly`` or ``writeOnly``; properties with it are left out.
        is_valid: The judge of the instances; by default the schema.
        max_values: How many values an instance may consist of.
    """
    drawer = _Drawer(schema, Random(seed), hidden)
    if is_valid is None:
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        is_valid = validator.is_valid
    found: dict[str, Any] = {}
    for _ in range(count * _TRIES):
        drawer.values_left = max_values
        try:
            instance = drawer.draw([schema], 0)
        except _NoInstance:
            continue
        if is_valid(instance):
            found.setdefault(json.dumps(instance), instance)
        if len(found) >= count:
            break
    return list(found.values())


class _Drawer:
    """Draws values that satisfy several schemas at once."""

    def __init__(self, root: dict[str, Any], random: Random, hidden: str) -> None:
        self._definitions = root["$defs"]
        self._random = random
        self._hidden = hidden
        self.values_left = 0

    def draw(self, schemas: list[Any], depth: int) -> Any:
        """Return a value; raise _NoInstance if none was found."""
        self.values_left -= 1
        if self.values_left < 0:
            raise _NoInstance
        rules = [rule for rule in self._rules(schemas) if rule]
        if not rules:
            return self._random.choice(_ANY)
        listed = [
            each.get("enum", [each.get("const")])
            for each in rules
            if "enum" in each or "const" in each
        ]
        if listed:
            return self._allowed(rules, [v for values in listed for v in values])
        kind = self._kind(rules)
        if kind == "object":
            return self._object(rules, depth)
        if kind == "array":
            return self._array(rules, depth)
        return self._allowed(rules, self._scalars(kind, rules))

    def _rules(self, schemas: list[Any]) -> list[dict[str, Any]]:
        """Return schemas without references, allOf and unions: a variant is chosen."""
        rules: list[dict[str, Any]] = []
        waiting = list(schemas)
        seen: set[int] = set()
        while waiting:
            schema = waiting.pop()
            if id(schema) in seen:
                continue
            seen.add(id(schema))
            if schema is False:
                raise _NoInstance
            if schema is True:
                continue
            if "$ref" in schema:
                waiting.append(self._definitions[schema["$ref"].rpartition("/")[2]])
            waiting += schema.get("allOf", ())
            for keyword in ("oneOf", "anyOf"):
                if schema.get(keyword):
                    waiting.append(self._random.choice(schema[keyword]))
            rules.append(schema)
        return rules

    def _kind(self, rules: list[dict[str, Any]]) -> str:
        kinds = set(_TYPES)
        for rule in rules:
            if "type" in rule:
                declared = rule["type"]
                own = {declared} if isinstance(declared, str) else set(declared)
                kinds &= own | {"integer"} if "number" in own else own
        if not kinds:
            raise _NoInstance
        implied = [
            _KEYWORD_TYPES[k] for rule in rules for k in rule.keys() & _KEYWORD_TYPES
        ]
        likely = sorted(kinds & set(implied))
        if likely and self._random.random() < 0.9:
            return self._random.choice(likely)
        return self._random.choice(sorted(kinds))

    # Scalars

    def _scalars(self, kind: str, rules: list[dict[str, Any]]) -> list[Any]:
        if kind == "null":
            return [None]
        if kind == "boolean":
            return [True, False]
        if kind == "integer":
            return [each for each in _NUMBERS if isinstance(each, int)]
        if kind == "number":
            return list(_NUMBERS)
        formats = [rule["format"] for rule in rules if "format" in rule]
        known = [text for each in formats for text in _FORMATS.get(each, ())]
        if any(rule.get("contentEncoding") == "base64" for rule in rules):
            return ["YWJj"]
        patterns = [rule["pattern"] for rule in rules if "pattern" in rule]
        return [*map(matching_text, patterns), *(known or _TEXTS)]

    def _allowed(self, rules: list[dict[str, Any]], values: list[Any]) -> Any:
        """Return one of the values that the rules allow."""
        own = [{k: v for k, v in r.items() if k in _OWN_KEYWORDS} for r in rules]
        schema = {"allOf": own}
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        self._random.shuffle(values)
        for value in values:
            if validator.is_valid(value):
                return value
        raise _NoInstance

    # Containers

    def _object(self, rules: list[dict[str, Any]], depth: int) -> dict[str, Any]:
        required = [name for rule in rules for name in rule.get("required", ())]
        declared = [name for rule in rules for name in rule.get("properties", ())]
        chance = 0.6 if depth < 3 else 0.2 if depth < _MAX_DEPTH else 0
        chosen = [name for name in declared if self._random.random() < chance]
        if self._random.random() < 0.1:
            chosen.append(self._random.choice(("unknown", "x-other")))
        found: dict[str, Any] = {}
        for name in dict.fromkeys([*required, *chosen]):
            schemas = _schemas_of(name, rules)
            if self._is_hidden(schemas):
                continue
            try:
                if depth > _MAX_DEPTH + 4:
                    raise _NoInstance
                found[name] = self.draw(schemas, depth + 1)
            except _NoInstance:
                if name in required:
                    raise
        items = list(found.items())
        self._random.shuffle(items)
        return dict(items)

    def _is_hidden(self, schemas: list[Any], depth: int = 0) -> bool:
        for schema in schemas:
            if not isinstance(schema, dict) or depth > _MAX_DEPTH:
                continue
            parts = list(schema.get("allOf", ()))
            if "$ref" in schema:
                parts.append(self._definitions[schema["$ref"].rpartition("/")[2]])
            if schema.get(self._hidden) is True or self._is_hidden(parts, depth + 1):
                return True
        return False

    def _array(self, rules: list[dict[str, Any]], depth: int) -> list[Any]:
        least = max((rule.get("minItems", 0) for rule in rules), default=0)
        most = min((rule.get("maxItems", 9) for rule in rules), default=9)
        longest = least if depth > _MAX_DEPTH else max(least, min(most, least + 2))
        count = self._random.randint(least, longest)
        if depth > _MAX_DEPTH + 4 and count:
            raise _NoInstance
        found: list[Any] = []
        for index in range(count):
            try:
                found.append(self.draw(_items_at(index, rules), depth + 1))
            except _NoInstance:
                if index < least:
                    raise
                break
        return found


_OWN_KEYWORDS = {
    "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum",
    "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
}  # fmt: skip


def _schemas_of(name: str, rules: list[dict[str, Any]]) -> list[Any]:
    """Return the schemas of a property."""
    found = []
    for rule in rules:
        own = [rule["properties"][name]] if name in rule.get("properties", ()) else []
        patterns = rule.get("patternProperties", {})
        own += [each for text, each in patterns.items() if re.search(text, name)]
        found += own or [rule.get("additionalProperties", True)]
    return found


def _items_at(index: int, rules: list[dict[str, Any]]) -> list[Any]:
    """Return the schemas of an item."""
    found = []
    for rule in rules:
        places = rule.get("prefixItems", ())
        found.append(places[index] if index < len(places) else rule.get("items", True))
    return found
