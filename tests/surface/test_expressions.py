"""The expression model and its speller."""

from __future__ import annotations

import pytest

from generator.ir import Discriminator
from generator.surface.expressions import (
    ANY,
    NONE,
    Annotated,
    Declared,
    Expression,
    Generic,
    Imports,
    LiteralMembers,
    Name,
    Scope,
    Union,
    allows_none,
    mentions,
    spell,
    union,
    union_members,
)

INT, STR = Name("int"), Name("str")
PETS = {"pet": "Pet", "cat": "Cat"}


def scope(**options: object) -> Scope:
    return Scope(PETS, Imports(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (NONE, "None"),
        (Name("dt.date"), "dt.date"),
        (Declared("pet"), "Pet"),
        (LiteralMembers(("a", 1, True, None)), 'Literal["a", 1, True, None]'),
        (LiteralMembers(('say "hi"\n',)), "Literal['say \"hi\"\\n']"),
        (Generic(Name("dict"), (STR, ANY)), "dict[str, Any]"),
        (Union((Generic(Name("list"), (INT,)), NONE)), "list[int] | None"),
        (Annotated(INT, (("ge", 0), ("lt", 9))), "Annotated[int, Field(ge=0, lt=9)]"),
        (
            Annotated(Declared("pet"), Discriminator("kind", (("cat", "cat"),), "pet")),
            'Annotated[Pet, Tagged("kind", {"cat": Cat}, default=Pet)]',
        ),
    ],
)
def test_spelling(expression: Expression, text: str) -> None:
    assert spell(expression, scope()) == text


def test_imports_are_those_of_the_spelled_names() -> None:
    where = scope(qualifier="models.")
    text = spell(
        Union((Name("dt.date"), Generic(Name("Stream"), (Declared("pet"),)))), where
    )
    assert text == "dt.date | Stream[models.Pet]"
    assert where.imports.names == {"dt", "Stream"}
    assert where.imports.types == {"pet"}


def test_a_shadowed_builtin_is_qualified() -> None:
    where = scope(shadowed=frozenset({"list"}))
    assert spell(Generic(Name("list"), (STR,)), where) == "builtins.list[str]"
    assert where.imports.names == {"builtins"}


def test_a_union_has_each_member_once_and_one_literal() -> None:
    members: list[Expression] = [
        LiteralMembers(("a",)),
        INT,
        LiteralMembers(("b", "a")),
        INT,
    ]
    assert spell(union(members), scope()) == 'Literal["a", "b"] | int'


def test_a_union_of_unions_has_each_member_once() -> None:
    joined = union(
        [
            Union((STR, NONE)),
            Union((INT, NONE)),
            LiteralMembers(("a",)),
            Union((LiteralMembers(("b",)), STR)),
        ]
    )
    assert spell(joined, scope()) == 'str | None | int | Literal["a", "b"]'


def test_the_members_one_and_true_of_a_literal_differ() -> None:
    joined = union([LiteralMembers((1,)), LiteralMembers((True,))])
    assert spell(joined, scope()) == "Literal[1, True]"


def test_a_union_of_one_is_that_one() -> None:
    assert union([INT, INT]) == INT


def test_members_of_nested_unions() -> None:
    nested = Union((Union((INT, STR)), NONE))
    assert list(union_members(nested)) == [INT, STR, NONE]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (INT, False),
        (NONE, True),
        (Union((INT, NONE)), True),
        (Union((NONE, INT)), True),
        (Union((INT, Union((STR, NONE)))), True),
        (Generic(Name("list"), (Union((INT, NONE)),)), False),
    ],
)
def test_whether_none_is_an_alternative(expression: Expression, expected: bool) -> None:
    assert allows_none(expression) is expected


def test_a_name_is_found_in_type_arguments() -> None:
    files = Union((Generic(Name("list"), (Name("File"),)), NONE))
    assert mentions(files, Name("File"))
    assert not mentions(Union((Declared("File"), STR)), Name("File"))
