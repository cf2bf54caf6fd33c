"""Merge the keywords of schema objects that a value must satisfy together.

Where two of them disagree on a keyword, the stricter value wins if there is one;
otherwise no value satisfies both: that is a `Conflict`, and the first value is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

from generator.document.node import Node
from generator.lower.schema.keywords import (
    ANNOTATIONS,
    CORE,
    TYPE_KEYWORDS,
    UNENFORCED,
)
from generator.text import names_in

__all__ = [
    "TEXTS",
    "Conflict",
    "MergedSchema",
    "Union",
    "is_same_json",
    "json_type_of",
    "merge",
    "own_keywords",
    "with_integers",
]

_NOT_SCALAR = CORE | frozenset(names_in("""
    allOf oneOf anyOf discriminator properties required items prefixItems
    additionalProperties patternProperties
    """))
_JSON_TYPES = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
_RESTRICTING = TYPE_KEYWORDS - {"type"}
TEXTS = frozenset({"title", "description", "summary"})

_KEYWORDS_BY_TYPE: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "object",
        frozenset(names_in("""
        properties additionalProperties patternProperties minProperties maxProperties
        required
        """)),
    ),
    (
        "array",
        frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems"}),
    ),
    ("string", frozenset({"pattern", "minLength", "maxLength", "format"})),
    (
        "number",
        frozenset(names_in("""
        minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
        """)),
    ),
)


@dataclass(frozen=True, slots=True)
class Union:
    """A ``oneOf`` or ``anyOf`` of a schema object."""

    keyword: str
    owner: Node

    @property
    def pointer(self) -> str:
        return f"{self.owner.pointer}/{self.keyword}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values of a keyword, by their pointers, that nothing satisfies together."""

    keyword: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class MergedSchema:
    """Schema objects as one, without ``allOf`` and ``$ref`` on its top level."""

    pointer: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """The keywords that contain no schemas, each with its merged value."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """For each of these keywords, the pointer of the schema that it comes from."""
    properties: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    """Each property with the schemas that its value must satisfy."""
    required: frozenset[str] = frozenset()
    requiring: tuple[str, ...] = ()
    """The pointers of the schemas that have ``required``."""
    items: tuple[Node, ...] = ()
    prefix_items: tuple[Node, ...] = ()
    additional_properties: tuple[Node, ...] = ()
    pattern_properties: tuple[Node, ...] = ()
    unions: tuple[Union, ...] = ()
    is_false: bool = False
    """Whether one of the merged schemas is ``false``, which no value satisfies."""
    conflicts: tuple[Conflict, ...] = ()
    repeated: tuple[tuple[str, str], ...] = ()
    """Further schema objects that have a keyword of `values`, each with the keyword."""
    unchecked: tuple[tuple[str, str], ...] = ()
    """Schema objects with a keyword that is checked in another one only."""

    def property_names(self) -> list[str]:
        """Return the declared properties, then those that are only required."""
        return [*self.properties, *sorted(self.required - self.properties.keys())]

    def nodes_of(self, name: str) -> tuple[Node, ...]:
        """Return the schemas of a property: those that declare it, else those of all
        further properties.
        """
        others = (
            node for node in self.additional_properties if node.value is not False
        )
        return self.properties.get(name) or tuple(others)

    def pointer_of(self, keyword: str) -> str:
        """Return the pointer of a keyword, or of the schema where it has none."""
        schema = self.origins.get(keyword)
        return self.pointer if schema is None else f"{schema}/{keyword}"

    def owner_of(self, keyword: str) -> str:
        """Return the pointer of the schema object that has a keyword."""
        return self.origins.get(keyword, self.pointer)

    def owners_of(self, keyword: str) -> list[str]:
        """Return the pointer of each schema object that has a keyword."""
        others = [pointer for pointer, each in self.repeated if each == keyword]
        return [self.owner_of(keyword), *others]

    def json_types(self) -> list[str]:
        """Return the declared JSON types, or the one that the keywords imply."""
        declared = self.values.get("type")
        if isinstance(declared, str):
            return [declared]
        if isinstance(declared, list) and declared:
            return [each for each in declared if isinstance(each, str)]
        subschemas = {
            "properties": self.properties,
            "items": self.items,
            "prefixItems": self.prefix_items,
            "additionalProperties": self.additional_properties,
            "patternProperties": self.pattern_properties,
            "required": self.required,
        }
        present = self.values.keys() | {key for key, each in subschemas.items() if each}
        implied = [name for name, keys in _KEYWORDS_BY_TYPE if keys & present]
        return implied[:1]

    def value_types(self) -> list[str]:
        """Return the JSON types of the values of ``const`` or ``enum``; none without."""
        members = self.values.get("enum")
        if "const" in self.values:
            members = [self.values["const"]]
        return [json_type_of(m) for m in members] if isinstance(members, list) else []

    def allows_value(self, value: Any) -> bool:
        """Return whether ``const`` and ``enum`` allow a value."""
        if "const" in self.values and not is_same_json(self.values["const"], value):
            return False
        members = self.values.get("enum")
        if not isinstance(members, list) or not members:
            return True
        return any(is_same_json(member, value) for member in members)

    def excludes_null(self) -> bool:
        """Return whether a type is declared that null does not have."""
        declared = self.values.get("type")
        return declared is not None and "null" not in declared

    def restricts_only_type(self) -> bool:
        """Return whether no keyword but ``type`` restricts the value."""
        return not (
            self.properties
            or self.required
            or self.items
            or self.prefix_items
            or self.additional_properties
            or self.pattern_properties
            or self.unions
            or self.is_false
            or not _RESTRICTING.isdisjoint(self.values)
        )

    def restricts_only_value(self) -> bool:
        """Return whether no keyword but ``type``, ``format`` and ``enum`` restricts the
        value.
        """
        others = {k: v for k, v in self.values.items() if k not in ("enum", "format")}
        return replace(self, values=others).restricts_only_type()

    def is_satisfiable(self) -> bool:
        """Return whether no keyword excludes every value, as far as is known here. A
        ``format`` may be an annotation, so two of them exclude nothing.
        """
        keywords = {conflict.keyword for conflict in self.conflicts}
        if self.is_false or keywords & {"type", "enum", "const"}:
            return False
        values = self.value_types()
        allowed = with_integers(self.json_types() if "type" in self.values else ())
        return not (values and allowed and allowed.isdisjoint(values))

    def is_scalar(self) -> bool:
        """Return whether no schema is left inside, so that it has a type at once."""
        return not (
            self.unions
            or self.is_false
            or self.conflicts
            or {"enum", "const"} & self.values.keys()
            or {"object", "array"}.intersection(self.json_types())
        )


def own_keywords(node: Node) -> MergedSchema:
    """Return a schema object's own keywords, without those that it includes."""
    value, pointer = node.value, node.pointer
    scalars = {key: each for key, each in value.items() if key not in _NOT_SCALAR}
    origins = dict.fromkeys(scalars, pointer)
    if len(scalars) == len(value):
        return MergedSchema(pointer, scalars, origins)
    return MergedSchema(
        pointer=pointer,
        values=scalars,
        origins=origins,
        properties={name: (each,) for name, each in node.members("properties")},
        required=frozenset(
            name for name in value.get("required") or () if isinstance(name, str)
        ),
        requiring=(pointer,) if value.get("required") else (),
        items=tuple(filter(None, [node.get("items")])),
        prefix_items=tuple(node.elements("prefixItems")),
        additional_properties=tuple(filter(None, [node.get("additionalProperties")])),
        pattern_properties=tuple(each for _, each in node.members("patternProperties")),
        unions=tuple(
            Union(keyword, node)
            for keyword in ("oneOf", "anyOf")
            if isinstance(value.get(keyword), list) and value[keyword]
        ),
    )


