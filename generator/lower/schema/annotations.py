"""What a schema says of a value without restricting it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.ir import Doc
from generator.lower.schema.merge import Shape, flatten

__all__ = ["Annotations", "doc_of", "gen_name", "text_of"]


_INCLUDED = {"readOnly", "writeOnly", "default", "deprecated"}


def doc_of(values: Any) -> Doc:
    """Return the annotations among the keywords of a schema or parameter."""
    default = values.get("default") if "default" in values else None
    return Doc(
        title=text_of(values.get("title")),
        description=text_of(values.get("description"))
        or text_of(values.get("summary")),
        deprecated=values.get("deprecated") is True,
        default=_json(default) if "default" in values else None,
    )


def text_of(value: Any) -> str:
    """Return a text, or an empty one where there is something else."""
    return value if isinstance(value, str) else ""


def _json(value: Any) -> str | None:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    return text if len(text) <= 200 else None


def gen_name(values: Any) -> str | None:
    name = values.get("x-gen-name")
    return name if isinstance(name, str) and name else None


class Annotations:
    """The annotations of properties; what a schema says that many refer to is found
    once.
    """

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._said: dict[str, Mapping[str, Any]] = {}

    def of(self, nodes: Sequence[Node]) -> dict[str, Any]:
        """Return the keywords of a property, its own before those that it includes."""
        values: dict[str, Any] = {}
        for node in reversed(nodes):
            if isinstance(node.value, dict):
                values.update(node.value)
        included = self._included(nodes[0]) if nodes else {}
        for key in _INCLUDED & included.keys():
            values.setdefault(key, included[key])
        values.setdefault("description", included.get("description", ""))
        return values

    def _included(self, node: Node) -> Mapping[str, Any]:
        value = node.value
        if not isinstance(value, dict) or not ("$ref" in value or "allOf" in value):
            return {}
        target = None if "allOf" in value else node.deref()
        if target is None:
            return _said(flatten(node, self._problems))
        if target.pointer not in self._said:
            self._said[target.pointer] = _said(flatten(target, self._problems))
        return self._said[target.pointer]


def _said(shape: Shape) -> Mapping[str, Any]:
    """Of what a class or enum says of itself, each property repeats the first line."""
    if shape.properties or shape.unions or "enum" in shape.values:
        first = text_of(shape.values.get("description")).strip().split("\n")[0]
        return {**shape.values, "description": first}
    return shape.values
