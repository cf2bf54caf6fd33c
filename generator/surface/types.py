"""Convert types of the IR to Python annotations for arguments, results and models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal, TypeAlias, assert_never

from generator import ir
from generator.ir.visit import children, constant, resolve
from generator.surface.aliases import dict_aliases, formatted_aliases, has_own_format
from generator.surface.expressions import (
    ANY,
    NONE,
    Annotated,
    Constraint,
    Declared,
    DeclaredDict,
    Expression,
    Generic,
    LiteralMembers,
    Name,
    Union,
    allows_none,
    union,
    union_members,
)

__all__ = [
    "OBJECT_FORMATS",
    "AnnotationBuilder",
    "EnumOpenness",
    "constraints",
    "enum_of",
    "optional",
    "scalar_alias",
]

EnumOpenness: TypeAlias = Literal["closed", "open", "marked"]
"""How an enum is written: its members only, as arguments are; with their base type, as
results are; or marked for validation, closed when built and open when read."""

_FORMATS = {
    "plain": Name("str"),
    "date-time": Name("dt.datetime"),
    "date": Name("dt.date"),
    "time": Name("dt.time"),
    "duration": Name("dt.timedelta"),
    "uuid": Name("UUID"),
    "byte": Name("Base64"),
    "base64url": Name("Base64Url"),
    "binary": Name("Utf8"),
    "decimal": Name("Decimal"),
}
OBJECT_FORMATS = frozenset({"date-time", "date", "time", "duration", "uuid", "decimal"})
"""The formats whose values are Python objects that are written as text."""
_STR = Name("str")
_BOOL = Name("bool")
_INT = Name("int")
_FLOAT = Name("float")
_BYTES = Name("bytes")
_FILE = Name("File")
_LIST = Name("list")
_TUPLE = Name("tuple")
_DICT = Name("dict")
_SEQUENCE = Name("Sequence")
_MAPPING = Name("Mapping")


@dataclass(frozen=True, slots=True)
class AnnotationBuilder:
    """Converts types of the IR to annotations of one kind: arguments, results, or what
    pydantic validates.

    An argument takes any sequence and mapping, a typed dict in place of a model, and a
    model that was received in place of its request model.
    """

    api: ir.Api
    openness: EnumOpenness
    validated: bool = False
    """Whether annotations contain what only validation needs: constraints and
    discriminators."""
    takes_texts: bool = False
    """Whether text is accepted in place of a date, a UUID and the like, as in JSON."""
    evaluated: bool = False
    """Whether only pydantic reads the annotations, and no type-checker. The class of an
    enum accepts and reads plain integers by itself."""

    def annotation(self, type_: ir.Type) -> Expression:
        """Return the annotation of a type, without its outermost constraints."""
        match type_:
            case ir.AnyType():
                return ANY
            case ir.NullType():
                return NONE
            case ir.BooleanType():
                return _BOOL
            case ir.IntegerType():
                return _INT
            case ir.NumberType():
                return _FLOAT
            case ir.StringType(format="binary") if not self.validated:
                is_sent = self.openness == "closed"
                return Union((_STR, _BYTES)) if is_sent else _STR
            case ir.StringType(format=format_):
                own = _FORMATS[format_]
                is_text = self.takes_texts and format_ in OBJECT_FORMATS
                return Union((own, _STR)) if is_text else own
            case ir.BinaryType():
                return _FILE
            case ir.LiteralType(values=values):
                return self._enum(LiteralMembers(values), values)
            case ir.ArrayType(items=items, unique=unique):
                base = _SEQUENCE if self._is_argument else _LIST
                listed = Generic(base, (self.constrained(items),))
                is_marked = unique and self.validated
                return Generic(Name("Unique"), (listed,)) if is_marked else listed
            case ir.TupleType(items=items):
                inner = tuple([self.constrained(each) for each in items])
                return Generic(_TUPLE, inner)
            case ir.MapType(values=values_type):
                base = _MAPPING if self._is_argument else _DICT
                return Generic(base, (_STR, self.constrained(values_type)))
            case ir.NullableType(inner=inner_type):
                return optional(self.annotation(inner_type))
            case ir.UnionType():
                return self._union(type_)
            case ir.RefType(id):
                return self._reference(id)
            case _:
                assert_never(type_)

    @property
    def _is_argument(self) -> bool:
        return self.openness == "closed" and not self.validated

    def constrained(self, type_: ir.Type) -> Expression:
        """Return a type with its constraints, where they are validated."""
        inner = self.annotation(type_)
        limits = constraints(type_) if self.validated else ()
        return Annotated(inner, limits) if limits else inner

    def received(self, type_: ir.Type) -> Expression:
        """Return the type of a response's content. Raw content is bytes; text is never
        refused for its length or pattern.
        """
        match type_:
            case ir.BinaryType():
                return _BYTES
            case ir.StringType(format="plain" | "binary"):
                return _STR
            case _:
                return self.constrained(type_)

    def _enum(
        self, expression: Expression, values: tuple[ir.LiteralValue, ...]
    ) -> Expression:
        """Add the base types of the members where the enum is open. A constant is not
        opened: it tells the variants of a union apart.
        """
        if self.openness == "closed" or len(values) == 1:
            return expression
        bases = dict.fromkeys(type(value).__name__ for value in values)
        opened = Union((expression, *map(Name, bases)))
        if self.openness == "open" or set(bases) == {"bool"}:
            return opened
        if self.evaluated:  # mypy takes no union as an argument of an alias there.
            return Generic(Name("Annotated"), (opened, Name("OPEN")))
        return Generic(Name("Open"), (opened,))

    def _reference(self, key: ir.TypeId) -> Expression:
        scalar = scalar_alias(self.api, key)
        if scalar is not None:
            return self.annotation(scalar)
        members = enum_of(self.api, key)
        declared: Expression = Declared(key)
        if members is None:
            return self._argument(key) if self._is_argument else declared
        if members.is_integer_enum and self.evaluated:
            return declared
        if members.is_integer_enum and self.openness == "closed":
            either = Union((declared, LiteralMembers(members.values)))
            return Generic(Name("Open"), (either,)) if self.validated else either
        return self._enum(declared, members.values)

    def _argument(self, key: ir.TypeId) -> Expression:
        """Return what is accepted for a declaration: the model, the model that was
        received, and dicts. Aliases of lists and dicts are written out.
        """
        declared, types = self.api.types.get(key), self.api.types
        replaced = tuple(self._replaced(ir.RefType(key)))
        if (
            isinstance(declared, ir.Alias)
            and replaced
            and ir.RefType(key) not in replaced
        ):
            if isinstance(resolve(declared.type, types), ir.UnionType):
                return union((Declared(key), *self._forms(replaced)))
            return self.annotation(declared.type)
        names = dict.fromkeys((key, ir.schema_id(key)))
        return union((*map(Declared, names), *self._forms(replaced)))

    def dict_forms(self, type_: ir.Type) -> Iterator[Expression]:
        """Return what an argument takes in place of a model or an alias: the typed dicts
        of models, sequences and mappings.
        """
        return self._forms(self._replaced(type_))

    def _forms(self, replaced: Iterable[ir.Type]) -> Iterator[Expression]:
        for each in replaced:
            if not isinstance(each, ir.RefType):
                yield self.annotation(each)
                continue
            yield DeclaredDict(each.id)
            declared = self.api.types[each.id]
            if isinstance(declared, ir.Model) and declared.extra is not None:
                yield Generic(_MAPPING, (_STR, ANY))

    def _replaced(self, type_: ir.Type) -> Iterator[ir.Type]:
        """Yield the containers, models and aliases in whose place an argument takes
        something else, each declaration once.
        """
        aliases = dict_aliases(self.api)
        seen: set[ir.TypeId] = set()
        pending = [type_]
        while pending:
            match pending.pop():
                case ir.ArrayType() | ir.MapType() | ir.TupleType() as container:
                    yield container
                case ir.NullableType(inner=inner):
                    pending.append(inner)
                case ir.UnionType(variants=variants):
                    pending += reversed(variants)
                case ir.RefType(id) as reference if id not in seen:
                    seen.add(id)
                    declared = self.api.types.get(id)
                    if isinstance(declared, ir.Model) or id in aliases:
                        yield reference
                    elif declared is not None:
                        pending.append(declared.type)
                case _:
                    pass

    def _union(self, type_: ir.UnionType) -> Expression:
        variants, tag = type_.variants, type_.discriminator
        if tag is not None and self.validated and _is_dict(tag.mapping):
            return Annotated(union(map(self.constrained, variants)), tag)
        if self.validated:
            # Of several that a dict fits, the first is chosen: not one that it fits only
            # by the default of a constant.
            variants = tuple(sorted(variants, key=self._has_constant))
        members = [e for v in variants for e in union_members(self.constrained(v))]
        found = union(map(_unmarked, members))
        if not (self.validated and self._has_format(type_)):
            return found
        if self.evaluated:  # mypy takes no union as an argument of an alias there.
            return Generic(Name("Annotated"), (found, Name("LOSSLESS")))
        return Generic(Name("Lossless"), (found,))

    def _has_format(self, type_: ir.Type) -> bool:
        """Return whether a value, or a part of it outside of models, may be of a format
        with a type of its own.
        """
        formatted = formatted_aliases(self.api)
        pending = [type_]
        while pending:
            current = pending.pop()
            if has_own_format(current):
                return True
            if isinstance(current, ir.RefType) and current.id in formatted:
                return True
            pending += children(current)
        return False

    def _has_constant(self, type_: ir.Type) -> bool:
        model, types = resolve(type_, self.api.types), self.api.types
        return isinstance(model, ir.Model) and any(
            field.required and constant(field.type, types) is not None
            for field in model.fields
        )


def _unmarked(expression: Expression) -> Expression:
    """Return a lossless union without its mark, for the union that it is a part of."""
    match expression:
        case Generic(_, (inner, Name("LOSSLESS"))) | Generic(
            Name("Lossless"), (inner,)
        ):
            return inner
        case _:
            return expression


def _is_dict(mapping: tuple[tuple[ir.LiteralValue, ir.TypeId], ...]) -> bool:
    """Return whether values can be keys of a Python dict, in which True equals 1."""
    return len({value for value, _ in mapping}) == len(mapping)


def optional(expression: Expression) -> Expression:
    """Return a type or None; any value includes None."""
    if expression == ANY or allows_none(expression):
        return expression
    return Union((expression, NONE))


def enum_of(api: ir.Api, key: ir.TypeId) -> ir.LiteralType | None:
    """Return the enum that a key stands for, following aliases."""
    seen: set[ir.TypeId] = set()
    while key not in seen:
        seen.add(key)
        declared = api.types.get(key)
        if not isinstance(declared, ir.Alias):
            return None
        if isinstance(declared.type, ir.LiteralType):
            return declared.type
        if not isinstance(declared.type, ir.RefType):
            return None
        key = declared.type.id
    return None


def scalar_alias(api: ir.Api, key: ir.TypeId) -> ir.Type | None:
    """Return the type of an alias that is written out, not named: an unconstrained
    scalar.
    """
    declared = api.types.get(key)
    if not isinstance(declared, ir.Alias) or constraints(declared.type):
        return None
    scalar = ir.BooleanType | ir.IntegerType | ir.NumberType | ir.StringType
    is_scalar = isinstance(declared.type, scalar | ir.BinaryType)
    return declared.type if is_scalar else None


def constraints(type_: ir.Type) -> tuple[Constraint, ...]:
    """Return what a type demands beyond its Python type, as arguments of ``Field``."""
    match type_:
        case ir.IntegerType(bounds=bounds):
            return tuple(
                each
                for name, value in _bounds(bounds)
                for each in _integer_bound(name, value)
            )
        case ir.NumberType(bounds=bounds):
            return tuple(_bounds(bounds))
        case ir.StringType():
            pairs = [
                ("min_length", type_.min_length),
                ("max_length", type_.max_length),
                ("pattern", type_.pattern),
            ]
        case ir.ArrayType():
            pairs = [("min_length", type_.min_items), ("max_length", type_.max_items)]
        case ir.MapType():
            pairs = [
                ("min_length", type_.min_properties),
                ("max_length", type_.max_properties),
            ]
        case ir.NullableType(inner=inner):
            return constraints(inner)
        case _:
            return ()
    return tuple([(name, value) for name, value in pairs if value is not None])


def _bounds(bounds: ir.Bounds) -> Iterator[tuple[str, int | float]]:
    pairs = (
        ("ge", bounds.minimum),
        ("gt", bounds.exclusive_minimum),
        ("le", bounds.maximum),
        ("lt", bounds.exclusive_maximum),
        ("multiple_of", bounds.multiple_of),
    )
    return ((name, value) for name, value in pairs if value is not None)


def _integer_bound(name: str, value: float) -> Iterator[tuple[str, int]]:
    """Yield the bound of an integer; one with a fraction is rounded inwards."""
    if isinstance(value, int) or value.is_integer():
        yield name, int(value)
    elif name in ("ge", "gt"):
        yield "ge", ceil(value)
    elif name in ("le", "lt"):
        yield "le", floor(value)
