"""Propose ``x-pagination`` for the operations of a document that have pages.

A generation never guesses. This is for ``gen-client doctor``, which proposes what a
person then reviews.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator import ir
from generator.document.node import Document
from generator.ir.visit import Types
from generator.lower.paging import EXTENSION, is_valid_paging
from generator.lower.proposals.schemes import Settings, candidates

__all__ = ["Proposal", "propose_extensions"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An extension that an operation lacks."""

    code: str
    """The code of the problem that the operation lacks it."""
    pointer: str
    """The pointer of the operation."""
    extension: str
    value: Any
    message: str
    """What the operation has instead of the extension."""
    consequence: str


def propose_extensions(api: ir.Api, document: Document) -> Iterator[Proposal]:
    """Yield the extensions that operations of an API lack, in their order."""
    for operation in api.operations:
        node = document.at(operation.pointer)
        if operation.paging is None and EXTENSION not in node.value:
            found = _pagination(operation, api.types)
            if found is not None:
                yield Proposal(
                    "undeclared-pagination",
                    operation.pointer,
                    EXTENSION,
                    found,
                    _message(found),
                    "the method returns a single page, because pages are never guessed",
                )


def _pagination(operation: ir.Operation, types: Types) -> Settings | None:
    """Return the best settings that lowering accepts."""
    for settings in candidates(operation, types):
        if is_valid_paging(settings, operation, types):
            return settings
    return None


def _message(settings: Settings) -> str:
    """Return how the pages follow each other, without what differs between lists."""
    parameter = f"{settings.get('parameter', '')!r}"
    match settings["type"]:
        case "url":
            text = f"the value at {settings['next']} is the URL of the next one"
        case "link":
            text = "the Link header has the URL of the next one"
        case "offset":
            text = f"the parameter {parameter} is the number of items to skip"
        case "page":
            text = f"the parameter {parameter} is the number of the page"
        case _:
            header = settings.get("next_header")
            source = f"in the header {header}" if header else f"at {settings['next']}"
            text = f"the parameter {parameter} takes the value {source}"
    more = f" while {settings['more']} is true" if "more" in settings else ""
    return f"the operation seems to have pages: {text}{more}"
