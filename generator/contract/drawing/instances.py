"""Generates test values: valid instances of schemas, and alterations of a value.

Instances depend on the schema and on paths in it, never on chance or hash seeds, so
that they only change when the document changes.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from generator.contract.drawing.builder import InstanceBuilder, Path, Plan
from generator.contract.json_values import is_array, is_object
from generator.contract.schemas.direction_schema import DirectionSchemas
from generator.contract.schemas.variants import NoInstanceError, SchemaVariants

__all__ = [
    "Alteration",
    "Instance",
    "InstanceGenerator",
    "alter",
    "extend",
    "off_by_one",
]

MAX_VARIANT_CASES = 60
MAX_ENUM_CASES = 200
MAX_CHOICES = 3
"""How many variants inside each other to choose."""
MAX_REMOVALS = 30
"""How many invalid optional values to remove from an instance."""
MAX_ALTERED_PATHS = 30
MAX_ALTERED_DEPTH = 3
_Choices = tuple[tuple[Path, int], ...]


@dataclass(frozen=True)
class Instance:
    """A valid instance and what makes it different from others."""

    label: str
    value: Any
    labels: tuple[str, ...] = ()
    """All its labels: a minimal instance may be maximal as well."""

    @property
    def represents_type(self) -> bool:
        """Whether it is minimal, maximal or a variant of the schema itself."""
        return any(
            label in ("minimal", "maximal") or label.endswith(" at /")
            for label in (self.label, *self.labels)
        )


class InstanceGenerator:
    """Generates valid instances of schemas, and caches them.

    Args:
        schemas: Resolves references and validates the instances.
        min_null_depth: The least depth at which a value may be null.
    """

    def __init__(self, schemas: DirectionSchemas, min_null_depth: int = 1) -> None:
        self.schemas = schemas
        self.min_null_depth = min_null_depth
        self.variants = SchemaVariants(schemas)
        self._cache: dict[str, tuple[list[Instance], list[str]]] = {}

    def instances(self, schema: Any) -> tuple[list[Instance], list[str]]:
        """Return instances that cover the variants, enum members and boundaries of a
        schema, the minimal one first; and the reasons why any are missing.
        """
        key = repr(schema)
        if key not in self._cache:
            cases = _Cases(self, schema)
            self._cache[key] = (list(cases.distinct()), cases.missing)
        return self._cache[key]

    def minimal(self, schema: Any) -> Any:
        """Return a minimal instance; raise NoInstanceError if there is none."""
        instances, missing = self.instances(schema)
        if not instances:
            raise NoInstanceError(missing[0] if missing else "no instance was found")
        return instances[0].value


class _Cases:
    """The instances of one schema."""

    def __init__(self, generator: InstanceGenerator, schema: Any) -> None:
        self._generator = generator
        self._schema = schema
        self.missing: list[str] = []

    def distinct(self) -> Iterator[Instance]:
        """Yield each instance once, with all its labels."""
        groups: dict[str, list[Instance]] = {}
        for instance in self._all():
            key = json.dumps(instance.value, sort_keys=True)
            groups.setdefault(key, []).append(instance)
        for first, *others in groups.values():
            labels = (first.label, *(each.label for each in others))
            yield Instance(first.label, first.value, labels)

    def _all(self) -> Iterator[Instance]:
        yield from self._build("minimal", Plan("minimal"))[1]
        builder, instances = self._build("maximal", Plan())
        yield from instances
        yield from self._variant_cases(builder)
        yield from self._enum_cases(builder, ())
        if builder.has_bounds:
            yield from self._boundary_cases("bounds", ())
        if builder.has_null:
            yield from self._build("null", Plan(boundary="null"))[1]

    def _boundary_cases(self, label: str, choices: _Choices) -> Iterator[Instance]:
        low, high = (Plan(boundary=each, choices=choices) for each in ("low", "high"))
        yield from self._build(f"lower {label}", low)[1]
        yield from self._build(f"upper {label}", high)[1]

    def _enum_cases(
        self, builder: InstanceBuilder, choices: _Choices
    ) -> Iterator[Instance]:
        """Each further member of the enums, in instances that are otherwise minimal; if
        variants are chosen, only the enums in the last one.
        """
        path, index = choices[-1] if choices else ((), 0)
        sizes = {p: n for p, n in builder.enum_sizes.items() if p[: len(path)] == path}
        suffix = f" of variant {index + 1} at {_pointer(path)}" if choices else ""
        for member in range(1, min(max(sizes.values(), default=0), MAX_ENUM_CASES)):
            included = _with_ancestors(p for p, size in sizes.items() if size > member)
            plan = Plan(
                "minimal", enum_index=member, choices=choices, included=included
            )
            yield from self._build(f"member {member + 1}{suffix}", plan)[1]

    def _variant_cases(self, builder: InstanceBuilder) -> Iterator[Instance]:
        waiting: list[_Choices] = [
            ((path, index),)
            for path, count in builder.variant_counts.items()
            for index in range(1, count)
        ]
        for choices in islice(waiting, MAX_VARIANT_CASES):
            path, index = choices[-1]
            label = f"variant {index + 1} at {_pointer(path)}"
            is_outer = len(path) < 2
            if is_outer:
                minimal = Plan("minimal", choices=choices)
                yield from self._build(f"minimal {label}", minimal)[1]
            plan = Plan(choices=choices)
            if path:
                included = _with_ancestors([path])
                plan = Plan("minimal", choices=choices, included=included, maximal=path)
            inner, instances = self._build(label, plan)
            yield from instances
            yield from self._enum_cases(inner, choices)
            if inner.has_bounds and is_outer:
                yield from self._boundary_cases(f"bounds of {label}", choices)
            waiting += [
                (*choices, (deeper, each))
                for deeper, count in inner.variant_counts.items()
                if deeper not in builder.variant_counts and len(choices) < MAX_CHOICES
                for each in range(1, count)
            ]

    def _build(self, label: str, plan: Plan) -> tuple[InstanceBuilder, list[Instance]]:
        min_null_depth = self._generator.min_null_depth
        builder = InstanceBuilder(self._generator.variants, plan, min_null_depth)
        try:
            value = builder.build(self._schema)
            value = self._remove_invalid(value, builder.optional)
        except NoInstanceError as reason:
            self.missing.append(f"{label}: {reason}")
            return builder, []
        except ValueError as reason:  # the schema itself is not valid
            self.missing.append(f"{label}: {str(reason)[:300]}")
            return builder, []
        return builder, [Instance(label, value)]

    def _remove_invalid(self, value: Any, optional: set[Path]) -> Any:
        """The value without the optional values that are not valid."""
        validator = self._generator.schemas.validator(self._schema)
        for _ in range(MAX_REMOVALS):
            error = next(iter(validator.iter_errors(value)), None)
            if error is None:
                return value
            path = tuple(error.instance_path)
            if not _remove_optional(value, path, optional):
                raise NoInstanceError(f"{_pointer(path)}: {error.message[:200]}")
        raise NoInstanceError("too many generated values are invalid")


def _with_ancestors(paths: Iterable[Path]) -> frozenset[Path]:
    return frozenset(path[:n] for path in paths for n in range(len(path) + 1))


def _pointer(path: Path) -> str:
    return f"/{'/'.join(map(str, path))}"


def _remove_optional(value: Any, path: Path, optional: set[Path]) -> bool:
    """Remove the innermost optional value around a path; return whether it is gone."""
    while path and path not in optional:
        path = path[:-1]
    if not path:
        return False
    optional.discard(path)
    return _at(value, path[:-1]).pop(path[-1], None) is not None


class Alteration(NamedTuple):
    """A value that differs from a valid one in a single place; it may be valid too."""

    label: str
    pointer: str
    value: Any


def alter(
    value: Any, max_paths: int = MAX_ALTERED_PATHS, max_depth: int = MAX_ALTERED_DEPTH
) -> Iterator[Alteration]:
    """Yield a value with other values, other types or nothing in single places.

    Args:
        max_paths: In how many places to alter the value.
        max_depth: How deep these places may be.
    """
    for path in islice(_paths(value, (), max_depth), max_paths):
        pointer = _pointer(path)
        for label, other in _other_values(_at(value, path)):
            changed = _replace(value, path, other)
            yield Alteration(f"{label} at {pointer}", pointer, changed)
        if isinstance(path[-1], str):
            yield Alteration(f"without {pointer}", pointer, _remove(value, path))


def extend(value: Any) -> Iterator[Alteration]:
    """Yield a value with one more property in single objects, the outermost first."""
    places = [(), *_paths(value, (), MAX_ALTERED_DEPTH)]
    for path in places[: MAX_ALTERED_PATHS + 1]:
        old = _at(value, path)
        if is_object(old):
            changed = _replace(value, path, {**old, "unexpectedField": "kept"})
            label = f"an unknown field at {_pointer(path)}"
            yield Alteration(label, _pointer(path), changed)


def off_by_one(value: Any, direction: int) -> Iterator[Alteration]:
    """Yield a value with single numbers, lengths or item counts changed by one.

    Args:
        direction: 1 for more, -1 for less.
    """
    for path in islice(_paths(value, (), MAX_ALTERED_DEPTH), MAX_ALTERED_PATHS):
        old = _at(value, path)
        other = old
        if isinstance(old, int | float) and not isinstance(old, bool):
            other = old + direction
        elif isinstance(old, str):
            other = f"{old}x" if direction > 0 else old[:-1]
        elif is_array(old) and old:
            other = [*old, old[-1]] if direction > 0 else old[:-1]
        if other != old:
            more, less = "one more", "one less"
            if isinstance(old, int | float):
                more, less = "one above", "one below"
            label = f"{more if direction > 0 else less} at {_pointer(path)}"
            yield Alteration(label, _pointer(path), _replace(value, path, other))


def _other_values(old: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(old, str):
        yield "another string", "unexpected"
        yield "an empty string", ""
        yield "a long string", "long" * 300
        yield "special characters", "é \n%"
    elif isinstance(old, int | float) and not isinstance(old, bool):
        if isinstance(old, int):
            # Both, because one of them may be out of bounds.
            yield "a fraction", old + 0.5
            yield "a smaller fraction", old - 0.5
        yield "a large number", 2**52
        yield "a small number", -(2**52)
    elif is_array(old):
        yield "no items", []
    is_container = isinstance(old, dict | list)
    yield "another type", "unexpected" if is_container else {"unexpected": True}
    yield "null", None


def _paths(value: Any, path: Path, max_depth: int) -> Iterator[Path]:
    """The paths of a value; of an array, only those of its first item."""
    if path:
        yield path
    if len(path) == max_depth:
        return
    if is_object(value):
        for name, item in value.items():
            yield from _paths(item, (*path, name), max_depth)
    elif is_array(value):
        for index, item in enumerate(value[:1]):
            yield from _paths(item, (*path, index), max_depth)


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _replace(value: Any, path: Path, other: Any) -> Any:
    """A copy of a value with another one at a path; the rest is shared."""
    if not path:
        return other
    changed = copy.copy(value)
    changed[path[0]] = _replace(value[path[0]], path[1:], other)
    return changed


def _remove(value: Any, path: Path) -> Any:
    parent = copy.copy(_at(value, path[:-1]))
    del parent[path[-1]]
    return _replace(value, path[:-1], parent)
