"""Merge a schema object with those that it includes by ``allOf`` and ``$ref``.

Where two of them disagree on a keyword, the stricter value wins if there is one;
otherwise both places are reported and the outer schema's value is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.lower.schema.keywords import (
    ANNOTATIONS,
    CORE,
    NON_RESTRICTING,
    TYPE_KEYWORDS,
    UNENFORCED,
    is_unrestricted,
)
from generator.text import names_in

__all__ = ["MergedSchema", "flatten", "is_same_json", "merge", "without_unions"]

MAX_INCLUDED_SCHEMAS = 100

_INCLUDING = {"$ref", "allOf"}
_NOT_SCALAR = CORE | frozenset(names_in("""
    allOf oneOf anyOf properties required items prefixItems additionalProperties
    patternProperties
    """))
_RESTRICTING = TYPE_KEYWORDS - {"type"}
_TEXTS = {"title", "description", "summary"}

_KEYWORDS_BY_TYPE: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "object",
        frozenset(names_in("""
        properties additionalProperties patternProperties minProperties required
        """)),
    ),
    ("array", frozenset({"items", "prefixItems", "minItems", "maxItems"})),
    ("string", frozenset({"pattern", "minLength", "maxLength", "format"})),
    ("number", frozenset({"minimum", "maximum", "multipleOf"})),
)


@dataclass(frozen=True, slots=True)
class MergedSchema:
    """A schema without ``allOf`` and ``$ref`` on its top level."""

    pointer: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """The keywords that contain no schemas, each with its merged value."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """For each of these keywords, the pointer of the schema that it comes from."""
    properties: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    """Each property with the schemas that its value must satisfy."""
    required: frozenset[str] = frozenset()
    items: tuple[Node, ...] = ()
    prefix_items: tuple[Node, ...] = ()
    additional_properties: tuple[Node, ...] = ()
    pattern_properties: tuple[Node, ...] = ()
    unions: tuple[tuple[str, Node], ...] = ()
    """``oneOf`` or ``anyOf``, and the schema object that has it."""
    is_false: bool = False
    """Whether one of the merged schemas is ``false``, which no value satisfies."""

    def property_names(self) -> list[str]:
        """Return the declared properties, then those that are only required."""
        return [*self.properties, *sorted(self.required - self.properties.keys())]

    def owner_of(self, keyword: str) -> str:
        """Return the pointer of the schema object that has a keyword."""
        return self.origins.get(keyword, self.pointer)

    def pointer_of(self, keyword: str) -> str:
        """Return the pointer of a keyword, or of the schema where it has none."""
        schema = self.origins.get(keyword)
        return self.pointer if schema is None else f"{schema}/{keyword}"

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
            "additionalProperties": self.additional_properties,
            "patternProperties": self.pattern_properties,
        }
        present = self.values.keys() | {key for key, each in subschemas.items() if each}
        implied = [name for name, keys in _KEYWORDS_BY_TYPE if keys & present]
        return implied[:1]

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
            or self.additional_properties
            or self.pattern_properties
            or self.unions
            or not _RESTRICTING.isdisjoint(self.values)
        )

    def allowed_constants(self, variants: Sequence[Node]) -> list[Node]:
        """Return the variants of a union without constants that ``enum`` excludes."""
        members = self.values.get("enum")
        return [
            node
            for node in variants
            if not isinstance(members, list)
            or not isinstance(node.value, dict)
            or "const" not in node.value
            or any(is_same_json(node.value["const"], member) for member in members)
        ]


@dataclass(frozen=True, slots=True)
class _Visit:
    """A schema object to merge, in the depth-first walk of those that are included."""

    node: Node
    is_described: bool
    """Whether its title and description are those of the merged schema."""
    is_leaving: bool = False
    """Whether the walk has finished all that the schema includes."""


def flatten(node: Node, problems: Problems) -> MergedSchema:
    """Return the schema at `node` with its ``$ref`` and ``allOf`` merged in.

    A schema that is included several times is merged once, since the number of paths
    to it may be exponential. Source: JSON Schema Core 2020-12, 8.2.3.1 and 10.2.1.1.
    """
    if isinstance(node.value, dict) and not _INCLUDING & node.value.keys():
        return _own_keywords(node)
    schemas, order = _included_schemas(node, problems)
    # Merging neighbours copies each schema a logarithmic number of times.
    while len(schemas) > 1:
        pairs = zip(schemas[::2], schemas[1::2], strict=False)
        rest = schemas[-1:] if len(schemas) % 2 else []
        schemas = [merge(left, right, problems) for left, right in pairs] + rest
    merged = schemas[0]
    return replace(merged, properties={name: merged.properties[name] for name in order})


def _included_schemas(
    node: Node, problems: Problems
) -> tuple[list[MergedSchema], dict[str, None]]:
    """Return a schema's own keywords and those of each schema that it includes, its
    own first; and the names of all properties, the included ones first.
    """
    found: list[MergedSchema] = []
    order: dict[str, None] = {}
    done: set[str] = set()
    entered: set[str] = set()
    stack = [_Visit(node, is_described=True)]
    while stack:
        visit = stack.pop()
        current, pointer = visit.node, visit.node.pointer
        if visit.is_leaving:
            entered.discard(pointer)
            order |= dict.fromkeys(name for name, _ in current.members("properties"))
        elif pointer in entered or len(done) > MAX_INCLUDED_SCHEMAS:
            _report_circle(pointer, problems)
        elif pointer not in done:
            done.add(pointer)
            if not isinstance(current.value, dict):
                found.append(MergedSchema(pointer, is_false=current.value is False))
                continue
            own = _own_keywords(current)
            is_composite = own.properties or own.unions or "allOf" in current.value
            if is_composite and not visit.is_described:
                own = _without_texts(own)
            found.append(own)
            entered.add(pointer)
            stack.append(replace(visit, is_leaving=True))
            stack += reversed(list(_included(visit)))
    return found, order


def _without_texts(schema: MergedSchema) -> MergedSchema:
    values = {key: value for key, value in schema.values.items() if key not in _TEXTS}
    return replace(schema, values=values)


def _report_circle(pointer: str, problems: Problems) -> None:
    problems.add(
        "circular-ref",
        f"a schema includes itself, or more than {MAX_INCLUDED_SCHEMAS} other schemas, "
        "through allOf",
        at=pointer,
        consequence="this inclusion is ignored",
    )


def _included(visit: _Visit) -> Iterator[_Visit]:
    """Yield the schemas that a schema object refers to or lists in its ``allOf``.

    An included schema describes the whole if nothing is added to it, or if it is an
    inline member of ``allOf``.
    """
    node = visit.node
    is_only = visit.is_described and _restrictions(node) <= 1
    if "$ref" in node.value:
        target = node.deref()
        if target is not None:
            yield _Visit(target, is_only)
    for member in node.elements("allOf"):
        is_inline = isinstance(member.value, dict) and "$ref" not in member.value
        yield _Visit(member, is_only or (visit.is_described and is_inline))


def _restrictions(node: Node) -> int:
    """Return the number of restricting keywords other than ``type``, counting each
    restricting member of ``allOf``.
    """
    keys = [key for key in node.value.keys() - NON_RESTRICTING if key[:2] != "x-"]
    members = [each for each in node.elements("allOf") if not is_unrestricted(each)]
    return len(keys) + len(members) - len({"allOf", "type"}.intersection(keys))


def _own_keywords(node: Node) -> MergedSchema:
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
        items=tuple(filter(None, [node.get("items")])),
        prefix_items=tuple(node.elements("prefixItems")),
        additional_properties=tuple(filter(None, [node.get("additionalProperties")])),
        pattern_properties=tuple(each for _, each in node.members("patternProperties")),
        unions=tuple(
            (keyword, node)
            for keyword in ("oneOf", "anyOf")
            if isinstance(value.get(keyword), list) and value[keyword]
        ),
    )


def without_unions(schema: MergedSchema) -> MergedSchema:
    """Return the schema without ``oneOf``, ``anyOf`` and their discriminator."""
    values = {k: v for k, v in schema.values.items() if k != "discriminator"}
    return replace(schema, unions=(), values=values)


def merge(
    first: MergedSchema, second: MergedSchema, problems: Problems
) -> MergedSchema:
    """Return the schema that demands what both demand; annotations of `first` win."""
    values = dict(first.values)
    origins = dict(first.origins)
    for key, value in second.values.items():
        if key not in values:
            values[key] = value
            origins[key] = second.origins[key]
        elif key not in ANNOTATIONS and not is_same_json(values[key], value):
            values[key] = _stricter_value(key, first, second, problems)
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
        items=_joined(first.items, second.items),
        prefix_items=first.prefix_items or second.prefix_items,
        additional_properties=_joined(
            first.additional_properties, second.additional_properties
        ),
        pattern_properties=_joined(first.pattern_properties, second.pattern_properties),
        unions=first.unions + tuple(u for u in second.unions if u not in first.unions),
        is_false=first.is_false or second.is_false,
    )


def is_same_json(left: Any, right: Any) -> bool:
    """Return whether two JSON values are equal and of one type: ``true`` is not 1. Items
    and members are compared as Python compares them.
    """
    return bool(type(left) is type(right) and left == right)


def _joined(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    known = {node.pointer for node in first}
    return first + tuple(node for node in second if node.pointer not in known)


def _stricter_value(
    key: str, first: MergedSchema, second: MergedSchema, problems: Problems
) -> Any:
    """Return the value of a keyword that satisfies both schemas, or else the first's,
    and report what gets lost.
    """
    left, right = first.values[key], second.values[key]
    if key in UNENFORCED or key == "pattern":
        problems.add(
            "unenforced-keyword",
            f"several schemas that hold at once have a {key}",
            at=second.pointer_of(key),
            consequence="the client does not check this one; the server does",
        )
        return left
    rule = _MERGE_RULES.get(key)
    try:
        merged = rule(left, right) if rule else None
    except (TypeError, ValueError):
        merged = None
    if merged is not None and merged != []:
        return merged
    if not key.startswith("x-"):
        message = f"members of allOf disagree on {key}"
        problems.add(
            "conflicting-all-of",
            message,
            at=first.pointer_of(key),
            consequence="no value satisfies both; the outer schema's value is used",
            suggestion="make the members agree",
        )
        problems.add("conflicting-all-of", message, at=second.pointer_of(key))
    return left


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
    "discriminator": lambda left, right: left,
}
