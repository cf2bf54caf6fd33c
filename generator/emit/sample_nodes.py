"""Look up media types, their examples and schemas of properties in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document.pointer import MISSING, deref

__all__ = ["documented_examples", "media_type_of", "member", "property_schema"]

MAX_DEPTH = 4
"""How many ``allOf`` and ``$ref`` to follow to the schema of a property."""
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


def property_schema(
    document: dict[str, Any], schema: Any, name: str, depth: int = 0
) -> Any:
    """Return the schema of a property; MISSING where the object does not list it."""
    schema = deref(document, schema)
    if not isinstance(schema, dict) or depth > MAX_DEPTH:
        return MISSING
    properties = schema.get("properties")
    if isinstance(properties, dict) and name in properties:
        return properties[name]
    for each in schema.get("allOf") or ():
        found = property_schema(document, each, name, depth + 1)
        if found is not MISSING:
            return found
    return MISSING
