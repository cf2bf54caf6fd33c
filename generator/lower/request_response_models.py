"""Find out which declarations are sent and received, and add request models.

A ``readOnly`` property is not sent, a ``writeOnly`` property is not received (OpenAPI
3.2, 4.24.1). A model that is both sent and received gets a second declaration, the
request model, if it has a ``readOnly`` or a required ``writeOnly`` property, or refers
to a model that gets one. The model under its key is the response model; the key of the
request model is `request_id` of it. A union whose discriminator is such a property has
none in the other direction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from generator import ir
from generator.ir.visit import (
    Types,
    alternatives,
    leading_to,
    map_declaration,
    map_keys,
    map_operation,
    map_types,
    reachable_from,
    references,
    request_types,
    response_types,
)

__all__ = ["split_request_models", "used_types"]


def split_request_models(api: ir.Api) -> ir.Api:
    """Return the API with request models and with the usage of each declaration."""
    sent, received = _sent(api), _received(api)
    split = _different_in_requests(api.types, sent & received)
    requests = _Requests(api.types, split)
    types = dict(api.types)
    for key in sent - received:
        types[key] = requests.declaration(key, key)
    for key in (each for each in api.types if each in split):
        types[ir.request_id(key)] = requests.declaration(key, ir.request_id(key))
    for key in api.types.keys() - sent | received:  # What no operation uses is read.
        types[key] = _response_declaration(types[key], api.types)
    operations = api.operations
    if split:
        operations = tuple(map_operation(each, requests.type_of) for each in operations)
    usage = {key: _usage(key, sent, received, split) for key in types}
    return replace(api, types=types, usage=usage, operations=operations)


def used_types(api: ir.Api) -> set[ir.TypeId]:
    """Return the keys of the declarations that some operation or event uses."""
    return _sent(api) | _received(api)


def _usage(
    key: ir.TypeId,
    sent: set[ir.TypeId],
    received: set[ir.TypeId],
    split: frozenset[ir.TypeId],
) -> ir.Usage:
    if ir.is_request_id(key) or (key in sent and key not in received):
        return "request"
    if key in split or (key in received and key not in sent):
        return "response"
    return "both"


def _sent(api: ir.Api) -> set[ir.TypeId]:
    types = (type_ for each in api.operations for type_ in request_types(each))
    return _reachable(types, api.types)


def _received(api: ir.Api) -> set[ir.TypeId]:
    types = (type_ for each in api.operations for type_ in response_types(each))
    return _reachable((*types, *(event.payload for event in api.events)), api.types)


def _reachable(used: Iterable[ir.Type], types: Types) -> set[ir.TypeId]:
    return reachable_from((key for each in used for key in references(each)), types)


def _different_in_requests(types: Types, both: set[ir.TypeId]) -> frozenset[ir.TypeId]:
    """Return which of the declarations in `both` have another form in requests."""
    one_way = (key for key in both if _is_one_way(types[key], types))
    return frozenset(leading_to(one_way, {key: types[key] for key in both}))


def _is_one_way(declared: ir.Declaration, types: Types) -> bool:
    """Return whether a model has a readOnly or a required writeOnly property, or a union
    has a writeOnly tag. A readOnly one splits the variants, and these split the union.
    """
    if isinstance(declared, ir.Alias):
        return _without_tags(declared.type, types, "write_only") is not declared.type
    return any(
        field.read_only or (field.write_only and field.required)
        for field in declared.fields
    )


def _response_declaration(declared: ir.Declaration, types: Types) -> ir.Declaration:
    if isinstance(declared, ir.Model) and any(f.write_only for f in declared.fields):
        fields = (
            replace(f, required=f.required and not f.write_only)
            for f in declared.fields
        )
        declared = replace(declared, fields=tuple(fields))
    return map_declaration(
        declared, lambda each: _without_tags(each, types, "write_only")
    )


@dataclass(frozen=True, slots=True)
class _Requests:
    """Makes the form that declarations and types have in requests."""

    types: Types
    split: frozenset[ir.TypeId]

    def declaration(self, key: ir.TypeId, new_key: ir.TypeId) -> ir.Declaration:
        """Return the declaration of `key` as it is sent, with `new_key`."""
        declared = self.types[key]
        if isinstance(declared, ir.Model):
            sent = tuple(field for field in declared.fields if not field.read_only)
            names = tuple(field.name for field in declared.fields if field.read_only)
            declared = replace(declared, fields=sent, read_only=names)
        return replace(map_declaration(declared, self.type_of), id=new_key)

    def type_of(self, type_: ir.Type) -> ir.Type:
        """Return the type with references to request models instead of split ones."""
        return map_keys(_without_tags(type_, self.types, "read_only"), self._key)

    def _key(self, key: ir.TypeId) -> ir.TypeId:
        return ir.request_id(key) if key in self.split else key


def _without_tags(
    type_: ir.Type, types: Types, mark: Literal["read_only", "write_only"]
) -> ir.Type:
    """Return the type without the discriminators of unions, in it, whose variants have
    the property with a mark.
    """
    if isinstance(type_, ir.UnionType) and type_.discriminator is not None:
        name = type_.discriminator.property_name
        fields = (
            field
            for variant in alternatives(type_, types)
            if isinstance(variant, ir.Model)
            for field in variant.fields
        )
        if any(field.name == name and getattr(field, mark) for field in fields):
            type_ = replace(type_, discriminator=None)
    return map_types(type_, lambda each: _without_tags(each, types, mark))
