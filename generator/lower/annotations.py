"""What a schema says of a value without restricting it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.document import Node
from generator.ir import Doc
from generator.lower.compose import Shape

__all__ = ["doc_of", "first_values", "gen_name", "text_of"]


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


def first_values(nodes: Sequence[Node], merged: Shape) -> dict[str, Any]:
    """Return the annotations of a property: its own before those of its type."""
    values: dict[str, Any] = {}
    for node in reversed(nodes):
        if isinstance(node.value, dict):
            values.update(node.value)
    inherited = {"readOnly", "writeOnly", "default", "deprecated"}
    for key in inherited & merged.values.keys():
        values.setdefault(key, merged.values[key])
    values.setdefault("description", merged.values.get("description", ""))
    return values
