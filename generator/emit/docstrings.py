"""Docstrings of methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.code import Code, docstring, paragraphs
from generator.emit.errors import error_class
from generator.emit.results import Way
from generator.emit.signature import Signature
from generator.ir import Operation

__all__ = ["method_doc"]

_RETURNS: Mapping[Way, list[str]] = {
    "call": [],
    "stream": [
        "",
        "Returns:",
        "    The items of the response as they come. Close it to leave early.",
    ],
    "pages": [
        "",
        "Returns:",
        "    The items of all pages, fetched as they are needed; ``.pages()`` gives the",
        "    pages.",
    ],
}


def method_doc(operation: Operation, way: Way, signature: Signature) -> Code:
    """Return a docstring: the operation's own text, arguments, what comes back where
    that is no plain value, errors, method and path.
    """
    width = 80
    lines = paragraphs(operation.summary, width)
    told = paragraphs(operation.description, width)
    if told and _same_text(told) != _same_text(lines):
        lines += [*([""] if lines else []), *told]
    place = f"{operation.method} {_inline(operation.path)}"
    end = ["", place] if lines else []
    lines = lines or [place]
    lines += _arguments_doc(signature)
    lines += _RETURNS[way]
    lines += _errors_doc(operation)
    return docstring([*lines, *end], 8)


def _same_text(lines: Iterable[str]) -> str:
    return " ".join(lines).rstrip(". ").casefold()


def _inline(text: str) -> str:
    return " ".join(paragraphs(text, 10_000))


def _arguments_doc(signature: Signature) -> list[str]:
    told = [
        (argument.name, paragraphs(argument.description.split("\n\n")[0], 10_000))
        for argument in (*signature.positional, *signature.keywords)
    ]
    lines: list[str] = []
    for name, description in told:
        if description:
            text = f"{name}: {' '.join(line.strip() for line in description)}"
            first, *rest = paragraphs(text, 74) or [name]
            lines += [f"    {first}", *(f"        {line}" for line in rest)]
    return ["", "Args:", *lines] if lines else []


def _errors_doc(operation: Operation) -> list[str]:
    found: dict[str, str] = {}
    for response in operation.responses:
        name = error_class(response.status)
        if name is not None:
            told = " ".join(paragraphs(response.description.split("\n\n")[0], 10_000))
            found.setdefault(name, told)
    lines = []
    for name, told in found.items():
        first, *rest = paragraphs(f"{name}: {told}" if told else name, 74)
        lines += [f"    {first}", *(f"        {line}" for line in rest)]
    return ["", "Raises:", *lines] if lines else []
