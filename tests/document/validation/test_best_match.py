"""Which error of a failed oneOf is reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generator.document.validation.best_match import StructureError


def error(message: str, *path: str, branches: Any = ()) -> StructureError:
    return StructureError(list(path), message, [list(each) for each in branches])


@dataclass
class JsonschemaError:
    """Has the attributes of an error of jsonschema that are read."""

    message: str
    absolute_path: tuple[str, ...] = ()
    context: list[Any] = field(default_factory=list)


@dataclass
class Kind:
    context: list[list[Any]]


@dataclass
class RustError:
    """Has the attributes of an error of jsonschema-rs that are read."""

    message: str
    instance_path: tuple[str, ...] = ()
    kind: Kind = field(default_factory=lambda: Kind([]))


def test_an_error_without_branches_is_the_best_match() -> None:
    only = error("'a' is a required property", "x")
    assert only.best_match() is only


def test_the_branch_whose_selector_matches() -> None:
    meant = error("'flows' is a required property", "s")
    found = error(
        "invalid",
        "s",
        branches=[[error("'oauth2' is not one of 'http'", "s", "type")], [meant]],
    )
    assert found.best_match() == meant


def test_the_deepest_error_of_the_branch() -> None:
    deep = error("5 is not a string", "a", "b")
    found = error("invalid", branches=[[error("x", "a"), deep], [error("y", "c")]])
    assert found.best_match() == deep


def test_a_selector_that_matches_no_branch_lists_all_values() -> None:
    found = error(
        "invalid",
        branches=[
            [error("'x' is not one of 'http'", "type")],
            [error("'x' is not one of 'oauth2'", "type"), error("y", "z")],
            [error("'x' is not one of 'http'", "type")],
        ],
    )
    best = found.best_match()
    assert best.message == "'x' is not one of 'http' or 'oauth2'"
    assert best.path == ["type"]


def test_errors_of_jsonschema_are_converted() -> None:
    inner = JsonschemaError("y", ("a", "b"))
    reference = JsonschemaError("'$ref' is a required property", ("a",))
    outer = JsonschemaError("x", ("a",), [inner, reference])
    assert StructureError.convert(outer, is_rust=False) == error(
        "x", "a", branches=[[error("y", "a", "b")]]
    )


def test_errors_of_jsonschema_rs_are_converted() -> None:
    inner = [RustError("y", ("a", "b")), RustError("z", ("a",))]
    reference = [RustError('"$ref" is a required property', ("a",))]
    outer = RustError("x", ("a",), Kind([inner, reference]))
    assert StructureError.convert(outer, is_rust=True) == error(
        "x", "a", branches=[[error("y", "a", "b"), error("z", "a")]]
    )
