"""Traversal of types: what contains what, and what refers to what.

A reference is followed only by the functions that take `types`, the declarations of
the API by key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar, assert_never

from generator import ir

__all__ = [
    "Types",
    "alternatives",
    "boolean_values",
    "children",
    "constant",
    "follow_aliases",
    "leading_to",
    "map_declaration",
    "map_discriminator",
    "map_keys",
    "map_operation",
    "map_types",
    "reachable_from",
    "references",
    "referrers",
    "request_types",
    "resolve",
    "response_types",
    "strongly_connected",
]

Types: TypeAlias = Mapping[ir.TypeId, ir.Declaration]
_Function: TypeAlias = Callable[[ir.Type], ir.Type]

_Typed = TypeVar("_Typed", ir.Alias, ir.Field, ir.Parameter, ir.Content, ir.Header)

_Leaf: TypeAlias = (
    ir.AnyType
    | ir.NullType
    | ir.BooleanType
    | ir.IntegerType
    | ir.NumberType
    | ir.StringType
    | ir.BinaryType
    | ir.LiteralType
    | ir.RefType
)


def children(parent: ir.Type | ir.Declaration) -> tuple[ir.Type, ...]:
    """Return the types that a type or declaration directly contains, in order."""
    if isinstance(parent, _Leaf):
        return ()
    match parent:
        case (
            ir.ArrayType(items=child)
            | ir.MapType(values=child)
            | ir.NullableType(inner=child)
            | ir.Alias(type=child)
        ):
            return (child,)
        case ir.TupleType(items=members) | ir.UnionType(variants=members):
            return members
        case ir.Model(fields=fields, extra=extra):
            extras = () if extra is None else (extra,)
            return (*(field.type for field in fields), *extras)
        case _:
            assert_never(parent)


def references(root: ir.Type | ir.Declaration) -> list[ir.TypeId]:
    """Return the key of each reference inside `root`, in order, repetitions included."""
    found: list[ir.TypeId] = []
    pending = [root]
    while pending:
        current = pending.pop()
        if isinstance(current, ir.RefType):
            found.append(current.id)
        else:
            pending.extend(reversed(children(current)))
    return found


def reachable_from(keys: Iterable[ir.TypeId], types: Types) -> set[ir.TypeId]:
    """Return the declarations that `keys` name or lead to through references."""
    found: set[ir.TypeId] = set()
    pending = list(keys)
    while pending:
        key = pending.pop()
        if key not in found and key in types:
            found.add(key)
            pending.extend(references(types[key]))
    return found


def referrers(types: Types) -> dict[ir.TypeId, list[ir.TypeId]]:
    """Return which of the declarations refer to each declaration, by its key."""
    found: dict[ir.TypeId, list[ir.TypeId]] = {}
    for key, declared in types.items():
        for target in references(declared):
            found.setdefault(target, []).append(key)
    return found


def leading_to(keys: Iterable[ir.TypeId], types: Types) -> set[ir.TypeId]:
    """Return `keys`, and the declarations of `types` that lead to them."""
    users = referrers(types)
    found: set[ir.TypeId] = set()
    pending = list(keys)
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(users.get(key, ()))
    return found


def follow_aliases(type_: ir.Type, types: Types) -> ir.Type:
    """Return the type that a reference to an alias stands for.

    A reference to a model, to an unknown key or into a circle of aliases stays.
    """
    seen: set[ir.TypeId] = set()
    while isinstance(type_, ir.RefType) and type_.id not in seen:
        seen.add(type_.id)
        declared = types.get(type_.id)
        if not isinstance(declared, ir.Alias):
            break
        type_ = declared.type
    return type_


def constant(type_: ir.Type, types: Types) -> ir.LiteralValue:
    """Return the only value of a type; None where it has others, or where it is null."""
    target = follow_aliases(type_, types)
    if isinstance(target, ir.LiteralType) and len(target.values) == 1:
        return target.values[0]
    return None


def resolve(type_: ir.Type, types: Types) -> ir.Type | ir.Model:
    """Return the model, or the type that is not a reference, that a type stands for."""
    target = follow_aliases(type_, types)
    declared = types.get(target.id) if isinstance(target, ir.RefType) else None
    return declared if isinstance(declared, ir.Model) else target


def alternatives(type_: ir.Type, types: Types) -> Iterator[ir.Type | ir.Model]:
    """Yield the types that a value may have, each declaration once: the variants of
    unions, null after the type that may be null, and what references stand for.
    """
    seen: set[ir.TypeId] = set()
    pending: list[ir.Type] = [type_]
    while pending:
        match pending.pop():
            case ir.UnionType(variants=variants):
                pending.extend(reversed(variants))
            case ir.NullableType(inner=inner):
                pending.extend((ir.NullType(), inner))
            case ir.RefType(id) as reference:
                declared = types.get(id)
                if id in seen:
                    continue
                seen.add(id)
                if isinstance(declared, ir.Alias):
                    pending.append(declared.type)
                else:
                    yield reference if declared is None else declared
            case other:
                yield other


def boolean_values(type_: ir.Type, types: Types) -> frozenset[bool]:
    """Return the values of a boolean that may be null; none of any other type."""
    values: set[bool] = set()
    for each in alternatives(type_, types):
        match each:
            case ir.BooleanType():
                values |= {True, False}
            case ir.LiteralType(values=given) if all(
                isinstance(v, bool) for v in given
            ):
                values |= {v for v in given if isinstance(v, bool)}
            case ir.NullType():
                pass
            case _:
                return frozenset()
    return frozenset(values)


def map_types(parent: ir.Type, function: _Function) -> ir.Type:
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
        case ir.ArrayType():
            return replace(parent, items=after[0])
        case ir.MapType():
            return replace(parent, values=after[0])
        case ir.NullableType():
            return ir.NullableType(after[0])
        case ir.TupleType():
            return ir.TupleType(after)
        case ir.UnionType():
            return replace(parent, variants=after)
        case _:
            assert_never(parent)


def map_keys(type_: ir.Type, function: Callable[[ir.TypeId], ir.TypeId]) -> ir.Type:
    """Return a type with `function` applied to the key of each reference inside it, those
    of discriminators included.
    """
    if isinstance(type_, ir.RefType):
        return ir.RefType(function(type_.id))
    if isinstance(type_, ir.UnionType) and type_.discriminator is not None:
        tag = map_discriminator(type_.discriminator, function)
        type_ = replace(type_, discriminator=tag)
    return map_types(type_, lambda each: map_keys(each, function))


def map_discriminator(
    found: ir.Discriminator | None, function: Callable[[ir.TypeId], ir.TypeId]
) -> ir.Discriminator | None:
    """Return a discriminator with `function` applied to the keys of its variants."""
    if found is None:
        return None
    mapping = tuple((value, function(key)) for value, key in found.mapping)
    default = None if found.default is None else function(found.default)
    return replace(found, mapping=mapping, default=default)


def map_declaration(declared: ir.Declaration, function: _Function) -> ir.Declaration:
    """Return `declared` with `function` applied to each of its children."""
    if isinstance(declared, ir.Alias):
        return _mapped([declared], function)[0]
    fields = _mapped(declared.fields, function)
    extra = None if declared.extra is None else function(declared.extra)
    return replace(declared, fields=fields, extra=extra)


def _mapped(items: Iterable[_Typed], function: _Function) -> tuple[_Typed, ...]:
    """Return `items` with `function` applied to the type of each."""
    pairs = ((item, function(item.type)) for item in items)
    return tuple(
        item if type_ is item.type else replace(item, type=type_)
        for item, type_ in pairs
    )


def request_types(operation: ir.Operation) -> Iterator[ir.Type]:
    """Yield the types that an operation sends: of parameters, then of the body."""
    yield from (parameter.type for parameter in operation.parameters)
    if operation.body is not None:
        yield from (content.type for content in operation.body.contents)


def response_types(operation: ir.Operation) -> Iterator[ir.Type]:
    """Yield the types that an operation receives: of contents and headers."""
    for response in operation.responses:
        yield from (content.type for content in response.contents)
        yield from (header.type for header in response.headers)


def map_operation(
    operation: ir.Operation, request: _Function, response: _Function | None = None
) -> ir.Operation:
    """Return `operation` with `request` applied to the types that it sends and
    `response` to those that it receives, which stay without it.
    """
    body, responses = operation.body, operation.responses
    if body is not None:
        body = replace(body, contents=_mapped(body.contents, request))
    if response is not None:
        responses = tuple(
            replace(
                each,
                contents=_mapped(each.contents, response),
                headers=_mapped(each.headers, response),
            )
            for each in responses
        )
    parameters = _mapped(operation.parameters, request)
    return replace(operation, parameters=parameters, body=body, responses=responses)


def strongly_connected(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the strongly connected components of a graph, each after those that it
    leads to (Tarjan), without recursion. Targets that are no keys count as well.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    found.append(_pop_until(node, stack, on_stack))
            elif target not in index:
                index[target] = low[target] = len(index)
                stack.append(target)
                on_stack.add(target)
                work.append((target, iter(graph.get(target, ()))))
            elif target in on_stack:
                low[node] = min(low[node], index[target])
    return found


def _pop_until(node: str, stack: list[str], on_stack: set[str]) -> list[str]:
    group = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        group.append(member)
        if member == node:
            return group
