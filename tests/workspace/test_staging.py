"""The staging folder: where it is, and what becomes of those that are left behind."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from generator.workspace import staging
from generator.workspace.staging import (
    BACKUP_NAME,
    build_in_staging,
    remove_stale_staging,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in an output folder."""
    project = tmp_path / "out" / "things"
    project.mkdir(parents=True)
    return project


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_folder_is_beside_the_output_and_goes_afterwards(
    project: Path, tmp_path: Path
) -> None:
    seen = []

    def build(folder: Path) -> None:
        seen.append((folder.parent, folder.name.rpartition("-")[0], names(folder)))
        (folder / "file").touch()

    build_in_staging(project, build)
    assert seen == [(tmp_path, "out.things.new", [])]
    assert names(tmp_path) == ["out"] and names(project.parent) == ["things"]


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EACCES, errno.EROFS])
def test_the_folder_is_within_the_output_where_renaming_is_not_possible(
    project: Path, tmp_path: Path, number: int
) -> None:
    seen = []

    def build(folder: Path) -> None:
        seen.append(folder.parent)
        if len(seen) == 1:
            raise OSError(number, "no")

    build_in_staging(project, build)
    assert seen == [tmp_path, project.parent]
    assert names(tmp_path) == ["out"] and names(project.parent) == ["things"]


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "full"), ValueError(), KeyboardInterrupt()],
    ids=repr,
)
def test_the_folder_goes_when_building_fails(
    project: Path, tmp_path: Path, error: BaseException
) -> None:
    def build(folder: Path) -> None:
        (folder / "file").touch()
        raise error

    with pytest.raises(type(error)):
        build_in_staging(project, build)
    assert names(tmp_path) == ["out"] and names(project.parent) == ["things"]


def test_a_folder_with_the_only_copy_of_the_project_is_kept(
    project: Path, tmp_path: Path
) -> None:
    (project / "file").touch()

    def build(folder: Path) -> None:
        os.rename(project, folder / BACKUP_NAME)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_in_staging(project, build)
    assert not project.exists() and len(names(tmp_path)) == 2

    remove_stale_staging(project)
    assert names(project) == ["file"]
    assert names(tmp_path) == ["out"]


def test_stale_folders_go_and_those_in_use_stay(project: Path, tmp_path: Path) -> None:
    stale = [tmp_path / "out.things.new-1", project.parent / ".things.new-2"]
    used = tmp_path / "out.things.new-3"
    other = tmp_path / "out.others.new-4"
    for folder in (*stale, used, other):
        (folder / "new").mkdir(parents=True)
    handle = os.open(used, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    remove_stale_staging(project)
    os.close(handle)
    assert names(tmp_path) == ["out", other.name, used.name]
    assert names(project.parent) == ["things"]


def test_a_folder_in_use_is_not_stale(project: Path, tmp_path: Path) -> None:
    def build(folder: Path) -> None:
        remove_stale_staging(project)
        assert folder.is_dir()

    build_in_staging(project, build)
    assert names(tmp_path) == ["out"]


def test_a_system_without_locks(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "fcntl", None)
    (tmp_path / "out.things.new-1").mkdir()
    remove_stale_staging(project)
    build_in_staging(project, lambda folder: (folder / "file").touch())
    assert names(tmp_path) == ["out"]
