"""The declared discriminator of a union (OpenAPI 3.2, 4.25 Discriminator Object)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.document.pointer import child, split
from generator.ir import Discriminator, NullableType, RefType, Type, TypeId
from generator.lower.schema.merge import Shape

__all__ = ["constants", "declared_tag", "mapped", "property_of"]


def declared_tag(
    shape: Shape,
    owner: Node,
    nodes: Sequence[Node],
    variants: list[Type],
    declare: Callable[[Node], TypeId],
    problems: Problems,
) -> Discriminator | None:
    """Return the tag that the discriminator declares, or None without a usable one.

    A mapping may name schemas outside the union; they join `variants`.
    """
    if not isinstance(shape.values.get("discriminator"), Mapping):
        return None
    name = property_of(owner)
    if name is None or not all(_reference(variant) for variant in variants):
        _report(shape, "a discriminator needs a propertyName and objects", problems)
        return None
    found = mapped(owner, problems)
    targets = {value: declare(node) for value, node in found.items()}
    fallback = default_of(owner)
    default = None if fallback is None else declare(fallback)
    others = [*targets.values(), *([default] if default else [])]
    joined = [RefType(id) for id in dict.fromkeys(others)]
    joined = [each for each in joined if each not in map(_reference, variants)]
    for node, variant in zip(nodes, list(variants), strict=True):
        reference = _reference(variant)
        if reference is not None and reference.id not in targets.values():
            for value in _implicit(node, name):
                targets.setdefault(value, reference.id)
    variants += joined
    if not all(_admits(owner, target, name, tag) for tag, target in targets.items()):
        what = "a variant does not admit the value that a discriminator gives it"
        _report(shape, what, problems)
        return None
    ids = {each.id for each in map(_reference, variants) if each is not None}
    if not ids <= {*targets.values(), default}:
        _report(shape, "a discriminator does not tell all variants apart", problems)
        return None
    return Discriminator(name, tuple(targets.items()), default)


def _report(shape: Shape, message: str, problems: Problems) -> None:
    problems.add(
        "unusable-discriminator",
        message,
        at=shape.place("discriminator"),
        consequence="variants are told apart by their structure",
    )


def _reference(variant: Type) -> RefType | None:
    inner = variant.inner if isinstance(variant, NullableType) else variant
    return inner if isinstance(inner, RefType) else None


def property_of(owner: Node) -> str | None:
    """Return the property that the discriminator of a schema names, if it has one."""
    said = (
        owner.value.get("discriminator") if isinstance(owner.value, Mapping) else None
    )
    name = said.get("propertyName") if isinstance(said, Mapping) else None
    return name if isinstance(name, str) else None


def mapped(owner: Node, problems: Problems) -> dict[str, Node]:
    """Return each value that the mapping names with the schema it stands for."""
    mapping = owner.value["discriminator"].get("mapping")
    targets: dict[str, Node] = {}
    for value, reference in mapping.items() if isinstance(mapping, Mapping) else ():
        node = _follow(owner, _as_pointer(reference))
        if node is not None:
            targets[str(value)] = node
        elif _is_name(reference):  # The resolver has reported the others.
            problems.add(
                "unusable-discriminator",
                "a discriminator maps to a schema that does not exist",
                at=child(f"{owner.pointer}/discriminator/mapping", value),
                consequence="values with this tag are kept as they are",
            )
    return targets


def default_of(owner: Node) -> Node | None:
    """Return the schema of values without a known tag (``defaultMapping``)."""
    name = owner.value["discriminator"].get("defaultMapping")
    return _follow(owner, _as_pointer(name)) if isinstance(name, str) else None


def constants(node: Node, name: str) -> tuple[str, ...]:
    """Return the texts that a schema's own property is fixed to; none where it is free."""
    properties = node.get("properties")
    property_ = properties.get(name) if properties is not None else None
    found = property_.deref() if property_ is not None else None
    said = found.value if found is not None and isinstance(found.value, Mapping) else {}
    members: Any = [said["const"]] if "const" in said else said.get("enum")
    return tuple(map(str, members)) if isinstance(members, list) else ()


def _admits(owner: Node, target: TypeId, name: str, tag: str) -> bool:
    """Tell whether a variant's own property may have the value that stands for it."""
    allowed = constants(owner.document.at(target), name)
    return not allowed or tag in allowed


def _follow(owner: Node, pointer: str) -> Node | None:
    target = owner.document.target(pointer)
    return None if target is None else owner.document.at(target)


def _as_pointer(reference: Any) -> str:
    """A mapping value is the name of a schema or a URI reference."""
    text = str(reference)
    return f"#/components/schemas/{text}" if _is_name(text) else text


def _is_name(reference: Any) -> bool:
    return not ("/" in str(reference) or str(reference).startswith("#"))


def _implicit(node: Node, name: str) -> tuple[str, ...]:
    """Return the values that stand for a variant without being mapped: its name, or
    what it says itself where it has none.
    """
    reference = node.value.get("$ref") if isinstance(node.value, Mapping) else None
    if isinstance(reference, str):
        return (split(reference)[-1],)
    return constants(node, name)
