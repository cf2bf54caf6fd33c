"""Example calls with valid arguments, for the README and the test that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from generator import ir
from generator.code import Code, identifier, join, literal, trusted
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


def examples(package: Package) -> tuple[Example, ...]:
    """Return an example of each method that needs no more than a few plain values."""
    return tuple(
        chain.from_iterable(_examples(*each, package) for each in package.methods())
    )


def sample_test(package: Package) -> SampleTestView | None:
    """Return the test for the README; None where no method has an example."""
    found = examples(package)
    if not found:
        return None
    first = max(
        found, key=lambda e: (e.sent is not None, e.verb == "POST", -len(e.arguments))
    )
    missing = max(
        found,
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


def _examples(path: str, method: Method, package: Package) -> Iterator[Example]:
    media_types = [media for form in method.forms for media in form.media_types]
    is_json = all(media.endswith("json") for media in media_types)
    if method.result.kind != "value" or method.deprecation or not is_json:
        return
    signature = method.calls[0]
    required = [each for each in signature.arguments if each.required]
    body = method.operation.body
    if body and body.required and not any(_is_of_body(each) for each in required):
        return  # An empty object may violate constraints that are not in the types.
    values = [(each, _argument_value(each, package)) for each in required]
    known = [(argument, value) for argument, value in values if value is not None]
    arguments = join(
        ", ",
        [
            value if a in signature.positional else Code(f"{a.name}={value}")
            for a, value in known
        ],
    )
    is_short = len(arguments) <= _MAX_LENGTH and "`" not in arguments
    if len(known) == len(values) and is_short:
        yield Example(path, method, arguments, _sent(known))


def _is_of_body(argument: Argument) -> bool:
    return argument.role in ("property", "body")


def _sent(values: list[tuple[Argument, Code]]) -> Code | None:
    for argument, value in values:
        if argument.role == "property" and "`" not in argument.wire_name:
            name = literal(argument.wire_name)
            return Code(f"server.requests[0].json()[{name}] == {value}")
    return None


def _argument_value(argument: Argument, package: Package) -> Code | None:
    return None if argument.type is None else _value(argument.type, package)


def _value(type_: ir.Type, package: Package) -> Code | None:
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
            return literal(text) if text and fits else None
        case ir.IntegerType(bounds=bounds) | ir.NumberType(bounds=bounds):
            return literal(1) if _is_one_within(bounds) else None
        case ir.BooleanType():
            return trusted("True")
        case ir.LiteralType(values=values) if values[0] is not None:
            return literal(values[0])
        case ir.ArrayType(items=items, min_items=low, max_items=high):
            inner = _value(items, package)
            fits = (low or 0) <= 1 <= (1 if high is None else high)
            return Code(f"[{inner}]") if inner is not None and fits else None
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
