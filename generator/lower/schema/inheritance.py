"""Families: a schema with a discriminator, and those that include it through ``allOf``.

What is documented as the parent is, in truth, one of its children (OpenAPI 3.2, 4.25,
Discriminator Object): the property tells which. A child is known by the parent's
mapping, else by what it says the property is, else by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.document.pointer import split
from generator.lower.schema.discriminator import constants, mapped, property_of

__all__ = ["Families"]


class Families:
    """The families of a document, found when they are first asked for."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._children: dict[str, list[Node]] | None = None

    def of(self, parent: Node) -> tuple[str, dict[str, Node]] | None:
        """Return the property that tells children apart, and each of its values with
        the child that it stands for; None where a schema is no parent.
        """
        name = property_of(parent)
        if name is None or {"oneOf", "anyOf"} & parent.value.keys():
            return None
        known = mapped(parent, self._problems)
        named = {node.pointer for node in known.values()}
        for child in self._descendants(parent):
            if child.pointer not in named:
                for value in _values(child, name):
                    known.setdefault(value, child)
        allowed = constants(parent, name)
        if allowed:
            known = {value: node for value, node in known.items() if value in allowed}
        others = any(node.pointer != parent.pointer for node in known.values())
        return (name, known) if others else None

    def _descendants(self, parent: Node) -> Iterator[Node]:
        if self._children is None:
            self._children = _children(parent)
        seen = {parent.pointer}
        waiting = list(self._children.get(parent.pointer, ()))
        while waiting:
            child = waiting.pop(0)
            if child.pointer not in seen:
                seen.add(child.pointer)
                yield child
                waiting += self._children.get(child.pointer, ())


def _children(node: Node) -> dict[str, list[Node]]:
    """Return the declared schemas by the pointer of each that they include."""
    found: dict[str, list[Node]] = {}
    if node.document.target("#/components/schemas") is None:
        return found
    for schema in node.document.at("#/components/schemas").values():
        members = schema.get("allOf")
        for member in members.values() if members is not None else ():
            target = member.deref()
            if target is not None and target is not member:
                found.setdefault(target.pointer, []).append(schema)
    return found


def _values(child: Node, name: str) -> tuple[str, ...]:
    """Return the values of the property that stand for a child."""
    said = child.value.get("x-ms-discriminator-value")
    if isinstance(said, str):
        return (said,)
    members = child.get("allOf")
    for part in (child, *(members.values() if members is not None else ())):
        found = constants(part, name) if isinstance(part.value, Mapping) else ()
        if found and "$ref" not in part.value:
            return found
    return (split(child.pointer)[-1],)
