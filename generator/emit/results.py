"""What an operation gives back: in which ways, and as which Python types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from generator.code import Code, trusted
from generator.emit.python import Printer
from generator.emit.union import union_of
from generator.ir import BinaryType, Content, Operation, Response, Type

__all__ = ["Way", "answers", "result_type", "ways"]

Way = Literal["call", "stream", "pages"]
"""How a method gives its result: as a value, item by item, or in pages."""

_EMPTY = frozenset({"204", "205", "304"})
"""Responses that never have a body (RFC 9110, 15.3.5, 15.3.6 and 15.4.5)."""


def ways(operation: Operation) -> tuple[Way, ...]:
    """Return the ways in which an operation gives its result, a method for each."""
    if operation.paging is not None:
        return ("pages",)
    kinds = {content.is_stream for content in _results(operation)}
    if kinds == {True, False}:
        return ("call", "stream")
    return ("stream",) if kinds == {True} else ("call",)


def _results(operation: Operation) -> Iterator[Content]:
    if operation.method != "HEAD":
        for response in operation.responses:
            if response.is_result and response.status not in _EMPTY:
                yield from response.contents


def answers(operation: Operation, way: Way) -> tuple[Response, ...]:
    """Return the responses that a method has to know: all errors, and the results
    that come in its way.
    """
    if len(ways(operation)) == 1:
        return operation.responses
    return tuple(_only(operation.responses, way == "stream"))


def _only(responses: Iterable[Response], stream: bool) -> Iterator[Response]:
    for response in responses:
        kept = tuple(c for c in response.contents if c.is_stream is stream)
        if kept and response.is_result:
            yield replace(response, contents=kept)
        elif not response.is_result or not response.contents:
            yield response


def result_type(operation: Operation, way: Way, printer: Printer) -> Code:
    """Return the type of the value, of an item of the stream, or of a page; ``None``
    where nothing comes.
    """
    parts: dict[Code, None] = {}
    empty = operation.method == "HEAD"
    for response in answers(operation, way):
        if not response.is_result:
            continue
        silent = not response.contents or response.status in _EMPTY
        empty = empty or silent
        for content in (
            () if silent or operation.method == "HEAD" else response.contents
        ):
            parts[_printed(content.type, printer)] = None
    if not parts:
        return trusted("None")
    if Code("Any") in parts:
        return trusted("Any")
    if empty and way != "stream":
        parts[trusted("None")] = None
    return union_of(parts)


def _printed(type_: Type, printer: Printer) -> Code:
    return trusted("bytes") if isinstance(type_, BinaryType) else printer.print(type_)
