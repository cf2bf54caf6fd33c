"""Parsing a source file, and reporting what is wrong with its text."""

from __future__ import annotations

import pytest

from generator.diagnostics.model import DocumentError, Problems
from generator.document.syntax.parse import parse_source
from generator.document.syntax.source import Source


def source(text: str, name: str = "api.yml") -> Source:
    return Source.from_bytes(text.encode(), name)


def test_problems_have_the_places_of_the_parser() -> None:
    problems = Problems()
    assert parse_source(source("a: 1\nb: .nan\n"), problems) == {"a": 1, "b": ".nan"}
    (problem,) = problems
    assert problem.code == "non-finite-number"
    assert (problem.places[0].line, problem.places[0].column) == (2, 4)
    assert problem.consequence
    assert problem.suggestion


def test_every_duplicate_key_is_in_the_error() -> None:
    with pytest.raises(DocumentError) as error:
        parse_source(source("a: 1\na: 2\nb: {c: 1, c: 2}\n"), Problems())
    assert [each.places[0].line for each in error.value.problems] == [2, 3]


def test_yaml_in_flow_style_is_parsed_as_yaml() -> None:
    assert parse_source(source("{a: [1, b]}"), Problems()) == {"a": [1, "b"]}


@pytest.mark.parametrize(
    ("text", "name", "syntax"),
    [
        ("{a: b}", "api.json", "JSON"),
        ('{"a": ]', "api.yml", "JSON"),
        ("a: [", "api.yml", "YAML"),
    ],
)
def test_the_message_is_that_of_the_intended_syntax(
    text: str, name: str, syntax: str
) -> None:
    with pytest.raises(DocumentError) as error:
        parse_source(source(text, name), Problems())
    (problem,) = error.value.problems
    assert problem.code == "syntax-error"
    assert problem.message.startswith(f"not valid {syntax}: ")
