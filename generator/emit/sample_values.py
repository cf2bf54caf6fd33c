"""Make up small JSON values of types, which satisfy their schemas in the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from math import ceil, floor
from typing import Any

from generator import ir
from generator.document.pointer import MISSING, deref, lookup
from generator.emit.validity import validity

__all__ = ["NoValueError", "ValueSampler"]

MAX_CANDIDATES = 40
"""How many values to judge in search of a valid one."""
MAX_OPTIONAL = 6
"""How many optional properties to combine in pairs."""
MAX_ITEMS = 10
MAX_SIZE = 300
"""Maximum number of scalars and containers in a value."""
SMALL_SIZE = 20
"""Maximum size of an item of an array that may be empty."""

_TEXTS = {
    "date-time": "2024-01-02T03:04:05Z",
    "date": "2024-01-02",
    "time": "03:04:05Z",
    "duration": "P1D",
    "uuid": "0b1d1ac1-7c3e-4b5a-9f1e-000000000001",
    "byte": "dGV4dA==",
    "base64url": "dGV4dA==",
    "decimal": "1.5",
}
"""A text of each format that has a Python type."""
_PLAIN_TEXTS = {
    "email": "user@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com",
    "url": "https://example.com",
}
"""A text of other formats, by the ``format`` keyword."""


class NoValueError(Exception):
    """No valid value was found."""


class ValueSampler:
    """Makes up values, the same ones in each run.

    The value of a declaration is made up once.

    Args:
        api: The types.
        document: The document with their schemas.
        is_sent: Whether the values are sent or received.
    """

    def __init__(self, api: ir.Api, document: dict[str, Any], *, is_sent: bool) -> None:
        self._api = api
        self._document = document
        self._is_sent = is_sent
        self._declared: dict[ir.TypeId, Any] = {}
        self._sizes: dict[ir.TypeId, int] = {}
        self._open: set[ir.TypeId] = set()

    def value(self, type_: ir.Type, schema: Any = True) -> Any:
        """Return a value of a type that satisfies a schema as well.

        A file is bytes. Raises NoValueError if none was found.
        """
        return self.first_valid(self.candidates(type_), schema)

    def first_valid(self, candidates: Iterable[Any], *schemas: Any) -> Any:
        """Return the first valid candidate, else the first one whose validity is not
        known; raise NoValueError if all are invalid.
        """
        undecided: Any = MISSING
        for candidate in islice(candidates, MAX_CANDIDATES):
            found = [self.validity(candidate, schema) for schema in schemas]
            if all(found):
                return candidate
            if undecided is MISSING and False not in found:
                undecided = candidate
        if undecided is MISSING:
            raise NoValueError
        return undecided

    def validity(self, value: Any, schema: Any) -> bool | None:
        """Return whether a value satisfies a schema; None where that is not known."""
        if schema is True or schema is MISSING:
            return True
        sent = self._is_sent
        return validity(self._document, schema, _as_json(value), is_sent=sent)

    def candidates(self, type_: ir.Type, number: int = 0) -> Iterator[Any]:
        """Yield values of a type, which may violate what the type does not express.

        The first value differs for each `number`, where the type has so many.
        """
        match type_:
            case ir.StringType():
                yield from _strings(type_, number)
            case ir.IntegerType(bounds=bounds):
                yield from _numbers(bounds, number, is_integer=True)
            case ir.NumberType(bounds=bounds):
                yield from _numbers(bounds, number, is_integer=False)
            case ir.BooleanType():
                yield from _rotated((True, False), number)
            case ir.LiteralType(values=values):
                yield from _rotated(values, number)
            case ir.NullType():
                yield None
            case ir.BinaryType():
                yield b"text" if number == 0 else f"text{number}".encode()
            case ir.AnyType():
                yield "text" if number == 0 else f"text{number}"
                yield from (1, True, {}, [], None)
            case ir.ArrayType():
                yield from self._arrays(type_)
            case ir.TupleType(items=items):
                yield [self._first(each) for each in items]
            case ir.MapType():
                yield from self._maps(type_, number)
            case ir.NullableType(inner=inner):
                yield from self._alternatives((inner, ir.NullType()), number)
            case ir.UnionType():
                yield from self._union(type_, number)
            case ir.RefType(id=key):
                yield from self._reference(key, number)

    def _first(self, type_: ir.Type, number: int = 0) -> Any:
        for candidate in self.candidates(type_, number):
            return candidate
        raise NoValueError

    def _alternatives(self, types: Iterable[ir.Type], number: int) -> Iterator[Any]:
        """Yield values of each type, the first one of each before the others."""
        waiting = [self.candidates(each, number) for each in types]
        while waiting:
            left = []
            for candidates in waiting:
                try:
                    yield next(candidates)
                except (StopIteration, NoValueError):
                    continue
                left.append(candidates)
            waiting = left

    def _union(self, type_: ir.UnionType, number: int) -> Iterator[Any]:
        tag = type_.discriminator
        if tag is None:
            yield from self._alternatives(type_.variants, number)
            return
        for value, key in tag.mapping:
            for candidate in self._alternatives((ir.RefType(key),), number):
                if isinstance(candidate, dict):
                    yield {**candidate, tag.property_name: value}

    def _arrays(self, type_: ir.ArrayType) -> Iterator[list[Any]]:
        low = min(type_.min_items or 0, MAX_ITEMS)
        high = MAX_ITEMS if type_.max_items is None else type_.max_items
        for count in dict.fromkeys((max(low, 1), low, *range(low, low + 3))):
            if count > high:
                continue
            try:
                items = [
                    self._first(type_.items, n if type_.unique else 0)
                    for n in range(count)
                ]
            except NoValueError:
                continue
            if count == low or _size(items) <= SMALL_SIZE:
                yield items

    def _maps(self, type_: ir.MapType, number: int) -> Iterator[dict[str, Any]]:
        low = min(type_.min_properties or 0, MAX_ITEMS)
        high = MAX_ITEMS if type_.max_properties is None else type_.max_properties
        for count in dict.fromkeys((max(low, 1), low)):
            names = [f"key{n}" if n else "key" for n in range(number, number + count)]
            if count > high:
                continue
            try:
                found = {name: self._first(type_.values) for name in names}
            except NoValueError:
                continue
            if count == low or _size(found) <= SMALL_SIZE:
                yield found

    def _reference(self, key: ir.TypeId, number: int) -> Iterator[Any]:
        value = self._declaration(key)
        declared = self._api.types[key]
        if number == 0:
            yield value
        if isinstance(declared, ir.Alias):
            for candidate in self._inside(key, self.candidates(declared.type, number)):
                if self.validity(candidate, self._schema(key)) is not False:
                    yield candidate
        else:
            yield from self.models(declared, number)

    def _inside(self, key: ir.TypeId, candidates: Iterator[Any]) -> Iterator[Any]:
        """Yield candidates, each made up while a declaration is open."""
        while True:
            if key in self._open:
                raise NoValueError
            self._open.add(key)
            try:
                candidate = next(candidates)
            except StopIteration:
                return
            finally:
                self._open.discard(key)
            yield candidate

    def _declaration(self, key: ir.TypeId) -> Any:
        if key in self._declared:
            return self._declared[key]
        declared = self._api.types[key]
        candidates = (
            self.candidates(declared.type)
            if isinstance(declared, ir.Alias)
            else self._fields(declared)
        )
        found = self.first_valid(self._inside(key, candidates), self._schema(key))
        if _size(found) > MAX_SIZE:
            raise NoValueError
        self._declared[key] = found
        return found

    def _schema(self, key: ir.TypeId) -> Any:
        # The key of a synthesized type leads nowhere.
        return lookup(self._document, ir.schema_id(key))

    def models(self, model: ir.Model, number: int = 0) -> Iterator[dict[str, Any]]:
        """Yield objects: the required properties only, then with each single optional
        one, with all, and with two of them.
        """
        yield from self._inside(model.id, self._fields(model, number))

    def _fields(self, model: ir.Model, number: int = 0) -> Iterator[dict[str, Any]]:
        schema = self._schema(model.id)
        required = {
            each.name: self._field(each, schema, number)
            for each in model.fields
            if each.required
        }
        yield required
        known: dict[str, Any] = {}
        for each in model.fields:
            if not each.required:
                try:
                    known[each.name] = self._field(each, schema, number)
                except NoValueError:
                    continue
                yield required | {each.name: known[each.name]}
        yield required | known
        for one, other in combinations(list(known)[:MAX_OPTIONAL], 2):
            yield required | {one: known[one], other: known[other]}

    def _field(self, field: ir.Field, owner: Any, number: int) -> Any:
        schema = _property(self._document, owner, field.name)
        candidates = self.candidates(field.type, number)
        return self.first_valid(candidates, schema)


def _property(document: dict[str, Any], schema: Any, name: str) -> Any:
    """Return the schema of a property; MISSING where the object does not list it."""
    schema = deref(document, schema)
    if not isinstance(schema, dict):
        return MISSING
    properties = schema.get("properties")
    return properties.get(name, MISSING) if isinstance(properties, dict) else MISSING


def _as_json(value: Any) -> Any:
    """Return a value with the text of its files in their place."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    return value


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1


