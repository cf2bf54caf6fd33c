"""Translates the schemas of a document to plain JSON Schema, for one direction.

What OpenAPI adds to JSON Schema is translated, so that neither the validator nor the
generator of instances has to know it:

- readOnly properties are forbidden in requests, writeOnly ones in responses, and they
  are not required there (OpenAPI 3.2, 4.24.1).
- ``oneOf`` becomes ``anyOf``, because clients cannot tell overlapping variants apart.
- A discriminator becomes an enum of its property in each variant, and a reference to a
  schema that others include becomes a reference to the union of them (4.25).
- A schema that a variant of its union includes is included without the union.
- A pattern that a linear-time engine does not support is removed.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import quote, unquote

from generator.contract.document import Document
from generator.contract.json_values import (
    as_object,
    escape_token,
    is_array,
    is_object,
    resolve_pointer,
)
from generator.contract.schemas.linear_regex import is_linear
from generator.contract.schemas.tags import (
    Discriminator,
    Tags,
    component_name,
    is_null,
    tag_rule,
)

__all__ = ["URI", "Direction", "absolute", "translate"]

Direction = Literal["request", "response"]

URI = "urn:openapi"
"""The URI of the translated document."""
MAX_DEPTH = 8
"""How many references and allOf to follow in search of readOnly and writeOnly."""
_UNQUOTED = "/~!$&'()*+,;=:@?"

_HIDING_KEYWORDS = {"request": "readOnly", "response": "writeOnly"}
_SCHEMA_KEYWORDS = frozenset(
    {"items", "contains", "unevaluatedItems", "not", "if", "then", "else"}
    | {"additionalProperties", "propertyNames", "unevaluatedProperties"}
)
_SCHEMA_LIST_KEYWORDS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA_MAP_KEYWORDS = ("properties", "patternProperties", "dependentSchemas", "$defs")
# Keywords that do not restrict values.
_ANNOTATIONS = frozenset(
    {"$id", "$schema", "$anchor", "$dynamicAnchor", "$comment", "$vocabulary"}
    | {"title", "description", "default", "deprecated", "readOnly", "writeOnly"}
    | {"example", "externalDocs", "xml", "discriminator"}
)
# Members of the translated document: schemas as parts of others, and unions of families.
_INCLUDED = "x-included"
_FAMILIES = "x-families"
_STRING_KEYWORDS = frozenset({"minLength", "maxLength", "pattern", "format"})
# Members whose values are instances.
_INSTANCES = frozenset({"example", "examples", "default", "enum", "const", "value"})

# Members whose keys are names, statuses or media types.
_MAPS = frozenset(
    {"callbacks", "content", "encoding", "headers", "mediaTypes", "parameters"}
    | {"pathItems", "paths", "requestBodies", "responses", "webhooks"}
    | {"securitySchemes"}
)


def absolute(pointer: str) -> str:
    """Return a reference to the schema at a pointer of the translated document."""
    return f"{URI}#{quote(pointer, safe=_UNQUOTED)}"


def translate(
    document: Document, direction: Direction, *, is_minimum: bool = False
) -> Any:
    """Return the document with translated schemas; pointers remain valid.

    Args:
        is_minimum: Whether to leave out what a client need not check: tags outside of
            unions with a discriminator, a type beside a union that excludes some of
            its variants, and an enum without members, which no schema should have
            (JSON Schema Validation 2020-12, 6.1.2).
    """
    return _Translator(document, _HIDING_KEYWORDS[direction], is_minimum).root()


class _Translator:
    def __init__(
        self, document: Document, hiding_keyword: str, is_minimum: bool
    ) -> None:
        self._document = document
        self._is_minimum = is_minimum
        self._hiding_keyword = hiding_keyword
        self._included = set[str]()
        """The names of the schemas that others include."""
        self._tags = Tags(document)
        self._own_tags = {} if is_minimum else self._tags.own
        self._families = {
            name: family
            for name, family in self._tags.families.items()
            if not is_minimum and not self._hides(name, family.property_name)
        }

    def root(self) -> Any:
        root = self._copy(self._document.root)
        schemas = as_object(as_object(root.get("components")).get("schemas"))
        root[_INCLUDED] = {
            name: _without_union(schemas[name])
            for name in sorted(self._included & schemas.keys())
        }
        root[_FAMILIES] = {
            name: {"anyOf": list(_members(family))}
            for name, family in self._families.items()
        }
        for name, tags in self._own_tags.items():
            if is_object(schemas.get(name)):
                parts = schemas[name].get("allOf", [])
                rules = [
                    tag_rule(property_name, values)
                    for property_name, values in tags.items()
                    if not self._hides(name, property_name)
                ]
                schemas[name] = {**schemas[name], "allOf": [*parts, *rules]}
        return root

    def _copy(self, value: Any, is_map: bool = False) -> Any:
        """Copy a part of the document that is not a schema, and translate its schemas.

        Args:
            is_map: Whether the keys are names and not members that OpenAPI defines.
        """
        if is_array(value):
            return [self._copy(item) for item in value]
        if not is_object(value):
            return value
        copied: dict[str, Any] = {}
        for name, item in value.items():
            if not is_map and (name in _INSTANCES or name.startswith("x-")):
                continue
            if not is_map and name in ("schema", "itemSchema"):
                copied[name] = self._translate(item)
            elif not is_map and name == "schemas" and is_object(item):
                copied[name] = {
                    key: self._translate(schema, key, "allOf" in as_object(schema))
                    for key, schema in item.items()
                }
            else:
                copied[name] = self._copy(item, not is_map and name in _MAPS)
        return copied

    def _translate(
        self, schema: Any, owner: str | None = None, is_part: bool = False
    ) -> Any:
        """Return a schema as plain JSON Schema.

        Args:
            owner: The name of the schema of the components that it is a part of.
            is_part: Whether another schema includes it, or what it includes.
        """
        if not is_object(schema):
            return schema if isinstance(schema, bool) else True
        kept = _restricting(schema)
        # A reference alone, or an allOf of one alone, is the schema that it names.
        parts = [part for part in kept.get("allOf") or () if _restricting(part)]
        is_part |= len(kept) > 1 or len(parts) > 1
        translated = {
            name: self._translate_keyword(name, value, owner, is_part)
            for name, value in kept.items()
        }
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and not is_linear(pattern):
            del translated["pattern"]
        kinds = schema.get("contentEncoding"), schema.get("format")
        if not {"base64", "base64url"}.isdisjoint(kinds):
            translated["format"] = "byte"
        self._hide_properties(schema, translated)
        if translated.get("enum"):  # the other keywords for strings are redundant
            for name in _STRING_KEYWORDS & translated.keys():
                del translated[name]
        if self._is_minimum and translated.get("enum") == []:
            del translated["enum"]
        if self._type_excludes_variants(schema):
            del translated["type"]
        self._merge_unions(schema, translated)
        return translated

    def _translate_keyword(
        self, name: str, value: Any, owner: str | None, is_part: bool
    ) -> Any:
        if name == "$ref" and isinstance(value, str):
            return absolute(self._target(value, owner, is_part))
        if name in _SCHEMA_KEYWORDS:
            return self._translate(value)
        if name in _SCHEMA_LIST_KEYWORDS and is_array(value):
            is_part &= name == "allOf"
            return [self._translate(item, owner, is_part) for item in value]
        if name in _SCHEMA_MAP_KEYWORDS and is_object(value):
            return {
                key: self._translate(item)
                for key, item in value.items()
                if name != "patternProperties" or is_linear(key)
            }
        return copy.deepcopy(value)

    def _target(self, ref: str, owner: str | None, is_part: bool) -> str:
        """The pointer of what a reference means."""
        name = component_name({"$ref": ref})
        if not is_part and name in self._families:
            return f"/{_FAMILIES}/{escape_token(name)}"
        if name is not None and is_part and self._tags.is_child(owner, name):
            self._included.add(name)
            return f"/{_INCLUDED}/{escape_token(name)}"
        return self._translate_pointer(unquote(ref.partition("#")[2]))

    def _hide_properties(
        self, schema: dict[str, Any], translated: dict[str, Any]
    ) -> None:
        hidden = set(self._hidden_properties(schema, 0))
        if not hidden:
            return
        for name in hidden & set(translated.get("properties", ())):
            translated["properties"][name] = False
        if is_array(translated.get("required")):
            required = translated["required"]
            translated["required"] = [name for name in required if name not in hidden]

    def _hidden_properties(self, schema: Any, depth: int) -> Iterator[str]:
        """The properties that this direction hides, of a schema and its allOf."""
        if not is_object(schema) or depth > MAX_DEPTH:
            return
        for name, each in as_object(schema.get("properties")).items():
            if self._is_hidden(each, 0):
                yield name
        for part in schema.get("allOf") or ():
            yield from self._hidden_properties(self._resolve(part), depth + 1)

    def _hides(self, component: str, name: str) -> bool:
        """Whether a schema of the components has a property that is hidden."""
        reference = {"$ref": f"#/components/schemas/{component}"}
        return name in self._hidden_properties(self._resolve(reference), 0)

    def _is_hidden(self, schema: Any, depth: int) -> bool:
        if not is_object(schema) or depth > MAX_DEPTH:
            return False
        if schema.get(self._hiding_keyword) is True:
            return True
        parts = list(schema.get("allOf") or ())
        if "$ref" in schema:
            parts.append(self._resolve(schema))
        return any(self._is_hidden(part, depth + 1) for part in parts)

    def _resolve(self, schema: Any) -> Any:
        try:
            return self._document.resolve(schema)[0]
        except LookupError:
            return None

    def _type_excludes_variants(self, schema: dict[str, Any]) -> bool:
        """Whether the ``type`` beside a union excludes all its variants.

        The type is then a mistake of the document: clients follow the variants. They
        may do so as well if it excludes some.
        """
        types = _types_of(schema)
        variants = [_types_of(self._resolve(each)) for each in _union_of(schema)]
        excluded = [
            "null" in variant - types
            or bool(variant - {"null"} and types.isdisjoint(variant - {"null"}))
            for variant in variants
        ]
        return bool(types) and (any if self._is_minimum else all)(excluded or [False])

    def _merge_unions(self, schema: dict[str, Any], translated: dict[str, Any]) -> None:
        found = self._tags.of_union(schema)
        if found is not None and any(
            self._hides(n, found.property_name) for n in found.names
        ):
            found = None
        unions = [
            (name, translated.pop(name))
            for name in ("anyOf", "oneOf")
            if name in translated
        ]
        for name, variants in unions:
            if found is not None:
                variants = [
                    _add_tag(found, source, variant)
                    for source, variant in zip(schema[name], variants, strict=False)
                ]
            if "anyOf" in translated:
                translated.setdefault("allOf", []).append({"anyOf": variants})
            else:
                translated["anyOf"] = variants

    def _translate_pointer(self, pointer: str) -> str:
        """The pointer after unions were merged."""
        if "/oneOf/" not in pointer:
            return pointer
        value: Any = self._document.root
        translated = ""
        for token in pointer.split("/")[1:]:
            is_union = token == "oneOf" and is_array(as_object(value).get(token))
            if is_union and "anyOf" in value:
                translated += f"/allOf/{len(value.get('allOf') or ())}/anyOf"
            else:
                translated += "/anyOf" if is_union else f"/{token}"
            try:
                value = resolve_pointer(value, f"/{token}")
            except LookupError:
                return pointer
        return translated


def _restricting(schema: Any) -> dict[str, Any]:
    """The keywords of a schema that restrict a value."""
    return {
        name: value
        for name, value in as_object(schema).items()
        if name not in _ANNOTATIONS and not name.startswith("x-")
    }


def _types_of(schema: Any) -> set[str]:
    """The types that a schema lists; an integer counts as a number."""
    types: Any = as_object(schema).get("type", [])
    listed = {types} if isinstance(types, str) else set(map(str, types))
    return {each.replace("integer", "number") for each in listed}


def _union_of(schema: dict[str, Any]) -> list[Any]:
    return [*(schema.get("oneOf") or ()), *(schema.get("anyOf") or ())]


def _add_tag(discriminator: Discriminator, source: Any, variant: Any) -> Any:
    """A translated variant with the values that a discriminator assigns to it."""
    name = component_name(source)
    if name is not None:
        return {"allOf": [variant, discriminator.rule(name)]}
    # An inline variant lists its tags itself.
    required = {"required": [discriminator.property_name]}
    return variant if is_null(source) else {"allOf": [variant, required]}


def _without_union(schema: Any) -> Any:
    if not is_object(schema):
        return schema
    return {name: value for name, value in schema.items() if name != "anyOf"}


def _members(family: Discriminator) -> Iterator[Any]:
    """The variants of the union of a family."""
    for name in family.names:
        target = absolute(f"/components/schemas/{escape_token(name)}")
        yield {"allOf": [{"$ref": target}, family.rule(name)]}
