"""Views of the documents for people: README and api.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.code import Code, identifier, join, markdown, markdown_code, trusted
from generator.emit.client import credential_doc
from generator.emit.examples import Example, constructor_arguments, examples
from generator.ir import BinaryType
from generator.surface import (
    NONE,
    Method,
    Name,
    Package,
    Resource,
    ResultKind,
    Scope,
    Signature,
    mentions,
    spell,
)

__all__ = [
    "ReadmeView",
    "ResourceDocView",
    "readme_view",
    "resource_docs",
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


@dataclass(frozen=True, slots=True)
class ResourceDocView:
    """A resource as the overview lists it."""

    path: Code
    methods: tuple[MethodDocView, ...]


@dataclass(frozen=True, slots=True)
class CredentialDocView:
    """A credential as the README lists it."""

    name: Code
    environment_variable: Code
    text: Code


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """The values of the README; `stream`, `pages`, `download` are example methods."""

    description: Code
    constructor: Code
    assignment: Code
    call: Code | None
    credentials: tuple[CredentialDocView, ...]
    oauth: bool
    stream: Code | None
    pages: Code | None
    download: Code | None
    upload: bool
    events: bool


def readme_view(package: Package, document: dict[str, Any]) -> ReadmeView:
    """Return the view of the README; its example satisfies the schemas of `document`."""
    example = max(examples(package, document), key=_worth, default=None)
    returns = example is not None and not _returns_none(example.method)
    return ReadmeView(
        description=_first_paragraph(package.api.description),
        constructor=join(", ", constructor_arguments(package, "…")),
        assignment=trusted("result = " if returns else ""),
        call=example.call if example else None,
        credentials=tuple(
            CredentialDocView(
                identifier(each.name),
                identifier(each.environment_variable),
                markdown(credential_doc(each)),
            )
            for each in package.constructor.credentials
        ),
        oauth=_has_oauth(package),
        stream=_example_of(package, "stream"),
        pages=_example_of(package, "pages"),
        download=_first_path(p for p, m in package.methods() if _downloads(m)),
        upload=_uploads(package),
        events=bool(package.events),
    )


def runtime_names(package: Package) -> Iterator[str]:
    """Yield the names of the runtime that users of this package need beside those that
    every package exports.
    """
    kinds = {method.result.kind for _, method in package.methods()}
    if "stream" in kinds:
        yield from ("AsyncStream", "Stream")
    if "pages" in kinds:
        yield from ("AsyncPages", "Pages")
    if any(_downloads(method) for _, method in package.methods()):
        yield from ("AsyncDownload", "Download")
    if _uploads(package):
        yield "File"
    if package.events:
        yield from ("EventError", "Verifier")
    if _has_oauth(package):
        yield from ("ClientCredentials", "RefreshToken")


def resource_docs(package: Package) -> tuple[ResourceDocView, ...]:
    """Return the overview of all methods."""
    return tuple(
        ResourceDocView(identifier(path), tuple(_method_docs(resource, package)))
        for path, resource in package.walk()
    )


def _method_docs(resource: Resource, package: Package) -> Iterator[MethodDocView]:
    # The types are spelled as in the class of the resource.
    scope = Scope(package.names.types, qualifier="models.", shadowed=resource.shadowed)
    for method in resource.methods:
        operation = method.operation
        summary = operation.summary or operation.description.split("\n")[0]
        deprecated = trusted("Deprecated. ") if method.deprecation else trusted("")
        yield MethodDocView(
            identifier(method.name),
            join(", ", _arguments(method.signature)),
            Code(f"{deprecated}{markdown(summary)}"),
            markdown_code(f"{operation.method} {operation.path}"),
            spell(method.result.annotation(), scope),
        )


def _arguments(signature: Signature) -> Iterator[Code]:
    """Yield the arguments as a definition has them, without their types."""
    yield from (identifier(argument.name) for argument in signature.positional)
    if signature.keywords:
        yield trusted("*")
    for argument in signature.keywords:
        name = identifier(argument.name)
        yield name if argument.required else Code(f"{name}=…")


def _worth(example: Example) -> tuple[int, str]:
    """Return a sort key: POST first, then with a result, then with arguments."""
    points = 4 * (example.verb == "POST") + 2 * (not _returns_none(example.method))
    return points + bool(example.arguments), example.method.operation.path


def _returns_none(method: Method) -> bool:
    return method.result.value == NONE


def _first_paragraph(text: str) -> Code:
    """Return the first paragraph that is no heading."""
    found = (each.strip() for each in re.split(r"\n\s*\n", text))
    prose = (each for each in found if each and not each.startswith("#"))
    return markdown(next(prose, ""))


def _first_path(paths: Iterator[str]) -> Code | None:
    path = next(paths, None)
    return None if path is None else identifier(path)


def _example_of(package: Package, kind: ResultKind) -> Code | None:
    return _first_path(p for p, m in package.methods() if m.result.kind == kind)


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
