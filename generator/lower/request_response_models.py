"""In which direction each declaration travels, and input twins where that matters.

A property that is ``readOnly`` is not sent (OpenAPI 3.2, 4.24.1), one that is
``writeOnly`` does not come back. A model that travels both ways and contains such a
property, itself or further in, gets a twin for requests; every other model is shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.ir import (
    TWIN,
    Alias,
    Api,
    ArrayType,
    Content,
    Declaration,
    Field,
    MapType,
    Model,
    NullableType,
    Operation,
    RefType,
    TupleType,
    Type,
    TypeId,
    UnionType,
    Usage,
)

__all__ = ["direct", "reachable", "references"]


def references(type_: Type | Declaration | None) -> list[TypeId]:
    """Return the keys of the declarations that a type refers to directly, in order."""
    found: list[TypeId] = []
    waiting = [type_]
    while waiting:
        match waiting.pop():
            case RefType(id):
                found.append(id)
            case (
                ArrayType(items=inner)
                | MapType(values=inner)
                | NullableType(inner=inner)
                | Alias(type=inner)
            ):
                waiting.append(inner)
            case TupleType(items=members) | UnionType(variants=members):
                waiting += reversed(members)
            case Model(fields=fields, extra=extra):
                waiting.append(extra)
                waiting += [field.type for field in reversed(fields)]
            case _:
                pass
    return found


def direct(api: Api) -> Api:
    """Return the API with `usage` filled in and input twins split off."""
    sent = _closure(api, _sent(api))
    received = _closure(api, _received(api))
    split = _needs_twin(api, sent & received)
    types = {key: each for key, each in api.types.items()}
    for key in sent - received:
        types[key] = _request_form(types[key], key, split)
    for key in split:
        types[TWIN + key] = _request_form(api.types[key], TWIN + key, split)
    for key in received:
        types[key] = _response_form(types[key])
    usage = {key: _usage(key, sent, received, split) for key in types}
    operations = tuple(_with_twins(operation, split) for operation in api.operations)
    return replace(api, types=types, usage=usage, operations=operations)


def reachable(api: Api) -> set[TypeId]:
    """Return the declarations that some operation or event uses."""
    return _closure(api, [*_sent(api), *_received(api)])


def _usage(
    key: TypeId, sent: set[TypeId], received: set[TypeId], split: frozenset[TypeId]
) -> Usage:
    if key.startswith(TWIN):
        return "request"
    if key in split:
        return "response"
    if key in sent and key not in received:
        return "request"
    return "response" if key in received and key not in sent else "both"


def _sent(api: Api) -> Iterator[TypeId]:
    for operation in api.operations:
        for parameter in operation.parameters:
            yield from references(parameter.type)
        if operation.body is not None:
            yield from _contents(operation.body.contents)


def _received(api: Api) -> Iterator[TypeId]:
    for operation in api.operations:
        for response in operation.responses:
            yield from _contents(response.contents)
            for header in response.headers:
                yield from references(header.type)
    for event in api.events:
        yield from references(event.payload)


def _contents(contents: Iterable[Content]) -> Iterator[TypeId]:
    for content in contents:
        yield from references(content.type)


def _closure(api: Api, keys: Iterable[TypeId]) -> set[TypeId]:
    found: set[TypeId] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found and key in api.types:
            found.add(key)
            waiting.extend(references(api.types[key]))
    return found


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
    if isinstance(declared, Alias):
        return replace(declared, id=key, type=_twin(declared.type, split))
    return replace(
        declared,
        id=key,
        fields=tuple(_twin_field(f, split) for f in declared.fields if not f.read_only),
        extra=None if declared.extra is None else _twin(declared.extra, split),
    )


def _twin_field(field: Field, split: frozenset[TypeId]) -> Field:
    type_ = _twin(field.type, split)
    return field if type_ is field.type else replace(field, type=type_)


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
    match type_:
        case RefType(id) if id in split:
            return RefType(TWIN + id)
        case ArrayType(items=items):
            inner = _twin(items, split)
            return type_ if inner is items else replace(type_, items=inner)
        case MapType(values=values):
            inner = _twin(values, split)
            return type_ if inner is values else replace(type_, values=inner)
        case NullableType(inner=inner):
            return NullableType(_twin(inner, split))
        case TupleType(items=members):
            return TupleType(tuple(_twin(each, split) for each in members))
        case UnionType(variants=variants, tag=tag):
            if tag is not None:
                targets = tuple((v, _twin_key(id, split)) for v, id in tag.targets)
                default = _twin_key(tag.default, split) if tag.default else None
                tag = replace(tag, targets=targets, default=default)
            return UnionType(tuple(_twin(each, split) for each in variants), tag)
        case _:
            return type_


def _twin_key(key: TypeId, split: frozenset[TypeId]) -> TypeId:
    return TWIN + key if key in split else key


def _with_twins(operation: Operation, split: frozenset[TypeId]) -> Operation:
    if not split:
        return operation
    body = operation.body
    if body is not None:
        contents = tuple(replace(c, type=_twin(c.type, split)) for c in body.contents)
        body = replace(body, contents=contents)
    return replace(
        operation,
        body=body,
        parameters=tuple(
            replace(p, type=_twin(p.type, split)) for p in operation.parameters
        ),
    )
