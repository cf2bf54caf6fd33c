"""The declarations of the package: model classes and type aliases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from generator import ir
from generator.code import Code, literal, trusted
from generator.ir.visit import Types, constant
from generator.names import Names
from generator.surface.expressions import (
    NONE,
    SHADOWABLE,
    Expression,
    Generic,
    Name,
    Union,
)
from generator.surface.types import AnnotationBuilder, EnumOpenness

__all__ = [
    "AliasDeclaration",
    "Attribute",
    "Declaration",
    "EnumClass",
    "ModelClass",
    "declaration",
]

_OPENNESS: Mapping[ir.Usage, EnumOpenness] = {
    "request": "closed",
    "response": "marked",
    "both": "marked",
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a model."""

    name: str
    field: ir.Field
    annotation: Expression
    default: Code | None
    """The source text of the default; None for an attribute without one. One that is
    not required is None by default, one that has only one value has that value."""


@dataclass(frozen=True, slots=True)
class ModelClass:
    """A model class."""

    name: str
    model: ir.Model
    attributes: tuple[Attribute, ...]
    is_closed: bool
    """Whether building it with further properties is refused."""
    extra: Expression | None
    """The type of further properties, where the document gives one."""
    read_only: tuple[str, ...]
    """The properties, by their names in the document, that it lacks because they are
    not sent."""
    received_as: str
    """For a request model, the name of the response model; else ""."""

    @property
    def shadowed(self) -> frozenset[str]:
        """The names in annotations that an attribute of the class hides."""
        return SHADOWABLE & {each.name for each in self.attributes}

    @property
    def has_input_rules(self) -> bool:
        """Whether what is sent differs from what is received."""
        defaults = {str(each.default) for each in self.attributes}
        has_constant = not defaults <= {"None"}  # that, or no default at all
        return bool(
            has_constant or self.is_closed or self.read_only or self.received_as
        )


@dataclass(frozen=True, slots=True)
class AliasDeclaration:
    """A type alias: a name for an enum, a union, a list."""

    name: str
    alias: ir.Alias
    value: Expression


@dataclass(frozen=True, slots=True)
class EnumClass:
    """A class of integers that have names."""

    name: str
    alias: ir.Alias
    members: tuple[tuple[str, int], ...]
    """Name and value of each member."""


Declaration: TypeAlias = ModelClass | EnumClass | AliasDeclaration


def declaration(api: ir.Api, names: Names, key: ir.TypeId) -> Declaration:
    """Return the class or alias that stands for a type of the IR."""
    declared = api.types[key]
    name = names.types[key]
    annotations = AnnotationBuilder(api, _OPENNESS[api.usage[key]], validated=True)
    if isinstance(declared, ir.Model):
        received_as = names.types[ir.schema_id(key)] if ir.is_request_id(key) else ""
        return _model(declared, name, names.fields[key], annotations, received_as)
    if key in names.members:
        members = [(each, int(value)) for value, each in names.members[key].items()]
        return EnumClass(name, declared, tuple(members))
    if isinstance(declared.type, ir.LiteralType):
        # An enum lists its members only; where it is used says whether it is open.
        annotations = AnnotationBuilder(api, "closed", validated=True)
    return AliasDeclaration(name, declared, annotations.constrained(declared.type))


def _model(
    model: ir.Model,
    name: str,
    names: Mapping[str, str],
    annotations: AnnotationBuilder,
    received_as: str,
) -> ModelClass:
    extra = model.extra
    return ModelClass(
        name,
        model,
        tuple(
            Attribute(
                names[field.name],
                field,
                _annotation(field, annotations),
                _default(field, annotations.api.types),
            )
            for field in model.fields
        ),
        # A response model is never closed, because a server may add properties.
        model.closed and annotations.api.usage[model.id] != "response",
        (
            None
            if extra is None or isinstance(extra, ir.AnyType)
            else annotations.constrained(extra)
        ),
        model.read_only,
        received_as,
    )


def _default(field: ir.Field, types: Types) -> Code | None:
    if not field.required:
        return trusted("None")
    value = constant(field.type, types)
    return None if value is None else literal(value)


def _annotation(field: ir.Field, annotations: AnnotationBuilder) -> Expression:
    """Return the annotation of a field. An optional field includes None, which means
    absent; `Nullable` marks fields that also accept null, `OwnTag` those that a
    response may lack.
    """
    annotation = annotations.annotation(field.type)
    if field.required:
        return (
            Generic(Name("OwnTag"), (annotation,)) if field.is_own_tag else annotation
        )
    if isinstance(field.type, ir.NullableType):
        inner = annotations.annotation(field.type.inner)
        return Generic(Name("Nullable"), (inner,))
    if isinstance(field.type, ir.AnyType | ir.NullType):
        return Generic(Name("Nullable"), (annotation,))
    return Union((annotation, NONE))
