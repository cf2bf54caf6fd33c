"""The runtime modules that a package has."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any

from generator.emit.runtime import defining_module, needed_modules
from generator.template_files import templates_folder

CORE = templates_folder() / "package" / "_core"
TREES = {path.stem: ast.parse(path.read_text()) for path in CORE.glob("*.py")}


def definitions(tree: ast.Module) -> set[str]:
    """The names that a module defines at its top level."""
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return {name for name in found if not name.startswith("_")}


def imported(node: Any) -> str | None:
    """The module of the runtime that a statement imports from."""
    return node.module if isinstance(node, ast.ImportFrom) and node.level else None


def closure(modules: set[str]) -> set[str]:
    found: set[str] = set()
    while modules - found:
        name = (modules - found).pop()
        found.add(name)
        modules = modules | {m for m in map(imported, ast.walk(TREES[name])) if m}
    return found


def test_each_name_is_found_in_the_module_that_defines_it() -> None:
    counts = Counter(name for tree in TREES.values() for name in definitions(tree))
    for module, tree in TREES.items():
        for name in definitions(tree):
            if counts[name] == 1:
                assert defining_module(name) == module


def test_a_package_has_what_its_modules_import_directly_or_not() -> None:
    for module in TREES.keys() - {"__init__"}:
        needed = dict(needed_modules([f"from .._core.{module} import anything\n"]))
        assert needed.keys() == closure({"__init__", module})
        assert all(text == (CORE / f"{n}.py").read_text() for n, text in needed.items())


def test_text_of_a_document_names_no_module() -> None:
    source = '"""from .._core.secrets import key"""\n'
    assert [name for name, _ in needed_modules([source])] == ["__init__"]