def _rotated(values: Sequence[Any], number: int) -> Iterator[Any]:
    start = number % len(values)
    yield from (*values[start:], *values[:start])


def _strings(type_: ir.StringType, number: int) -> Iterator[str]:
    low, high = type_.min_length or 0, type_.max_length
    if type_.pattern is not None:
        return
    text = _TEXTS.get(type_.format) or _PLAIN_TEXTS.get(type_.declared_format, "text")
    if type_.format == "plain" and (number or len(text) < low):
        text = f"{text}{number or ''}".ljust(low, "x")
    if high is not None and len(text) > high:
        text = f"{number or ''}{text}"[:high]
    yield text


def _numbers(
    bounds: ir.Bounds, number: int, *, is_integer: bool
) -> Iterator[int | float]:
    """Yield numbers within bounds, the simplest ones first."""
    step = bounds.multiple_of or 1
    limits = (
        bounds.minimum,
        bounds.exclusive_minimum,
        bounds.maximum,
        bounds.exclusive_maximum,
    )
    tried: dict[int | float, None] = {1 + number: None, step * (1 + number): None}
    for limit in limits:
        if limit is not None:
            for base in (ceil(limit / step), floor(limit / step)):
                tried |= {(base + n) * step: None for n in (number, -number, 1, -1)}
            tried |= {limit: None, limit + 0.5: None, limit - 0.5: None}
    for value in (*tried, 0):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if _is_within(value, bounds) and not (is_integer and isinstance(value, float)):
            yield value


def _is_within(value: float, bounds: ir.Bounds) -> bool:
    low, above = bounds.minimum, bounds.exclusive_minimum
    high, below = bounds.maximum, bounds.exclusive_maximum
    return (
        (low is None or low <= value)
        and (above is None or above < value)
        and (high is None or value <= high)
        and (below is None or value < below)
    )
