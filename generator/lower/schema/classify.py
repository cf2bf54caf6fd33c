"""What a schema is, by the keywords that it has."""

from __future__ import annotations

from collections.abc import Iterable

from generator.document import Node
from generator.lower.schema.keywords import (
    ANNOTATIONS,
    COMPOSITION,
    IGNORED,
    STRUCTURAL,
)
from generator.lower.schema.merge import Shape, is_annotation_only, same

__all__ = [
    "among",
    "excludes_null",
    "is_known",
    "is_null",
    "kinds_of",
    "names_another",
    "only_annotates",
    "only_member",
    "only_required",
    "restricts_nothing",
]

_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "object",
        frozenset(
            {
                "properties",
                "additionalProperties",
                "patternProperties",
                "minProperties",
                "required",
            }
        ),
    ),
    ("array", frozenset({"items", "prefixItems", "minItems", "maxItems"})),
    ("string", frozenset({"pattern", "minLength", "maxLength", "format"})),
    ("number", frozenset({"minimum", "maximum", "multipleOf"})),
)


_RESTRICTING = STRUCTURAL - {"type"}
_REQUIRING = ANNOTATIONS | {"required", "type"}


def is_known(keyword: str) -> bool:
    return (
        keyword in STRUCTURAL
        or keyword in ANNOTATIONS
        or keyword in COMPOSITION
        or keyword in IGNORED
        or keyword.startswith("x-")
    )


def among(nodes: Iterable[Node], shape: Shape) -> list[Node]:
    """Return the variants that leave any of the values a shape lists, going by their
    constants.
    """
    members = shape.values.get("enum")
    return [
        node
        for node in nodes
        if not isinstance(members, list)
        or not isinstance(node.value, dict)
        or "const" not in node.value
        or any(same(node.value["const"], member) for member in members)
    ]


def only_member(node: Node) -> Node | None:
    """Return the single schema in an ``allOf`` that has no sibling but annotations."""
    members = node.get("allOf")
    if members is None or not isinstance(members.value, list):
        return None
    told = [member for _, member in members.items() if not is_annotation_only(member)]
    alone = all(
        key in ANNOTATIONS or key.startswith("x-")
        for key in node.value.keys() - {"allOf"}
    )
    return told[0] if alone and len(told) == 1 else None


def names_another(node: Node) -> bool:
    """Tell whether a schema says no more than another, which it refers to."""
    if not isinstance(node.value, dict):
        return False
    if "$ref" in node.value:
        return only_annotates(node)
    only = only_member(node)
    return only is not None and names_another(only)


def is_null(node: Node) -> bool:
    """Tell whether a schema says in its own words that only null is valid."""
    value = node.value if isinstance(node.value, dict) else {}
    return (
        value.get("type") in ("null", ["null"])
        or ("const" in value and value["const"] is None)
        or value.get("enum") == [None]
    )


def excludes_null(shape: Shape) -> bool:
    """Tell whether the declared type of a shape is never null."""
    declared = shape.values.get("type")
    return declared is not None and "null" not in declared


def only_annotates(node: Node) -> bool:
    """Tell whether what stands beside a ``$ref`` restricts nothing."""
    return all(
        key in ANNOTATIONS or key in IGNORED or key.startswith("x-")
        for key in node.value
    )


def restricts_nothing(shape: Shape) -> bool:
    """Tell whether a shape says no more than its type."""
    return not (
        shape.properties
        or shape.required
        or shape.items
        or shape.additional
        or shape.patterns
        or shape.unions
        or any(key in _RESTRICTING for key in shape.values)
    )


def only_required(nodes: Iterable[Node]) -> bool:
    """Tell whether variants merely list required properties."""
    return all(
        isinstance(node.value, dict)
        and "required" in node.value
        and all(key in _REQUIRING for key in node.value)
        for node in nodes
    )


def kinds_of(shape: Shape) -> list[str]:
    """Return the JSON types of a shape: declared, or implied by its keywords."""
    declared = shape.values.get("type")
    if isinstance(declared, str):
        return [declared]
    if isinstance(declared, list) and declared:
        return [each for each in declared if isinstance(each, str)]
    present = shape.values.keys() | _structure(shape)
    implied = [kind for kind, keywords in _KINDS if keywords & present]
    return implied[:1]


def _structure(shape: Shape) -> set[str]:
    named = {
        "properties": shape.properties,
        "items": shape.items,
        "additionalProperties": shape.additional,
        "patternProperties": shape.patterns,
    }
    return {keyword for keyword, present in named.items() if present}
