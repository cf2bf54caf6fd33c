"""Whether small values satisfy their schemas, as far as that is known."""

from __future__ import annotations

from typing import Any

import pytest

from generator.emit.validity import validity

AB = {"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "integer"}, [1], [True, "1", 1.5]),
        ({"type": ["number", "null"]}, [1, 1.5, None], [False]),
        ({"const": {"a": 1}}, [{"a": 1}], [{"a": True}]),
        ({"enum": [1, "a"]}, [1, "a"], [True, "b"]),
        ({"minLength": 2, "maxLength": 3}, ["ab", "abc", 1], ["a", "abcd"]),
        ({"minItems": 1, "maxItems": 2}, [[1], "x"], [[], [1, 2, 3]]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}]),
        ({"minimum": 1, "exclusiveMaximum": 3}, [1, 2.5, "0"], [0, 3]),
        ({"exclusiveMinimum": 1, "maximum": 2}, [2], [1, 3]),
        ({"multipleOf": 0.1}, [0.3, 1], [0.35]),
        ({**AB, "required": ["a"]}, [{"a": "x"}], [{}, {"a": 1}]),
        ({**AB, "additionalProperties": False}, [{"b": 1}], [{"c": 1}]),
        ({"additionalProperties": {"type": "string"}}, [{"c": "x"}], [{"c": 1}]),
        ({"propertyNames": {"maxLength": 1}}, [{"a": 1}], [{"ab": 1}]),
        ({"dependentRequired": {"a": ["b"]}}, [{}, {"a": 1, "b": 1}], [{"a": 1}]),
        (
            {"dependentSchemas": {"a": {"maxProperties": 1}}},
            [{"a": 1}],
            [{"a": 1, "b": 1}],
        ),
        ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1], [0, 3]),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"b": 1}], [{}]),
        ({"not": {"const": 1}}, [2], [1]),
        ({"if": {"const": 1}, "then": False}, [2], [1]),
        ({"if": {"type": "string"}, "else": {"minimum": 1}}, ["a", 1], [0]),
        ({"items": {"type": "string"}}, [["a"], []], [[1]]),
        ({"prefixItems": [{"const": 1}], "items": False}, [[1], []], [[1, 2], [2]]),
        ({"contains": {"const": 1}}, [[1, 2]], [[], [2]]),
        (
            {"contains": {"const": 1}, "minContains": 0, "maxContains": 1},
            [[]],
            [[1, 1]],
        ),
        ({"uniqueItems": True}, [[1, "1"]], [[1, 1]]),
        ({"$ref": "#/components/schemas/One"}, [1], [2]),
        ({"patternProperties": {"^x-": False}}, [{"y": 1}], []),
        (
            {"discriminator": {"propertyName": "a"}, "properties": {"a": {}}},
            [{"a": "x"}],
            [{}, {"b": 1}],
        ),
        (
            {"discriminator": {"propertyName": "a", "defaultMapping": "One"}},
            [{}],
            [],
        ),
        (True, [None], []),
        (False, [], [None]),
    ],
)
def test_keywords(schema: Any, valid: list[Any], invalid: list[Any]) -> None:
    root = {"components": {"schemas": {"One": {"const": 1}}}}
    assert [value for value in valid if validity(root, schema, value) is not True] == []
    assert [v for v in invalid if validity(root, schema, v) is not False] == []


