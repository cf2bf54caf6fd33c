"""Schemas of strings, numbers, booleans, enums and constants."""

from __future__ import annotations

from typing import Any

from .choices import PROPERTY_WORDS, SENTENCES, Choices, Object

__all__ = ["Scalars"]

_FORMATS: dict[str, str] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1DT2H",
    "uuid": "12345678-1234-4234-8234-123456789abc",
    "email": "user@example.com",
    "uri": "https://example.com/a?b=c",
    "byte": "YWJj",
    "binary": "text",
    "decimal": "1.50",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
    "password": "secret",
    "made-up": "text",
}
_PATTERNS = {
    "^[a-z]+$": "abc",
    r"^\d{3}-\d{4}$": "555-1234",
    r"^[\w\"'\\]*$": "word",
    "^(?!x).": "abc",
}
_ENUM_TEXTS = (
    *PROPERTY_WORDS[:20],
    *SENTENCES[:5],
    *("", "a b", "A_B", "a-b", "-1", "1", "true", "null", "é", "E", "e"),
)


class Scalars(Choices):
    """One method for each kind of schema; some return a valid value too."""

    def scalar(self) -> Object:
        """Return a schema of a scalar, often with a default or example it allows."""
        schema, value = self.one(
            self._string,
            self._string,
            self._string,
            self._integer,
            self._number,
            self._boolean,
            self._enum,
        )()
        # The validator knows another format of this name.
        if self.maybe(0.1) and schema.get("format") != "time":
            schema["default"] = value
        if self.maybe(0.1):
            schema["example"] = value
        if not self.is_30 and self.maybe(0.1):
            schema["examples"] = [value]
        return self.described(self.nullable(schema))

    def nullable(self, schema: Object, probability: float = 0.12) -> Object:
        """Return a schema that perhaps allows null, by one of the spellings."""
        if not self.maybe(probability):
            return schema
        if self.is_30:
            if "type" in schema and ("enum" not in schema or None in schema["enum"]):
                return {**schema, "nullable": True}
            return schema
        has_type = isinstance(schema.get("type"), str) and "enum" not in schema
        if has_type and self.maybe(0.6):
            return {**schema, "type": [schema["type"], "null"]}
        allows_null = "null" in schema.get("type", "") or None in schema.get("enum", ())
        keyword = "anyOf" if allows_null else self.one("anyOf", "oneOf")
        return {keyword: self.one([schema, self.null()], [self.null(), schema])}

    def null(self) -> Object:
        """Return a schema of null; not in OpenAPI 3.0."""
        return self.one({"type": "null"}, {"type": "null"}, {"const": None})

    def constant(self, value: Any) -> Object:
        """Return a schema of one value."""
        if self.is_30 or self.maybe(0.4):
            schema: Object = {"enum": [value]}
        else:
            schema = {"const": value}
        if self.is_30 or self.maybe(0.5):
            schema["type"] = _type_name(value)
        return schema

    def _string(self) -> tuple[Object, str]:
        choice = self.random.random()
        if choice < 0.25:
            values = self.some(_ENUM_TEXTS, 1, 8)
            return {"type": "string", "enum": values}, values[0]
        if choice < 0.5:
            format_, text = self.random.choice(list(_FORMATS.items()))
            return {"type": "string", "format": format_}, text
        if choice < 0.6:
            pattern, text = self.random.choice(list(_PATTERNS.items()))
            return {"type": "string", "pattern": pattern}, text
        if choice < 0.7:
            return {"type": "string", "minLength": 1, "maxLength": 64}, "text"
        if choice < 0.73 and not self.is_30:
            encoded = {"contentEncoding": "base64", "contentMediaType": "image/png"}
            return {"type": "string", **encoded}, "YWJj"
        return {"type": "string"}, self.random.choice(SENTENCES)

    def _integer(self) -> tuple[Object, int]:
        choice = self.random.random()
        if choice < 0.2:
            values = self.some(range(-3, 9), 1, 6)
            schema: Object = {"type": "integer", "enum": values}
            if self.maybe(0.2):
                schema["x-enum-varnames"] = [f"Value{abs(v)}{v < 0}" for v in values]
            return schema, values[0]
        if choice < 0.4:
            return {"type": "integer", "minimum": -5, "maximum": 10**12}, 7
        if choice < 0.5:
            return {"type": "integer", "multipleOf": 5}, 10
        if choice < 0.7:
            return {"type": "integer", "format": self.one("int64", "int32")}, 2**31 - 1
        return {"type": "integer"}, 0

    def _number(self) -> tuple[Object, float]:
        schema: Object = {"type": "number"}
        if self.maybe(0.3):
            schema["format"] = self.one("float", "double", "decimal")
        if self.maybe(0.3):
            schema["minimum"] = 0
        if self.maybe(0.2):
            schema["maximum"] = self.one(1e300, 10**17)
        if self.maybe(0.1):
            schema["exclusiveMaximum"] = True if self.is_30 else 1e17
            schema["maximum"] = 1e17
        return schema, self.one(0.5, 1e16, 2.5e-7 + 1, 12.25, 3)

    def _boolean(self) -> tuple[Object, bool]:
        if self.maybe(0.2):
            return self.constant(True), True
        return {"type": "boolean"}, self.maybe(0.5)

    def _enum(self) -> tuple[Object, Any]:
        """Return an enum or a constant of values of any type."""
        if self.maybe(0.4):
            value = self.one("only", 1, 0, 1.5, True, False, "")
            return self.constant(value), value
        if self.is_30:
            members = ["a", "b", None]
            return {"type": "string", "enum": members, "nullable": True}, "a"
        pool: list[Any] = [
            "a",
            "1",
            1,
            2,
            1.5,
            True,
            False,
            None,
            {"a": 1},
            [1],
            {},
            [],
        ]
        values = self.random.sample(pool, self.random.randint(1, 4))
        return {"enum": values}, values[0]


def _type_name(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return kinds[type(value)]
