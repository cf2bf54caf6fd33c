"""Reads documents and follows their references, independently of the generator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

__all__ = ["Node", "Reader", "read", "tag_values"]

MAX_REFERENCES = 50


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without timestamps: the strings of a document remain strings."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith("timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> dict[str, Any]:
    """Return the content of a JSON or YAML file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        document = json.loads(text)
    else:
        document = yaml.load(text, Loader=_Loader)
    assert isinstance(document, dict)
    return document


@dataclass(frozen=True)
class Node:
    """A value of a document, and the file that contains it."""

    value: Any
    file: Path

    def get(self, name: str) -> Node | None:
        """Return a member of an object; None if there is none."""
        if isinstance(self.value, dict) and name in self.value:
            return Node(self.value[name], self.file)
        return None

    def members(self) -> list[tuple[str, Node]]:
        """Return the members of an object with their names."""
        if not isinstance(self.value, dict):
            return []
        return [(str(n), Node(v, self.file)) for n, v in self.value.items()]

    def items(self) -> list[Node]:
        """Return the items of an array."""
        values = self.value if isinstance(self.value, list) else []
        return [Node(value, self.file) for value in values]


@dataclass
class Reader:
    """Follows the references of a document, including those to other files."""

    path: Path
    _files: dict[Path, Any] = field(default_factory=dict)

    @property
    def root(self) -> Node:
        """The document."""
        return Node(self._file(self.path), self.path)

    def _file(self, path: Path) -> Any:
        if path not in self._files:
            self._files[path] = read(path)
        return self._files[path]

    def resolve(self, node: Node | None) -> Node | None:
        """Return the target of a node that may be a reference; None if there is none."""
        for _ in range(MAX_REFERENCES):
            if node is None or not isinstance(node.value, dict):
                return node
            reference = node.value.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._target(reference, node.file)
        return None

    def _target(self, reference: str, file: Path) -> Node | None:
        name, _, pointer = reference.partition("#")
        file = (file.parent / unquote(name)).resolve() if name else file
        try:
            value = self._file(file)
            for part in pointer.split("/")[1:]:
                key = unquote(part).replace("~1", "/").replace("~0", "~")
                value = value[int(key)] if isinstance(value, list) else value[key]
        except (LookupError, OSError, TypeError, ValueError):
            return None
        return Node(value, file)


def tag_values(discriminator: Mapping[str, Any], reference: str) -> list[str]:
    """Return the values of a discriminator that mean the schema of a reference."""
    name = reference.rpartition("/")[2]
    mapping = discriminator.get("mapping") or {}
    values = [v for v, target in mapping.items() if target.rpartition("/")[2] == name]
    return values or [name]
