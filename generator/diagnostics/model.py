"""Problems of a document, the places where they occur, and the errors that end a run.

A problem has a code, a message, places, a consequence and a suggestion. All problems of
a run are collected; those with the same code and message become one with several
places. Lines and columns are computed only when problems are read, so that a document
without problems costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from generator.diagnostics.catalogue import Severity, code_severity, code_title
from generator.text import printable

__all__ = [
    "DocumentError",
    "Location",
    "Locator",
    "Origin",
    "Place",
    "Problem",
    "Problems",
    "UsageError",
    "fatal_error",
]

# A document may be made to have millions of problems.
_MAX_PROBLEMS_PER_CODE = 1_000
_MAX_PLACES_PER_PROBLEM = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a source file.

    `line` and `column` count from 1; `pointer` is the JSON pointer of the node there.
    `excerpt` is the source line, cut to the width of a terminal; the position is at
    index `mark` of it, and `span` characters from there on are to be underlined.
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
    """A node of a source file: the name of the file and a JSON pointer into it."""

    file: str
    pointer: str


# A JSON pointer into the document as it is now ("#/paths/..."), a node of a source
# file, or a position in one.
Location = str | Origin | Place


class Locator(Protocol):
    """Finds the positions of nodes in source files."""

    def places(self, locations: Sequence[str | Origin]) -> list[Place]:
        """Return one place for each location, in order."""
        ...

    def origin(self, location: str | Origin) -> Origin:
        """Return the node of a source file that a pointer came from."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, with every place where it occurs in the order of the files."""

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...] = ()
    consequence: str = ""
    suggestion: str = ""


class UsageError(Exception):
    """The command was used wrongly. The message is one paragraph; exit status 2."""


class DocumentError(Exception):
    """The document cannot be used; `problems` say why. Exit status 2."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            f"{problem.severity}[{problem.code}]: {printable(problem.message)}"
            for problem in self.problems
        )


def fatal_error(
    code: str,
    message: str,
    place: Place,
    *,
    consequence: str = "nothing is generated",
    suggestion: str = "",
) -> DocumentError:
    """Return the error for one problem at one place that ends the run."""
    problem = Problem(code, "error", message, (place,), consequence, suggestion)
    return DocumentError(problem)


@dataclass(slots=True)
class _Entry:
    locations: list[Location]
    consequence: str
    suggestion: str


class Problems:
    """The problems of one run, in the order of their places when iterated over."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._counts: Counter[str] = Counter()
        self._locator: Locator | None = None

    def set_locator(self, locator: Locator) -> None:
        """Set what turns locations into places; the loader of the document does so."""
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
        """Add a problem at a location, with the severity of its code.

        Beyond 1,000 different messages of one code, the rest become one problem.
        """
        entry = self._entries.get((code, message))
        if entry is None and self._counts[code] >= _MAX_PROBLEMS_PER_CODE:
            message = f"{code_title(code)}: further problems with this code"
            entry = self._entries.get((code, message))
        if entry is None:
            entry = _Entry([], consequence, suggestion)
            self._entries[code, message] = entry
            self._counts[code] += 1
        locations = entry.locations
        if at not in locations[-3:] and len(locations) < _MAX_PLACES_PER_PROBLEM:
            locations.append(at)

    def origins(self) -> set[tuple[str, str]]:
        """Return (file, pointer) of every problem, so that others can skip those."""
        found: set[tuple[str, str]] = set()
        for entry in self._entries.values():
            for at in entry.locations:
                if isinstance(at, str) and self._locator is not None:
                    at = self._locator.origin(at)
                if not isinstance(at, str):
                    found.add((at.file, at.pointer))
        return found

    @property
    def has_errors(self) -> bool:
        """Whether there is an error, which ends the run."""
        return any(code_severity(code) == "error" for code, _ in self._entries)

    @property
    def has_warnings(self) -> bool:
        """Whether there is a warning, which makes `--strict` fail."""
        return any(code_severity(code) == "warning" for code, _ in self._entries)

    def place(self, location: str | Origin) -> Place:
        """Return the position of a node."""
        if self._locator is None:
            return _start_of_file(location)
        return self._locator.places([location])[0]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Problem]:
        places = iter(self._places())
        found: list[Problem] = []
        for (code, message), entry in self._entries.items():
            unique = dict.fromkeys(next(places) for _ in entry.locations)
            found.append(
                Problem(
                    code,
                    code_severity(code),
                    message,
                    tuple(sorted(unique, key=_place_order)),
                    entry.consequence,
                    entry.suggestion,
                )
            )
        return iter(sorted(found, key=_problem_order))

    def _places(self) -> list[Place]:
        """Return the place of every location, with one walk of each source file."""
        locations = [at for entry in self._entries.values() for at in entry.locations]
        unplaced: list[str | Origin] = [
            at for at in locations if not isinstance(at, Place)
        ]
        if self._locator is None:
            places = [_start_of_file(at) for at in unplaced]
        else:
            places = self._locator.places(unplaced)
        found = iter(places)
        return [at if isinstance(at, Place) else next(found) for at in locations]


def _start_of_file(location: str | Origin) -> Place:
    if isinstance(location, Origin):
        return Place(location.file, 1, 1, location.pointer)
    return Place("", 1, 1, location)


def _place_order(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column


def _problem_order(problem: Problem) -> tuple[tuple[str, int, int], str, str]:
    first = _place_order(problem.places[0]) if problem.places else ("", 0, 0)
    return first, problem.code, problem.message
