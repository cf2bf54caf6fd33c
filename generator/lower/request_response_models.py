"""In which direction each declaration travels, and input twins where that matters.

A property that is ``readOnly`` is not sent (OpenAPI 3.2, 4.24.1), one that is
``writeOnly`` does not come back. A model that travels both ways and contains such a
property, itself or further in, gets a twin for requests; every other model is shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generator.ir import (
    Alias,
    Api,
    Declaration,
    Model,
    Operation,
    RefType,
    Type,
    TypeId,
    UnionType,
    Usage,
    is_request_id,
    request_id,
)
from generator.ir.visit import (
    map_declaration,
    map_operation,
    map_types,
    reachable_from,
    references,
    request_types,
    response_types,
)

__all__ = ["direct", "reachable"]


def direct(api: Api) -> Api:
    """Return the API with `usage` filled in and input twins split off."""
    sent = _sent(api)
    received = _received(api)
    split = _needs_twin(api, sent & received)
    types = dict(api.types)
    for key in sent - received:
        types[key] = _request_form(types[key], key, split)
    for key in (each for each in api.types if each in split):
        types[request_id(key)] = _request_form(api.types[key], request_id(key), split)
    for key in received:
        types[key] = _response_form(types[key])
    usage = {key: _usage(key, sent, received, split) for key in types}
    operations = tuple(_with_twins(operation, split) for operation in api.operations)
    return replace(api, types=types, usage=usage, operations=operations)


def reachable(api: Api) -> set[TypeId]:
    """Return the declarations that some operation or event uses."""
    return _sent(api) | _received(api)


def _usage(
    key: TypeId, sent: set[TypeId], received: set[TypeId], split: frozenset[TypeId]
) -> Usage:
    if is_request_id(key):
        return "request"
    if key in split:
        return "response"
    if key in sent and key not in received:
        return "request"
    return "response" if key in received and key not in sent else "both"


def _sent(api: Api) -> set[TypeId]:
    types = (type_ for each in api.operations for type_ in request_types(each))
    return _reached(types, api)


def _received(api: Api) -> set[TypeId]:
    types = (type_ for each in api.operations for type_ in response_types(each))
    return _reached((*types, *(event.payload for event in api.events)), api)


def _reached(used: Iterable[Type], api: Api) -> set[TypeId]:
    keys = (key for type_ in used for key in references(type_))
    return reachable_from(keys, api.types)


def _affected(api: Api) -> set[TypeId]:
    """Return the models that have a readOnly or required writeOnly property."""
    return {
        key
        for key, each in api.types.items()
        if isinstance(each, Model)
        and any(f.read_only or (f.write_only and f.required) for f in each.fields)
    }


def _needs_twin(api: Api, both: set[TypeId]) -> frozenset[TypeId]:
    """Return the declarations among `both` whose request form differs."""
    users: dict[TypeId, list[TypeId]] = {}
    for key in both:
        for target in references(api.types[key]):
            users.setdefault(target, []).append(key)
    found: set[TypeId] = set()
    waiting = [key for key in _affected(api) if key in both]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(users.get(key, ()))
    return frozenset(found)


def _request_form(
    declared: Declaration, key: TypeId, split: frozenset[TypeId]
) -> Declaration:
    if isinstance(declared, Model):
        sent = tuple(field for field in declared.fields if not field.read_only)
        declared = replace(declared, fields=sent)
    return replace(map_declaration(declared, lambda each: _twin(each, split)), id=key)


def _response_form(declared: Declaration) -> Declaration:
    if isinstance(declared, Alias) or not any(f.write_only for f in declared.fields):
        return declared
    return replace(
        declared,
        fields=tuple(
            replace(f, required=False) if f.write_only else f for f in declared.fields
        ),
    )


def _twin(type_: Type, split: frozenset[TypeId]) -> Type:
    """Return the type with references to split declarations led to their twins."""
    if isinstance(type_, RefType):
        return RefType(_twin_key(type_.id, split))
    if isinstance(type_, UnionType) and type_.discriminator is not None:
        tag = type_.discriminator
        targets = tuple((value, _twin_key(id, split)) for value, id in tag.mapping)
        default = _twin_key(tag.default, split) if tag.default else None
        type_ = replace(
            type_, discriminator=replace(tag, mapping=targets, default=default)
        )
    return map_types(type_, lambda each: _twin(each, split))


def _twin_key(key: TypeId, split: frozenset[TypeId]) -> TypeId:
    return request_id(key) if key in split else key


def _with_twins(operation: Operation, split: frozenset[TypeId]) -> Operation:
    return (
        map_operation(operation, lambda each: _twin(each, split))
        if split
        else operation
    )
