"""The same document gives the same bytes, whatever the environment of the run is."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from .command import (
    ROOT,
    SPEC,
    Ran,
    contents,
    environment,
    gen_client,
    gen_client_here,
    run,
)

# Names and texts whose processing could depend on locale, encoding or hash seed.
UNUSUAL = """\
openapi: 3.1.0
info:
  title: Größen und Maße
  version: 1.0.0
  description: "Ein Satz — mit „Zeichen“ 😀 und İstanbul."
tags: [{name: ısı}, {name: Straße}]
paths:
  /ß/{id}:
    get:
      tags: [Straße]
      operationId: İgetir
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: größe, in: query, schema: {enum: [groß, klein, GROSS, Klein]}}
        - {$ref: '#/components/parameters/Größe'}
      responses:
        '200':
          description: Ok — ja
          content:
            application/json: {schema: {$ref: '#/components/schemas/Maß'}}
components:
  schemas:
    Maß:
      type: object
      properties:
        einheit: {enum: [m, cm, M], description: „Einheit“}
        when: {type: string, format: date-time, examples: ['2026-01-01T00:00:00Z']}
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with both documents and the overlay."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for path in (SPEC, SPEC.with_name("sessions.overlay.yml")):
        shutil.copy(path, folder)
    (folder / "unusual.yml").write_text(UNUSUAL, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["sessions.yml", "unusual.yml"])
def test_output_does_not_depend_on_the_environment(documents: Path, name: str) -> None:
    here, there = documents.parent / "here", documents.parent / "there" / "ünder"
    first = generate(documents / name, here, 0o022, PYTHONHASHSEED="1", TZ="UTC")
    second = generate(
        Path("..", "..", "documents", name),
        there,
        0o077,
        PYTHONHASHSEED="2",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        LANG="tr_TR.UTF-8",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        COLUMNS="20",
        TERM="dumb",
    )
    assert sorted(second) == sorted(first)
    assert [path for path in first if first[path] != second[path]] == []


def generate(document: Path, folder: Path, mask: int, **env: str) -> dict[str, bytes]:
    """Generate in a new folder, with the given umask and environment variables."""
    folder.mkdir(parents=True)
    before = os.umask(mask)
    try:
        ran = gen_client(document, "-o", "out", cwd=folder, env=environment(**env))
    finally:
        os.umask(before)
    assert ran.code == 0, ran.stderr
    return contents(folder / "out")


def test_no_path_of_this_machine_is_written(project: Path) -> None:
    places = [str(path).encode() for path in (project.parent, ROOT, Path.home())]
    for path, data in contents(project).items():
        assert not [place for place in places if place in data], path


def test_an_unchanged_document_changes_nothing(documents: Path) -> None:
    """The second run starts from the names in the lock of the first one."""
    here, written = documents.parent / "here", []
    for _ in range(2):
        ran = gen_client_here(documents / "unusual.yml", "-o", here)
        assert ran.code == 0, ran.stderr
        written.append(contents(here))
    assert written[0] == written[1]


@pytest.mark.slow
def test_the_wheel_generates_the_same(tmp_path: Path, project: Path) -> None:
    """It is installed into a new environment and runs outside of the repository."""
    wheels, venv, away = tmp_path / "wheels", tmp_path / "venv", tmp_path / "away"
    away.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    succeed(run([*pip, "wheel", "--no-deps", "-w", str(wheels), str(ROOT)]))
    (wheel,) = wheels.glob("gen_client-*.whl")
    succeed(run([sys.executable, "-m", "venv", str(venv)]))
    installed = venv / "bin" / "python"
    succeed(run([str(installed), *pip[1:], "install", str(wheel)], timeout=600))

    env = {k: v for k, v in environment().items() if k != "PYTHONPATH"}
    for path in (SPEC, SPEC.with_name("sessions.overlay.yml")):
        shutil.copy(path, away)
    script = str(venv / "bin" / "gen-client")
    command = [script, "sessions.yml", "-o", "out", "--strict"]
    succeed(run(command, cwd=away, env=env))
    asked = "import generator; print(generator.__file__)"
    where = run([str(installed), "-c", asked], cwd=away)
    assert where.stdout.startswith(str(venv)), "the checkout was imported"
    (made,) = (away / "out").iterdir()
    assert contents(made) == contents(project)


def succeed(ran: Ran) -> None:
    assert ran.code == 0, ran.output
