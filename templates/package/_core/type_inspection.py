"""Inspect annotations: union members, models and null."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ForwardRef,
    TypeAlias,
    TypeGuard,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType, evaluate_forward_ref

from .model import NullableMark

Models: TypeAlias = list[type[BaseModel]]
Attempts: TypeAlias = list[tuple[type[BaseModel], dict[str, Any]]]
"""The models that arguments may be meant for, each with properties to add to them."""


@cache
def _alias_value(alias: TypeAliasType) -> Any:
    """Return what an alias stands for; a recursive one is written as text."""
    value = alias.__value__
    if isinstance(value, str):
        return evaluate_forward_ref(ForwardRef(value, module=alias.__module__))
    return value


class Discriminator(ABC):
    """Base class of ``Tagged``, which tells the variants of a union apart."""

    @abstractmethod
    def select(self, values: Mapping[str, Any], python: bool = False) -> Any: ...
    @abstractmethod
    def explain(self, decoder: Any, data: Any, place: Any) -> bool: ...
    @abstractmethod
    def attempts(
        self, variants: Models, arguments: Mapping[str, Any], names: set[str]
    ) -> Attempts: ...


Select: TypeAlias = Callable[[Discriminator], Any]


def union_members(annotation: Any, select: Select | None = None) -> list[Any]:
    """Return the members of a union through aliases and ``Annotated``.

    An annotation that is no union is its only member.

    Args:
        select: Returns what takes the place of a discriminated union.
    """
    if isinstance(annotation, type):
        return [annotation]
    found, pending, seen = list[Any](), [annotation], set[TypeAliasType]()
    while pending:
        current = pending.pop(0)
        if isinstance(current, TypeAliasType):
            pending[:0] = [] if current in seen else [_alias_value(current)]
            seen.add(current)
        elif get_origin(current) is Annotated:
            inner, *metadata = get_args(current)
            tags = [mark for mark in metadata if isinstance(mark, Discriminator)]
            pending[:0] = [select(tags[0]) if select and tags else inner]
        elif get_origin(current) in (Union, UnionType):
            pending[:0] = get_args(current)
        else:
            found.append(current)
    return found


def find_discriminator(annotation: Any) -> Discriminator | None:
    """Return the discriminator of a union, which may also accept null."""
    members = union_members(annotation, lambda tag: tag)
    unions = [member for member in members if member is not NoneType]
    is_tagged = len(unions) == 1 and isinstance(unions[0], Discriminator)
    return unions[0] if is_tagged else None


def is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    """Return whether an annotation is a model."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def union_models(annotation: Any, select: Select | None = None) -> Models:
    """Return the models among the members of a union, with their fields resolved."""
    models = list(filter(is_model, union_members(annotation, select)))
    for model in models:
        model.model_rebuild()  # fields of a model that was not used yet are unresolved
    return models


def accepts_null(annotation: Any) -> bool:
    """Return whether None is a member of the annotation."""
    return NoneType in union_members(annotation)


def none_means_absent(field: FieldInfo) -> bool:
    """Return whether None stands for an absent property, not for null."""
    is_nullable = any(isinstance(mark, NullableMark) for mark in field.metadata)
    return not field.is_required() and field.default is None and not is_nullable


def has_typed_extras(model: type[BaseModel]) -> bool:
    """Return whether the model declares a type for additional properties."""
    return "__pydantic_extra__" in get_annotations(model)
