"""Problems of a schema's keywords: unknown, not enforced, contradictory, without effect.

JSON Schema Validation 2020-12 allows bounds that nothing satisfies, a constant that is
no member of the enum, and keywords for another type than the declared one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.lower.schema.enforcement import Enforcement
from generator.lower.schema.keywords import UNENFORCED, is_known, is_unrestricted
from generator.lower.schema.merge import MergedSchema, is_same_json
from generator.lower.schema.schema_set import MAX_VISITS
from generator.text import names_in

__all__ = [
    "check_keywords",
    "check_object",
    "report_circle",
    "report_conflicts",
    "report_no_member",
    "report_read_and_write_only",
    "report_too_many_inclusions",
    "report_undefined_type",
    "report_unsatisfiable",
]

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)
_TYPE_OF_KEYWORD = {
    keyword: type_
    for type_, keywords in {
        "string": "minLength maxLength pattern",
        "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
        "array": "minItems maxItems uniqueItems",
        "object": "minProperties maxProperties",
    }.items()
    for keyword in names_in(keywords)
}


def check_keywords(
    schema: MergedSchema, enforcement: Enforcement, problems: Problems
) -> None:
    """Report every keyword of a schema that its type does not express, and those that
    contradict each other or do not apply to the declared type.
    """
    _report_contradictions(schema, problems)
    _report_idle(schema, problems)
    for pointer, keyword in schema.unchecked:
        enforcement.leave_to_server(pointer, keyword)
    for node in schema.pattern_properties:
        owner = node.pointer.rsplit("/", 2)[0]
        enforcement.leave_to_server(owner, "patternProperties")
    for keyword in schema.values:
        if keyword in UNENFORCED:
            enforcement.leave_keyword(schema, keyword)
        elif not is_known(keyword):
            problems.add(
                "unknown-keyword",
                f"neither OpenAPI nor JSON Schema defines the keyword {keyword!r}",
                at=schema.pointer_of(keyword),
                consequence="it has no effect",
                suggestion="correct its spelling, or begin it with x-",
            )


def report_circle(pointer: str, problems: Problems) -> None:
    """Report a schema that includes itself."""
    problems.add(
        "circular-ref",
        "a schema includes itself through allOf",
        at=pointer,
        consequence="this inclusion is ignored",
    )


def report_too_many_inclusions(problems: Problems) -> None:
    """Report that schemas include each other too often."""
    problems.add(
        "limit-exceeded",
        f"the schemas include each other more than {MAX_VISITS:,} times",
        at="#/components/schemas",
        consequence="nothing is generated",
        suggestion="include fewer schemas through allOf",
    )


def report_conflicts(schema: MergedSchema, problems: Problems) -> None:
    """Report the keywords on which schemas disagree that hold at once."""
    for conflict in schema.conflicts:
        message = f"members of allOf disagree on {conflict.keyword}"
        problems.add(
            "conflicting-all-of",
            message,
            at=conflict.first,
            consequence="no value satisfies both; the outer schema's value is used",
            suggestion="make the members agree",
        )
        problems.add("conflicting-all-of", message, at=conflict.second)


def report_undefined_type(schema: MergedSchema, problems: Problems) -> None:
    """Report a ``type`` that JSON Schema does not define."""
    problems.add(
        "unsupported-keyword",
        "the type is not defined in JSON Schema",
        at=schema.pointer_of("type"),
        consequence="the value is typed as any JSON value",
    )


def check_object(
    schema: MergedSchema, enforcement: Enforcement, problems: Problems
) -> None:
    """Report what a class does not express: the number of its properties, and what a
    member of ``allOf`` says of further properties that others declare.
    """
    for keyword in ("minProperties", "maxProperties"):
        if keyword in schema.values:
            enforcement.leave_keyword(schema, keyword)
    for node in schema.additional_properties:
        owner, _, _ = node.pointer.rpartition("/")
        others = [
            name
            for name, nodes in schema.properties.items()
            if not any(
                each.pointer.startswith(f"{owner}/properties/") for each in nodes
            )
        ]
        if others and not is_unrestricted(node):
            enforcement.leave_to_server(owner, "additionalProperties")
        required = [name for name in others if name in schema.required]
        if node.value is False and required:
            names = ", ".join(map(repr, required[:3]))
            problems.add(
                "contradictory-schema",
                f"a member of allOf with additionalProperties: false has no {names}, "
                "which another member requires",
                at=node.pointer,
                consequence="the client allows the properties of all members; the "
                "server may not",
                suggestion="use unevaluatedProperties: false beside allOf",
            )


def report_unsatisfiable(pointer: str, problems: Problems) -> None:
    """Report a schema that is ``false``."""
    problems.add(
        "unsupported-keyword",
        "the schema is false, so no value satisfies it",
        at=pointer,
        consequence="the value is typed as any JSON value",
    )


def report_no_member(pointer: str, keyword: str, problems: Problems) -> None:
    """Report an ``enum`` or ``const`` of values that all have another type."""
    problems.add(
        "unsupported-keyword",
        f"{keyword} has no value that its schema allows",
        at=pointer,
        consequence="only the type is checked",
        suggestion="correct the type; move an enum for the items of an array to items",
    )


def report_read_and_write_only(pointer: str, problems: Problems) -> None:
    """Report a property that is both ``readOnly`` and ``writeOnly``."""
    problems.add(
        "contradictory-schema",
        "a property is readOnly and writeOnly at once",
        at=pointer,
        consequence="it is read and sent like any other property",
        suggestion="remove one of the two keywords",
    )


def _report_contradictions(schema: MergedSchema, problems: Problems) -> None:
    for first, second in _contradictions(schema):
        for keyword in (first, second):
            problems.add(
                "contradictory-schema",
                f"no value can satisfy {first} and {second}",
                at=schema.pointer_of(keyword),
                consequence="the client rejects every value as an argument, and warns "
                "about every value in a response",
                suggestion="correct one of them",
            )


def _contradictions(schema: MergedSchema) -> Iterator[tuple[str, str]]:
    values = schema.values
    for lower, upper in _BOUNDS:
        if lower in values and upper in values:
            low, high = values[lower], values[upper]
            if _is_number(low) and _is_number(high) and low > high:
                yield lower, upper
    members = values.get("enum")
    if (
        "const" in values
        and isinstance(members, list)
        and schema.origins.get("const") == schema.origins.get("enum")
        and not any(is_same_json(values["const"], each) for each in members)
    ):
        yield "const", "enum"


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _report_idle(schema: MergedSchema, problems: Problems) -> None:
    for keyword, pointer in _idle_keywords(schema):
        problems.add(
            "idle-keyword",
            f"{keyword} does not apply to the schema's type",
            at=pointer,
            consequence="it has no effect",
            suggestion="correct the type, or remove the keyword",
        )


def _idle_keywords(schema: MergedSchema) -> Iterator[tuple[str, str]]:
    """Yield each keyword that is for another type than the ones that the same schema
    object declares, with its pointer.
    """
    declared, owner = schema.values.get("type"), schema.origins.get("type")
    types = [declared] if isinstance(declared, str) else declared
    if not isinstance(types, list) or not types:
        return
    known = {"", "number", *types} if "integer" in types else {"", *types}
    for keyword in schema.values:
        is_own = schema.origins.get(keyword) == owner
        if is_own and _TYPE_OF_KEYWORD.get(keyword, "") not in known:
            yield keyword, schema.pointer_of(keyword)
    if "object" not in known and (schema.properties or schema.additional_properties):
        properties = [each[0] for each in schema.properties.values()]
        yield from _idle_at(owner, "properties", properties)
        yield from _idle_at(owner, "additionalProperties", schema.additional_properties)
    if "array" not in known and (schema.items or schema.prefix_items):
        yield from _idle_at(owner, "items", schema.items)
        yield from _idle_at(owner, "prefixItems", schema.prefix_items)


def _idle_at(
    owner: str | None, keyword: str, nodes: Iterable[Node]
) -> Iterator[tuple[str, str]]:
    pointer = f"{owner}/{keyword}"
    if any(f"{node.pointer}/".startswith(f"{pointer}/") for node in nodes):
        yield keyword, pointer
