"""What stands in a path item (OpenAPI 3.2, 4.9 Path Item Object)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document import Node
from generator.document.grammar import HTTP_METHODS

__all__ = ["methods_of"]


def methods_of(item: Node) -> Iterator[tuple[str, Node]]:
    """Give HTTP method and operation, in the document's order."""
    if not isinstance(item.value, dict):
        return
    for key, node in item.items():
        if key in HTTP_METHODS and isinstance(node.value, dict):
            yield str(key).upper(), node
    more = item.get("additionalOperations")
    if more is not None and isinstance(more.value, dict):
        for key, node in more.items():
            if isinstance(node.value, dict):
                yield str(key), node
