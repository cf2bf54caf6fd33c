"""Whole packages are as black and ruff want them, by their defaults."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import black
import pytest
from black.mode import TargetVersion

from generator.pipeline import Options, generate
from tests.corpus import CORPUS, for_each_document, needs_corpus
from tests.fuzz.grammar import random_document

_MODE = black.Mode(target_versions={TargetVersion.PY311})
_DIGITALOCEAN = CORPUS / "digitalocean" / "DigitalOcean-public.v2.yaml"


def _write(document: Path, project: Path) -> list[str]:
    """Generate a project; return the modules that black would change.

    Modules that are copied from the templates are left out: they are checked as part of
    this repository.
    """
    changed = []
    for path, text in generate(document, Options()).files.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        is_copied = "/_core/" in path
        is_checked = path.endswith(".py") and not is_copied
        if is_checked and black.format_str(text, mode=_MODE) != text:
            changed.append(path)
    return changed


def _write_random(seeds: Iterable[int], folder: Path) -> list[str]:
    """Generate a project for each seed; return the modules that black would change."""
    changed = []
    for seed in seeds:
        source = folder / f"{seed}.json"
        source.write_text(json.dumps(random_document(seed)), encoding="utf-8")
        changed += [f"{seed}/{path}" for path in _write(source, folder / str(seed))]
    return changed


def _ruff(folder: Path) -> str:
    """Return the findings of ruff, run in a folder that has projects in it."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "-q", "."]
    run = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    return run.stdout + run.stderr


def test_classes_with_names_like_constants_are_imported_first(tmp_path: Path) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Versions", "version": "1"},
        "paths": {
            f"/{tag}": {
                "get": {
                    "tags": [tag],
                    "operationId": f"list_{tag}_items",
                    "responses": {"200": {"description": "Items."}},
                }
            }
            for tag in ("v2", "v10", "orders")
        },
    }
    source = tmp_path / "versions.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    assert _write(source, tmp_path / "out") == []
    assert _ruff(tmp_path / "out") == ""
    client = (tmp_path / "out" / "versions" / "client.py").read_text("utf-8")
    assert "from .resources.v2 import V2, AsyncV2\n" in client


def test_a_package_with_many_models_is_formatted_and_checked(tmp_path: Path) -> None:
    names = [f"Item{number}" for number in range(150)]
    sent = {"application/json": {"schema": {"$ref": "#/components/schemas/Item0"}}}
    event = {"post": {"requestBody": {"content": sent}, "responses": {}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Many", "version": "1"},
        "paths": {"/items": {"put": {"requestBody": {"content": sent}}}},
        "webhooks": {"sent": event},
        "components": {
            "schemas": {
                name: {
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": {"type": "string"}},
                }
                for name in names
            }
        },
    }
    source = tmp_path / "many.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    assert _write(source, tmp_path / "out") == []
    assert _ruff(tmp_path / "out") == ""
    assert (tmp_path / "out" / "many" / "_exports.py").exists()


def test_random_packages_are_formatted_and_checked(tmp_path: Path) -> None:
    assert _write_random(range(4), tmp_path) == []
    assert _ruff(tmp_path) == ""


@pytest.mark.parametrize("title", ["Live", "Contract"])
def test_a_package_with_the_name_of_a_fixture(tmp_path: Path, title: str) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "Done."}}}}},
    }
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(document))
    assert _write(source, tmp_path / "project") == []
    assert _ruff(tmp_path) == ""
    conftest = (tmp_path / "project" / "tests" / "conftest.py").read_text()
    assert f"import {title.lower()} as package" in conftest
    assert "with Contract(package, CREDENTIALS, DOCUMENT)" in conftest


@pytest.mark.slow
def test_many_random_packages_are_formatted_and_checked(tmp_path: Path) -> None:
    assert _write_random(range(200), tmp_path) == []
    assert _ruff(tmp_path) == ""


@pytest.mark.slow
@for_each_document("document")
def test_real_packages_are_formatted_and_checked(
    tmp_path: Path, document: Path
) -> None:
    assert _write(document, tmp_path / "project") == []
    assert _ruff(tmp_path) == ""


@pytest.mark.slow
@needs_corpus
def test_the_package_of_several_files_is_formatted_and_checked(tmp_path: Path) -> None:
    assert _write(_DIGITALOCEAN, tmp_path / "project") == []
    assert _ruff(tmp_path) == ""
