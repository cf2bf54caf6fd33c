"""The contract tests share no code with the client, and import few distributions."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

CONTRACT = Path(__file__).parents[2] / "generator" / "contract"
# Only pydantic itself can say whether a type of the client accepts JSON.
ALLOWED = {
    "generator": None,
    "httpx2": None,
    "jsonschema_rs": {"direction_schema", "judge", "linear_regex"},
    "pydantic": {"models"},
    "typing_extensions": {"decoded_types"},
    "pytest": {"plugin"},
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_few_distributions_are_imported() -> None:
    for path in CONTRACT.rglob("*.py"):
        for name in imports(path):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names:
                users = ALLOWED[top]
                assert users is None or path.stem in users, f"{path.name}: {top}"
