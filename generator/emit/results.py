"""What an operation gives back: the Python type of its successful responses."""

from __future__ import annotations

from generator.emit.code import Code, trusted
from generator.emit.python import Printer
from generator.ir import AnyType, BinaryType, Operation, Response, Type

__all__ = ["result_type", "successes"]


def successes(operation: Operation) -> tuple[Response, ...]:
    """Return the responses that mean success: 2xx, else ``default``."""
    found = tuple(r for r in operation.responses if r.status.startswith("2"))
    return found or tuple(r for r in operation.responses if r.status == "default")


def result_type(operation: Operation, printer: Printer) -> Code:
    """Return the annotation of what a method returns; ``None`` where nothing comes."""
    if operation.method == "HEAD":
        return trusted("None")
    parts: dict[Code, None] = {}
    empty = False
    for response in successes(operation):
        empty = empty or not response.contents
        for content in response.contents:
            parts[_printed(content.type, printer)] = None
    if not parts:
        return trusted("None")
    if Code("Any") in parts:
        return trusted("Any")
    if empty:
        parts[trusted("None")] = None
    return Code(" | ".join(parts))


def _printed(type_: Type | None, printer: Printer) -> Code:
    match type_:
        case BinaryType():
            return trusted("bytes")
        case None:
            return printer.print(AnyType())
        case _:
            return printer.print(type_)
