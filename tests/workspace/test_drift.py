"""Whether a project is up to date, and how it differs from what a run would write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator.workspace import drift
from generator.workspace.drift import find_up_to_date_project, project_diff
from generator.workspace.lock import LOCK_NAME, load_lock
from generator.workspace.writer import write_project

from .conftest import DOCUMENT, FILES, OPTIONS, with_lock


def found(project: Path, options: Mapping[str, object] = OPTIONS) -> Path | None:
    source = project.parents[1] / "api.yml"
    result = find_up_to_date_project(project.parent, source, options)
    assert result is None or result[1] == load_lock(project)
    return result[0] if result else None


def test_an_unchanged_project_is_found(project: Path) -> None:
    (project / "mine.py").write_text("mine")
    (project.parent / "another").mkdir()
    assert found(project) == project


def edit(project: Path) -> None:
    (project / "README.md").write_text("mine")


def delete(project: Path) -> None:
    (project / "README.md").unlink()


def replace_by_link(project: Path) -> None:
    (project / "README.md").rename(project / "R.md")
    (project / "README.md").symlink_to("R.md")


def change_document(project: Path) -> None:
    (project.parents[1] / "api.yml").write_text(DOCUMENT + "\n")


def edit_lock(project: Path) -> None:
    path = project / LOCK_NAME
    path.write_text(path.read_text().replace("  ", "   "))


def age_lock(project: Path) -> None:
    os.utime(project / LOCK_NAME, ns=(1, 1))


@pytest.mark.parametrize(
    "change",
    [
        edit,
        delete,
        replace_by_link,
        change_document,
        edit_lock,
        age_lock,
    ],
)
def test_a_change_is_noticed(project: Path, change: Callable[[Path], None]) -> None:
    change(project)
    assert found(project) is None


def test_a_renamed_project_is_found(project: Path) -> None:
    renamed = project.rename(project.with_name("other"))
    assert found(renamed) == renamed


def test_a_copy_of_a_project_is_not_found(project: Path) -> None:
    shutil.copytree(project, project.with_name("a-copy"))
    assert found(project) == project
    edit(project)
    assert found(project) is None


def test_another_run_is_noticed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(project, {}) is None
    monkeypatch.setattr(drift, "__version__", "99")
    assert found(project) is None


def test_an_output_that_does_not_exist(tmp_path: Path) -> None:
    source = tmp_path / "api.yml"
    assert find_up_to_date_project(tmp_path / "out", source, {}) is None


def test_no_drift(project: Path) -> None:
    assert project_diff(project, with_lock(FILES)) == []


def test_drift_of_the_document(project: Path) -> None:
    lines = project_diff(project, {"README.md": "New\n", "new.py": "a = 1\n"})
    assert lines == [
        "--- a/README.md",
        "+++ b/README.md",
        "@@ -1 +1 @@",
        "-Things",
        "+New",
        "--- /dev/null",
        "+++ b/new.py",
        "@@ -0,0 +1 @@",
        "+a = 1",
        "--- a/things/client.py",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-a = 1",
    ]


def test_files_edited_by_hand_come_first(project: Path) -> None:
    edit(project)
    lines = project_diff(project, with_lock(FILES))
    assert lines[0] == "edited by hand: README.md"
    assert lines[-2:] == ["-mine", "+Things"]


def test_an_edit_that_a_run_would_make_as_well_is_named(project: Path) -> None:
    edit(project)
    files = with_lock({**FILES, "README.md": "mine"})
    assert project_diff(project, files)[0] == "edited by hand: README.md"


def convert_line_endings(folder: Path) -> None:
    """Give all files below a folder the line endings of Windows."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes().replace(b"\r\n", b"\n")
            path.write_bytes(data.replace(b"\n", b"\r\n"))


def test_converted_line_endings_are_no_difference(project: Path) -> None:
    convert_line_endings(project.parents[1])
    assert b"\r\n" in (project / "README.md").read_bytes()
    assert b"\r\n" in (project.parents[1] / "api.yml").read_bytes()
    assert project_diff(project, with_lock(FILES)) == []
    assert found(project) == project
    assert not write_project(project, with_lock(FILES), force=False)
    assert (project / "README.md").read_bytes() == b"Things\r\n"


def test_other_line_endings_are_a_difference(project: Path) -> None:
    (project / "README.md").write_bytes(b"Things\r")
    assert project_diff(project, with_lock(FILES)) == [
        "edited by hand: README.md",
        "README.md: only line endings differ",
    ]


def test_a_long_difference_is_cut(project: Path) -> None:
    text = "".join(f"{number}\n" for number in range(1000))
    lines = project_diff(project, {**FILES, "new.txt": text})
    assert len(lines) == 401
    assert lines[-1] == "... and 603 more lines"


def test_control_characters_are_escaped(project: Path) -> None:
    lines = project_diff(project, {**FILES, "README.md": "\x1b[31m\n"})
    assert lines[-1] == "+\\x1b[31m"
