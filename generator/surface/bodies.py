"""Convert request bodies to arguments: keyword arguments, or the argument `body`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.ir import Api, Model, Operation, Type
from generator.ir.media_types import is_range
from generator.ir.visit import alternatives

__all__ = [
    "MAX_OVERLOADS",
    "BodyForm",
    "body_forms",
    "own_keywords",
    "takes_content_type",
]

MAX_OVERLOADS = 4


@dataclass(frozen=True, slots=True)
class BodyForm:
    """One way to give a body; several of them become overloads."""

    media_types: tuple[str, ...]
    type: Type
    """The type of the whole body, for a body that is one argument."""
    model: Model | None = None
    """The object whose properties are keyword arguments."""
    constants: tuple[tuple[str, bool], ...] = ()
    """The properties that each call of the method sends, with their values."""
    omitted: tuple[str, ...] = ()
    """The properties that the method has no argument for."""


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
    if len(found) > 2 * MAX_OVERLOADS:
        found = [BodyForm(tuple(m), t) for t, m in groups.items()]
    return tuple(_merge(found))


def takes_content_type(form: BodyForm, forms: Iterable[BodyForm]) -> bool:
    """Return whether a call of one of the `forms` can choose the media type."""
    known = {media_type for each in forms for media_type in each.media_types}
    return len(known) > 1 or any(map(is_range, form.media_types))


def own_keywords(forms: Sequence[BodyForm]) -> frozenset[str]:
    """Return the arguments for a body beside its properties: `body` for one that is not
    given by its properties, `additional_properties`, `content_type`.
    """
    found = set()
    for form in forms:
        if form.model is None:
            found.add("body")
        elif form.model.extra is not None:
            found.add("additional_properties")
        if takes_content_type(form, forms):
            found.add("content_type")
    return frozenset(found)


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
    if 0 < len(variants) <= MAX_OVERLOADS:
        return [BodyForm(media_types, type_, model) for model in variants]
    return [BodyForm(media_types, type_)]


def _object_variants(api: Api, type_: Type) -> list[Model]:
    """Return the models that a type is, or that a union chooses between; none where
    another type is among them.
    """
    found = list(alternatives(type_, api.types))
    models = [each for each in found if isinstance(each, Model)]
    return models if len(models) == len(found) else []
