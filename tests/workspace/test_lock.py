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


@pytest.mark.parametrize("value", [None, 5, "text", [], ["a"], True, {"a": {"b": 1}}])
@pytest.mark.parametrize(
    "member", ["sources", "files", "names", "options", "warnings", "release"]
)
def test_a_member_of_the_wrong_type(member: str, value: object) -> None:
    """Without it, names and history would be lost silently."""
    is_right = (member, value) in [
        ("warnings", 5),
        ("release", "text"),
        ("options", {"a": {"b": 1}}),
    ]
    assert (parse_lock(changed(**{member: value})) is not None) is is_right


@pytest.mark.parametrize("member", ["files", "names", "format"])
def test_a_member_is_missing(member: str) -> None:
    content = json.loads(format_lock(LOCK))
    del content[member]
    assert parse_lock(json.dumps(content)) is None


def test_a_name_is_there_twice() -> None:
    line = '      "#/components/schemas/A": "A"'
    text = format_lock(LOCK)
    assert line in text
    assert parse_lock(text.replace(line, f"{line},\n{line}")) is None


def test_digests_and_versions_come_last() -> None:
    """Names are far from what changes with every run, so that git merges them."""
    lines = format_lock(LOCK).splitlines()
    name = lines.index('      "#/components/schemas/A": "A"')
    digests = [n for n, line in enumerate(lines) if digest("r") in line]
    # git joins conflicts that are at most three lines apart.
    assert digests[0] - name > 4
    assert lines[1:5] == [
        '  "format": 2,',
        '  "distribution": "things",',
        '  "document": "api.yml",',
        '  "options": {',
    ]
    assert lines[-3:] == ['  "release": "2",', '  "version": "v2"', "}"]


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
