"""The note that an exception gets, which names the part of the document."""

from __future__ import annotations

import pytest

from generator.diagnostics.processing import processed, processing


def test_the_innermost_subject_is_noted() -> None:
    with pytest.raises(KeyError) as caught, processing("#/a"), processing("#/a/b"):
        raise KeyError("c")
    assert processed(caught.value) == "#/a/b"
    assert caught.value.__notes__ == ["while processing #/a/b"]


def test_a_loop_sets_the_subject() -> None:
    with pytest.raises(ZeroDivisionError) as caught, processing("#") as current:
        for number in (2, 1, 0):
            current.subject = f"#/{number}"
            assert 2 / number
    assert processed(caught.value) == "#/0"


def test_other_notes_do_not_count() -> None:
    with pytest.raises(ValueError, match="x") as caught, processing("#/a"):
        error = ValueError("x")
        error.add_note("while reading")
        raise error
    assert processed(caught.value) == "#/a"
    assert processed(ValueError()) == ""


def test_an_interrupt_gets_no_note() -> None:
    with pytest.raises(KeyboardInterrupt) as caught, processing("#/a"):
        raise KeyboardInterrupt
    assert processed(caught.value) == ""


def test_without_an_exception_nothing_happens() -> None:
    with processing("#/a") as current:
        current.subject = "#/b"
