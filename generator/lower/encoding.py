"""How the properties of a form are serialized (OpenAPI 3.2, 4.15 Encoding Object)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child
from generator.ir import Encoding
from generator.lower.schema.annotations import text_of

__all__ = ["encodings_of"]


def encodings_of(media: Node, problems: Problems) -> Iterator[Encoding]:
    """Yield the encoding of each property that a Media Type Object has one for."""
    for name, node in media.members("encoding"):
        if not isinstance(node.value, dict):
            continue
        explode = node.value.get("explode")
        yield Encoding(
            property_name=name,
            content_type=text_of(node.value.get("contentType")) or None,
            style=text_of(node.value.get("style")) or None,
            explode=explode if isinstance(explode, bool) else None,
            allow_reserved=node.value.get("allowReserved") is True,
            headers=tuple(_headers(node, problems)),
        )
        for keyword in ("encoding", "itemEncoding", "prefixEncoding"):
            if keyword in node.value:
                problems.add(
                    "unsupported-keyword",
                    f"{keyword} inside an encoding has no effect",
                    at=child(node.pointer, keyword),
                    consequence="the part is not written as a form of its own",
                )


def _headers(encoding: Node, problems: Problems) -> Iterator[tuple[str, str]]:
    """Yield the headers of a part that have a constant value, with it.

    A method has no arguments for other headers of a part. ``Content-Type`` is ignored,
    as ``contentType`` replaces it (4.15.1).
    """
    for name, reference in encoding.members("headers"):
        node = reference.deref()
        if node is None or name.lower() == "content-type":
            continue
        value = _constant(node)
        if value is not None:
            yield name, value
            continue
        problems.add(
            "unsupported-keyword",
            "a header of a part has no constant value",
            at=reference.pointer,
            consequence="it is not sent",
        )


def _constant(header: Node) -> str | None:
    """Return the only value of a header, or else its default, as text."""
    node = header.object("schema")
    if node is None:
        return None
    members = node.value.get("enum")
    value = node.value.get("default")
    if "const" in node.value:
        value = node.value["const"]
    elif isinstance(members, list) and len(members) == 1:
        value = members[0]
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return value if isinstance(value, str) else None
