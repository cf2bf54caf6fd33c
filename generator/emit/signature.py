"""The arguments of a method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.code import Code, identifier, join, literal, trusted
from generator.emit.forms import Form
from generator.emit.python import Printer
from generator.emit.union import union_of
from generator.ir import (
    AnyType,
    Api,
    Field,
    Model,
    NullableType,
    NullType,
    Operation,
    Parameter,
    Type,
)
from generator.names import Names, argument_key

__all__ = ["Argument", "Signature", "signatures"]

_MAY_BE_NULL = NullableType | NullType | AnyType

_LOCATIONS = ("path", "query", "header", "cookie", "querystring")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method and where its value goes."""

    name: Code
    location: str
    wire: str
    type: Type | None
    annotation: Code
    required: bool
    default: Code
    description: str

    @property
    def declaration(self) -> Code:
        """The argument as a signature shows it."""
        if self.required:
            return Code(f"{self.name}: {self.annotation}")
        return Code(f"{self.name}: {self.annotation} = {self.default}")


@dataclass(frozen=True, slots=True)
class Signature:
    """All arguments of a method, in the order of its signature."""

    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]
    body: tuple[Argument, ...]
    """The keywords among them that are properties of the body."""
    whole_body: Argument | None
    extra: Argument | None
    content_type: Argument | None

    @property
    def declarations(self) -> Code:
        """The text between the parentheses, after ``self``."""
        shown = [argument.declaration for argument in self.positional]
        rest = [a.declaration for a in self.keywords if a.required]
        rest += [a.declaration for a in self.keywords if not a.required]
        rest.append(trusted("options: RequestOptions | None = None"))
        return join(", ", [trusted("self"), *shown, trusted("*"), *rest])


@dataclass(frozen=True, slots=True)
class _Maker:
    api: Api
    names: Names
    operation: Operation
    printer: Printer
    forms: Sequence[Form]

    def parameter(self, parameter: Parameter) -> Argument:
        key = argument_key(parameter.location, parameter.name)
        return self.argument(
            self.names.arguments[self.operation.pointer][key],
            parameter.location,
            parameter.name,
            parameter.type,
            parameter.required,
            parameter.doc.description,
        )

    def field(self, field: Field) -> Argument:
        key = argument_key("body", field.name)
        return self.argument(
            self.names.arguments[self.operation.pointer][key],
            "body",
            field.name,
            field.type,
            field.required,
            field.doc.description,
        )

    def argument(
        self,
        name: str,
        location: str,
        wire: str,
        type_: Type,
        required: bool,
        description: str,
    ) -> Argument:
        annotation = self.printer.print(type_)
        default = trusted("None")
        if not required and location == "body" and isinstance(type_, _MAY_BE_NULL):
            self.printer.imports.names |= {"Unset", "UNSET"}
            annotation = Code(f"{annotation} | Unset")
            default = trusted("UNSET")
        elif not required and not annotation.endswith("| None"):
            annotation = (
                annotation if annotation == "Any" else Code(f"{annotation} | None")
            )
        return Argument(
            identifier(name),
            location,
            wire,
            type_,
            annotation,
            required,
            default,
            description,
        )

    def whole(self, form: Form) -> Argument:
        body = self.operation.body
        required = body is not None and body.required
        description = body.description if body else ""
        return self.argument("body", "whole", "", form.type, required, description)

    def media_type(self, form: Form) -> Argument | None:
        """Several content types are told apart by an argument of their own."""
        known = [m for each in self.forms for m in each.media_types]
        distinct = list(dict.fromkeys(known))
        if len(distinct) < 2:
            return None
        self.printer.imports.names.add("Literal")
        members = join(", ", map(literal, form.media_types))
        return Argument(
            identifier("content_type"),
            "content_type",
            "",
            None,
            Code(f"Literal[{members}]"),
            distinct[0] not in form.media_types,
            literal(form.media_types[0]),
            "The media type of the body.",
        )

    def extra(self, model: Model) -> Argument | None:
        """Properties beyond the listed ones, where the document speaks of them."""
        if model.extra is None:
            return None
        inner = self.printer.print(model.extra)
        self.printer.imports.names.add("Mapping")
        return Argument(
            identifier("additional_properties"),
            "extra",
            "",
            None,
            Code(f"Mapping[str, {inner}] | None"),
            False,
            trusted("None"),
            "Further properties of the body.",
        )


