"""What the types of a package are on the wire: arrays, objects, text or other."""

from __future__ import annotations

import ast
from pathlib import Path

from .source import name_of

__all__ = ["Shapes", "has_default"]


class Shapes:
    """The shapes of the types of a package.

    Args:
        models: The folder of the models.
    """

    def __init__(self, models: Path) -> None:
        self.models: dict[str, ast.ClassDef] = {}
        self._aliases: dict[str, ast.expr] = {}
        for path in sorted(models.glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    self.models[node.name] = node
                elif isinstance(node, ast.AnnAssign) and node.value is not None:
                    self._aliases[name_of(node.target)] = node.value

    def of(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> set[str]:
        """Return the shapes of a type: ``array``, ``object``, ``text``, ``other``."""
        match node:
            case ast.BinOp():
                return self.of(node.left, seen) | self.of(node.right, seen)
            case ast.Subscript():
                return self._of_generic(node, seen)
            case ast.Call() if name_of(node.func) == "TypeAliasType":
                return self.of(node.args[1], seen)
        name = name_of(node)
        if name in self._aliases and name not in seen:
            return self.of(self._aliases[name], seen | {name})
        if name in self.models:
            return {"object"}
        return {"text" if name == "str" else "other"}

    def _of_generic(self, node: ast.Subscript, seen: frozenset[str]) -> set[str]:
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        match name_of(node.value):
            case "list" | "tuple":
                return {"array"}
            case "dict":
                return {"object"}
            case "Literal":
                return {"other"}  # Few enums have a character that is escaped.
            case _:
                return self.of(parts[0], seen)

    def models_of(self, names: set[str]) -> set[str]:
        """Return the models that some types are, or that are their variants."""
        found: set[str] = set()
        for name in names:
            is_alias = name in self._aliases
            found |= self.models_of(self._parts(name)) if is_alias else {name}
        return found & self.models.keys()

    def below(self, roots: set[str]) -> set[str]:
        """Return the models inside of some models, at any depth."""
        found: set[str] = set()
        waiting = [inner for name in roots for inner in self._parts(name)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._parts(name)
        return found & self.models.keys()

    def _parts(self, name: str) -> set[str]:
        """The names of the types in a type."""
        node = self.models.get(name) or self._aliases.get(name)
        assert node is not None
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        return {e for e in names - {name} if e in self.models or e in self._aliases}

    def others(self, name: str) -> list[str]:
        """Return the models that have other fields than a model."""
        fields = _fields(self.models[name])
        return [other for other, node in self.models.items() if _fields(node) != fields]

    def is_model(self, node: ast.expr) -> bool:
        """Return whether a type is a model, whose fields may be arguments."""
        return name_of(node) in self.models

    def requires_fields(self, node: ast.expr) -> bool:
        """Return whether a type is of models that all have a required field."""
        match node:
            case ast.BinOp():
                parts: list[ast.expr] = [node.left, node.right]
                return all(map(self.requires_fields, parts))
            case ast.Subscript() if name_of(node.value) == "Annotated":
                assert isinstance(node.slice, ast.Tuple)
                return self.requires_fields(node.slice.elts[0])
        name = name_of(node)
        if name in self._aliases:
            return self.requires_fields(self._aliases[name])
        model = self.models.get(name)
        return model is not None and any(
            isinstance(each, ast.AnnAssign) and not has_default(each)
            for each in model.body
        )


def has_default(node: ast.AnnAssign) -> bool:
    """Return whether a field need not be given."""
    if isinstance(node.value, ast.Call):
        return any(keyword.arg == "default" for keyword in node.value.keywords)
    return node.value is not None


def _fields(model: ast.ClassDef) -> list[str]:
    return sorted(ast.unparse(e) for e in model.body if isinstance(e, ast.AnnAssign))
