"""What a change is: a rule, the Python symbol that it is about, and both places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.ir import Api
from generator.names import Names
from generator.text import printable, truncate

__all__ = [
    "Bump",
    "Change",
    "Direction",
    "Kind",
    "Level",
    "Rule",
    "Side",
    "Subject",
    "quoted",
]

Level = Literal["ok", "warn", "break"]
Direction = Literal["request", "response", "both"]
Bump = Literal["major", "minor", "patch"]

Kind = Literal["removed", "added", "relaxed", "changed", "deprecated", "documented"]
"""What a reader of a changelog would file a change under."""

_MAX_VALUE = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change and whom it breaks."""

    id: str
    direction: Direction
    source: Level
    """Whether code written against the old package breaks against the new one."""
    wire: Level
    """Whether the old package can fail against a server of the new document."""
    kind: Kind
    text: str
    """One sentence with ``{at}``, ``{old}`` and ``{new}`` for what it is about."""

    @property
    def bump(self) -> Bump:
        """The part of a version that such a change moves, from 1.0 on."""
        if self.source == "break":
            return "major"
        if self.kind == "documented":
            return "patch"
        return "patch" if self.kind == "changed" and self.wire == "ok" else "minor"


@dataclass(frozen=True, slots=True)
class Subject:
    """The method, model or client that a change belongs to, by its places."""

    name: str
    """The symbol without arguments, such as ``client.pets.get`` or ``models.Pet``."""
    old: str
    """The pointer of its operation or declaration in the old document, if any."""
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change, told in the words of the package's user."""

    rule: Rule
    symbol: str
    subject: Subject
    old_pointer: str
    new_pointer: str
    old: str = ""
    new: str = ""
    is_silent: bool = False
    """Whether what changed never breaks a call: it is part of an error, or of no
    request and response at all."""

    @property
    def wire(self) -> Level:
        """The wire level; an error's body breaks nothing there."""
        return "ok" if self.is_silent else self.rule.wire

    @property
    def text(self) -> str:
        """The sentence, with everything from a document between backticks."""
        return self.rule.text.format(
            at=quoted(self.symbol), old=quoted(self.old), new=quoted(self.new)
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions: the API and the names that its package has."""

    api: Api
    names: Names
    package: str


def quoted(text: str) -> str:
    """Return text of a document between backticks, so that nothing in it is markup."""
    shown = printable(truncate(" ".join(text.split()), _MAX_VALUE)).replace("`", "'")
    return f"`{shown}`" if shown else "nothing"
