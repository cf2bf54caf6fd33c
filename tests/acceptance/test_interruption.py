"""Runs that are interrupted or killed: the old or the new project is there, complete."""

from __future__ import annotations

import random
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from .command import Ran, contents, gen_client_here, small_document
from .forks import run_fork

# Runs the command and sends itself a signal at the n-th step that changes the file
# system below a folder. With n = 0 it only counts the steps. The handlers are set here,
# because a background job of a shell inherits that SIGINT is ignored.
INTERRUPTED = """
import errno, os, signal, sys
from tests.fuzz.validation import validate_in_forks
validate_in_forks()
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
root, number, signum = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
way = sys.argv[4]
CHANGES = ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod")
steps = []

def is_change(event, arguments):
    if event == "ctypes.dlsym":
        return "rename" in str(arguments[1])  # an exchange of folders follows
    if event == "open":
        flags = arguments[2]
        if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
            return False
    elif event not in CHANGES:
        return False
    number_of_paths = 2 if event in ("os.rename", "os.link") else 1
    paths = [os.fspath(a) for a in arguments[:number_of_paths] if not isinstance(a, int)]
    # shutil.rmtree names files relative to an open folder.
    return any(root in path or not os.path.isabs(path) for path in paths)

def watch(event, arguments):
    if is_change(event, arguments):
        steps.append(event)
        if len(steps) == number:
            os.kill(os.getpid(), signum)

from generator.cli import main
from generator.workspace import writer

def busy(*arguments):
    raise OSError(errno.EBUSY, "Device or resource busy")

if way != "folder":
    writer.replace_folder = busy
if way == "files":
    writer._build_entries = busy
sys.addaudithook(watch)
try:
    main(sys.argv[5:])
finally:
    if not number:
        print("\\n".join(steps))
"""


def interrupted(
    root: Path, number: int, signum: int, *arguments: str | Path, way: str = "folder"
) -> Ran:
    return run_fork(INTERRUPTED, root, str(number), str(int(signum)), way, *arguments)


RENAMING = {"os.rename", "ctypes.dlsym"}


