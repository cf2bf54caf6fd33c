"""The catalogue of problem codes has exactly the codes in use; its page is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.catalogue import CODES, code_severity, code_title

from .problem_codes import PAGE, problem_codes_page

GENERATOR = Path(__file__).parents[2] / "generator"


def test_the_page_of_codes_is_current() -> None:
    assert (
        PAGE.read_text(encoding="utf-8") == problem_codes_page()
    ), "run python -m tests.diagnostics.problem_codes"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained(code: str) -> None:
    info = CODES[code]
    row = f"| [`{code}`](#{code}) | {info.severity} | {info.title} |"
    assert row in PAGE.read_text(encoding="utf-8").splitlines()
    assert not info.title[0].isupper()
    assert not info.title.endswith(".")
    assert info.explanation.endswith(".")


def test_no_other_code_is_listed() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = {line.split("`")[1] for line in lines if line.startswith("| [`")}
    sections = {line.removeprefix("## ") for line in lines if line.startswith("## ")}
    assert rows == sections == set(CODES)


def test_every_code_is_in_use() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in GENERATOR.rglob("*.py")
        if path.name != "catalogue.py"
    )
    assert [code for code in CODES if f'"{code}"' not in text] == []


def test_a_code_outside_of_the_catalogue_is_a_warning() -> None:
    assert code_severity("no-such-code") == "warning"
    assert code_title("no-such-code") == "no-such-code"


def test_codes_are_kebab_case() -> None:
    for code, info in CODES.items():
        assert code == code.lower().strip("-")
        assert "_" not in code and " " not in code
        assert info.title
