"""The name of a package: a note if it is another project's, and old projects keep theirs."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import Options, generate
from generator.surface import Identity

from .command import gen_client_here

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things v3 REST API", "version": "1"},
    "paths": {"/things": {"get": {"responses": {"204": {"description": "Done"}}}}},
}


def written(folder: Path, title: str) -> Path:
    source = folder / "api.json"
    info = {"title": title, "version": "1"}
    source.write_text(json.dumps({**DOCUMENT, "info": info}))
    return source


def test_a_known_name_is_kept_and_noted(tmp_path: Path) -> None:
    source = written(tmp_path, "Stripe API")
    generated = generate(source, Options())
    assert generated.identity == Identity("stripe", "stripe", "1")
    (problem,) = [e for e in generated.problems if e.code == "taken-package-name"]
    assert problem.severity == "note" and "--name" in problem.suggestion
    named = generate(source, Options(name="my stripe"))
    assert named.identity.package == "my_stripe"
    assert "taken-package-name" not in {each.code for each in named.problems}


def test_a_library_is_not_replaced(tmp_path: Path) -> None:
    generated = generate(written(tmp_path, "Requests API"), Options())
    assert generated.identity.package == "requests_client"


def test_an_existing_project_keeps_its_name(tmp_path: Path) -> None:
    source = written(tmp_path, "Things v3 REST API")
    output = tmp_path / "out"
    # The name that the title gave before.
    ran = gen_client_here(source, "-o", output, "--name", "things_v3_rest")
    assert ran.code == 0, ran.stderr
    found = generate(source, Options(), output)
    assert found.identity.package == "things_v3_rest"
    assert generate(source, Options()).identity.package == "things"
    assert gen_client_here(source, "-o", output).code == 0
    assert [each.name for each in output.iterdir()] == ["things-v3-rest"]


@pytest.mark.parametrize("folder", ["out", "my clients"])
def test_how_to_install_it(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "Things API")
    monkeypatch.chdir(tmp_path)
    ran = gen_client_here("api.json", "-o", folder)
    install = ran.stderr.rpartition("Install it: ")[2].split("\n")[0]
    program, command, path = shlex.split(install)
    assert (program, command) == ("pip", "install")
    assert path == f"./{folder}/things" and Path(path, "pyproject.toml").is_file()
    readme = Path(path, "README.md").read_text(encoding="utf-8")
    assert "pip install ./things\n" in readme
