"""Annotations as a type-checker sees them: names resolved, marks left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from generator.ir import LiteralValue, TypeId
from generator.surface import (
    Annotated,
    Declared,
    DeclaredDict,
    Expression,
    Generic,
    LiteralMembers,
    Name,
    Union,
)

__all__ = [
    "ANY",
    "NONE",
    "AliasName",
    "Alternatives",
    "Class",
    "Constant",
    "Names",
    "SpelledType",
    "alternatives",
    "spelled_type",
]

_MARKS = frozenset({"Annotated", "Lossless", "Open", "OwnTag", "Unique"})
"""Aliases of the runtime that stand for their first argument."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class, with its type arguments: built in, of a library, or of the package."""

    name: str
    arguments: tuple[SpelledType, ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """The type of one literal value."""

    value: LiteralValue
    type: str
    """The name of the value's type, since True equals 1."""


@dataclass(frozen=True, slots=True)
class AliasName:
    """An alias of the package, by its name in ``models`` or ``inputs``."""

    name: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A union."""

    members: tuple[SpelledType, ...]


SpelledType: TypeAlias = Class | Constant | AliasName | Alternatives

ANY = Class("Any")
NONE = Class("None")
_BYTES = Class("bytes")
_STR = Class("str")
_FILE_CONTENT = Alternatives((_BYTES, Class("IO", (_BYTES,)), Class("PathLike")))
_CREDENTIAL = Alternatives((_STR, Class("credential function")))
_ALIASES: dict[str, SpelledType] = {
    "ClientCertificate": Alternatives((_STR, Class("certificate and key"))),
    "Credential": _CREDENTIAL,
    "OAuthCredential": Alternatives((*_CREDENTIAL.members, Class("OAuth grant"))),
    "Base64": _BYTES,
    "Base64Url": _BYTES,
    "Utf8": _STR,
    "File": Alternatives((*_FILE_CONTENT.members, Class("file tuple"))),
}
"""The aliases of the runtime that stand for other types than a class of their name."""


@dataclass(frozen=True, slots=True)
class Names:
    """How the declarations of a package are called."""

    declared: Callable[[TypeId], SpelledType]
    declared_dict: Callable[[TypeId], SpelledType]


def spelled_type(expression: Expression, names: Names) -> SpelledType:
    """Return what a type-checker takes an annotation for."""
    match expression:
        case Name(text):
            return _ALIASES.get(text, Class(text))
        case Declared(id):
            return names.declared(id)
        case DeclaredDict(id):
            return names.declared_dict(id)
        case LiteralMembers(values):
            return alternatives(Constant(each, type(each).__name__) for each in values)
        case Generic(Name("Nullable"), arguments):
            return alternatives((spelled_type(arguments[0], names), NONE))
        case Generic(Name(text), arguments) if text in _MARKS:
            return spelled_type(arguments[0], names)
        case Generic(Name(text), arguments):
            return Class(text, tuple(spelled_type(each, names) for each in arguments))
        case Union(members):
            return alternatives(spelled_type(each, names) for each in members)
        case Annotated(inner, _):
            return spelled_type(inner, names)
        case _:
            assert_never(expression)


def alternatives(types: Iterable[SpelledType]) -> SpelledType:
    """Return a union without unions in it, and without equal members."""
    members = tuple(dict.fromkeys(_flat(types)))
    return members[0] if len(members) == 1 else Alternatives(members)


def _flat(types: Iterable[SpelledType]) -> Iterator[SpelledType]:
    for each in types:
        if isinstance(each, Alternatives):
            yield from each.members
        else:
            yield each
