"""Views of the documents for people: README and api.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.code import Code, identifier, join, markdown, markdown_code, trusted
from generator.emit.client import credential_doc
from generator.emit.examples import (
    client_block,
    code_block,
    constructor,
    readme_call,
)
from generator.emit.formatting.format import formatted
from generator.emit.samples import SampleCall, Samples
from generator.ir import BinaryType
from generator.surface import (
    NONE,
    DictClass,
    Method,
    Name,
    Package,
    Resource,
    Scope,
    Signature,
    mentions,
    spell,
    union,
)

__all__ = [
    "OverviewView",
    "ReadmeView",
    "ResourceDocView",
    "overview_view",
    "readme_view",
    "runtime_names",
]


@dataclass(frozen=True, slots=True)
class MethodDocView:
    """A method as the overview lists it."""

    name: Code
    arguments: Code
    summary: Code
    place: Code
    result: Code
    example: tuple[Code, ...]
    """The lines of a call."""


@dataclass(frozen=True, slots=True)
class ResourceDocView:
    """A resource as the overview lists it."""

    symbol: Code
    methods: tuple[MethodDocView, ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The overview of all methods."""

    setup: Code
    """The code that the examples need before them."""
    resources: tuple[ResourceDocView, ...]


@dataclass(frozen=True, slots=True)
class CredentialDocView:
    """A credential as the README lists it."""

    name: Code
    environment_variable: Code
    text: Code


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """The values of the README; `stream`, `pages`, `download` and
    `upload` are examples."""

    description: Code
    use: Code
    use_async: Code
    requires_base_url: bool
    credentials: tuple[CredentialDocView, ...]
    oauth: bool
    stream: Code | None
    stream_flag: Code | None
    """The argument that asks for a stream, where a method also returns values."""
    pages: Code | None
    download: Code | None
    upload: Code | None
    uploads: bool
    events: bool
    webhook: bool
    typed_dict: Code | None
    """The name of a typed dict that an argument takes."""


def readme_view(package: Package, samples: Samples) -> ReadmeView:
    """Return the view of the README."""
    call = readme_call(samples)
    needed = call.imports if call else frozenset[str]()
    sync_statement, async_statement = _statements(call)
    return ReadmeView(
        description=_first_paragraph(package.api.description),
        use=client_block(package, needed, sync_statement),
        use_async=client_block(package, needed, async_statement, "Async"),
        requires_base_url=package.constructor.default_server is None,
        credentials=tuple(
            CredentialDocView(
                identifier(each.name),
                identifier(each.environment_variable),
                markdown(credential_doc(each)),
            )
            for each in package.constructor.credentials
        ),
        oauth=_has_oauth(package),
        stream=_stream(package, samples),
        stream_flag=_stream_flag(package),
        pages=_pages(package, samples),
        download=_download(package, samples),
        upload=_upload(package, samples),
        uploads=_uploads(package),
        events=bool(package.events),
        webhook=package.webhook is not None,
        typed_dict=_typed_dict(package),
    )


def _statements(call: SampleCall | None) -> tuple[list[str], list[str]]:
    """Return the lines of the example, for the two clients."""
    if call is None:
        return ["..."], ["..."]
    code = f"client.{call.typed_code}"
    if call.method.result.kind == "pages":
        return (
            [f"for item in {code}:", "    ..."],
            [f"async for item in {code}:", "    ..."],
        )
    if call.method.result.kind == "stream":
        return (
            [f"with {code} as stream:", "    for item in stream:", "        ..."],
            [
                f"async with await {code} as stream:",
                "    async for item in stream:",
                "        ...",
            ],
        )
    assigned = "" if call.method.result.value == NONE else "result = "
    return [f"{assigned}{code}"], [f"{assigned}await {code}"]


def runtime_names(package: Package) -> Iterator[str]:
    """Yield the names of the runtime that users of this package need beside those that
    every package exports.
    """
    kinds = {method.result.kind for _, method in package.methods()}
    if "stream" in kinds:
        yield from ("AsyncStream", "Stream", "StreamError")
    if "pages" in kinds:
        yield from ("AsyncListPage", "AsyncPage", "AsyncPages", "ListPage", "Page")
    if any(_downloads(method) for _, method in package.methods()):
        yield from ("AsyncDownload", "Download")
    if _uploads(package):
        yield "File"
    if package.events:
        yield from ("EventError", "StandardWebhooks", "Verifier")
        yield "WebhookVerificationError"
    if package.webhook is not None:
        yield "UnverifiedWebhookWarning"
    if _has_oauth(package):
        yield from ("ClientCredentials", "RefreshToken")


