"""Convert request bodies to arguments: keyword arguments, or the argument `body`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.ir import (
    Api,
    BooleanType,
    Field,
    LiteralType,
    Model,
    NullType,
    Operation,
    Type,
)
from generator.ir.media_types import is_range
from generator.ir.visit import alternatives
from generator.surface.results import ResultKind, result_kinds

__all__ = [
    "BodyForm",
    "body_forms",
    "method_forms",
    "own_keywords",
    "takes_content_type",
]

_MAX_OVERLOADS = 4
_STREAM_FLAG = "stream"
"""The property of a body by which a call asks for a stream instead of one value."""


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
    if len(found) > 2 * _MAX_OVERLOADS:
        found = [BodyForm(tuple(m), t) for t, m in groups.items()]
    return tuple(_merge(found))


def method_forms(
    api: Api, operation: Operation, kind: ResultKind
) -> tuple[BodyForm, ...]:
    """Return the forms of the body that the method of a kind takes.

    If an operation returns a value or a stream, and its body has a boolean ``stream``,
    the streaming method sends true. The other method has no argument for it; it sends
    false only if the property is required or true by default, in any of the forms, so
    that it need not be given to choose one of them.
    """
    forms = body_forms(api, operation)
    if len(result_kinds(operation)) == 1 or not any(_flag(f, api) for f in forms):
        return forms
    sends_false = any(
        False in values and (field.required or field.doc.default == "true")
        for field, values in filter(None, (_flag(form, api) for form in forms))
    )
    found = (
        _of_stream(form, api) if kind == "stream" else _of_value(form, api, sends_false)
        for form in forms
    )
    return tuple(form for form in found if form is not None) or forms


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


def _flag(form: BodyForm, api: Api) -> tuple[Field, set[object]] | None:
    """Return the property that asks for a stream, with its boolean values."""
    fields = form.model.fields if form.model else ()
    field = next((each for each in fields if each.name == _STREAM_FLAG), None)
    values: set[object] = set()
    for each in alternatives(field.type, api.types) if field else ():
        match each:
            case BooleanType():
                values |= {True, False}
            case LiteralType(values=given) if all(isinstance(v, bool) for v in given):
                values |= {*given}
            case NullType():
                pass
            case _:
                return None
    return (field, values) if field and values else None


def _of_stream(form: BodyForm, api: Api) -> BodyForm | None:
    """Return a form that asks for a stream; None if it cannot."""
    flag = _flag(form, api)
    if form.model is None:
        return form
    return _with_flag(form, True) if flag and True in flag[1] else None


def _of_value(form: BodyForm, api: Api, sends_false: bool) -> BodyForm | None:
    """Return a form that does not ask for a stream; None if it always does."""
    flag = _flag(form, api)
    if flag is None:
        return form
    field, values = flag
    if False in values and sends_false:
        return _with_flag(form, False)
    return None if field.required else _with_flag(form, None)


def _with_flag(form: BodyForm, value: bool | None) -> BodyForm:
    """Return a form with only one value of the flag, or with None without it."""
    assert form.model is not None
    fields = tuple(
        (
            replace(
                field,
                type=LiteralType((value,)),
                required=True,
            )
            if field.name == _STREAM_FLAG and value is not None
            else field
        )
        for field in form.model.fields
        if field.name != _STREAM_FLAG or value is not None
    )
    model = replace(form.model, fields=fields)
    if value is None:
        return replace(form, model=model, omitted=(_STREAM_FLAG,))
    return replace(form, model=model, constants=((_STREAM_FLAG, value),))


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
