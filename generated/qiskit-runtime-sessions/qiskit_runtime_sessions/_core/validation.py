"""Validates what the caller passes before anything is sent.

Dicts of JSON values are accepted in place of models, and texts in place of dates.
Messages name the argument and the rule, never the value: it may be a secret.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any, TypeAlias, cast

from pydantic import BaseModel, ValidationError

from .errors import RequestValidationError
from .json_values import UNSET
from .lenient_decode import Decoder, Place, adapter_of
from .model import is_required, set_properties, wire_names
from .schema import Schema
from .type_inspection import (
    Attempts,
    Models,
    accepts_null,
    find_discriminator,
    has_typed_extras,
    none_means_absent,
    union_members,
    union_models,
)
from .wording import closest, path_of, suggestion

_MAX_PATH = 200
Check: TypeAlias = Callable[[object, object, str], None]
checks = list[Check]()
"""Called for a valid value with what was given, what was made of it, and its name."""


class Keywords(dict[str, Any]):
    """Keyword arguments that are the properties of a body, by wire name."""

    names: Mapping[str, str] = {}
    """Wire name -> argument, where that is not the name in the model."""


def validate(schema: Schema, value: object, name: str) -> Any:
    """Return the value converted to the type of the schema.

    Raises:
        RequestValidationError: The value is invalid; the message calls it ``name``.
    """
    try:
        valid = schema.adapter.validate_python(value)
        for check in checks:
            check(value, valid, name)
        return valid
    except (ValidationError, RecursionError):
        pass  # raised below: the chained pydantic error would show the value
    deviations = _ArgumentReader(schema.type, value).deviations
    raise argument_error(deviations, name, value, {})


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
    if not isinstance(value, Mapping) or not variants:
        return None
    arguments = cast("Mapping[str, object]", value)
    names = {n for n, v in arguments.items() if v is not None and v is not UNSET}
    readers: list[_ArgumentReader] = []
    tag = find_discriminator(annotation)
    attempts = _attempts if tag is None else tag.attempts
    for variant, own_tag in attempts(variants, arguments, names):
        present = own_tag | _present_arguments(variant, variants, arguments)
        try:
            model = variant.model_validate(present)
            for check in checks:
                check(present, model, "")
            return model
        except (ValidationError, RecursionError):
            is_choice = len(variants) > 1
        readers.append(_ArgumentReader(variant, present, is_choice))
    if readers:
        reader = min(readers, key=lambda each: len(each.deviations))
        names_of_type = wire_names(reader.type)
        raise argument_error(reader.deviations, "body", arguments, names_of_type)
    all_names = {w: n for v in variants for w, n in wire_names(v).items()}
    combined = ", ".join(sorted(all_names.get(name, name)[:60] for name in names))
    raise RequestValidationError(f"these arguments cannot be combined: {combined}")


def has_arguments(annotation: Any, arguments: Mapping[str, object]) -> bool:
    """Return whether any argument is given; null counts if the property accepts it."""
    if any(item is not None and item is not UNSET for item in arguments.values()):
        return True
    variants = variants_of(annotation)
    return any(_present_arguments(v, variants, arguments) for v in variants)


def _present_arguments(
    model: type[BaseModel], variants: Models, arguments: Mapping[str, object]
) -> dict[str, object]:
    """Return the given arguments; of an additional property, None is a given null."""
    items = [(name, item) for name, item in arguments.items() if item is not UNSET]
    if all(item is not None for _, item in items):
        return dict(items)
    never_absent = _never_absent(model)
    absent = {n for v in variants for n in field_names(v)} - never_absent
    return {name: v for name, v in items if v is not None or name not in absent}


@cache
def _never_absent(model: type[BaseModel]) -> set[str]:
    """Return both names of the properties that accept null or have a constant."""
    found: set[str] = set()
    for wire, name in wire_names(model).items():
        field = model.model_fields[name]
        annotation: Any = field.annotation
        may_be_null = annotation is Any or accepts_null(annotation)
        if may_be_null if field.is_required() else not none_means_absent(field):
            found |= {wire, name}
    return found


def variants_of(annotation: Any) -> Models:
    """Return the models of a union, or nothing if it has members of other types."""
    models, members = union_models(annotation), union_members(annotation)
    others = [member for member in members if member not in (NoneType, *models)]
    return [] if others else models


def _attempts(variants: Models, _: object, names: set[str]) -> Attempts:
    """Return the variants to try, the best match first."""
    if len(variants) == 1:
        return [(variants[0], {})]
    matching = [variant for variant in variants if has_all(variant, names)]
    matching.sort(key=lambda variant: _fit(variant, names), reverse=True)
    return [(variant, {}) for variant in matching]


def has_all(model: type[BaseModel], names: set[str]) -> bool:
    """Return whether a model declares properties with these names."""
    return has_typed_extras(model) or names <= field_names(model)


def _fit(model: type[BaseModel], names: set[str]) -> tuple[int, int]:
    """Return how many required properties are given, and minus how many are not."""
    pairs, fields = wire_names(model).items(), model.model_fields
    required = [pair for pair in pairs if is_required(fields[pair[1]])]
    given = sum(not names.isdisjoint(pair) for pair in required)
    return given, given - len(required)


@cache
def field_names(model: type[BaseModel]) -> set[str]:
    """Return the wire and Python names of all properties, also of read-only ones."""
    names = {name for pair in wire_names(model).items() for name in pair}
    return {*names, *getattr(model, "model_read_only", ())}


class _ArgumentReader(Decoder):
    """Finds what is wrong with an argument.

    Args:
        annotation: The type.
        value: A value that is not of the type.
        is_choice: Whether the type is a variant of a union, which messages name.
    """

    is_json = False

    def __init__(self, annotation: Any, value: object, is_choice: bool = False) -> None:
        super().__init__()
        self.type = annotation
        self._variant = annotation.__name__ if is_choice else ""
        self._open = set[int]()
        try:
            self.decode(annotation, value, (), 0)
        except RecursionError:
            self.report((), "nested too deeply")

    def decode(self, annotation: Any, data: Any, place: Place, depth: int) -> None:
        if id(data) in self._open:
            self.report(place, "must not contain itself")
            return
        self._open.add(id(data))
        super().decode(annotation, data, place, depth)
        self._open.remove(id(data))

    def validate(self, annotation: Any, data: Any) -> Any:
        return adapter_of(annotation).validate_python(data)

    def properties(self, annotation: Any, data: Any) -> dict[Any, Any] | None:
        models = union_models(annotation) if isinstance(data, BaseModel) else []
        names = {getattr(model, "model_received_as", "") for model in models}
        if isinstance(data, BaseModel) and type(data).__name__ in names:
            return set_properties(data)
        return dict(cast(Any, data)) if isinstance(data, Mapping) else None

    def items(self, data: Any) -> Sequence[Any] | None:
        is_text = isinstance(data, str | bytes | bytearray)
        is_array = isinstance(data, Sequence) and not is_text
        return cast("Sequence[Any]", data) if is_array else None

    def absence(self, models: Models, key: str, data: dict[Any, Any]) -> str:
        known = set[str]().union(*map(field_names, models))
        similar = closest(key, [other for other in data if other not in known])
        return f"; {similar[:50]!r} is not documented" if similar else ""

    def model(
        self, model: type[BaseModel], data: dict[Any, Any], place: Place, depth: int
    ) -> BaseModel:
        known = field_names(model)
        unknown = [key for key in data if key not in known]
        for key in unknown if model.model_config.get("extra") == "forbid" else ():
            self.report((*place, key), "unknown property" + suggestion(key, known))
        return super().model(model, data, place, depth)


def argument_error(
    deviations: Iterable[tuple[Place, str]],
    name: str,
    value: object,
    keywords: Mapping[str, str],
) -> RequestValidationError:
    """Return the exception for what is wrong with a value.

    Args:
        deviations: What is wrong, and where.
        name: Name of the argument, unless the value is of keyword arguments.
        value: The value.
        keywords: Name of the keyword argument for each property.
    """
    problems = list[tuple[str, str]]()
    for place, text in deviations:
        path = name
        if place and isinstance(value, Keywords):
            first, place = str(place[0]), place[1:]
            other = f"additional_properties[{first!r:.50}]"
            path = value.names.get(first) or keywords.get(first) or other
        problems.append((path_of(path, *place)[:_MAX_PATH], text))
    return RequestValidationError(*dict.fromkeys(problems))
