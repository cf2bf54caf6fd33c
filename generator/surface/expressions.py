"""Python annotations as data, and `spell`, which returns their source text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from generator.code import Code, identifier, join, literal
from generator.ir import Discriminator, LiteralValue, TypeId
from generator.names import dict_name

__all__ = [
    "ANY",
    "NONE",
    "SHADOWABLE",
    "Annotated",
    "Constraint",
    "Declared",
    "DeclaredDict",
    "Expression",
    "Generic",
    "Imports",
    "LiteralMembers",
    "Name",
    "Scope",
    "Union",
    "allows_none",
    "declarations_in",
    "mentions",
    "spell",
    "union",
    "union_members",
]

_BUILTINS = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})
SHADOWABLE = _BUILTINS | {"builtins", "dt"}
"""The names in lower case that occur in annotations: a method or attribute of the class
hides them there."""

Constraint: TypeAlias = tuple[str, LiteralValue | float]
"""A keyword argument of pydantic's ``Field``."""


@dataclass(frozen=True, slots=True)
class Name:
    """A built-in name, or one to be imported; ``dt.datetime`` imports ``dt``."""

    text: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A model or alias of the package."""

    id: TypeId


@dataclass(frozen=True, slots=True)
class DeclaredDict:
    """The typed dict, or the alias of typed dicts, of a declaration of the package."""

    id: TypeId


@dataclass(frozen=True, slots=True)
class LiteralMembers:
    """``Literal[...]``."""

    values: tuple[LiteralValue, ...]


@dataclass(frozen=True, slots=True)
class Generic:
    """A name with type arguments, such as ``list[int]``."""

    base: Name
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """Alternatives, joined by ``|``. Made by `union`, or where the order is fixed."""

    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """``Annotated[inner, Field(...)]``, or ``Annotated[inner, Tagged(...)]``."""

    inner: Expression
    metadata: tuple[Constraint, ...] | Discriminator


Expression: TypeAlias = (
    Name | Declared | DeclaredDict | LiteralMembers | Generic | Union | Annotated
)

NONE = Name("None")
ANY = Name("Any")


def union(parts: Iterable[Expression]) -> Expression:
    """Return the union of `parts`: no alternative twice, and their literals in one."""
    kept: dict[Expression | None, None] = {}
    values: dict[tuple[type, LiteralValue], LiteralValue] = {}
    for member in (each for part in parts for each in union_members(part)):
        if isinstance(member, LiteralMembers):
            kept.setdefault(None)  # The place of the joined literal.
            values.update({(type(value), value): value for value in member.values})
        else:
            kept[member] = None
    joined = LiteralMembers(tuple(values.values()))
    members = tuple(joined if each is None else each for each in kept)
    return members[0] if len(members) == 1 else Union(members)


def union_members(expression: Expression) -> Iterator[Expression]:
    """Yield the alternatives of an expression, those of nested unions included."""
    if isinstance(expression, Union):
        for member in expression.members:
            yield from union_members(member)
    else:
        yield expression


def allows_none(expression: Expression) -> bool:
    """Return whether ``None`` is an alternative."""
    return NONE in union_members(expression)


def mentions(expression: Expression, name: Name) -> bool:
    """Return whether a name occurs in an expression."""
    match expression:
        case Generic(base, arguments):
            return base == name or any(mentions(each, name) for each in arguments)
        case Union(members):
            return any(mentions(each, name) for each in members)
        case Annotated(inner, _):
            return mentions(inner, name)
        case _:
            return expression == name


def declarations_in(expression: Expression) -> Iterator[TypeId]:
    """Yield the keys of the declarations that an expression refers to, also by their
    typed dicts.
    """
    match expression:
        case Declared(id) | DeclaredDict(id):
            yield id
        case Generic(_, inner) | Union(inner):
            for each in inner:
                yield from declarations_in(each)
        case Annotated(whole, _):
            yield from declarations_in(whole)
        case _:
            pass


@dataclass(slots=True)
class Imports:
    """The names that the annotations of a module use; `spell` adds them."""

    names: set[str] = field(default_factory=set)
    """Names from the standard library, pydantic and the runtime."""
    types: set[TypeId] = field(default_factory=set)
    """Declarations of the package that are referred to."""
    dicts: set[TypeId] = field(default_factory=set)
    """Declarations whose typed dicts are referred to."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names and imports of a module in which expressions are printed."""

    names: Mapping[TypeId, str]
    """The names of the package's declarations."""
    imports: Imports = field(default_factory=Imports)
    qualifier: str = ""
    """The prefix of the names of declarations, such as ``models.``."""
    shadowed: frozenset[str] = frozenset()
    """The names of `SHADOWABLE` that a method or attribute of the class hides."""
    dict_qualifier: str = "inputs."
    """The prefix of the names of typed dicts."""

    def declared(self, key: TypeId) -> Code:
        """Return the name of a declaration, and note that it is needed."""
        self.imports.types.add(key)
        return identifier(self.qualifier + self.names[key])

    def declared_dict(self, key: TypeId) -> Code:
        """Return the name of a typed dict, and note that it is needed."""
        self.imports.dicts.add(key)
        return identifier(self.dict_qualifier + dict_name(self.names, key))

    def name(self, text: str) -> Code:
        """Return a name, and note that it is needed."""
        if text == "None":
            return identifier(text)
        if text in _BUILTINS:
            if text not in self.shadowed:
                return identifier(text)
            text = f"builtins.{text}"
        module, dot, member = text.partition(".")
        if dot and module in self.shadowed:
            module = f"_{module}"
        self.imports.names.add(module)
        return identifier(module + dot + member)


def spell(expression: Expression, scope: Scope) -> Code:
    """Return the source text of an expression."""
    match expression:
        case Name(text):
            return scope.name(text)
        case Declared(id):
            return scope.declared(id)
        case DeclaredDict(id):
            return scope.declared_dict(id)
        case LiteralMembers(values):
            return Code(f"{scope.name('Literal')}[{join(', ', map(literal, values))}]")
        case Generic(base, arguments):
            inner = join(", ", [spell(each, scope) for each in arguments])
            return Code(f"{scope.name(base.text)}[{inner}]")
        case Union(members):
            return join(" | ", [spell(each, scope) for each in members])
        case Annotated(inner, metadata):
            return _annotated(spell(inner, scope), metadata, scope)
        case _:
            assert_never(expression)


def _annotated(
    inner: Code, metadata: tuple[Constraint, ...] | Discriminator, scope: Scope
) -> Code:
    if isinstance(metadata, Discriminator):
        argument = _tagged(metadata, scope)
    else:
        limits = [Code(f"{name}={literal(value)}") for name, value in metadata]
        argument = Code(f"{scope.name('Field')}({join(', ', limits)})")
    return Code(f"{scope.name('Annotated')}[{inner}, {argument}]")


def _tagged(tag: Discriminator, scope: Scope) -> Code:
    pairs = [f"{literal(value)}: {scope.declared(key)}" for value, key in tag.mapping]
    arguments = f"{literal(tag.property_name)}, {{{', '.join(pairs)}}}"
    if tag.default is not None:
        arguments += f", default={scope.declared(tag.default)}"
    return Code(f"{scope.name('Tagged')}({arguments})")
