"""Lower info, servers and tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document.node import Node
from generator.ir import Server, ServerVariable, Tag
from generator.lower.schema.annotations import prose_of, text_of

__all__ = ["lower_info", "lower_servers", "lower_tags"]


def lower_info(root: Node) -> dict[str, Any]:
    """Return the fields of `Api` that the Info Object has (OpenAPI 3.2, 4.2)."""
    info = root.value.get("info")
    values: dict[str, Any] = info if isinstance(info, dict) else {}
    contact = values.get("contact")
    contact = contact if isinstance(contact, dict) else {}
    license_ = values.get("license")
    license_ = license_ if isinstance(license_, dict) else {}
    return {
        "title": text_of(values.get("title")) or "API",
        "version": text_of(values.get("version")) or "0",
        "description": prose_of(values.get("description")),
        "license": text_of(license_.get("name")),
        "contact": tuple(text_of(contact.get(key)) for key in ("name", "url", "email")),
    }


def lower_servers(owner: Node) -> Iterator[Server]:
    """Yield the servers of the document, a path item or an operation (4.5)."""
    for node in owner.elements("servers"):
        if isinstance(node.value, dict) and isinstance(node.value.get("url"), str):
            yield Server(
                url=node.value["url"],
                description=prose_of(node.value.get("description")),
                variables=tuple(_variables(node)),
            )


def _variables(server: Node) -> Iterator[ServerVariable]:
    for name, node in server.members("variables"):
        value = node.value if isinstance(node.value, dict) else {}
        members = value.get("enum")
        yield ServerVariable(
            name=name,
            default=str(value.get("default", "")),
            values=tuple(str(m) for m in members) if isinstance(members, list) else (),
            description=prose_of(value.get("description")),
        )


def lower_tags(root: Node) -> Iterator[Tag]:
    """Yield the tags that the document describes (4.22 Tag Object)."""
    for node in root.elements("tags"):
        if isinstance(node.value, dict) and isinstance(node.value.get("name"), str):
            yield Tag(node.value["name"], prose_of(node.value.get("description")))
