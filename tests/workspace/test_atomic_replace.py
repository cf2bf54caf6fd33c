"""Replacing a folder, with and without a system call that exchanges two folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.workspace import atomic_replace
from generator.workspace.atomic_replace import replace_folder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The target, which holds "old", the new folder, and where the backup goes."""
    target, new, backup = (tmp_path / name for name in ("target", "new", "backup"))
    for folder, text in ((target, "old"), (new, "new")):
        folder.mkdir()
        (folder / "file").write_text(text)
    return target, new, backup


@pytest.fixture(params=["exchange", "two steps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two ways to replace a folder is used."""
    if request.param == "two steps":
        monkeypatch.setattr(atomic_replace, "exchange", lambda *_: False)
    return str(request.param)


def test_the_new_folder_is_at_the_target(
    folders: tuple[Path, Path, Path], way: str
) -> None:
    target, new, backup = folders
    replace_folder(*folders)
    assert (target / "file").read_text() == "new"
    old = [folder for folder in (new, backup) if folder.exists()]
    assert [(folder / "file").read_text() for folder in old] == ["old"]


def test_a_target_that_does_not_exist(
    folders: tuple[Path, Path, Path], way: str
) -> None:
    target, new, backup = folders
    (target / "file").unlink()
    target.rmdir()
    replace_folder(*folders)
    assert (target / "file").read_text() == "new"
    assert not new.exists() and not backup.exists()


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_the_old_folder_comes_back_if_the_second_step_fails(
    folders: tuple[Path, Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
) -> None:
    target, new, backup = folders
    rename = os.rename

    def fail(source: Path, destination: Path) -> None:
        if source == new:
            raise error
        rename(source, destination)

    monkeypatch.setattr(atomic_replace, "exchange", lambda *_: False)
    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(error):
        replace_folder(*folders)
    assert (target / "file").read_text() == "old"
    assert (new / "file").read_text() == "new"
    assert not backup.exists()


def test_a_system_without_the_call(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())
    replace_folder(*folders)
    target, _, backup = folders
    assert (target / "file").read_text() == "new"
    assert (backup / "file").read_text() == "old"
