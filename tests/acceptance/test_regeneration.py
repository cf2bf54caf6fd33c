"""A second run in a folder that is in use: by its user, by another run, by a crash."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .command import contents, environment, gen_client_here
from .test_cli import Change, change, small

__all__ = ["change"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document and what is generated from it."""
    monkeypatch.chdir(tmp_path)
    Path("api.yml").write_text(small("Things"))
    assert gen_client_here("api.yml", "-o", "out").code == 0
    return tmp_path / "out" / "things"


def regenerate() -> None:
    Path("api.yml").write_text(small("Things", "/other"))
    assert gen_client_here("api.yml", "-o", "out").code == 0


def test_links_and_empty_folders_of_the_user_stay(place: Path) -> None:
    """An environment beside the package is made of links."""
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (place / ".venv" / "lib64").symlink_to("lib", target_is_directory=True)
    (place / ".git" / "refs" / "tags").mkdir(parents=True)
    regenerate()
    assert (place / ".venv" / "bin" / "python").readlink() == Path(sys.executable)
    assert (place / ".venv" / "lib64").readlink() == Path("lib")
    assert (place / ".git" / "refs" / "tags").is_dir()


def test_a_link_in_the_place_of_a_folder_leads_nowhere(
    place: Path, tmp_path: Path
) -> None:
    """What is generated stays in the output, whatever its folders have become."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(place / "things" / "models", elsewhere)
    (place / "things" / "models").symlink_to(elsewhere, target_is_directory=True)
    kept = contents(elsewhere)
    regenerate()
    assert not (place / "things" / "models").is_symlink()
    assert contents(elsewhere) == kept
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 0


def test_two_runs_at_once(place: Path, tmp_path: Path) -> None:
    Path("api.yml").write_text(small("Things", "/other"))
    code = "from generator.cli import main; main()"
    command = [sys.executable, "-c", code, "api.yml", "-o", "out"]
    runs = [
        subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    told = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["api.yml", "out"]
    assert os.listdir("out") == ["things"]
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 0


@pytest.mark.parametrize("changed", [False, True])
def test_what_a_crash_left_goes_with_the_next_run(place: Path, changed: bool) -> None:
    """Whether that run has something to do or not; what another run is building in at
    the moment stays.
    """
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


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_leaves_nothing(
    change: Change, tmp_path: Path, signum: int
) -> None:
    for number in (len(change.steps) // 2, len(change.steps) - 1):
        output = tmp_path / str(number)
        ran, step = change.interrupted(output, number, signum)
        assert ran.code == 2, step
        assert "Interrupted" in ran.stderr and "Traceback" not in ran.output
        assert contents(output / "things") in (change.old, change.new), step
        assert [path.name for path in tmp_path.iterdir()] == [output.name], step
        assert [path.name for path in output.iterdir()] == ["things"], step
        shutil.rmtree(output)


@pytest.mark.slow
def test_200_kills(change: Change, tmp_path: Path) -> None:
    """The output holds the old or the new project, nothing else; then it is made."""
    chance = random.Random(200)
    wholes = [
        {f"things/{path}": data for path, data in files.items()}
        for files in (change.old, change.new)
    ]
    output = tmp_path / "out"
    for _ in range(200):
        number = chance.randint(1, len(change.steps))
        _, step = change.interrupted(output, number, signal.SIGKILL)
        assert contents(output) in wholes, step
        assert gen_client_here(change.document, "-o", output).code == 0, step
        assert contents(output) == wholes[1], step
        assert [path.name for path in tmp_path.iterdir()] == ["out"], step
        shutil.rmtree(output)


def test_no_space_for_the_new_project(place: Path, tmp_path: Path) -> None:
    """A file may be of 4 kB, as if the disk were full after that."""
    before = contents(place)
    Path("api.yml").write_text(small("Things", "/other"))
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
