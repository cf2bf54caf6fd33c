"""How the two versions of a list or a mapping are matched."""

from __future__ import annotations

from generator.evolve.compare.diff import match, paired


def test_the_keys_of_the_old_version_come_first() -> None:
    old, new = {"a": 1, "b": 2}, {"c": 3, "b": 4}
    assert list(paired(old, new)) == [("a", 1, None), ("b", 2, 4), ("c", None, 3)]


def test_an_earlier_criterion_is_preferred() -> None:
    pairs, removed, added = match(
        ["Pet", "pet", "dog"],
        ["pet", "PET", "cat"],
        lambda a, b: a == b,
        lambda a, b: a.casefold() == b.casefold(),
    )
    assert pairs == [("pet", "pet"), ("Pet", "PET")]
    assert (removed, added) == (["dog"], ["cat"])


def test_each_element_is_matched_once() -> None:
    pairs, removed, added = match([1, 2, 3], [4, 5], lambda a, b: True)
    assert (pairs, removed, added) == ([(1, 4), (2, 5)], [3], [])
