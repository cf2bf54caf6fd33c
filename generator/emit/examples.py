"""Views of code that users read and run: the example of the README, and its test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.code import Code, identifier, join, literal, trusted
from generator.emit.formatting.format import formatted
from generator.emit.samples import SampleCall, Samples
from generator.ir.media_types import is_json
from generator.surface import NONE, Credential, Package

__all__ = [
    "SampleTestView",
    "client_block",
    "code_block",
    "constructor",
    "readme_call",
    "sample_test",
]

MAX_LENGTH = 160
"""Length of a call beyond which another one is preferred."""
_MAX_WIDTH = 88
_MADE_UP = '"text"'
_STANDARD_IMPORTS = {
    "datetime": "import datetime",
    "Decimal": "from decimal import Decimal",
    "UUID": "from uuid import UUID",
}
_READABLE = (str, int, bool)


@dataclass(frozen=True, slots=True)
class SampleTestView:
    """A call that works, what it sends, and a call that is answered with 404."""

    imports: tuple[Code, ...]
    """The modules of the standard library that it needs."""
    names: Code
    """What it imports from the package."""
    constructor: Code
    call: Code
    sent: Code
    missing: Code
    missing_call: Code


def readme_call(samples: Samples) -> SampleCall | None:
    """Return the call that introduces the package; None if no method has a sample."""
    return max(
        samples.calls(),
        key=lambda call: (
            call.is_certain and call.method.result.kind == "value",
            samples.response(call.path, call.method) is not None,
            *_worth(call),
        ),
        default=None,
    )


def _worth(call: SampleCall) -> tuple[object, ...]:
    """Return a sort key: a short call of a POST with a result and keywords first, if
    possible with values of the document's own examples.
    """
    operation = call.method.operation
    points = 4 * (operation.method == "POST") + 2 * (call.method.result.value != NONE)
    has_keywords = any(argument.role != "path" for argument, _ in call.arguments)
    made_up = call.typed_code.count(_MADE_UP)
    length = len(call.typed_code)
    is_plain = not call.method.deprecation and length <= MAX_LENGTH
    return is_plain, points + has_keywords, -made_up, -length, operation.path


def sample_test(package: Package, samples: Samples) -> SampleTestView | None:
    """Return the test for the README; None if no method has a sample call and response."""
    found = [each for each in samples.calls() if _sends_all(each)]
    answered = [e for e in found if samples.response(e.path, e.method) is not None]
    if not answered:
        return None
    first = max(
        answered, key=lambda call: (_is_value(call), _sent(call) != "", _worth(call))
    )
    missing = max(found, key=_misses)
    needed = first.imports | missing.imports
    transport = trusted("http_client=httpx2.Client(transport=server)")
    return SampleTestView(
        tuple(_imports(needed)),
        trusted(f"Client, NotFoundError{', models' if 'models' in needed else ''}"),
        join(", ", [*_arguments(package), transport]),
        Code(f"client.{first.typed_code}"),
        _sent(first)
        or Code(
            f"server.requests[0].method == {literal(first.method.operation.method)}"
        ),
        literal(missing.path),
        Code(f"client.{missing.typed_code}"),
    )


def _is_value(call: SampleCall) -> bool:
    is_value = call.method.result.kind == "value"
    return call.is_certain and is_value and not call.method.deprecation


def _misses(call: SampleCall) -> tuple[object, ...]:
    """Return a sort key: a short call first that gets something by its path."""
    operation = call.method.operation
    is_get = operation.method == "GET"
    is_item = "{" in operation.path
    return _is_value(call), is_get, is_item, -len(call.typed_code), operation.path


def _sends_all(call: SampleCall) -> bool:
    """Return whether a request certainly has its credentials: another server than that
    of the client may not get them.
    """
    operation = call.method.operation
    needs_credentials = operation.security is None or any(operation.security)
    return not (operation.servers and needs_credentials)


def _sent(call: SampleCall) -> Code:
    """Return a property of the body with its value, as a condition; "" if there is none
    that is easy to read.
    """
    if is_json(call.media_type):
        for argument, value in call.arguments:
            if argument.role == "property" and isinstance(value, _READABLE):
                name = literal(argument.wire_name)
                operator = "is" if isinstance(value, bool) else "=="
                return Code(
                    f"server.requests[0].json()[{name}] {operator} {literal(value)}"
                )
    return trusted("")


def constructor(package: Package, prefix: str = "") -> Code:
    """Return a call of the constructor that works."""
    return Code(f"{prefix}Client({join(', ', _arguments(package))})")


def _arguments(package: Package) -> list[Code]:
    arguments = [
        Code(f"{identifier(each.name)}={_placeholder(each)}")
        for each in _needed_credentials(package)
    ]
    if package.constructor.default_server is None:
        url = literal(package.constructor.example_url)
        arguments.append(Code(f"base_url={url}"))
    return arguments


def _needed_credentials(package: Package) -> Iterator[Credential]:
    """Yield credentials that together suffice for all operations: of alternatives, the
    first one.
    """
    needed: set[str] = set()
    for operation in package.api.operations:
        if operation.security is None:
            # It requires a scheme that is not defined, so that it gets all.
            yield from package.constructor.credentials
            return
        alternatives = operation.security
        if alternatives and not any(needed.issuperset(each) for each in alternatives):
            needed.update(alternatives[0])
    yield from (e for e in package.constructor.credentials if e.scheme.key in needed)


def _placeholder(credential: Credential) -> Code:
    """Return a value that the constructor takes for a credential."""
    match credential.scheme.kind:
        case "basic":
            return trusted('("user", "password")')
        case "mutual_tls":
            return trusted('"client.pem"')
        case "api_key":
            return literal(f"your-{credential.name.strip('_').replace('_', '-')}")
        case _:
            return trusted('"your-token"')


def _imports(needed: Iterable[str]) -> list[Code]:
    """Return the imports of the standard library that code needs."""
    names = set(needed)
    return [trusted(line) for name, line in _STANDARD_IMPORTS.items() if name in names]


def client_block(
    package: Package, needed: frozenset[str], inner: Iterable[str], prefix: str = ""
) -> Code:
    """Return the code that imports a client, opens it and executes lines of code."""
    keyword = "async with" if prefix else "with"
    lines = [f"{keyword} {constructor(package, prefix)} as client:"]
    if len(lines[0]) > _MAX_WIDTH:
        arguments = [f"    {each}," for each in _arguments(package)]
        lines = [f"{keyword} {prefix}Client(", *arguments, ") as client:"]
    lines += [f"    {each}" for each in inner]
    return code_block(package, needed, lines, f"{prefix}Client")


def code_block(
    package: Package, needed: frozenset[str], lines: Iterable[str], *names: str
) -> Code:
    """Return code with its imports, as black formats it.

    Args:
        needed: What samples in it need, see `SampleCall.imports`.
        lines: The code.
        names: What else it imports from the package.
    """
    found: list[str] = [*_imports(needed)]
    found += [""] if found else []
    exported = [*names, *(["models"] if "models" in needed else [])]
    if exported:
        found += [f"from {identifier(package.name)} import {', '.join(exported)}", ""]
    return Code(formatted("\n".join([*found, *lines])).rstrip("\n"))
