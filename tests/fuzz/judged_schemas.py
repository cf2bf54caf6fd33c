"""The schemas of a document as JSON Schema, with what OpenAPI adds to their meaning.

A discriminator restricts a value to the variant that its tag means, and a value of a child
has the child's tag. JSON Schema alone would allow more values than a client has to.

Schemas that apply to the same value may contain each other: a parent lists its children,
which include it. Each component is opened once on such a way. Where it is met again, it is
`true`; as a variant of a union, it is the variant that holds, if the union belongs to a
component that it includes, and else it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.acceptance.models.documents import Document, Schema
from tests.documents import tag_values

__all__ = ["JudgedSchemas"]

_IN_PLACE_LISTS = ("allOf",)
_IN_PLACE = ("if", "then", "else")
_MEMBERS = ("items", "additionalProperties", "contains", "propertyNames")
_NAMED = ("properties", "patternProperties")
_DROPPED = {"discriminator", "example", "examples", "default", "description", "title"}
_OBJECT_KEYWORDS = {
    "properties", "additionalProperties", "patternProperties", "minProperties",
    "maxProperties",
}  # fmt: skip
_MAX_DEFINITIONS = 3_000
_MAX_ALIASES = 50

_Open = tuple[tuple[str, bool], ...]
"""Components that are being opened, outermost first, and whether a union is between."""


class JudgedSchemas:
    """Makes self-contained schemas: each has all that it refers to in ``$defs``.

    Args:
        hidden: ``readOnly`` or ``writeOnly``; a property with it is never required.
    """

    def __init__(self, document: Document, hidden: str) -> None:
        self._document = document
        self._hidden = hidden
        self._names: dict[tuple[str, _Open], str] = {}
        self._definitions: dict[str, Any] = {}
        self._tag_rules: dict[str, list[Schema]] = {}
        """What the tag of each variant of a union with a discriminator is."""
        self._note_tags(document.root)
        self._parents = {
            name: set(self._included(schema, set()))
            for name, schema in document.components.items()
        }

    def schema(self, schema: Schema) -> dict[str, Any]:
        """Return a schema with the definitions of all that have been asked for.

        Raises ValueError if there are too many.
        """
        expanded = self._expand(schema, ())
        return {"allOf": [expanded], "$defs": self._definitions}

    def _note_tags(self, value: Any) -> None:
        if isinstance(value, dict):
            tag = value.get("discriminator")
            if isinstance(tag, dict) and isinstance(tag.get("propertyName"), str):
                variants = [*value.get("oneOf", ()), *value.get("anyOf", ())]
                for target in filter(None, map(self._target, variants)):
                    rule = _tag_rule(tag, target)
                    # A variant may be no object.
                    own = {k: rule[k] for k in ("required", "properties")}
                    self._tag_rules.setdefault(target, []).append(own)
            for member in value.values():
                self._note_tags(member)
        elif isinstance(value, list):
            for member in value:
                self._note_tags(member)

    def _included(self, schema: Any, seen: set[str]) -> Iterator[str]:
        """Yield the pointers of the components that a schema includes by allOf."""
        if not isinstance(schema, dict):
            return
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            yield reference
            yield from self._included(self._document.at(reference), seen)
        for member in schema.get("allOf", ()):
            yield from self._included(member, seen)

    def _aliased(self, pointer: str) -> str:
        """The component that a component is only a reference to, or itself."""
        for _ in range(_MAX_ALIASES):
            schema = self._document.at(pointer)
            if not isinstance(schema, dict) or schema.keys() != {"$ref"}:
                break
            pointer = schema["$ref"]
        return pointer

    def _reference(self, pointer: str, open_: _Open) -> Schema:
        pointer = self._aliased(pointer)
        for each, is_between in open_:
            if pointer == each:
                # A union that is a variant of itself, by allOf, adds no values.
                keywords = self._document.at(pointer).keys() - _DROPPED
                return not (is_between and keywords <= {"oneOf", "anyOf"})
        key = (pointer, open_)
        if key not in self._names:
            if len(self._names) > _MAX_DEFINITIONS:
                raise ValueError("too many definitions")
            name = self._names[key] = f"d{len(self._names)}"
            inner = (*open_, (pointer, False))
            parts = [self._expand(self._document.at(pointer), inner)]
            including = [each for each, is_between in open_ if not is_between]
            if not any(each in self._tag_rules for each in including):
                parts += self._tag_rules.get(pointer, ())
            self._definitions[name] = {"allOf": parts}
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _expand(self, schema: Any, open_: _Open) -> Any:
        if not isinstance(schema, dict):
            return schema
        found: dict[str, Any] = {}
        parts: list[Any] = []
        for keyword, value in schema.items():
            if keyword == "$ref":
                parts.append(self._reference(value, open_))
            elif keyword in ("oneOf", "anyOf"):
                parts.append(self._union(keyword, value, schema, open_))
            elif keyword in _IN_PLACE_LISTS:
                parts += [self._expand(each, open_) for each in value]
            elif keyword == "not":
                if not self._leads_back(value, open_, set()):
                    found[keyword] = self._expand(value, open_)
            elif keyword in _IN_PLACE:
                found[keyword] = self._expand(value, open_)
            elif keyword == "dependentSchemas":
                members = {n: self._expand(each, open_) for n, each in value.items()}
                found[keyword] = members
            elif keyword in _MEMBERS:
                found[keyword] = self._expand(value, ())
            elif keyword in _NAMED:
                members = {n: self._expand(each, ()) for n, each in value.items()}
                found[keyword] = members
            elif keyword == "prefixItems":
                found[keyword] = [self._expand(each, ()) for each in value]
            elif keyword not in _DROPPED:
                found[keyword] = value
        self._hide(found)
        if "type" not in found:
            found |= _implied_type(found)
        if "discriminator" in schema and not {"oneOf", "anyOf"} & schema.keys():
            parts.append(self._children(schema["discriminator"], open_))
        return {**found, "allOf": parts} if parts else found

    def _hide(self, schema: dict[str, Any]) -> None:
        """Remove from the required properties those that are not for the direction."""
        properties = schema.get("properties", {})
        if "required" in schema:
            schema["required"] = [
                name
                for name in schema["required"]
                if not (
                    isinstance(properties.get(name), dict)
                    and properties[name].get(self._hidden) is True
                )
            ]

    def _leads_back(self, schema: Any, open_: _Open, seen: set[str]) -> bool:
        """Whether a schema contains a component that is open, in place."""
        if not isinstance(schema, dict):
            return False
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            target = self._document.at(reference)
            is_open = any(reference == each for each, _ in open_)
            if is_open or self._leads_back(target, open_, seen):
                return True
        lists = ("allOf", "oneOf", "anyOf")
        return any(
            self._leads_back(m, open_, seen) for k in lists for m in schema.get(k, ())
        )

    # Unions and tags

    def _union(
        self, keyword: str, variants: list[Any], schema: Any, open_: _Open
    ) -> Schema:
        tag = schema.get("discriminator")
        including = [each for each, is_between in open_[:-1] if not is_between]
        targets = [self._target(variant) for variant in variants]
        for number, each in enumerate(including):
            if each in targets:
                if tag and number:
                    return False  # The tag of a child of a variant is not specified.
                return _tag_rule(tag, each) if tag else True
        owner = open_[-1][0] if open_ else ""
        between = tuple((each, True) for each, _ in open_)
        found = []
        for variant, target in zip(variants, targets, strict=True):
            is_open = any(target == each for each, _ in open_)
            if is_open or (target and target == owner):
                continue
            expanded = self._expand(variant, between)
            if tag:
                rule = _tag_rule(tag, target) if target else _other_tags(tag, targets)
                expanded = {"allOf": [rule, expanded]}
            found.append(expanded)
        return {keyword: found} if found else False

    def _target(self, schema: Any) -> str:
        """The component that a variant is, "" for an inline schema."""
        if not isinstance(schema, dict):
            return ""
        if isinstance(schema.get("$ref"), str):
            return self._aliased(schema["$ref"])
        if len(schema) == 1 and len(schema.get("allOf", ())) == 1:
            return self._target(schema["allOf"][0])
        return ""

    def _children(self, tag: dict[str, Any], open_: _Open) -> Schema:
        """The rule of a parent with a discriminator and no union."""
        parent = open_[-1][0] if open_ else ""
        children = [
            f"#/components/schemas/{name}"
            for name, parents in self._parents.items()
            if parent in parents
        ]
        for each, _ in open_[:-1]:
            if each in children:
                return _tag_rule(tag, each)
        between = tuple((each, True) for each, _ in open_)
        rules: list[Any] = [{"allOf": [_tag_rule(tag, parent)]}] if parent else [True]
        rules += [
            {"allOf": [_tag_rule(tag, each), self._reference(each, between)]}
            for each in children
        ]
        return {"anyOf": rules}


def _implied_type(schema: dict[str, Any]) -> dict[str, Any]:
    """The type of the values that the keywords of a schema are meant for."""
    if schema.keys() & _OBJECT_KEYWORDS:
        return {"type": "object"}
    return {"type": "array"} if schema.keys() & {"items", "prefixItems"} else {}


def _tag_rule(tag: dict[str, Any], target: str) -> dict[str, Any]:
    """The schema of objects whose tag means a component."""
    name = tag["propertyName"]
    values: list[Any] = list(tag_values(tag, target))
    for text in list(values):
        if text.isdigit():
            values.append(int(text))
        values += [text == "true"] if text in ("true", "false") else []
    return {
        "type": "object",
        "required": [name],
        "properties": {name: {"enum": values}},
    }


def _other_tags(tag: dict[str, Any], targets: list[str]) -> Schema:
    """The schema of objects whose tag means none of some components."""
    values = [each for target in targets if target for each in tag_values(tag, target)]
    values += (tag.get("mapping") or {}).keys()
    return {"properties": {tag["propertyName"]: {"not": {"enum": values or [None]}}}}
