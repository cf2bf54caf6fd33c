"""JSON: escapes, duplicate keys, numbers, and invalid text."""

from __future__ import annotations

import pytest

from generator.document.limits import count_nodes
from generator.document.syntax.json import read_json
from generator.document.syntax.parse_result import ParseError


def test_surrogate_pairs() -> None:
    assert read_json('{"a": "\\uD83D\\uDE00"}').value == {"a": "\U0001f600"}


def test_lone_surrogates_are_replaced() -> None:
    result = read_json('{"\\ud800": ["x\\udc00y"]}')
    assert result.value == {"\ufffd": ["x\ufffdy"]}
    assert [problem.code for problem in result.problems] == ["lone-surrogate"]


def test_the_position_of_a_lone_surrogate_is_that_of_its_string() -> None:
    text = '{"a": "\\\\ud800 \\uD83D\\uDE00",\n "b": "x\\ud800"}'
    (problem,) = read_json(text).problems
    assert text[problem.index :] == '"x\\ud800"}'


def test_versions_that_are_numbers_are_kept_as_text() -> None:
    result = read_json('{"openapi": 3.0, "info": {"version": 1.10}, "x": 1.10}')
    assert result.value == {"openapi": "3.0", "info": {"version": "1.10"}, "x": 1.1}
    assert read_json('{"swagger": 2.0, "info": 1}').value["swagger"] == "2.0"


def test_duplicate_keys_have_a_position() -> None:
    text = '{"a": {"b": "\\"b\\": ", "c": 1},\n "x": {"b": 1, "\\u0062": 2}}'
    (problem,) = read_json(text).problems
    assert problem.code == "duplicate-key"
    assert text[problem.index :].startswith('"\\u0062"')


def test_numbers_beyond_double_precision() -> None:
    result = read_json('{"a": 1e999999, "b": "1e999999", "c": 1.5}')
    assert result.value == {"a": "1e999999", "b": "1e999999", "c": 1.5}
    assert [problem.index for problem in result.problems] == [6]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ('{"a": 1,}', 8),
        ('{"a": 1} x', 9),
        ('{"a": 1} {}', 9),
        ('{\n// comment\n"a": 1}', 2),
        ('{"a": NaN}', 6),
        ('["NaN", -Infinity]', 8),
        ("{'a': 1}", 1),
        ('{"a": "\t"}', 7),
        ("", 0),
    ],
)
def test_syntax_errors_have_a_position(text: str, index: int) -> None:
    with pytest.raises(ParseError) as error:
        read_json(text)
    assert error.value.code == "syntax-error"
    assert error.value.index == index


@pytest.mark.parametrize(
    "text",
    [
        "[" * 201 + "]" * 201,
        "[" * 2_000 + "]" * 2_000,
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a": -' + "9" * 1_001 + "}",
        "[" + "9" * 5_000 + "]",
    ],
)
def test_limits_are_errors(text: str) -> None:
    with pytest.raises(ParseError) as error:
        read_json(text)
    assert error.value.code == "limit-exceeded"
    assert error.value.message


def test_the_deepest_allowed_text_is_parsed() -> None:
    result = read_json("[" * 200 + "]" * 200)
    assert count_nodes(result.value) == 200
