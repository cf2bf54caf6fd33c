"""Writing a project: what changes, what stays, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.diagnostics.model import UsageError
from generator.workspace import writer
from generator.workspace.atomic_replace import replace_folder
from generator.workspace.lock import LOCK_NAME, load_lock
from generator.workspace.writer import (
    check_output,
    edited_files,
    read_text,
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
    assert read_text(path) == "a\r\nb\udcff"


def test_one_file_is_written_at_once(tmp_path: Path) -> None:
    path = tmp_path / "overlay.yml"
    path.write_text("old")
    write_file(path, "é\r\n")
    assert path.read_bytes() == b"\xc3\xa9\r\n"
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(UsageError, match="cannot write"):
        write_file(tmp_path / "missing" / "overlay.yml", "")
    assert [each.name for each in tmp_path.iterdir()] == ["overlay.yml"]
