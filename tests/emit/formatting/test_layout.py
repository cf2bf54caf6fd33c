"""The shapes of statements that the layout splits, and those that it refuses."""

from __future__ import annotations

import pytest

from generator.emit.formatting.layout import (
    UnsupportedLayout,
    split_element,
    split_statement,
)

_LONG = "an_argument_with_a_rather_long_name_"
_NAME = "a_name_that_leaves_little_room_for_anything_else_on_its_line"


def _no_fallback(text: str, indent: int, is_parameter: bool) -> list[str]:
    raise AssertionError(text)


def _split(text: str, indent: int = 0) -> str:
    return "\n".join(split_statement(text, indent, _no_fallback))


def test_a_short_statement_stays() -> None:
    assert _split("a = f(b)", 4) == "    a = f(b)"


def test_names_of_an_import_get_lines_of_their_own() -> None:
    assert _split(f"from .models import {_LONG}, {_LONG}_too, another", 4) == (
        f"    from .models import (\n        {_LONG},\n        {_LONG}_too,\n"
        "        another,\n    )"
    )


def test_arguments_stay_on_one_line_if_they_fit() -> None:
    assert _split(f"value = call({_LONG}=1, {_LONG}='text')") == (
        f"value = call(\n    {_LONG}=1, {_LONG}='text'\n)"
    )


def test_arguments_get_a_line_each_if_they_do_not_fit() -> None:
    assert _split(f"return call({_LONG}=1, {_LONG}=2, x='{_LONG}')", 4) == (
        f"    return call(\n        {_LONG}=1,\n        {_LONG}=2,\n"
        f"        x='{_LONG}',\n    )"
    )


def test_elements_of_a_tuple_get_a_line_each() -> None:
    assert _split(f"x = ('{_LONG}', '{_LONG}', 'another text')") == (
        f"x = (\n    '{_LONG}',\n    '{_LONG}',\n    'another text',\n)"
    )


def test_a_union_is_put_in_parentheses() -> None:
    assert _split(f"x: TypeAlias = {_LONG} | {_LONG} | Other") == (
        f"x: TypeAlias = (\n    {_LONG} | {_LONG} | Other\n)"
    )


def test_a_union_that_does_not_fit_gets_a_line_for_each_operand() -> None:
    assert _split(f"x = A{_LONG} | B{_LONG} | list[C{_LONG}]") == (
        f"x = (\n    A{_LONG}\n    | B{_LONG}\n    | list[C{_LONG}]\n)"
    )


def test_a_definition_is_split_at_its_parameters() -> None:
    assert _split(
        f"def f(self, *, {_LONG}: int | None = None) -> dict[str, str]:", 4
    ) == (
        f"    def f(\n        self, *, {_LONG}: int | None = None\n"
        "    ) -> dict[str, str]:"
    )


def test_an_only_parameter_gets_a_comma() -> None:
    assert _split(f"def {_NAME}(self) -> models.Something: ...", 4) == (
        f"    def {_NAME}(\n        self,\n    ) -> models.Something: ..."
    )


def test_bases_of_a_class() -> None:
    assert _split(f"class {_NAME}({_LONG}):") == f"class {_NAME}(\n    {_LONG}\n):"


def test_a_long_union_that_is_returned_is_put_in_parentheses() -> None:
    assert _split(f"def f(self) -> A{_LONG} | B{_LONG} | C{_LONG}:") == (
        "def f(\n    self,\n) -> (\n"
        f"    A{_LONG}\n    | B{_LONG}\n    | C{_LONG}\n):"
    )


def test_an_annotation_is_split_where_the_value_cannot_be() -> None:
    assert _split(f"{_NAME}: dict[str, {_LONG}] = None") == (
        f"{_NAME}: dict[\n    str, {_LONG}\n] = None"
    )


def test_a_conditional_argument_is_put_in_parentheses() -> None:
    text = f"body={{'name': {_LONG}}} if body is None else body,"
    assert split_element(text, 12, _no_fallback) == [
        "            body=(",
        f"                {{'name': {_LONG}}} if body is None else body",
        "            ),",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        f"def f(self) -> '{_LONG}' | B{_LONG} | C{_LONG}:",
        f"def f(self) -> dict[str, A{_LONG} | B{_LONG} | C{_LONG}]:",
        f"assert {_LONG}[0] == {_LONG} + {_LONG}",
        f"a = b = {_LONG}({_LONG}, {_LONG})",
        f"{_NAME}_{_LONG}: TypeAlias = 'a' | 'b'",
    ],
)
def test_other_statements_are_refused(statement: str) -> None:
    with pytest.raises(UnsupportedLayout):
        _split(statement)


def test_the_fallback_splits_unsupported_elements() -> None:
    asked = []

    def fallback(text: str, indent: int, is_parameter: bool) -> list[str]:
        asked.append((text, indent, is_parameter))
        return ["FALLBACK"]

    element = f"*{_LONG}({_LONG}, {_LONG}, {_LONG})"
    lines = split_statement(f"call({element}, b=1)", 0, fallback)
    assert lines == ["call(", "FALLBACK", "    b=1,", ")"]
    assert asked == [(f"{element},", 4, False)]