def merge(first: MergedSchema, second: MergedSchema) -> MergedSchema:
    """Return the schema that demands what both demand; annotations of `first` win."""
    values, origins = dict(first.values), dict(first.origins)
    conflicts = dict.fromkeys(first.conflicts + second.conflicts)
    repeated = list(first.repeated + second.repeated)
    unchecked = list(first.unchecked + second.unchecked)
    for key, value in second.values.items():
        if key not in values:
            values[key] = value
            origins[key] = second.origins[key]
            continue
        if key in ANNOTATIONS:
            continue
        repeated.append((second.owner_of(key), key))
        if key in UNENFORCED or is_same_json(values[key], value):
            continue
        if key == "pattern":
            unchecked.append((second.owner_of(key), key))
        else:
            stricter = _stricter_value(key, values[key], value)
            if stricter is not None:
                values[key] = stricter
            elif not key.startswith("x-"):
                places = first.pointer_of(key), second.pointer_of(key)
                conflicts[Conflict(key, *places)] = None
    conflicts |= dict.fromkeys(_excluded_constants(values, origins))
    if first.prefix_items and second.prefix_items:
        pointer = second.prefix_items[0].pointer.rsplit("/", 2)[0]
        unchecked.append((pointer, "prefixItems"))
    return MergedSchema(
        pointer=first.pointer,
        values=values,
        origins=origins,
        properties={
            name: _joined(
                first.properties.get(name, ()), second.properties.get(name, ())
            )
            for name in dict.fromkeys([*second.properties, *first.properties])
        },
        required=first.required | second.required,
        requiring=first.requiring + second.requiring,
        items=_joined(first.items, second.items),
        prefix_items=first.prefix_items or second.prefix_items,
        additional_properties=_joined(
            first.additional_properties, second.additional_properties
        ),
        pattern_properties=_joined(first.pattern_properties, second.pattern_properties),
        unions=first.unions + tuple(u for u in second.unions if u not in first.unions),
        is_false=first.is_false or second.is_false,
        conflicts=tuple(conflicts),
        repeated=tuple(repeated),
        unchecked=tuple(unchecked),
    )


