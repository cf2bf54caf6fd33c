"""Streams that cannot be written, or not in the encoding of their text."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from generator.diagnostics.streams import OutputStream, tolerant_streams


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "é → 名"),
        ("cp1252", "é \\u2192 \\u540d"),
        ("ascii", "\\xe9 \\u2192 \\u540d"),
    ],
)
def test_characters_that_the_encoding_does_not_have(
    encoding: str, expected: str
) -> None:
    data = io.BytesIO()
    stream = OutputStream(io.TextIOWrapper(data, encoding))
    assert stream.write("é → 名") == 5
    stream.flush()
    assert data.getvalue().decode(encoding) == expected
    assert stream.encoding == encoding and not stream.lost


def test_a_lone_surrogate() -> None:
    data = io.BytesIO()
    stream = OutputStream(io.TextIOWrapper(data, "utf-8"))
    stream.write("a\udcff")
    stream.flush()
    assert data.getvalue() == rb"a\udcff"


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError):
        OutputStream(io.StringIO()).write(b"")  # type: ignore[arg-type]


def test_a_full_device() -> None:
    """What is still in the buffer does not fail again when the file is closed."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        stream = OutputStream(full)
        stream.write("text")
        stream.flush()
        stream.write("more")
        stream.flush()
        assert stream.lost == os.strerror(28)


def test_a_reader_that_is_gone() -> None:
    """Nothing is lost that anybody wants."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as pipe:
        stream = OutputStream(pipe)
        stream.write("text")
        stream.flush()
        assert not stream.lost


def test_a_closed_stream(tmp_path: Path) -> None:
    with open(tmp_path / "file", "w", encoding="utf-8") as file:
        pass
    stream = OutputStream(file)
    stream.write("text")
    stream.flush()
    assert not stream.isatty() and not stream.lost


def test_the_streams_are_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    with tolerant_streams() as output:
        print("lost")
        print("text", file=sys.stderr)
        assert sys.stdout is output
    assert vars(sys)["stdout"] is None and vars(sys)["stderr"] is errors
    assert errors.getvalue() == "text\n"
