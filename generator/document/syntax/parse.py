"""Parse a source file as YAML or JSON and report what is wrong with its text."""

from __future__ import annotations

from typing import Any

from generator.diagnostics.model import DocumentError, Problem, Problems
from generator.document.syntax.json import read_json
from generator.document.syntax.parse_result import ParseError, ParseResult
from generator.document.syntax.source import Source
from generator.document.syntax.yaml import read_yaml

__all__ = ["parse", "parse_source"]

_MAX_DUPLICATE_KEYS = 50


def parse_source(source: Source, problems: Problems) -> Any:
    """Return the JSON value of a source file.

    Mistakes that the parser corrected are added to `problems`. Raises `DocumentError` where the
    text cannot be parsed or has duplicate keys.
    """
    try:
        result = parse(source)
    except ParseError as error:
        raise DocumentError(_as_problem(source, error)) from None
    duplicates = [each for each in result.problems if each.code == "duplicate-key"]
    if duplicates:
        shown = duplicates[:_MAX_DUPLICATE_KEYS]
        raise DocumentError(*(_as_problem(source, each) for each in shown))
    for problem in result.problems:
        problems.add(
            problem.code,
            problem.message,
            at=source.place(problem.index, "#"),
            consequence=problem.consequence,
            suggestion=problem.suggestion,
        )
    return result.value


def parse(source: Source) -> ParseResult:
    """Return the value of a source and its problems; raises `ParseError`."""
    if source.syntax == "yaml":
        return read_yaml(source.text)
    try:
        return read_json(source.text)
    except ParseError as error:
        is_json = source.name.lower().endswith(".json")
        if is_json or error.code != "syntax-error":
            raise
        # YAML's flow style also begins with { or [. Text that is neither is reported
        # as broken JSON.
        try:
            return read_yaml(source.text)
        except ParseError:
            raise error from None


def _as_problem(source: Source, problem: ParseError) -> Problem:
    return Problem(
        problem.code,
        "error",
        problem.message,
        (source.place(problem.index, "#"),),
        "nothing is generated",
        problem.suggestion,
    )
