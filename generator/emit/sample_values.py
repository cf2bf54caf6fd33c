"""Make up small JSON values of types, which satisfy their schemas in the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, combinations
from typing import Any

from generator import ir
from generator.document.pointer import MISSING, deref, lookup
from generator.emit.sample_json import as_json, is_too_large, texts_in, value_size
from generator.emit.sample_nodes import property_schemas
from generator.emit.sample_scalars import numbers, rotated, texts
from generator.emit.sample_types import is_of, types_with_files
from generator.emit.validity import validity
from generator.ir.visit import children, resolve
from generator.matching_text import UnsupportedPatternError, matching_text

__all__ = ["NoValueError", "ValueSampler"]

MAX_JUDGED = 500
"""How many values to judge for one operation: the search ends for any document."""
MAX_CANDIDATES = 40
"""How many values to judge in search of a valid one."""
MAX_UNDECIDED = 5
"""How many of them may be undecided."""
MAX_FAILURES = 3
"""How often to look for a value of a declaration."""
MAX_OPTIONAL = 4
"""How many optional properties to combine in pairs."""
MAX_EXAMPLES = 3
MAX_ITEMS = 10
MAX_DEPTH = 8
MAX_COMPLETE = 40
"""Maximum number of scalars and containers in an object with all its properties."""
SMALL_SIZE = 20
"""Maximum size of an example, and of an array that could be shorter."""
MAX_TEXT = 60
"""Maximum length of a text in an example of what is sent."""
MAX_RECEIVED_SIZE = 100
"""Maximum size of an example of what is received."""


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
        self._failures: Counter[ir.TypeId] = Counter()
        self._open: set[ir.TypeId] = set()
        self._properties: dict[int, dict[str, Any]] = {}
        """The schemas of the properties of a schema, which the document keeps."""
        self._matches: set[tuple[str, str]] = set()
        self._left = MAX_JUDGED
        self.is_certain = True
        """Whether it is known that the last value of `first_valid` is valid."""
        self._with_files = types_with_files(api.types)

    def start(self) -> None:
        """Begin the search for the values of another operation."""
        self._left = MAX_JUDGED

    def values(
        self, type_: ir.Type, schema: Any = MISSING, given: Iterable[Any] = ()
    ) -> Iterator[Any]:
        """Yield values of a type: those that are given, documented examples, and made-up
        ones. They may violate what the type does not express.

        A file is bytes.
        """
        yield from self._values(type_, schema, 0, given)

    def objects(
        self, model: ir.Model, given: dict[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield objects: small examples of the schema, the required properties only, then
        with each single optional one, with two of them, and with all.

        Args:
            given: Values of properties, which are taken where they are valid.
        """
        schema = self._schema(model.id)
        examples = self._examples_of(schema, model)
        found = chain(examples, self._fields(model, 0, given or {}))
        yield from self._inside(model.id, found)

    def complete(self, type_: ir.Type, depth: int = 0) -> Iterator[Any]:
        """Yield an object with all its properties, or an array of one such object; nothing
        for other types, among them arrays of themselves, or if it has more than
        `MAX_COMPLETE` values.
        """
        target = resolve(type_, self._api.types)
        if isinstance(target, ir.ArrayType) and depth < MAX_DEPTH:
            yield from ([each] for each in self.complete(target.items, depth + 1))
        elif isinstance(target, ir.Model):
            yield from self._inside(target.id, self._all_fields(target))

    def first_valid(self, candidates: Iterable[Any], *schemas: Any) -> Any:
        """Return the first valid candidate, else the first one whose validity is not
        known; raise NoValueError if all are invalid or too large.
        """
        undecided: list[Any] = []
        iterator = iter(candidates)
        for _ in range(min(MAX_CANDIDATES, self._left)):
            self._left -= 1
            try:
                candidate = next(iterator)
            except (StopIteration, NoValueError):
                break
            if is_too_large(candidate):
                continue
            found = [self.validity(candidate, schema) for schema in schemas]
            if all(found):
                self.is_certain = True
                return candidate
            if False not in found:
                undecided.append(candidate)
                if len(undecided) == MAX_UNDECIDED:
                    break
        if not undecided:
            raise NoValueError
        self.is_certain = False
        return undecided[0]

    def validity(self, value: Any, schema: Any) -> bool | None:
        """Return whether a value satisfies a schema; None where that is not known."""
        if schema is True or schema is MISSING:
            return True
        return validity(
            self._document,
            schema,
            as_json(value),
            is_sent=self._is_sent,
            matches=self._matches,
        )

    def is_small(self, value: Any, max_size: int) -> bool:
        """Return whether an example is small enough: what is sent is read in a call."""
        if not self._is_sent:
            return value_size(value) <= MAX_RECEIVED_SIZE
        is_short = all(len(each) <= MAX_TEXT for each in texts_in(value))
        return value_size(value) <= max_size and is_short

    def has_files(self, type_: ir.Type) -> bool:
        """Return whether bytes are among the values of a type, its items and properties."""
        if isinstance(type_, ir.RefType):
            return type_.id in self._with_files
        return isinstance(type_, ir.BinaryType) or any(
            self.has_files(each) for each in children(type_)
        )

    def _values(
        self, type_: ir.Type, schema: Any, number: int, given: Iterable[Any] = ()
    ) -> Iterator[Any]:
        if not self.has_files(type_):
            # Numbered values differ from each other.
            examples = () if number else self._examples(schema)
            for each in chain(given, examples):
                is_small = self.is_small(each, SMALL_SIZE)
                if is_small and is_of(each, type_, self._api.types):
                    yield each
        yield from self._made_up(type_, schema, number)

    def _first(
        self, type_: ir.Type, schema: Any, number: int, given: Iterable[Any] = ()
    ) -> Any:
        return self.first_valid(self._values(type_, schema, number, given), schema)

    def _examples(self, schema: Any) -> Iterator[Any]:
        schema = deref(self._document, schema)
        found = schema.get("examples") if isinstance(schema, dict) else None
        for each in found[:MAX_EXAMPLES] if isinstance(found, list) else ():
            if self.is_small(each, SMALL_SIZE):
                yield each

    def _made_up(self, type_: ir.Type, schema: Any, number: int) -> Iterator[Any]:
        """Yield values of a type, the first of them different for each `number` where
        the type has so many.
        """
        match type_:
            case ir.StringType():
                yield from self._strings(type_, schema, number)
            case ir.IntegerType(bounds=bounds):
                yield from numbers(bounds, number, is_integer=True)
            case ir.NumberType(bounds=bounds):
                yield from numbers(bounds, number, is_integer=False)
            case ir.BooleanType():
                yield from rotated((True, False), number)
            case ir.LiteralType(values=values):
                yield from rotated(values, number)
            case ir.NullType():
                yield None
            case ir.BinaryType():
                yield f"text{number or ''}".encode()
            case ir.AnyType():
                yield from (f"text{number or ''}", 1 + number, True, {}, [], None)
            case ir.ArrayType():
                yield from self._arrays(type_, schema, number)
            case ir.TupleType(items=items):
                parts = self._member(schema, "prefixItems", list)
                schemas = [*parts, *[MISSING] * len(items)]
                yield [
                    self._first(each, part, number)
                    for each, part in zip(items, schemas, strict=False)
                ]
            case ir.MapType():
                yield from self._maps(type_, schema, number)
            case ir.NullableType(inner=inner):
                variants = (inner, ir.NullType())
                yield from self._alternatives(variants, schema, number)
            case ir.UnionType():
                yield from self._union(type_, schema, number)
            case ir.RefType(id=key):
                yield from self._reference(key, number)

    def _strings(self, type_: ir.StringType, schema: Any, number: int) -> Iterator[str]:
        # The type has no pattern that the client leaves to the server.
        pattern = type_.pattern or self._pattern(type_, schema)
        if pattern is not None:
            low, high = type_.min_length or 0, type_.max_length
            # Base64 has a length that is a multiple of 4.
            for least, most in ((low, high), (max(low, 4), max(low, 4))):
                with suppress(UnsupportedPatternError):
                    text = matching_text(pattern, least, most, number)
                    self._matches.add((pattern, text))
                    yield text
        if type_.pattern is None:
            yield from texts(type_, number)
            yield from texts(type_, number + 1)

    def _pattern(self, type_: ir.StringType, schema: Any) -> str | None:
        schema = deref(self._document, schema)
        found = schema.get("pattern") if isinstance(schema, dict) else None
        return found if isinstance(found, str) and type_.format == "plain" else None

    def _alternatives(
        self, types: Iterable[ir.Type], schema: Any, number: int
    ) -> Iterator[Any]:
        """Yield values of each type, the first one of each before the others."""
        waiting = [self._made_up(each, schema, number) for each in types]
        while waiting:
            left = []
            for candidates in waiting:
                try:
                    yield next(candidates)
                except (StopIteration, NoValueError):
                    continue
                left.append(candidates)
            waiting = left

    def _union(self, type_: ir.UnionType, schema: Any, number: int) -> Iterator[Any]:
        tag = type_.discriminator
        if tag is None:
            yield from self._alternatives(type_.variants, schema, number)
            return
        for value, key in tag.mapping:
            for each in self._alternatives((ir.RefType(key),), MISSING, number):
                if isinstance(each, dict):
                    yield {**each, tag.property_name: value}

    def _arrays(self, type_: ir.ArrayType, schema: Any, number: int) -> Iterator[Any]:
        low = min(type_.min_items or 0, MAX_ITEMS)
        high = MAX_ITEMS if type_.max_items is None else type_.max_items
        item = self._member(schema, "items", dict) or MISSING
        for count in dict.fromkeys((max(low, 1), low, *range(low, low + 3))):
            if count > high:
                continue
            with suppress(NoValueError):
                items = self._items(type_, item, count, number)
                if count == low or value_size(items) <= SMALL_SIZE:
                    yield items

    def _items(
        self, type_: ir.ArrayType, schema: Any, count: int, number: int
    ) -> list[Any]:
        if not type_.unique:
            return [self._first(type_.items, schema, number) for _ in range(count)]
        found: dict[str, Any] = {}
        for n in range(number, number + 3 * count):
            if len(found) < count:
                value = self._first(type_.items, schema, n)
                found.setdefault(repr(value), value)
        return list(found.values())

    def _maps(self, type_: ir.MapType, schema: Any, number: int) -> Iterator[Any]:
        low = min(type_.min_properties or 0, MAX_ITEMS)
        high = MAX_ITEMS if type_.max_properties is None else type_.max_properties
        item = self._member(schema, "additionalProperties", dict) or MISSING
        for count in dict.fromkeys((max(low, 1), low)):
            if count > high:
                continue
            with suppress(NoValueError):
                found = {
                    self._name(schema, n): self._first(type_.values, item, 0)
                    for n in range(number, number + count)
                }
                if count == low or value_size(found) <= SMALL_SIZE:
                    yield found

    def _name(self, schema: Any, number: int) -> str:
        """Return the name of a property that a schema does not list."""
        names = self._member(schema, "propertyNames", dict)
        patterns = [*self._member(schema, "patternProperties", dict)]
        patterns += [names["pattern"]] if isinstance(names.get("pattern"), str) else []
        for pattern in patterns:
            with suppress(UnsupportedPatternError):
                name = matching_text(pattern, 1, None, number)
                self._matches.add((pattern, name))
                return name
        members = names.get("enum")
        if isinstance(members, list) and members:
            return str(members[number % len(members)])
        return f"key{number or ''}"

    def _member(self, schema: Any, keyword: str, kind: type) -> Any:
        """Return the value of a keyword, an empty one where a schema lacks it."""
        schema = deref(self._document, schema)
        found = schema.get(keyword) if isinstance(schema, dict) else None
        return found if isinstance(found, kind) else kind()

    def _reference(self, key: ir.TypeId, number: int) -> Iterator[Any]:
        declared = self._api.types[key]
        if number == 0:
            yield self._declaration(key)
        # Another schema that the declaration stands for may need another value.
        yield from self._inside(
            key,
            (
                self._made_up(declared.type, self._schema(key), number)
                if isinstance(declared, ir.Alias)
                else self._fields(declared, number, {})
            ),
        )

    def _declaration(self, key: ir.TypeId) -> Any:
        """Return the value of a declaration."""
        if key in self._declared:
            return self._declared[key]
        if self._failures[key] == MAX_FAILURES:
            raise NoValueError
        declared, schema = self._api.types[key], self._schema(key)
        candidates = (
            self._values(declared.type, schema, 0)
            if isinstance(declared, ir.Alias)
            else chain(
                self._examples_of(schema, declared), self._fields(declared, 0, {})
            )
        )
        try:
            found = self.first_valid(self._inside(key, candidates), schema)
        except NoValueError:
            self._failures[key] += 1
            raise
        self._declared[key] = found
        return found

    def _examples_of(self, schema: Any, model: ir.Model) -> Iterator[dict[str, Any]]:
        """Yield the examples of a schema that have no other properties than a model."""
        names = {each.name for each in model.fields}
        for each in self._examples(schema):
            is_known = isinstance(each, dict) and each.keys() <= names
            reference = ir.RefType(model.id)
            is_whole = is_known and is_of(each, reference, self._api.types)
            if is_whole and not self.has_files(reference):
                yield each

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

    def _schema(self, key: ir.TypeId) -> Any:
        # The key of a synthesized type leads nowhere.
        return lookup(self._document, ir.schema_id(key))

    def _property_schemas(self, owner: Any) -> dict[str, Any]:
        if id(owner) not in self._properties:
            self._properties[id(owner)] = property_schemas(self._document, owner)
        return self._properties[id(owner)]

    def _fields(
        self, model: ir.Model, number: int, given: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        schema = self._schema(model.id)
        for example in self._examples_of(schema, model):
            given = example | given
        required = {
            each.name: self._field(each, schema, number, given)
            for each in model.fields
            if each.required
        }
        yield required
        known: dict[str, Any] = {}
        for each in model.fields:
            if not each.required:
                with suppress(NoValueError):
                    known[each.name] = self._field(each, schema, number, given)
                    yield required | {each.name: known[each.name]}
        for one, other in combinations(list(known)[:MAX_OPTIONAL], 2):
            yield required | {one: known[one], other: known[other]}
        yield required | known
        if not model.closed:
            extra = ir.AnyType() if model.extra is None else model.extra
            for each in self._made_up(extra, MISSING, number):
                yield required | {self._name(schema, number): each}

    def _all_fields(self, model: ir.Model) -> Iterator[dict[str, Any]]:
        schema, left = self._schema(model.id), MAX_COMPLETE - len(model.fields)
        found: dict[str, Any] = {}
        for each in model.fields:
            if left < 0:
                return
            with suppress(NoValueError):
                found[each.name] = self._field(each, schema, 0, {})
                left -= value_size(found[each.name]) - 1
        if left >= 0:
            yield found

    def _field(
        self, field: ir.Field, owner: Any, number: int, given: Mapping[str, Any]
    ) -> Any:
        schema = self._property_schemas(owner).get(field.name, MISSING)
        chosen = [given[field.name]] if field.name in given else []
        return self._first(field.type, schema, number, chosen)
