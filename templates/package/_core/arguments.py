"""Validation of what the caller gives, before anything is sent.

Values are validated in pydantic's lax Python mode, so that plain JSON values are
accepted where a model or a date is expected. Messages name the argument and the rule,
never the value: it may be a secret.
"""

from collections.abc import Mapping
from functools import cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from .errors import RequestValidationError
from .json_values import UNSET
from .model import NullableMark, Tagged, wire_names
from .operation import Schema

_SHOWN = 5
# pydantic's own message shows the value of a tag.
_RULES = {"missing": "required", "union_tag_invalid": "not one of the known kinds"}


def validated(schema: Schema, value: object, name: str) -> Any:
    """The value as its type.

    Raises:
        RequestValidationError: It is none; ``name`` is how the message calls it.
    """
    try:
        return schema.adapter.validate_python(value)
    except (ValidationError, RecursionError) as error:
        problems = _described(error, name)
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
    given = dict(cast("Mapping[str, object]", value))
    names = {
        name for name, item in given.items() if item is not None and item is not UNSET
    }
    problems = ""
    for variant in _candidates(kind, variants, given, names):
        try:
            return variant.model_validate(_said(variant, given))
        except (ValidationError, RecursionError) as error:
            problems = problems or _described(error, "body")
    together = f"these are not accepted together: {', '.join(sorted(names))}"
    raise RequestValidationError(problems or together)


def says_anything(kind: Any, given: Mapping[str, object]) -> bool:
    """Whether arguments for a body are more than none at all: null is, where it may be."""
    some = any(item is not None and item is not UNSET for item in given.values())
    return some or any(_said(variant, given) for variant in _variants(kind))


def _said(model: type[BaseModel], given: Mapping[str, object]) -> dict[str, object]:
    """The arguments without those that stand for an absent property."""
    items = [(name, item) for name, item in given.items() if item is not UNSET]
    if all(item is not None for _, item in items):
        return dict(items)
    nullable = _nullable(model)
    return {name: v for name, v in items if v is not None or name in nullable}


@cache
def _nullable(model: type[BaseModel]) -> set[str]:
    """The names of the properties that may be null."""
    found: set[str] = set()
    for wire, name in wire_names(model).items():
        field = model.model_fields[name]
        kind: Any = field.annotation
        needed = field.is_required() and (kind is Any or takes_null(kind))
        if needed or is_marked_nullable(field):
            found |= {wire, name}
    return found


def _variants(kind: Any) -> list[type[BaseModel]]:
    """The models of a union; none if it has other members too."""
    models, members = models_of(kind), members_of(kind)
    others = [member for member in members if member not in (NoneType, *models)]
    return [] if others else models


def _candidates(
    kind: Any,
    variants: list[type[BaseModel]],
    given: Mapping[str, object],
    names: set[str],
) -> list[type[BaseModel]]:
    tag = tagged(kind)
    known = tag.model_of(given) if tag is not None else None
    if tag is not None and known is not None:
        return list(dict.fromkeys([known, tag.default or known]))
    if len(variants) == 1:
        return variants
    knowing = [v for v in variants if has_typed_extras(v) or names <= _spellings(v)]
    return sorted(knowing, key=lambda v: -len(names & _spellings(v, required=True)))


def _spellings(model: type[BaseModel], required: bool = False) -> set[str]:
    """The names of the properties, on the wire and in Python."""
    pairs, fields = wire_names(model).items(), model.model_fields
    found = [pair for pair in pairs if not required or fields[pair[1]].is_required()]
    return {spelling for pair in found for spelling in pair}


def _described(error: ValidationError | RecursionError, name: str) -> str:
    """``name: rule`` of each problem, a few of them."""
    if isinstance(error, RecursionError):
        return f"{name}: nested too deeply"
    lines: list[str] = []
    for each in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in each["loc"])
        place = path if name == "body" and path else f"{name}.{path}".strip(".")
        lines.append(f"{place}: {_RULES.get(each['type'], each['msg'])}")
    lines = list(dict.fromkeys(lines))
    more = f"; and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return "; ".join(lines[:_SHOWN]) + more


def members_of(kind: Any) -> list[Any]:
    """The members of a union, through aliases and annotations; else the type alone."""
    if isinstance(kind, TypeAliasType):
        return members_of(kind.__value__)
    if get_origin(kind) is Annotated:
        return members_of(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [member for arg in get_args(kind) for member in members_of(arg)]
    return [kind]


def tagged(kind: Any) -> Tagged | None:
    """What tells the members of a union apart, if the document does."""
    if isinstance(kind, TypeAliasType):
        return tagged(kind.__value__)
    inside: tuple[Any, ...] = ()
    if get_origin(kind) is Annotated:
        inside = (*get_args(kind)[1:], get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        inside = get_args(kind)
    found = (each if isinstance(each, Tagged) else tagged(each) for each in inside)
    return next((tag for tag in found if tag), None)


def models_of(kind: Any) -> list[type[BaseModel]]:
    """The models in a type, with their annotations resolved."""
    members = members_of(kind)
    models = [m for m in members if isinstance(m, type) and issubclass(m, BaseModel)]
    for model in models:
        model.model_rebuild()  # it may have been used by others only
    return models


def takes_null(kind: Any) -> bool:
    """Whether null is a value of a type."""
    return NoneType in members_of(kind)


def is_marked_nullable(field: FieldInfo) -> bool:
    """Whether an optional property may be null as well."""
    return any(isinstance(mark, NullableMark) for mark in field.metadata)


def has_typed_extras(model: type[BaseModel]) -> bool:
    """Whether properties without a name in the document are documented."""
    return "__pydantic_extra__" in get_annotations(model)
