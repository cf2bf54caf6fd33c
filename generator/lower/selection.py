"""The operations of a document, and which of them the package has methods for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from generator.diagnostics.model import Problems
from generator.document.grammar import HTTP_METHODS
from generator.document.node import Node
from generator.lower.schema.annotations import text_of

__all__ = ["ALL_OPERATIONS", "OperationFilter", "Selection", "operations_of"]

_PATTERN_HELP = (
    "give a tag, an operationId, a path or 'GET /path'; * and ? are wildcards"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Patterns of the operations to include and to exclude.

    A pattern is compared with each tag of an operation, its operationId, its path (the
    name of a webhook), and method and path; ``*``, ``?`` and ``[…]`` are wildcards.
    Without `include` every operation is included.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)


ALL_OPERATIONS = Selection()


@dataclass(slots=True)
class OperationFilter:
    """Applies a selection, and remembers which of its patterns matched."""

    selection: Selection
    _matched: set[str] = field(default_factory=set)
    _is_any_selected: bool = False

    def selects(self, path: str, method: str, operation: Node) -> bool:
        """Return whether an operation, or a webhook named `path`, is selected."""
        if not self.selection:
            return True
        labels = tuple(_labels(path, method, operation))
        included = self._any(self.selection.include, labels)
        excluded = self._any(self.selection.exclude, labels)
        is_selected = (included or not self.selection.include) and not excluded
        self._is_any_selected |= is_selected
        return is_selected

    def _any(self, patterns: Iterable[str], labels: tuple[str, ...]) -> bool:
        matching = {
            pattern
            for pattern in patterns
            if any(fnmatchcase(label, pattern) for label in labels)
        }
        self._matched |= matching
        return bool(matching)

    def report(self, problems: Problems) -> None:
        """Report that nothing is selected, or else the patterns that match nothing."""
        if self.selection and not self._is_any_selected:
            problems.add(
                "nothing-selected",
                "--include and --exclude leave no operation",
                at="#",
                consequence="there is no package to write",
                suggestion=_PATTERN_HELP,
            )
            return
        options = {"include": self.selection.include, "exclude": self.selection.exclude}
        for option, patterns in options.items():
            for pattern in patterns:
                if pattern not in self._matched:
                    problems.add(
                        "selection-no-match",
                        f"no operation matches --{option} {pattern!r}",
                        at="#",
                        consequence="it has no effect",
                        suggestion=_PATTERN_HELP,
                    )


def _labels(path: str, method: str, operation: Node) -> Iterator[str]:
    yield path
    yield f"{method} {path}"
    yield text_of(operation.value.get("operationId"))
    tags = operation.value.get("tags")
    yield from (tag for tag in tags if isinstance(tag, str)) if tags else ()


def operations_of(path_item: Node) -> Iterator[tuple[str, Node]]:
    """Yield HTTP method and operation of a path item (OpenAPI 3.2, 4.9), in order."""
    if not isinstance(path_item.value, dict):
        return
    for key, node in path_item.items():
        if key in HTTP_METHODS and isinstance(node.value, dict):
            yield str(key).upper(), node
    for key, node in path_item.members("additionalOperations"):
        if isinstance(node.value, dict):
            yield key, node