def signatures(
    api: Api,
    names: Names,
    operation: Operation,
    forms: Sequence[Form],
    printer: Printer,
) -> tuple[Signature, tuple[Signature, ...]]:
    """Return the signature of a method and its overloads, none where one is enough."""
    maker = _Maker(api, names, operation, printer, forms)
    found = tuple(_signature(maker, form) for form in forms or (None,))
    if len(found) == 1:
        return found[0], ()
    return _joined(found), found


def _signature(maker: _Maker, form: Form | None) -> Signature:
    arguments = [maker.parameter(p) for p in _in_order(maker.operation)]
    positional = tuple(a for a in arguments if a.location == "path")
    keywords = [a for a in arguments if a.location != "path"]
    body: tuple[Argument, ...] = ()
    whole = extra = content_type = None
    if form is not None:
        content_type = maker.media_type(form)
        if form.model is not None:
            body = tuple(maker.field(field) for field in form.model.fields)
            extra = maker.extra(form.model)
        else:
            whole = maker.whole(form)
    tail = [each for each in (whole, extra, content_type) if each is not None]
    return Signature(
        positional, (*keywords, *body, *tail), body, whole, extra, content_type
    )


def _in_order(operation: Operation) -> list[Parameter]:
    """Order path parameters as they stand in the path, the others as documented."""
    return sorted(
        operation.parameters,
        key=lambda p: (
            _LOCATIONS.index(p.location),
            operation.path.find(f"{{{p.name}}}") if p.location == "path" else 0,
        ),
    )


def _joined(found: Iterable[Signature]) -> Signature:
    """Return the implementation's signature: whatever any of the overloads takes."""
    kept: dict[str, list[Argument]] = {}
    count = 0
    for signature in found:
        count += 1
        for argument in signature.keywords:
            kept.setdefault(argument.name, []).append(argument)
    first = next(iter(found))
    keywords = tuple(_widest(group, count) for group in kept.values())
    by_name = {argument.name: argument for argument in keywords}
    return Signature(
        first.positional,
        keywords,
        tuple(a for a in keywords if a.location == "body"),
        by_name.get(Code("body")) if any(s.whole_body for s in found) else None,
        by_name.get(Code("additional_properties")),
        by_name.get(Code("content_type")),
    )


def _widest(group: Sequence[Argument], overloads: int) -> Argument:
    first = group[0]
    if first.location == "content_type":
        return _any_content_type(group)
    required = len(group) == overloads and all(a.required for a in group)
    parts: dict[str, None] = {}
    for argument in group:
        parts.update(dict.fromkeys(_alternatives(argument.annotation)))
    unset = any(a.default == "UNSET" for a in group)
    if not required:
        parts["None"] = None
    if "Any" in parts:
        parts = {"Any": None}
    if "None" in parts:
        del parts["None"]
        parts["None"] = None
    return Argument(
        first.name,
        first.location,
        first.wire,
        first.type,
        union_of(parts),
        required,
        trusted("UNSET" if unset else "None"),
        next((a.description for a in group if a.description), ""),
    )


def _any_content_type(group: Sequence[Argument]) -> Argument:
    first = group[0]
    return Argument(
        first.name,
        first.location,
        first.wire,
        None,
        trusted("str"),
        False,
        first.default,
        first.description,
    )


def _alternatives(annotation: str) -> list[str]:
    """Split a union at its outermost bars."""
    parts, depth, start = [], 0, 0
    quoted = ""
    for place, character in enumerate(annotation):
        if quoted:
            if character == quoted and annotation[place - 1] != "\\":
                quoted = ""
        elif character in "\"'":
            quoted = character
        elif character in "[(":
            depth += 1
        elif character in "])":
            depth -= 1
        elif character == "|" and depth == 0:
            parts.append(annotation[start:place].strip())
            start = place + 1
    return [*parts, annotation[start:].strip()]
