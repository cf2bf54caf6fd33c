"""Read the annotations of schemas: title, description, default, deprecated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.document.node import Node
from generator.ir import Doc
from generator.lower.schema.keywords import target_of
from generator.lower.schema.schema_set import SchemaSet, SchemaSets
from generator.markup import without_html

__all__ = ["PropertyAnnotations", "doc_of", "prose_of", "python_name_of", "text_of"]

MAX_DEFAULT_LENGTH = 200

_INHERITED = {"description", "readOnly", "writeOnly", "default", "deprecated"}


def doc_of(values: Mapping[str, Any]) -> Doc:
    """Return the annotations among the keywords of a schema or parameter."""
    return Doc(
        title=text_of(values.get("title")),
        description=prose_of(values.get("description"))
        or prose_of(values.get("summary")),
        deprecated=values.get("deprecated") is True,
        default=_short_json(values["default"]) if "default" in values else None,
    )


def text_of(value: Any) -> str:
    """Return a string as it is, and an empty one for any other value."""
    return value if isinstance(value, str) else ""


def prose_of(value: Any) -> str:
    """Return a description as Markdown without HTML; an empty one for no string."""
    return without_html(text_of(value))


def _short_json(value: Any) -> str | None:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    return text if len(text) <= MAX_DEFAULT_LENGTH else None


def python_name_of(values: Mapping[str, Any]) -> str | None:
    """Return the Python name that the document asks for (``x-gen-name``)."""
    return text_of(values.get("x-gen-name")) or None


class PropertyAnnotations:
    """Finds the annotations of properties; those of a referenced schema only once."""

    def __init__(self, sets: SchemaSets) -> None:
        self._sets = sets
        self._by_pointer: dict[str, Mapping[str, Any]] = {}

    def of(self, nodes: Sequence[Node]) -> dict[str, Any]:
        """Return the keywords of a property that has the schemas `nodes`: their own
        before those that the first one includes.
        """
        values: dict[str, Any] = {}
        for node in reversed(nodes):
            if isinstance(node.value, dict):
                values.update(node.value)
        included = self._included(nodes[0]) if nodes else {}
        return {key: included[key] for key in _INHERITED & included.keys()} | values

    def _included(self, node: Node) -> Mapping[str, Any]:
        value = node.value
        if not isinstance(value, dict) or not ("$ref" in value or "allOf" in value):
            return {}
        target = None if "allOf" in value else target_of(node)
        if target is None:
            return self._described(node)
        if target.pointer not in self._by_pointer:
            self._by_pointer[target.pointer] = self._described(target)
        return self._by_pointer[target.pointer]

    def _described(self, node: Node) -> Mapping[str, Any]:
        """Return the keywords of a schema. If it becomes a class or an enum, which has
        the description, keep only the first line here.
        """
        schema = self._sets.included(SchemaSet((node,))).schema
        if schema.properties or schema.unions or "enum" in schema.values:
            first = text_of(schema.values.get("description")).strip().split("\n")[0]
            return {**schema.values, "description": first}
        return schema.values
