"""What can be wrong with a document, and how it is told.

A problem has a code, a place, a consequence and a suggestion. Problems are collected,
never only the first; equal ones (same code and message) become one with several places.
Places are looked up when problems are read, so that a document without any pays nothing
for positions.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from generator.text import clip, count, printable

__all__ = [
    "CODES",
    "CodeInfo",
    "DocumentError",
    "Location",
    "Locator",
    "Origin",
    "Place",
    "Problem",
    "Problems",
    "Severity",
    "UsageError",
    "render_json",
    "render_problem",
    "render_problems",
    "summary",
]

Severity = Literal["error", "warning", "note"]

_MAX_MESSAGE = 600
_MAX_PLACES_SHOWN = 5
# Nobody reads more, and a document may be made to have a million.
_MAX_OF_A_CODE = 1_000
_MAX_PLACES = 10_000


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """What a code means: how grave it is and one line for the page of codes."""

    severity: Severity
    title: str


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a source file; line and column count from 1.

    `excerpt` is the source line (cut to fit a terminal), `mark` the offset in it that
    the position is at, `span` how many characters to underline.
    """

    file: str
    line: int
    column: int
    pointer: str
    excerpt: str = field(default="", compare=False)
    mark: int = field(default=0, compare=False)
    span: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """A node of a source file whose line is not known yet."""

    file: str
    pointer: str


# A pointer into the document as the program sees it ("#/paths/..."), a node of a
# source file, or a finished place.
Location = str | Origin | Place


class Locator(Protocol):
    """Finds lines and columns; the loaded document gives one to its problems."""

    def places(self, locations: Sequence[str | Origin]) -> list[Place]:
        """Return one place for each location, in order."""
        ...

    def origin(self, location: str | Origin) -> Origin:
        """Return the node of a source file that a pointer came from."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, wherever it occurs."""

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...] = ()
    consequence: str = ""
    suggestion: str = ""


@dataclass(slots=True)
class _Entry:
    locations: list[Location]
    consequence: str
    suggestion: str


class Problems:
    """Collects problems while a document passes through the program."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._counts: Counter[str] = Counter()
        self._locator: Locator | None = None

    def locate_with(self, locator: Locator) -> None:
        """Give the means to find places; the document's loader calls this."""
        self._locator = locator

    def add(
        self,
        code: str,
        message: str,
        *,
        at: Location,
        consequence: str = "",
        suggestion: str = "",
    ) -> None:
        """Record a problem `at` a location; its severity is that of its code."""
        entry = self._entries.get((code, message))
        if entry is None and self._counts[code] >= _MAX_OF_A_CODE:
            message = f"{_title(code)}, in more ways than are listed"
            entry = self._entries.get((code, message))
        if entry is None:
            entry = _Entry([], consequence, suggestion)
            self._entries[code, message] = entry
            self._counts[code] += 1
        known = entry.locations
        if at not in known[-3:] and len(known) < _MAX_PLACES:
            known.append(at)

    def origins(self) -> set[tuple[str, str]]:
        """Return (file, pointer) of every problem so far, for another check to skip."""
        locator = self._locator
        found: set[tuple[str, str]] = set()
        for entry in self._entries.values():
            for at in entry.locations:
                if isinstance(at, str) and locator is not None:
                    at = locator.origin(at)
                if not isinstance(at, str):
                    found.add((at.file, at.pointer))
        return found

    @property
    def has_errors(self) -> bool:
        """Tell whether generation cannot go on."""
        return any(_severity(code) == "error" for code, _ in self._entries)

    @property
    def has_warnings(self) -> bool:
        """Tell whether `--strict` must fail."""
        return any(_severity(code) == "warning" for code, _ in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Problem]:
        """Give every problem in the order of the document."""
        places = iter(self._places())
        found = [
            _finish(code, message, entry, [next(places) for _ in entry.locations])
            for (code, message), entry in self._entries.items()
        ]
        return iter(sorted(found, key=_document_order))

    def _places(self) -> list[Place]:
        """Look up all locations at once: one walk of each source file serves all."""
        wanted = [at for entry in self._entries.values() for at in entry.locations]
        open_ones: list[str | Origin] = [
            at for at in wanted if not isinstance(at, Place)
        ]
        if self._locator is None:
            found = [_unplaced(at) for at in open_ones]
        else:
            found = self._locator.places(open_ones)
        rest = iter(found)
        return [at if isinstance(at, Place) else next(rest) for at in wanted]


def _unplaced(location: str | Origin) -> Place:
    if isinstance(location, Origin):
        return Place(location.file, 1, 1, location.pointer)
    return Place("", 1, 1, location)