@dataclass(frozen=True)
class Change:
    """A regeneration that can be interrupted, with the files before and after it."""

    document: Path
    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    steps: list[str]

    def interrupted(self, output: Path, number: int, signum: int) -> tuple[Ran, str]:
        """Regenerate a copy of the old project up to a step; also return its name."""
        shutil.copytree(self.folder, output)
        ran = interrupted(output, number, signum, self.document, "-o", output)
        step = f"step {number} of {len(self.steps)} ({self.steps[number - 1]})"
        return ran, step

    def some_steps(self) -> list[int]:
        """The first and last step, one in the middle, and those around each renaming."""
        total = len(self.steps)
        renames = [n for n, step in enumerate(self.steps, 1) if step in RENAMING]
        around = [n for rename in renames for n in (rename, rename + 1) if n <= total]
        return sorted({1, total // 3, *around, total})


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Change:
    base = tmp_path_factory.mktemp("change")
    document, output = base / "api.yml", base / "out"
    document.write_text(small_document("Things"))
    assert gen_client_here(document, "-o", output).code == 0
    shutil.copytree(output, base / "kept")
    old = contents(output / "things")
    document.write_text(small_document("Things", "/other"))
    ran = interrupted(output, 0, 0, document, "-o", output)
    assert ran.code == 0, ran.stderr
    new = contents(output / "things")
    assert old != new
    steps = ran.stdout.splitlines()
    renamed = {"os.rename", "ctypes.dlsym"} & set(steps)
    assert renamed, "the project is replaced by renaming"
    return Change(document, base / "kept", old, new, steps)


def test_a_killed_run_leaves_a_complete_project(change: Change, tmp_path: Path) -> None:
    wrong = []
    for number in change.some_steps():
        output = tmp_path / str(number)
        ran, step = change.interrupted(output, number, signal.SIGKILL)
        assert ran.code in (-signal.SIGKILL, 0)
        if contents(output / "things") not in (change.old, change.new):
            wrong.append(f"{step}: neither the old project nor the new one is there")
    assert not wrong, "\n".join(wrong)


def test_a_run_interrupted_by_the_user(change: Change, tmp_path: Path) -> None:
    """It leaves a complete project and no other files, and its message is true."""
    wrong = []
    for number in change.some_steps():
        output = tmp_path / str(number)
        ran, step = change.interrupted(output, number, signal.SIGINT)
        found = contents(output / "things")
        if found not in (change.old, change.new):
            wrong.append(f"{step}: neither the old project nor the new one is there")
        if found == change.new and "was not changed" in ran.stderr:
            wrong.append(f"{step}: says that nothing was changed, but it was")
        if found == change.old and "already written" in ran.stderr:
            wrong.append(f"{step}: says that it was written, but it was not")
        if found == change.old and ran.code == 0:
            wrong.append(f"{step}: exit 0, but nothing was done")
        left = [path.name for path in output.iterdir() if path.name != "things"]
        if left and found == change.old:
            wrong.append(f"{step}: leaves temporary files")
        if "Traceback" in ran.output:
            wrong.append(f"{step}: a traceback")
    assert not wrong, "\n".join(wrong)


def test_a_run_after_a_killed_one(change: Change, tmp_path: Path) -> None:
    output = tmp_path / "out"
    change.interrupted(output, len(change.steps) // 3, signal.SIGKILL)
    ran = gen_client_here(change.document, "-o", output)
    assert ran.code == 0, ran.stderr
    assert contents(output / "things") == change.new


def test_a_killed_first_run_leaves_no_project(change: Change, tmp_path: Path) -> None:
    output = tmp_path / "out"
    ran = interrupted(output, 40, signal.SIGKILL, change.document, "-o", output)
    assert ran.code == -signal.SIGKILL
    assert not (output / "things").exists()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_run_ended_by_a_signal_leaves_nothing(
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


def steps_in(change: Change, way: str, folder: Path) -> list[str]:
    """The steps of a regeneration that replaces the entries or files of a project."""
    shutil.copytree(change.folder, folder)
    ran = interrupted(folder, 0, 0, change.document, "-o", folder, way=way)
    assert ran.code == 0, ran.stderr
    assert contents(folder / "things") == change.new
    return ran.stdout.splitlines()


def check_completed(change: Change, way: str, output: Path, number: int) -> None:
    """Kill a run at a step; the next one must complete or begin again."""
    shutil.copytree(change.folder, output)
    arguments = (change.document, "-o", output)
    interrupted(output, number, signal.SIGKILL, *arguments, way=way)
    assert gen_client_here(*arguments).code == 0, number
    assert contents(output) == {f"things/{p}": d for p, d in change.new.items()}, number
    assert [path.name for path in output.parent.iterdir()] == [output.name], number
    shutil.rmtree(output)


@pytest.mark.parametrize("way", ["entries", "files"])
def test_a_killed_run_is_completed_by_the_next(
    change: Change, tmp_path: Path, way: str
) -> None:
    """Entries are replaced one by one where the folder cannot be."""
    steps = steps_in(change, way, tmp_path / "counted" / "out")
    *_, second, last = [n for n, step in enumerate(steps, 1) if step in RENAMING]
    for number in (second, last + 1):
        check_completed(change, way, tmp_path / str(number) / "out", number)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["entries", "files"])
def test_50_kills_while_entries_are_replaced(
    change: Change, tmp_path: Path, way: str
) -> None:
    chance = random.Random(50)
    steps = steps_in(change, way, tmp_path / "counted" / "out")
    for _ in range(50):
        number = chance.randint(1, len(steps))
        check_completed(change, way, tmp_path / "killed" / "out", number)


@pytest.mark.slow
def test_200_kills(change: Change, tmp_path: Path) -> None:
    """The output holds the old or the new project only, and a further run succeeds."""
    chance = random.Random(200)
    projects = [
        {f"things/{path}": data for path, data in files.items()}
        for files in (change.old, change.new)
    ]
    output = tmp_path / "out"
    for _ in range(200):
        number = chance.randint(1, len(change.steps))
        _, step = change.interrupted(output, number, signal.SIGKILL)
        assert contents(output) in projects, step
        assert gen_client_here(change.document, "-o", output).code == 0, step
        assert contents(output) == projects[1], step
        assert [path.name for path in tmp_path.iterdir()] == ["out"], step
        shutil.rmtree(output)
