"""Inspect annotations: union members, models and null."""

from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from .model import NullableMark, Tagged


def union_members(annotation: Any) -> list[Any]:
    """Return the members of a union through aliases and ``Annotated``.

    An annotation that is no union is its only member.
    """
    if isinstance(annotation, TypeAliasType):
        return union_members(annotation.__value__)
    if get_origin(annotation) is Annotated:
        return union_members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [m for arg in get_args(annotation) for m in union_members(arg)]
    return [annotation]


def find_tagged(annotation: Any) -> Tagged | None:
    """Return the discriminator of a union, or None if it has none."""
    if isinstance(annotation, TypeAliasType):
        return find_tagged(annotation.__value__)
    parts: tuple[Any, ...] = ()
    if get_origin(annotation) is Annotated:
        parts = (*get_args(annotation)[1:], get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        parts = get_args(annotation)
    found = (part if isinstance(part, Tagged) else find_tagged(part) for part in parts)
    return next((tag for tag in found if tag), None)


def union_models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models among the members of a union, with their fields resolved."""
    members = union_members(annotation)
    models = [m for m in members if isinstance(m, type) and issubclass(m, BaseModel)]
    for model in models:
        model.model_rebuild()  # fields of a model that was not used yet are unresolved
    return models


def accepts_null(annotation: Any) -> bool:
    """Return whether None is a member of the annotation."""
    return NoneType in union_members(annotation)


def is_marked_nullable(field: FieldInfo) -> bool:
    """Return whether an optional field may be null too, not only absent."""
    return any(isinstance(mark, NullableMark) for mark in field.metadata)


def has_typed_extras(model: type[BaseModel]) -> bool:
    """Return whether the model declares a type for additional properties."""
    return "__pydantic_extra__" in get_annotations(model)
