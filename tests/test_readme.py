"""README says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.catalogue import CODES

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_listed(code: str) -> None:
    info = CODES[code]
    row = f"| `{code}` | {info.severity} | {info.title} |"
    assert row in README.read_text(encoding="utf-8").splitlines()


def test_no_other_code_is_listed() -> None:
    lines = README.read_text(encoding="utf-8").split("## Problems")[1].splitlines()
    listed = {line.split("`")[1] for line in lines if line.startswith("| `")}
    assert listed == set(CODES)


def test_every_code_is_in_use() -> None:
    root = README.parent / "generator"
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in root.rglob("*.py")
        if path.name != "catalogue.py"
    )
    assert [code for code in CODES if f'"{code}"' not in text] == []
