"""Real documents: their packages import, are complete, and pass their own tests."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.corpus import CORPUS, needs_corpus
from tests.generated_classes import kind_of

from .checkers import black, mypy, pyright, ruff
from .command import gen_client, python

NAMED = ["petstore3.json", "museum.yaml", "keeper.json", "buildomat.json"]
QUICK = NAMED[:1]
SMALL = CORPUS / "small"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read(path: Path) -> dict[str, Any]:
    """A document, by other means than the generator's."""
    text = path.read_text(encoding="utf-8")
    document = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    assert isinstance(document, dict)
    return document


def is_openapi_3(path: Path) -> bool:
    if path.suffix == ".json":
        return str(read(path).get("openapi")).startswith("3.")
    # Reading all YAML in Python takes longer than telling what it is.
    text = path.read_text(encoding="utf-8")
    return (
        re.search(r"""^["']?openapi["']?\s*:\s*["']?3\.""", text, re.MULTILINE)
        is not None
    )


def documents() -> list[Path]:
    named = [CORPUS / name for name in NAMED]
    small = sorted(SMALL.iterdir()) if SMALL.is_dir() else []
    return [p for p in [*named, *small] if p.is_file() and is_openapi_3(p)]


def name_of(path: Path) -> str:
    return re.sub(r"\W+", "_", path.stem).lower()


pytestmark = needs_corpus


every_document = pytest.mark.parametrize(
    "document",
    [
        pytest.param(path, marks=[] if path.name in QUICK else [pytest.mark.slow])
        for path in documents()
    ],
    ids=name_of,
)


@dataclass(frozen=True)
class Project:
    """A generated project."""

    folder: Path
    package: str

    @property
    def modules(self) -> list[Path]:
        return sorted((self.folder / self.package / "resources").rglob("*.py"))


def generated(document: Path, folder: Path) -> Project:
    """Generate under a name of our own: two documents may have one title."""
    ran = gen_client(document, "-o", folder, "--name", f"api_{name_of(document)}")
    assert ran.code == 0, ran.stderr
    (project,) = folder.iterdir()
    (package,) = [path.parent for path in project.glob("*/_core")]
    return Project(project, package.name)


# Counting by other means than the generator's.


def operations_of(document: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """Method and path of every operation of a document."""
    found: Counter[tuple[str, str]] = Counter()
    for path, item in document["paths"].items():
        if path.startswith("/"):
            if "$ref" in item:
                item = {**pointed(document, item["$ref"]), **item}
            found.update((method.upper(), path) for method in METHODS if method in item)
    return found


def pointed(document: Mapping[str, Any], reference: str) -> dict[str, Any]:
    target: Any = document
    for part in reference.removeprefix("#/").split("/"):
        target = target[part.replace("~1", "/").replace("~0", "~")]
    assert isinstance(target, dict)
    return target


def constants(module: ast.Module) -> dict[str, tuple[str, str]]:
    """Method and path of each operation constant of a module, by its name."""
    found = {}
    for node in module.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.value, ast.Call):
            continue
        keywords = {keyword.arg: keyword.value for keyword in node.value.keywords}
        if isinstance(node.target, ast.Name) and {"method", "path"} <= keywords.keys():
            method, path = (ast.literal_eval(keywords[n]) for n in ("method", "path"))
            found[node.target.id] = (method, path)
    return found


def methods_of(project: Project) -> dict[str, Counter[tuple[str, str]]]:
    """The operations that have a method: of synchronous and of asynchronous classes."""
    found: dict[str, Counter[tuple[str, str]]] = {"sync": Counter(), "async": Counter()}
    for path in project.modules:
        module = ast.parse(path.read_text(encoding="utf-8"))
        operations = constants(module)
        for kind, used in names_used(module):
            found[kind].update(operations[n] for n in used & operations.keys())
    return found


def names_used(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Per public method of a resource class: its kind, and the names that it uses."""
    for resource in module.body:
        if not isinstance(resource, ast.ClassDef):
            continue
        kind = kind_of(resource)
        uses: dict[str, set[str]] = {}
        for method in resource.body:
            if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not method.name.startswith("_"):
                names = {n.id for n in ast.walk(method) if isinstance(n, ast.Name)}
                uses.setdefault(method.name, set()).update(names)
        for names in uses.values():
            yield kind, names


def operations_in_tests(project: Project) -> Counter[tuple[str, str]]:
    """The operations that the emitted tests name."""
    found: Counter[tuple[str, str]] = Counter()
    for path in (project.folder / "tests").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Case":
                _, method, place = (ast.literal_eval(a) for a in node.args[:3])
                found[method, place] += 1
    return found


IMPORT_EVERYTHING = """
import importlib, pathlib, pkgutil, sys
name = sys.argv[1]
package = importlib.import_module(name)
for found in pkgutil.walk_packages(package.__path__, name + "."):
    importlib.import_module(found.name)
for exported in package.__all__:
    getattr(package, exported)
models = importlib.import_module(name + ".models")
for exported in models.__all__:
    model = getattr(models, exported)
    if hasattr(model, "model_rebuild"):
        model.model_rebuild(force=True)
"""


@every_document
def test_a_document_becomes_a_complete_package(document: Path, tmp_path: Path) -> None:
    project = generated(document, tmp_path / "out")
    expected = operations_of(read(document))
    assert expected, "a document of the corpus has operations"
    methods = methods_of(project)
    assert methods["sync"] == expected
    assert methods["async"] == expected
    assert operations_in_tests(project) == expected

    arguments = ("-W", "error", "-c", IMPORT_EVERYTHING, project.package)
    imported = python(*arguments, cwd=project.folder)
    assert imported.code == 0, imported.stderr

    ran = python("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project.folder)
    assert ran.code == 0, ran.output[-4000:]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Project]]:
    """All packages in one folder, so that a checker starts only once."""
    base = tmp_path_factory.mktemp("corpus")
    (base / "all").mkdir()
    projects = []
    for document in documents():
        project = generated(document, base / name_of(document))
        shutil.copytree(
            project.folder / project.package, base / "all" / project.package
        )
        projects.append(project)
    return base / "all", projects


@pytest.mark.slow
def test_mypy(packages: tuple[Path, list[Project]]) -> None:
    folder, projects = packages
    assert mypy(folder, *(project.package for project in projects)) == {}


@pytest.mark.slow
def test_pyright(packages: tuple[Path, list[Project]]) -> None:
    folder, projects = packages
    assert pyright(folder, *(project.package for project in projects)) == {}


@pytest.mark.slow
def test_formatting(packages: tuple[Path, list[Project]]) -> None:
    _, projects = packages
    # What is the same in every project is judged in the project of the sessions.
    same = "/(_core|contract)/"
    assert black(*(project.folder for project in projects), without=same) == ""
    found = {project.package: ruff(project.folder) for project in projects}
    assert {package: text for package, text in found.items() if text} == {}
