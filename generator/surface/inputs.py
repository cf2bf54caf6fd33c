"""The typed dicts of what requests send: twins of the models, with the wire names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from generator import ir
from generator.ir.visit import (
    alternatives,
    children,
    constant,
    reachable_from,
    references,
    request_types,
)
from generator.names import Names, dict_name
from generator.surface.aliases import dict_aliases
from generator.surface.expressions import Expression, union
from generator.surface.signatures import without_redundant_int
from generator.surface.types import AnnotationBuilder

__all__ = ["DictAlias", "DictClass", "DictDeclaration", "DictKey", "typed_dicts"]

_Tag: TypeAlias = tuple[ir.TypeId, str]
"""A model, and the property that tells it from the other variants of a union."""


@dataclass(frozen=True, slots=True)
class DictKey:
    """A key of a typed dict: a property, by its name in the document."""

    name: str
    annotation: Expression
    required: bool
    """Whether a dict must have it: not if the client sends its only value anyway."""


@dataclass(frozen=True, slots=True)
class DictClass:
    """The typed dict that stands for a model in what is sent."""

    name: str
    keys: tuple[DictKey, ...]


@dataclass(frozen=True, slots=True)
class DictAlias:
    """What stands for a union of models, or a recursive alias, in what is sent."""

    name: str
    value: Expression


DictDeclaration: TypeAlias = DictClass | DictAlias


def typed_dicts(api: ir.Api, names: Names) -> Mapping[ir.TypeId, DictDeclaration]:
    """Return the typed dicts of everything that requests send, by declaration."""
    annotations = AnnotationBuilder(api, "closed", takes_texts=True)
    tags, aliases = _tags(api), dict_aliases(api)
    found: dict[ir.TypeId, DictDeclaration] = {}
    sent = _sent(api)
    for key, declared in api.types.items():
        if key not in sent:
            continue
        name = dict_name(names.types, key)
        if isinstance(declared, ir.Model):
            # A typed dict cannot have a key without characters.
            fields = (field for field in declared.fields if field.name)
            keys = tuple(_key(each, key, annotations, tags) for each in fields)
            found[key] = DictClass(name, keys)
        elif key in aliases:
            found[key] = DictAlias(name, union(annotations.dict_forms(declared.type)))
    return found


def _sent(api: ir.Api) -> set[ir.TypeId]:
    types = (type_ for each in api.operations for type_ in request_types(each))
    return reachable_from((k for type_ in types for k in references(type_)), api.types)


def _key(
    field: ir.Field, model: ir.TypeId, annotations: AnnotationBuilder, tags: set[_Tag]
) -> DictKey:
    is_filled_in = (
        constant(field.type, annotations.api.types) is not None
        and (model, field.name) not in tags
    )
    return DictKey(
        field.name,
        without_redundant_int(annotations.annotation(field.type)),
        field.required and not is_filled_in,
    )


def _tags(api: ir.Api) -> set[_Tag]:
    """Return the properties by which the variants of unions are recognised."""
    selected: dict[str, dict[ir.Type, None]] = {}
    for tag in _discriminators(api):
        refs = selected.setdefault(tag.property_name, {})
        for key in (*(key for _, key in tag.mapping), tag.default):
            if key is not None:
                refs[ir.RefType(key)] = None
    # Variants that several unions share are followed once.
    return {
        (model.id, name)
        for name, refs in selected.items()
        for model in alternatives(ir.UnionType(tuple(refs)), api.types)
        if isinstance(model, ir.Model)
    }


def _discriminators(api: ir.Api) -> Iterator[ir.Discriminator]:
    pending: list[ir.Type | ir.Declaration] = [*api.types.values()]
    for operation in api.operations:
        pending += request_types(operation)
    while pending:
        current = pending.pop()
        if isinstance(current, ir.UnionType) and current.discriminator is not None:
            yield current.discriminator
        pending += children(current)
