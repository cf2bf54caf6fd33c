"""The staging folder: where it is, and what becomes of those that are left behind."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.workspace import staging
from generator.workspace.staging import (
    BACKUP_NAME,
    Location,
    exclusive,
    find_leftovers,
    move_new_folder,
    staging_folder,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in an output folder whose name has the characters of a pattern."""
    project = tmp_path / "o[ut]*?" / "things"
    project.mkdir(parents=True)
    return project


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def left_behind(project: Path, location: Location) -> Path:
    """Make the staging folder that a killed run leaves behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "_delete", lambda folder: None)
        with staging_folder(project, location) as folder:
            return folder


def clean(project: Path) -> list[Path]:
    with find_leftovers(project.parent) as leftovers:
        assert all(each.project == project for each in leftovers)
        return [each.path for each in leftovers]


PLACES = {
    Location.BESIDE_OUTPUT: ("", "o[ut]*?.things.new"),
    Location.IN_OUTPUT: ("o[ut]*?", ".things.new"),
    Location.IN_PROJECT: ("o[ut]*?/things", ".things.new"),
}


@pytest.mark.parametrize("location", Location)
def test_where_the_folder_is(project: Path, tmp_path: Path, location: Location) -> None:
    folder, start = PLACES[location]
    with staging_folder(project, location) as staging:
        assert staging.parent == tmp_path / folder
        assert staging.name.startswith(f"{start}-") and len(names(staging)) == 1
        assert staging.stat().st_mode & 0o777 == 0o700
        (staging / "file").touch()
        assert clean(project) == [] and staging.is_dir()
    assert names(tmp_path) == [project.parent.name] and names(project) == []


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()], ids=repr)
def test_the_folder_goes_when_the_body_fails(
    project: Path, tmp_path: Path, error: BaseException
) -> None:
    with (
        pytest.raises(type(error)),
        staging_folder(project, Location.BESIDE_OUTPUT) as staging,
    ):
        (staging / "closed" / "inner").mkdir(parents=True)
        (staging / "closed" / "inner" / "file").touch()
        (staging / "closed").chmod(0o500)
        raise error
    assert names(tmp_path) == [project.parent.name]


def test_a_folder_with_the_only_copy_of_the_project_is_kept(
    project: Path, tmp_path: Path
) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        staging_folder(project, Location.BESIDE_OUTPUT) as staging,
    ):
        os.rename(project, staging / BACKUP_NAME)
        raise KeyboardInterrupt
    assert not project.exists() and len(names(tmp_path)) == 2


@pytest.mark.parametrize("location", Location)
def test_what_a_killed_run_left_goes(
    project: Path, tmp_path: Path, location: Location
) -> None:
    folder = left_behind(project, location)
    (folder / "new" / "inner").mkdir(parents=True)
    assert clean(project) == [folder]
    assert names(tmp_path) == [project.parent.name]
    assert names(project) == []


def test_a_run_that_was_killed_at_once_left_an_empty_folder(project: Path) -> None:
    folder = left_behind(project, Location.IN_OUTPUT)
    shutil.rmtree(folder)
    folder.mkdir()
    assert clean(project) == []
    assert not folder.exists()


def no_marker(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")


def another_check(folder: Path) -> None:
    folder.rename(folder.with_name(folder.name[:-1] + "x"))


def another_random_part(folder: Path) -> None:
    start, _, check = folder.name.rpartition("-")
    folder.rename(folder.with_name(f"{start[:-8]}00000000-{check}"))


def more_in_the_name(folder: Path) -> None:
    folder.rename(folder.with_name(f"{folder.name}-kept"))


def a_name_without_random_part(folder: Path) -> None:
    folder.rename(folder.with_name(folder.name[:-17]))


def a_link(folder: Path) -> None:
    target = folder.with_name("elsewhere")
    folder.rename(target)
    folder.symlink_to(target)


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("mine")


def a_pipe(folder: Path) -> None:
    shutil.rmtree(folder)
    os.mkfifo(folder)


def a_socket(folder: Path) -> None:
    shutil.rmtree(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.getcwd()
        os.chdir(folder.parent)  # the path of a socket must be short
        listening.bind(folder.name)
        os.chdir(here)


def a_copy(folder: Path) -> None:
    """As git, tar or cp make one of another project."""
    shutil.copytree(folder, folder.with_name("copy"))
    (folder.with_name("copy") / "notes.txt").write_text("mine")
    shutil.rmtree(folder)
    folder.with_name("copy").rename(folder)


def another_marker(folder: Path) -> None:
    (marker,) = folder.iterdir()
    marker.write_text("")
    (folder / "notes.txt").write_text("mine")


def a_pipe_as_marker(folder: Path) -> None:
    (marker,) = folder.iterdir()
    marker.unlink()
    os.mkfifo(marker)


def a_link_as_marker(folder: Path) -> None:
    (marker,) = folder.iterdir()
    marker.rename(folder / "notes.txt")
    marker.symlink_to("notes.txt")


def another_user(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(folder, 65534, 65534)


def beside_another_output(folder: Path) -> None:
    folder.rename(folder.with_name("x" + folder.name))


@pytest.mark.parametrize(
    "change",
    [
        no_marker,
        another_check,
        another_random_part,
        more_in_the_name,
        a_name_without_random_part,
        a_link,
        a_file,
        a_pipe,
        a_socket,
        a_copy,
        another_marker,
        a_pipe_as_marker,
        a_link_as_marker,
        another_user,
        beside_another_output,
    ],
)
@pytest.mark.parametrize("location", Location)
def test_what_is_no_leftover_is_not_touched(
    project: Path, tmp_path: Path, location: Location, change: Callable[[Path], None]
) -> None:
    change(left_behind(project, location))
    before = sorted(tmp_path.rglob("*"))
    assert clean(project) == []
    assert sorted(tmp_path.rglob("*")) == before


def test_the_folder_of_a_run_that_goes_on_is_not_touched(project: Path) -> None:
    folder = left_behind(project, Location.BESIDE_OUTPUT)
    (marker,) = folder.iterdir()
    with marker.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert clean(project) == []
    assert clean(project) == [folder]


def test_a_system_without_locks(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "fcntl", None)
    folder = left_behind(project, Location.BESIDE_OUTPUT)
    assert clean(project) == [folder]
    with exclusive(project), staging_folder(project, Location.IN_OUTPUT):
        pass
    assert names(tmp_path) == [project.parent.name] and names(project) == []


def test_a_file_system_without_locks(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing says that a run has ended, so that its folder stays."""

    def fail(*_: object) -> None:
        raise OSError(37, "No locks available")

    folder = left_behind(project, Location.BESIDE_OUTPUT)
    monkeypatch.setattr(fcntl, "flock", fail)
    with exclusive(project), staging_folder(project, Location.IN_OUTPUT):
        assert clean(project) == []
    assert folder.is_dir() and names(project.parent) == ["things"]


def test_a_new_folder_has_the_group_of_the_output(
    project: Path, tmp_path: Path
) -> None:
    project.parent.chmod(0o2775)
    with staging_folder(project, Location.BESIDE_OUTPUT) as folder:
        move_new_folder(project, folder / "new")
        assert (folder / "new").stat().st_mode & 0o2000
    assert names(project.parent) == ["things"]