def _excluded_constants(
    values: Mapping[str, Any], origins: Mapping[str, str]
) -> Iterator[Conflict]:
    """Yield the conflict of a ``const`` with an ``enum`` of another schema object."""
    members, is_constant = values.get("enum"), "const" in values
    if not is_constant or not isinstance(members, list) or not members:
        return
    if origins["const"] != origins["enum"] and not any(
        is_same_json(values["const"], member) for member in members
    ):
        yield Conflict("const", f"{origins['const']}/const", f"{origins['enum']}/enum")


def is_same_json(left: Any, right: Any) -> bool:
    """Return whether two JSON values are equal and of one type: ``true`` is not 1."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(is_same_json, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(
            is_same_json(value, right[key]) for key, value in left.items()
        )
    return bool(left == right)


def json_type_of(value: Any) -> str:
    """Return the most specific JSON Schema type of a value."""
    return _JSON_TYPES[type(value)]


def with_integers(types: Iterable[str]) -> frozenset[str]:
    """Return JSON types, and integers where all numbers are allowed."""
    found = frozenset(types)
    return found | {"integer"} if "number" in found else found


def _joined(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    known = {node.pointer for node in first}
    return first + tuple(node for node in second if node.pointer not in known)


def _stricter_value(key: str, left: Any, right: Any) -> Any:
    """Return the value of a keyword that satisfies both; None where none does."""
    rule = _MERGE_RULES.get(key)
    try:
        merged = rule(left, right) if rule else None
    except (TypeError, ValueError):
        return None
    return None if merged == [] else merged


def _common_types(left: Any, right: Any) -> Any:
    lefts, rights = _as_list(left), _as_list(right)
    common = [each for each in lefts if each in rights]
    both = lefts + rights
    if "integer" not in common and "number" in both and "integer" in both:
        common.append("integer")
    return common[0] if len(common) == 1 else common


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _common_members(left: Any, right: Any) -> Any:
    if not left or not right:  # An empty enum, which no schema should have, is ignored.
        return left or right
    return [each for each in left if any(is_same_json(each, other) for other in right)]


def _common_multiple(left: Any, right: Any) -> int | float:
    one, other = Fraction(str(left)), Fraction(str(right))
    scale = one.denominator * other.denominator
    found = Fraction(lcm(int(one * scale), int(other * scale)), scale)
    return int(found) if found.denominator == 1 else float(found)


_LOWER_LIMITS = names_in("minimum exclusiveMinimum minLength minItems minProperties")
_UPPER_LIMITS = names_in("maximum exclusiveMaximum maxLength maxItems maxProperties")
_MERGE_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "type": _common_types,
    "enum": _common_members,
    **dict.fromkeys(_LOWER_LIMITS, max),
    **dict.fromkeys(_UPPER_LIMITS, min),
    "multipleOf": _common_multiple,
    "uniqueItems": lambda left, right: left or right,
}
