"""Writing a project: what changes, what stays, and what is refused."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from generator.diagnostics.model import UsageError
from generator.workspace import atomic_replace, staging, writer
from generator.workspace.atomic_replace import replace_folder
from generator.workspace.lock import LOCK_NAME, load_lock
from generator.workspace.staging import Location, staging_folder
from generator.workspace.writer import (
    check_output,
    edited_files,
    read_text,
    recover,
    write_file,
    write_project,
)

from .conftest import FILES, with_lock

NEW = with_lock({"README.md": "Things\n", "things/models.py": "b = 2\n"})


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_first_run_writes_every_file(project: Path) -> None:
    assert contents(project) == with_lock(FILES)
    assert [path.name for path in project.parent.iterdir()] == ["things"]


def test_the_same_files_change_nothing(project: Path) -> None:
    before = project.stat()
    assert not write_project(project, with_lock(FILES), force=False)
    after = project.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_files_that_are_no_longer_generated_go(project: Path) -> None:
    assert write_project(project, NEW, force=False)
    assert contents(project) == NEW


def test_files_that_stay_the_same_keep_their_times(project: Path) -> None:
    os.utime(project / "README.md", ns=(1, 1))
    write_project(project, NEW, force=False)
    assert (project / "README.md").stat().st_mtime_ns == 1


def test_files_links_and_folders_of_the_user_stay(project: Path) -> None:
    (project / "things" / "mine.py").write_text("mine")
    (project / "empty" / "folder").mkdir(parents=True)
    (project / "file_link").symlink_to("nowhere")
    (project / "folder_link").symlink_to("things", target_is_directory=True)
    write_project(project, NEW, force=False)
    assert (project / "things" / "mine.py").read_text() == "mine"
    assert (project / "empty" / "folder").is_dir()
    assert (project / "file_link").readlink() == Path("nowhere")
    assert (project / "folder_link").readlink() == Path("things")


def test_bytecode_is_not_kept(project: Path) -> None:
    (project / "things" / "__pycache__").mkdir()
    (project / "things" / "__pycache__" / "client.pyc").touch()
    write_project(project, NEW, force=False)
    assert contents(project) == NEW


def test_nothing_is_written_through_a_link_in_place_of_a_folder(
    project: Path, tmp_path: Path
) -> None:
    (project / "things").rename(tmp_path / "elsewhere")
    (project / "things").symlink_to(tmp_path / "elsewhere")
    write_project(project, NEW, force=False)
    assert not (project / "things").is_symlink()
    assert contents(tmp_path / "elsewhere") == {"client.py": "a = 1\n"}


def test_a_link_to_another_folder_is_not_replaced_without_force(
    project: Path, tmp_path: Path
) -> None:
    (project / "things").rename(tmp_path / "elsewhere")
    (project / "things").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "client.py").write_text("mine")
    with pytest.raises(UsageError, match=r"1 file .*: things/client.py"):
        write_project(project, NEW, force=False)
    assert (project / "things").is_symlink()
    assert write_project(project, NEW, force=True)
    assert not (project / "things").is_symlink()
    assert contents(tmp_path / "elsewhere") == {"client.py": "mine"}


@pytest.mark.parametrize("path", FILES)
def test_edited_files_are_refused_without_force(project: Path, path: str) -> None:
    (project / path).write_text("mine")
    files = with_lock({"README.md": "New\n"})
    before = contents(project)
    with pytest.raises(UsageError, match=f"1 file in .* changed .*: {path}"):
        write_project(project, files, force=False)
    assert contents(project) == before
    assert write_project(project, files, force=True)
    assert contents(project) == files


def test_only_a_few_edited_files_are_named(tmp_path: Path) -> None:
    files = {f"f{number}": "new" for number in range(7)}
    for path in files:
        (tmp_path / path).write_text("mine")
    with pytest.raises(UsageError) as caught:
        write_project(tmp_path, files, force=False)
    assert "7 files" in str(caught.value)
    assert "f0, f1, f2, f3, f4 and more." in str(caught.value)


def test_what_counts_as_edited(project: Path) -> None:
    lock = load_lock(project)
    (project / "README.md").write_text("mine")
    (project / "things" / "client.py").unlink()
    (project / "foreign.md").write_text("mine")
    assert edited_files(project, lock, FILES) == ["README.md"]
    assert edited_files(project, lock, {"README.md": "mine"}) == []
    assert edited_files(project, lock, {**FILES, "foreign.md": ""}) == [
        "README.md",
        "foreign.md",
    ]
    assert edited_files(project, None, {"foreign.md": ""}) == ["foreign.md"]
    assert edited_files(project, lock, {LOCK_NAME: ""}) == ["README.md"]


def test_a_link_to_the_project_is_refused(project: Path) -> None:
    link = project.with_name("link")
    link.symlink_to(project)
    with pytest.raises(UsageError, match="symbolic link"):
        write_project(link, NEW, force=True)
    assert contents(project) == with_lock(FILES)


def busy(*_: object) -> NoReturn:
    raise OSError(errno.EBUSY, "Device or resource busy")


@pytest.fixture(params=["folder", "entries", "files"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is replaced: the project, or what is in it."""
    if request.param != "folder":
        monkeypatch.setattr(f"{writer.__name__}.replace_folder", busy)
    if request.param == "files":
        monkeypatch.setattr(f"{writer.__name__}._build_entries", busy)
    return str(request.param)


