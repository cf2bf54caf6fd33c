"""Reading a file as text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.diagnostics.model import DocumentError
from generator.document.syntax import source as module
from generator.document.syntax.source import Source, read_file


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_the_encoding_is_detected(encoding: str) -> None:
    source = Source.from_bytes("openapi: ü".encode(encoding), "api.yml")
    assert source.text == "openapi: ü"


@pytest.mark.parametrize("data", [b"a: \xff", b"a: \x00\x00b", b"\xff\xfe\x00"])
def test_binary_data_is_an_error_with_a_place(data: bytes) -> None:
    with pytest.raises(DocumentError) as error:
        Source.from_bytes(b"\n" + data, "api.yml")
    (problem,) = error.value.problems
    assert problem.code == "not-text"


@pytest.mark.parametrize(
    ("name", "text", "syntax"),
    [
        ("a.json", "a: b", "json"),
        ("a.JSON", "", "json"),
        ("a.yml", ' {"a": 1}', "json"),
        ("a", "[]", "json"),
        ("a.yml", "a: {}", "yaml"),
    ],
)
def test_the_syntax_follows_from_the_name_or_the_first_character(
    name: str, text: str, syntax: str
) -> None:
    assert Source.from_bytes(text.encode(), name).syntax == syntax


def test_places_are_clamped_to_the_text() -> None:
    source = Source.from_bytes(b"ab\ncd", "a.yml")
    assert (source.place(4, "#").line, source.place(4, "#").column) == (2, 2)
    assert source.place(99, "#").column == 3
    assert source.place(-1, "#").column == 1
    assert source.place(3, "#", span=99).span == 2


def test_paths_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").write_bytes(b"\xef\xbb\xbf \n")
    (tmp_path / "large").write_bytes(b"x" * 11)
    expected = {
        "missing": "unreadable-document",
        "pipe": "unreadable-document",
        "": "unreadable-document",
        "empty": "not-openapi",
        "large": "limit-exceeded",
    }
    for name, code in expected.items():
        with pytest.raises(DocumentError) as error:
            read_file(tmp_path / name, name)
        assert error.value.problems[0].code == code, name
    (tmp_path / "fits").write_bytes(b"x" * 10)
    assert read_file(tmp_path / "fits", "fits") == b"x" * 10
