"""Problems of a document, the places where they occur, and the errors that end a run.

A problem has a code, a message, places, a consequence and a suggestion. All problems of
a run are collected; those with the same code and message become one with several
places. Lines and columns are computed only when problems are read, so that a document
without problems costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
    code: str, message: str, place: Place, *, suggestion: str = ""
) -> DocumentError:
    """Return the error for one problem at one place that ends the run."""
    cost = "nothing is generated"
    return DocumentError(Problem(code, "error", message, (place,), cost, suggestion))


class Problems:
    """The problems of one run, in the order of their places when iterated over."""

    def __init__(self) -> None:
        # Problems without places, and their locations, by code and message.
        self._found: dict[tuple[str, str], tuple[Problem, list[Location]]] = {}
        self._counts: Counter[str] = Counter()
        self._locator: Locator | None = None

    def set_locator(self, locator: Locator) -> None:
        """Set the locator, which finds the places of locations."""
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

        A pointer is traced back to its source file at once: later steps of loading may
        move the node. Beyond 1,000 different messages of one code, the rest become one
        problem.
        """
        if (code, message) not in self._found:
            if self._counts[code] >= _MAX_PROBLEMS_PER_CODE:
                message = f"{code_title(code)}: further problems with this code"
            self._counts[code] += 1
        severity = code_severity(code)
        problem = Problem(code, severity, message, (), consequence, suggestion)
        _, locations = self._found.setdefault((code, message), (problem, []))
        if isinstance(at, str) and self._locator is not None:
            at = self._locator.origin(at)
        if at not in locations[-3:] and len(locations) < _MAX_PLACES_PER_PROBLEM:
            locations.append(at)

    def origins(self) -> set[tuple[str, str]]:
        """Return (file, pointer) of every problem, so that others can skip those."""
        return {
            (at.file, at.pointer) for at in self._locations() if not isinstance(at, str)
        }

    @property
    def has_errors(self) -> bool:
        """Whether there is an error, which ends the run."""
        return any(code_severity(code) == "error" for code, _ in self._found)

    @property
    def has_warnings(self) -> bool:
        """Whether there is a warning, which makes `--strict` fail."""
        return any(code_severity(code) == "warning" for code, _ in self._found)

    def place(self, location: Location) -> Place:
        """Return the position of a node."""
        return self.places([location])[0]

    def places(self, locations: Sequence[Location]) -> list[Place]:
        """Return the position of each node, with one walk of each source file."""
        nodes = [at for at in locations if not isinstance(at, Place)]
        locator = self._locator
        found = locator.places(nodes) if locator else map(_start_of_file, nodes)
        rest = iter(found)
        return [at if isinstance(at, Place) else next(rest) for at in locations]

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        places = iter(self.places(self._locations()))
        found: list[Problem] = []
        for problem, locations in self._found.values():
            unique = dict.fromkeys(next(places) for _ in locations)
            ordered = tuple(sorted(unique, key=_place_order))
            found.append(replace(problem, places=ordered))
        return iter(sorted(found, key=_problem_order))

    def _locations(self) -> list[Location]:
        return [at for _, locations in self._found.values() for at in locations]


def _start_of_file(location: str | Origin) -> Place:
    if isinstance(location, Origin):
        return Place(location.file, 1, 1, location.pointer)
    return Place("", 1, 1, location)


def _place_order(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column


def _problem_order(problem: Problem) -> tuple[tuple[str, int, int], str, str]:
    first = _place_order(problem.places[0]) if problem.places else ("", 0, 0)
    return first, problem.code, problem.message
