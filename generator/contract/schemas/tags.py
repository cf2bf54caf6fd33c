"""Discriminators: the values of a property, the tags, and the schemas they stand for.

A tag stands for a variant of a union, or for a member of a family: a schema and those
that include it by ``allOf`` (OpenAPI 3.2, 4.25 Discriminator Object).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.contract.document import Document
from generator.contract.json_values import as_object, is_array, is_object

__all__ = ["TAGS", "Discriminator", "Tags", "component_name", "is_null", "tag_rule"]

_RESTRICTIONS = ("properties", "required", "allOf", "$ref", "additionalProperties")
"""Keywords that make another schema of a variant of the union beside them."""
TAGS = "x-tags"
"""The keyword for all tags of a type, beside the enum of those in one union."""
_PREFIX = "#/components/schemas/"


def component_name(schema: Any) -> str | None:
    """Return the name of the schema that a reference names."""
    ref = as_object(schema).get("$ref")
    is_name = isinstance(ref, str) and ref.startswith(_PREFIX)
    name = str(ref).removeprefix(_PREFIX)
    return name if is_name and "/" not in name else None


@dataclass(frozen=True)
class Discriminator:
    """What tells the variants of a union, or the members of a family, apart.

    Args:
        property_name: The discriminating property.
        tags: The tags of each schema by its name.
        default: The name of the schema of all other values.
        own: All tags of each schema, also of other unions, by name and property.
    """

    property_name: str
    tags: dict[str, list[Any]]
    default: str | None
    own: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the schemas."""
        return [*dict.fromkeys([*self.tags, *([self.default] if self.default else [])])]

    def rule(self, name: str) -> Any:
        """Return what the discriminator demands of the values of a schema."""
        if name != self.default:
            own = self.own.get(name, {}).get(self.property_name, [])
            return tag_rule(self.property_name, self.tags[name], own)
        others = [tag for each in self.tags if each != name for tag in self.tags[each]]
        # It need not have the property, so it does not list it either.
        return {"not": tag_rule(self.property_name, others)}


def tag_rule(name: str, tags: list[Any], own: list[Any] | None = None) -> Any:
    """Return a schema that requires a property with one of some tags.

    Args:
        own: All tags that a type has for the property, whatever union it is in.
    """
    return {"required": [name], "properties": {name: {"enum": tags, TAGS: own or tags}}}


