"""Docstrings of methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.code import Code, docstring, paragraphs
from generator.ir import Operation
from generator.surface import Method, ResultKind, Signature, raised_error

__all__ = ["async_method_doc", "method_doc"]

_WIDTH = 80
_RETURNS: Mapping[ResultKind, list[str]] = {
    "value": [],
    "stream": [
        "",
        "Returns:",
        "    The items of the response as they arrive. Close the stream to stop early.",
    ],
    "pages": [
        "",
        "Returns:",
        "    The first page. Iterates over the items of all pages, which are requested",
        "    when they are needed.",
    ],
}


def method_doc(method: Method) -> Code:
    """Return a docstring: the operation's own text, the arguments, the result where it
    is a stream or pages, the errors, and the HTTP method with the path.
    """
    operation = method.operation
    lines = paragraphs(operation.summary, _WIDTH)
    description = paragraphs(operation.description, _WIDTH)
    if description and _same_text(description) != _same_text(lines):
        lines += [*([""] if lines else []), *description]
    end = ["", _place(operation)] if lines else []
    lines = lines or [_place(operation)]
    lines += _arguments_doc(method.definition)
    lines += _RETURNS[method.result.kind]
    if method.choice is not None:
        flag = method.choice.argument.name
        text = f"The response; with ``{flag}=True``, its items as they arrive."
        lines += ["", "Returns:", *_entry(text)]
    lines += _errors_doc(operation)
    return docstring([*lines, *end], 8)


def async_method_doc(method: Method, class_name: str) -> Code:
    """Return the docstring of a method's asynchronous form: what it does, and a reference
    to the synchronous method, in the class `class_name`, for everything else.
    """
    operation = method.operation
    text = operation.summary if operation.summary.strip() else operation.description
    lines = paragraphs(_first_paragraph(text), _WIDTH)
    reference = f"See `{class_name}.{method.name}` for the arguments and errors."
    return docstring([*(lines or [_place(operation)]), "", reference], 8)


def _place(operation: Operation) -> str:
    return f"{operation.method} {_one_line(operation.path)}"


def _same_text(lines: Iterable[str]) -> str:
    return " ".join(lines).rstrip(". ").casefold()


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in paragraphs(text, 10_000))


def _first_paragraph(text: str) -> str:
    return _one_line(text.split("\n\n")[0])


def _arguments_doc(signature: Signature) -> list[str]:
    lines: list[str] = []
    for argument in signature.arguments:
        description = _first_paragraph(argument.description)
        if argument.credentials:
            keywords = " or ".join(f"``{each}``" for each in argument.credentials)
            texts = description, f"Default: the credential {keywords} of the client"
            description = ". ".join(e.rstrip(". ") for e in texts if e) + "."
        if description:
            lines += _entry(f"{argument.name}: {description}")
    return ["", "Args:", *lines] if lines else []


def _errors_doc(operation: Operation) -> list[str]:
    found: dict[str, str] = {}
    for response in operation.responses:
        name = raised_error(response.status)
        if name is not None:
            found.setdefault(name, _first_paragraph(response.description))
    lines: list[str] = []
    for name, description in found.items():
        lines += _entry(f"{name}: {description}" if description else name)
    return ["", "Raises:", *lines] if lines else []


def _entry(text: str) -> list[str]:
    """Return an entry of a section, its later lines indented further."""
    first, *rest = paragraphs(text, 74)
    return [f"    {first}", *(f"        {line}" for line in rest)]
