"""The floors of the generator: who may import whom, and the shape of each module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GENERATOR = Path(__file__).parents[1] / "generator"
FLOORS = {
    "lazy_import": 0,
    "code": 0,
    "conflict_markers": 0,
    "markup": 0,
    "matching_text": 0,
    "pattern_syntax": 0,
    "text": 0,
    "template_files": 0,
    "diagnostics": 0,
    "document": 1,
    "ir": 1,
    "contract": 1,
    "lower": 2,
    "names": 2,
    "surface": 3,
    "emit": 4,
    "evolve": 4,
    "workspace": 5,
    "pipeline": 6,
    "release": 6,
    "diff": 6,
    "loaded_version": 6,
    "doctor": 6,
    "file_argument": 6,
    "command_options": 6,
    "changelog": 6,
    "other_api": 6,
    "previous": 6,
    "recovery": 6,
    "cli": 6,
}
LONGEST_MODULE = 450
LONGEST_FUNCTION = 60
# names gives identifiers to the IR and knows nothing of documents.
FORBIDDEN = {("names", "document")}
# The engine of the contract tests stands beside the pipeline, which does not use it.
BESIDE = "contract"
BELOW_CONTRACT = {"diagnostics", "matching_text", "text"}


@dataclass(frozen=True)
class Module:
    """A module of the generator, read but not imported."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def part(self) -> str:
        """The module or package right under ``generator``; "" is ``generator`` itself."""
        return [*self.name.split("."), ""][1]

    @property
    def package(self) -> str:
        is_package = self.path.name == "__init__.py"
        return self.name if is_package else self.name.rpartition(".")[0]


def read(path: Path) -> Module:
    parts = path.relative_to(GENERATOR.parent).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Module(name, path, text, ast.parse(text))


@cache
def modules() -> dict[str, Module]:
    """Return the modules of the generator by name."""
    return {module.name: module for module in map(read, GENERATOR.rglob("*.py"))}


def imported(module: Module) -> Iterator[str]:
    """The modules of the generator that a module imports, type-checking included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in modules())
        elif isinstance(node, ast.ImportFrom):
            yield from imported_from(module, node)


def imported_from(module: Module, node: ast.ImportFrom) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        outer = module.package.split(".")
        above = outer[: len(outer) - node.level + 1]
        base = ".".join([*above, *filter(None, [base])])
    for name in node.names:
        found = f"{base}.{name.name}"
        if found in modules():
            yield found
        elif base in modules():
            yield base


def test_every_part_has_a_floor() -> None:
    assert {module.part for module in modules().values()} - {""} <= FLOORS.keys()


def test_a_floor_imports_only_floors_below() -> None:
    wrong = [
        f"{module.name} imports {target}"
        for module in modules().values()
        for target in imported(module)
        if not is_below(module.part, modules()[target].part)
    ]
    assert wrong == []


def is_below(part: str, target: str) -> bool:
    """Whether a part may import another one."""
    if target in ("", part):  # generator/__init__ holds the version only
        return True
    if part == "" or target == BESIDE or (part, target) in FORBIDDEN:
        return False
    if part == BESIDE:
        return target in BELOW_CONTRACT
    # The lowest and the highest floor are several modules each, the others are
    # packages, of which those on one floor do not know each other.
    floor, below = FLOORS[part], FLOORS[target]
    return below < floor or (floor == below and floor in (0, 6))


def test_the_package_itself_imports_nothing() -> None:
    assert list(imported(modules()["generator"])) == []


def test_no_import_cycle() -> None:
    left = {name: set(imported(module)) - {name} for name, module in modules().items()}
    while free := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in free:
            del left[name]
    assert sorted(left) == [], "these import each other"


def test_no_import_inside_a_function() -> None:
    found = [
        f"{module.path}:{node.lineno}"
        for module in modules().values()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_module_declares_its_exports() -> None:
    assert [m.name for m in modules().values() if "__all__" not in assigned(m)] == []


def assigned(module: Module) -> set[str]:
    """The names that are assigned at the top of a module."""
    found: set[str] = set()
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_no_module_is_long() -> None:
    lengths = {m.name: len(m.text.splitlines()) for m in modules().values()}
    assert {n: lines for n, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_long() -> None:
    lengths = {
        f"{module.name}.{function.name}": (function.end_lineno or 0)
        - function.lineno
        + 1
        for module in modules().values()
        for function in functions(module)
    }
    assert {n: lines for n, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_module_names_say_something() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc"}
    words = {name: name.rpartition(".")[2].split("_") for name in modules()}
    assert [name for name, parts in words.items() if empty & set(parts)] == []
