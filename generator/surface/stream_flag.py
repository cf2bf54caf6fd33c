"""Methods of operations that return a value or a stream, as a flag in the call says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from generator.code import Code, literal, trusted
from generator.ir import (
    Api,
    BooleanType,
    Field,
    LiteralType,
    NullableType,
    NullType,
    Operation,
    Parameter,
    StreamFlag,
    Type,
)
from generator.ir.visit import alternatives, boolean_values
from generator.surface.bodies import MAX_OVERLOADS, BodyForm, body_forms
from generator.surface.expressions import NONE, Name, union, union_members
from generator.surface.results import Result, result_kinds
from generator.surface.signatures import (
    Argument,
    ArgumentRole,
    Signature,
    implementation,
)

__all__ = ["FlagUse", "StreamChoice", "flagged", "method_forms", "stream_choice"]

FlagUse: TypeAlias = Literal["value", "stream", "pages", "false", "either"]
"""How a signature has the flag. ``value`` and ``stream``: as the methods that return
only a value and only a stream; ``false``: like ``value``, but the caller may give false;
``either``: as a boolean. Without a flag all are the same."""

_Calls: TypeAlias = Callable[[FlagUse], Sequence[Signature]]


@dataclass(frozen=True, slots=True)
class StreamChoice:
    """How a method that returns a value returns a stream where its flag is true."""

    argument: Argument
    """The argument that is the flag."""
    signature: Signature
    """All that any overload takes."""
    overloads: tuple[tuple[Signature, tuple[Result, ...]], ...]
    """The signatures, each with what it returns one of."""


def method_forms(api: Api, operation: Operation, use: FlagUse) -> tuple[BodyForm, ...]:
    """Return the forms of the body that a method takes.

    The streaming method sends true. The one that returns a value sends false only if
    the property is required or true by default, in any of the forms, so that it need
    not be given to choose one of them.
    """
    forms = body_forms(api, operation)
    flag = _flag_in(operation, "body")
    if flag is None:
        return forms
    fields = [_field(form, flag) for form in forms]
    sends_false = any(
        False in boolean_values(field.type, api.types)
        and (field.required or field.doc.default == "true")
        for field in fields
        if field is not None
    )
    found = [
        _form(form, field, use, sends_false, api)
        for form, field in zip(forms, fields, strict=True)
    ]
    kept = tuple(form for form in found if form is not None)
    return kept if kept or use == "either" else forms


def flagged(api: Api, operation: Operation, use: FlagUse) -> Operation:
    """Return the operation with the parameter that is its flag, if it is one, as a
    signature has it.
    """
    flag = _flag_in(operation, "query")
    if flag is None or use == "pages":
        return operation
    return replace(
        operation,
        parameters=tuple(
            (
                _parameter(each, use, api)
                if (each.location, each.name) == ("query", flag.name)
                else each
            )
            for each in operation.parameters
        ),
    )


def stream_choice(
    api: Api,
    operation: Operation,
    value: Result,
    stream: Result,
    calls: _Calls,
) -> StreamChoice | None:
    """Return how the method for a value takes the flag; None if it cannot.

    `calls` returns the signatures of a use that a type-checker can tell apart.
    """
    flag = operation.stream_flag
    if flag is None or len(result_kinds(operation)) == 1:
        return None
    streaming = [_requiring(each, flag) for each in calls("stream")]
    given = next((a for each in streaming if (a := _argument(each, flag))), None)
    if given is None:
        return None
    values = calls("false")
    eithers = [_requiring(each, flag) for each in calls("either")]
    if len(eithers) > MAX_OVERLOADS:
        eithers = []
    signature = implementation([*values, *streaming, *eithers])
    argument = _any_value(signature, flag, values)
    keywords = tuple(
        argument if each.name == argument.name else each for each in signature.keywords
    )
    return StreamChoice(
        argument,
        replace(signature, keywords=keywords),
        (
            *((each, (value,)) for each in values),
            *((each, (stream,)) for each in streaming),
            *((each, (value, stream)) for each in eithers),
        ),
    )


def _flag_in(
    operation: Operation, location: Literal["body", "query"]
) -> StreamFlag | None:
    flag = operation.stream_flag
    if flag is None or len(result_kinds(operation)) == 1:
        return None
    return flag if flag.location == location else None


def _field(form: BodyForm, flag: StreamFlag) -> Field | None:
    fields = form.model.fields if form.model else ()
    return next((each for each in fields if each.name == flag.name), None)


def _form(
    form: BodyForm, field: Field | None, use: FlagUse, sends_false: bool, api: Api
) -> BodyForm | None:
    """Return a form of a use; None if it cannot be used so."""
    values = boolean_values(field.type, api.types) if field else frozenset[bool]()
    if field is None or not values:
        is_whole = form.model is None
        return form if use in ("value", "false") or is_whole else None
    match use:
        case "stream":
            may_be_true = True in values
            true = LiteralType((True,))
            return _with_type(form, field, true, True) if may_be_true else None
        case "either":
            is_open = values == {True, False}
            return _with_type(form, field, BooleanType(), True) if is_open else None
    if False in values and sends_false:
        return _with_type(form, field, LiteralType((False,)), True)
    if field.required:
        return None
    if use == "false" and False in values:
        return _with_type(form, field, _false(field.type, api), False)
    return _without(form, field)


def _false(type_: Type, api: Api) -> Type:
    nullable = any(isinstance(t, NullType) for t in alternatives(type_, api.types))
    false = LiteralType((False,))
    return NullableType(false) if nullable else false


def _with_type(form: BodyForm, field: Field, type_: Type, required: bool) -> BodyForm:
    """Return a form with another type of the flag; of one value, each call sends it."""
    assert form.model is not None
    fields = tuple(
        replace(each, type=type_, required=required) if each is field else each
        for each in form.model.fields
    )
    model = replace(form.model, fields=fields)
    sent = type_.values[0] if isinstance(type_, LiteralType) and required else None
    constants = ((field.name, sent),) if isinstance(sent, bool) else ()
    return replace(form, model=model, constants=constants)


def _without(form: BodyForm, field: Field) -> BodyForm:
    assert form.model is not None
    fields = tuple(each for each in form.model.fields if each is not field)
    model = replace(form.model, fields=fields)
    return replace(form, model=model, omitted=(field.name,))


def _parameter(parameter: Parameter, use: FlagUse, api: Api) -> Parameter:
    if use == "either":
        return replace(parameter, type=BooleanType(), required=True)
    if use == "stream":
        return replace(parameter, type=LiteralType((True,)), required=True)
    return replace(parameter, type=_false(parameter.type, api))


def _argument(signature: Signature, flag: StreamFlag) -> Argument | None:
    role: ArgumentRole = "property" if flag.location == "body" else "query"
    found = (a for a in signature.with_role(role) if a.wire_name == flag.name)
    return next(found, None)


def _requiring(signature: Signature, flag: StreamFlag) -> Signature:
    """Require the flag, by which a call chooses its overload."""
    argument = _argument(signature, flag)
    keywords = (
        (
            replace(each, required=True, default=trusted("None"))
            if each is argument
            else each
        )
        for each in signature.keywords
    )
    return replace(signature, keywords=tuple(keywords))


def _any_value(
    signature: Signature, flag: StreamFlag, values: Sequence[Signature]
) -> Argument:
    """Return the flag of the implementation, which is false where each overload that
    returns a value sends that.
    """
    argument = _argument(signature, flag)
    assert argument is not None
    boolean = Name("bool")
    own = [_argument(each, flag) for each in values]
    if all(each is not None and each.is_constant and not each.required for each in own):
        default: Code = literal(False)
        return replace(argument, annotation=boolean, required=False, default=default)
    others = (NONE, Name("Unset"))
    members = [e for e in union_members(argument.annotation) if e in others]
    return replace(argument, annotation=union([boolean, *members]))
