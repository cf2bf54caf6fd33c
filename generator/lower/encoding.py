"""How the properties of a form are written (OpenAPI 3.2, 4.15 Encoding Object)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.document.pointer import child
from generator.ir import Encoding
from generator.lower.schema.annotations import text_of

__all__ = ["encodings_of"]


def encodings_of(media: Node, problems: Problems) -> Iterator[Encoding]:
    """Give how each property is written that the document speaks of."""
    encoding = media.get("encoding")
    for name, node in encoding.items() if encoding is not None else ():
        if not isinstance(node.value, dict):
            continue
        explode = node.value.get("explode")
        yield Encoding(
            property_name=str(name),
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
                    consequence="a part is never a form of its own",
                )


def _headers(encoding: Node, problems: Problems) -> Iterator[tuple[str, str]]:
    """Give the headers of a part: a property has no argument for them, so only those
    whose value the document itself says can be sent.
    """
    headers = encoding.get("headers")
    for name, reference in headers.items() if headers is not None else ():
        node = reference.deref()
        # The part's media type is said by contentType (4.15.1).
        if node is None or str(name).lower() == "content-type":
            continue
        value = _fixed(node)
        if value is not None:
            yield str(name), value
            continue
        problems.add(
            "unsupported-keyword",
            "a header of a part has no constant value",
            at=reference.pointer,
            consequence="it is not sent",
        )


def _fixed(header: Node) -> str | None:
    schema = header.get("schema")
    node = schema.deref() if schema is not None else None
    said: dict[str, Any] = (
        node.value if node is not None and isinstance(node.value, dict) else {}
    )
    members = said.get("enum")
    if "const" in said:
        value = said["const"]
    elif isinstance(members, list) and len(members) == 1:
        value = members[0]
    else:
        value = said.get("default")
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return value if isinstance(value, str) else None
