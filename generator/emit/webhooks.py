"""The view of the module that parses webhooks and callbacks."""

from __future__ import annotations

from dataclasses import dataclass

from generator.code import (
    Code,
    docstring,
    identifier,
    join,
    literal,
    markdown,
    paragraphs,
)
from generator.emit.imports import import_lines, natural
from generator.surface import EventParser, Imports, Package, Scope, spell

__all__ = ["EventView", "WebhooksView", "webhooks_view"]


@dataclass(frozen=True, slots=True)
class EventView:
    """A function that parses the payload of an event."""

    name: Code
    result: Code
    type: Code
    doc: Code
    summary: Code
    """The first line of what the document says, for the overview."""


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """Everything that ``webhooks.py`` shows."""

    imports: tuple[Code, ...]
    exported: Code
    events: tuple[EventView, ...]


def webhooks_view(package: Package) -> WebhooksView | None:
    """Return the view; None for an API that sends nothing by itself."""
    if not package.events:
        return None
    scope = Scope(package.names.types, Imports(), "models.")
    for name in ("Mapping", "Verifier", "parse_event"):
        scope.name(name)
    events = [_event(parser, scope) for parser in package.events]
    events.sort(key=lambda view: natural(view.name))
    local = {".": ["models"]} if scope.imports.types else {}
    return WebhooksView(
        import_lines(scope.imports.names, core="._core", local=local),
        join(", ", (literal(str(view.name)) for view in events)),
        tuple(events),
    )


def _event(parser: EventParser, scope: Scope) -> EventView:
    event = parser.event
    name = " ".join(paragraphs(event.name, 10_000))
    lines = paragraphs(event.description, 84) or [f"Parse the payload of {name}."]
    return EventView(
        identifier(parser.name),
        spell(parser.payload, scope),
        spell(parser.validated_payload, scope),
        docstring([*lines, *_ARGUMENTS], 4),
        markdown(lines[0]),
    )


_ARGUMENTS = """
Args:
    body: The body of the request, as it was received.
    headers: Its headers, for the verifier.
    verifier: Checks the signature; returns False, or raises, if it is invalid.

Raises:
    EventError: The verifier returns False, or the body is not JSON.""".splitlines()
