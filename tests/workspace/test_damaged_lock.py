"""What is left in a lock that a merge or a full disk has damaged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.workspace.damaged_lock import damage, recover_lock
from generator.workspace.lock import Lock, digest, format_lock, parse_lock

LOCK = Lock(
    generator="0.2.0",
    version="1.0",
    sources={"api.yml": digest("a")},
    files={"README.md": digest("r"), "things/client.py": digest("c")},
    release="1.0",
    distribution="things",
    document="api.yml",
    options={"include": ["pets", "/a\\b\"é'"], "pin": True},
    pins={
        "former methods": {"things.read": "GET /things"},
        "methods": {"GET /things": "things.list", "GET /users/{a b}": "users.get"},
        "types": {"#/components/schemas/Thing": "Thing"},
    },
)
TEXT = format_lock(LOCK)
OURS = replace(
    LOCK,
    version="1.1",
    release="1.1",
    files={"README.md": digest("ours"), "things/ours.py": digest("o")},
    pins={**LOCK.pins, "methods": {"GET /things": "things.fetch"}},
)
THEIRS = replace(
    LOCK,
    version="1.10",
    release="1.10.post1",
    files={"README.md": digest("theirs"), "things/theirs.py": digest("t")},
    pins={
        "methods": {"GET /things": "things.list", "POST /things": "things.create"},
        "types": {"#/components/schemas/Thing": "Item"},
    },
)


def merged(ours: str, theirs: str, base: str | None = None, size: int = 7) -> str:
    """A whole file as one conflict."""
    middle = "" if base is None else f"{'|' * size} 1234\n{base}"
    return (
        f"{'<' * size} HEAD\n{ours}{middle}{'=' * size}\n{theirs}{'>' * size} other\n"
    )


def test_a_whole_lock_is_read_as_by_the_parser() -> None:
    found = recover_lock(TEXT)
    assert found == replace(LOCK, warnings=-1)
    assert parse_lock(TEXT) == LOCK


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("base", [None, TEXT, merged(TEXT, format_lock(THEIRS))])
def test_both_sides_of_a_merge(base: str | None, end: str) -> None:
    text = merged(format_lock(OURS), format_lock(THEIRS), base).replace("\n", end)
    assert parse_lock(text) is None
    assert damage(text) == "has conflict markers of a merge (line 1)"
    found = recover_lock(text)
    assert found.pins == {
        "former methods": {
            "things.read": "GET /things",
            "things.list": "GET /things",
        },
        "former types": {"#/components/schemas/Thing": "Item"},
        "methods": {"GET /things": "things.fetch", "POST /things": "things.create"},
        "types": {"#/components/schemas/Thing": "Thing"},
    }
    assert set(found.files) == {"README.md", "things/ours.py", "things/theirs.py"}
    assert (found.version, found.release) == ("1.10", "1.10.post1")
    assert (found.distribution, found.document) == ("things", "api.yml")
    assert found.options == LOCK.options


def test_conflicts_within_a_lock() -> None:
    """Each conflict begins where the one before has ended, in the object it is in."""
    ours = TEXT.replace('"things.list"', '"things.fetch"').replace('"1.0"', '"1.1"')
    lines = ours.splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if "things.fetch" in line)
    lines[place] = merged(
        lines[place], '      "GET /things": "things.all",\n    },\n    "servers": {\n'
    )
    found = recover_lock("".join(lines))
    assert found.pins["methods"]["GET /things"] == "things.fetch"
    assert found.pins["former methods"]["things.all"] == "GET /things"
    assert found.pins["methods"]["GET /users/{a b}"] == "users.get"


def test_a_cut_keeps_the_lines_before_it() -> None:
    for size in range(len(TEXT) - 2):
        text = TEXT[:size]
        assert parse_lock(text) is None
        found = recover_lock(text)
        assert damage(text) == ("was cut off" if text.strip() else "is empty")
        for scope, names in found.pins.items():
            assert names.items() <= LOCK.pins[scope].items()
        assert found.version in ("", "1.0")
    cut = TEXT[: TEXT.index('"generator"')]
    assert recover_lock(cut).pins == LOCK.pins


def test_both_sides_were_taken() -> None:
    """Editors offer that: the text may be JSON, with each member twice."""
    text = TEXT.replace(
        '      "GET /things": "things.list",',
        '      "GET /things": "things.list",\n      "GET /things": "things.all",',
    )
    assert json.loads(text) and parse_lock(text) is None
    assert (
        damage(text) == 'has "GET /things" twice, as after a merge that took both sides'
    )
    found = recover_lock(text).pins
    assert found["methods"]["GET /things"] == "things.list"
    assert found["former methods"]["things.all"] == "GET /things"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            TEXT.replace('"format": 2', '"format": 3'),
            "has format 3, of another version",
        ),
        (TEXT.replace('"things.list",', '"things.list"'), "is not JSON (line "),
        ("hello\n", "is not JSON (line 1)"),
        ("[" * 9999, "is not JSON"),
        ("[]", "does not have the members"),
        ("5", "does not have the members"),
        ('{"format": 2}', "does not have the members"),
        (TEXT.replace('"files": {', '"files": {"a": 5,'), "does not have the members"),
        ("\x00\ufffd\x00", "is not JSON (line 1)"),
        (" \n", "is empty"),
    ],
)
def test_what_is_wrong(text: str, expected: str) -> None:
    assert parse_lock(text) is None
    assert damage(text).startswith(expected)
    recover_lock(text)


def test_a_lock_of_another_format_keeps_its_names() -> None:
    found = recover_lock(TEXT.replace('"format": 2', '"format": 3'))
    assert found.pins == LOCK.pins and found.format == 2


def test_paths_that_lead_out_of_the_project_are_dropped() -> None:
    text = TEXT.replace('"README.md"', '"../README.md"')
    assert set(recover_lock(text[:-3]).files) == {"things/client.py"}
