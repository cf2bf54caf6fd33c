"""JSON is read as JSON: escapes, duplicate keys, what is no JSON."""

from __future__ import annotations

import pytest

from generator.document.limits import count_nodes
from generator.document.syntax.json import read_json
from generator.document.syntax.parse_result import ParseError


def test_surrogate_pairs() -> None:
    assert read_json('{"a": "\\uD83D\\uDE00"}').value == {"a": "\U0001f600"}


def test_lone_surrogates_are_replaced() -> None:
    read = read_json('{"\\ud800": ["x\\udc00y"]}')
    assert read.value == {"\ufffd": ["x\ufffdy"]}
    assert [fault.code for fault in read.problems] == ["lone-surrogate"]


def test_a_lone_surrogate_is_found_where_its_string_begins() -> None:
    text = '{"a": "\\\\ud800 \\uD83D\\uDE00",\n "b": "x\\ud800"}'
    (fault,) = read_json(text).problems
    assert text[fault.index :] == '"x\\ud800"}'


def test_a_version_that_is_a_number_is_what_was_written() -> None:
    read = read_json('{"openapi": 3.0, "info": {"version": 1.10}, "x": 1.10}')
    assert read.value == {"openapi": "3.0", "info": {"version": "1.10"}, "x": 1.1}
    assert read_json('{"swagger": 2.0, "info": 1}').value["swagger"] == "2.0"


def test_duplicate_keys_are_found_where_they_stand() -> None:
    text = '{"a": {"b": "\\"b\\": ", "c": 1},\n "x": {"b": 1, "\\u0062": 2}}'
    (fault,) = read_json(text).problems
    assert fault.code == "duplicate-key"
    assert text[fault.index :].startswith('"\\u0062"')


def test_numbers_beyond_double_precision() -> None:
    read = read_json('{"a": 1e999999, "b": "1e999999", "c": 1.5}')
    assert read.value == {"a": "1e999999", "b": "1e999999", "c": 1.5}
    assert [fault.index for fault in read.problems] == [6]


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
def test_syntax_errors_have_a_place(text: str, index: int) -> None:
    with pytest.raises(ParseError) as refusal:
        read_json(text)
    assert refusal.value.problem.code == "syntax-error"
    assert refusal.value.problem.index == index


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
def test_limits(text: str) -> None:
    with pytest.raises(ParseError) as refusal:
        read_json(text)
    assert refusal.value.problem.code == "limit-exceeded"
    assert refusal.value.problem.message


def test_two_hundred_levels_are_read() -> None:
    read = read_json("[" * 200 + "]" * 200)
    assert count_nodes(read.value) == 200
