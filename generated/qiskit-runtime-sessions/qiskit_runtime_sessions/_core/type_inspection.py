"""Inspect annotations: union members, models and null."""

from functools import cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ForwardRef,
    TypeGuard,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType, evaluate_forward_ref

from .formats import Base64Mark
from .model import NullableMark


@cache
def _alias_value(alias: TypeAliasType) -> Any:
    """Return what an alias stands for; a recursive one is written as text."""
    value = alias.__value__
    if isinstance(value, str):
        return evaluate_forward_ref(ForwardRef(value, module=alias.__module__))
    return value


def union_members(annotation: Any, stop_at: type | None = None) -> list[Any]:
    """Return the members of a union through aliases and ``Annotated``.

    An annotation that is no union is its only member.

    Args:
        stop_at: Type of metadata; ``Annotated`` with it is a member as a whole.
    """
    found, pending, seen = list[Any](), [annotation], set[TypeAliasType]()
    while pending:
        current = pending.pop(0)
        if isinstance(current, TypeAliasType):
            pending[:0] = [] if current in seen else [_alias_value(current)]
            seen.add(current)
        elif get_origin(current) is Annotated:
            inner, *metadata = get_args(current)
            stops = any(stop_at and isinstance(mark, stop_at) for mark in metadata)
            found += [current] if stops else []
            pending[:0] = [] if stops else [inner]
        elif get_origin(current) in (Union, UnionType):
            pending[:0] = get_args(current)
        else:
            found.append(current)
    return found


def is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    """Return whether an annotation is a model."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def union_models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models among the members of a union, with their fields resolved."""
    models = list(filter(is_model, union_members(annotation)))
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


def writes_base64(owner: Any, name: str) -> bool:
    """Return whether bytes in a member of a model or a mapping are base64 on the wire."""
    fields = getattr(owner, "model_fields", {})
    if name in fields:
        return any(map(_is_base64, (fields[name].annotation, *fields[name].metadata)))
    if fields and has_typed_extras(owner):
        owner = get_type_hints(owner, include_extras=True)["__pydantic_extra__"]
    return _is_base64(owner)


def _is_base64(part: Any) -> bool:
    return isinstance(part, Base64Mark) or any(map(_is_base64, get_args(part)))
