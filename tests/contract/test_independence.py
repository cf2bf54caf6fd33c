"""The contract tests share no code with the client, and have no import cycle."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

TESTING = Path(__file__).parents[2] / "templates" / "package" / "testing"
CONTRACT = TESTING / "contract"
# Only pydantic itself can say whether a type of the client accepts JSON.
ALLOWED = {
    "httpx2": None,
    "jsonschema_rs": {"direction_schema", "linear_regex"},
    "pydantic": {"models"},
    "typing_extensions": {"models"},
    "pytest": {"plugin"},
}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """How many levels up, and which module: ``from ..a import b`` is (2, "a")."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def test_nothing_is_imported_from_the_client() -> None:
    for path in CONTRACT.glob("*.py"):
        assert all(level <= 1 for level, _ in imports(path)), path.name
    for path in TESTING.glob("*.py"):
        outside = [name for level, name in imports(path) if level > 1]
        assert outside == [], path.name


def test_few_distributions_are_imported() -> None:
    for path in CONTRACT.glob("*.py"):
        for level, name in imports(path):
            top = name.partition(".")[0]
            if level == 0 and top not in sys.stdlib_module_names:
                users = ALLOWED[top]
                assert users is None or path.stem in users, f"{path.name}: {top}"


def test_no_import_cycle() -> None:
    left = {
        path.stem: {name for level, name in imports(path) if level == 1}
        for path in CONTRACT.glob("*.py")
    }
    while free := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in free:
            del left[name]
    assert sorted(left) == [], "these import each other"
