"""Write texts that match regular expressions, without running these.

A text is put together from the parts of the pattern, in time proportional to the length
of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.pattern_syntax import (
    MAX_LENGTH,
    WORD,
    Assertion,
    Character,
    Choice,
    Node,
    NotAhead,
    Repeated,
    Sequence,
    UnsupportedPatternError,
    parse_pattern,
)

__all__ = ["UnsupportedPatternError", "matching_text"]


def matching_text(
    pattern: str, low: int = 0, high: int | None = None, number: int = 0
) -> str:
    """Return a text of `low` to `high` characters that contains a match of a pattern.

    Args:
        number: Chooses among the characters of a class, and among alternatives.

    Raises UnsupportedPatternError if no such text is found.
    """
    if low > MAX_LENGTH:
        raise UnsupportedPatternError(
            f"the text would have over {MAX_LENGTH} characters"
        )
    root = parse_pattern(pattern)
    for is_short in (False, True):
        for skipped in range(number, number + 3):
            text = _Writer(number, skipped, is_short).text(root, low, high)
            if text is not None:
                return text
    raise UnsupportedPatternError(f"no text was found for the pattern: {pattern}")


class _Writer:
    """Writes a text for a parsed pattern.

    Args:
        number: Chooses among the characters of a class.
        skipped: How many alternatives to skip in each choice, where there are so many.
        is_short: Whether to leave out what may be missing.
    """

    def __init__(self, number: int, skipped: int, is_short: bool) -> None:
        self._number = number
        self._skipped = skipped
        self._is_short = is_short
        self._text = ""
        self._assertions: list[tuple[int, Assertion | NotAhead]] = []

    def text(self, root: Node, low: int, high: int | None) -> str | None:
        """Return a text; None if it is not certain that it matches."""
        length = self._length(root)
        self._write(root, max(0, low - length))
        if len(self._text) < low and not self._is_anchored("$"):
            self._text += "x" * (low - len(self._text))
        has_length = low <= len(self._text) <= (MAX_LENGTH if high is None else high)
        return self._text if has_length and all(self._hold()) else None

    def _is_anchored(self, kind: str) -> bool:
        found = [a.kind for _, a in self._assertions if isinstance(a, Assertion)]
        return kind in found

    def _hold(self) -> Iterator[bool]:
        text = self._text
        for position, assertion in self._assertions:
            if isinstance(assertion, NotAhead):
                yield _cannot_match(assertion.inner, text[position:])
                continue
            before = position > 0 and text[position - 1] in WORD
            after = position < len(text) and text[position] in WORD
            match assertion.kind:
                case "^":
                    yield position == 0
                case "$":
                    yield position == len(text)
                case "b":
                    yield before is not after
                case _:
                    yield before is after

    def _length(self, node: Node) -> int:
        return node.least if self._is_short else node.usual

    def _write(self, node: Node, extra: int) -> None:
        """Append the text of a part, with up to `extra` characters more than needed."""
        match node:
            case Character(preferred=letters):
                self._text += letters[(self._number + len(self._text)) % len(letters)]
            case Assertion() | NotAhead():
                self._assertions.append((len(self._text), node))
            case Sequence(parts):
                for part in parts:
                    extra = self._write_longer(part, extra)
            case Choice():
                part = self._chosen(node, self._length(node) + extra)
                target = self._length(node) + extra - self._length(part)
                self._write(part, max(0, target))
            case Repeated():
                self._repeat(node, extra)

    def _write_longer(self, part: Node, extra: int) -> int:
        """Write a part, and return how much of `extra` is left."""
        start = len(self._text)
        taken = min(extra, part.most - self._length(part))
        self._write(part, taken)
        return max(0, extra - max(0, len(self._text) - start - self._length(part)))

    def _chosen(self, node: Choice, length: int) -> Node:
        """Return an alternative, if possible one of which a text has a length."""
        fitting = [
            part
            for part in node.parts
            if self._length(part) <= length <= part.most and (part.most or not length)
        ]
        others = [p for p in node.parts if p.most and p not in fitting]
        found = [*fitting, *others] or list(node.parts)
        return found[self._skipped % len(found)]

    def _repeat(self, node: Repeated, extra: int) -> None:
        inner = self._length(node.part)
        count = node.low
        if not self._is_short and node.part.most:
            count = max(count, 1) if node.high != 0 else 0
        more = extra // inner if inner else 0
        if node.high is not None:
            more = min(more, node.high - count)
        extra -= more * inner
        for _ in range(min(count + more, MAX_LENGTH)):
            extra = self._write_longer(node.part, extra)
            if len(self._text) > MAX_LENGTH:
                break


def _cannot_match(node: Node, text: str) -> bool:
    """Return whether it is certain that no match begins at the start of a text."""
    if node.least > len(text):
        return True
    match node:
        case Character(members):
            return text[0] not in members
        case Choice(parts):
            return all(_cannot_match(each, text) for each in parts)
        case Sequence(parts):
            for index, part in enumerate(parts):
                if isinstance(part, Assertion) and part.kind == "$":
                    return bool(text)
                if _cannot_match(part, text):
                    return True
                if part.least != part.most:
                    return sum(p.least for p in parts[index:]) > len(text)
                text = text[part.most :]
            return False
        case Repeated(part, low):
            return low > 0 and _cannot_match(part, text)
        case _:
            return False
