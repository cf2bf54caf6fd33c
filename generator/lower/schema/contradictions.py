"""Keywords of one schema that cannot mean anything together.

JSON Schema Validation 2020-12 allows all of them: a bound that nothing meets, a constant
that is no member, a keyword for another type than the declared one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics.model import Problems
from generator.lower.schema.merge import Shape, same

__all__ = ["report_contradictions"]

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)
_KINDS = {
    "string": ("minLength", "maxLength", "pattern"),
    "number": (
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
}


def report_contradictions(shape: Shape, problems: Problems) -> None:
    """Report what contradicts in a schema, and what has no effect on its type."""
    for first, second in _contradicting(shape.values):
        for keyword in (first, second):
            problems.add(
                "contradictory-schema",
                f"no value can satisfy {first} and {second}",
                at=shape.place(keyword),
                consequence="a value that is sent is refused; one that is received "
                "deviates",
                suggestion="correct one of them",
            )
    for keyword, place in _idle(shape):
        problems.add(
            "idle-keyword",
            f"{keyword} is for another type than the schema's",
            at=place,
            consequence="it has no effect",
            suggestion="correct the type, or remove it",
        )


def _contradicting(values: Any) -> Iterator[tuple[str, str]]:
    for low, high in _BOUNDS:
        least, most = values.get(low), values.get(high)
        if _is_number(least) and _is_number(most) and least > most:
            yield low, high
    members = values.get("enum")
    if "const" in values and isinstance(members, list):
        yield from () if _is_member(values["const"], members) else (("const", "enum"),)


def _is_member(value: Any, members: list[Any]) -> bool:
    return any(same(value, each) for each in members)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _idle(shape: Shape) -> Iterator[tuple[str, str]]:
    declared = shape.values.get("type")
    kinds = [declared] if isinstance(declared, str) else declared
    if not isinstance(kinds, list) or not kinds:
        return
    known = {"number" if kind == "integer" else kind for kind in kinds}
    for kind, keywords in _KINDS.items():
        for keyword in keywords if kind not in known else ():
            if keyword in shape.values:
                yield keyword, shape.place(keyword)
    if "object" not in known:
        for nodes in list(shape.properties.values())[:1]:
            yield "properties", nodes[0].pointer.rpartition("/")[0]
        for node in shape.additional[:1]:
            yield "additionalProperties", node.pointer
    if "array" not in known:
        for node in shape.items[:1]:
            yield "items", node.pointer
        for node in shape.prefix[:1]:
            yield "prefixItems", node.pointer.rpartition("/")[0]
