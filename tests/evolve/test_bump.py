"""Which version a set of changes requires."""

from __future__ import annotations

from typing import get_args

import pytest

from generator.evolve import Bump, Change, is_at_least, largest_bump, version_warning
from generator.evolve.bump import next_version
from generator.evolve.change import Category, Level, Subject
from generator.evolve.rules import RULES

SUBJECT = Subject("client.pets.get", "", "")


def change(rule: str, *, outside_calls: bool = False) -> Change:
    return Change(RULES[rule], "x", SUBJECT, "", "", outside_calls=outside_calls)


def test_the_table_of_rules_has_valid_levels_and_categories() -> None:
    for rule in RULES.values():
        levels = set(get_args(Level))
        assert rule.source in {*levels, "typed"}, rule.id
        assert rule.wire in {*levels, "typed"}, rule.id
        assert rule.category in get_args(Category), rule.id


@pytest.mark.parametrize(
    ("rule", "bump"),
    [
        ("operation-removed", "major"),
        ("operation-added", "minor"),
        ("operation-deprecated", "minor"),
        ("operation-described", "patch"),
        ("parameter-moved", "minor"),
        ("error-body-changed", "patch"),
    ],
)
def test_bump_of_a_change(rule: str, bump: Bump) -> None:
    assert change(rule).bump == bump


def test_a_change_outside_of_calls_breaks_nothing_on_the_wire() -> None:
    found = change("response-nullable-became-optional", outside_calls=True)
    assert (found.wire, found.bump) == ("ok", "patch")


def test_the_largest_bump() -> None:
    rules = ["operation-described", "operation-removed", "operation-added"]
    assert largest_bump(map(change, rules)) == "major"
    assert largest_bump([]) is None


def test_bumps_are_ordered() -> None:
    major, minor, patch = get_args(Bump)
    assert is_at_least(major, minor) and is_at_least(minor, minor)
    assert not is_at_least(patch, minor) and not is_at_least(None, patch)


@pytest.mark.parametrize(
    ("old", "bump", "new"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("0.45.3", "major", "0.46.0"),
        ("0.45.3", "minor", "0.45.4"),
        ("0.45.3", "patch", "0.45.4"),
        ("1", "minor", "1.1.0"),
        ("2.0.0b3", "major", "2.0.0"),
        ("1.2.3", None, "1.2.3"),
    ],
)
def test_next_versions(old: str, bump: Bump | None, new: str) -> None:
    assert next_version(old, bump) == new


@pytest.mark.parametrize(
    ("old", "new", "bump", "required"),
    [
        ("1.0.0", "1.1.0", "major", "2.0.0"),
        ("1.0.0", "2.0.0", "major", ""),
        ("1.0.0", "2.0.0rc1", "major", ""),
        ("1.0.0", "1.0.1", "minor", "1.1.0"),
        ("0.3.0", "0.3.1", "major", "0.4.0"),
        ("2024.11.20", "2024.11.21", "major", ""),
        ("1.0.0.post2", "1.0.1", "major", "2.0.0"),
        ("1.0.0", "1.0.1", None, ""),
    ],
)
def test_versions_that_are_too_low(
    old: str, new: str, bump: Bump | None, required: str
) -> None:
    warning = f"version {new} is too low for these changes; use {required}"
    found = version_warning((old, new), (old, new), bump, is_same_document=False)
    assert found == (warning if required else "")


def test_a_version_that_did_not_change() -> None:
    same = ("1.0", "1.0")
    found = version_warning(same, same, "patch", is_same_document=False)
    assert found == "the document changed, but its version is still 1.0"
    assert version_warning(same, same, None, is_same_document=True) == ""
