"""Convert request bodies to arguments: keyword arguments, or the argument `body`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.ir import Api, Model, Operation, Type
from generator.ir.visit import alternatives

__all__ = ["BodyForm", "body_forms"]

_MAX_OVERLOADS = 4


@dataclass(frozen=True, slots=True)
class BodyForm:
    """One way to give a body; several of them become overloads."""

    media_types: tuple[str, ...]
    type: Type
    """The type of the whole body, for a body that is one argument."""
    model: Model | None = None
    """The object whose properties are keyword arguments."""


def body_forms(api: Api, operation: Operation) -> tuple[BodyForm, ...]:
    """Return the forms of an operation's body, the document's first media type first.

    An object becomes keywords, a union of up to four objects one form for each; media
    types with the same schema share a form.
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
        found = [BodyForm(tuple(m), t) for t, m in groups.items()]
    return tuple(_merge(found))


def _merge(found: Iterable[BodyForm]) -> list[BodyForm]:
    """Keep one form for each type and model, so that no two overloads are equal."""
    kept: dict[tuple[Type, object], BodyForm] = {}
    for form in found:
        key = (form.type, form.model.id if form.model else None)
        known = kept.get(key)
        if known is not None:
            form = replace(known, media_types=known.media_types + form.media_types)
        kept[key] = form
    return list(kept.values())


def _forms(api: Api, type_: Type, media_types: tuple[str, ...]) -> list[BodyForm]:
    variants = _object_variants(api, type_)
    if 0 < len(variants) <= _MAX_OVERLOADS:
        return [BodyForm(media_types, type_, model) for model in variants]
    return [BodyForm(media_types, type_)]


def _object_variants(api: Api, type_: Type) -> list[Model]:
    """Return the models that a type is, or that a union chooses between; none where
    another type is among them.
    """
    found = list(alternatives(type_, api.types))
    models = [each for each in found if isinstance(each, Model)]
    return models if len(models) == len(found) else []
