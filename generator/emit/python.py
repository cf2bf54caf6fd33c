"""Types as Python expressions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Literal, assert_never

from generator.code import Code, identifier, join, literal, trusted
from generator.emit.union import union_of
from generator.ir import (
    Alias,
    AnyType,
    Api,
    ArrayType,
    BinaryType,
    BooleanType,
    Bounds,
    IntegerType,
    LiteralType,
    LiteralValue,
    MapType,
    NullableType,
    NullType,
    NumberType,
    RefType,
    StringType,
    TupleType,
    Type,
    TypeId,
    UnionType,
)
from generator.names import Names

__all__ = ["Imports", "Printer", "constraints", "is_enum", "plain_alias"]

Openness = Literal["closed", "open", "marked"]
"""How an enum is printed: its members only; with their base type, as results are
annotated; or marked for validation, closed when built and open when read."""

Constraint = tuple[str, Code]

_FORMATS = {
    "plain": "str",
    "date-time": "dt.datetime",
    "date": "dt.date",
    "time": "dt.time",
    "duration": "dt.timedelta",
    "uuid": "UUID",
    "byte": "Base64",
    "decimal": "Decimal",
}


@dataclass(slots=True)
class Imports:
    """What the printed expressions need; filled while they are printed."""

    names: set[str] = field(default_factory=set)
    """Names from the standard library, pydantic and the runtime."""
    types: set[TypeId] = field(default_factory=set)
    """Declarations that are referred to."""


def constraints(type_: Type) -> list[Constraint]:
    """Return what a type demands beyond its Python type, as arguments of ``Field``."""
    match type_:
        case IntegerType(bounds=bounds):
            return _bounds(bounds, whole=True)
        case NumberType(bounds=bounds):
            return _bounds(bounds, whole=False)
        case StringType():
            pairs = [
                ("min_length", type_.min_length),
                ("max_length", type_.max_length),
                ("pattern", type_.pattern),
            ]
        case ArrayType():
            pairs = [("min_length", type_.min_items), ("max_length", type_.max_items)]
        case MapType():
            pairs = [
                ("min_length", type_.min_properties),
                ("max_length", type_.max_properties),
            ]
        case NullableType(inner=inner):
            return constraints(inner)
        case _:
            return []
    return [(name, literal(value)) for name, value in pairs if value is not None]


def _bounds(bounds: Bounds, *, whole: bool) -> list[Constraint]:
    pairs = (
        ("ge", bounds.minimum),
        ("gt", bounds.exclusive_minimum),
        ("le", bounds.maximum),
        ("lt", bounds.exclusive_maximum),
        ("multiple_of", bounds.multiple_of),
    )
    given = ((name, value) for name, value in pairs if value is not None)
    if whole:
        given = (pair for name, value in given for pair in _whole_bound(name, value))
    return [(name, literal(value)) for name, value in given]


def _whole_bound(name: str, value: float) -> Iterator[tuple[str, int]]:
    """Give the bound of a whole number that a bound between two is."""
    if isinstance(value, int) or value.is_integer():
        yield name, int(value)
    elif name in ("ge", "gt"):
        yield "ge", ceil(value)
    elif name in ("le", "lt"):
        yield "le", floor(value)


def is_enum(api: Api, key: TypeId) -> LiteralType | None:
    """Return the enum that a key stands for, following aliases."""
    seen: set[TypeId] = set()
    while key not in seen:
        seen.add(key)
        declared = api.types.get(key)
        if not isinstance(declared, Alias):
            return None
        if isinstance(declared.type, LiteralType):
            return declared.type
        if not isinstance(declared.type, RefType):
            return None
        key = declared.type.id
    return None


def plain_alias(api: Api, key: TypeId) -> Type | None:
    """Return what an alias stands for where a person would write that instead."""
    declared = api.types.get(key)
    if not isinstance(declared, Alias) or constraints(declared.type):
        return None
    scalar = BooleanType | IntegerType | NumberType | StringType
    return declared.type if isinstance(declared.type, scalar) else None


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints types for one module."""

    api: Api
    names: Names
    imports: Imports
    openness: Openness = "open"
    qualifier: str = ""
    """What stands before the names of models, such as ``models.``."""
    constrained: bool = True
    """Whether types carry what only validation needs: constraints and tags."""
    shadowed: frozenset[str] = frozenset()
    """Built-in names that mean something else where the expression stands."""

    def print(self, type_: Type, *, outer: bool = True) -> Code:
        """Return the expression of a type. The constraints of the outermost type are
        left to the caller unless `outer` is false.
        """
        expression = self._plain(type_)
        limits = [] if outer or not self.constrained else constraints(type_)
        return self.annotate(expression, limits)

    def annotate(self, expression: Code, limits: list[Constraint]) -> Code:
        """Return ``Annotated[expression, Field(...)]`` where there are limits."""
        if not limits:
            return expression
        self.imports.names |= {"Annotated", "Field"}
        arguments = join(", ", (Code(f"{name}={value}") for name, value in limits))
        return Code(f"Annotated[{expression}, Field({arguments})]")

    def _plain(self, type_: Type) -> Code:
        match type_:
            case AnyType():
                return self._name("Any")
            case NullType():
                return trusted("None")
            case BooleanType():
                return self._builtin("bool")
            case IntegerType():
                return self._builtin("int")
            case NumberType():
                return self._builtin("float")
            case StringType(format=format_):
                return self._format(format_)
            case BinaryType():
                return self._name("File")
            case LiteralType(values=values):
                return self._enum(self._literal(values), values)
            case ArrayType(items=items):
                inner = self.print(items, outer=False)
                listed = Code(f"{self._builtin('list')}[{inner}]")
                return self._unique(listed) if type_.unique else listed
            case TupleType(items=items):
                inner = join(", ", (self.print(each, outer=False) for each in items))
                return Code(f"{self._builtin('tuple')}[{inner}]")
            case MapType(values=values_type):
                inner = self.print(values_type, outer=False)
                return Code(f"{self._builtin('dict')}[{self._builtin('str')}, {inner}]")
            case NullableType(inner=inner):
                return Code(f"{self._plain(inner)} | None")
            case UnionType():
                return self._union(type_)
            case RefType(id):
                return self._reference(id)
            case _:
                assert_never(type_)

    def _unique(self, listed: Code) -> Code:
        if not self.constrained:
            return listed
        return Code(f"{self._name('Unique')}[{listed}]")

    def _name(self, name: str) -> Code:
        self.imports.names.add(name)
        return identifier(name)

    def _format(self, format_: str) -> Code:
        name = _FORMATS[format_]
        if name == "str":
            return self._builtin(name)
        self.imports.names.add(name.split(".")[0])
        return identifier(name)

    def _builtin(self, name: str) -> Code:
        if name not in self.shadowed:
            return identifier(name)
        self.imports.names.add("builtins")
        return identifier(f"builtins.{name}")

    def _literal(self, values: tuple[LiteralValue, ...]) -> Code:
        self.imports.names.add("Literal")
        return Code(f"Literal[{join(', ', map(literal, values))}]")

    def _enum(self, expression: Code, values: tuple[LiteralValue, ...]) -> Code:
        """Add the base type of the members where the enum is open; a constant is none,
        it tells the variants of a union apart.
        """
        if self.openness == "closed" or len(values) == 1:
            return expression
        bases = dict.fromkeys(type(value).__name__ for value in values)
        opened = join(" | ", [expression, *map(self._builtin, bases)])
        if self.openness == "open" or set(bases) == {"bool"}:
            return opened
        self.imports.names.add("Open")
        return Code(f"Open[{opened}]")

    def _reference(self, key: TypeId) -> Code:
        plain = plain_alias(self.api, key)
        if plain is not None:
            return self._plain(plain)
        self.imports.types.add(key)
        name = identifier(self.qualifier + self.names.types[key])
        members = is_enum(self.api, key)
        return name if members is None else self._enum(name, members.values)

    def _union(self, union: UnionType) -> Code:
        inner = union_of(self.print(each, outer=False) for each in union.variants)
        if union.discriminator is None or not self.constrained:
            return inner
        self.imports.names |= {"Annotated", "Tagged"}
        targets = join(
            ", ",
            (
                Code(f"{literal(value)}: {self._target(key)}")
                for value, key in union.discriminator.mapping
            ),
        )
        told = Code(f"{literal(union.discriminator.property_name)}, {{{targets}}}")
        if union.discriminator.default is not None:
            told = Code(f"{told}, default={self._target(union.discriminator.default)}")
        tag = Code(f"Tagged({told})")
        return Code(f"Annotated[{inner}, {tag}]")

    def _target(self, key: TypeId) -> Code:
        self.imports.types.add(key)
        return identifier(self.qualifier + self.names.types[key])
