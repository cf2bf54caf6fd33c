"""Index the identifiers of a document and its schemas, which references may use.

`$self` of an OpenAPI document (OpenAPI 3.2.0 section 4.1.1) and `$id` of a schema (JSON
Schema 2020-12 section 8.2.1) give a resource its address, to which references inside of
it are relative. `$anchor` and `$dynamicAnchor` (section 8.2.2) name a schema within its
resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from generator.document.grammar import walk
from generator.document.pointer import child

__all__ = ["ID_KEYWORDS", "SchemaIds", "index_schema_ids"]

# A file whose text has none of these is not searched.
ID_KEYWORDS = ("$self", "$id", "$anchor", "$dynamicAnchor")

# Keywords whose values are data, never schemas.
_DATA_KEYWORDS = frozenset(("example", "examples", "default", "enum", "const"))


@dataclass(slots=True)
class SchemaIds:
    """The resources of one file and their anchors, by canonical pointer."""

    addresses: dict[str, str]
    """The address of each resource by the pointer of its root."""
    resources: dict[str, str] = field(default_factory=dict)
    """The pointer of each resource by its address."""
    anchors: dict[tuple[str, str], str] = field(default_factory=dict)
    """The pointer of a schema by that of its resource and its anchor."""
    names: dict[str, str] = field(default_factory=dict)
    """The pointer of a schema by its anchor, for references without the address."""

    def resource_at(self, pointer: str) -> str:
        """Return the pointer of the innermost resource that contains a node."""
        while pointer not in self.addresses:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def find(self, address: str, pointer: str) -> str | None:
        """Return the pointer of the resource that an address in a node refers to."""
        base = self.addresses[self.resource_at(pointer)]
        found = self.resources.get(_absolute(base, address))
        return self.resources.get(address) if found is None else found

    def anchor(self, resource: str, name: str) -> str | None:
        """Return the pointer of the schema with an anchor in a resource, or anywhere."""
        return self.anchors.get((resource, name)) or self.names.get(name)


def index_schema_ids(root: Any, location: str) -> SchemaIds:
    """Return the index of a file, whose root was read from a path or address."""
    is_description = type(root) is dict and ("openapi" in root or "swagger" in root)
    own = root.get("$self") if is_description else None
    address = _absolute(location, own) if type(own) is str else location
    found = SchemaIds({"#": address}, {address: "#"})
    for value, pointer in _schemas(root) if is_description else _objects(root):
        _index_schema(value, pointer, found)
    return found


def _schemas(root: Any) -> Iterator[tuple[dict[str, Any], str]]:
    return ((value, where) for kind, value, where in walk(root) if kind == "schema")


def _objects(root: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every object of a file that is not an OpenAPI document, except in data."""
    stack: list[tuple[Any, str]] = [(root, "#")]
    while stack:
        value, pointer = stack.pop()
        if type(value) is dict:
            yield value, pointer
            below = [each for each in value.items() if each[0] not in _DATA_KEYWORDS]
        else:
            below = list(enumerate(value)) if type(value) is list else []
        stack += [(item, child(pointer, key)) for key, item in reversed(below)]


def _index_schema(value: dict[str, Any], pointer: str, found: SchemaIds) -> None:
    identifier = value.get("$id")
    names = [value.get("$anchor"), value.get("$dynamicAnchor")]
    if type(identifier) is str and identifier.startswith("#"):
        names.append(identifier[1:])  # An anchor, before JSON Schema 2019-09.
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
