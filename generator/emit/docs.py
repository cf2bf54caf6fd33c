"""Views of the documents for people: README, api.md and the example in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.code import (
    Code,
    identifier,
    join,
    literal,
    markdown,
    markdown_code,
    trusted,
)
from generator.emit.python import is_enum
from generator.emit.resources import MethodView, ResourceView
from generator.emit.signature import Argument, Signature
from generator.ir import (
    Api,
    BooleanType,
    IntegerType,
    LiteralType,
    NumberType,
    RefType,
    StringType,
    Type,
)

__all__ = [
    "ExampleView",
    "MethodDocView",
    "ResourceDocView",
    "constructor",
    "example",
    "opening",
    "resource_docs",
]


@dataclass(frozen=True, slots=True)
class MethodDocView:
    """A method as the overview lists it."""

    name: Code
    arguments: Code
    summary: Code
    place: Code
    result: Code


@dataclass(frozen=True, slots=True)
class ResourceDocView:
    """A resource as the overview lists it."""

    attribute: Code
    methods: tuple[MethodDocView, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """A call for the README."""

    assignment: Code
    call: Code


def opening(text: str) -> Code:
    """Return the first paragraph of a description that is no heading."""
    found = (each.strip() for each in re.split(r"\n\s*\n", text))
    said = (each for each in found if each and not each.startswith("#"))
    return markdown(next(said, ""))


def resource_docs(resources: Iterable[ResourceView]) -> tuple[ResourceDocView, ...]:
    """Return the overview of all methods."""
    return tuple(
        ResourceDocView(view.attribute, tuple(_method_doc(m) for m in view.methods))
        for view in resources
    )


def _method_doc(method: MethodView) -> MethodDocView:
    operation = method.operation
    summary = operation.summary or operation.description.split("\n")[0]
    deprecated = trusted("Deprecated. ") if method.deprecated else trusted("")
    return MethodDocView(
        method.name,
        join(", ", _arguments(method.signature)),
        Code(f"{deprecated}{markdown(summary)}"),
        markdown_code(f"{operation.method} {operation.path}"),
        method.sync.result,
    )


def _arguments(signature: Signature) -> Iterator[Code]:
    """Give the arguments as a definition has them, without their types."""
    yield from (argument.name for argument in signature.positional)
    if signature.keywords:
        yield trusted("*")
    for argument in signature.keywords:
        yield argument.name if argument.required else Code(f"{argument.name}=…")


def example(resources: Iterable[ResourceView], api: Api) -> ExampleView | None:
    """Return the call that shows best how to begin: one with simple arguments."""
    candidates = [
        (len(call), view, method, call)
        for view in resources
        for method in view.methods
        if method.way == "call"
        and not method.deprecated
        and (call := _call(method, api)) is not None
    ]
    if not candidates:
        return None
    _, view, method, call = max(candidates, key=_worth)
    assignment = "" if method.sync.result == "None" else "result = "
    return ExampleView(
        trusted(assignment), Code(f"{view.attribute}.{method.name}({call})")
    )


def _worth(candidate: tuple[int, ResourceView, MethodView, Code]) -> tuple[int, str]:
    """Creating something with few arguments says most about a client."""
    length, _, method, call = candidate
    points = 4 * (method.operation.method == "POST") + 2 * (
        method.sync.result != "None"
    )
    points += 1 * bool(call) - (length > 60) * 5
    return points, method.operation.path


def _call(method: MethodView, api: Api) -> Code | None:
    """Return example arguments, or None where one of them is not simple."""
    signature = method.overloads[0] if method.overloads else method.signature
    parts = []
    for argument, is_keyword in (
        *((each, False) for each in signature.positional),
        *((each, True) for each in signature.keywords),
    ):
        if argument.required:
            value = _value(argument, api)
            if value is None:
                return None
            parts.append(Code(f"{argument.name}={value}") if is_keyword else value)
    return join(", ", parts)


def _value(argument: Argument, api: Api) -> Code | None:
    return None if argument.type is None else _simple(argument.type, argument, api)


def _simple(type_: Type, argument: Argument, api: Api) -> Code | None:
    match type_:
        case StringType(format="plain"):
            return literal(f"{argument.name}…" if len(argument.name) < 3 else "…")
        case IntegerType() | NumberType():
            return trusted("1")
        case BooleanType():
            return trusted("True")
        case LiteralType(values=values):
            return literal(values[0])
        case RefType(id):
            members = is_enum(api, id)
            if members is not None:
                return literal(members.values[0])
            declared = api.types[id]
            inner = getattr(declared, "type", None)
            simple = isinstance(inner, StringType | IntegerType | BooleanType)
            return _simple(inner, argument, api) if simple and inner else None
        case _:
            return None


def constructor(names: Iterable[Code]) -> Code:
    """Return the arguments of the constructor in an example."""
    return join(", ", (Code(f'{identifier(name)}="…"') for name in names))
