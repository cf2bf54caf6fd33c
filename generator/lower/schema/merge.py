"""``allOf``: several schemas that hold at once, merged member by member.

The result is a :class:`Shape`, a flat view of one schema. A value that two members
disagree on is a problem that names both places, and the stricter one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.lower.schema.keywords import ANNOTATIONS, IGNORED, UNENFORCED

__all__ = ["Shape", "flatten", "is_annotation_only", "merge", "same", "strip_unions"]

_MAX_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema without ``allOf`` and without ``$ref`` on its top level."""

    pointer: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """Each scalar keyword with its value, merged."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Each keyword with the pointer of the schema it comes from."""
    properties: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    """Each property with the schemas that it must satisfy."""
    required: frozenset[str] = frozenset()
    items: tuple[Node, ...] = ()
    prefix: tuple[Node, ...] = ()
    """The schemas of the first places of an array (``prefixItems``)."""
    additional: tuple[Node, ...] = ()
    patterns: tuple[Node, ...] = ()
    """The schemas of properties by the pattern of their name."""
    unions: tuple[tuple[str, Node], ...] = ()
    """Each ``oneOf`` or ``anyOf`` keyword with the schema it stands in."""
    never: bool = False
    """Whether nothing can satisfy it (a ``false`` schema)."""

    def names(self) -> list[str]:
        """Return the properties; one that is only required may be anything."""
        return [*self.properties, *sorted(self.required - self.properties.keys())]

    def place(self, keyword: str) -> str:
        """Return the pointer of a keyword, else that of the schema."""
        schema = self.places.get(keyword)
        return self.pointer if schema is None else f"{schema}/{keyword}"


