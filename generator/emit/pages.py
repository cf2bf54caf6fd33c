"""Constants that say how the pages of an operation follow each other."""

from __future__ import annotations

from generator.code import Code, join, literal
from generator.emit.python import Printer
from generator.ir import Operation, Paging

__all__ = ["paged_item", "paging_definition"]


def paged_item(operation: Operation, printer: Printer) -> Code:
    """Return the type of an item of an operation that is paged."""
    assert operation.paging is not None, operation.pointer
    return printer.print(operation.paging.item_type)


def paging_definition(operation: Operation, constant: Code, printer: Printer) -> Code:
    """Return ``_LIST_PAGING: Paging[X] = Paging(...)``."""
    item = paged_item(operation, printer)
    assert operation.paging is not None, operation.pointer
    printer.imports.names.add("Paging")
    arguments = join(", ", _arguments(operation.paging))
    return Code(f"{constant}: Paging[{item}] = Paging({arguments})")


def _arguments(paging: Paging) -> list[Code]:
    given = [literal(paging.kind), literal(paging.items)]
    if paging.parameter:
        given.append(Code(f"parameter={literal(paging.parameter)}"))
    if paging.next:
        given.append(Code(f"next={literal(paging.next)}"))
    if paging.first != 1:
        given.append(Code(f"first={literal(paging.first)}"))
    return given
