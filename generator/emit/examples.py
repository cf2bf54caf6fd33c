"""Example calls with valid arguments, for the README and the test that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from generator import ir
from generator.code import Code, identifier, join, literal, trusted
from generator.document.pointer import deref, lookup
from generator.emit.sample_values import NoValueError, ValueSampler
from generator.emit.validity import validity
from generator.surface import Argument, Method, Package, enum_of

__all__ = [
    "Example",
    "SampleTestView",
    "constructor_arguments",
    "examples",
    "sample_test",
]

_TEXTS = {
    "": "text",
    "binary": "text",
    "email": "user@example.com",
    "password": "password",
    "uri": "https://example.com",
    "url": "https://example.com",
}
"""An example of a string by its format."""

MAX_OPTIONAL = 6
"""How many optional properties to combine in search of a valid body."""
_MAX_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Example:
    """A call with plain values."""

    path: str
    """The method from the client, such as ``pets.get``."""
    method: Method
    arguments: Code
    sent: Code | None
    """A property of the body with its value, where there is one to assert."""

    @property
    def call(self) -> Code:
        """The call, from the client."""
        return Code(f"{identifier(self.path)}({self.arguments})")

    @property
    def verb(self) -> str:
        """The HTTP method."""
        return self.method.operation.method


@dataclass(frozen=True, slots=True)
class SampleTestView:
    """A call that works, what it sends, and a call that is answered with 404."""

    constructor: Code
    call: Code
    sent: Code
    missing: Code
    missing_call: Code


def examples(package: Package, document: dict[str, Any]) -> tuple[Example, ...]:
    """Return an example of each method that needs no more than a few plain values,
    which satisfy their schemas in `document`.
    """
    found = (_example(*each, package, document) for each in package.methods())
    return tuple(each for each in found if each is not None)


def sample_test(package: Package, document: dict[str, Any]) -> SampleTestView | None:
    """Return the test for the README; None where no method has an example whose
    response can be made up.
    """
    found = [e for e in examples(package, document) if _sends_all(e.method.operation)]
    answered = [e for e in found if _has_value(e.method, package.api, document, "2XX")]
    failing = [e for e in found if _has_value(e.method, package.api, document, "404")]
    if not answered or not failing:
        return None
    first = max(
        answered,
        key=lambda e: (e.sent is not None, e.verb == "POST", -len(e.arguments)),
    )
    missing = max(
        failing,
        key=lambda e: (
            e.verb == "GET",
            "{" in e.method.operation.path,
            -len(e.arguments),
        ),
    )
    sent = first.sent or Code(f"server.requests[0].method == {literal(first.verb)}")
    transport = trusted("http_client=httpx2.Client(transport=server)")
    return SampleTestView(
        join(", ", [*constructor_arguments(package, "secret"), transport]),
        Code(f"client.{first.call}"),
        sent,
        literal(missing.path),
        Code(f"client.{missing.call}"),
    )


def constructor_arguments(package: Package, secret: str) -> list[Code]:
    """Return arguments of a constructor that works, with `secret` for each credential."""
    arguments = []
    for credential in package.constructor.credentials:
        is_pair = credential.scheme.kind == "basic"
        value = f'("user", {literal(secret)})' if is_pair else literal(secret)
        arguments.append(Code(f"{identifier(credential.name)}={value}"))
    if package.constructor.needs_base_url:
        arguments.append(trusted('base_url="https://api.example"'))
    return arguments


def _example(
    path: str, method: Method, package: Package, document: dict[str, Any]
) -> Example | None:
    media_types = [media for form in method.forms for media in form.media_types]
    is_json = all(media.endswith("json") for media in media_types)
    if method.result.kind != "value" or method.deprecation or not is_json:
        return None
    call = method.calls[0]
    values = {each: _argument_value(each, package) for each in call.arguments}
    known = {each: value for each, value in values.items() if value is not None}
    required = [each for each in call.arguments if each.required]
    if not known.keys() >= set(required):
        return None
    optional = [e for e in known if not e.required and _is_of_body(e)]
    constant = {e: known[e] for e in optional if e.default == literal(known[e])}
    free = [each for each in optional if each not in constant][:MAX_OPTIONAL]
    for size in range(len(free) + 1):
        for further in combinations(free, size):
            chosen = {each: known[each] for each in (*required, *further)}
            if _is_valid(method.operation, chosen | constant, document):
                return _with_arguments(path, method, chosen)
    return None


def _with_arguments(
    path: str, method: Method, values: Mapping[Argument, Any]
) -> Example | None:
    positional = method.calls[0].positional
    arguments = join(
        ", ",
        [
            literal(value) if a in positional else Code(f"{a.name}={literal(value)}")
            for a, value in values.items()
        ],
    )
    is_short = len(arguments) <= _MAX_LENGTH and "`" not in arguments
    return Example(path, method, arguments, _sent(values)) if is_short else None


def _is_valid(
    operation: ir.Operation, values: Mapping[Argument, Any], document: dict[str, Any]
) -> bool:
    """Return whether values satisfy the schemas of their parameters and of the body."""
    for argument, value in values.items():
        for parameter in operation.parameters:
            if (parameter.location, parameter.name) == (
                argument.role,
                argument.wire_name,
            ):
                schema = lookup(document, f"{parameter.pointer}/schema")
                if not validity(document, schema, value):
                    return False
    body = {a.wire_name: value for a, value in values.items() if a.role == "property"}
    whole = [value for argument, value in values.items() if argument.role == "body"]
    if operation.body is None or (not body and not whole):
        # An empty object may violate constraints that are not in the types.
        return operation.body is None or not operation.body.required
    contents = lookup(document, f"{operation.body.pointer}/content")
    return all(
        validity(document, schema, whole[0] if whole else body)
        for schema in _schemas(document, contents)
    )


def _sends_all(operation: ir.Operation) -> bool:
    """Return whether a request certainly has its credentials: another server than that
    of the client may not get them.
    """
    needs_credentials = operation.security is None or any(operation.security)
    return not (operation.servers and needs_credentials)


def _has_value(
    method: Method, api: ir.Api, document: dict[str, Any], status: str
) -> bool:
    """Return whether the JSON of a response may have a valid value: of a result for the
    status ``2XX``, else of an error. Only simple values are tried.
    """
    operation = method.operation
    possible = {status, f"{status[0]}XX", "default"}
    responses = [
        each
        for each in operation.responses
        if (each.is_result if status == "2XX" else each.status in possible)
    ]
    for response in responses[:1]:
        node = lookup(document, f"{operation.pointer}/responses/{response.status}")
        contents = _member(deref(document, node), "content")
        schemas = list(_schemas(document, contents))
        for content, schema in zip(response.contents, schemas, strict=False):
            sampler = ValueSampler(api, document, is_sent=False)
            try:
                if not content.is_stream:
                    values = sampler.values(content.type, schema)
                    sampler.first_valid(values, schema)
            except NoValueError:
                return False
    return True


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _schemas(document: dict[str, Any], contents: Any) -> Iterator[Any]:
    """Yield the schema of each media type; True for one without a schema."""
    for each in contents.values() if isinstance(contents, dict) else ():
        schema = _member(deref(document, each), "schema")
        yield True if schema is None else schema


def _is_of_body(argument: Argument) -> bool:
    return argument.role in ("property", "body")


def _sent(values: Mapping[Argument, Any]) -> Code | None:
    for argument, value in values.items():
        if argument.role == "property" and "`" not in argument.wire_name:
            name = literal(argument.wire_name)
            return Code(f"server.requests[0].json()[{name}] == {literal(value)}")
    return None


def _argument_value(argument: Argument, package: Package) -> Any:
    return None if argument.type is None else _value(argument.type, package)


def _value(type_: ir.Type, package: Package) -> Any:
    """Return a valid value; None where the type alone does not give a simple one."""
    match type_:
        case ir.StringType(
            format="plain" | "binary",
            pattern=None,
            min_length=low,
            max_length=high,
        ):
            text = _TEXTS.get(type_.declared_format, "")
            fits = (low or 0) <= len(text) <= (len(text) if high is None else high)
            return text if text and fits else None
        case ir.IntegerType(bounds=bounds) | ir.NumberType(bounds=bounds):
            return 1 if _is_one_within(bounds) else None
        case ir.BooleanType():
            return True
        case ir.LiteralType(values=values):
            return values[0]
        case ir.ArrayType(items=items, min_items=low, max_items=high):
            inner = _value(items, package)
            fits = (low or 0) <= 1 <= (1 if high is None else high)
            return [inner] if inner is not None and fits else None
        case ir.RefType(id):
            members = enum_of(package.api, id)
            if members is not None:
                return _value(members, package)
            aliased = getattr(package.api.types[id], "type", None)
            is_plain = isinstance(
                aliased, ir.StringType | ir.IntegerType | ir.BooleanType
            )
            return _value(aliased, package) if is_plain and aliased else None
        case _:
            return None


def _is_one_within(bounds: ir.Bounds) -> bool:
    low = bounds.minimum is None or bounds.minimum <= 1
    above = bounds.exclusive_minimum is None or bounds.exclusive_minimum < 1
    high = bounds.maximum is None or bounds.maximum >= 1
    below = bounds.exclusive_maximum is None or bounds.exclusive_maximum > 1
    return low and above and high and below and bounds.multiple_of in (None, 1)
