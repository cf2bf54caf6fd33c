"""Problems: how they are collected, merged and ordered."""

from __future__ import annotations

from generator.diagnostics.model import Place, Problems
from generator.diagnostics.render import render_summary


def place(line: int, **more: object) -> Place:
    return Place("api.yml", line, 3, "#/x", **more)  # type: ignore[arg-type]


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


def test_the_severity_is_that_of_the_code() -> None:
    problems = Problems()
    problems.add("duplicate-key", "x", at=place(1))
    problems.add("no-such-code", "y", at=place(2))
    assert [problem.severity for problem in problems] == ["error", "warning"]
    assert problems.has_errors
    assert render_summary(problems) == "1 error, 1 warning"


def test_the_number_of_problems_is_limited() -> None:
    problems = Problems()
    for number in range(3_000):
        problems.add("unresolved-ref", f"number {number}", at=f"#/{number}")
    for number in range(20_000):
        problems.add("wrong-type", "the same", at=f"#/{number}")
    *_, last, same = sorted(problems, key=lambda each: len(each.places))
    assert len(problems) == 1_002
    assert (
        last.message
        == "the target of a $ref does not exist: further problems with this code"
    )
    assert (len(last.places), len(same.places)) == (2_000, 10_000)
