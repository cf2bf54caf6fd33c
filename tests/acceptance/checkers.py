"""Runs mypy, pyright, ruff and black over generated code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .command import environment, python, run

__all__ = ["Errors", "black", "mypy", "pyright", "ruff"]

Errors = dict[str, list[str]]
"""Line numbers with messages, by file."""


def mypy(folder: Path, *targets: str, path: Sequence[Path] = ()) -> Errors:
    """Return the errors of ``mypy --strict`` in files and folders of a folder."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary"]
    command += ["--config-file=", f"--cache-dir={folder / '.mypy_cache'}"]
    command += ["--hide-error-context", "--no-color-output", "--output=json"]
    env = environment(MYPYPATH=os.pathsep.join(map(str, path)))
    ran = run([*command, *targets], cwd=folder, env=env, timeout=900)
    assert ran.code in (0, 1), ran.output
    found: Errors = {}
    for line in ran.stdout.splitlines():
        error = json.loads(line)
        if error["severity"] == "error":
            text = f"{error['line']}: {error['message']}"
            found.setdefault(error["file"], []).append(text)
    assert bool(found) == bool(ran.code), ran.output
    return found


def pyright(folder: Path, *targets: str, path: Sequence[Path] = ()) -> Errors:
    """Return the errors of pyright's strict mode in files and folders of a folder."""
    settings = {
        "include": list(targets),
        "typeCheckingMode": "strict",
        "extraPaths": [str(place) for place in path],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson"]
    command += ["--pythonpath", sys.executable, "--project", "pyrightconfig.json"]
    ran = run(command, cwd=folder, timeout=900)
    assert ran.code in (0, 1), ran.output
    report = json.loads(ran.stdout)
    assert report["summary"]["filesAnalyzed"], "pyright found nothing to check"
    found: Errors = {}
    for error in report["generalDiagnostics"]:
        file = Path(error["file"]).resolve().relative_to(folder.resolve())
        line = error["range"]["start"]["line"] + 1
        found.setdefault(str(file), []).append(f"{line}: {error['message']}")
    return found


def ruff(folder: Path) -> str:
    """What ruff finds in a project by its default rules; "" is nothing."""
    ran = python(
        "-m", "ruff", "check", "--isolated", "--no-cache", "-q", ".", cwd=folder
    )
    return ran.output


def black(*paths: Path, without: str = "^$") -> str:
    """How black would change files, save those that a pattern excludes; "" is nothing."""
    options = ["--check", "--diff", "-q", "--no-color", "--extend-exclude", without]
    ran = python("-m", "black", *options, *paths)
    return ran.output if ran.code else ""
