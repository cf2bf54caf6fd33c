"""Types of JSON values, one frozen class per kind.

A type refers to a declaration by its ``TypeId``, the canonical JSON pointer of the
schema, so that recursive schemas need no objects that refer to each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "Alias",
    "AnyType",
    "ArrayType",
    "BinaryType",
    "BooleanType",
    "Bounds",
    "Declaration",
    "Discriminator",
    "Doc",
    "Field",
    "Format",
    "IntegerType",
    "LiteralType",
    "LiteralValue",
    "MapType",
    "Model",
    "NullType",
    "NullableType",
    "NumberType",
    "RefType",
    "StringType",
    "TupleType",
    "Type",
    "TypeId",
    "UnionType",
    "form_id",
    "is_form_id",
    "is_request_id",
    "request_id",
    "schema_id",
]

TypeId: TypeAlias = str
"""The key of a declaration: the canonical JSON pointer of its schema, such as
``#/components/schemas/Pet``. Request and form models have a prefix, see `request_id`
and `form_id`.
"""

# Pointers begin with "#": no schema has such keys.
_REQUEST_PREFIX = "request"
_FORM_PREFIX = "form"

LiteralValue: TypeAlias = str | int | bool | None

Format = Literal[
    "date-time",
    "date",
    "time",
    "duration",
    "uuid",
    "byte",
    "base64url",
    "decimal",
    "binary",
    "plain",
]
"""The string formats that have a Python type; every other one is ``plain``. ``binary``
is text that may also be given as UTF-8 bytes."""


@dataclass(frozen=True, slots=True)
class Doc:
    """The annotations of a schema (JSON Schema Validation 2020-12, section 9)."""

    title: str = ""
    description: str = ""
    deprecated: bool = False
    default: str | None = None
    """The default value as JSON; the server applies it, the client does not send it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of a number (JSON Schema Validation 2020-12, 6.2)."""

    minimum: int | float | None = None
    exclusive_minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class NullType:
    """Only null."""


@dataclass(frozen=True, slots=True)
class BooleanType:
    """A boolean."""


@dataclass(frozen=True, slots=True)
class IntegerType:
    """An integer."""

    bounds: Bounds = Bounds()


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number, with or without a fraction."""

    bounds: Bounds = Bounds()


@dataclass(frozen=True, slots=True)
class StringType:
    """A string, or the value that a format encodes as a string."""

    format: Format = "plain"
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    declared_format: str = field(default="", compare=False)
    """The ``format`` keyword of the schema, whether or not it has a Python type."""


@dataclass(frozen=True, slots=True)
class BinaryType:
    """Bytes: a body, or a file in a multipart body.

    A schema gives this type wherever it is used; the API has it only where the content
    is not JSON or other text (see `generator.lower.binary`).
    """

    is_text: bool = False
    """Whether the bytes are text of some media type, so that a string will do."""
    media_type: str = field(default="", compare=False)
    """The media type of the bytes by ``contentMediaType``; "" if it is not declared."""


@dataclass(frozen=True, slots=True)
class LiteralType:
    """An enumeration or a constant."""

    values: tuple[LiteralValue, ...]
    names: tuple[str, ...] = ()
    """What the document calls the values, parallel to them; empty without names."""

    @property
    def is_integer_enum(self) -> bool:
        """Whether a declaration of it is a class: integers that have names."""
        return bool(self.names) and all(type(value) is int for value in self.values)


@dataclass(frozen=True, slots=True)
class ArrayType:
    """An array of items of one type."""

    items: Type
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class TupleType:
    """An array of a fixed length, with a type for each place (``prefixItems``)."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class MapType:
    """An object with any keys, and values of one type."""

    values: Type
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property that tells the variants of a union apart (OpenAPI 3.2, 4.25)."""

    property_name: str
    mapping: tuple[tuple[LiteralValue, TypeId], ...]
    """Each value of the property, of the JSON type that the property has, with the
    variant that it stands for: a model, or an alias of a union.
    """
    default: TypeId | None = None
    """The variant of all other values (``defaultMapping``)."""


@dataclass(frozen=True, slots=True)
class UnionType:
    """One of several types."""

    variants: tuple[Type, ...]
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True)
class NullableType:
    """A type, or null."""

    inner: Type


@dataclass(frozen=True, slots=True)
class RefType:
    """A declared type, by its key."""

    id: TypeId


Type: TypeAlias = (
    AnyType
    | NullType
    | BooleanType
    | IntegerType
    | NumberType
    | StringType
    | BinaryType
    | LiteralType
    | ArrayType
    | TupleType
    | MapType
    | UnionType
    | NullableType
    | RefType
)


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object."""

    name: str
    type: Type
    required: bool
    doc: Doc = Doc()
    read_only: bool = False
    write_only: bool = False
    is_own_tag: bool = False
    """Whether it is required only because its one value is the tag of the variant. A
    request has it, a response may lack it."""
    python_name: str | None = None
    """The Python name that the document asks for (``x-gen-name``)."""


@dataclass(frozen=True, slots=True)
class Model:
    """An object with named properties."""

    id: TypeId
    fields: tuple[Field, ...]
    extra: Type | None = None
    """The type of further properties; ``None`` without ``additionalProperties``."""
    closed: bool = False
    """Whether further properties are forbidden (``additionalProperties: false``)."""
    read_only: tuple[str, ...] = ()
    """The names of the ``readOnly`` properties, which a model that is sent lacks."""
    doc: Doc = Doc()
    python_name: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """A named type that is not a model, such as an enum, a union or an array."""

    id: TypeId
    type: Type
    doc: Doc = Doc()
    python_name: str | None = None


Declaration: TypeAlias = Model | Alias


def request_id(key: TypeId) -> TypeId:
    """Return the key of the request model of a declaration: what is sent where another
    form, under `key`, is received.
    """
    return _REQUEST_PREFIX + key


def is_request_id(key: TypeId) -> bool:
    """Return whether a key is that of a request model, see `request_id`."""
    return key.startswith(_REQUEST_PREFIX)


def form_id(key: TypeId, number: int = 1) -> TypeId:
    """Return the key of the form model of a declaration: what a multipart form sends
    where JSON has another form, under `key`. Forms that differ are numbered.
    """
    return f"{_FORM_PREFIX}{number if number > 1 else ''}{key}"


def is_form_id(key: TypeId) -> bool:
    """Return whether a key is that of a form model, see `form_id`."""
    return key.startswith(_FORM_PREFIX)


def schema_id(key: TypeId) -> TypeId:
    """Return the pointer of the schema that a declaration comes from."""
    return key[max(key.find("#"), 0) :]
