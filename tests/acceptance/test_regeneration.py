"""Runs into an output folder with files of the user, other runs or a killed run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .command import contents, environment, gen_client_here, small_document


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A generated project, beside its document ``api.yml`` in the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("api.yml").write_text(small_document("Things"))
    assert gen_client_here("api.yml", "-o", "out").code == 0
    return tmp_path / "out" / "things"


def regenerate() -> None:
    Path("api.yml").write_text(small_document("Things", "/other"))
    assert gen_client_here("api.yml", "-o", "out").code == 0


def test_links_and_empty_folders_of_the_user_are_kept(place: Path) -> None:
    """A virtual environment consists of links, a git repository has empty folders."""
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (place / ".venv" / "lib64").symlink_to("lib", target_is_directory=True)
    (place / ".git" / "refs" / "tags").mkdir(parents=True)
    regenerate()
    assert (place / ".venv" / "bin" / "python").readlink() == Path(sys.executable)
    assert (place / ".venv" / "lib64").readlink() == Path("lib")
    assert (place / ".git" / "refs" / "tags").is_dir()


def test_nothing_is_written_through_a_link(place: Path, tmp_path: Path) -> None:
    """A folder of the project that was replaced by a link is generated again."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(place / "things" / "models", elsewhere)
    (place / "things" / "models").symlink_to(elsewhere, target_is_directory=True)
    kept = contents(elsewhere)
    regenerate()
    assert not (place / "things" / "models").is_symlink()
    assert contents(elsewhere) == kept
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 0


def test_two_runs_at_once(place: Path, tmp_path: Path) -> None:
    Path("api.yml").write_text(small_document("Things", "/other"))
    code = "from generator.cli import main; main()"
    command = [sys.executable, "-c", code, "api.yml", "-o", "out"]
    runs = [
        subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    errors = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["api.yml", "out"]
    assert os.listdir("out") == ["things"]
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 0


@pytest.mark.parametrize("changed", [False, True])
def test_the_next_run_deletes_what_a_killed_run_left(
    place: Path, changed: bool
) -> None:
    """It does so even if nothing changed. A folder that another run uses is kept."""
    for name in ("out.things.new-1", "out.things.new-2", "out/.things.new-3"):
        Path(name, "new").mkdir(parents=True)
    in_use = os.open("out.things.new-2", os.O_RDONLY)
    fcntl.flock(in_use, fcntl.LOCK_EX)
    if changed:
        regenerate()
    else:
        assert gen_client_here("api.yml", "-o", "out").code == 0
    os.close(in_use)
    assert sorted(os.listdir(".")) == ["api.yml", "out", "out.things.new-2"]
    assert os.listdir("out") == ["things"]


def test_no_space_for_the_new_project(place: Path, tmp_path: Path) -> None:
    """Files are limited to 4 kB, which fails like a full disk."""
    before = contents(place)
    Path("api.yml").write_text(small_document("Things", "/other"))
    program = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from generator.cli import main\n"
        "main(['api.yml', '-o', 'out'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "File too large" in ran.stderr and "internal error" not in ran.stderr
    assert contents(place) == before
    assert sorted(os.listdir(".")) == ["api.yml", "out"]
    assert os.listdir("out") == ["things"]
