"""Discriminators (OpenAPI 3.2, 4.25 Discriminator Object) of unions, and of parent
schemas that other schemas include by ``allOf``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child, ref_of, split
from generator.lower.schema.keywords import (
    is_component,
    only_restricting_member,
    target_of,
)
from generator.lower.schema.schema_set import SchemaSets

__all__ = [
    "Family",
    "Inheritance",
    "Tag",
    "components_of",
    "name_of_reference",
    "tag_of",
    "tag_text",
]

_SCHEMAS = "#/components/schemas"


@dataclass(frozen=True, slots=True)
class Tag:
    """A discriminator as the document declares it."""

    property_name: str
    mapping: Mapping[str, Node]
    default: Node | None
    pointer: str


def tag_of(owner: Node, problems: Problems) -> Tag | None:
    """Return the discriminator of a schema object; None without one, and without a
    usable one, which is a problem.
    """
    if not isinstance(owner.value.get("discriminator"), Mapping):
        return None
    pointer = f"{owner.pointer}/discriminator"
    name = _property_name(owner)
    if name is None:
        problems.add(
            "unusable-discriminator",
            "a discriminator needs a propertyName",
            at=pointer,
            consequence="variants are distinguished by their structure",
        )
        return None
    fallback = owner.value["discriminator"].get("defaultMapping")
    default = _mapped_schema(owner, fallback) if isinstance(fallback, str) else None
    return Tag(name, _schemas_by_value(owner, problems), default, pointer)


def _property_name(owner: Node) -> str | None:
    found = owner.get("discriminator")
    name = found.get("propertyName") if found is not None else None
    return name.value if name is not None and isinstance(name.value, str) else None


def _schemas_by_value(owner: Node, problems: Problems) -> dict[str, Node]:
    """Return each value that the mapping names with the schema that it stands for."""
    mapping = owner.value["discriminator"].get("mapping")
    targets: dict[str, Node] = {}
    for value, reference in mapping.items() if isinstance(mapping, Mapping) else ():
        node = _mapped_schema(owner, reference)
        if node is not None and _is_object_schema(node):
            targets[str(value)] = node
        elif node is not None or _is_name(reference):
            # The resolver has reported URI references that dangle.
            problems.add(
                "unusable-discriminator",
                f"a discriminator maps to {str(reference)!r}, which is no schema "
                "of objects",
                at=child(f"{owner.pointer}/discriminator/mapping", value),
                consequence="objects with this value are returned as dicts",
            )
    return targets


def _mapped_schema(owner: Node, reference: Any) -> Node | None:
    """Return the target of a mapping, by a schema name or a URI reference."""
    text = str(reference)
    pointer = f"{_SCHEMAS}/{text}" if _is_name(text) else text
    return target_of(Node(owner.document, {"$ref": pointer}, owner.pointer))


_WITH_A_SCHEMA = frozenset(
    "schema items additionalProperties contains not if then else itemSchema".split()
)
_WITH_SCHEMAS = frozenset(
    "schemas properties patternProperties prefixItems allOf oneOf anyOf $defs".split()
)


def _is_object_schema(node: Node) -> bool:
    """Return whether a pointer leads to a place of the document for a schema, and its
    ``type`` there, if any, allows objects.
    """
    *_, parent, last = ("", "", *split(node.pointer))
    is_place = parent in _WITH_SCHEMAS or last in _WITH_A_SCHEMA
    if not is_place or not isinstance(node.value, dict):
        return False
    allowed = node.value.get("type", "object")
    return "object" in (allowed if isinstance(allowed, list) else [allowed])


def _is_name(reference: Any) -> bool:
    return not ("/" in str(reference) or str(reference).startswith("#"))


def name_of_reference(node: Node) -> str:
    """Return the name of the schema that a ``$ref`` names, which is also the value that
    stands for it without a mapping; "" for another schema.
    """
    reference = ref_of((only_restricting_member(node) or node).value)
    if reference is None and not is_component(node):
        return ""
    return split(reference or node.pointer)[-1]


def components_of(root: Node) -> Iterator[Node]:
    """Yield the schemas in the components of a document."""
    components = root.get("components")
    for _, node in components.members("schemas") if components is not None else ():
        yield node


@dataclass(frozen=True, slots=True)
class Family:
    """A parent and the schemas that include it, by the values that stand for them."""

    property_name: str
    children: Mapping[str, Node]
    owner: Node
    """The schema with the discriminator: the parent, or one that it includes."""
    has_default: bool
    """Whether the parent is the schema of all other values."""


class Inheritance:
    """Finds the children of schemas with a discriminator but no union: the schemas in
    the components that include the parent by ``allOf``, at any depth.

    A value of the parent is one of its children, and the discriminator, its own or one
    that it includes, says which. A child's values are those that the mapping names,
    else those that its own property is restricted to, else its name.
    """

    def __init__(self, root: Node, sets: SchemaSets, problems: Problems) -> None:
        self._root = root
        self._sets = sets
        self._problems = problems
        self._including: dict[str, list[Node]] | None = None
        self._families: dict[str, Family | None] = {}

    def family_of(self, parent: Node) -> Family | None:
        """Return the family of a schema; None where it is no parent."""
        if parent.pointer not in self._families:
            self._families[parent.pointer] = self._family(parent)
        return self._families[parent.pointer]

    def _family(self, parent: Node) -> Family | None:
        descendants = self._descendants(parent)
        if (
            not isinstance(parent.value, dict)
            or {"oneOf", "anyOf"} & parent.value.keys()
        ):
            return None
        owner = self._discriminating(parent) if descendants else None
        if owner is None:
            owner = parent if _property_name(parent) is not None else None
        name = _property_name(owner) if owner is not None else None
        if owner is None or name is None:
            return None
        is_root = owner.pointer == parent.pointer
        members = descendants if is_root else [parent, *descendants]
        children = _schemas_by_value(owner, self._problems)
        if not is_root:
            inside = {node.pointer for node in members}
            children = {
                value: node
                for value, node in children.items()
                if node.pointer in inside
            }
        mapped = {node.pointer for node in children.values()}
        for node in members:
            if node.pointer not in mapped:
                for value in _child_values(node, name):
                    children.setdefault(value, node)
        allowed = _fixed_values(parent, name)
        if allowed and is_root:
            children = {
                value: children[value] for value in children if value in allowed
            }
        if all(node.pointer == parent.pointer for node in children.values()):
            return None
        return Family(name, children, owner, is_root)

    def _discriminating(self, parent: Node) -> Node | None:
        """Return the first schema with a discriminator that a schema includes."""
        return next(
            (
                node
                for node in self._sets.nodes(parent)
                if isinstance(node.value, dict) and _property_name(node) is not None
            ),
            None,
        )

    def _descendants(self, parent: Node) -> list[Node]:
        if self._including is None:
            self._including = {}
            for schema in components_of(self._root):
                if isinstance(schema.value, dict) and schema.value.keys() == {"$ref"}:
                    continue  # Another name of the same schema.
                for node in self._sets.nodes(schema)[1:]:
                    self._including.setdefault(node.pointer, []).append(schema)
        return self._including.get(parent.pointer, [])


def _child_values(node: Node, name: str) -> tuple[str, ...]:
    """Return the values of the discriminating property that stand for a child."""
    extension = node.value.get("x-ms-discriminator-value")
    if isinstance(extension, str):
        return (extension,)
    for part in (node, *node.elements("allOf")):
        values = _fixed_values(part, name) if isinstance(part.value, Mapping) else ()
        if values and "$ref" not in part.value:
            return values
    return (split(node.pointer)[-1],)


def _fixed_values(node: Node, name: str) -> tuple[str, ...]:
    """Return the values that a schema's own property is restricted to, as text; none
    where it is not.
    """
    properties = node.get("properties")
    target = properties.object(name) if properties is not None else None
    if target is None:
        return ()
    keywords: Mapping[str, Any] = target.value
    members = [keywords["const"]] if "const" in keywords else keywords.get("enum")
    if not isinstance(members, list):
        return ()
    return tuple(tag_text(member) for member in members)


def tag_text(value: Any) -> str:
    """Return a value as a key of a mapping: ``true`` for true."""
    return str(value).lower() if isinstance(value, bool) else str(value)
