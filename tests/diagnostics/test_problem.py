"""How problems are collected and shown."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics.catalogue import CODES
from generator.diagnostics.model import DocumentError, Place, Problem, Problems
from generator.diagnostics.render import render_json, render_problem, render_summary


def place(line: int, **more: object) -> Place:
    return Place("api.yml", line, 3, "#/x", **more)  # type: ignore[arg-type]


def test_rendering() -> None:
    excerpt = "  $ref: '#/nowhere'"
    problem = Problem(
        "unresolved-ref",
        "warning",
        "$ref '#/nowhere' points to nothing",
        (place(12, excerpt=excerpt, mark=8, span=11), place(20)),
        "it is left out",
        "define it",
    )
    assert render_problem(problem) == (
        "warning[unresolved-ref]: $ref '#/nowhere' points to nothing\n"
        "  --> api.yml:12:3\n"
        "     |\n"
        "  12 |   $ref: '#/nowhere'\n"
        "     |         ^^^^^^^^^^^\n"
        "  --> api.yml:20:3\n"
        "  = cost: it is left out\n"
        "  = help: define it"
    )
    assert "\x1b[" in render_problem(problem, colour=True)


@pytest.mark.parametrize(
    "text",
    ["\x1b[31m", "\x1b]8;;x\x07", "\x9b31m", "\u202e", "\u2028", "\x85", "\r", "\x00"],
)
def test_nothing_from_a_document_moves_the_cursor(text: str) -> None:
    problem = Problem(
        "unresolved-ref",
        "warning",
        f"a{text}b",
        (Place(f"f{text}", 1, 1, "#", excerpt=f"x{text}y", mark=1, span=1),),
        f"c{text}",
        f"d{text}",
    )
    assert text not in render_problem(problem)
    assert text not in str(DocumentError(problem))
    assert text not in render_json([problem])


def test_equal_problems_are_one_with_several_places() -> None:
    problems = Problems()
    for line in (5, 3, 5):
        problems.add("unresolved-ref", "same", at=place(line))
    problems.add("ref-siblings", "other", at=place(1))
    first, second = problems
    assert first.message == "other"
    assert [at.line for at in second.places] == [3, 5]
    assert problems.has_warnings
    assert not problems.has_errors
    assert len(problems) == 2


def test_severity_comes_from_the_table() -> None:
    problems = Problems()
    problems.add("duplicate-key", "x", at=place(1))
    problems.add("no-such-code", "y", at=place(2))
    assert [problem.severity for problem in problems] == ["error", "warning"]
    assert problems.has_errors
    assert render_summary(problems) == "1 error, 1 warning"


def test_json() -> None:
    (found,) = json.loads(
        render_json([Problem("x", "note", "m", (place(4),), "c", "s")])
    )
    assert found == {
        "code": "x",
        "severity": "note",
        "message": "m",
        "places": [{"file": "api.yml", "line": 4, "column": 3, "pointer": "#/x"}],
        "consequence": "c",
        "suggestion": "s",
    }


def test_codes_are_kebab_case_and_described() -> None:
    for code, info in CODES.items():
        assert code == code.lower().strip("-")
        assert "_" not in code and " " not in code
        assert info.title


def test_a_flood_of_problems_is_dammed() -> None:
    problems = Problems()
    for number in range(3_000):
        problems.add("unresolved-ref", f"number {number}", at=f"#/{number}")
    for number in range(20_000):
        problems.add("wrong-type", "the same", at=f"#/{number}")
    *_, last, same = sorted(problems, key=lambda each: len(each.places))
    assert len(problems) == 1_002
    assert last.message == "the target of a $ref does not exist: further problems with this code"
    assert (len(last.places), len(same.places)) == (2_000, 10_000)
