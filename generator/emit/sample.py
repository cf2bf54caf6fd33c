"""A test as a user writes it: with the fake server of the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.code import Code, join, literal, trusted
from generator.emit.client import ClientView
from generator.emit.python import is_enum
from generator.emit.resources import MethodView, ResourceView
from generator.emit.signature import Argument
from generator.ir import (
    Api,
    ArrayType,
    BooleanType,
    Bounds,
    IntegerType,
    LiteralType,
    NumberType,
    RefType,
    StringType,
    Type,
)

__all__ = ["SampleView", "sample_view"]

_TEXTS = {
    "": "text",
    "email": "user@example.com",
    "password": "password",
    "uri": "https://example.com",
    "url": "https://example.com",
}
"""A text for a format, where one comes to mind."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """A call that works, what it sends, and a call that is answered with 404."""

    constructor: Code
    call: Code
    sent: Code
    missing: Code
    missing_call: Code


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A method that can be called with plain values."""

    name: str
    method: MethodView
    arguments: Code
    sent: Code | None
    """What of its body can be asserted."""

    @property
    def call(self) -> Code:
        return Code(f"client.{trusted(self.name)}({self.arguments})")

    @property
    def length(self) -> int:
        return len(self.arguments)

    @property
    def is_of_one(self) -> bool:
        return "{" in self.method.operation.path

    @property
    def verb(self) -> str:
        return self.method.operation.method


def sample_view(
    resources: Iterable[ResourceView], client: ClientView, api: Api
) -> SampleView | None:
    """Return the test for the README; None where every method needs more than plain
    values.
    """
    found = [c for view in resources for c in _candidates(view, api)]
    if not found:
        return None
    first = max(found, key=lambda c: (c.sent is not None, c.verb == "POST", -c.length))
    missing = max(found, key=lambda c: (c.verb == "GET", c.is_of_one, -c.length))
    sent = first.sent or Code(f"server.requests[0].method == {literal(first.verb)}")
    return SampleView(
        _constructor(client, api),
        first.call,
        sent,
        literal(missing.name),
        missing.call,
    )


def _constructor(client: ClientView, api: Api) -> Code:
    kinds = {scheme.key: scheme.kind for scheme in api.schemes}
    parts = []
    for credential, scheme in zip(client.credentials, api.schemes, strict=False):
        basic = kinds[scheme.key] == "basic"
        secret = trusted('("user", "secret")' if basic else '"secret"')
        parts.append(Code(f"{credential.name}={secret}"))
    if client.default_server is None or "://" not in api.servers[0].url:
        parts.append(trusted('base_url="https://api.example"'))
    parts.append(trusted("http_client=httpx2.Client(transport=server)"))
    return join(", ", parts)


def _candidates(view: ResourceView, api: Api) -> Iterator[_Candidate]:
    for method in view.methods:
        bodies = [media for form in method.forms for media in form.media_types]
        plain = all(media.endswith("json") for media in bodies)
        if method.way != "call" or method.deprecated or not plain:
            continue
        signature = method.overloads[0] if method.overloads else method.signature
        needed = [a for a in (*signature.positional, *signature.keywords) if a.required]
        body = method.operation.body
        if body and body.required and not any(a.location == "body" for a in needed):
            continue  # An empty object: whether it is enough, the types do not say.
        values = [_value(argument, api) for argument in needed]
        parts = [
            value if argument in signature.positional else f"{argument.name}={value}"
            for argument, value in zip(needed, values, strict=True)
        ]
        arguments = join(", ", (Code(str(part)) for part in parts))
        if None not in values and len(arguments) <= 60 and "`" not in arguments:
            sent = _sent(needed, values)
            yield _Candidate(f"{view.attribute}.{method.name}", method, arguments, sent)


def _sent(arguments: list[Argument], values: list[Code | None]) -> Code | None:
    for argument, value in zip(arguments, values, strict=True):
        if argument.location == "body" and "`" not in argument.wire:
            name = literal(argument.wire)
            return Code(f"server.requests[0].json()[{name}] == {value}")
    return None


def _value(argument: Argument, api: Api) -> Code | None:
    return None if argument.type is None else _simple(argument.type, api)


def _simple(type_: Type, api: Api) -> Code | None:
    """Return a valid value, where that is plain to see."""
    match type_:
        case StringType(format="plain", pattern=None, min_length=low, max_length=high):
            text = _TEXTS.get(type_.declared_format, "")
            fits = (low or 0) <= len(text) <= (len(text) if high is None else high)
            return literal(text) if text and fits else None
        case IntegerType(bounds=bounds) | NumberType(bounds=bounds):
            return literal(1) if _is_one_within(bounds) else None
        case BooleanType():
            return trusted("True")
        case LiteralType(values=values) if values[0] is not None:
            return literal(values[0])
        case ArrayType(items=items, min_items=low, max_items=high):
            inner = _simple(items, api)
            fits = (low or 0) <= 1 <= (1 if high is None else high)
            return Code(f"[{inner}]") if inner is not None and fits else None
        case RefType(id):
            members = is_enum(api, id)
            if members is not None:
                return _simple(members, api)
            inner_type = getattr(api.types[id], "type", None)
            plain = isinstance(inner_type, StringType | IntegerType | BooleanType)
            return _simple(inner_type, api) if plain and inner_type else None
        case _:
            return None


def _is_one_within(bounds: Bounds) -> bool:
    low = bounds.minimum is None or bounds.minimum <= 1
    above = bounds.exclusive_minimum is None or bounds.exclusive_minimum < 1
    high = bounds.maximum is None or bounds.maximum >= 1
    below = bounds.exclusive_maximum is None or bounds.exclusive_maximum > 1
    return low and above and high and below and bounds.multiple_of in (None, 1)
