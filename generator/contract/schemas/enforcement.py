"""What of a document its client checks.

The generator lists the keywords that the client leaves to the server, by the place of
their schema. Without them, the document says what the client must refuse.
"""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import Any

from generator.contract.document import Document
from generator.contract.json_values import as_object, resolve_pointer

__all__ = ["enforced_document"]


def enforced_document(document: Document) -> Document:
    """Return a copy of a document without the keywords that its client does not check."""
    root = copy.deepcopy(document.root)
    innermost_first = sorted(document.not_enforced.items(), key=_depth, reverse=True)
    for pointer, keywords in innermost_first:
        with suppress(LookupError):  # Inside of a keyword that is removed.
            schema = as_object(resolve_pointer(root, pointer))
            for keyword in keywords:
                _remove(schema, keyword)
    return Document(root)


def _depth(item: tuple[str, Any]) -> int:
    return item[0].count("/")


def _remove(schema: dict[str, Any], keyword: str) -> None:
    """Remove a keyword. Where it decides which values another keyword is for, the
    client allows what one of the two allows.
    """
    value = schema.pop(keyword, None)
    if keyword == "prefixItems" and value:
        rest = schema.get("items", True)
        schema["items"] = {"anyOf": value if rest is False else [*value, rest]}
    elif keyword == "patternProperties" and value and "additionalProperties" in schema:
        rest, patterns = schema["additionalProperties"], list(value.values())
        allowed = patterns if rest is False else [*patterns, rest]
        schema["additionalProperties"] = {"anyOf": allowed}
