"""Problems as text and as JSON."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics.model import DocumentError, Place, Problem
from generator.diagnostics.render import (
    render_json,
    render_problem,
    render_problems,
    render_summary,
)


def problem(**changes: object) -> Problem:
    values = {"code": "unresolved-ref", "severity": "warning", "message": "m"}
    return Problem(**{**values, **changes})  # type: ignore[arg-type]


def test_problems_are_separated_by_a_blank_line() -> None:
    text = render_problems([problem(), problem(message="n")])
    assert text == "warning[unresolved-ref]: m\n\nwarning[unresolved-ref]: n"


def test_places_beyond_the_fifth_are_counted() -> None:
    places = tuple(Place("a.yml", line, 1, "#") for line in range(1, 9))
    lines = render_problem(problem(places=places)).splitlines()
    assert lines[1:6] == [f"  --> a.yml:{line}:1" for line in range(1, 6)]
    assert lines[6:] == ["  --> and 3 more places"]


def test_credentials_in_an_excerpt_are_hidden() -> None:
    excerpt = "url: https://me:secret@a.example"
    place = Place("a.yml", 1, 6, "#/url", excerpt, mark=5, span=27)
    text = render_problem(problem(places=(place,)))
    assert "secret" not in text
    assert "  1 | url: https://*********@a.example" in text
    assert f"    | {' ' * 5}{'^' * 27}" in text


def test_the_length_of_a_message_is_limited() -> None:
    assert len(render_problem(problem(message="x" * 5_000))) < 700


def test_severities_are_counted_in_order() -> None:
    note, error = problem(severity="note"), problem(severity="error")
    assert render_summary([note, problem(), problem(), error]) == (
        "1 error, 2 warnings, 1 note"
    )
    assert render_summary([]) == ""


def test_json_has_every_member_but_the_excerpt() -> None:
    place = Place("ü.yml", 2, 3, "#/a", "excerpt")
    text = render_json([problem(places=(place,), consequence="c", suggestion="s")])
    assert text.isascii()
    assert json.loads(text) == [
        {
            "code": "unresolved-ref",
            "severity": "warning",
            "message": "m",
            "places": [{"file": "ü.yml", "line": 2, "column": 3, "pointer": "#/a"}],
            "consequence": "c",
            "suggestion": "s",
        }
    ]


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
def test_unprintable_characters_are_escaped(text: str) -> None:
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
