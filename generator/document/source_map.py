"""Map the nodes of a document back to its source files.

Overlays, references and the conversion of older versions move nodes. Each such step
records the pointers that it moved. A node is found in a source file by tracing its
pointer back through the steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from generator.diagnostics.model import Origin, Place
from generator.document.syntax.positions import find_places
from generator.document.syntax.source import Source

__all__ = ["Relocations", "SourceMap"]


@dataclass
class Relocations:
    """The nodes that one step moved: from a pointer after it to the node before it.

    A node below a moved one has moved with it.
    """

    prefixes: dict[str, str | Origin] = field(default_factory=dict)

    def record(self, after: str, before: str | Origin) -> None:
        """Record that the node at `after` was at `before`."""
        self.prefixes[after] = before

    def trace_back(self, pointer: str) -> str | Origin:
        """Return where the node at a pointer was before this step."""
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

    def trace_forward(self, pointers: Iterable[str], origin: Origin) -> list[str]:
        """Return where nodes are after this step: those that were at `pointers` before
        it, and those that the step made from the node of a source file.
        """
        found: dict[str, None] = {}
        for pointer in pointers:
            source = _longest_prefix(pointer, self._targets)
            if source is not None:
                rest = pointer[len(source) :]
                found.update((after + rest, None) for after in self._targets[source])
            elif _longest_prefix(pointer, self.prefixes) is None:
                found[pointer] = None
        for before, after in self._copies.get(origin.file, ()):
            if f"{origin.pointer}/".startswith(f"{before}/"):
                found[after + origin.pointer[len(before) :]] = None
        return list(found)

    @cached_property
    def _targets(self) -> dict[str, list[str]]:
        """Where the step moved nodes of the document, by where they were before it."""
        targets: dict[str, list[str]] = {}
        for after, before in self.prefixes.items():
            if isinstance(before, str):
                targets.setdefault(before, []).append(after)
        return targets

    @cached_property
    def _copies(self) -> dict[str, list[tuple[str, str]]]:
        """What the step made from source files: pointers into the file and after it."""
        copies: dict[str, list[tuple[str, str]]] = {}
        for after, before in self.prefixes.items():
            if isinstance(before, Origin):
                copies.setdefault(before.file, []).append((before.pointer, after))
        return copies


def _longest_prefix(pointer: str, known: Collection[str]) -> str | None:
    """Return the longest of the known pointers that leads to a node or above it."""
    end = len(pointer)
    while end > 0:
        if pointer[:end] in known:
            return pointer[:end]
        end = pointer.rfind("/", 0, end)
    return None


class SourceMap:
    """The source files of a document and the steps that moved its nodes.

    It is the locator of the document's problems.
    """

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.root_file = ""
        self._steps: list[Relocations] = []
        self._validator_steps = 0

    def mark_validator_input(self) -> None:
        """Note that the validator gets the document as it is after the steps so far."""
        self._validator_steps = len(self._steps)

    def add(self, source: Source) -> None:
        """Add a file; the first one is the document itself."""
        self.root_file = self.root_file or source.name
        self.sources[source.name] = source

    def begin_step(self) -> Relocations:
        """Return the relocations of a new step."""
        self._steps.append(Relocations())
        return self._steps[-1]

    def validator_origin(self, pointer: str) -> Origin:
        """Return the node of a source file for a pointer into the validator's input."""
        return self._trace_back(pointer, self._steps[: self._validator_steps])

    def origin(self, location: str | Origin) -> Origin:
        """Return the node of a source file that a pointer came from."""
        return self._trace_back(location, self._steps)

    def _trace_back(self, location: str | Origin, steps: list[Relocations]) -> Origin:
        for relocations in reversed(steps):
            if isinstance(location, Origin):
                break
            location = relocations.trace_back(location)
        if isinstance(location, Origin):
            return location
        return Origin(self.root_file, location)

    def current(self, origin: Origin) -> list[str]:
        """Return where a node of a source file is after the steps so far: nowhere if it
        was removed, in several places if it was copied.
        """
        found = [origin.pointer] if origin.file == self.root_file else []
        for step in self._steps:
            if step.prefixes:
                found = step.trace_forward(found, origin)
        return found

    def places(self, locations: Iterable[str | Origin]) -> list[Place]:
        """Return the place of each location; walks each file at most once."""
        origins = [self.origin(location) for location in locations]
        by_file: dict[str, dict[Origin, None]] = {}
        for origin in origins:
            by_file.setdefault(origin.file, {})[origin] = None
        found: dict[Origin, Place] = {}
        for name, wanted in by_file.items():
            source = self.sources.get(name)
            if source is None:
                found.update((each, Place(name, 1, 1, each.pointer)) for each in wanted)
            else:
                places = find_places(source, [each.pointer for each in wanted])
                found.update(zip(wanted, places, strict=True))
        return [found[origin] for origin in origins]
