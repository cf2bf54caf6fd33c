"""Modules as the templates print them, formatted as black formats them."""

from __future__ import annotations

import black
import pytest
from black.mode import TargetVersion
from black.parsing import InvalidInput
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.emit.formatting.format import formatted

from .statements import (
    arguments,
    classes,
    decorators,
    definitions,
    docstrings,
    entries,
    parameters,
    statements,
)

_MODE = black.Mode(target_versions={TargetVersion.PY311})


def _indented(text: str, indent: int) -> str:
    """Return statements in blocks of classes, as deep as `indent` says."""
    heads = [f"{' ' * depth}class A:" for depth in range(0, indent, 4)]
    lines = [f"{' ' * indent}{line}" for line in text.split("\n")]
    return "\n".join([*heads, *lines]) + "\n"


def _check(source: str) -> None:
    """Compare with black, if the source is valid Python."""
    try:
        expected = black.format_str(source, mode=_MODE)
    except InvalidInput:
        return
    assert formatted(source) == expected


_indents = st.sampled_from([0, 4, 8])
_cases = st.one_of(
    st.builds(_indented, statements, _indents),
    st.builds(_indented, definitions().map("{} ...".format), _indents),
    st.builds(
        "class A:\n    {}\n    {}\n        return a\n".format, decorators, definitions()
    ),
    st.builds("{}\n    {}\n".format, classes, st.just("a: str")),
    entries.map("a = {{\n    {},\n}}\n".format),
    parameters.map("class A:\n    def f(\n        {},\n    ) -> a: ...\n".format),
    arguments.map("a(\n    b={{\n        {},\n    }},\n)\n".format),
)


def _documented(doc: str, inner: str, method: str) -> str:
    return (
        f"{doc}\n\na: str\n{doc}\n\nclass A(Model):\n    {inner}\n\n    a: str\n"
        f"    {inner}\n    b: str\n    def f(self) -> None:\n        {method}\n"
        f"        return a\n\nclass B(Model):\n    {inner}\n"
    )


_documents = st.builds(_documented, docstrings(0), docstrings(4), docstrings(8))


@given(_cases)
@settings(max_examples=150)
def test_statements_are_formatted_as_by_black(source: str) -> None:
    _check(source)


@given(_documents)
@settings(max_examples=50)
def test_docstrings_are_formatted_as_by_black(source: str) -> None:
    _check(source)


def test_a_name_that_leaves_no_room_for_a_parenthesis() -> None:
    name = "a" * 80
    _check(f'class A:\n    class B:\n        {name}: Literal[""]\n')
    _check(f"class A:\n    class B:\n        {name}: A | B\n")


@pytest.mark.slow
@given(_cases | _documents)
@settings(max_examples=5000)
def test_many_sources_are_formatted_as_by_black(source: str) -> None:
    _check(source)
