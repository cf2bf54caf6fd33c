"""Texts that a merge left with conflict markers."""

from __future__ import annotations

import pytest

from generator.conflict_markers import conflict_line, sides


def text(lines: str) -> str:
    return "".join(f"{line}\n" for line in lines.split())


PLAIN = "a\n<<<<<<< HEAD\nb\n=======\nc\nd\n>>>>>>> other\ne\n"
DIFF3 = "a\n<<<<<<< HEAD\nb\n||||||| 1234\nx\n=======\nc\nd\n>>>>>>> other\ne\n"
CRISS_CROSS = """\
a
<<<<<<< HEAD
b
||||||| merged common ancestors
<<<<<<<<< Temporary merge branch 1
x
||||||||| 1234
y
=========
z
>>>>>>>>> Temporary merge branch 2
=======
c
d
>>>>>>> other
e
"""


@pytest.mark.parametrize(
    "merged",
    [
        PLAIN,
        DIFF3,
        CRISS_CROSS,
        CRISS_CROSS.replace("<<<<<<<<<", "<<<<<<<")
        .replace("|||||||||", "|||||||")
        .replace("=========", "=======")
        .replace(">>>>>>>>>", ">>>>>>>"),
        PLAIN.replace("<<<<<<<", "<" * 20)
        .replace("=======", "=" * 20)
        .replace(">>>>>>>", ">" * 20),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_sides(merged: str, end: str) -> None:
    first, second = sides(merged.replace("\n", end))
    assert first == text("a b e").replace("\n", end)
    assert second == text("a c d e").replace("\n", end)
    assert conflict_line(merged.replace("\n", end)) == 2


@pytest.mark.parametrize(
    ("merged", "both"),
    [
        (PLAIN[PLAIN.index("b") :], "b c d e"),
        (PLAIN.replace("<<<<<<< HEAD\n", "").replace("=======\n", ""), "a b c d e"),
    ],
)
def test_markers_that_are_left(merged: str, both: str) -> None:
    """What they divide is kept."""
    assert sides(merged) == (text(both), text(both))
    assert conflict_line(merged)


def test_the_end_of_a_conflict_is_missing() -> None:
    assert sides("a\n<<<<<<< HEAD\nb\n=======\nc\n") == (text("a b"), text("a c"))


@pytest.mark.parametrize(
    "plain", ["", "a\n", "a\n=======\nb\n", "<<<<<<<a\n", "<<<<<< a\n", "x <<<<<<< a\n"]
)
def test_no_conflict(plain: str) -> None:
    assert conflict_line(plain) is None
    assert sides(plain) == (plain, plain)


def test_several_conflicts() -> None:
    assert sides(PLAIN + DIFF3) == (text("a b e a b e"), text("a c d e a c d e"))
