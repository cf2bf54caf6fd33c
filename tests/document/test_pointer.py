"""JSON pointers as URI fragments (RFC 6901)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document.limits import MAX_REF_HOPS
from generator.document.pointer import (
    MISSING,
    child,
    deref,
    follow_refs,
    from_fragment,
    join,
    lookup,
    split,
)

DOCUMENT: dict[str, Any] = {
    "a/b": {"m~n": [10, 20]},
    "": 1,
    "null": None,
    "one": {"$ref": "#/two"},
    "two": {"$ref": "#/three"},
    "three": {"type": "string"},
    "circle": {"$ref": "#/circle"},
    "dangling": {"$ref": "#/nowhere"},
    "elsewhere": {"$ref": "other.yml"},
}


@given(st.lists(st.text()))
def test_split_is_the_inverse_of_join(tokens: list[str]) -> None:
    assert split(join(*tokens)) == tokens


def test_child_escapes_its_token() -> None:
    assert child("#/paths", "/a~b") == "#/paths/~1a~0b"
    assert child("#/items", 3) == "#/items/3"


@pytest.mark.parametrize(
    ("fragment", "pointer"),
    [
        ("", "#"),
        ("/a", "#/a"),
        ("/a%20b", "#/a b"),
        ("/a~1b", "#/a~1b"),
        ("/%7E1", "#/~1"),
        ("anchor", None),
    ],
)
def test_a_fragment_becomes_canonical(fragment: str, pointer: str | None) -> None:
    assert from_fragment(fragment) == pointer


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("#", DOCUMENT),
        ("#/a~1b/m~0n/1", 20),
        ("#/", 1),
        ("#/null", None),
        ("#/a~1b/m~0n/2", MISSING),
        ("#/a~1b/m~0n/01", MISSING),
        ("#/a~1b/m~0n/-1", MISSING),
        ("#/null/x", MISSING),
    ],
)
def test_lookup(pointer: str, value: Any) -> None:
    assert lookup(DOCUMENT, pointer) == value


@pytest.mark.parametrize(
    ("pointer", "target"),
    [
        ("#/one", "#/three"),
        ("#/three/type", "#/three/type"),
        ("#/circle", None),
        ("#/dangling", None),
        ("#/elsewhere", None),
    ],
)
def test_references_are_followed_to_a_value(pointer: str, target: str | None) -> None:
    assert follow_refs(DOCUMENT, pointer) == target


def test_the_number_of_hops_is_limited() -> None:
    chain: dict[str, Any] = {str(n): {"$ref": f"#/{n + 1}"} for n in range(200)}
    chain["200"] = {}
    assert follow_refs(chain, f"#/{201 - MAX_REF_HOPS}") == "#/200"
    assert follow_refs(chain, "#/0") is None


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ({"$ref": "#/one"}, {"type": "string"}),
        ({"type": "null"}, {"type": "null"}),
        ({"$ref": "#/circle"}, None),
        ({"$ref": "#/nowhere"}, None),
        ({"$ref": 5}, {"$ref": 5}),
        ("text", "text"),
    ],
)
def test_deref(value: Any, target: Any) -> None:
    assert deref(DOCUMENT, value) == target
