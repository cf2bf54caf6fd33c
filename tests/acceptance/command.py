"""Running ``gen-client`` and other commands, as a user would."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.cli import main

__all__ = [
    "ROOT",
    "SPEC",
    "Ran",
    "contents",
    "environment",
    "gen_client",
    "gen_client_here",
    "python",
    "run",
    "small_document",
]

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "specs" / "sessions.yml"


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: this one, without what would colour its run."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **more}


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> Ran:
    """Run a command; one that hangs fails the test."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment() if env is None else env,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )
    text = [
        stream.decode(errors="backslashreplace")
        for stream in (done.stdout, done.stderr)
    ]
    return Ran(done.returncode, *text)


def python(*arguments: str | Path, cwd: Path | None = None) -> Ran:
    """Run this Python."""
    return run([sys.executable, *arguments], cwd=cwd)


def gen_client(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Ran:
    """Run the console script of the environment that the tests run in."""
    beside = Path(sys.executable).with_name("gen-client")
    script = beside if beside.exists() else shutil.which("gen-client")
    assert script, "gen-client is not installed: pip install -e '.[test]'"
    return run([script, *arguments], cwd=cwd, env=env)


def gen_client_here(*arguments: str | Path) -> Ran:
    """Run the command in this process, which saves the time of starting one.

    Its exit is the only exception that may come out of it.
    """
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
            code: object = 0
        except SystemExit as done:
            code = done.code
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path; bytecode is left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    }


def small_document(title: str, path: str = "/things") -> str:
    """A document with one operation."""
    return f"""\
openapi: 3.0.3
info: {{title: {title}, version: 1.0.0}}
paths:
  {path}:
    get:
      operationId: list_things
      tags: [things]
      responses: {{'204': {{description: Done}}}}
"""
