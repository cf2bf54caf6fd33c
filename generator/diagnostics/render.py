"""Problems as text for a terminal, and as JSON for machines."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from generator.diagnostics.catalogue import Severity
from generator.diagnostics.model import Place, Problem
from generator.text import pluralize, printable, truncate

__all__ = [
    "problem_object",
    "render_json",
    "render_problem",
    "render_problems",
    "render_summary",
]

_MAX_MESSAGE_LENGTH = 600
_MAX_PLACES_SHOWN = 5
# The user information of a URL, which may be a password.
_CREDENTIALS = re.compile(r"(?<=//)[^/@#?\s]+(?=@)")

_COLOURS: Mapping[str, str] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "place": "\x1b[34m",
    "bold": "\x1b[1m",
}


def render_problems(problems: Iterable[Problem], *, colour: bool = False) -> str:
    """Return problems as text for a terminal, separated by blank lines."""
    return "\n\n".join(render_problem(each, colour=colour) for each in problems)


def render_problem(problem: Problem, *, colour: bool = False) -> str:
    """Return one problem as text for a terminal, with unprintable characters escaped.

    The text has the severity, code and message; each place as file:line:column, the
    first with its source line underlined; the cost; and the help.
    """
    head = _paint(f"{problem.severity}[{problem.code}]", problem.severity, colour)
    message = truncate(printable(problem.message), _MAX_MESSAGE_LENGTH)
    lines = [f"{head}: {_paint(message, 'bold', colour)}"]
    for number, place in enumerate(problem.places[:_MAX_PLACES_SHOWN]):
        lines += _render_place(place, colour, with_excerpt=number == 0)
    hidden = len(problem.places) - _MAX_PLACES_SHOWN
    if hidden > 0:
        lines.append(f"  --> and {pluralize(hidden, 'more place')}")
    for label, note in (("cost", problem.consequence), ("help", problem.suggestion)):
        if note:
            lines.append(
                f"  = {label}: {truncate(printable(note), _MAX_MESSAGE_LENGTH)}"
            )
    return "\n".join(lines)


def _paint(text: str, role: str, colour: bool) -> str:
    return f"{_COLOURS[role]}{text}\x1b[0m" if colour else text


def _render_place(place: Place, colour: bool, *, with_excerpt: bool) -> list[str]:
    where = f"{printable(place.file)}:{place.line}:{place.column}"
    lines = [f"  {_paint('-->', 'place', colour)} {where}"]
    if with_excerpt and place.excerpt:
        gutter = str(place.line)
        margin = " " * len(gutter)
        before, marked, after = _split_excerpt(place)
        under = "^" * max(1, len(marked))
        lines += [
            f"  {margin} |",
            f"  {gutter} | {before}{marked}{after}",
            f"  {margin} | {' ' * len(before)}{under}",
        ]
    return lines


def _split_excerpt(place: Place) -> tuple[str, str, str]:
    """Return the excerpt before, at and after the mark, each part escaped."""
    end = place.mark + max(1, place.span)
    # Tabs and credentials are replaced by as many characters: the mark stays right.
    text = place.excerpt.replace("\t", " ")
    text = _CREDENTIALS.sub(lambda match: "*" * len(match.group()), text)
    return (
        printable(text[: place.mark]),
        printable(text[place.mark : end]),
        printable(text[end:]),
    )


def render_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array of objects, indented, in ASCII."""
    return json.dumps([problem_object(each) for each in problems], indent=2)


def problem_object(problem: Problem) -> dict[str, Any]:
    """Return a problem as an object of JSON."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "places": [
            {
                "file": place.file,
                "line": place.line,
                "column": place.column,
                "pointer": place.pointer,
            }
            for place in problem.places
        ],
        "consequence": problem.consequence,
        "suggestion": problem.suggestion,
    }


def render_summary(problems: Iterable[Problem]) -> str:
    """Return the number of each severity, as "2 errors, 3 warnings"; "" for none."""
    counts = Counter(problem.severity for problem in problems)
    severities = get_args(Severity)
    return ", ".join(
        pluralize(counts[each], each) for each in severities if counts[each]
    )
