"""Models of real documents keep valid instances, and reject invalid ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import CORPUS, needs_corpus

from .any_fields import any_fields
from .every_schema import measure_every_schema
from .fidelity import measure

pytestmark = [
    pytest.mark.slow,
    needs_corpus,
]

# All schemas of small documents, and some of larger ones; the rest takes too long.
MEASURED = {
    "petstore3.json": None,
    "museum.yaml": None,
    "nexus.json": 30,
    "qdrant.json": 30,
    "box.json": 30,
}


@pytest.mark.parametrize("name", MEASURED)
def test_valid_instances_are_kept_and_invalid_ones_rejected(name: str) -> None:
    score = measure(CORPUS / name, 20, MEASURED[name])
    print(score.text(name))
    assert score.schemas and score.instances and score.broken
    assert not score.lost, score.text(name)
    assert not score.wrongly_rejected, score.text(name)
    assert score.rejection >= 0.98, score.text(name)


# How many instances of each of their schemas are read and written.
COMPLETE = {
    "qdrant.json": 3,
    "asana.yaml": 2,
    "digitalocean/DigitalOcean-public.v2.yaml": 1,
    "stripe.yaml": 1,
    "github.json": 1,
}


@pytest.mark.parametrize("name", COMPLETE)
def test_instances_of_every_schema(name: str) -> None:
    counts = measure_every_schema(CORPUS / name, COMPLETE[name])
    print(counts.text(name))
    # Nothing satisfies a few, and an instance of a wide oneOf is seldom found by chance.
    assert len(counts.without_instances) <= counts.schemas * 0.002, counts.text(name)
    assert counts.invalid > counts.schemas
    assert not counts.refused, counts.text(name)
    assert not counts.changed, counts.text(name)
    assert not counts.accepted, counts.text(name)


@pytest.mark.parametrize("name", [*MEASURED, "xero.yaml", "discord.json"])
def test_no_field_is_any_unless_its_schema_is(name: str) -> None:
    found = any_fields(CORPUS / name)
    print(f"{name}: {len(found)} fields are Any although their schema has keywords")
    assert found == []


LOADED = """
import ast, importlib, sys

models = importlib.import_module("measured.models")
prefix = "measured.models."

def loaded():
    # The names that a package exports are in a module of their own.
    modules = {name for name in sys.modules if name.startswith(prefix)}
    return modules - {prefix + "_exports"}

def body(module):
    with open(sys.modules[module].__file__) as file:
        return ast.parse(file.read()).body

def defines(module, name):
    # A class, or an alias such as `name: TypeAlias = ...`.
    return any(
        getattr(n, "name", None) == name or getattr(getattr(n, "target", None), "id", None) == name
        for n in body(module)
    )

assert not loaded(), "importing the package loads no model"
exported = models.__all__[0]
getattr(models, exported)
first = loaded()
needed, waiting = set(), [module for module in first if defines(module, exported)]
assert len(waiting) == 1, waiting
while waiting:
    name = waiting.pop()
    if name not in needed:
        needed.add(name)
        imports = [n for n in body(name) if isinstance(n, ast.ImportFrom)]
        waiting += [prefix + n.module for n in imports if n.level == 1]
assert first == needed, first ^ needed
for name in models.__all__:
    model = getattr(models, name)
    if hasattr(model, "model_rebuild"):
        model.model_rebuild(force=True)
assert loaded() > first, "the first model needs all others"
print(len(first), "modules of", len(loaded()))
"""


@pytest.mark.parametrize("name", ["stripe.yaml", "github.json"])
def test_all_models_are_built_and_one_loads_only_what_it_needs(
    name: str, tmp_path: Path
) -> None:
    generate = "from generator.cli import main; main()"
    options = ["-o", str(tmp_path), "--no-overlay", "--name", "measured"]
    command = [sys.executable, "-c", generate, str(CORPUS / name), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (project,) = tmp_path.iterdir()
    command = [sys.executable, "-W", "error", "-c", LOADED]
    ran = subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    print(name, ran.stdout)
