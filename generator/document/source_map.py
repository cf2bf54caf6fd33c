"""All files of a document, and where its nodes came from.

Overlays, bundling and the conversion of older dialects move nodes. Each such step notes
the prefixes that it moved; a place is found by going the steps back to a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.diagnostics.model import (
    DocumentError,
    Origin,
    Place,
    Problems,
    fatal_error,
)
from generator.document.syntax.positions import places_in
from generator.document.syntax.source import Source

__all__ = ["Relocations", "Reporter", "SourceMap"]


@dataclass(slots=True)
class Relocations:
    """What one step moved: from a prefix after it to the node before it."""

    prefixes: dict[str, str | Origin] = field(default_factory=dict)

    def record(self, after: str, before: str | Origin) -> None:
        """Record that the node now at `after` was at `before`."""
        self.prefixes[after] = before

    def trace_back(self, pointer: str) -> str | Origin:
        """Return where the node at `pointer` was before this step."""
        prefixes = self.prefixes
        if not prefixes:
            return pointer
        end = len(pointer)
        while end > 0:
            before = prefixes.get(pointer[:end])
            if isinstance(before, Origin):
                return Origin(before.file, before.pointer + pointer[end:])
            if before is not None:
                return before + pointer[end:]
            end = pointer.rfind("/", 0, end)
        return pointer


class SourceMap:
    """Finds the place of a node; the locator of a document's problems."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.root_file = ""
        self.steps: list[Relocations] = []
        self.snapshot_steps = 0

    def mark_validator_input(self) -> None:
        """Remember that the validator's copy of the document is made now."""
        self.snapshot_steps = len(self.steps)

    def add(self, source: Source) -> None:
        """Take a file in; the first is the document itself."""
        self.root_file = self.root_file or source.name
        self.sources[source.name] = source

    def begin_step(self) -> Relocations:
        """Begin a step that moves nodes."""
        relocations = Relocations()
        self.steps.append(relocations)
        return relocations

    def validator_origin(self, pointer: str) -> Origin:
        """Return the node that a pointer into the validator's copy came from."""
        return self._back(pointer, self.steps[: self.snapshot_steps])

    def origin(self, location: str | Origin) -> Origin:
        """Return the node of a source file that a pointer came from."""
        return self._back(location, self.steps)

    def _back(self, location: str | Origin, steps: list[Relocations]) -> Origin:
        for relocations in reversed(steps):
            if isinstance(location, Origin):
                break
            location = relocations.trace_back(location)
        if isinstance(location, Origin):
            return location
        return Origin(self.root_file, location)

    def places(self, locations: Sequence[str | Origin]) -> list[Place]:
        """Return the place of each location, with one walk of each file concerned."""
        origins = [self.origin(location) for location in locations]
        by_file: dict[str, dict[str, Place]] = {}
        for origin in origins:
            by_file.setdefault(origin.file, {})
        for name, known in by_file.items():
            source = self.sources.get(name)
            wanted = list(
                dict.fromkeys(each.pointer for each in origins if each.file == name)
            )
            if source is None:
                known.update(
                    (pointer, Place(name, 1, 1, pointer)) for pointer in wanted
                )
            else:
                known.update(zip(wanted, places_in(source, wanted), strict=True))
        return [by_file[origin.file][origin.pointer] for origin in origins]


class Reporter:
    """Adds problems while nodes still move: their place is fixed at once."""

    def __init__(self, problems: Problems, source_map: SourceMap) -> None:
        self._problems = problems
        self._source_map = source_map

    def fatal_error(
        self, code: str, message: str, *, at: str, suggestion: str = ""
    ) -> DocumentError:
        """Return the error that ends the run because of the node at a pointer."""
        place = self._source_map.places([self._source_map.origin(at)])[0]
        return fatal_error(code, message, place, suggestion=suggestion)

    def add(
        self,
        code: str,
        message: str,
        *,
        at: str,
        consequence: str = "",
        suggestion: str = "",
    ) -> None:
        """Record a problem at a pointer that is right now, but may not stay so."""
        self._problems.add(
            code,
            message,
            at=self._source_map.origin(at),
            consequence=consequence,
            suggestion=suggestion,
        )

    def source_texts(self, pointers: Sequence[str]) -> list[str]:
        """Return the text of each scalar as the author wrote it (60 signs at most)."""
        origins = [self._source_map.origin(pointer) for pointer in pointers]
        places = self._source_map.places(origins)
        return [at.excerpt[at.mark : at.mark + at.span] for at in places]
