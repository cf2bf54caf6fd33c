"""Parse regular expressions (ECMA-262, 22.2.1) to texts that they match.

Only what can be written is kept: characters outside of ASCII, for instance, are members
of a class only where a pattern names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

__all__ = [
    "MAX_LENGTH",
    "WORD",
    "Assertion",
    "Character",
    "Choice",
    "Node",
    "NotAhead",
    "Repeated",
    "Sequence",
    "UnsupportedPatternError",
    "parse_pattern",
]

MAX_LENGTH = 4_000
MAX_PATTERN_LENGTH = 2_000
MAX_DEPTH = 40
MAX_RANGE = 200
"""Number of characters of a range that are considered."""
_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = _LOWER.upper()
WORD = _LOWER + _UPPER + _DIGITS + "_"
_SPACES = " \t\n\r\f\v"
_PRINTABLE = _LOWER + "".join(map(chr, range(0x20, 0x61))) + "{|}~"
_CLASSES = {"d": _DIGITS, "w": WORD, "s": _SPACES}
_PROPERTIES = {
    "L": _LOWER + _UPPER,
    "Letter": _LOWER + _UPPER,
    "Alphabetic": _LOWER + _UPPER,
    "Ll": _LOWER,
    "Lu": _UPPER,
    "N": _DIGITS,
    "Nd": _DIGITS,
    "P": "-.:",
    "Z": " ",
    "Zs": " ",
}
"""Characters with a Unicode property."""
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {
    "*": (0, None),
    "+": (1, None),
    "?": (0, 1),
}


class UnsupportedPatternError(ValueError):
    """No text can be written for a pattern, or none of the length that is asked for."""


@dataclass(frozen=True, slots=True)
class Character:
    """One of several characters."""

    members: str
    preferred: str
    """Those of them that are letters and digits, if there are any."""
    least = usual = most = 1


@dataclass(frozen=True, slots=True)
class Assertion:
    """A position: ``^``, ``$``, ``\\b`` or ``\\B``."""

    kind: str
    least = usual = most = 0


@dataclass(frozen=True, slots=True)
class NotAhead:
    """A negative lookahead."""

    inner: Node
    least = usual = most = 0


@dataclass(frozen=True, slots=True)
class Repeated:
    """A part that is repeated."""

    part: Node
    low: int
    high: int | None
    least: int
    usual: int
    """The length of a text with the part once, where it may be missing."""
    most: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after another."""

    parts: tuple[Node, ...]
    least: int
    usual: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives."""

    parts: tuple[Node, ...]
    least: int
    usual: int
    most: int


Node: TypeAlias = Character | Assertion | NotAhead | Repeated | Sequence | Choice


@lru_cache(maxsize=256)
def parse_pattern(pattern: str) -> Node:
    """Return the parts of a pattern; raise UnsupportedPatternError if not supported."""
    return _Parser(pattern).parse()


class _Parser:
    """Parses a pattern.

    Raises UnsupportedPatternError if it is not supported.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._depth = 0

    def parse(self) -> Node:
        if len(self._pattern) > MAX_PATTERN_LENGTH:
            raise UnsupportedPatternError(
                f"the pattern has over {MAX_PATTERN_LENGTH} characters"
            )
        root = self._choice()
        if self._position < len(self._pattern):
            raise self._unsupported("unexpected character")
        if root.least > MAX_LENGTH:
            raise self._unsupported("very long match")
        return root

    def _unsupported(self, reason: str) -> UnsupportedPatternError:
        return UnsupportedPatternError(
            f"unsupported pattern ({reason}): {self._pattern}"
        )

    def _peek(self) -> str:
        return self._pattern[self._position : self._position + 1]

    def _take(self) -> str:
        if self._position >= len(self._pattern):
            raise self._unsupported("unexpected end")
        self._position += 1
        return self._pattern[self._position - 1]

    def _skip(self, text: str) -> bool:
        """Skip a text, and return whether it is there."""
        found = self._pattern.startswith(text, self._position)
        self._position += len(text) if found else 0
        return found

    def _choice(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._unsupported("too deep")
        parts = [self._sequence()]
        while self._skip("|"):
            parts.append(self._sequence())
        self._depth -= 1
        if len(parts) == 1:
            return parts[0]
        usual = next((p.usual for p in parts if p.usual), 0)
        return Choice(
            tuple(parts),
            min(p.least for p in parts),
            usual,
            max(p.most for p in parts),
        )

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._peek() and self._peek() not in "|)":
            parts.append(self._quantified(self._atom()))
        return Sequence(
            tuple(parts),
            sum(p.least for p in parts),
            sum(p.usual for p in parts),
            min(sum(p.most for p in parts), MAX_LENGTH),
        )

    def _quantified(self, part: Node) -> Node:
        bounds = self._quantifier()
        if bounds is None:
            return part
        low, high = bounds
        count = max(low, 1) if high != 0 else 0
        if count * part.least > MAX_LENGTH:
            raise self._unsupported("very long match")
        most = part.most * (MAX_LENGTH if high is None else high)
        return Repeated(
            part, low, high, low * part.least, count * part.usual, min(most, MAX_LENGTH)
        )

    def _quantifier(self) -> tuple[int, int | None] | None:
        bounds = _QUANTIFIERS.get(self._peek())
        if bounds is not None:
            self._position += 1
        elif self._peek() == "{":
            inner, closed, _ = self._pattern[self._position + 1 :].partition("}")
            low, comma, high = inner.partition(",")
            numbers = [low, high] if high else [low]
            if closed and all(
                n.isascii() and n.isdigit() and n[6:] == "" for n in numbers
            ):
                self._position += len(inner) + 2
                bounds = (int(low), int(high) if high else None if comma else int(low))
        if bounds is not None:
            self._skip("?")
        return bounds

    def _atom(self) -> Node:
        character = self._take()
        match character:
            case "^" | "$":
                return Assertion(character)
            case "(":
                return self._group()
            case "[":
                return self._class()
            case ".":
                return Character(_PRINTABLE, _LOWER)
            case "\\" if self._peek() and self._peek() in "bB":
                return Assertion(self._take())
            case "\\":
                return self._character_of(self._escaped())
            case "*" | "+" | "?":
                raise self._unsupported("nothing to repeat")
            case _:
                return Character(character, character)

    def _group(self) -> Node:
        is_negative = self._skip("?!")
        if not is_negative and not self._skip("?:") and self._skip("?"):
            if not self._skip("<") or self._peek() in ("=", "!"):
                raise self._unsupported("lookaround")
            while self._take() != ">":
                pass
        inner = self._choice()
        if self._take() != ")":
            raise self._unsupported("missing bracket")
        return NotAhead(inner) if is_negative else inner

    def _character_of(self, members: str) -> Character:
        """Return one of several characters."""
        known = [c for c in members if not 0xD800 <= ord(c) <= 0xDFFF]
        plain = [c for c in known if c.isascii() and c.isalnum()] or known
        if not plain:
            raise self._unsupported("empty class")
        return Character(members, "".join(plain))

    def _escaped(self) -> str:
        """Return the characters that an escape stands for, without its backslash."""
        letter = self._take()
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter.lower() in _CLASSES:
            return _without(_PRINTABLE, _CLASSES[letter.lower()])
        if letter in "pP":
            name = self._braces().rpartition("=")[2]
            if name not in _PROPERTIES:
                raise self._unsupported("unknown property")
            members = _PROPERTIES[name]
            return members if letter == "p" else _without(_PRINTABLE, members)
        if letter in "123456789k":
            raise self._unsupported("back-reference")
        if letter == "c":
            return chr(ord(self._take()) % 32)
        if letter in "xu":
            return self._code_point(letter)
        return _ESCAPES.get(letter, letter)

    def _code_point(self, letter: str) -> str:
        if self._peek() == "{":
            digits = self._braces()
        else:
            width = 2 if letter == "x" else 4
            digits = "".join(self._take() for _ in range(width))
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            raise self._unsupported("invalid escape") from None

    def _braces(self) -> str:
        inner, closed, _ = self._pattern[self._position + 1 :].partition("}")
        if not closed or not self._skip("{"):
            raise self._unsupported("missing bracket")
        self._position += len(inner) + 1
        return inner

    def _class(self) -> Character:
        is_negated = self._skip("^")
        members = ""
        while (found := self._take()) != "]":
            if found == "\\":
                found = "\b" if self._skip("b") else self._escaped()
            is_range = (
                self._peek() == "-" and self._pattern[self._position + 1 :][:1] != "]"
            )
            if is_range and len(found) == 1:
                self._position += 1
                last = self._take()
                last = self._escaped() if last == "\\" else last
                end = min(ord(last[0]), ord(found) + MAX_RANGE)
                found = "".join(map(chr, range(ord(found), end + 1)))
            members += found
        return self._character_of(
            _without(_PRINTABLE, members) if is_negated else members
        )


def _without(characters: str, members: str) -> str:
    return "".join(c for c in characters if c not in members)
