"""In which forms a request body can be given: as keywords or as one argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator.ir import (
    Api,
    Model,
    Operation,
    Type,
)
from generator.ir.visit import alternatives

__all__ = ["Form", "body_properties", "forms"]

_MAX_OVERLOADS = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One way to give a body; several of them become overloads."""

    media_types: tuple[str, ...]
    type: Type
    """What the whole body is, for a body that is one argument."""
    model: Model | None = None
    """The object whose properties are the arguments."""


def forms(api: Api, operation: Operation) -> tuple[Form, ...]:
    """Return the forms of an operation's body, the document's first media type first.

    Object bodies become keywords, a union of up to four objects one form for each;
    media types that carry the same type share a form.
    """
    if operation.body is None:
        return ()
    groups: dict[Type, list[str]] = {}
    for content in operation.body.contents:
        groups.setdefault(content.type, []).append(content.media_type)
    found = [
        form
        for type_, media_types in groups.items()
        for form in _forms(api, type_, tuple(media_types))
    ]
    if len(found) > 2 * _MAX_OVERLOADS:
        found = [Form(tuple(m), t) for t, m in groups.items()]
    return tuple(_merged(found))


def _merged(found: Iterable[Form]) -> list[Form]:
    """Keep one form for each whole type, so that no two overloads are equal."""
    kept: dict[tuple[Type, object], Form] = {}
    for form in found:
        key = (form.type, form.model.id if form.model else None)
        known = kept.get(key)
        if known is not None:
            form = replace(known, media_types=known.media_types + form.media_types)
        kept[key] = form
    return list(kept.values())


def _forms(api: Api, type_: Type, media_types: tuple[str, ...]) -> list[Form]:
    variants = _objects(api, type_)
    if 0 < len(variants) <= _MAX_OVERLOADS:
        return [Form(media_types, type_, model) for model in variants]
    return [Form(media_types, type_)]


def _objects(api: Api, type_: Type) -> list[Model]:
    """Return the models that a type is or chooses between, else nothing."""
    found = list(alternatives(type_, api.types))
    models = [each for each in found if isinstance(each, Model)]
    return models if len(models) == len(found) else []


def body_properties(api: Api) -> Mapping[str, Mapping[str, str | None]]:
    """Return, by the pointer of each operation, the properties of its body that
    become arguments, each with the name that the document asks for.
    """
    return {
        operation.pointer: {
            field.name: field.python_name
            for form in forms(api, operation)
            if form.model is not None
            for field in form.model.fields
        }
        for operation in api.operations
    }