_SILENT = ANNOTATIONS | (IGNORED - {"$ref"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A schema among those that hold at once."""

    node: Node
    describes: bool
    """Whether its title and description are those of the whole."""
    is_left: bool = False
    """Whether all that it includes has been walked."""


def is_annotation_only(node: Node) -> bool:
    """Tell whether a schema restricts nothing."""
    if node.value is True:
        return True
    return isinstance(node.value, dict) and all(
        key in _SILENT or key.startswith("x-") for key in node.value
    )


def flatten(node: Node, problems: Problems) -> Shape:
    """Return the schema at `node` as one shape; ``allOf`` and ``$ref`` are merged in.

    A schema that is included in several ways counts once: it adds nothing the second
    time, and the ways may be more than can be walked. Source: JSON Schema Core
    2020-12, 10.2.1.1 and 8.2.3.1.
    """
    if isinstance(node.value, dict) and not _INCLUDING & node.value.keys():
        return _own(node)
    parts, order = _parts(node, problems)
    # Neighbours first: the whole is not copied again for each part.
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        rest = parts[-1:] if len(parts) % 2 else []
        parts = [merge(left, right, problems) for left, right in pairs] + rest
    merged = parts[0]
    return replace(merged, properties={name: merged.properties[name] for name in order})


def _parts(node: Node, problems: Problems) -> tuple[list[Shape], dict[str, None]]:
    """Return the own keywords of a schema and of all that it includes, the schema's
    first; and its properties, those included first, as a reader expects them.
    """
    found: list[Shape] = []
    order: dict[str, None] = {}
    done: set[str] = set()
    open_: set[str] = set()
    waiting = [_Part(node, describes=True)]
    while waiting:
        part = waiting.pop()
        current, pointer = part.node, part.node.pointer
        if part.is_left:
            open_.discard(pointer)
            order |= dict.fromkeys(_property_names(current))
        elif pointer in open_ or len(done) > _MAX_MEMBERS:
            _report_circle(pointer, problems)
        elif pointer not in done:
            done.add(pointer)
            if not isinstance(current.value, dict):
                found.append(Shape(pointer, never=current.value is False))
                continue
            own = _own(current)
            extends = own.properties or own.unions or "allOf" in current.value
            told = part.describes or not extends
            found.append(own if told else _undescribed(own))
            open_.add(pointer)
            waiting.append(replace(part, is_left=True))
            waiting += reversed(list(_members(part)))
    return found, order


def _undescribed(shape: Shape) -> Shape:
    """Return the shape without its texts: what extends a schema is described by its
    own words.
    """
    texts = {"title", "description", "summary"}
    values = {key: v for key, v in shape.values.items() if key not in texts}
    return replace(shape, values=values)


def _property_names(node: Node) -> Iterable[str]:
    return (name for name, _ in _children(node.get("properties")))


def _report_circle(pointer: str, problems: Problems) -> None:
    problems.add(
        "circular-ref",
        f"a schema includes itself, or more than {_MAX_MEMBERS} others, through allOf",
        at=pointer,
        consequence="what is included here adds nothing and is left out",
    )


def _members(part: _Part) -> Iterable[_Part]:
    """Give the schemas that hold beside a schema's own keywords."""
    node = part.node
    alone = part.describes and _demands(node) <= 1
    if "$ref" in node.value:
        target = node.deref()
        if target is not None:
            yield _Part(target, alone)
    for _, member in _members_of(node.get("allOf")):
        is_inline = isinstance(member.value, dict) and "$ref" not in member.value
        yield _Part(member, alone or (part.describes and is_inline))


def _demands(node: Node) -> int:
    """Return in how many ways a schema says more than its type: by each keyword, and by
    each member of its ``allOf``.
    """
    silent = _SILENT | {"type"}
    keys = [key for key in node.value if key not in silent and key[:2] != "x-"]
    members = [
        each
        for _, each in _members_of(node.get("allOf"))
        if not is_annotation_only(each)
    ]
    return len(keys) + len(members) - ("allOf" in keys)


def _members_of(node: Node | None) -> Iterable[tuple[int | str, Node]]:
    return node.items() if node is not None and isinstance(node.value, list) else ()


def _own(node: Node) -> Shape:
    """Return a schema's own keywords as a shape."""
    value, pointer = node.value, node.pointer
    scalars = {key: each for key, each in value.items() if key not in _SPECIAL}
    places = dict.fromkeys(scalars, pointer)
    if len(scalars) == len(value):
        return Shape(pointer=pointer, values=scalars, places=places)
    return Shape(
        pointer=pointer,
        values=scalars,
        places=places,
        properties={
            name: (child,) for name, child in _children(node.get("properties"))
        },
        required=frozenset(
            name for name in value.get("required") or () if isinstance(name, str)
        ),
        items=tuple(filter(None, [node.get("items")])),
        prefix=tuple(child for _, child in _members_of(node.get("prefixItems"))),
        additional=tuple(filter(None, [node.get("additionalProperties")])),
        patterns=tuple(child for _, child in _children(node.get("patternProperties"))),
        unions=tuple(
            (keyword, node)
            for keyword in ("oneOf", "anyOf")
            if isinstance(value.get(keyword), list) and value[keyword]
        ),
    )


_INCLUDING = {"$ref", "allOf"}
_SILENT = ANNOTATIONS | (IGNORED - {"$ref"})
_SPECIAL = IGNORED | {
    "allOf",
    "oneOf",
    "anyOf",
    "properties",
    "required",
    "items",
    "prefixItems",
    "additionalProperties",
    "patternProperties",
}


def _children(node: Node | None) -> Iterable[tuple[str, Node]]:
    if node is not None and isinstance(node.value, dict):
        yield from ((str(key), child) for key, child in node.items())


def strip_unions(shape: Shape) -> Shape:
    """Return the shape without its ``oneOf`` and ``anyOf``."""
    values = {k: v for k, v in shape.values.items() if k != "discriminator"}
    return replace(shape, unions=(), values=values)


def merge(first: Shape, second: Shape, problems: Problems) -> Shape:
    """Return the shape that satisfies both; annotations of the first win."""
    values = dict(first.values)
    places = dict(first.places)
    for key, value in second.values.items():
        if key not in values:
            values[key] = value
            places[key] = second.places[key]
        elif key not in ANNOTATIONS and not same(values[key], value):
            values[key] = _stricter(key, first, second, problems)
    return Shape(
        pointer=first.pointer,
        values=values,
        places=places,
        properties=_merge_properties(first.properties, second.properties),
        required=first.required | second.required,
        items=_both(first.items, second.items),
        prefix=first.prefix or second.prefix,
        additional=_both(first.additional, second.additional),
        patterns=_both(first.patterns, second.patterns),
        unions=first.unions + tuple(u for u in second.unions if u not in first.unions),
        never=first.never or second.never,
    )


def same(left: Any, right: Any) -> bool:
    """Tell whether two JSON values are equal; true is not 1."""
    return bool(type(left) is type(right) and left == right)


def _merge_properties(
    first: Mapping[str, tuple[Node, ...]], second: Mapping[str, tuple[Node, ...]]
) -> dict[str, tuple[Node, ...]]:
    """Join the properties: the inherited ones first, as a reader expects them."""
    names = dict.fromkeys([*second, *first])
    return {name: _both(first.get(name, ()), second.get(name, ())) for name in names}


def _both(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    known = {node.pointer for node in first}
    return first + tuple(node for node in second if node.pointer not in known)


def _stricter(key: str, first: Shape, second: Shape, problems: Problems) -> Any:
    """Return the value of `key` that satisfies both shapes, where there is one."""
    left, right = first.values[key], second.values[key]
    if key in UNENFORCED or key == "pattern":
        # Both hold, and no type says so.
        problems.add(
            "unenforced-keyword",
            f"several schemas demand a {key} of their own",
            at=second.place(key),
            consequence="the client does not check this one; the server does",
        )
        return left
    rule = _RULES.get(key)
    try:
        joined = rule(left, right) if rule else None
    except (TypeError, ValueError):
        joined = None
    if joined is not None and joined != []:
        return joined
    if not key.startswith("x-"):
        problems.add(
            "conflicting-all-of",
            f"members of allOf disagree on {key}",
            at=first.place(key),
            consequence="no value satisfies both; the outer schema's value is used",
            suggestion="make the members agree",
        )
        problems.add(
            "conflicting-all-of",
            f"members of allOf disagree on {key}",
            at=second.place(key),
        )
    return left


def _common_types(left: Any, right: Any) -> Any:
    ours, theirs = _as_list(left), _as_list(right)
    kept = [each for each in ours if each in theirs]
    if (
        "integer" not in kept
        and "number" in ours + theirs
        and "integer" in ours + theirs
    ):
        kept.append("integer")
    return kept[0] if len(kept) == 1 else kept


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _common_members(left: Any, right: Any) -> Any:
    return [each for each in left if any(same(each, other) for other in right)]


def _common_multiple(left: Any, right: Any) -> int | float:
    ours, theirs = Fraction(str(left)), Fraction(str(right))
    scale = ours.denominator * theirs.denominator
    found = Fraction(lcm(int(ours * scale), int(theirs * scale)), scale)
    return int(found) if found.denominator == 1 else float(found)


def _keep_first(left: Any, right: Any) -> Any:
    return left


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "type": _common_types,
    "enum": _common_members,
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
    "multipleOf": _common_multiple,
    "uniqueItems": lambda left, right: left or right,
    "discriminator": _keep_first,
}
