"""Validates what the caller passes before anything is sent.

Dicts of JSON values are accepted in place of models, and texts in place of dates.
Messages name the argument and the rule, never the value: it may be a secret.
"""

from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from .errors import RequestValidationError
from .json_values import UNSET
from .misspelled_keys import check_keys
from .model import is_constant, is_required, wire_names
from .schema import Schema
from .strict_types import HIDDEN
from .type_inspection import (
    Discriminator,
    accepts_null,
    find_discriminator,
    has_typed_extras,
    is_marked_nullable,
    union_members,
    union_models,
)

_MAX_PROBLEMS = 5
_MESSAGES = {
    "missing": "required",
    "timezone_aware": "needs a time zone (RFC 3339, 5.6)",
}


def validate(schema: Schema, value: object, name: str) -> Any:
    """Return the value converted to the type of the schema.

    Raises:
        RequestValidationError: The value is invalid; the message calls it ``name``.
    """
    try:
        valid = schema.adapter.validate_python(value)
        check_keys(value, valid, name)
        return valid
    except (ValidationError, RecursionError) as error:
        problems = _describe(error, name)
    # Raised outside of the handler: the chained pydantic error would show the value.
    raise RequestValidationError(problems)


def build_model(annotation: Any, value: object) -> BaseModel | None:
    """Return the model that a mapping of arguments describes.

    ``UNSET`` is dropped, and so is None for a property that must not be null. For a
    union, the variants that declare every given name are tried, those with the most
    required properties given first; of a discriminated union, only what the tag names,
    or without a tag the only variant that the arguments fit.

    Returns:
        None if the annotation has members that are not models, or the value is not a
        mapping.

    Raises:
        RequestValidationError: No variant accepts the arguments.
    """
    variants = variants_of(annotation)
    tag = None if variants == [annotation] else find_discriminator(annotation)
    if not isinstance(value, Mapping) or not variants:
        return None
    arguments = dict(cast("Mapping[str, object]", value))
    names = {n for n, v in arguments.items() if v is not None and v is not UNSET}
    problems = ""
    for variant in _matching_variants(tag, variants, arguments, names):
        present = _present_arguments(variant, variants, arguments)
        if tag is not None:
            present = tag.defaults(variant, arguments) | present
        try:
            model = variant.model_validate(present)
            check_keys(present, model, "")
            return model
        except (ValidationError, RecursionError) as error:
            problems = problems or _describe(error, "body")
    combination = f"these arguments cannot be combined: {', '.join(sorted(names))}"
    raise RequestValidationError(problems or combination)


def has_arguments(annotation: Any, arguments: Mapping[str, object]) -> bool:
    """Return whether any argument is given; null counts if the property accepts it."""
    if any(item is not None and item is not UNSET for item in arguments.values()):
        return True
    variants = variants_of(annotation)
    return any(_present_arguments(v, variants, arguments) for v in variants)


def _present_arguments(
    model: type[BaseModel],
    variants: list[type[BaseModel]],
    arguments: Mapping[str, object],
) -> dict[str, object]:
    """Return the arguments without those that stand for an absent property. None for an
    additional property, which no variant declares, is null.
    """
    items = [(name, item) for name, item in arguments.items() if item is not UNSET]
    if all(item is not None for _, item in items):
        return dict(items)
    never_absent = _never_absent(model)
    absent = {n for v in variants for n in field_names(v)} - never_absent
    return {name: v for name, v in items if v is not None or name not in absent}


@cache
def _never_absent(model: type[BaseModel]) -> set[str]:
    """Return the wire and Python names of the properties for which None does not mean
    that they are absent: they accept null, or have a constant.
    """
    found: set[str] = set()
    for wire, name in wire_names(model).items():
        field = model.model_fields[name]
        annotation: Any = field.annotation
        required_null = field.is_required() and (
            annotation is Any or accepts_null(annotation)
        )
        if required_null or is_constant(field) or is_marked_nullable(field):
            found |= {wire, name}
    return found


def variants_of(annotation: Any) -> list[type[BaseModel]]:
    """Return the models of a union, or nothing if it has members of other types."""
    models, members = union_models(annotation), union_members(annotation)
    others = [member for member in members if member not in (NoneType, *models)]
    return [] if others else models


def _matching_variants(
    tag: Discriminator | None,
    variants: list[type[BaseModel]],
    arguments: Mapping[str, object],
    names: set[str],
) -> list[type[BaseModel]]:
    """Return the variants to try, the best match first."""
    if tag is None and len(variants) == 1:
        return variants
    if tag is not None:  # Other names are additional properties.
        names = names & set().union(*map(field_names, variants))
    matching = [v for v in variants if has_typed_extras(v) or names <= field_names(v)]
    if tag is not None:
        return tag.variants(matching, arguments, names)
    return sorted(matching, key=lambda variant: _fit(variant, names), reverse=True)


def _fit(model: type[BaseModel], names: set[str]) -> tuple[int, int]:
    """Return how many required properties are given, and minus how many are not."""
    required = [
        p for p in wire_names(model).items() if is_required(model.model_fields[p[1]])
    ]
    given = sum(not names.isdisjoint(pair) for pair in required)
    return given, given - len(required)


@cache
def field_names(model: type[BaseModel]) -> set[str]:
    """Return the wire and Python names of all properties, and of those that a request
    does not have.
    """
    names = {name for pair in wire_names(model).items() for name in pair}
    return {*names, *getattr(model, "model_read_only", ())}


def _describe(error: ValidationError | RecursionError, name: str) -> str:
    """Return ``name: rule`` for the first problems."""
    if isinstance(error, RecursionError):
        return f"{name}: nested too deeply"
    lines: list[str] = []
    for problem in error.errors(include_url=False, include_input=False):
        if HIDDEN in problem["loc"]:
            continue
        path = ".".join(str(part) for part in problem["loc"] if part != "")
        place = path if name == "body" and path else f"{name}.{path}".strip(".")
        lines.append(f"{place}: {_MESSAGES.get(problem['type'], problem['msg'])}")
    lines = list(dict.fromkeys(lines))
    more = len(lines) - _MAX_PROBLEMS
    return "; ".join(lines[:_MAX_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")
