"""ThingCase and its parts."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from .._core import Model, Nullable, Open

ThingCase: TypeAlias = Literal["ok", "OK", "Ok"]

ThingDoubled: TypeAlias = Literal["a", "b"]

ThingMixed: TypeAlias = Literal["auto", 0, 1, True]

ThingOdd: TypeAlias = Literal["", " ", "a b", "ü", '"', "\n"]

ThingTextOfNumbers: TypeAlias = Literal["1", "2"]

ThingTyped: TypeAlias = Literal[1, 2, 3]


class Thing(Model):
    mixed: Nullable[Open[ThingMixed | str | int | bool]] = None
    case: Open[ThingCase | str] | None = None
    empty: str | None = None
    text_of_numbers: Open[ThingTextOfNumbers | str] | None = None
    number: float | None = None
    objects: dict[str, Any] | None = None
    odd: Open[ThingOdd | str] | None = None
    one: Literal["only"] | None = None
    typed: Open[ThingTyped | int] | None = None
    doubled: Open[ThingDoubled | str] | None = None
