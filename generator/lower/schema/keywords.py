"""The keywords of schemas by category, and predicates on a single schema object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.document.limits import MAX_REF_HOPS
from generator.document.node import Node
from generator.text import names_in

__all__ = [
    "ANNOTATIONS",
    "CORE",
    "NON_RESTRICTING",
    "TYPE_KEYWORDS",
    "UNENFORCED",
    "UNIONS",
    "are_required_lists",
    "is_component",
    "is_known",
    "is_null",
    "is_reference",
    "is_unrestricted",
    "only_restricting_member",
    "referenced_schema",
    "restricting_keywords",
    "restricts_nothing_beside_ref",
    "target_of",
]

ANNOTATIONS = frozenset(names_in("""
    title description default deprecated readOnly writeOnly examples example summary
    $comment externalDocs xml
    """))
"""Keywords that describe a value without restricting it."""

TYPE_KEYWORDS = frozenset(names_in("""
    type format enum const properties required additionalProperties patternProperties
    minProperties maxProperties items prefixItems minItems maxItems uniqueItems minimum
    exclusiveMinimum maximum exclusiveMaximum multipleOf minLength maxLength pattern
    contentEncoding contentMediaType
    """))
"""Keywords that a type of the IR expresses."""

UNENFORCED = frozenset(names_in("""
    not if then else dependentSchemas dependentRequired dependencies propertyNames
    contains minContains maxContains unevaluatedItems unevaluatedProperties
    contentSchema
    """))
"""Keywords that no type of the IR expresses; only the server checks them."""

CORE = frozenset(names_in("""
    $ref $defs definitions $id $schema $anchor $dynamicAnchor $dynamicRef $vocabulary
    """))
"""Keywords that identify and refer to schemas (JSON Schema Core 2020-12, 8).

The resolver has followed the references already.
"""

NON_RESTRICTING = (ANNOTATIONS | CORE) - {"$ref"}
"""Keywords that do not restrict a value, a reference apart."""

UNIONS = frozenset({"oneOf", "anyOf"})

_COMPOSITION = UNIONS | {"allOf", "discriminator"}
_KNOWN = TYPE_KEYWORDS | UNENFORCED | ANNOTATIONS | CORE | _COMPOSITION
_ALLOWED_BESIDE_REF = NON_RESTRICTING | {"$ref"}
_ALLOWED_BESIDE_ALL_OF = ANNOTATIONS | {"allOf"}
_REQUIRED_LIST = ANNOTATIONS | {"required", "type"}


def is_known(keyword: str) -> bool:
    """Return whether OpenAPI or JSON Schema defines a keyword, or it is an extension."""
    return keyword in _KNOWN or keyword.startswith("x-")


def restricting_keywords(value: Mapping[str, Any]) -> set[str]:
    """Return the keywords of a schema object that restrict a value."""
    keywords = value.keys() - NON_RESTRICTING - {"discriminator"}
    return {keyword for keyword in keywords if not keyword.startswith("x-")}


def is_component(node: Node) -> bool:
    """Return whether a schema is one of the document's components."""
    pointer = node.pointer
    return pointer.startswith("#/components/schemas/") and pointer.count("/") == 3


def is_unrestricted(node: Node) -> bool:
    """Return whether every value satisfies a schema: it has only annotations."""
    value = node.value
    return value is True or (
        isinstance(value, dict) and _has_only(value, NON_RESTRICTING)
    )


def restricts_nothing_beside_ref(node: Node) -> bool:
    """Return whether a schema object has only annotations beside its ``$ref``."""
    return _has_only(node.value, _ALLOWED_BESIDE_REF)


def only_restricting_member(node: Node) -> Node | None:
    """Return the single restricting member of an ``allOf`` that has only annotations
    beside it; None for any other schema.
    """
    restricting = [each for each in node.elements("allOf") if not is_unrestricted(each)]
    if len(restricting) != 1 or not _has_only(node.value, _ALLOWED_BESIDE_ALL_OF):
        return None
    return restricting[0]


def target_of(node: Node) -> Node | None:
    """Return the schema that the ``$ref`` of a schema leads to, through others that have
    only annotations beside their own ``$ref``; None where it dangles or is circular,
    which the resolver has reported.
    """
    for _ in range(MAX_REF_HOPS):
        target = node.referenced()
        if target is None:
            return None
        if not is_reference(target):
            return target
        node = target
    return None


def is_reference(node: Node) -> bool:
    """Return whether a schema has only annotations beside its ``$ref``."""
    return (
        isinstance(node.value, dict)
        and "$ref" in node.value
        and (restricts_nothing_beside_ref(node))
    )


def referenced_schema(node: Node) -> Node | None:
    """Return the schema to which a schema adds only annotations, by ``$ref`` or by an
    ``allOf`` with one member; None for another schema and where nothing is there.
    """
    member: Node | None = node
    while member is not None and isinstance(member.value, dict):
        if "$ref" in member.value:
            return target_of(member) if is_reference(member) else None
        member = only_restricting_member(member)
    return None


def is_null(node: Node) -> bool:
    """Return whether a schema itself, without its references, allows only null."""
    value = node.value if isinstance(node.value, dict) else {}
    return (
        value.get("type") in ("null", ["null"])
        or ("const" in value and value["const"] is None)
        or value.get("enum") == [None]
    )


def are_required_lists(nodes: Iterable[Node]) -> bool:
    """Return whether each of the schemas only lists required properties."""
    return all(
        isinstance(node.value, dict)
        and "required" in node.value
        and node.value.keys() <= _REQUIRED_LIST
        for node in nodes
    )


def _has_only(schema: Mapping[str, Any], allowed: frozenset[str]) -> bool:
    return all(key.startswith("x-") for key in schema.keys() - allowed)
