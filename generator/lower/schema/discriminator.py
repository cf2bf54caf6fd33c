"""Discriminators (OpenAPI 3.2, 4.25 Discriminator Object) of unions, and of parent
schemas that other schemas include by ``allOf``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child, split
from generator.ir import Discriminator, NullableType, RefType, Type, TypeId
from generator.lower.schema.merge import MergedSchema

__all__ = ["Inheritance", "union_discriminator"]

_SCHEMAS = "#/components/schemas"


def union_discriminator(
    schema: MergedSchema,
    owner: Node,
    nodes: Sequence[Node],
    variants: list[Type],
    declare: Callable[[Node], TypeId],
    problems: Problems,
) -> Discriminator | None:
    """Return the discriminator of a union; None without one, and without a usable one,
    which is a problem.

    Args:
        schema: The schema that has the union, for the place of problems.
        owner: The schema object with the keywords of union and discriminator.
        nodes: The schemas of the variants.
        variants: Their types. Schemas that only the mapping names are appended.
        declare: Declares a schema and returns its key.
        problems: Collects what is wrong.
    """
    if not isinstance(schema.values.get("discriminator"), Mapping):
        return None
    name = _property_name(owner)
    if name is None or not all(_reference(variant) for variant in variants):
        message = "a discriminator needs a propertyName, and variants that are objects"
        _report(schema, message, problems)
        return None
    mapped = _schemas_by_value(owner, problems)
    mapping = {value: declare(node) for value, node in mapped.items()}
    fallback = _default_schema(owner)
    default = None if fallback is None else declare(fallback)
    known = [*mapping.values(), *([default] if default else [])]
    named = [RefType(key) for key in dict.fromkeys(known)]
    outside = [each for each in named if each not in map(_reference, variants)]
    for node, variant in zip(nodes, list(variants), strict=True):
        reference = _reference(variant)
        if reference is not None and reference.id not in mapping.values():
            for value in _implicit_values(node, name):
                mapping.setdefault(value, reference.id)
    variants += outside
    if not all(_allows(owner, key, name, value) for value, key in mapping.items()):
        message = "a variant does not allow the value that the discriminator gives it"
        _report(schema, message, problems)
        return None
    keys = {each.id for each in map(_reference, variants) if each is not None}
    if not keys <= {*mapping.values(), default}:
        _report(schema, "a discriminator does not tell all variants apart", problems)
        return None
    return Discriminator(name, tuple(mapping.items()), default)


def _report(schema: MergedSchema, message: str, problems: Problems) -> None:
    problems.add(
        "unusable-discriminator",
        message,
        at=schema.pointer_of("discriminator"),
        consequence="variants are distinguished by their structure",
    )


def _reference(variant: Type) -> RefType | None:
    inner = variant.inner if isinstance(variant, NullableType) else variant
    return inner if isinstance(inner, RefType) else None


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
        if node is not None:
            targets[str(value)] = node
        elif _is_name(reference):  # The resolver has reported URI references.
            problems.add(
                "unusable-discriminator",
                "a discriminator maps to a schema that does not exist",
                at=child(f"{owner.pointer}/discriminator/mapping", value),
                consequence="objects with this value are returned as dicts",
            )
    return targets


def _default_schema(owner: Node) -> Node | None:
    """Return the schema of values without a known tag (``defaultMapping``)."""
    name = owner.value["discriminator"].get("defaultMapping")
    return _mapped_schema(owner, name) if isinstance(name, str) else None


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
    return tuple(map(str, members)) if isinstance(members, list) else ()


def _allows(owner: Node, key: TypeId, name: str, value: str) -> bool:
    """Return whether a variant's own property may have the value that stands for it."""
    allowed = _fixed_values(owner.document.at(key), name)
    return not allowed or value in allowed


def _mapped_schema(owner: Node, reference: Any) -> Node | None:
    """Return the target of a mapping, by a schema name or a URI reference."""
    text = str(reference)
    pointer = f"{_SCHEMAS}/{text}" if _is_name(text) else text
    target = owner.document.target(pointer)
    return None if target is None else owner.document.at(target)


def _is_name(reference: Any) -> bool:
    return not ("/" in str(reference) or str(reference).startswith("#"))


def _implicit_values(node: Node, name: str) -> tuple[str, ...]:
    """Return the values that stand for a variant without a mapping: its name, or the
    values of its own property where it is inline.
    """
    reference = node.value.get("$ref") if isinstance(node.value, Mapping) else None
    if isinstance(reference, str):
        return (split(reference)[-1],)
    return _fixed_values(node, name)


class Inheritance:
    """Finds the children of schemas with a discriminator but no union: the declared
    schemas that include the parent by ``allOf``, directly or through others.

    A value of the parent is one of its children, and the discriminator says which. A
    child's values are those that the parent's mapping names, else those that its own
    property is restricted to, else its name.
    """

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._including: dict[str, list[Node]] | None = None

    def children_of(self, parent: Node) -> tuple[str, dict[str, Node]] | None:
        """Return the discriminating property, and for each of its values the child;
        None where a schema is no parent.
        """
        name = _property_name(parent)
        if name is None or {"oneOf", "anyOf"} & parent.value.keys():
            return None
        children = _schemas_by_value(parent, self._problems)
        mapped = {node.pointer for node in children.values()}
        for node in self._descendants(parent):
            if node.pointer not in mapped:
                for value in _child_values(node, name):
                    children.setdefault(value, node)
        allowed = _fixed_values(parent, name)
        if allowed:
            children = {
                value: children[value] for value in children if value in allowed
            }
        has_others = any(node.pointer != parent.pointer for node in children.values())
        return (name, children) if has_others else None

    def _descendants(self, parent: Node) -> Iterator[Node]:
        if self._including is None:
            self._including = _including_schemas(parent)
        seen = {parent.pointer}
        queue = list(self._including.get(parent.pointer, ()))
        while queue:
            node = queue.pop(0)
            if node.pointer not in seen:
                seen.add(node.pointer)
                yield node
                queue += self._including.get(node.pointer, ())


def _including_schemas(node: Node) -> dict[str, list[Node]]:
    """Return the declared schemas by the pointer of each that their ``allOf`` names."""
    found: dict[str, list[Node]] = {}
    if node.document.target(_SCHEMAS) is None:
        return found
    for schema in node.document.at(_SCHEMAS).values():
        for member in schema.elements("allOf"):
            target = member.deref()
            if target is not None and target is not member:
                found.setdefault(target.pointer, []).append(schema)
    return found


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
