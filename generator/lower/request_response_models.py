"""Find out which declarations are sent and received, and add request models.

A ``readOnly`` property is not sent, a ``writeOnly`` property is not received (OpenAPI
3.2, 4.24.1). A model that is both sent and received gets a second declaration, the
request model, if it has a ``readOnly`` or a required ``writeOnly`` property, or refers
to a model that gets one. The model under its key is the response model; the key of the
request model is `request_id` of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generator import ir
from generator.ir.visit import (
    Types,
    map_declaration,
    map_keys,
    map_operation,
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
    types = dict(api.types)
    for key in sent - received:
        types[key] = _request_model(types[key], key, split)
    for key in (each for each in api.types if each in split):
        types[ir.request_id(key)] = _request_model(
            api.types[key], ir.request_id(key), split
        )
    for key in received:
        types[key] = _response_model(types[key])
    operations = api.operations
    if split:
        operations = tuple(
            map_operation(each, lambda type_: _request_type(type_, split))
            for each in operations
        )
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
    users: dict[ir.TypeId, list[ir.TypeId]] = {}
    for key in both:
        for target in references(types[key]):
            users.setdefault(target, []).append(key)
    found: set[ir.TypeId] = set()
    pending = [key for key in both if _has_one_way_property(types[key])]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(users.get(key, ()))
    return frozenset(found)


def _has_one_way_property(declared: ir.Declaration) -> bool:
    """Return whether a model has a readOnly or a required writeOnly property."""
    return isinstance(declared, ir.Model) and any(
        field.read_only or (field.write_only and field.required)
        for field in declared.fields
    )


def _request_model(
    declared: ir.Declaration, key: ir.TypeId, split: frozenset[ir.TypeId]
) -> ir.Declaration:
    if isinstance(declared, ir.Model):
        sent = tuple(field for field in declared.fields if not field.read_only)
        declared = replace(declared, fields=sent)
    mapped = map_declaration(declared, lambda each: _request_type(each, split))
    return replace(mapped, id=key)


def _response_model(declared: ir.Declaration) -> ir.Declaration:
    if isinstance(declared, ir.Alias) or not any(f.write_only for f in declared.fields):
        return declared
    fields = (
        replace(f, required=f.required and not f.write_only) for f in declared.fields
    )
    return replace(declared, fields=tuple(fields))


def _request_type(type_: ir.Type, split: frozenset[ir.TypeId]) -> ir.Type:
    """Return the type with references to request models instead of split ones."""

    def request_key(key: ir.TypeId) -> ir.TypeId:
        return ir.request_id(key) if key in split else key

    return map_keys(type_, request_key)
