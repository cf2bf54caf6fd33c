"""Signatures of methods and models as a reader compares them, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.evolve.change import Change, NamedApi
from generator.evolve.compare.symbols import method_symbol, spell
from generator.ir import (
    Alias,
    Model,
    NullType,
    Operation,
    Type,
    UnionType,
)
from generator.ir.visit import alternatives
from generator.names import argument_key

__all__ = ["signatures"]


def signatures(
    old: NamedApi, new: NamedApi, changes: Iterable[Change]
) -> Mapping[str, tuple[str, str]]:
    """Return the old and new signature of everything that changed, by its name."""
    subjects = {change.subject.name: change.subject for change in changes}
    operations = [
        {op.pointer: op for op in named.api.operations} for named in (old, new)
    ]
    found = {}
    for name, subject in subjects.items():
        before = _signature(old, operations[0], subject.old)
        after = _signature(new, operations[1], subject.new)
        if before or after:
            found[name] = (before, after)
    return found


def _signature(named: NamedApi, operations: Mapping[str, Operation], place: str) -> str:
    operation = operations.get(place)
    if operation is not None:
        return _method(named, operation)
    declared = named.api.types.get(place)
    if isinstance(declared, Model):
        return _model(named, declared)
    return _alias(named, declared) if declared is not None else ""


def _model(named: NamedApi, model: Model) -> str:
    lines = [f"class {named.names.types[model.id]}(Model):"]
    names = named.names.fields[model.id]
    for field in model.fields:
        annotation = spell(field.type, named)
        default = "" if field.required else " = None"
        lines.append(
            f"    {names[field.name]}: {_optional(annotation, field.required)}{default}"
        )
    return "\n".join(lines if model.fields else [*lines, "    pass"])


def _optional(annotation: str, required: bool) -> str:
    return (
        annotation
        if required or annotation.endswith("None")
        else f"{annotation} | None"
    )


def _alias(named: NamedApi, alias: Alias) -> str:
    text = spell(alias.type, named)
    return f"{named.names.types[alias.id]} = " + text.replace(", ", ",\n    ")


def _method(named: NamedApi, operation: Operation) -> str:
    name = method_symbol(named, operation)
    lines = [f"{name}("]
    lines += [f"    {text}," for text in _arguments(named, operation)]
    result = _result(named, operation)
    return "\n".join(
        [*lines, f") -> {result}"] if len(lines) > 1 else [f"{name}() -> {result}"]
    )


def _arguments(named: NamedApi, operation: Operation) -> Iterator[str]:
    names = named.names.arguments[operation.pointer]
    path = [p for p in operation.parameters if p.location == "path"]
    for parameter in sorted(path, key=lambda p: operation.path.find(f"{{{p.name}}}")):
        name = names[argument_key("path", parameter.name)]
        yield f"{name}: {spell(parameter.type, named)}"
    keywords = [
        (names[argument_key(p.location, p.name)], p.type, p.required)
        for p in operation.parameters
        if p.location != "path"
    ]
    keywords += _body(named, operation, names)
    if keywords:
        yield "*"
    for name, type_, required in sorted(keywords, key=lambda k: not k[2]):
        annotation = _optional(spell(type_, named), required)
        yield f"{name}: {annotation}" if required else f"{name}: {annotation} = None"


def _body(
    named: NamedApi, operation: Operation, names: Mapping[str, str]
) -> Iterator[tuple[str, Type, bool]]:
    if operation.body is None:
        return
    whole = operation.body.contents[0].type
    shown: dict[str, tuple[str, Type, bool]] = {}
    found = alternatives(whole, named.api.types)
    for model in (each for each in found if isinstance(each, Model)):
        for field in model.fields:
            key = argument_key("body", field.name)
            if key in names:
                shown.setdefault(key, (names[key], field.type, field.required))
    if shown:
        yield from shown.values()
    else:
        yield "body", whole, operation.body.required


def _result(named: NamedApi, operation: Operation) -> str:
    types = [
        content.type
        for response in operation.responses
        if response.is_result
        for content in response.contents
    ]
    return spell(UnionType(tuple(dict.fromkeys(types)) or (NullType(),)), named)
