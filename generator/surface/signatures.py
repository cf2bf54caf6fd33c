"""The arguments of a method and of its overloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from generator import ir
from generator.code import Code, literal, trusted
from generator.ir.media_types import is_json, is_range
from generator.ir.visit import alternatives, constant
from generator.names import argument_key
from generator.surface.bodies import BodyForm, takes_content_type
from generator.surface.expressions import (
    ANY,
    NONE,
    Expression,
    Generic,
    LiteralMembers,
    Name,
    Scope,
    Union,
    allows_none,
    spell,
    union,
    union_members,
)
from generator.surface.types import AnnotationBuilder, optional

__all__ = [
    "Argument",
    "ArgumentRole",
    "Signature",
    "implementation",
    "signatures",
    "without_redundant_int",
]

ArgumentRole: TypeAlias = Literal[
    "path",
    "query",
    "header",
    "cookie",
    "querystring",
    "property",
    "body",
    "additional_properties",
    "content_type",
]
"""The location of a parameter; or a property of the body, the whole body, its
properties beyond the listed ones, and its media type."""

_MAY_BE_NULL = ir.NullableType | ir.NullType | ir.AnyType
_PARAMETER_ORDER = ("path", "query", "header", "cookie", "querystring")
_UNSET = trusted("UNSET")
_DEFAULT_NONE = trusted("None")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method and where its value goes."""

    name: str
    role: ArgumentRole
    wire_name: str
    """The name of the parameter or property in the document."""
    type: ir.Type | None
    """The type in the IR; None for `additional_properties` and `content_type`."""
    annotation: Expression
    required: bool
    default: Code
    """The source text of the default of an optional argument: the only value of one
    that the document requires, else None or UNSET."""
    description: str = ""
    credentials: tuple[str, ...] = ()
    """The keywords of the client whose credential is sent where it is not given."""

    @property
    def is_constant(self) -> bool:
        """Whether the document requires it and allows only the default."""
        return self.type is not None and self.default not in (_DEFAULT_NONE, _UNSET)

    @property
    def may_be_null(self) -> bool:
        """Whether None is a value, although the argument is optional."""
        return self.default == _UNSET

    def declaration(self, scope: Scope) -> Code:
        """Return the argument as a definition has it."""
        annotation = spell(self.annotation, scope)
        if self.required:
            return Code(f"{self.name}: {annotation}")
        if self.default == _UNSET:
            scope.name("UNSET")
        return Code(f"{self.name}: {annotation} = {self.default}")


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments of a method, but for ``self`` and ``options``."""

    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All arguments: the positional ones, then the keywords as documented."""
        return (*self.positional, *self.keywords)

    @property
    def in_order(self) -> tuple[Argument, ...]:
        """The keywords in the order of the definition: required ones come first."""
        return tuple(sorted(self.keywords, key=lambda argument: not argument.required))

    def with_role(self, role: ArgumentRole) -> tuple[Argument, ...]:
        """Return the arguments of a role, as documented."""
        return tuple(each for each in self.arguments if each.role == role)

    @property
    def constants(self) -> dict[str, Code]:
        """The keywords that have only one value, with their values."""
        return {each.name: each.default for each in self.keywords if each.is_constant}

    def one(self, role: ArgumentRole) -> Argument | None:
        """Return the argument of a role that at most one argument has."""
        return next(iter(self.with_role(role)), None)

    def declarations(self, scope: Scope) -> tuple[Code, ...]:
        """Return the parameters of the definition, after ``self``."""
        return (
            *[each.declaration(scope) for each in self.positional],
            trusted("*"),
            *[each.declaration(scope) for each in self.in_order],
            Code(f"options: {scope.name('RequestOptionsLike')} | None = None"),
        )


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes the arguments of one operation."""

    operation: ir.Operation
    names: Mapping[str, str]
    annotations: AnnotationBuilder
    forms: Sequence[BodyForm]
    credentials: Mapping[str, str]

    def signature(self, form: BodyForm | None) -> Signature:
        """Return the signature where the body is given in one form."""
        arguments = [self._parameter(each) for each in self._parameters()]
        if form is not None:
            arguments += self._body(form)
        positional = [each for each in arguments if each.role == "path"]
        last = max((i for i, each in enumerate(positional) if each.required), default=0)
        # In Python, no argument without a default follows one that has a default.
        positional[:last] = [replace(each, required=True) for each in positional[:last]]
        return Signature(
            tuple(positional),
            tuple(each for each in arguments if each.role != "path"),
        )

    def _parameters(self) -> list[ir.Parameter]:
        """Order path parameters as they stand in the path, the others as documented."""
        path = self.operation.path
        return sorted(
            self.operation.parameters,
            key=lambda p: (
                _PARAMETER_ORDER.index(p.location),
                path.find(f"{{{p.name}}}") if p.location == "path" else 0,
            ),
        )

    def _parameter(self, parameter: ir.Parameter) -> Argument:
        argument = self._argument(
            self.names[argument_key(parameter.location, parameter.name)],
            parameter.location,
            parameter.name,
            parameter.type,
            parameter.needs_argument,
            parameter.doc.description,
        )
        keywords = tuple(self.credentials[key] for key in parameter.credentials)
        return replace(argument, credentials=keywords) if keywords else argument

    def _body(self, form: BodyForm) -> list[Argument]:
        found: list[Argument | None]
        if form.model is not None:
            found = [self._property(each) for each in form.model.fields]
            found.append(self._additional_properties(form.model))
        else:
            found = [self._whole_body(form)]
        found.append(self._content_type(form))
        return [each for each in found if each is not None]

    def _property(self, field: ir.Field) -> Argument:
        return self._argument(
            self.names[argument_key("body", field.name)],
            "property",
            field.name,
            field.type,
            field.required,
            field.doc.description,
            may_be_null=isinstance(field.type, _MAY_BE_NULL),
        )

    def _whole_body(self, form: BodyForm) -> Argument:
        body = self.operation.body
        required = body is not None and body.required
        description = body.description if body else ""
        may_be_null = any(map(is_json, form.media_types)) and any(
            isinstance(each, _MAY_BE_NULL)
            or (isinstance(each, ir.LiteralType) and None in each.values)
            for each in alternatives(form.type, self.annotations.api.types)
        )
        return self._argument(
            "body",
            "body",
            "",
            form.type,
            required,
            description,
            may_be_null=may_be_null,
        )

    def _additional_properties(self, model: ir.Model) -> Argument | None:
        """Properties beyond the listed ones, where the document describes them."""
        if model.extra is None:
            return None
        mapping = Generic(
            Name("Mapping"), (Name("str"), self.annotations.annotation(model.extra))
        )
        return Argument(
            "additional_properties",
            "additional_properties",
            "",
            None,
            Union((mapping, NONE)),
            False,
            _DEFAULT_NONE,
            "Further properties of the body.",
        )

    def _content_type(self, form: BodyForm) -> Argument | None:
        """An argument that chooses between several media types, or names one in a range."""
        if not takes_content_type(form, self.forms):
            return None
        ranges = list(filter(is_range, form.media_types))
        required = self.forms[0].media_types[0] not in form.media_types
        annotation: Expression = LiteralMembers(form.media_types)
        default, description = literal(form.media_types[0]), ""
        if ranges:
            annotation, description = Name("str"), f", one of {', '.join(ranges)}"
            if not required:
                annotation, default = optional(annotation), _DEFAULT_NONE
        return Argument(
            "content_type",
            "content_type",
            "",
            None,
            annotation,
            required,
            default,
            f"The media type of the body{description}.",
        )

    def _argument(
        self,
        name: str,
        role: ArgumentRole,
        wire_name: str,
        type_: ir.Type,
        required: bool,
        description: str,
        *,
        may_be_null: bool = False,
    ) -> Argument:
        annotation = without_redundant_int(self.annotations.annotation(type_))
        default = _DEFAULT_NONE
        value = constant(type_, self.annotations.api.types) if required else None
        if value is not None:
            required, default = False, literal(value)
        elif not required and may_be_null:
            annotation = Union((annotation, Name("Unset")))
            default = _UNSET
        elif not required and not allows_none(annotation):
            annotation = optional(annotation)
        return Argument(
            name, role, wire_name, type_, annotation, required, default, description
        )


def signatures(
    api: ir.Api,
    operation: ir.Operation,
    names: Mapping[str, str],
    forms: Sequence[BodyForm],
    credentials: Mapping[str, str],
) -> tuple[Signature, tuple[Signature, ...]]:
    """Return the signature of a method and its overloads, none where one is enough.

    `names` are the operation's arguments by `argument_key`, `forms` those of its body,
    `credentials` the keywords of the client by security scheme.
    """
    annotations = AnnotationBuilder(api, "closed", takes_texts=True)
    builder = _Builder(operation, names, annotations, forms, credentials)
    found = [builder.signature(form) for form in forms or (None,)]
    if len(found) == 1:
        return found[0], ()
    found = [_with_needed_tags(each, found) for each in found]
    shared = set.intersection(*(set(form.constants) for form in forms))
    own = [{name for name, _ in {*form.constants} - shared} for form in forms]
    found = [_requiring(*each) for each in zip(found, own, strict=True)]
    return implementation(found), tuple(found)


def _requiring(signature: Signature, properties: set[str]) -> Signature:
    """Require the properties that only some overloads send: the implementation does not
    know which one is called.
    """
    keywords = (
        (
            replace(a, required=a.required or a.wire_name in properties)
            if a.role == "property"
            else a
        )
        for a in signature.keywords
    )
    return replace(signature, keywords=tuple(keywords))


def _with_needed_tags(own: Signature, overloads: Sequence[Signature]) -> Signature:
    """Require the constants that a call needs to choose this overload: those that an
    overload which takes the same call without them does not have.
    """
    needed = {
        name
        for other in overloads
        if other is not own and _share_a_call(own, other)
        for name, default in own.constants.items()
        if other.constants.get(name) != default
    }
    keywords = [
        replace(a, required=a.name in needed or a.required) for a in own.keywords
    ]
    return replace(own, keywords=tuple(keywords))


def _share_a_call(one: Signature, other: Signature) -> bool:
    """Return whether some call without constants has the arguments of both."""
    ours, theirs = ({a.name for a in each.keywords} for each in (one, other))
    return all(
        argument.name in names
        for each, names in ((one, theirs), (other, ours))
        for argument in each.keywords
        if argument.required
    )


def implementation(overloads: Sequence[Signature]) -> Signature:
    """Return the signature that takes whatever any of the overloads takes."""
    groups: dict[str, list[Argument]] = {}
    for signature in overloads:
        for argument in signature.keywords:
            groups.setdefault(argument.name, []).append(argument)
    keywords = tuple(_widest(group, len(overloads)) for group in groups.values())
    return Signature(overloads[0].positional, keywords)


def _widest(group: Sequence[Argument], overloads: int) -> Argument:
    """Return one argument that takes what each of a group takes."""
    first = group[0]
    if first.role == "content_type":
        text: Expression = Name("str")
        annotation = optional(text) if first.default == _DEFAULT_NONE else text
        return replace(first, annotation=annotation, required=False)
    is_constant = first.is_constant and len({a.default for a in group}) == 1
    if is_constant and len(group) == overloads:
        return first
    required = len(group) == overloads and all(each.required for each in group)
    parts = dict.fromkeys(
        part for each in group for part in union_members(each.annotation)
    )
    unset = any(
        each.default == _UNSET
        # A constant is absent by default; None is a wrong value for it.
        or each.is_constant
        # Where an overload requires the argument, None is one of its values.
        or (each.required and not required and _takes_none(each.annotation))
        for each in group
    )
    if not required:
        parts[Name("Unset") if unset else NONE] = None
    if ANY in parts:
        parts = {ANY: None}
    if NONE in parts:
        del parts[NONE]
        parts[NONE] = None
    return replace(
        first,
        annotation=without_redundant_int(union(parts)),
        required=required,
        default=_UNSET if unset else _DEFAULT_NONE,
        description=next((a.description for a in group if a.description), ""),
    )


def _takes_none(annotation: Expression) -> bool:
    return annotation == ANY or allows_none(annotation)


def without_redundant_int(annotation: Expression) -> Expression:
    """Leave out ``int`` beside ``float``, which includes it in annotations (PEP 484,
    "The numeric tower").
    """
    members = list(union_members(annotation))
    if Name("int") not in members or Name("float") not in members:
        return annotation
    return union(each for each in members if each != Name("int"))
