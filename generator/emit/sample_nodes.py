"""Look up media types, their examples and schemas of properties in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document.pointer import MISSING, deref

__all__ = ["documented_examples", "media_type_of", "member", "property_schemas"]

MAX_EXAMPLES = 3


def member(node: Any, name: str) -> Any:
    """Return a member of an object; MISSING if the node is none, or lacks it."""
    return node.get(name, MISSING) if isinstance(node, dict) else MISSING


def media_type_of(document: dict[str, Any], node: Any, media_type: str) -> Any:
    """Return the Media Type Object for a media type, or for a range with it, of a node
    with ``content``; MISSING if there is none.
    """
    contents = member(node, "content")
    main = media_type.partition("/")[0]
    for name in (media_type, f"{main}/*", "*/*"):
        found = deref(document, member(contents, name))
        if isinstance(found, dict):
            return found
    return MISSING


def documented_examples(document: dict[str, Any], node: Any) -> Iterator[Any]:
    """Yield the first examples of a parameter or a media type (OpenAPI 3.2, 4.19)."""
    if not isinstance(node, dict):
        return
    found = [node["example"]] if "example" in node else []
    examples = node.get("examples")
    if isinstance(examples, dict):
        listed = [deref(document, each) for each in examples.values()]
        for name in ("dataValue", "value"):
            found += [e[name] for e in listed if isinstance(e, dict) and name in e]
    yield from found[:MAX_EXAMPLES]


def property_schemas(document: dict[str, Any], schema: Any) -> dict[str, Any]:
    """Return the schemas of the properties that an object lists, itself or by ``allOf``.
    Each schema is looked at once, since the number of ways to it may be exponential.
    """
    found: dict[str, Any] = {}
    seen: set[int] = set()
    pending = [schema]
    while pending:
        current = deref(document, pending.pop())
        if not isinstance(current, dict) or id(current) in seen:
            continue
        seen.add(id(current))
        properties = current.get("properties")
        for name, each in (properties if isinstance(properties, dict) else {}).items():
            found.setdefault(name, each)
        included = current.get("allOf")
        pending += reversed(included) if isinstance(included, list) else ()
    return found