def test_several_variants_of_a_one_of_may_match() -> None:
    assert validity({}, {"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3)


def test_keywords_beside_a_reference_that_leads_to_another() -> None:
    root = {"a": {"$ref": "#/b", "maximum": 5}, "b": {"minimum": 1}}
    found = [validity(root, {"$ref": "#/a"}, value) for value in (0, 1, 5, 6)]
    assert found == [False, True, True, False]


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_the_other_side_has_is_not_sent(is_sent: bool) -> None:
    hidden = {"readOnly" if is_sent else "writeOnly": True}
    root = {"a": {"$ref": "#/b"}, "b": hidden}
    for schema in (hidden, {"$ref": "#/a"}, {"$ref": "#/b", "title": "x"}):
        owner = {"properties": {"x": schema}}
        assert validity(root, owner, {"x": 1}, is_sent=is_sent) is False
        assert validity(root, owner, {"x": 1}, is_sent=not is_sent) is True


@pytest.mark.parametrize("keyword", ["readOnly", "writeOnly"])
def test_what_the_other_side_sends_is_not_required(keyword: str) -> None:
    schema = {"required": ["id"], "properties": {"id": {keyword: True}}}
    is_sent = keyword == "readOnly"
    assert validity({}, schema, {}, is_sent=is_sent) is True
    assert validity({}, schema, {}, is_sent=not is_sent) is False


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "a"}, "a"),
        ({"not": {"pattern": "b"}}, "a"),
        ({"patternProperties": {"^x*": False}}, {"x": 1}),
        ({"patternProperties": {"^x*": {}}, "additionalProperties": False}, {"x": 1}),
        ({"unevaluatedProperties": False}, {"a": 1}),
        ({"unevaluatedItems": False}, [1]),
        ({"if": {"pattern": "a"}, "then": False}, "a"),
        ({"contains": {"pattern": "a"}}, ["a"]),
        ({"anyOf": [{"pattern": "a"}, {"pattern": "b"}]}, "a"),
        ({"minLength": "1"}, "a"),
        ({"multipleOf": 0}, 1),
        ({"$ref": "#/components/schemas/Loop"}, 1),
        ({"$ref": "#/components/schemas/Wide"}, 1),
    ],
)
def test_what_is_not_known(schema: Any, value: Any) -> None:
    loop = {"allOf": [{"$ref": "#/components/schemas/Loop"}]}
    wide = {"allOf": [{"$ref": "#/components/schemas/Wide"}] * 9}
    root = {"components": {"schemas": {"Loop": loop, "Wide": wide}}}
    assert validity(root, schema, value) is None


def test_a_text_that_is_known_to_match() -> None:
    matches = {("^a+$", "aa")}
    assert validity({}, {"pattern": "^a+$"}, "aa", matches=matches) is True
    assert validity({}, {"not": {"pattern": "^a+$"}}, "aa", matches=matches) is False
    assert validity({}, {"pattern": "^a+$"}, "aaa", matches=matches) is None


def test_names_that_are_known_to_match() -> None:
    schema = {
        "patternProperties": {"^x-": {"type": "integer"}},
        "additionalProperties": False,
    }
    matches = {("^x-", "x-a")}
    assert validity({}, schema, {"x-a": 1}, matches=matches) is True
    assert validity({}, schema, {"x-a": "1"}, matches=matches) is False
    assert validity({}, schema, {"y": 1}, matches=matches) is False


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "a", "maxLength": 0}, "a"),
        ({"allOf": [{"pattern": "a"}, {"enum": [1]}]}, "a"),
        ({"unevaluatedProperties": False, "required": ["b"]}, {"a": 1}),
        ({"properties": {"a": {"pattern": "a"}}, "required": ["b"]}, {"a": "a"}),
        ({"anyOf": [{"pattern": "a"}], "type": "integer"}, "a"),
    ],
)
def test_what_is_not_known_hides_no_violation(schema: Any, value: Any) -> None:
    assert validity({}, schema, value) is False


@pytest.mark.parametrize(
    ("name", "valid", "invalid"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("date-time", "2024-02-29T01:02:03.5Z", "2024-02-29 01:02:03"),
        ("date-time", "2024-02-29T01:02:03+01:00", "2024-02-29T25:02:03Z"),
        ("time", "01:02:03Z", "01:02"),
        ("duration", "P1DT2H", "P"),
        ("duration", "PT5S", "P1Y"),
        ("uuid", "0b1d1ac1-7c3e-4b5a-9f1e-000000000001", "0b1d1ac1"),
        ("decimal", "1.50", "one"),
        ("byte", "dGV4dA==", "?"),
    ],
)
def test_formats_that_have_a_python_type(name: str, valid: str, invalid: str) -> None:
    assert validity({}, {"format": name}, valid) is True
    assert validity({}, {"format": name}, invalid) is False
    assert validity({}, {"format": "other"}, invalid) is True


@pytest.mark.parametrize(
    ("name", "valid", "other"),
    [
        ("email", "a@b.example", "nobody"),
        ("hostname", "a-1.example", "a_b"),
        ("ipv4", "192.0.2.1", "192"),
        ("ipv6", "2001:db8::1", "x"),
        ("uri", "urn:a", "no scheme"),
    ],
)
def test_formats_that_some_validators_check(name: str, valid: str, other: str) -> None:
    assert validity({}, {"format": name}, valid) is True
    assert validity({}, {"format": name}, other) is None
