"""The versions of successive releases."""

from __future__ import annotations

import pytest
from packaging.version import Version

from generator.evolve import is_later_major, listed_versions, next_release


@pytest.mark.parametrize(
    ("previous", "wanted", "expected"),
    [
        ("1.0.0", "1.0.1", "1.0.1"),
        ("1.0.0", "1.0", "1.0.0.post1"),
        ("1.0.0.post2", "1.0.0", "1.0.0.post3"),
        ("1.0.0.post2", "1.0.1", "1.0.1"),
        ("1.0b2", "1.0b2", "1.0b2.post1"),
        ("1.0b2.post1", "1.0b3", "1.0b3"),
        ("1.0b2.post1", "1.0", "1.0"),
        ("1.0.dev0", "1.0.dev0", "1.0.dev1"),
        ("1.0.dev1", "1.0", "1.0"),
        ("1.0+build5", "1.0+build6", "1.0+build6"),
        ("1.0+build9", "1.0+build10", "1.0.post1+build10"),
        ("1.0.post1+build5", "1.0+build6", "1.0.post2+build6"),
        ("2.0", "1.5", "1.5"),
        ("2.0", "1.9", "1.9.post2"),
        ("2.0", "2.0b1", "2.0b1"),
    ],
)
def test_a_release_follows_the_previous_one(
    previous: str, wanted: str, expected: str
) -> None:
    used = {Version(each) for each in (previous, "1.9", "1.9.post1")}
    assert next_release(previous, wanted, used) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.2", "1.3", False),
        ("1.2", "2.0b1", True),
        ("0.4.1", "0.4.2", False),
        ("0.4.1", "0.5", True),
        ("0", "0.0.1", False),
        ("0.9", "1", True),
        ("2.0", "1.9", False),
        ("2024.11.20", "2024.12.1", False),
        ("2024.11.20", "2025.1.1", True),
    ],
)
def test_which_versions_drop_deprecated_names(
    old: str, new: str, expected: bool
) -> None:
    assert is_later_major(old, new) is expected


def test_the_versions_of_a_changelog() -> None:
    text = "# Changelog\n\n## 1.1\n\n### Added\n\n## [1.0.post1] - today\n\n## Notes\n"
    assert listed_versions(text) == {Version("1.1"), Version("1.0.post1")}
