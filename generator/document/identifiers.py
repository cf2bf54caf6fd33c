"""Names that schemas give themselves: `$id`, `$anchor` and `$dynamicAnchor`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from generator.document.files import Loaded
from generator.document.grammar import walk

__all__ = ["absolute", "anchors_of", "resources_of", "within"]


def within(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(place + "/")


def absolute(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def anchors_of(file: Loaded) -> dict[str, str]:
    if file.anchors is None:
        _index_schemas(file)
    return file.anchors or {}


def resources_of(file: Loaded) -> dict[str, str]:
    if file.resources is None:
        _index_schemas(file)
    return file.resources or {}


def _index_schemas(file: Loaded) -> None:
    """Find `$anchor`, `$dynamicAnchor` and `$id` (JSON Schema 2020-12 chapter 8.2)."""
    file.anchors, file.resources = {}, {}
    if not file.has_identifiers:
        return
    kind = "document" if _is_description(file.root) else "schema"
    for found, value, pointer in walk(file.root, kind):
        if found != "schema":
            continue
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = value.get(keyword)
            if type(name) is str:
                file.anchors.setdefault(name, pointer)
        identifier = value.get("$id")
        if type(identifier) is str and identifier not in ("", "#"):
            if identifier.startswith("#"):
                file.anchors.setdefault(identifier[1:], pointer)
            else:
                file.resources.setdefault(identifier, pointer)
                address = absolute(file.location, identifier)
                file.resources.setdefault(address, pointer)


def _is_description(root: Any) -> bool:
    return type(root) is dict and ("openapi" in root or "swagger" in root)
