"""The loaded document and a cursor over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics.model import Place
from generator.document.pointer import MISSING, child, follow_refs, lookup
from generator.document.references.bundle import bundle
from generator.document.source_map import SourceMap

__all__ = ["Document", "Node"]


@dataclass(frozen=True)
class Document:
    """A bounded, resolved document in one vocabulary.

    `root` is plain JSON in the vocabulary of OpenAPI 3.2 with JSON Schema 2020-12;
    `source_version` is the version as the author wrote it; `files` maps the name of
    every file that was read, overlays included, to its SHA-256.
    """

    root: dict[str, Any] = field(repr=False)
    source_version: str
    files: Mapping[str, str]
    source_map: SourceMap = field(repr=False)
    # The document in its own dialect, references bundled, as the validator reads it.
    validator_input: bytes = field(repr=False, default=b"")
    _targets: dict[str, str | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def at(self, pointer: str) -> Node:
        """Return the node at a canonical pointer ("#/paths/~1pets"); KeyError if none."""
        value = lookup(self.root, pointer)
        if value is MISSING:
            raise KeyError(pointer)
        return Node(self, value, pointer)

    def place(self, pointer: str) -> Place:
        """Return file, line and column of a node, or of its nearest ancestor."""
        return self.source_map.places([pointer])[0]

    def bundle(self) -> dict[str, Any]:
        """Return a JSON-serialisable copy without references that lead nowhere."""
        return bundle(self.root)

    def target(self, pointer: str) -> str | None:
        """Return where a canonical reference ends after all hops; None if nowhere."""
        if pointer not in self._targets:
            self._targets[pointer] = follow_refs(self.root, pointer)
        return self._targets[pointer]


class Node:
    """A value of the document that knows where it stands."""

    __slots__ = ("document", "pointer", "value")

    def __init__(self, document: Document, value: Any, pointer: str) -> None:
        self.document = document
        self.value = value
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"Node({self.pointer!r})"

    def get(self, key: str | int) -> Node | None:
        """Return the member `key` of an object or array; None where there is none."""
        value = self.value
        if type(value) is dict and key in value:
            return Node(self.document, value[key], child(self.pointer, key))
        if type(value) is list and type(key) is int and 0 <= key < len(value):
            return Node(self.document, value[key], child(self.pointer, key))
        return None

    def items(self) -> Iterator[tuple[str | int, Node]]:
        """Give (key, node) for an object, (index, node) for an array, else nothing."""
        value = self.value
        members: Any = ()
        if type(value) is dict:
            members = value.items()
        elif type(value) is list:
            members = enumerate(value)
        for key, item in members:
            yield key, Node(self.document, item, child(self.pointer, key))

    def values(self) -> Iterator[Node]:
        """Give the nodes of the members, without their keys."""
        return (node for _, node in self.items())

    def deref(self) -> Node | None:
        """Follow `$ref`, over any number of hops, to the node that holds the value.

        A node without `$ref` is its own. None where the reference dangles or loops,
        which the resolver has reported already.
        """
        value = self.value
        ref = value.get("$ref") if type(value) is dict else None
        if type(ref) is not str:
            return self
        target = self.document.target(ref)
        if target is None:
            return None
        return Node(self.document, lookup(self.document.root, target), target)

    def place(self) -> Place:
        """Return file, line and column of this node."""
        return self.document.place(self.pointer)