def _finish(code: str, message: str, entry: _Entry, places: list[Place]) -> Problem:
    ordered = sorted(dict.fromkeys(places), key=_place_order)
    return Problem(
        code,
        _severity(code),
        message,
        tuple(ordered),
        entry.consequence,
        entry.suggestion,
    )


def _title(code: str) -> str:
    info = CODES.get(code)
    return info.title if info else code


def _severity(code: str) -> Severity:
    # A code missing from the table is a fault of ours, not the user's to crash on.
    info = CODES.get(code)
    return info.severity if info else "warning"


def _place_order(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column


def _document_order(problem: Problem) -> tuple[tuple[str, int, int], str, str]:
    first = _place_order(problem.places[0]) if problem.places else ("", 0, 0)
    return first, problem.code, problem.message


class UsageError(Exception):
    """The command was used wrongly: one paragraph, exit 2."""


class DocumentError(Exception):
    """The document cannot be used: carries the problems that say why, exit 2."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n\n".join(render_problem(problem) for problem in self.problems)


_COLOURS: Mapping[str, str] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "place": "\x1b[34m",
    "bold": "\x1b[1m",
}


def render_problems(problems: Iterable[Problem], *, colour: bool = False) -> str:
    """Return all problems as a terminal shows them, a blank line between two."""
    return "\n\n".join(render_problem(each, colour=colour) for each in problems)


def render_problem(problem: Problem, *, colour: bool = False) -> str:
    """Return one problem as text for a terminal, everything in it escaped.

    Severity, code and message; each place as file:line:column (the first with its
    source line and a mark under it); what it costs; what to do.
    """
    head = _paint(f"{problem.severity}[{problem.code}]", problem.severity, colour)
    message = clip(printable(problem.message), _MAX_MESSAGE)
    lines = [f"{head}: {_paint(message, 'bold', colour)}"]
    for number, place in enumerate(problem.places[:_MAX_PLACES_SHOWN]):
        lines += _render_place(place, colour, with_excerpt=number == 0)
    hidden = len(problem.places) - _MAX_PLACES_SHOWN
    if hidden > 0:
        lines.append(f"  --> and {count(hidden, 'more place')}")
    for label, note in (("cost", problem.consequence), ("help", problem.suggestion)):
        if note:
            lines.append(f"  = {label}: {clip(printable(note), _MAX_MESSAGE)}")
    return "\n".join(lines)


def _paint(text: str, role: str, colour: bool) -> str:
    return f"{_COLOURS[role]}{text}\x1b[0m" if colour else text


def _render_place(place: Place, colour: bool, *, with_excerpt: bool) -> list[str]:
    where = f"{printable(place.file)}:{place.line}:{place.column}"
    lines = [f"  {_paint('-->', 'place', colour)} {where}"]
    if with_excerpt and place.excerpt:
        gutter = str(place.line)
        margin = " " * len(gutter)
        before, marked, after = _cut(place)
        under = "^" * max(1, len(marked))
        lines += [
            f"  {margin} |",
            f"  {gutter} | {before}{marked}{after}",
            f"  {margin} | {' ' * len(before)}{under}",
        ]
    return lines


def _cut(place: Place) -> tuple[str, str, str]:
    """Split the excerpt at the mark; escaping may widen each part."""
    end = place.mark + max(1, place.span)
    text = _SECRET.sub(_stars, place.excerpt.replace("\t", " "))
    parts = text[: place.mark], text[place.mark : end], text[end:]
    before, marked, after = (printable(part) for part in parts)
    return before, marked, after


# What stands before @ in an address may be a password.
_SECRET = re.compile(r"(?<=//)[^/@#?\s]+(?=@)")


def _stars(match: re.Match[str]) -> str:
    return "*" * len(match.group())


def render_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array for machines."""
    found = [_as_json(problem) for problem in problems]
    return json.dumps(found, indent=2, ensure_ascii=True)


def _as_json(problem: Problem) -> dict[str, Any]:
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


def summary(problems: Iterable[Problem]) -> str:
    """Return "2 errors, 3 warnings" for the last line; empty without any."""
    found = list(problems)
    counted = (
        (severity, sum(each.severity == severity for each in found))
        for severity in ("error", "warning", "note")
    )
    return ", ".join(count(number, severity) for severity, number in counted if number)


CODES: dict[str, CodeInfo] = {
    # Reading
    "unreadable-document": CodeInfo("error", "the document cannot be read"),
    "not-text": CodeInfo("error", "the file is binary or in an unknown encoding"),
    "syntax-error": CodeInfo("error", "the text is neither valid YAML nor JSON"),
    "several-documents": CodeInfo("error", "the file holds several YAML documents"),
    "not-a-mapping": CodeInfo("error", "the document is not a mapping"),
    "not-openapi": CodeInfo("error", "the document is not an OpenAPI description"),
    "unsupported-version": CodeInfo("error", "this version is not supported"),
    "limit-exceeded": CodeInfo("error", "the document exceeds a safety limit"),
    "duplicate-key": CodeInfo("error", "a mapping has the same key twice"),
    "unknown-tag": CodeInfo("warning", "a YAML tag is not one of the core schema"),
    "non-finite-number": CodeInfo("warning", "JSON has no such number"),
    "lone-surrogate": CodeInfo("warning", "a string holds half a character"),
    # References
    "unresolved-ref": CodeInfo("warning", "a $ref points nowhere"),
    "circular-ref": CodeInfo("warning", "a chain of $ref never ends at a value"),
    "forbidden-ref": CodeInfo("warning", "a $ref leads out of the document's folder"),
    "unreadable-ref": CodeInfo("warning", "the file of a $ref cannot be read"),
    "misplaced-ref": CodeInfo("warning", "a $ref stands where none is allowed"),
    "invalid-ref": CodeInfo("warning", "a $ref is not a string"),
    "wrong-kind-ref": CodeInfo("warning", "a $ref points to another kind of object"),
    "ref-siblings": CodeInfo("note", "keywords beside a $ref are ignored"),
    "dynamic-ref": CodeInfo("note", "a dynamic reference is read as a plain one"),
    # Overlays
    "overlay-no-match": CodeInfo("warning", "an overlay action changes nothing"),
    "invalid-pagination": CodeInfo("warning", "x-pagination cannot be followed"),
    "invalid-overlay": CodeInfo("error", "an overlay cannot be applied"),
    "overlay-extends": CodeInfo("note", "an overlay names another document"),
    # Repairs
    "duplicate-operation-id": CodeInfo("warning", "an operationId is used twice"),
    "undeclared-path-parameter": CodeInfo(
        "warning", "a path names a parameter that is not declared"
    ),
    "optional-path-parameter": CodeInfo(
        "warning", "a path parameter is not marked as required"
    ),
    "misplaced-keyword": CodeInfo(
        "warning", "a keyword of schemas stands beside the schema"
    ),
    "unused-path-parameter": CodeInfo(
        "warning", "a path parameter does not occur in its path"
    ),
    "boolean-as-text": CodeInfo("warning", "a text stands where a boolean belongs"),
    "number-as-text": CodeInfo("warning", "a text stands where a number belongs"),
    "unquoted-text": CodeInfo(
        "warning", "a number, boolean or null stands where a text belongs"
    ),
    "wrong-type": CodeInfo("warning", "a value has the wrong type and is left out"),
    "missing-member": CodeInfo("warning", "a required member is missing"),
    "invalid-schema": CodeInfo("warning", "a schema is not a mapping or boolean"),
    "lossy-conversion": CodeInfo("note", "a Swagger 2.0 construct has no equal"),
    "unsupported-dialect": CodeInfo("warning", "an unknown JSON Schema dialect"),
    # Validation
    "invalid-document": CodeInfo("warning", "openapi-spec-validator objects"),
    "invalid-default": CodeInfo("warning", "a default does not match its schema"),
    "validation-incomplete": CodeInfo("note", "the validator did not finish"),
    # Selection
    "nothing-selected": CodeInfo("error", "no operation is left by the options"),
    "selection-no-match": CodeInfo("warning", "an option matches no operation"),
    # Lowering
    "undefined-security-scheme": CodeInfo(
        "warning", "a security requirement names an undefined scheme"
    ),
    "alternative-media-type": CodeInfo(
        "note", "a response is documented in other forms besides JSON"
    ),
    "overlapping-one-of": CodeInfo("warning", "variants of a oneOf overlap"),
    "unsupported-form": CodeInfo("warning", "the schema of a form is no object"),
    "unsupported-keyword": CodeInfo("warning", "a keyword has no effect here"),
    "unsupported-payload": CodeInfo("warning", "the payload of an event is not JSON"),
    "conflicting-all-of": CodeInfo("warning", "parts of an allOf contradict"),
    "contradictory-schema": CodeInfo("warning", "keywords of a schema contradict"),
    "idle-keyword": CodeInfo("note", "a keyword is for another type"),
    "invalid-parameter": CodeInfo("warning", "a parameter cannot be sent"),
    "invalid-security-scheme": CodeInfo("warning", "a security scheme is unusable"),
    "invalid-status": CodeInfo("warning", "a response has no valid status"),
    "reserved-header": CodeInfo("warning", "a header parameter has no effect"),
    "unenforced-keyword": CodeInfo("note", "a constraint is documented only"),
    "unknown-keyword": CodeInfo("note", "a keyword is not one of JSON Schema"),
    "unusable-discriminator": CodeInfo("warning", "a discriminator cannot be used"),
}
