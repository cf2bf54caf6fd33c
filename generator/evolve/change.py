"""A change between two versions: its rule, its Python symbol and its places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.text import printable, truncate

__all__ = [
    "LEVELS",
    "SECTIONS",
    "Bump",
    "Category",
    "Change",
    "Direction",
    "Level",
    "Rule",
    "RuleDirection",
    "Subject",
    "code_span",
    "worst_level",
]

Level = Literal["ok", "warn", "break"]
LEVELS: tuple[Level, ...] = ("ok", "warn", "break")
"""The levels, the gravest last."""
Direction = Literal["request", "response"]
"""Whether a value is sent or received; the ids of such rules begin with it."""
RuleDirection = Literal["request", "response", "both"]
Bump = Literal["major", "minor", "patch"]
"""The part of a semantic version that changes require to be raised."""

Category = Literal["removed", "added", "relaxed", "changed", "deprecated", "documented"]
"""The kind of a change, which decides its section in the changelog."""

SECTIONS = ("Breaking", "Added", "Deprecated", "Changed on the wire", "Documentation")
"""The headings of a report and of a changelog, in their order."""

_SECTIONS: dict[Category, str] = {
    "added": "Added",
    "relaxed": "Added",
    "deprecated": "Deprecated",
    "documented": "Documentation",
}
_MAX_VALUE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change and its compatibility."""

    id: str
    direction: RuleDirection
    source: Level | Literal["typed"]
    """Whether code written against the old package breaks against the new one; "typed"
    where the types of the two packages decide."""
    wire: Level | Literal["typed"]
    """What users of the old package can get from a server of the new document: the value
    (``ok``), a degraded one (``warn``), or an exception, of the call or of code that uses
    the value (``break``); "typed" where the two types decide."""
    category: Category
    text: str
    """A sentence with the holes ``{symbol}``, ``{old}`` and ``{new}``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The method, model or client that a change belongs to."""

    name: str
    """The symbol without arguments, such as ``client.pets.get`` or ``models.Pet``."""
    old: str
    """The pointer of its operation or declaration in the old document, or ""."""
    new: str
    """The same in the new document."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, described for the users of the package."""

    rule: Rule
    symbol: str
    subject: Subject
    old_pointer: str
    new_pointer: str
    old: str = ""
    new: str = ""
    outside_calls: bool = False
    """Whether the change affects only error bodies or models that no operation uses, so
    that it cannot make a call fail.
    """
    breaks_types: bool = False
    """Whether the types at the symbol break a program, for a rule that is "typed"."""
    typed_wire: Level = "ok"
    """The wire level by the two types, for a rule whose wire level is "typed"."""

    @property
    def source(self) -> Level:
        """Whether code written against the old package breaks against the new one."""
        if self.rule.source != "typed":
            return self.rule.source
        return "break" if self.breaks_types else "ok"

    @property
    def wire(self) -> Level:
        """What users of the old package can get; ``ok`` for a change outside of calls."""
        if self.outside_calls:
            return "ok"
        return self.typed_wire if self.rule.wire == "typed" else self.rule.wire

    @property
    def bump(self) -> Bump:
        """The part of a version (from 1.0 on) that this change requires to be raised."""
        if self.source == "break":
            return "major"
        if self.rule.category == "documented":
            return "patch"
        is_small = self.rule.category == "changed" and self.wire == "ok"
        return "patch" if is_small else "minor"

    @property
    def section(self) -> str:
        """The one of `SECTIONS` that this change belongs to."""
        if "break" in (self.source, self.wire):
            return "Breaking"
        return _SECTIONS.get(self.rule.category, "Changed on the wire")

    @property
    def text(self) -> str:
        """The rule as a sentence; text from a document stands in code spans."""
        symbol, old, new = map(code_span, (self.symbol, self.old, self.new))
        text = self.rule.text.format(symbol=symbol, old=old, new=new)
        return f"{text[:1].upper()}{text[1:]}."


def worst_level(levels: Iterable[Level]) -> Level:
    """Return the gravest of some levels; ``ok`` for none."""
    return max(levels, key=LEVELS.index, default="ok")


def code_span(text: str) -> str:
    """Return text of a document as a Markdown code span, so that it has no markup."""
    clipped = truncate(" ".join(text.split()), _MAX_VALUE_LENGTH)
    content = printable(clipped).replace("`", "'")
    return f"`{content}`" if content else "none"