def test_every_way_to_replace_a_project(project: Path, way: str) -> None:
    """The files of the user are the same, and nothing else is left."""
    mine = project / "things" / "mine.py"
    mine.write_text("mine")
    project.chmod(0o2750)
    inodes = project.stat().st_ino, mine.stat().st_ino
    files = with_lock({"docs/a.md": "a", "things/models/b.py": "b\n"})
    assert write_project(project, files, force=False)
    assert contents(project) == {**files, "things/mine.py": "mine"}
    assert stat.S_IMODE(project.stat().st_mode) == 0o2750
    assert mine.stat().st_ino == inodes[1]
    assert (project.stat().st_ino == inodes[0]) == (way != "folder")
    assert not write_project(project, files, force=False)
    assert os.listdir(project.parent) == ["things"]
    assert sorted(os.listdir(project.parent.parent)) == ["api.yml", "out"]
    if way != "folder":
        assert sorted(os.listdir(project)) == ["docs", "gen-client.lock", "things"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_files_that_come_while_the_project_is_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    """An editor saves a file by renaming a new one, and another one is made."""
    mine = project / "things" / "mine.py"
    mine.write_text("mine")

    def replace_late(target: Path, new: Path, backup: Path) -> None:
        mine.with_name("saved").write_text("saved")
        mine.with_name("saved").rename(mine)
        (project / "things" / "more").mkdir()
        (project / "things" / "more" / "made.py").write_text("made")
        replace_folder(target, new, backup)

    if not exchanges:
        monkeypatch.setattr(atomic_replace, "exchange", lambda *_: False)
    monkeypatch.setattr(f"{writer.__name__}.replace_folder", replace_late)
    assert write_project(project, NEW, force=False)
    late = {"things/mine.py": "saved", "things/more/made.py": "made"}
    assert contents(project) == NEW | late


def test_a_project_in_an_empty_folder_that_cannot_be_renamed(
    tmp_path: Path, way: str
) -> None:
    project = tmp_path / "out" / "things"
    project.mkdir(parents=True)
    assert write_project(project, with_lock(FILES), force=False)
    assert contents(project) == with_lock(FILES)


def test_a_project_that_cannot_be_replaced_at_all(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{writer.__name__}.replace_folder", busy)
    monkeypatch.setattr(f"{writer.__name__}.swap_entries", busy)
    with pytest.raises(UsageError, match="Device or resource busy"):
        write_project(project, NEW, force=False)
    assert contents(project) == with_lock(FILES)
    assert sorted(os.listdir(project)) == ["README.md", LOCK_NAME, "things"]


@pytest.mark.parametrize("kind", ["pipe", "link", "socket", "device"])
@pytest.mark.parametrize("path", ["README.md", "things/client.py", "things/models.py"])
def test_what_is_no_file_is_not_replaced_without_force(
    project: Path, tmp_path: Path, kind: str, path: str
) -> None:
    """It is neither read nor written, and nothing waits for a pipe."""
    place = project / path
    place.unlink(missing_ok=True)
    (tmp_path / "target").write_text("target")
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "link":
        place.symlink_to(tmp_path / "target")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listening, in_folder_of(place):
            listening.bind(place.name)
    elif os.geteuid() == 0:
        os.mknod(place, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # /dev/zero
    else:
        place.symlink_to("/dev/zero")
    before = os.lstat(place)
    with pytest.raises(UsageError, match=f"1 file in .*: {path}"):
        write_project(project, NEW, force=False)
    assert os.lstat(place) == before
    assert write_project(project, NEW, force=True)
    assert contents(project) == NEW
    assert (tmp_path / "target").read_text() == "target"


@contextmanager
def in_folder_of(path: Path) -> Iterator[None]:
    """Work in the folder of a path: the path of a socket must be short."""
    here = os.getcwd()
    os.chdir(path.parent)
    yield
    os.chdir(here)


@pytest.mark.parametrize("name", ["things", "tests-of"])
def test_a_project_in_another_one(project: Path, name: str) -> None:
    """``-o`` with the folder of the project itself would write into its package."""
    before = contents(project)
    if name == "things":
        with pytest.raises(UsageError, match="is itself a generated project"):
            write_project(project / name, NEW, force=True)
        assert contents(project) == before
    else:
        assert write_project(project / name, NEW, force=False)


def test_a_folder_in_place_of_a_file(project: Path) -> None:
    (project / "README.md").unlink()
    (project / "README.md").mkdir()
    (project / "README.md" / "mine").write_text("mine")
    for force in (False, True):
        with pytest.raises(UsageError, match=r"README.md is a folder"):
            write_project(project, NEW, force=force)
    assert (project / "README.md" / "mine").read_text() == "mine"


@pytest.mark.parametrize("kind", ["conflict", "truncated", "pipe", "link", "folder"])
def test_a_lock_that_cannot_be_read(project: Path, kind: str) -> None:
    """It is not taken for that of a first run."""
    lock = project / LOCK_NAME
    text = lock.read_text()
    lock.unlink()
    if kind == "conflict":
        lock.write_text(f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n")
    elif kind == "truncated":
        lock.write_text(text[: len(text) // 2])
    elif kind == "pipe":
        os.mkfifo(lock)
    elif kind == "link":
        lock.symlink_to("README.md")
    else:
        lock.mkdir()
    with pytest.raises(UsageError, match=r"gen-client.lock"):
        write_project(project, NEW, force=False)
    assert (project / "README.md").read_text() == "Things\n"
    if kind == "folder":
        with pytest.raises(UsageError, match=r"gen-client.lock is a folder"):
            write_project(project, NEW, force=True)
        return
    assert write_project(project, NEW, force=True)
    assert lock.read_text() == NEW[LOCK_NAME] and not lock.is_symlink()
    # The files of which something is known are deleted where they are obsolete.
    gone = set(FILES) - set(NEW)
    assert gone and (project / gone.pop()).exists() is not (kind == "conflict")


def left_behind(project: Path, location: Location) -> Path:
    """Make the staging folder that a killed run leaves behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "_delete", lambda folder: None)
        with staging_folder(project, location) as folder:
            return folder


def test_killed_runs_are_recovered(project: Path) -> None:
    """Whichever project of the output they wrote."""
    other = project.with_name("others")
    write_project(other, with_lock(FILES), force=False)
    killed = []
    for each, location in ((project, Location.IN_PROJECT), (other, Location.IN_OUTPUT)):
        killed.append(left_behind(each, location))
    (killed[0] / "new").mkdir()
    (killed[0] / "new" / "README.md").write_text("New")
    (killed[0] / "replaced").mkdir()
    inode = os.stat(killed[0] / "new" / "README.md").st_ino
    (killed[0] / "journal.json").write_text(
        json.dumps([{"path": "README.md", "new": inode, "old": None}])
    )
    os.rename(other, killed[1] / "old")
    recover(project.parent)
    assert contents(project) == with_lock(FILES) | {"README.md": "New"}
    assert contents(other) == with_lock(FILES)
    assert sorted(os.listdir(project.parent)) == ["others", "things"]


def test_a_run_that_cannot_be_completed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = left_behind(project, Location.IN_PROJECT)
    monkeypatch.setattr(f"{writer.__name__}.complete_swap", busy)
    with pytest.raises(UsageError, match=r"a run was killed while it wrote .*busy"):
        recover(project.parent)
    assert folder.is_dir()


def test_a_failure_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"{writer.__name__}.replace_folder", fail)
    with pytest.raises(UsageError, match=r"cannot write .*: No space left on device"):
        write_project(project, NEW, force=False)
    assert contents(project) == with_lock(FILES)
    assert [path.name for path in project.parent.parent.iterdir() if path.is_dir()] == [
        "out"
    ]


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()], ids=repr)
def test_a_failure_leaves_no_new_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(f"{writer.__name__}.build_tree", fail)
    with pytest.raises((UsageError, KeyboardInterrupt)):
        write_project(tmp_path / "deep" / "out" / "things", NEW, force=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("done", [False, True])
def test_the_message_of_an_interrupt_states_whether_the_project_was_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    def interrupt(target: Path, new: Path, backup: Path) -> None:
        if done:
            replace_folder(target, new, backup)
        raise KeyboardInterrupt

    monkeypatch.setattr(f"{writer.__name__}.replace_folder", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        write_project(project, NEW, force=False)
    assert str(caught.value) == (f"{project} was already written." if done else "")
    assert contents(project) == (NEW if done else with_lock(FILES))


def test_a_file_in_the_way_of_the_output(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check_output(tmp_path / "new" / "out")
    for output in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(UsageError, match=r"file is a file, not a folder"):
            check_output(output)


def test_text_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert read_text(path) is None
    assert read_text(tmp_path) is None
    path.write_bytes(b"a\r\nb\xff")
    assert read_text(path) == "a\nb\udcff"


def test_one_file_is_written_at_once(tmp_path: Path) -> None:
    path = tmp_path / "overlay.yml"
    path.write_text("old")
    write_file(path, "é\r\n")
    assert path.read_bytes() == b"\xc3\xa9\r\n"
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(UsageError, match="cannot write"):
        write_file(tmp_path / "missing" / "overlay.yml", "")
    assert [each.name for each in tmp_path.iterdir()] == ["overlay.yml"]
