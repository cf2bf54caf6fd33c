"""The document as one direction sees it, in plain JSON Schema.

What OpenAPI means beyond JSON Schema is written out, so that a validator and the
drawing of instances need to know nothing of it:

- A readOnly property is not in requests, a writeOnly one not in responses, nor are
  they required there (OpenAPI 3.2, 4.24.1).
- ``oneOf`` is ``anyOf``: variants that overlap are told apart by nobody.
- A discriminator says which value of its property goes with which variant (4.25).
- A pattern that no linear-time engine takes is left out.
"""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal
from urllib.parse import quote, unquote

import jsonschema_rs

from .document import Document, lookup
from .kinds import is_array, is_object, members

__all__ = ["URI", "Direction", "View", "is_linear", "matches", "reference"]

Direction = Literal["request", "response"]
URI = "urn:openapi"

_HIDDEN = {"request": "readOnly", "response": "writeOnly"}
_ONE = [
    "items",
    "additionalProperties",
    "propertyNames",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
]
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")
_ANNOTATIONS = frozenset(
    [
        "$id",
        "$schema",
        "$anchor",
        "$dynamicAnchor",
        "$comment",
        "$vocabulary",
        "title",
        "description",
        "default",
        "example",
        "deprecated",
        "externalDocs",
        "xml",
        "readOnly",
        "writeOnly",
        "discriminator",
    ]
)
# No type of a client says these.
_UNENFORCED = frozenset(
    [
        "not",
        "if",
        "contains",
        "propertyNames",
        "dependentRequired",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    ]
)
_OF_TEXTS = frozenset({"minLength", "maxLength", "pattern", "format"})
_TYPED = ("date-time", "date", "time", "duration", "uuid")
_OPAQUE = frozenset({"example", "examples", "default", "enum", "const", "value"})

# Whose keys are names, statuses or media types.
_NAMED = frozenset(
    [
        "callbacks",
        "content",
        "encoding",
        "headers",
        "mediaTypes",
        "parameters",
        "pathItems",
        "paths",
        "requestBodies",
        "responses",
        "securitySchemes",
        "webhooks",
    ]
)


def reference(pointer: str) -> dict[str, str]:
    """Return a schema that stands for the one at a pointer of the document."""
    return {"$ref": f"{URI}#{quote(pointer, safe=_SAFE)}"}


_SAFE = "/~!$&'()*+,;=:@?"


def matches(pattern: str, text: str) -> bool:
    """Whether a text matches a pattern, by an engine that takes linear time.

    Raises ValueError where that engine does not take the pattern.
    """
    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.is_valid({"pattern": pattern}, text, pattern_options=options)


@cache
def is_linear(pattern: str) -> bool:
    """Whether a linear-time engine takes a pattern."""
    try:
        matches(pattern, "")
    except ValueError:
        return False
    return True


def _passes(error: jsonschema_rs.ValidationError, but: frozenset[str]) -> bool:
    """Whether clients let an error pass; of an anyOf, all those of one variant.

    What stands at a place of an array is only known where the places are fixed.
    """
    if "prefixItems" in error.evaluation_path:
        return True
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.AnyOf(context=variants):
            return any(all(_passes(e, but) for e in errors) for errors in variants)
        case jsonschema_rs.ValidationErrorKind.Format(format=name):
            return name not in _TYPED or "format" in but
        case jsonschema_rs.ValidationErrorKind.Pattern(pattern=pattern):
            return not _is_plain(pattern)
        case kind:
            return kind.name in but or kind.name in _UNENFORCED


def _is_plain(pattern: str) -> bool:
    """Whether any client can match a pattern: a short one, with nothing special."""
    counted = len(re.findall(r"\{\d+,?\d*\}", pattern))
    special = re.search(r"\\[1-9bBpPuUxck]|\(\?|\[[^\]]*(\[|&&|--|~~)", pattern)
    return len(pattern) <= 100 and counted <= 3 and not special


def _is_open(error: jsonschema_rs.ValidationError) -> bool:
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Enum(options=options):
            solid = [member for member in options if member is not None]
            texts = [error.instance, *solid]
            return len(solid) > 1 and all(isinstance(text, str) for text in texts)
        case _:
            return False


def _kinds(schema: Any) -> set[str]:
    """The types that a schema names; each integer is a number."""
    kinds: Any = schema.get("type", []) if is_object(schema) else []
    named = {kinds} if isinstance(kinds, str) else set(map(str, kinds))
    return {kind.replace("integer", "number") for kind in named}


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.translate({ord("-"): "+", ord("_"): "/"}), validate=True)
    except ValueError:
        return False
    return True


