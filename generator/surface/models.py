"""The declarations of the package: model classes and type aliases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from generator import ir
from generator.names import Names
from generator.surface.expressions import NONE, Expression, Generic, Name, Union
from generator.surface.types import EnumOpenness, Position

__all__ = ["AliasDeclaration", "Attribute", "Declaration", "ModelClass", "declaration"]

_OPENNESS: Mapping[ir.Usage, EnumOpenness] = {
    "request": "closed",
    "response": "marked",
    "both": "marked",
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a model; its default is None where it is not required."""

    name: str
    field: ir.Field
    annotation: Expression


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


@dataclass(frozen=True, slots=True)
class AliasDeclaration:
    """A name for a type that is no class: an enum, a union, a list."""

    name: str
    alias: ir.Alias
    value: Expression


Declaration: TypeAlias = ModelClass | AliasDeclaration


def declaration(api: ir.Api, names: Names, key: ir.TypeId) -> Declaration:
    """Return the model or alias that stands for a type of the IR."""
    declared = api.types[key]
    name = names.types[key]
    position = Position(api, _OPENNESS[api.usage[key]], validated=True)
    if isinstance(declared, ir.Model):
        return _model(declared, name, names.fields[key], position)
    if isinstance(declared.type, ir.LiteralType):
        # An enum lists its members only; where it is used says whether it is open.
        position = Position(api, "closed", validated=True)
    return AliasDeclaration(name, declared, position.constrained(declared.type))


def _model(
    model: ir.Model, name: str, names: Mapping[str, str], position: Position
) -> ModelClass:
    extra = model.extra
    return ModelClass(
        name,
        model,
        tuple(
            Attribute(names[field.name], field, _annotation(field, position))
            for field in model.fields
        ),
        # What only comes back is never closed: a server may add properties.
        model.closed and position.api.usage[model.id] != "response",
        (
            None
            if extra is None or isinstance(extra, ir.AnyType)
            else position.constrained(extra)
        ),
    )


def _annotation(field: ir.Field, position: Position) -> Expression:
    """None means absent; only where null is allowed is it a value of its own."""
    annotation = position.expression(field.type)
    if field.required:
        return annotation
    if isinstance(field.type, ir.NullableType):
        inner = position.expression(field.type.inner)
        return Generic(Name("Nullable"), (inner,))
    if isinstance(field.type, ir.AnyType | ir.NullType):
        return Generic(Name("Nullable"), (annotation,))
    return Union((annotation, NONE))
