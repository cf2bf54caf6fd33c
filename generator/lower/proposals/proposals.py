"""Propose ``x-pagination`` for the operations of a document that have pages, and
``x-unwrap`` for those that have envelopes.

A generation never guesses. This is for ``gen-client doctor``, which proposes what a
person then reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator import ir
from generator.document.node import Document
from generator.ir.visit import Types
from generator.lower.paging import EXTENSION as PAGINATION
from generator.lower.paging import paging_of
from generator.lower.proposals.envelopes import envelopes
from generator.lower.proposals.schemes import Settings, candidates
from generator.lower.unwrap import EXTENSION as UNWRAP

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


def propose_extensions(api: ir.Api, document: Document) -> list[Proposal]:
    """Return the extensions that operations of an API lack, in their order."""
    found: list[Proposal] = []
    paged: set[str] = set()
    for operation in api.operations:
        settings = None
        if operation.paging is None and _lacks(operation.pointer, PAGINATION, document):
            settings = _pagination(operation, api.types)
        if settings is not None:
            found.append(
                Proposal(
                    "undeclared-pagination",
                    operation.pointer,
                    PAGINATION,
                    settings,
                    _message(settings),
                    "the method returns a single page, because pages are never guessed",
                )
            )
        if settings is not None or operation.paging is not None:
            paged.add(operation.pointer)
    for pointer, value in envelopes(api, paged).items():
        if _lacks(pointer, UNWRAP, document):
            found.append(
                Proposal(
                    "undeclared-envelope",
                    pointer,
                    UNWRAP,
                    value,
                    f"the API seems to have envelopes: the result is the value at {value}",
                    "the method returns the envelope",
                )
            )
    order = {each.pointer: n for n, each in enumerate(api.operations)}
    return sorted(found, key=lambda each: order[each.pointer])


def _lacks(pointer: str, extension: str, document: Document) -> bool:
    return extension not in document.at(pointer).value


def _pagination(operation: ir.Operation, types: Types) -> Settings | None:
    """Return the best settings that lowering accepts, and understands as they are meant:
    the name of a parameter may look like another notation.
    """
    for settings in candidates(operation, types):
        paging = paging_of(settings, operation, types)
        if paging is not None and all(
            found == settings.get(name, "")
            for name, found in (
                ("items", paging.items),
                ("parameter", paging.parameter),
                ("next", paging.next),
                ("next_header", paging.header),
                ("more", paging.more),
            )
        ):
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
