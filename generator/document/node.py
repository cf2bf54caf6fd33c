"""The loaded document, and its nodes with their pointers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics.model import Place
from generator.document.pointer import MISSING, child, follow_refs, lookup, ref_of
from generator.document.references.bundle import bundle
from generator.document.source_map import SourceMap

__all__ = ["Document", "Node"]


@dataclass(frozen=True)
class Document:
    """A loaded document: bounded, resolved, and in one version of the specification.

    `root` is JSON in the vocabulary of OpenAPI 3.2 with JSON Schema 2020-12.
    `source_version` is the version that the author wrote, such as "3.0.3" or "2.0".
    `files` maps the name of every file, overlays included, to its SHA-256.
    """

    root: dict[str, Any] = field(repr=False)
    source_version: str
    files: Mapping[str, str]
    source_map: SourceMap = field(repr=False)
    # The bundled document in the version of its author, serialized by marshal.
    validator_input: bytes = field(repr=False, default=b"")
    overlays: tuple[str, ...] = ()
    """The names of the overlays, in the order of their application."""
    locations: tuple[str, ...] = ()
    """The real paths and addresses of the document and of the files it refers to."""
    _targets: dict[str, str | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def at(self, pointer: str) -> Node:
        """Return the node at a canonical pointer ("#/paths/~1pets"); raises KeyError."""
        value = lookup(self.root, pointer)
        if value is MISSING:
            raise KeyError(pointer)
        return Node(self, value, pointer)

    def place(self, pointer: str) -> Place:
        """Return the place of a node, or of its nearest ancestor, in the source files."""
        return self.source_map.places([pointer])[0]

    def bundle(self) -> dict[str, Any]:
        """Return a deep copy as JSON values, without dangling references."""
        return bundle(self.root)

    def target(self, pointer: str) -> str | None:
        """Return the pointer that a pointer leads to through all `$ref`s, or None."""
        if pointer not in self._targets:
            self._targets[pointer] = follow_refs(self.root, pointer)
        return self._targets[pointer]


@dataclass(eq=False, slots=True)
class Node:
    """A value of the document with its pointer."""

    document: Document = field(repr=False)
    value: Any = field(repr=False)
    pointer: str

    def get(self, key: str | int) -> Node | None:
        """Return a member of an object or array, None where there is none."""
        value = self.value
        if type(value) is dict and key in value:
            return Node(self.document, value[key], child(self.pointer, key))
        if type(value) is list and type(key) is int and 0 <= key < len(value):
            return Node(self.document, value[key], child(self.pointer, key))
        return None

    def items(self) -> Iterator[tuple[str | int, Node]]:
        """Yield (name, node) for an object, (index, node) for an array, else nothing."""
        value = self.value
        if type(value) is dict:
            members: Any = value.items()
        else:
            members = enumerate(value if type(value) is list else ())
        for key, item in members:
            yield key, Node(self.document, item, child(self.pointer, key))

    def values(self) -> Iterator[Node]:
        """Return the nodes of the members, without their names."""
        return (node for _, node in self.items())

    def members(self, key: str) -> list[tuple[str, Node]]:
        """Return name and node of each member of the object under `key`, if it is one."""
        found = self.get(key)
        if found is None or type(found.value) is not dict:
            return []
        return [(str(name), node) for name, node in found.items()]

    def elements(self, key: str) -> list[Node]:
        """Return the nodes in the array under `key`, if it is one."""
        found = self.get(key)
        if found is None or type(found.value) is not list:
            return []
        return list(found.values())

    def object(self, key: str) -> Node | None:
        """Return the object that the member `key` is, or refers to; None for another."""
        found = self.get(key)
        target = found.deref() if found is not None else None
        return target if target is not None and type(target.value) is dict else None

    def referenced(self) -> Node | None:
        """Return the node that `$ref` names, which may have a `$ref` itself; None where
        there is nothing, or no `$ref`.
        """
        ref = ref_of(self.value)
        value = MISSING if ref is None else lookup(self.document.root, ref)
        return (
            None if ref is None or value is MISSING else Node(self.document, value, ref)
        )

    def deref(self) -> Node | None:
        """Return the node that `$ref` leads to, or this one if it has none.

        None where the reference dangles or is circular, which the resolver has reported.
        """
        ref = ref_of(self.value)
        if ref is None:
            return self
        target = self.document.target(ref)
        if target is None:
            return None
        return Node(self.document, lookup(self.document.root, target), target)
