"""Which operations of a document the package is made for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.lower.schema.annotations import text_of

__all__ = ["EVERYTHING", "Choice", "Selection"]

_FORMS = "a tag, an operationId, a path or 'GET /path'; * and ? are wildcards"


@dataclass(frozen=True, slots=True)
class Selection:
    """Patterns of operations that are wanted and of those that are not.

    A pattern is compared with each tag of an operation, its operationId, its path
    (the name of a webhook) and method and path; ``*``, ``?`` and ``[…]`` are wildcards.
    Without `include` every operation is wanted.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)


EVERYTHING = Selection()


@dataclass(slots=True)
class Choice:
    """Takes the operations of a selection, and remembers which patterns had a part."""

    selection: Selection
    _matched: set[str] = field(default_factory=set)
    _taken: int = 0

    def takes(self, path: str, method: str, operation: Node) -> bool:
        """Tell whether an operation, or a webhook, is wanted."""
        if not self.selection:
            return True
        labels = tuple(_labels(path, method, operation))
        wanted = self._any(self.selection.include, labels) or not self.selection.include
        excluded = self._any(self.selection.exclude, labels)
        self._taken += wanted and not excluded
        return wanted and not excluded

    def _any(self, patterns: Iterable[str], labels: tuple[str, ...]) -> bool:
        matching = {
            pattern
            for pattern in patterns
            if any(fnmatchcase(label, pattern) for label in labels)
        }
        self._matched |= matching
        return bool(matching)

    def report(self, problems: Problems) -> None:
        """Tell which patterns match nothing, and that nothing at all is wanted."""
        chosen = self.selection
        if chosen and not self._taken:
            problems.add(
                "nothing-selected",
                "no operation is left by --include and --exclude",
                at="#",
                consequence="there is no package to write",
                suggestion=f"give {_FORMS}",
            )
            return
        for option in ("include", "exclude"):
            for pattern in getattr(chosen, option):
                if pattern not in self._matched:
                    problems.add(
                        "selection-no-match",
                        f"no operation matches --{option} {pattern!r}",
                        at="#",
                        consequence="it has no effect",
                        suggestion=f"give {_FORMS}",
                    )


def _labels(path: str, method: str, operation: Node) -> Iterator[str]:
    yield path
    yield f"{method} {path}"
    yield text_of(operation.value.get("operationId"))
    tags = operation.value.get("tags")
    yield from (tag for tag in tags if isinstance(tag, str)) if tags else ()
