"""Which constraints differ between two types, and in which direction."""

from __future__ import annotations

import pytest

from generator.evolve.compare.constraints import changed_constraints
from generator.ir import (
    AnyType,
    ArrayType,
    Bounds,
    IntegerType,
    MapType,
    NumberType,
    StringType,
    Type,
)

TEXT = StringType()


def integer(**bounds: float) -> IntegerType:
    return IntegerType(Bounds(**bounds))


@pytest.mark.parametrize(
    ("old", "new", "tightened", "loosened"),
    [
        (integer(), integer(minimum=1), ["minimum"], []),
        (integer(minimum=1), integer(minimum=2), ["minimum"], []),
        (integer(minimum=1), integer(exclusive_minimum=1), ["minimum"], []),
        (integer(exclusive_minimum=1), integer(minimum=2), ["minimum"], []),
        (integer(maximum=9), integer(maximum=8), ["maximum"], []),
        (integer(maximum=9), integer(exclusive_maximum=9), ["maximum"], []),
        (integer(), integer(multiple_of=2), ["multiple-of"], []),
        (integer(multiple_of=2), integer(multiple_of=4), ["multiple-of"], []),
        (integer(minimum=1), integer(minimum=2, maximum=9), ["minimum", "maximum"], []),
        (integer(minimum=1), NumberType(Bounds(minimum=1)), [], []),
        (integer(minimum=1, maximum=9), integer(minimum=2, maximum=10), ["minimum"], ["maximum"]),
        (TEXT, StringType(min_length=1), ["min-length"], []),
        (TEXT, StringType(min_length=0), [], []),
        (TEXT, StringType(max_length=9), ["max-length"], []),
        (TEXT, StringType(pattern="a"), ["pattern"], []),
        (ArrayType(TEXT), ArrayType(TEXT, min_items=1), ["min-items"], []),
        (ArrayType(TEXT), ArrayType(TEXT, max_items=1), ["max-items"], []),
        (ArrayType(TEXT), ArrayType(TEXT, unique=True), ["unique-items"], []),
        (MapType(TEXT), MapType(TEXT, min_properties=1), ["min-properties"], []),
        (MapType(TEXT), MapType(TEXT, max_properties=1), ["max-properties"], []),
        (TEXT, integer(minimum=1), [], []),
        (AnyType(), AnyType(), [], []),
    ],
)  # fmt: skip
def test_each_constraint_in_both_directions(
    old: Type, new: Type, tightened: list[str], loosened: list[str]
) -> None:
    assert trends(old, new) == (tightened, loosened, [])
    assert trends(new, old) == (loosened, tightened, [])


def trends(old: Type, new: Type) -> tuple[list[str], list[str], list[str]]:
    found = list(changed_constraints(old, new))
    tightened, loosened, changed = (
        [name for name, each, _, _ in found if each == trend]
        for trend in ("tightened", "loosened", "changed")
    )
    return tightened, loosened, changed


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (StringType(pattern="a"), StringType(pattern="b"), "pattern"),
        (integer(multiple_of=2), integer(multiple_of=3), "multiple-of"),
    ],
)
def test_constraints_of_which_neither_contains_the_other(
    old: Type, new: Type, name: str
) -> None:
    assert trends(old, new) == ([], [], [name])


def test_values_as_text() -> None:
    old, new = integer(minimum=1), integer(exclusive_minimum=2.5)
    assert list(changed_constraints(old, new)) == [
        ("minimum", "tightened", "1", "2.5, excluded")
    ]
