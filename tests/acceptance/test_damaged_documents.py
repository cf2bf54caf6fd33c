"""Damaged documents: never an internal error, and lost parts are reported."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import pipeline
from tests.corpus import CORPUS, needs_corpus

from .command import gen_client_here
from .damaged_documents import Fact, Mutant, facts, mutants

pytestmark = needs_corpus
QUICK = ("sessions.yml", "petstore3.json", "museum.yaml")


def read(path: Path) -> dict[str, Any]:
    """A document, by other means than the generator's."""
    text = path.read_text(encoding="utf-8")
    document = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    assert isinstance(document, dict)
    plain: dict[str, Any] = json.loads(json.dumps(document, default=str))
    return plain


class NoValidation:
    """Replaces the process of openapi-spec-validator: the program may not rely on it."""

    def finish(self, problems: object = None) -> None:
        """Find nothing."""

    cancel = finish


@dataclass
class Outcome:
    """The result of a run on a mutant."""

    code: int
    problems: list[dict[str, Any]]
    stderr: str
    files: Mapping[str, str]


class Program:
    """Runs the command in this process, without writing a project."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._files: Mapping[str, str] = {}
        generate = pipeline.generate

        def keep(*arguments: Any, **options: Any) -> pipeline.Generated:
            made = generate(*arguments, **options)
            self._files = made.files
            return made

        monkeypatch.setattr(pipeline, "Validation", lambda _: NoValidation())
        monkeypatch.setattr("generator.cli.generate", keep)
        monkeypatch.setattr("generator.cli._write", lambda *_: 0)

    def run(self, document: Mapping[str, Any]) -> Outcome:
        """Run the command; an exception other than its exit fails the test."""
        path = self._folder / "api.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        self._files = {}
        ran = gen_client_here(path, "-o", self._folder / "out", "--format", "json")
        return Outcome(ran.code, json.loads(ran.stdout), ran.stderr, self._files)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(tmp_path, monkeypatch)


def emitted(files: Mapping[str, str]) -> set[Fact]:
    """Return the operations, parameters, statuses and fields of emitted modules."""
    found: set[Fact] = set()
    for path, text in files.items():
        if path.endswith(".py") and ("/resources/" in path or "/models/" in path):
            for node in ast.walk(ast.parse(text)):
                found |= _facts(node)
    return found


def _facts(node: ast.AST) -> set[Fact]:
    match node:
        case ast.Call(func=ast.Name("Operation"), keywords=keywords):
            return set(_operation({str(k.arg): k.value for k in keywords}))
        case ast.AnnAssign(target=ast.Name(name)):
            return {("field", name)}
        case ast.Constant(str(name)):
            return {("field", name)}  # an alias
        case _:
            return set()


def _operation(arguments: Mapping[str, ast.expr]) -> Iterator[Fact]:
    key = ast.literal_eval(arguments["method"]), ast.literal_eval(arguments["path"])
    yield ("operation", *key)
    for node in ast.walk(arguments.get("parameters", ast.Constant(None))):
        match node:
            case ast.Call(
                func=ast.Name("Parameter"),
                args=[ast.Constant(name), ast.Constant(place), *_],
            ):
                yield ("parameter", *key, str(place), str(name))
    match arguments.get("responses"):
        case ast.Dict(keys=keys):
            for status in keys:
                yield ("status", *key, ast.literal_eval(status or ast.Constant("")))


def check(mutant: Mutant, outcome: Outcome, before: set[Fact]) -> None:
    """Assert that every loss is reported."""
    assert outcome.code in (0, 2), mutant.changes
    assert "internal error" not in outcome.stderr, mutant.changes + outcome.stderr
    assert "too deeply nested for" not in outcome.stderr, mutant.changes
    if outcome.code == 2:
        severities = {problem["severity"] for problem in outcome.problems}
        assert "error" in severities, mutant.changes
        return
    now = facts(mutant.document)
    reported = [each for each in outcome.problems if each["severity"] != "note"]
    lost = now - emitted(outcome.files)
    assert reported or not lost, (mutant.changes, sorted(lost)[:3])
    if mutant.broken:
        assert reported or before <= now, (mutant.changes, sorted(before - now)[:3])


@pytest.mark.parametrize("name", QUICK)
def test_the_documents_themselves(program: Program, name: str) -> None:
    """The documents have the facts that the mutants can lose."""
    document = read(CORPUS / name)
    declared = facts(document)
    assert {kind for kind, *_ in declared} >= {"operation", "status"}
    outcome = program.run(document)
    assert outcome.code == 0
    assert declared <= emitted(outcome.files)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_mutants(program: Program, name: str) -> None:
    document = read(CORPUS / name)
    before = facts(document)
    for mutant in mutants(1, document, 25):
        check(mutant, program.run(mutant.document), before)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("name", QUICK)
def test_thousands_of_mutants(program: Program, name: str, seed: int) -> None:
    document = read(CORPUS / name)
    before = facts(document)
    for mutant in mutants(seed, document, 200):
        check(mutant, program.run(mutant.document), before)


@pytest.mark.parametrize("member", ["info", "paths", "openapi"])
@pytest.mark.parametrize("broken", [True, False], ids=["null", "gone"])
def test_a_document_without_a_member(
    program: Program, member: str, broken: bool
) -> None:
    """A missing required member is reported."""
    document: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "OK"}}}}},
    }
    if broken:
        document[member] = None
    else:
        del document[member]
    outcome = program.run(document)
    assert outcome.code in (0, 2)
    assert any(problem["severity"] != "note" for problem in outcome.problems)
    assert all(problem["message"] for problem in outcome.problems)
