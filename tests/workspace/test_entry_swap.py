"""Replacing the entries of a folder one by one: all of them, or none."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.workspace import atomic_replace, entry_swap
from generator.workspace.entry_swap import (
    NEW_NAME,
    EntryChange,
    complete_swap,
    entry_change,
    swap_entries,
)
from generator.workspace.staging import Location, staging_folder
from generator.workspace.writer import recover

OLD = {"a": "old a", "folder/b": "old b", "folder/mine": "mine", "c/gone": "old c"}
NEW = {"a": "new a", "folder/b": "new b", "d/more": "new d"}
AFTER = {**NEW, "folder/mine": "mine"}
PATHS = ["a", "folder/b", "c/gone", "d/more"]


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and "staging" not in path.parts
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, OLD)
    write(tmp_path / "staging" / NEW_NAME, NEW)
    return tmp_path


@pytest.fixture
def staging(project: Path) -> Path:
    return project / "staging"


@pytest.fixture(params=["exchange", "two steps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two ways to replace an entry is used."""
    if request.param == "two steps":
        monkeypatch.setattr(entry_swap, "exchange", lambda *_: False)
    return str(request.param)


def changes(project: Path, staging: Path) -> list[EntryChange]:
    return [entry_change(project, staging, path) for path in PATHS]


class Killed(Exception):
    """The end of a run that can do nothing more."""


def count_renames(
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    at: Callable[[int, BaseException], None],
) -> None:
    """Call a function with the number of each change, and an error to raise."""
    rename, exchange, number = os.rename, atomic_replace.exchange, 0

    def renamed(source: Path, target: Path) -> None:
        nonlocal number
        number += 1
        at(number, OSError(16, "busy"))
        rename(source, target)

    def exchanged(first: Path, second: Path) -> bool:
        nonlocal number
        number += 1
        at(number, OSError(16, "busy"))
        return way == "exchange" and exchange(first, second)

    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(entry_swap, "exchange", exchanged)


def test_all_entries_change(project: Path, staging: Path, way: str) -> None:
    swap_entries(project, staging, changes(project, staging))
    assert contents(project) == AFTER
    assert not (project / "c").exists()


def test_a_whole_folder(project: Path, staging: Path, way: str) -> None:
    swap_entries(project, staging, [entry_change(project, staging, "folder")])
    assert contents(project / "folder") == {"b": "new b"}


@pytest.mark.parametrize("failing", range(2, 8))
def test_a_failure_undoes_the_others(
    project: Path,
    staging: Path,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
) -> None:
    failed = []

    def fail(number: int, error: BaseException) -> None:
        if number == failing:
            failed.append(number)
            raise error

    planned = changes(project, staging)
    with monkeypatch.context() as context:
        count_renames(context, way, fail)
        try:
            swap_entries(project, staging, planned)
        except OSError:
            assert failed
    assert contents(project) == (OLD if failed else AFTER)
    complete_swap(project, staging)
    assert contents(project) == (OLD if failed else AFTER)


def test_an_interrupt_while_changes_are_undone(
    project: Path, staging: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(number: int, error: BaseException) -> None:
        if number in (4, 5, 6):
            raise KeyboardInterrupt

    with monkeypatch.context() as context:
        count_renames(context, way, interrupt)
        with pytest.raises(KeyboardInterrupt):
            swap_entries(project, staging, changes(project, staging))
    assert contents(project) == OLD
    assert not (staging / "journal.json").exists()


def test_changes_that_cannot_be_undone(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The staging folder remains, and the next run completes the changes."""
    project = tmp_path / "out" / "project"
    write(project, OLD)

    def fail(number: int, error: BaseException) -> None:
        if number > (2 if way == "exchange" else 4):
            raise error

    with (
        pytest.raises(OSError, match="busy"),
        staging_folder(project, Location.IN_PROJECT) as folder,
        monkeypatch.context() as context,
    ):
        write(folder / NEW_NAME, NEW)
        planned = changes(project, folder)
        count_renames(context, way, fail)
        swap_entries(project, folder, planned)
    recover(project.parent)
    assert contents(project) == AFTER


@pytest.mark.parametrize("failing", range(1, 8))
def test_the_next_run_completes_what_a_killed_one_began(
    project: Path,
    staging: Path,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
) -> None:
    def kill(number: int, error: BaseException) -> None:
        if number >= failing:
            raise Killed

    planned = changes(project, staging)
    begun = False
    with monkeypatch.context() as context:
        count_renames(context, way, kill)
        context.setattr(os, "unlink", lambda *_: None)
        context.setattr(entry_swap._Swap, "undo", lambda *_: None)
        try:
            swap_entries(project, staging, planned)
        except Killed:
            begun = failing > 1
    complete_swap(project, staging)
    assert contents(project) == (AFTER if begun or failing > 5 else OLD)
    complete_swap(project, staging)


def test_what_the_user_did_since_is_not_changed(project: Path, staging: Path) -> None:
    """The journal of a run that was killed after its last step changes nothing."""
    planned = changes(project, staging)
    swap_entries(project, staging, planned)
    journal = [
        {"path": each.path, "new": each.new, "old": each.old} for each in planned
    ]
    (staging / "journal.json").write_text(json.dumps(journal))
    write(project, {"a": "mine", "c/gone": "mine"})
    (project / "folder" / "b").unlink()
    complete_swap(project, staging)
    assert contents(project) == {
        "a": "mine",
        "c/gone": "mine",
        "d/more": "new d",
        "folder/mine": "mine",
    }


@pytest.mark.parametrize(
    "entry",
    [
        {"path": "../outside", "new": 1, "old": None},
        {"path": "/outside", "new": 1, "old": None},
        {"path": "a", "new": "1", "old": None},
        {"path": "a", "new": 1},
        {"path": 1, "new": 1, "old": None},
        3,
    ],
    ids=str,
)
def test_a_journal_is_not_trusted(project: Path, staging: Path, entry: object) -> None:
    for content in (json.dumps([entry]), json.dumps(entry), "[" * 100_000, "{"):
        (staging / "journal.json").write_text(content)
        complete_swap(project, staging)
        assert contents(project) == OLD


def test_no_link_is_followed(project: Path, staging: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "staging" / "elsewhere"
    (project / "folder").rename(elsewhere)
    (project / "folder").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic links"):
        swap_entries(project, staging, changes(project, staging))
    assert (elsewhere / "b").read_text() == "old b"
    assert (project / "a").read_text() == "old a"
