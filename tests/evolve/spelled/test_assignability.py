"""What may stand where another type is wanted, and that mypy says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.evolve.spelled.assignability import Assignability
from generator.evolve.spelled.types import (
    ANY,
    NONE,
    AliasName,
    Class,
    Constant,
    SpelledType,
    alternatives,
)
from tests.acceptance.checkers import mypy

STR, INT, FLOAT, BOOL = (Class(name) for name in ("str", "int", "float", "bool"))
CAT, DOG = Class("models.Cat"), Class("models.Dog")
KIND, TREE = AliasName("Kind"), AliasName("Tree")
ALIASES: dict[str, SpelledType] = {
    "Kind": alternatives((Constant("a", "str"), Constant("b", "str"))),
    "Tree": alternatives((STR, Class("list", (TREE,)))),
}
TYPES: dict[str, SpelledType] = {
    "str": STR,
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "bytes": Class("bytes"),
    "str | None": alternatives((STR, NONE)),
    "str | int": alternatives((STR, INT)),
    "dt.date": Class("dt.date"),
    "dt.datetime": Class("dt.datetime"),
    "Literal['a']": Constant("a", "str"),
    "Literal[1]": Constant(1, "int"),
    "Literal[True]": Constant(True, "bool"),
    "Literal[True, False]": alternatives((Constant(True, "bool"), Constant(False, "bool"))),
    "Kind": KIND,
    "Kind | str": alternatives((KIND, STR)),
    "Tree": TREE,
    "list[str]": Class("list", (STR,)),
    "list[Kind | str]": Class("list", (alternatives((KIND, STR)),)),
    "list[int]": Class("list", (INT,)),
    "list[float]": Class("list", (FLOAT,)),
    "list[list[int]]": Class("list", (Class("list", (INT,)),)),
    "Sequence[str]": Class("Sequence", (STR,)),
    "Sequence[float]": Class("Sequence", (FLOAT,)),
    "dict[str, int]": Class("dict", (STR, INT)),
    "dict[str, float]": Class("dict", (STR, FLOAT)),
    "Mapping[str, float]": Class("Mapping", (STR, FLOAT)),
    "tuple[int, str]": Class("tuple", (INT, STR)),
    "tuple[float, str]": Class("tuple", (FLOAT, STR)),
    "Cat": CAT,
    "Cat | Dog": alternatives((CAT, DOG)),
    "Cat | None": alternatives((CAT, NONE)),
    "list[Cat]": Class("list", (CAT,)),
    "Page": Class("paged.Page"),
}  # fmt: skip
HEAD = """\
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

class Cat: ...
class Dog: ...
class Page(Cat): ...

Kind: TypeAlias = Literal["a", "b"]
Tree: TypeAlias = "str | list[Tree]"

"""


def judge() -> Assignability:
    return Assignability(ALIASES, {"paged.Page": CAT})


def test_mypy_says_the_same(tmp_path: Path) -> None:
    pairs = [(wanted, given) for wanted in TYPES for given in TYPES]
    functions = [
        f"def f{n}(given: {given}) -> {wanted}: return given"
        for n, (wanted, given) in enumerate(pairs)
    ]
    (tmp_path / "program.py").write_text(HEAD + "\n".join(functions) + "\n")
    first = HEAD.count("\n") + 1
    errors = mypy(tmp_path, "program.py")["program.py"]
    refused = {pairs[int(error.partition(":")[0]) - first] for error in errors}
    judged = judge()
    expected = {
        (wanted, given)
        for wanted, given in pairs
        if not judged.may_come_out(TYPES[wanted], TYPES[given])
    }
    assert refused == expected
    assert expected == {
        (wanted, given)
        for wanted, given in pairs
        if not judged.may_go_in(TYPES[given], TYPES[wanted])
    }


LIST_OF_ANY, LIST_OF_CATS = Class("list", (ANY,)), Class("list", (CAT,))


@pytest.mark.parametrize(
    ("old", "new", "comes_out", "goes_in"),
    [
        (ANY, ANY, True, True),
        # What could be used in every way is a model now, or must be one.
        (ANY, CAT, False, False),
        (alternatives((ANY, NONE)), alternatives((CAT, NONE)), False, False),
        (LIST_OF_ANY, LIST_OF_CATS, False, False),
        # mypy lets no function return a whole result of `Any` as another type.
        (CAT, ANY, False, True),
        (alternatives((CAT, NONE)), alternatives((ANY, NONE)), True, True),
        (LIST_OF_CATS, LIST_OF_ANY, True, True),
    ],
)
def test_any_value(
    old: SpelledType, new: SpelledType, comes_out: bool, goes_in: bool
) -> None:
    assert judge().may_come_out(old, new) == comes_out
    assert judge().may_go_in(old, new) == goes_in


def test_an_alias_that_contains_only_itself_is_any_value() -> None:
    circle = Assignability({"A": AliasName("B"), "B": AliasName("A")}, {})
    assert circle.may_go_in(STR, AliasName("A"))
