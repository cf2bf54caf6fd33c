"""The declared discriminator of a union (OpenAPI 3.2, 4.25 Discriminator Object)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generator.document import Node
from generator.document.pointer import split
from generator.ir import RefType, Tag, Type, TypeId
from generator.lower.compose import Shape
from generator.problem import Problems

__all__ = ["declared_tag"]


def declared_tag(
    shape: Shape,
    owner: Node,
    nodes: Sequence[Node],
    variants: list[Type],
    declare: Callable[[Node], TypeId],
    problems: Problems,
) -> Tag | None:
    """Return the tag that the discriminator declares, or None without a usable one.

    A mapping may name schemas outside the union; they join `variants`.
    """
    discriminator = shape.values.get("discriminator")
    if not isinstance(discriminator, Mapping):
        return None
    name = discriminator.get("propertyName")
    if not isinstance(name, str) or not all(isinstance(v, RefType) for v in variants):
        problems.add(
            "unusable-discriminator",
            "a discriminator needs a propertyName and object variants",
            at=shape.place("discriminator"),
            consequence="variants are told apart by their structure",
        )
        return None
    targets = _mapped(discriminator, owner, shape, declare, problems)
    known = set(variants)
    for target in map(RefType, targets.values()):
        if target not in known:
            known.add(target)
            variants.append(target)
    mapped = set(targets.values())
    for node, variant in zip(nodes, variants, strict=False):
        if isinstance(variant, RefType) and variant.id not in mapped:
            targets.setdefault(_implicit_name(node), variant.id)
    if not all(_admits(owner, target, name, tag) for tag, target in targets.items()):
        problems.add(
            "unusable-discriminator",
            "a variant does not admit the value that a discriminator gives it",
            at=shape.place("discriminator"),
            consequence="variants are told apart by their structure",
        )
        return None
    return Tag(name, tuple(targets.items()))


def _mapped(
    discriminator: Mapping[str, Any],
    owner: Node,
    shape: Shape,
    declare: Callable[[Node], TypeId],
    problems: Problems,
) -> dict[str, TypeId]:
    mapping = discriminator.get("mapping")
    targets: dict[str, TypeId] = {}
    for value, reference in mapping.items() if isinstance(mapping, Mapping) else ():
        node = _follow(owner, _as_pointer(reference))
        if node is None:
            problems.add(
                "unusable-discriminator",
                "a discriminator maps to a schema that does not exist",
                at=f"{shape.place('discriminator')}/mapping",
                consequence="values with this tag are kept as they are",
            )
        else:
            targets[str(value)] = declare(node)
    return targets


def _admits(owner: Node, target: TypeId, name: str, tag: str) -> bool:
    """Tell whether a variant's own property may have the value that stands for it."""
    properties = owner.document.at(target).get("properties")
    property_ = properties.get(name) if properties is not None else None
    node = property_.deref() if property_ is not None else None
    said = node.value if node is not None and isinstance(node.value, Mapping) else {}
    members = [said["const"]] if "const" in said else said.get("enum")
    return not isinstance(members, list) or any(str(each) == tag for each in members)


def _follow(owner: Node, pointer: str) -> Node | None:
    target = owner.document.target(pointer)
    return None if target is None else owner.document.at(target)


def _as_pointer(reference: Any) -> str:
    """A mapping value is the name of a schema or a URI reference."""
    text = str(reference)
    if "/" in text or text.startswith("#"):
        return text
    return f"#/components/schemas/{text}"


def _implicit_name(node: Node) -> str:
    reference = node.value.get("$ref") if isinstance(node.value, Mapping) else None
    pointer = reference if isinstance(reference, str) else node.pointer
    return split(pointer)[-1]
