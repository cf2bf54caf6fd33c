"""The text of a lock, and reading one that may have been changed by anybody."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from generator.lower import Selection
from generator.workspace.lock import (
    LOCK_NAME,
    Lock,
    digest,
    format_lock,
    load_lock,
    parse_lock,
)

LOCK = Lock(
    generator="1.0",
    version="v2",
    sources={"api.yml": digest("a")},
    files={"README.md": digest("r"), "things/client.py": digest("c")},
    release="2",
    distribution="things",
    document="api.yml",
    warnings=3,
    options={"include": ["pets", "/a"], "pin": True},
    pins={"models": {"#/components/schemas/A": "A"}},
)


def changed(**members: Any) -> str:
    return json.dumps({**json.loads(format_lock(LOCK)), **members})


def test_a_lock_is_read_as_it_was_written() -> None:
    assert parse_lock(format_lock(LOCK)) == LOCK


def test_the_text_does_not_depend_on_the_order_of_members() -> None:
    backwards = dict(sorted(LOCK.files.items(), reverse=True))
    lock = Lock("1.0", "v2", {}, files=backwards)
    assert format_lock(lock) == format_lock(Lock("1.0", "v2", {}, files=LOCK.files))
    assert format_lock(lock).endswith("}\n")


def test_the_selection_is_that_of_the_options() -> None:
    assert LOCK.selection == Selection(("pets", "/a"), ())


@pytest.mark.parametrize("patterns", ["pets", 5, None, {"pets": 1}])
def test_patterns_of_the_wrong_type_are_ignored(patterns: object) -> None:
    lock = parse_lock(changed(options={"include": patterns, "exclude": [1, "a"]}))
    assert lock is not None
    assert lock.selection == Selection((), ("a",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        "{}",
        changed(format=3),
        changed(format=None),
        "[" * 9999,
    ],
)
def test_other_texts_are_no_lock(text: str) -> None:
    assert parse_lock(text) is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "./a",
        "a\\b",
        "C:x",
        "a\0b",
        "..",
    ],
)
def test_paths_that_lead_out_of_the_project_are_dropped(path: str) -> None:
    lock = parse_lock(changed(files={path: "0", "a/b.py": "1"}))
    assert lock is not None
    assert lock.files == {"a/b.py": "1"}


@pytest.mark.parametrize("value", [None, 5, "text", [], ["a"], True])
def test_members_of_the_wrong_type_are_ignored(value: object) -> None:
    members = ("sources", "files", "names", "options", "warnings")
    lock = parse_lock(changed(**dict.fromkeys(members, value)))
    assert lock is not None
    assert (lock.sources, lock.files, lock.pins, lock.options) == ({}, {}, {}, {})
    assert lock.warnings == (5 if value == 5 else -1)


def test_digests_count_bytes() -> None:
    data = b"caf\xc3\xa9 \xff"
    text = data.decode("utf-8", "surrogateescape")
    assert digest(text) == hashlib.sha256(data).hexdigest()


def test_loading(tmp_path: Path) -> None:
    path = tmp_path / LOCK_NAME
    assert load_lock(tmp_path) is None
    path.write_text(format_lock(LOCK), encoding="utf-8")
    assert load_lock(tmp_path) == LOCK
    path.write_bytes(b"\xff\xfe")
    assert load_lock(tmp_path) is None
    path.unlink()
    path.mkdir()
    assert load_lock(tmp_path) is None


def test_a_link_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(format_lock(LOCK), encoding="utf-8")
    (tmp_path / LOCK_NAME).symlink_to("lock")
    assert load_lock(tmp_path) is None


def test_a_file_that_is_too_large_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.workspace.lock._MAX_BYTES", 100)
    (tmp_path / LOCK_NAME).write_text(format_lock(LOCK), encoding="utf-8")
    assert load_lock(tmp_path) is None
