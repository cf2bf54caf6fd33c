"""Traversal of types: what contains what, and what refers to what.

A reference is followed only by the functions that take `types`, the declarations of
the API by key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, assert_never

from generator.ir.operations import Body, Content, Operation, Response
from generator.ir.types import (
    Alias,
    AnyType,
    ArrayType,
    BinaryType,
    BooleanType,
    Declaration,
    Field,
    IntegerType,
    LiteralType,
    MapType,
    Model,
    NullableType,
    NullType,
    NumberType,
    RefType,
    StringType,
    TupleType,
    Type,
    TypeId,
    UnionType,
)

__all__ = [
    "TypeFunction",
    "Types",
    "alternatives",
    "children",
    "follow_aliases",
    "map_declaration",
    "map_operation",
    "map_types",
    "reachable_from",
    "references",
    "request_types",
    "resolve",
    "response_types",
    "walk",
]

Types: TypeAlias = Mapping[TypeId, Declaration]
TypeFunction: TypeAlias = Callable[[Type], Type]

_Leaf: TypeAlias = (
    AnyType
    | NullType
    | BooleanType
    | IntegerType
    | NumberType
    | StringType
    | BinaryType
    | LiteralType
    | RefType
)


def children(parent: Type | Declaration) -> tuple[Type, ...]:
    """Return the types that a type or declaration directly contains, in order."""
    if isinstance(parent, _Leaf):
        return ()
    match parent:
        case (
            ArrayType(items=child)
            | MapType(values=child)
            | NullableType(inner=child)
            | Alias(type=child)
        ):
            return (child,)
        case TupleType(items=members) | UnionType(variants=members):
            return members
        case Model(fields=fields, extra=extra):
            extras = () if extra is None else (extra,)
            return (*(field.type for field in fields), *extras)
        case _:
            assert_never(parent)


def walk(root: Type | Declaration) -> Iterator[Type]:
    """Yield the types inside `root` at any depth, parents before children.

    A type is the first one that its own walk yields. References are not followed.
    """
    pending = list(reversed(children(root)))
    if not isinstance(root, Model | Alias):
        yield root
    while pending:
        type_ = pending.pop()
        yield type_
        pending.extend(reversed(children(type_)))


def references(root: Type | Declaration) -> list[TypeId]:
    """Return the key of each reference inside `root`, in order, repetitions included."""
    return [type_.id for type_ in walk(root) if isinstance(type_, RefType)]


def reachable_from(keys: Iterable[TypeId], types: Types) -> set[TypeId]:
    """Return the declarations that `keys` name or lead to through references."""
    found: set[TypeId] = set()
    pending = list(keys)
    while pending:
        key = pending.pop()
        if key not in found and key in types:
            found.add(key)
            pending.extend(references(types[key]))
    return found


def follow_aliases(type_: Type, types: Types) -> Type:
    """Return the type that a reference to an alias stands for.

    A reference to a model, to an unknown key or into a circle of aliases stays.
    """
    seen: set[TypeId] = set()
    while isinstance(type_, RefType) and type_.id not in seen:
        seen.add(type_.id)
        declared = types.get(type_.id)
        if not isinstance(declared, Alias):
            break
        type_ = declared.type
    return type_


def resolve(type_: Type, types: Types) -> Type | Model:
    """Return the model, or the type that is not a reference, that a type stands for."""
    target = follow_aliases(type_, types)
    declared = types.get(target.id) if isinstance(target, RefType) else None
    return declared if isinstance(declared, Model) else target


def alternatives(type_: Type, types: Types) -> Iterator[Type | Model]:
    """Yield the types that a value may have, each declaration once: the variants of
    unions, null after the type that may be null, and what references stand for.
    """
    seen: set[TypeId] = set()
    pending: list[Type] = [type_]
    while pending:
        match pending.pop():
            case UnionType(variants=variants):
                pending.extend(reversed(variants))
            case NullableType(inner=inner):
                pending.extend((NullType(), inner))
            case RefType(id) as reference:
                declared = types.get(id)
                if id in seen:
                    continue
                seen.add(id)
                if isinstance(declared, Alias):
                    pending.append(declared.type)
                else:
                    yield reference if declared is None else declared
            case other:
                yield other


def map_types(parent: Type, function: TypeFunction) -> Type:
    """Return `parent` with `function` applied to each of its children.

    `parent` itself is returned where nothing changes. The keys in a union's
    discriminator are not children and stay.
    """
    if isinstance(parent, _Leaf):
        return parent
    before = children(parent)
    after = tuple(map(function, before))
    if all(old is new for old, new in zip(before, after, strict=True)):
        return parent
    match parent:
        case ArrayType():
            return replace(parent, items=after[0])
        case MapType():
            return replace(parent, values=after[0])
        case NullableType():
            return NullableType(after[0])
        case TupleType():
            return TupleType(after)
        case UnionType():
            return replace(parent, variants=after)
        case _:
            assert_never(parent)


def map_declaration(declared: Declaration, function: TypeFunction) -> Declaration:
    """Return `declared` with `function` applied to each of its children."""
    if isinstance(declared, Alias):
        return replace(declared, type=function(declared.type))
    extra = declared.extra
    return replace(
        declared,
        fields=tuple(_map_field(field, function) for field in declared.fields),
        extra=None if extra is None else function(extra),
    )


def _map_field(field: Field, function: TypeFunction) -> Field:
    type_ = function(field.type)
    return field if type_ is field.type else replace(field, type=type_)


def request_types(operation: Operation) -> Iterator[Type]:
    """Yield the types that an operation sends: of parameters, then of the body."""
    yield from (parameter.type for parameter in operation.parameters)
    if operation.body is not None:
        yield from (content.type for content in operation.body.contents)


def response_types(operation: Operation) -> Iterator[Type]:
    """Yield the types that an operation receives: of contents and headers."""
    for response in operation.responses:
        yield from (content.type for content in response.contents)
        yield from (header.type for header in response.headers)


def map_operation(
    operation: Operation, request: TypeFunction, response: TypeFunction | None = None
) -> Operation:
    """Return `operation` with `request` applied to the types that it sends and
    `response` to those that it receives, which stay without it.
    """
    responses = operation.responses
    if response is not None:
        responses = tuple(_map_response(each, response) for each in responses)
    return replace(
        operation,
        parameters=tuple(
            replace(parameter, type=request(parameter.type))
            for parameter in operation.parameters
        ),
        body=_map_body(operation.body, request),
        responses=responses,
    )


def _map_body(body: Body | None, function: TypeFunction) -> Body | None:
    if body is None:
        return None
    return replace(body, contents=_map_contents(body.contents, function))


def _map_response(response: Response, function: TypeFunction) -> Response:
    return replace(
        response,
        contents=_map_contents(response.contents, function),
        headers=tuple(
            replace(header, type=function(header.type)) for header in response.headers
        ),
    )


def _map_contents(
    contents: tuple[Content, ...], function: TypeFunction
) -> tuple[Content, ...]:
    return tuple(replace(each, type=function(each.type)) for each in contents)
