"""Views of resources as attributes of the client and of each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.code import (
    Code,
    docstring,
    identifier,
    literal,
    paragraphs,
    trusted,
)
from generator.emit.imports import from_imports
from generator.surface import Resource, Scope

__all__ = [
    "AttributeView",
    "attribute_names",
    "attribute_views",
    "resource_doc",
    "resource_imports",
]

_MAX_DOC = 76
"""Maximum length of a line that lists the members of a resource."""
_MOVED = "Its methods are called by other names."


@dataclass(frozen=True, slots=True)
class AttributeView:
    """A resource as an attribute of the client or of another resource."""

    name: Code
    module: Code
    class_name: Code
    client: Code
    """The client, for the class of the resource."""
    doc: Code
    deprecation: Code | None


def attribute_names(resources: Iterable[Resource], scope: Scope) -> None:
    """Import what the attributes for these resources need."""
    for each in resources:
        scope.name("TYPE_CHECKING")
        scope.name("deprecated" if each.is_former else "cached_property")


def resource_imports(resources: Iterable[Resource], folder: str) -> tuple[Code, ...]:
    """Return the imports of the classes of resources; `folder` precedes their modules."""
    return tuple(
        from_imports(
            {
                name: f"{folder}{each.module}"
                for each in resources
                for name in (each.class_name, f"Async{each.class_name}")
            }
        )
    )


def attribute_views(
    resources: Iterable[Resource], prefix: str, *, of_client: bool = False
) -> tuple[AttributeView, ...]:
    """Return the attributes of the client, or of another resource, for resources;
    `prefix` is that of their classes.
    """
    folder = trusted(".resources." if of_client else ".")
    return tuple(
        AttributeView(
            identifier(each.attribute),
            Code(f"{folder}{identifier(each.module)}"),
            identifier(f"{prefix}{each.class_name}"),
            trusted("self" if of_client else "self._client"),
            docstring(resource_doc(each)[:1]),
            literal(_MOVED) if each.is_former else None,
        )
        for each in resources
    )


def resource_doc(resource: Resource) -> list[str]:
    """Return the lines that describe a resource."""
    lines = paragraphs(resource.tag.description) if resource.tag else []
    if lines:
        return lines
    if resource.is_former:
        return [f"Deprecated. {_MOVED}"]
    names = [each.name for each in resource.methods]
    if not resource.path:
        return [_listed("Methods of the client itself", names)]
    names += [each.attribute for each in resource.resources if not each.is_former]
    kind = "Operations on" if resource.methods else "Resources of"
    words = " ".join(resource.path).replace("_", " ").strip()
    return [_listed(f"{kind} {words}", names)]


def _listed(text: str, names: Iterable[str]) -> str:
    """Return a text and a list of names, as many as a line has room for."""
    line = f"{text[:_MAX_DOC]}:"
    for number, name in enumerate(names):
        item = f" {name}" if not number else f", {name}"
        if len(line) + len(item) > _MAX_DOC:
            return f"{line}, …" if number else f"{line[:-1]}."
        line += item
    return f"{line}."