def overview_view(package: Package, samples: Samples) -> OverviewView:
    """Return the overview of all methods."""
    resources = tuple(
        ResourceDocView(
            identifier(resource.symbol),
            tuple(_method_docs(resource, package, samples)),
        )
        for _, resource in package.walk()
        if resource.methods
    )
    needed = frozenset(name for call in samples.calls() for name in call.imports)
    setup = code_block(package, needed, [f"client = {constructor(package)}"], "Client")
    return OverviewView(setup, resources)


def _method_docs(
    resource: Resource, package: Package, samples: Samples
) -> Iterator[MethodDocView]:
    # The types are spelled as in the class of the resource.
    scope = Scope(package.names.types, qualifier="models.", shadowed=resource.shadowed)
    for method in resource.methods:
        operation = method.operation
        summary = operation.summary or operation.description.split("\n")[0]
        deprecated = trusted("Deprecated. ") if method.deprecation else trusted("")
        yield MethodDocView(
            identifier(method.name),
            join(", ", _arguments(method.definition)),
            Code(f"{deprecated}{markdown(summary)}"),
            markdown_code(f"{operation.method} {operation.path}"),
            spell(union(each.annotation() for each in method.results), scope),
            _example(samples.call(".".join(method.path), method)),
        )


def _example(call: SampleCall | None) -> tuple[Code, ...]:
    if call is None:
        return ()
    lines = formatted(f"client.{call.typed_code}").rstrip("\n").split("\n")
    return tuple(map(Code, lines))


def _arguments(signature: Signature) -> Iterator[Code]:
    """Yield the arguments as a definition has them, without their types."""
    yield from (identifier(argument.name) for argument in signature.positional)
    if signature.keywords:
        yield trusted("*")
    for argument in signature.keywords:
        name = identifier(argument.name)
        yield name if argument.required else Code(f"{name}=…")


def _first_paragraph(text: str) -> Code:
    """Return the first paragraph that is no heading."""
    found = (each.strip() for each in re.split(r"\n\s*\n", text))
    prose = (each for each in found if each and not each.startswith("#"))
    return markdown(next(prose, ""))


def _shortest(calls: Iterable[SampleCall]) -> SampleCall | None:
    return min(calls, key=lambda call: len(call.typed_code), default=None)


def _pages(package: Package, samples: Samples) -> Code | None:
    call = _shortest(c for c in samples.calls() if c.method.result.kind == "pages")
    if call is None:
        return None
    lines = (
        f"for item in client.{call.typed_code}:",
        "    ...",
        f"page = client.{call.typed_code}  # the first one",
        "following = page.get_next_page()",
    )
    return code_block(package, call.imports, lines)


def _stream(package: Package, samples: Samples) -> Code | None:
    call = _shortest(c for c in samples.calls() if c.method.result.kind == "stream")
    if call is None:
        return None
    lines = (
        f"with client.{call.typed_code} as stream:",
        "    for item in stream:",
        "        ...",
    )
    return code_block(package, call.imports, lines)


def _stream_flag(package: Package) -> Code | None:
    """Return the argument by which most methods return a stream instead of a value."""
    names = [m.choice.argument.name for _, m in package.methods() if m.choice]
    return identifier(max(names, key=names.count)) if names else None


def _download(package: Package, samples: Samples) -> Code | None:
    call = _shortest(c for c in samples.calls() if _downloads(c.method))
    if call is None:
        return None
    method, _, arguments = call.typed_code.removesuffix(")").partition("(")
    given = f", {arguments}" if arguments else ""
    lines = (
        f"with client.with_streaming(client.{method}{given}) as download:",
        '    download.save("file")',
    )
    return code_block(package, call.imports, lines)


def _upload(package: Package, samples: Samples) -> Code | None:
    call = _shortest(
        call
        for call in samples.calls()
        if any(isinstance(value, bytes) for _, value in call.arguments)
    )
    if call is None:
        return None
    return code_block(package, call.imports, [f"client.{call.typed_code}"])


def _typed_dict(package: Package) -> Code | None:
    """Return the shortest name of a typed dict; None if no argument takes one."""
    scope = Scope(package.names.types, dict_qualifier="")
    for _, method in package.methods():
        for argument in method.signature.arguments:
            spell(argument.annotation, scope)
    declared = (package.dicts[key] for key in scope.imports.dicts)
    names = (each.name for each in declared if isinstance(each, DictClass))
    shortest = min(names, key=lambda name: (len(name), name), default=None)
    return None if shortest is None else identifier(shortest)


def _has_oauth(package: Package) -> bool:
    return any(each.scheme.kind == "oauth2" for each in package.constructor.credentials)


def _uploads(package: Package) -> bool:
    """Return whether a method takes a file."""
    return any(
        mentions(argument.annotation, Name("File"))
        for _, method in package.methods()
        for argument in method.signature.arguments
    )


def _downloads(method: Method) -> bool:
    return any(
        isinstance(content.type, BinaryType)
        for response in method.operation.responses
        for content in response.contents
        if response.is_result
    )
