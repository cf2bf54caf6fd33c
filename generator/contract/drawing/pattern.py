"""Generates strings that match simple regular expressions (ECMA-262).

Literals, classes, groups, alternatives and repetitions are supported; anchors are
ignored. Nothing is matched here: the validator decides whether a string is valid.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.contract.schemas.variants import NoInstanceError

__all__ = ["generate_match"]

MAX_LENGTH = 4_000
MAX_PATTERN_LENGTH = 2_000
MAX_RANGE = 200
"""Number of characters of a range that are considered."""
MAX_ATTEMPTS = 8
_CLASSES = {
    "d": "0123456789",
    "w": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
    "s": " ",
    "D": "abcdefgh",
    "W": "-.:",
    "S": "abcdefgh",
}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_ANY = "abcdefghijklmnopqrstuvwxyz"
_PRINTABLE = "".join(map(chr, range(0x61, 0x7B))) + "".join(map(chr, range(0x20, 0x61)))


def generate_match(pattern: str, low: int, high: int | None, number: int) -> str:
    """Return a string of `low` to `high` characters that should match a pattern.

    Args:
        number: Chooses among the characters of a class.

    Raises NoInstanceError if the pattern is not supported.
    """
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise NoInstanceError(f"the pattern has over {MAX_PATTERN_LENGTH} characters")
    extra, text = 0, ""
    for _ in range(MAX_ATTEMPTS):
        generator = _Generator(pattern, extra, number)
        text = generator.generate()
        if len(text) >= low or not generator.repetitions:
            break
        extra += max(1, (low - len(text)) // generator.repetitions)
    if len(text) < low and not pattern.endswith("$"):
        text += "x" * (low - len(text))
    if high is not None and len(text) > high and not pattern.endswith("$"):
        text = text[:high]
    return text


@dataclass
class _Generator:
    """Parses a pattern and generates a matching string in the same pass.

    Args:
        extra: How often to repeat what may be repeated, beyond once.
        number: Chooses among the characters of a class.
    """

    pattern: str
    extra: int
    number: int
    position: int = 0
    repetitions: int = 0
    """How many repetitions can be extended."""
    chosen: int = 0
    """How many characters were chosen from classes."""

    def generate(self) -> str:
        text = self._alternatives()
        if self.position < len(self.pattern):
            raise self._unsupported("unexpected character")
        return text

    def _unsupported(self, reason: str) -> NoInstanceError:
        return NoInstanceError(f"unsupported pattern ({reason}): {self.pattern}")

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _take(self) -> str:
        if self.position >= len(self.pattern):
            raise self._unsupported("unexpected end")
        self.position += 1
        return self.pattern[self.position - 1]

    def _alternatives(self) -> str:
        found = [self._sequence()]
        while self._peek() == "|":
            self.position += 1
            found.append(self._sequence())
        return next((text for text in found if text), "")

    def _sequence(self) -> str:
        text = ""
        while self._peek() and self._peek() not in "|)":
            start = self.position
            piece = self._atom()
            end = self.position
            low, high = self._repetition()
            if len(text) + len(piece) * low > MAX_LENGTH:
                raise self._unsupported("very long match")
            text += self._repeated(start, end, piece, low, high)
        return text

    def _repeated(
        self, start: int, end: int, piece: str, low: int, high: int | None
    ) -> str:
        count = low
        if piece and (high is None or high > low):
            self.repetitions += 1
            # Once rather than not at all, but no more often than is required.
            count = max(low, 1) + self.extra
            count = count if high is None else min(count, high)
        after, text = self.position, piece if count else ""
        for _ in range(min(count, MAX_LENGTH) - 1):
            self.position = start
            repetitions = self.repetitions
            text += self._atom()
            self.repetitions = repetitions
            assert self.position == end
        self.position = after
        return text

    def _repetition(self) -> tuple[int, int | None]:
        quantifier = self._peek()
        bounds: tuple[int, int | None] = (1, 1)
        if quantifier and quantifier in "*+?":
            self.position += 1
            bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[quantifier]
        elif quantifier == "{":
            inner, closed, _ = self.pattern[self.position + 1 :].partition("}")
            low, comma, high = inner.partition(",")
            if not closed or not low.isdigit() or (high and not high.isdigit()):
                return bounds
            self.position += len(inner) + 2
            bounds = (int(low), int(high) if high else None if comma else int(low))
        if self._peek() == "?":
            self.position += 1
        return bounds

    def _atom(self) -> str:
        character = self._take()
        match character:
            case "^" | "$":
                return ""
            case "(":
                return self._group()
            case "[":
                return self._one_of(self._members())
            case ".":
                return self._one_of(_ANY)
            case "\\":
                return self._escaped()
            case _:
                return character

    def _group(self) -> str:
        if self._peek() == "?":
            for opening in ("?:", "?<"):
                rest = self.pattern[self.position :]
                if rest.startswith(opening) and rest[2:3] not in ("=", "!"):
                    self.position += 2
                    if opening == "?<":
                        self.position = self.pattern.index(">", self.position) + 1
                    break
            else:
                raise self._unsupported("lookaround")
        text = self._alternatives()
        if self._take() != ")":
            raise self._unsupported("missing bracket")
        return text

    def _escaped(self) -> str:
        letter = self._take()
        if letter in "bB":
            return ""
        if letter in _CLASSES:
            return self._one_of(_CLASSES[letter])
        if letter in "pP":
            self._braces()
            return "a" if letter == "p" else "-"
        if letter in "123456789":
            raise self._unsupported("backreference")
        return self._character(letter)

    def _character(self, letter: str) -> str:
        if letter in "xu":
            if self._peek() == "{":
                return chr(int(self._braces(), 16))
            width = 2 if letter == "x" else 4
            digits = self.pattern[self.position : self.position + width]
            self.position += width
            try:
                return chr(int(digits, 16))
            except ValueError:
                raise self._unsupported("invalid escape") from None
        return _ESCAPES.get(letter, letter)

    def _braces(self) -> str:
        inner, closed, _ = self.pattern[self.position + 1 :].partition("}")
        if not closed:
            raise self._unsupported("missing bracket")
        self.position += len(inner) + 2
        return inner

    def _members(self) -> str:
        negated = self._peek() == "^"
        self.position += negated
        members = ""
        while (character := self._take()) != "]":
            if character == "\\":
                letter = self._take()
                if letter in _CLASSES:
                    members += _CLASSES[letter]
                    continue
                if letter in "pP":
                    self._braces()
                    members += _ANY
                    continue
                character = "\b" if letter == "b" else self._character(letter)
            if self._peek() == "-" and self.pattern[self.position + 1] != "]":
                self.position += 1
                last = self._take()
                last = self._character(self._take()) if last == "\\" else last
                span = range(
                    ord(character), min(ord(last), ord(character) + MAX_RANGE) + 1
                )
                members += "".join(map(chr, span))
            else:
                members += character
        if negated:
            return "".join(c for c in _PRINTABLE if c not in members)
        return members

    def _one_of(self, members: str) -> str:
        if not members:
            raise self._unsupported("empty class")
        # Letters and digits first, and a different one each time.
        plain = [c for c in members if c.isascii() and c.isalnum()] or list(members)
        self.chosen += 1
        return plain[(self.number + self.chosen) % len(plain)]
