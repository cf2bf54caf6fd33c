"""Names that a file and its schemas give themselves.

`$self` of a description (OpenAPI 3.2.0 section 4.1.1) and `$id` of a schema (JSON
Schema 2020-12 section 8.2.1) begin a resource: what stands below is relative to it.
`$anchor` and `$dynamicAnchor` (8.2.2) name a schema within its resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from generator.document.grammar import walk
from generator.document.pointer import child

__all__ = ["ID_KEYWORDS", "SchemaIds", "index_schema_ids"]

# The text of a file without any of these is not looked through.
ID_KEYWORDS = ("$self", "$id", "$anchor", "$dynamicAnchor")

_DATA = frozenset(("example", "examples", "default", "enum", "const"))


@dataclass(slots=True)
class SchemaIds:
    """The resources of one file and the names in them, by canonical pointer."""

    addresses: dict[str, str]
    """The address of each resource by the pointer of its root."""
    resources: dict[str, str] = field(default_factory=dict)
    """The pointer of each resource by its address."""
    anchors: dict[tuple[str, str], str] = field(default_factory=dict)
    """The schema that a name stands for in the resource at a pointer."""
    names: dict[str, str] = field(default_factory=dict)
    """The same for a name that is used outside of its resource."""

    def resource_at(self, pointer: str) -> str:
        """Return the root of the innermost resource that a node is part of."""
        while pointer not in self.addresses:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def find(self, address: str, pointer: str) -> str | None:
        """Return the resource that `address` names at a node; None if none does."""
        base = self.addresses[self.resource_at(pointer)]
        found = self.resources.get(_absolute(base, address))
        return self.resources.get(address) if found is None else found

    def anchor(self, resource: str, name: str) -> str | None:
        """Return the schema that is called `name` in a resource, or anywhere."""
        return self.anchors.get((resource, name)) or self.names.get(name)


def index_schema_ids(root: Any, location: str) -> SchemaIds:
    """Index the file that was read from `location`."""
    is_description = type(root) is dict and ("openapi" in root or "swagger" in root)
    own = root.get("$self") if is_description else None
    address = _absolute(location, own) if type(own) is str else location
    found = SchemaIds({"#": address}, {address: "#"})
    for value, pointer in _schemas(root) if is_description else _objects(root):
        _schema(value, pointer, found)
    return found


def _schemas(root: Any) -> Iterator[tuple[dict[str, Any], str]]:
    return ((value, where) for kind, value, where in walk(root) if kind == "schema")


def _objects(root: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Give every object of a file of schemas, whose arrangement is not known; what is
    data wherever it stands is passed over.
    """
    stack: list[tuple[Any, str]] = [(root, "#")]
    while stack:
        value, pointer = stack.pop()
        if type(value) is dict:
            yield value, pointer
            below = [each for each in value.items() if each[0] not in _DATA]
        else:
            below = list(enumerate(value)) if type(value) is list else []
        stack += [(item, child(pointer, key)) for key, item in reversed(below)]


def _schema(value: dict[str, Any], pointer: str, found: SchemaIds) -> None:
    identifier = value.get("$id")
    names = [value.get("$anchor"), value.get("$dynamicAnchor")]
    if type(identifier) is str and identifier.startswith("#"):
        names.append(identifier[1:])  # As an anchor was written before 2019-09.
    elif type(identifier) is str and identifier:
        base = found.addresses[found.resource_at(pointer)]
        address = _absolute(base, identifier).removesuffix("#")
        found.addresses[pointer] = address
        for known in (address, identifier):
            found.resources.setdefault(known, pointer)
    resource = found.resource_at(pointer)
    for name in names:
        if type(name) is str and name:
            found.anchors.setdefault((resource, name), pointer)
            found.names.setdefault(name, pointer)


def _absolute(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
