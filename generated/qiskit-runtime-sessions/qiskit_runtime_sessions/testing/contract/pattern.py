"""A string that matches a simple regular expression (ECMA-262).

Known are literals, classes, groups, alternatives and repetitions; anchors are passed
over. Nothing is ever matched here: the validator judges what is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from .schema_variants import Undrawable

__all__ = ["matching"]

_LONGEST = 4_000
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


def matching(pattern: str, low: int, high: int | None, number: int) -> str:
    """Return a string of `low` to `high` characters that the pattern should match.

    Args:
        number: Chooses among the characters of a class.

    Raises Undrawable where the pattern is not simple enough.
    """
    if len(pattern) > 2_000:
        raise Undrawable("a long pattern")
    spare, text = 0, ""
    for _ in range(8):
        maker = _Maker(pattern, spare, number)
        text = maker.whole()
        if len(text) >= low or not maker.elastic:
            break
        spare += max(1, (low - len(text)) // maker.elastic)
    if len(text) < low and not pattern.endswith("$"):
        text += "x" * (low - len(text))
    if high is not None and len(text) > high and not pattern.endswith("$"):
        text = text[:high]
    return text


@dataclass
class _Maker:
    """Reads a pattern and writes a string at the same time."""

    pattern: str
    spare: int
    number: int
    place: int = 0
    elastic: int = 0
    """How many repetitions can grow."""
    drawn: int = 0

    def whole(self) -> str:
        text = self._alternatives()
        if self.place < len(self.pattern):
            raise Undrawable(f"a pattern that is not understood: {self.pattern}")
        return text

    def _peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def _take(self) -> str:
        if self.place >= len(self.pattern):
            raise Undrawable(f"a pattern that ends too early: {self.pattern}")
        self.place += 1
        return self.pattern[self.place - 1]

    def _alternatives(self) -> str:
        found = [self._sequence()]
        while self._peek() == "|":
            self.place += 1
            found.append(self._sequence())
        return next((text for text in found if text), "")

    def _sequence(self) -> str:
        text = ""
        while self._peek() and self._peek() not in "|)":
            start = self.place
            piece = self._atom()
            end = self.place
            least, most = self._repetition()
            if len(text) + len(piece) * least > _LONGEST:
                raise Undrawable("a pattern that asks for a very long string")
            text += self._repeated(start, end, piece, least, most)
        return text

    def _repeated(
        self, start: int, end: int, piece: str, least: int, most: int | None
    ) -> str:
        count = least
        if piece and (most is None or most > least):
            self.elastic += 1
            # Something rather than nothing, but no more than is asked for.
            count = max(least, 1) + self.spare
            count = count if most is None else min(count, most)
        after, text = self.place, piece if count else ""
        for _ in range(min(count, _LONGEST) - 1):
            self.place = start
            elastic = self.elastic
            text += self._atom()
            self.elastic = elastic
            assert self.place == end
        self.place = after
        return text

    def _repetition(self) -> tuple[int, int | None]:
        sign = self._peek()
        bounds: tuple[int, int | None] = (1, 1)
        if sign and sign in "*+?":
            self.place += 1
            bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        elif sign == "{":
            inner, closed, _ = self.pattern[self.place + 1 :].partition("}")
            low, comma, high = inner.partition(",")
            if not closed or not low.isdigit() or (high and not high.isdigit()):
                return bounds
            self.place += len(inner) + 2
            bounds = (int(low), int(high) if high else None if comma else int(low))
        if self._peek() == "?":
            self.place += 1
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
                rest = self.pattern[self.place :]
                if rest.startswith(opening) and rest[2:3] not in ("=", "!"):
                    self.place += 2
                    if opening == "?<":
                        self.place = self.pattern.index(">", self.place) + 1
                    break
            else:
                raise Undrawable(f"a pattern that looks around: {self.pattern}")
        text = self._alternatives()
        if self._take() != ")":
            raise Undrawable(f"a pattern that is not understood: {self.pattern}")
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
            raise Undrawable(f"a pattern that refers back: {self.pattern}")
        return self._character(letter)

    def _character(self, letter: str) -> str:
        if letter in "xu":
            if self._peek() == "{":
                return chr(int(self._braces(), 16))
            width = 2 if letter == "x" else 4
            digits = self.pattern[self.place : self.place + width]
            self.place += width
            try:
                return chr(int(digits, 16))
            except ValueError:
                raise Undrawable(f"a pattern with {letter}{digits}") from None
        return _ESCAPES.get(letter, letter)

    def _braces(self) -> str:
        inner, closed, _ = self.pattern[self.place + 1 :].partition("}")
        if not closed:
            raise Undrawable(f"a pattern that is not understood: {self.pattern}")
        self.place += len(inner) + 2
        return inner

    def _members(self) -> str:
        negated = self._peek() == "^"
        self.place += negated
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
            if self._peek() == "-" and self.pattern[self.place + 1] != "]":
                self.place += 1
                last = self._take()
                last = self._character(self._take()) if last == "\\" else last
                span = range(ord(character), min(ord(last), ord(character) + 200) + 1)
                members += "".join(map(chr, span))
            else:
                members += character
        if negated:
            return "".join(c for c in _PRINTABLE if c not in members)
        return members

    def _one_of(self, members: str) -> str:
        if not members:
            raise Undrawable(f"a pattern with an empty class: {self.pattern}")
        # A letter or digit rather than a sign, and not the same each time.
        plain = [c for c in members if c.isascii() and c.isalnum()] or list(members)
        self.drawn += 1
        return plain[(self.number + self.drawn) % len(plain)]
