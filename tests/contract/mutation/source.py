"""A module as text and as a syntax tree, and its mutants."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["Mutant", "Source", "elements", "name_of", "quoted", "string"]


@dataclass(frozen=True)
class Mutant:
    """A change in one place of a package.

    Args:
        kind: What is changed: ``method``, ``style``, ``alias``...
        path: The module.
        start: Offset of the first character that is replaced.
        end: Offset after the last one.
        new: The replacement.
        old: The text that is replaced.
        line: Line number of the change.
        operation: Name of the operation that is changed; empty if it is not a single one.
    """

    kind: str
    path: Path
    start: int
    end: int
    new: str
    old: str
    line: int
    operation: str = ""

    def __str__(self) -> str:
        change = f"{_short(self.old)} -> {_short(self.new) or 'nothing'}"
        return f"{self.kind}: {self.path.name}:{self.line}: {change}"

    def applied(self) -> str:
        """Return the text of the changed module."""
        text = self.path.read_text(encoding="utf-8")
        return text[: self.start] + self.new + text[self.end :]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


class Source:
    """A module of a package."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    @cached_property
    def _lines(self) -> list[tuple[int, bytes]]:
        """The offset of each line, and its bytes."""
        found, start = [], 0
        for line in self.text.splitlines(keepends=True):
            found.append((start, line.encode()))
            start += len(line)
        return found

    def _offset(self, line: int, column: int) -> int:
        # ast counts columns in bytes.
        start, text = self._lines[line - 1]
        return start + len(text[:column].decode())

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Return the offsets of the start and the end of a node."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def replaced(
        self, kind: str, node: ast.expr | ast.keyword, new: str, operation: str = ""
    ) -> Mutant:
        """Return the mutant with another text instead of a node."""
        start, end = self.span(node)
        return self._mutant(kind, start, end, new, operation)

    def dropped(
        self, kind: str, node: ast.expr | ast.keyword, operation: str = ""
    ) -> Mutant:
        """Return the mutant without an element of a sequence or call and its comma."""
        start, end = self.span(node)
        while self.text[end : end + 1] in (",", " ", "\n"):
            end += 1
            if self.text[end - 1] == ",":
                break
        return self._mutant(kind, start, end, "", operation)

    def pair_dropped(
        self, kind: str, key: ast.expr, value: ast.expr, operation: str = ""
    ) -> Mutant:
        """Return the mutant without a pair of a mapping."""
        start, end = self.span(key)[0], self.span(value)[1]
        if self.text[end : end + 1] == ",":
            end += 1
        return self._mutant(kind, start, end, "", operation)

    def added(self, kind: str, call: ast.Call, text: str, operation: str) -> Mutant:
        """Return the mutant with one more keyword in a call."""
        parts: list[ast.expr | ast.keyword] = [call.func, *call.args, *call.keywords]
        last = max(self.span(part)[1] for part in parts)
        return self._mutant(kind, last, last, f", {text}", operation)

    def between(self, kind: str, start: int, end: int, new: str) -> Mutant:
        """Return the mutant with another text between two offsets."""
        return self._mutant(kind, start, end, new, "")

    def _mutant(
        self, kind: str, start: int, end: int, new: str, operation: str
    ) -> Mutant:
        line = self.text.count("\n", 0, start) + 1
        old = self.text[start:end]
        return Mutant(kind, self.path, start, end, new, old, line, operation)

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Yield the calls of functions with these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and name_of(node.func) in names:
                yield node


def name_of(node: ast.expr) -> str:
    """Return the last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def elements(node: ast.expr) -> list[ast.expr]:
    """Return the elements of a tuple; none of anything else."""
    return node.elts if isinstance(node, ast.Tuple) else []


def string(node: ast.expr) -> str:
    """Return the value of a string literal."""
    value = ast.literal_eval(node)
    assert isinstance(value, str)
    return value


def quoted(text: str) -> str:
    """Return a string literal in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