class Tags:
    """The tags of the schemas in the components of a document.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        components = as_object(document.root.get("components"))
        schemas = as_object(components.get("schemas"))
        self._schemas = {name: as_object(each) for name, each in schemas.items()}
        """Boolean schemas, which have no tags, as empty objects."""
        self._parts = {
            name: list(self._parts_of(schema, set()))
            for name, schema in self._schemas.items()
        }
        """Each schema and those that it includes, a reference with its name."""
        self.own: dict[str, dict[str, list[Any]]] = {}
        """Name of a schema -> discriminating property -> its tags."""
        self.families = {
            name: family
            for name in self._schemas
            if (family := self._family(name)) is not None
        }
        self._defaults: list[tuple[str | None, str]] = []
        for family in self.families.values():
            self._add_own(family, family.tags)
        for name, schema in self._schemas.items():
            self._add_union(schema, name)
        self._add_unions(document.root)
        for default, property_name in self._defaults:
            self.own.get(default or "", {}).pop(property_name, None)

    def is_child(self, name: str | None, parent: str) -> bool:
        """Return whether a schema that includes another one is what that one means: it
        has no union, or is a variant of its union, or includes such a variant.
        """
        pending, seen = [self._schemas.get(parent)], set[str]()
        if not _variants(as_object(pending[0])):
            return True
        while pending:
            for each in _variants(as_object(pending.pop())):
                variant = component_name(each)
                if variant is None:
                    pending.append(each)
                elif variant not in seen:
                    seen.add(variant)
                    pending.append(self._schemas.get(variant))
        parts = {name, *(each for each, _ in self._parts.get(name or "", ()))}
        return name == parent or not parts.isdisjoint(seen - {parent})

    def of_union(self, schema: dict[str, Any]) -> Discriminator | None:
        """Return the discriminator of a union; None if it does not tell the variants
        apart.
        """
        found = as_object(schema.get("discriminator"))
        name, mapped = found.get("propertyName"), _by_target(found)
        names = [n for n in map(component_name, _variants(schema)) if n is not None]
        inline = [v for v in _variants(schema) if component_name(v) is None]
        inline = [v for v in inline if not is_null(v)]
        # A single variant needs no discriminator, even beside null.
        if not isinstance(name, str) or len(names) + len(inline) < 2:
            return None
        if not all(self._is_fixed(v, name) for v in inline):
            return None
        fallback = str(found.get("defaultMapping", "")).rpartition("/")[2]
        default = fallback if fallback in names else None
        tags = {
            each: self._typed(each, name, mapped.get(each))
            for each in names
            if each != default or each in mapped
        }
        return (
            Discriminator(name, tags, default, self.own) if all(tags.values()) else None
        )

    def _is_fixed(self, schema: Any, name: str) -> bool:
        return any(_fixed(part, name) for _, part in self._parts_of(schema, set()))

    def _add_own(self, found: Discriminator, names: Iterable[str]) -> None:
        self._defaults.append((found.default, found.property_name))
        for name in names:
            self._add_tags(name, found.property_name, found.tags[name], set())

    def _add_tags(
        self, name: str, property_name: str, tags: list[Any], seen: set[str]
    ) -> None:
        """Add the tags of a schema, which all variants of its union have as well."""
        if name in seen:
            return
        seen.add(name)
        known = self.own.setdefault(name, {}).setdefault(property_name, [])
        known += [each for each in tags if each not in known]
        schema = as_object(self._schemas.get(name))
        if as_object(schema.get("discriminator")).get("propertyName") == property_name:
            return  # Its variants have the tags that it gives them.
        for variant in map(component_name, _variants(schema)):
            if variant is not None and not self._fixed_values(
                variant, property_name, set()
            ):
                self._add_tags(variant, property_name, tags, seen)

    def _add_unions(self, value: Any) -> None:
        if is_object(value):
            self._add_union(value)
            value = list(value.values())
        for item in value if is_array(value) else ():
            self._add_unions(item)

    def _add_union(self, schema: Any, name: str | None = None) -> None:
        """Add the tags of the variants of a union that are nothing but these schemas."""
        if not is_object(schema) or "discriminator" not in schema:
            return
        found = self.of_union(schema)
        if found is not None:
            is_alone = schema.keys().isdisjoint(_RESTRICTIONS)
            self._add_own(
                found, [v for v in found.tags if is_alone or self._includes(v, name)]
            )

    def _includes(self, name: str, part: str | None) -> bool:
        """Whether a schema includes another one."""
        parts = self._parts.get(name, ())[1:]
        return part is not None and any(each == part for each, _ in parts)

    def _parts_of(
        self, schema: Any, seen: set[str], name: str | None = None
    ) -> Iterator[tuple[str | None, dict[str, Any]]]:
        schema = as_object(schema)
        yield name, schema
        refs = [{"$ref": schema["$ref"]}] if "$ref" in schema else []
        for part in [*(schema.get("allOf") or ()), *refs]:
            included = component_name(part)
            if included is None and "$ref" not in as_object(part):
                yield from self._parts_of(part, seen)
            elif included is not None and included not in seen:
                seen.add(included)
                target = self._schemas.get(included)
                yield from self._parts_of(target, seen, included)

    def _family(self, name: str) -> Discriminator | None:
        """The family of a schema, if it or one that it includes has a discriminator."""
        schema = self._schemas[name]
        if {"oneOf", "anyOf"} & schema.keys() or schema.keys() == {"$ref"}:
            return None
        found = [
            as_object(part.get("discriminator"))
            for _, part in self._parts[name]
            if isinstance(as_object(part.get("discriminator")).get("propertyName"), str)
        ]
        if not found:
            return None
        is_root, discriminator = "discriminator" in schema, found[0]
        members = [] if is_root else [name]
        members += [
            each
            for each in self._parts
            if as_object(self._schemas[each]).keys() != {"$ref"}
            and self._includes(each, name)
        ]
        mapped, tag = _by_target(discriminator), discriminator["propertyName"]
        if is_root:
            members = list(dict.fromkeys([*mapped, *members]))
        tags = {
            each: self._typed(
                each, tag, mapped.get(each) or self._child_texts(each, tag)
            )
            for each in members
            if each in self._schemas
        }
        has_others = any(each != name for each in tags)
        default = name if is_root else None
        return Discriminator(tag, tags, default, self.own) if has_others else None

    def _child_texts(self, name: str, tag: str) -> list[str]:
        schema = self._schemas[name]
        extension = schema.get("x-ms-discriminator-value")
        if isinstance(extension, str):
            return [extension]
        own = (part for each, part in self._parts[name] if each is None)
        fixed = next(filter(None, (_fixed(part, tag) for part in own)), [name])
        return list(map(_text, fixed))

    def _fixed_values(self, name: str, tag: str, seen: set[str]) -> list[Any]:
        """The values that a schema, or all variants of its union, restrict a property
        to.
        """
        parts = [part for _, part in self._parts.get(name, ())]
        fixed = next(filter(None, (_fixed(part, tag) for part in parts)), None)
        if fixed is not None or name in seen:
            return fixed or []
        seen.add(name)
        found = [
            (
                _fixed(as_object(variant), tag)
                if (member := component_name(variant)) is None
                else self._fixed_values(member, tag, seen)
            )
            for variant in _variants(as_object(self._schemas.get(name)))
        ]
        return [value for values in found for value in values] if all(found) else []

    def _typed(self, name: str, tag: str, texts: list[str] | None) -> list[Any]:
        """The tags of a schema in the JSON type of the property; by default its name, or
        the values that its property is restricted to.
        """
        parts = [part for _, part in self._parts.get(name, ())]
        fixed = self._fixed_values(name, tag, set())
        if fixed:
            by_text = {_text(value): value for value in fixed}
            if texts is None:
                return [by_text[name]] if name in by_text else fixed
            return [by_text[t] for t in texts] if by_text.keys() >= {*texts} else []
        types = [as_object(_property(part, tag)).get("type") for part in parts]
        return [_converted(text, types) for text in texts or [name]]


def is_null(schema: Any) -> bool:
    """Return whether a schema is that of null alone."""
    return as_object(schema).get("type") == "null"


def _variants(schema: dict[str, Any]) -> list[Any]:
    return [*(schema.get("oneOf") or ()), *(schema.get("anyOf") or ())]


def _by_target(discriminator: dict[str, Any]) -> dict[str, list[str]]:
    """The keys of a mapping by the name of the schema that they stand for."""
    found: dict[str, list[str]] = {}
    for tag, target in as_object(discriminator.get("mapping")).items():
        found.setdefault(str(target).rpartition("/")[2], []).append(tag)
    return found


def _property(schema: dict[str, Any], name: str) -> Any:
    return as_object(schema.get("properties")).get(name)


def _fixed(schema: dict[str, Any], name: str) -> list[Any]:
    """The values that a schema itself restricts a property to."""
    keywords = as_object(_property(schema, name))
    members = [keywords["const"]] if "const" in keywords else keywords.get("enum")
    if not is_array(members):
        return []
    return [value for value in members if isinstance(value, str | int)]


def _text(value: Any) -> str:
    """A tag as the key of a mapping."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _converted(text: str, types: list[Any]) -> Any:
    if "integer" in types and text.lstrip("-").isdecimal():
        return int(text)
    return text == "true" if "boolean" in types and text in ("true", "false") else text
