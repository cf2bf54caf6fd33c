"""Standard streams that cannot be written, or only in another encoding.

The exit status is that of the work: 1 is for drift and for changes, not for a message
that nobody gets.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

import pytest

from generator.cli import main

from .command import Ran, environment, gen_client, gen_client_here, run, small_document
from .forks import run_fork

COMMAND = "from generator.cli import main; main()"
UP_TO_DATE = ["old.yml", "-o", "out", "--check"]
DRIFT = ["new.yml", "-o", "out", "--check"]
DIFF = ["diff", "old.yml", "new.yml"]
BREAKS = [*DIFF, "--fail-on", "minor"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of a document with characters of many scripts, and a project."""
    folder = tmp_path_factory.mktemp("streams")
    old = small_document("Things – 名前")
    (folder / "old.yml").write_text(old, encoding="utf-8")
    new = old.replace("1.0.0", "2.0.0").replace(
        "list_things\n", "list_things\n      parameters: [{name: 値, in: query}]\n"
    )
    (folder / "new.yml").write_text(new, encoding="utf-8")
    with contextlib.chdir(folder):
        assert gen_client_here("old.yml", "-o", "out").code == 0
    return folder


def replaced(stream: int, by: str) -> str:
    """The command, with a standard stream replaced by another descriptor."""
    return f"import os\nos.dup2({by}, {stream})\n{COMMAND}"


def redirected(folder: Path, redirection: str, arguments: list[str]) -> Ran:
    """Run the command with the redirections of a shell.

    A stream that is not closed is replaced in a fork, which takes less time.
    """
    if "&-" not in redirection:
        number, path = redirection.split(">")
        opened = f"os.open({path!r}, os.O_WRONLY)"
        return run_fork(replaced(int(number or 1), opened), *arguments, cwd=folder)
    command = ["sh", "-c", f'exec "$@" {redirection}', "sh"]
    return run([*command, sys.executable, "-c", COMMAND, *arguments], cwd=folder)


@pytest.mark.parametrize(
    ("redirection", "arguments", "code"),
    [
        ("2>/dev/full", UP_TO_DATE, 0),
        ("2>/dev/full", DRIFT, 1),
        ("2>&-", DRIFT, 1),
        ("<&- >&- 2>&-", UP_TO_DATE, 0),
        (">&- 2>/dev/full", DRIFT, 1),
        ("2>/dev/full", ["new.yml", "-o", "more"], 0),
        ("2>/dev/full", ["none.yml", "-o", "more"], 2),
    ],
)
def test_messages_that_cannot_be_written(
    folder: Path, redirection: str, arguments: list[str], code: int
) -> None:
    assert redirected(folder, redirection, arguments).code == code


@pytest.mark.parametrize(("arguments", "code"), [(DIFF, 0), (BREAKS, 1), (DRIFT, 1)])
def test_a_reader_that_goes_away(folder: Path, arguments: list[str], code: int) -> None:
    pipe = "import os\nreader, writer = os.pipe()\nos.close(reader)\n"
    done = run_fork(pipe + replaced(1, "writer"), *arguments, cwd=folder)
    assert done.code == code
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


@pytest.mark.parametrize(("arguments", "code"), [(DIFF, 2), (BREAKS, 1), (["-h"], 2)])
def test_a_report_that_is_lost(folder: Path, arguments: list[str], code: int) -> None:
    ran = redirected(folder, ">/dev/full", arguments)
    assert ran.code == code
    assert ran.stderr == (
        "error: cannot write to standard output: No space left on device.\n"
    )


def test_problems_that_are_lost(folder: Path) -> None:
    """Then nothing is written, as for every status of 2."""
    arguments = ["new.yml", "-o", "lost", "--format", "json"]
    ran = redirected(folder, ">/dev/full", arguments)
    assert ran.code == 2 and not (folder / "lost").exists()
    assert ran.stderr.endswith("standard output: No space left on device.\n")


def encoded(encoding: str, *arguments: str) -> tuple[int, str]:
    """Run the command in this process; return its status and standard output."""
    data = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(data, encoding)) as stream:
        with pytest.raises(SystemExit) as done:
            main(list(arguments))
        stream.flush()
        return int(str(done.value.code)), data.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-16"])
@pytest.mark.parametrize("kind", ["text", "markdown", "html", "json"])
def test_an_encoding_with_few_characters(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, kind: str
) -> None:
    monkeypatch.chdir(folder)
    code, text = encoded(encoding, *BREAKS, "--format", kind)
    assert code == 1
    name = {"html": "&#21517;&#21069;", "json": "\\u540d\\u524d"}.get(kind, "名前")
    if encoding != "utf-16" and kind in ("text", "markdown"):
        name = "\\u540d\\u524d"
    assert name in text


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_drift_in_an_encoding_with_few_characters(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.chdir(folder)
    code, text = encoded(encoding, *DRIFT)
    assert code == 1
    assert "+++ b/api.md" in text and "\\u540d\\u524d" in text


def test_the_locale_of_posix(folder: Path) -> None:
    settings = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    ran = gen_client(*BREAKS, cwd=folder, env=environment(**settings))
    assert (ran.code, ran.stderr) == (1, "")
    assert "\\u540d\\u524d: 1.0.0 -> 2.0.0" in ran.stdout
