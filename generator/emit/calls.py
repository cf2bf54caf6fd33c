"""Views of the calls that methods make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.code import Code, identifier, literal, trusted
from generator.ir import ParameterLocation
from generator.surface import Argument, Method

__all__ = ["CallView", "call_view", "is_unwrapped"]

_LOCATIONS: tuple[ParameterLocation, ...] = (
    "path",
    "query",
    "header",
    "cookie",
    "querystring",
)


@dataclass(frozen=True, slots=True)
class ValueView:
    """A name on the wire and the argument whose value it gets."""

    wire_name: Code
    argument: Code


@dataclass(frozen=True, slots=True)
class LocationView:
    """The arguments that are sent in one location."""

    name: Code
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class CallView:
    """The one call that a method makes."""

    transport: Code
    arguments: tuple[Code, ...]
    """The constants of the operation, after the client where no method passes it."""
    locations: tuple[LocationView, ...]
    properties: tuple[ValueView, ...]
    """The properties of the body."""
    takes_additional: bool
    takes_body: bool
    takes_content_type: bool

    @property
    def has_properties(self) -> bool:
        """Whether the body is put together from keywords."""
        return bool(self.properties) or self.takes_additional


def call_view(method: Method, constants: Sequence[Code], prefix: str = "") -> CallView:
    """Return the call of a method with the constants that it refers to; `prefix` is that
    of the class of its result.
    """
    signature, kind = method.definition, method.result.kind
    transports = {
        "value": f"{prefix}Stream.either" if method.choice else "self._call",
        "stream": f"{prefix}Stream.open",
        "pages": "AsyncPages" if prefix else "first_page",
    }
    own = tuple(constants)
    if method.choice is not None:
        own = (identifier(method.choice.argument.name), *own)
    transport = transports[kind]
    if is_unwrapped(method):
        transport = "acall_unwrapped" if prefix else "call_unwrapped"
        own = (*own, literal(method.operation.unwrap))
    if transport != "self._call":
        own = (trusted("self._client"), *own)
    return CallView(
        trusted(transport),
        own,
        tuple(
            LocationView(trusted(location), _values(signature.with_role(location)))
            for location in _LOCATIONS
            if signature.with_role(location)
        ),
        _values(signature.with_role("property")),
        signature.one("additional_properties") is not None,
        signature.one("body") is not None,
        signature.one("content_type") is not None,
    )


def is_unwrapped(method: Method) -> bool:
    """Return whether a method returns a value in the envelope that it receives."""
    return bool(method.operation.unwrap) and method.result.kind == "value"


def _values(arguments: Iterable[Argument]) -> tuple[ValueView, ...]:
    return tuple(ValueView(literal(a.wire_name), identifier(a.name)) for a in arguments)
