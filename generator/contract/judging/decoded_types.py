"""Checks that decoded values have the types that the document describes."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

from typing_extensions import TypeAliasType

from generator.contract.json_values import as_object, is_array, is_object
from generator.contract.schemas.direction_schema import TYPED_FORMATS
from generator.contract.schemas.tags import TAGS
from generator.contract.schemas.variants import SchemaVariants, Variant

__all__ = ["DecodedTypes"]

_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


class DecodedTypes:
    """Checks decoded values, however deep: a value is judged by all variants of its
    schema that the encoded value may be an instance of.

    Args:
        variants: Computes the variants of schemas.
        is_json: Whether the decoded values are JSON, as a client sends it.
    """

    def __init__(self, variants: SchemaVariants, *, is_json: bool = False) -> None:
        self._variants = variants
        self._is_json = is_json

    def problems(self, schema: Any, encoded: Any, value: Any) -> Iterator[str]:
        """Yield where a decoded value lacks a model, a field or an enum member, or has a
        Python type of another JSON type.

        Args:
            encoded: The JSON value that was decoded.
        """
        yield from self._walk([schema], encoded, value, "")

    def _walk(
        self, schemas: list[Any], encoded: Any, value: Any, pointer: str
    ) -> Iterator[str]:
        variants = [
            variant
            for schema in schemas
            for variant in self._variants.of(schema)
            if _may_be(variant, encoded)
        ]
        if not variants or any(each["type"] == "any" for each in variants):
            return
        if is_object(encoded):
            yield from self._object(variants, encoded, value, pointer)
        elif is_array(encoded) and not any("prefixItems" in e for e in variants):
            items = [each.get("items", True) for each in variants]
            for index, pair in enumerate(zip(encoded, value, strict=False)):
                yield from self._walk(items, *pair, f"{pointer}/{index}")
        elif not is_array(encoded):
            is_typed = not self._is_json
            place = pointer or "/"
            yield from _scalar_problems(variants, encoded, value, place, is_typed)

    def _object(
        self, variants: list[Variant], encoded: Any, value: Any, pointer: str
    ) -> Iterator[str]:
        if not hasattr(value, "to_dict"):
            if all(each.get("properties") for each in variants) and not self._is_json:
                yield f"{pointer or '/'}: expected a model, got {type(value).__name__}"
                return
            members: dict[str, Any] = value
            fields: dict[str, tuple[str, list[Any]]] = {}
        else:
            fields = _fields(value.__class__)
            members = dict(value.model_extra or {})
        for name, item in encoded.items():
            at = f"{pointer}/{name}"
            schemas = [self._variants.property_schema(e, name) for e in variants]
            is_listed = all(_lists(each, name) for each in variants)
            if name in fields:
                attribute, literals = fields[name]
                if is_listed and len(variants) == 1:
                    for problem in self._enum_problems(schemas[0], item, literals):
                        yield f"{at}: {problem}"
                yield from self._walk(schemas, item, getattr(value, attribute), at)
            elif is_listed and fields:
                yield f"{at}: expected a field of {type(value).__name__}, got none"
            elif name in members:
                yield from self._walk(schemas, item, members[name], at)

    def _enum_problems(
        self, schema: Any, encoded: Any, literals: list[Any]
    ) -> Iterator[str]:
        """The enum members that only the document or only the type lists."""
        variants = self._variants.non_null(schema)
        enums = [each["enum"] for each in variants if "enum" in each]
        found = (each for each in enums if encoded in each)
        no_members: list[Any] = []
        enum = next(found, no_members)
        if not literals or not all(map(_can_be_literal, enum)) or encoded is None:
            return
        if enum and encoded not in literals:
            yield f"expected {encoded!r} in the type, got only {literals!r:.200}"
        tags = [tag for each in variants for tag in each.get(TAGS, ())]
        others = [each for each in literals if each not in enum and each not in tags]
        if enum and len(variants) == 1 and others:
            yield f"expected no {others[0]!r} in the type: the document has no such value"


def _lists(variant: Variant, name: str) -> bool:
    """Whether a variant itself describes a property, not only a discriminator of it."""
    schema = variant.get("properties", {}).get(name)
    return schema is not None and as_object(schema).keys() != {"enum", TAGS}


def _may_be(variant: Variant, encoded: Any) -> bool:
    """Whether a value may be an instance of a variant, by its type, its enum and, of an
    object, the names and the enums of its properties.
    """
    if variant["type"] == "any":
        return True
    if "enum" in variant:
        return any(_equal(encoded, each) for each in variant["enum"])
    if is_array(encoded) or encoded is None:
        return bool(variant["type"] == ("null" if encoded is None else "array"))
    if not is_object(encoded):
        types = _SCALARS.get(variant["type"], ())
        is_bool = isinstance(encoded, bool)
        return isinstance(encoded, types) and is_bool is (variant["type"] == "boolean")
    listed = variant.get("properties", {})
    is_closed = variant.get("additionalProperties") is False
    return (
        variant["type"] == "object"
        and encoded.keys() >= set(variant.get("required", ()))
        and (not is_closed or encoded.keys() <= listed.keys())
        and all(
            _may_have(listed[name], encoded[name]) for name in listed & encoded.keys()
        )
    )


def _may_have(schema: Any, encoded: Any) -> bool:
    """Whether a property may have a value, as far as an enum says."""
    members = schema.get("enum") if is_object(schema) else None
    return members is None or any(_equal(encoded, each) for each in members)


def _equal(left: Any, right: Any) -> bool:
    return left == right and isinstance(left, bool) is isinstance(right, bool)


def _scalar_problems(
    variants: list[Variant], encoded: Any, value: Any, place: str, is_typed: bool
) -> Iterator[str]:
    """What is wrong with the type of a decoded string, number or boolean. Formats may
    have types of their own.
    """
    formats = {_format_of(each) for each in variants}
    if formats <= TYPED_FORMATS | {"byte"} and type(value) is str and is_typed:
        yield f"{place}: expected a type for {' or '.join(sorted(formats))}, got a str"
    if encoded is None or any(formats):
        return
    types = {each["type"] for each in variants}
    is_float = types <= {"number"} and isinstance(encoded, float)
    expected = float if is_float else type(encoded)
    if "number" in types and not is_float:
        return
    if not isinstance(value, expected) or isinstance(value, bool) is not isinstance(
        encoded, bool
    ):
        yield f"{place}: expected {expected.__name__}, got {value!r:.100}"


def _format_of(variant: Variant) -> str:
    """The format of a string; ``text`` for base64 whose text itself has limits."""
    if variant["type"] not in ("string", "enum"):
        return ""
    is_base64 = variant.get("contentEncoding") in ("base64", "base64url")
    name = "byte" if is_base64 else variant.get("format", "")
    has_limits = not {"minLength", "maxLength", "pattern"}.isdisjoint(variant)
    return "text" if name == "byte" and has_limits else str(name)


def _can_be_literal(value: Any) -> bool:
    return value is None or isinstance(value, str | int)


@cache
def _fields(model: Any) -> dict[str, tuple[str, list[Any]]]:
    """The attribute and the literals of each field of a model, by JSON name."""
    fields: dict[str, Any] = model.model_fields
    aliases = {name: field.serialization_alias for name, field in fields.items()}
    return {
        name if alias is None else alias: (name, _literals(fields[name].annotation))
        for name, alias in aliases.items()
    }


def _literals(annotation: Any) -> list[Any]:
    """The values that an annotation lists."""
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return [member.value for member in annotation]
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if get_origin(annotation) in (list, dict):
        return []
    if isinstance(annotation, TypeAliasType):
        return _literals(annotation.__value__)
    return [each for part in get_args(annotation) for each in _literals(part)]
