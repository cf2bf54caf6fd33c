"""Validation of what the caller gives, before anything is sent.

Values are validated in pydantic's lax Python mode, so that plain JSON values are
accepted where a model or a date is expected. Messages name the argument and the rule,
never the value: it may be a secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .compat import TypeAliasType
from .errors import RequestValidationError
from .model import Model, NullableMark, Tagged, complete, wire_name
from .operation import Schema
from .unset import UNSET

__all__ = ["describe", "given_model", "members_of", "says_anything", "validated"]

_SHOWN = 5


def validated(schema: Schema, value: object, name: str) -> Any:
    """The value as its type.

    Raises:
        RequestValidationError: It is none; ``name`` is how the message calls it.
    """
    try:
        return schema.adapter.validate_python(value)
    except ValidationError as error:
        problems = describe(_details(error), name)
    except RecursionError:
        problems = f"{name}: nested too deeply"
    # Raised here, so that the message with the value is not chained to it.
    raise RequestValidationError(problems)


def given_model(kind: Any, value: object) -> BaseModel | None:
    """The model that a mapping of arguments makes; None if it is not about models.

    ``UNSET`` is dropped, and so is None where the property may not be null. Of a union,
    the variants that know every given name are tried, those with the most required
    properties given first.

    Raises:
        RequestValidationError: No variant takes the arguments.
    """
    if isinstance(value, BaseModel):
        return value
    variants = _variants(kind)
    if not isinstance(value, Mapping) or not variants:
        return None
    given = cast("Mapping[str, object]", value)
    given = {name: item for name, item in given.items() if item is not UNSET}
    candidates = _candidates(kind, variants, given)
    problems = ""
    for variant in candidates:
        try:
            return variant.model_validate(_without_absent(variant, given))
        except ValidationError as error:
            problems = problems or describe(_details(error))
        except RecursionError:
            problems = "body: nested too deeply"
    if not candidates:
        names = ", ".join(sorted(n for n, item in given.items() if item is not None))
        problems = f"these are not accepted together: {names}"
    raise RequestValidationError(problems)


def says_anything(kind: Any, given: Mapping[str, object]) -> bool:
    """Whether arguments for a body are more than none at all.

    None says something where the property may be null.
    """
    given = {name: item for name, item in given.items() if item is not UNSET}
    if any(item is not None for item in given.values()):
        return True
    return any(_without_absent(variant, given) for variant in _variants(kind))


def _candidates(
    kind: Any, variants: list[type[Model]], given: Mapping[str, object]
) -> list[type[Model]]:
    tag = next((mark for mark in _marks(kind) if isinstance(mark, Tagged)), None)
    known = tag.model_of(given) if tag is not None else None
    if known is not None:
        return [known]
    if len(variants) == 1:
        return variants
    names = {name for name, item in given.items() if item is not None}
    knowing = [v for v in variants if names <= _known(v) or _open(v)]
    return sorted(knowing, key=lambda v: -len(names & _required(v)))


def _known(model: type[Model]) -> set[str]:
    fields = model.model_fields
    return {*fields, *(wire_name(model, name) for name in fields)}


def _required(model: type[Model]) -> set[str]:
    fields = {n: f for n, f in model.model_fields.items() if f.is_required()}
    return {*fields, *(wire_name(model, name) for name in fields)}


def _open(model: type[Model]) -> bool:
    return "__pydantic_extra__" in get_annotations(model)


def _without_absent(
    model: type[Model], given: Mapping[str, object]
) -> dict[str, object]:
    if not any(item is None for item in given.values()):
        return dict(given)
    nullable = _nullable(model)
    return {n: item for n, item in given.items() if item is not None or n in nullable}


@cache
def _nullable(model: type[Model]) -> frozenset[str]:
    """The names of the properties that may be null."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        marked = any(isinstance(mark, NullableMark) for mark in field.metadata)
        if marked or (field.is_required() and _takes_none(field.annotation)):
            found |= {name, wire_name(model, name)}
    return frozenset(found)


def _takes_none(kind: Any) -> bool:
    return kind is Any or any(member is NoneType for member in members_of(kind))


def _variants(kind: Any) -> list[type[Model]]:
    """The models of a union; none if it has other members too."""
    members = [m for m in members_of(kind) if m is not NoneType]
    models = [m for m in members if isinstance(m, type) and issubclass(m, Model)]
    for model in models:
        complete(model)
    return models if len(models) == len(members) else []


def members_of(kind: Any) -> list[Any]:
    """The members of a union, through aliases and annotations; else the type alone."""
    if isinstance(kind, TypeAliasType):
        return members_of(kind.__value__)
    if get_origin(kind) is Annotated:
        return members_of(get_args(kind)[0])
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        return [member for arg in get_args(kind) for member in members_of(arg)]
    return [kind]


def _marks(kind: Any) -> tuple[Any, ...]:
    if isinstance(kind, TypeAliasType):
        return _marks(kind.__value__)
    return get_args(kind)[1:] if get_origin(kind) is Annotated else ()


def _details(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_input=False, include_context=False)


def describe(errors: Iterable[ErrorDetails], name: str = "") -> str:
    """``name: rule`` of each error, a few of them."""
    lines: list[str] = []
    for error in errors:
        path = ".".join(str(part) for part in error["loc"])
        place = ".".join(part for part in (name, path) if part)
        lines.append(f"{place or 'body'}: {_rule(error)}")
    lines = list(dict.fromkeys(lines))
    more = f"; and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return "; ".join(lines[:_SHOWN]) + more


def _rule(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "required"
    if error["type"] == "union_tag_invalid":
        return "not one of the known kinds"  # pydantic's own message shows the value
    return error["msg"]
