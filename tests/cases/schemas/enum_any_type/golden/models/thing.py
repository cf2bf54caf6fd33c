"""Thing and its parts."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from .._core.enums import Open
from .._core.model import Model, Nullable

Case: TypeAlias = Literal["ok", "OK", "Ok"]

Doubled: TypeAlias = Literal["a", "b"]

Mixed: TypeAlias = Literal["auto", 0, 1, True]

Odd: TypeAlias = Literal["", " ", "a b", "ü", '"', "\n"]

TextOfNumbers: TypeAlias = Literal["1", "2"]

Typed: TypeAlias = Literal[1, 2, 3]


class Thing(Model):
    mixed: Nullable[Open[Mixed | str | int | bool]] = None
    case: Open[Case | str] | None = None
    empty: str | None = None
    text_of_numbers: Open[TextOfNumbers | str] | None = None
    number: float | None = None
    objects: dict[str, Any] | None = None
    odd: Open[Odd | str] | None = None
    one: Literal["only"] | None = None
    typed: Open[Typed | int] | None = None
    doubled: Open[Doubled | str] | None = None