class View:
    """A document in one direction.

    `root` has the structure of the document, so that pointers stay what they are.
    """

    def __init__(self, document: Document, direction: Direction) -> None:
        self._document = document
        self._hidden = _HIDDEN[direction]
        self.root: dict[str, Any] = self._object(document.root)
        resource: Any = self.root
        self._registry = jsonschema_rs.Registry([(URI, resource)])
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def schema(self, pointer: str) -> Any:
        """Return the schema at a pointer; no pointer stands for any value."""
        return lookup(self.root, pointer) if pointer else True

    def named(self, pointer: str) -> str:
        """Return the pointer of the schema that the one at a pointer stands for."""
        for _ in range(100):
            schema = self.schema(pointer)
            if not is_object(schema) or schema.keys() != {"$ref"}:
                break
            pointer = unquote(str(schema["$ref"]).partition("#")[2])
        return pointer

    def target(self, ref: str) -> Any:
        """Return the schema that a ``$ref`` of this view leads to."""
        return lookup(self.root, unquote(ref.partition("#")[2]))

    def validator(self, schema: Any) -> jsonschema_rs.Validator:
        """Return a validator, whose references may lead into the document.

        Raises ValueError for a schema that cannot be one.
        """
        key = repr(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                schema,
                registry=self._registry,
                validate_formats=True,
                formats={"byte": _is_base64},
                pattern_options=jsonschema_rs.RegexOptions(),
            )
        return self._validators[key]

    def problems(self, schema: Any, instance: Any) -> list[str]:
        """Return how an instance contradicts a schema: ``pointer: what is wrong``."""
        return [
            f"/{'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
            for error in self.validator(schema).iter_errors(instance)
        ]

    def tolerable(
        self, schema: Any, instance: Any, *, but: frozenset[str] = frozenset()
    ) -> bool:
        """Whether an instance is wrong at most in ways that clients let pass.

        Only some formats have a type, and not every pattern is one that any engine
        takes; what is in `but` passes too.
        """
        errors = self.validator(schema).iter_errors(instance)
        return all(_passes(error, but) for error in errors)

    def is_merely_new(self, schema: Any, instance: Any) -> bool:
        """Whether an instance is wrong only in texts that are not among the members of
        an enum: a server may have learnt them. One member alone is a constant.
        """
        errors = list(self.validator(schema).iter_errors(instance))
        return bool(errors) and all(map(_is_open, errors))

    # Everything around schemas is copied as it is.

    def _object(self, value: Any, named: bool = False) -> Any:
        """Copy an object of the document; whether its keys are `named` by it."""
        if is_array(value):
            return [self._object(item) for item in value]
        if not is_object(value):
            return value
        found: dict[str, Any] = {}
        for name, item in value.items():
            if not named and (name in _OPAQUE or name.startswith("x-")):
                continue
            if not named and name in ("schema", "itemSchema"):
                found[name] = self._schema(item)
            elif not named and name == "schemas" and is_object(item):
                found[name] = {key: self._schema(each) for key, each in item.items()}
            else:
                found[name] = self._object(item, not named and name in _NAMED)
        return found

    def _schema(self, value: Any) -> Any:
        if not is_object(value):
            return value if isinstance(value, bool) else True
        found = {
            name: self._keyword(name, item)
            for name, item in value.items()
            if name not in _ANNOTATIONS and not name.startswith("x-")
        }
        if isinstance(value.get("pattern"), str) and not is_linear(value["pattern"]):
            del found["pattern"]
        if value.get("contentEncoding") == "base64":
            found.setdefault("format", "byte")
        self._hide(value, found)
        if found.get("enum"):  # which says all that there is to say
            found = {name: found[name] for name in found if name not in _OF_TEXTS}
        if self._misses_variants(value):
            del found["type"]
        self._join_unions(value, found)
        return found

    def _keyword(self, name: str, value: Any) -> Any:
        if name == "$ref" and isinstance(value, str):
            return reference(self._moved(unquote(value.partition("#")[2])))["$ref"]
        if name in _ONE:
            return self._schema(value)
        if name in _LISTS and is_array(value):
            return [self._schema(item) for item in value]
        if name in _MAPS and is_object(value):
            return {
                key: self._schema(item)
                for key, item in value.items()
                if name != "patternProperties" or is_linear(key)
            }
        return copy.deepcopy(value)

    def _hide(self, value: dict[str, Any], found: dict[str, Any]) -> None:
        hidden = set(self._hidden_names(value, 0))
        if not hidden:
            return
        for name in hidden & set(found.get("properties", ())):
            found["properties"][name] = False
        if is_array(found.get("required")):
            found["required"] = [n for n in found["required"] if n not in hidden]

    def _hidden_names(self, value: Any, depth: int) -> Iterator[str]:
        """The properties that are not in this direction, of a schema and its allOf."""
        if not is_object(value) or depth > 8:
            return
        for name, schema in members(value.get("properties")).items():
            if self._marked(schema, 0):
                yield name
        for part in value.get("allOf") or ():
            yield from self._hidden_names(self._followed(part), depth + 1)

    def _marked(self, schema: Any, depth: int) -> bool:
        if not is_object(schema) or depth > 8:
            return False
        if schema.get(self._hidden) is True:
            return True
        parts = list(schema.get("allOf") or ())
        if "$ref" in schema:
            parts.append(self._followed(schema))
        return any(self._marked(part, depth + 1) for part in parts)

    def _followed(self, schema: Any) -> Any:
        try:
            return self._document.follow(schema, "")[0]
        except LookupError:
            return None

    def _misses_variants(self, value: dict[str, Any]) -> bool:
        """Whether a union has variants that the type beside it leaves no room for.

        Then it is the type that was forgotten about: clients go by the variants.
        """
        kinds = _kinds(value)
        variants = (*(value.get("oneOf") or ()), *(value.get("anyOf") or ()))
        others = [_kinds(self._followed(variant)) for variant in variants]
        solid = [other - {"null"} for other in others]
        return bool(kinds) and (
            any("null" in other - kinds for other in others)
            or any(other and other.isdisjoint(kinds) for other in solid)
        )

    def _join_unions(self, value: dict[str, Any], found: dict[str, Any]) -> None:
        tags = self._tags(value)
        unions = [
            (name, found.pop(name)) for name in ("anyOf", "oneOf") if name in found
        ]
        for name, variants in unions:
            if tags is not None:
                variants = [
                    self._with_tag(tags, source, variant)
                    for source, variant in zip(value[name], variants, strict=False)
                ]
            if "anyOf" in found:
                found.setdefault("allOf", []).append({"anyOf": variants})
            else:
                found["anyOf"] = variants

    def _moved(self, pointer: str) -> str:
        """Where a place of the document is here, be it in a union that was joined."""
        if "/oneOf/" not in pointer:
            return pointer
        value: Any = self._document.root
        found = ""
        for token in pointer.split("/")[1:]:
            is_union = (
                token == "oneOf" and is_object(value) and is_array(value.get(token))
            )
            if is_union and "anyOf" in value:
                found += f"/allOf/{len(value.get('allOf') or ())}/anyOf"
            else:
                found += "/anyOf" if is_union else f"/{token}"
            try:
                value = lookup(value, f"/{token}")
            except LookupError:
                return pointer
        return found

    def _tags(self, value: dict[str, Any]) -> tuple[str, dict[str, list[str]]] | None:
        """The property of a discriminator, and the values for each schema."""
        declared = members(value.get("discriminator"))
        name = declared.get("propertyName")
        if not isinstance(name, str):
            return None
        tags: dict[str, list[str]] = {}
        for tag, target in members(declared.get("mapping")).items():
            tags.setdefault(str(target).rpartition("/")[2], []).append(tag)
        every = (*(value.get("oneOf") or ()), *(value.get("anyOf") or ()))
        variants = [variant for variant in every if "$ref" in members(variant)]
        fits = all(self._admits_tag(name, tags, variant) for variant in variants)
        # One variant alone need not be told apart, nor from null.
        return (name, tags) if fits and len(variants) > 1 else None

    def _admits_tag(self, name: str, tags: dict[str, list[str]], variant: Any) -> bool:
        """Whether a variant has the values that a discriminator gives it: where one
        has not, the discriminator is of no use.
        """
        values = tags.get(str(members(variant).get("$ref")).rpartition("/")[2])
        properties = members(self._followed(variant)).get("properties")
        described = self._followed(members(properties).get(name))
        enum = members(described).get("enum")
        return not values or not is_array(enum) or not set(values).isdisjoint(enum)

    @staticmethod
    def _with_tag(
        tags: tuple[str, dict[str, list[str]]], source: Any, variant: Any
    ) -> Any:
        name, mapped = tags
        if not is_object(source) or not isinstance(source.get("$ref"), str):
            return variant
        target = source["$ref"].rpartition("/")[2]
        values = mapped.get(target) or [target]
        tag = {"required": [name], "properties": {name: {"enum": values}}}
        return {"allOf": [variant, tag]}
