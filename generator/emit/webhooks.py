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
from generator.emit.modules import import_lines, natural
from generator.emit.python import Imports, Printer, constraints
from generator.ir import Api, Event
from generator.names import Names, event_key

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


def webhooks_view(api: Api, names: Names) -> WebhooksView | None:
    """Return the view; None for an API that sends nothing by itself."""
    if not api.events:
        return None
    imports = Imports()
    imports.names |= {"Mapping", "Verifier", "parse_event"}
    events = sorted(
        (_event(event, api, names, imports) for event in api.events),
        key=lambda view: natural(view.name),
    )
    local = {".": ["models"]} if imports.types else {}
    return WebhooksView(
        import_lines(imports.names, core="._core", local=local),
        join(", ", (literal(str(view.name)) for view in events)),
        tuple(events),
    )


def _event(event: Event, api: Api, names: Names, imports: Imports) -> EventView:
    shown = Printer(api, names, imports, "open", "models.", constrained=False)
    marked = Printer(api, names, imports, "marked", "models.")
    name = " ".join(paragraphs(event.name, 10_000))
    told = paragraphs(event.description, 84) or [f"Parse the payload of {name}."]
    return EventView(
        identifier(names.events[event_key(event)]),
        shown.print(event.payload),
        marked.annotate(marked.print(event.payload), constraints(event.payload)),
        docstring([*told, *_ARGUMENTS], 4),
        markdown(told[0]),
    )


_ARGUMENTS = """
Args:
    body: The body of the request, as it was received.
    headers: Its headers, for the verifier.
    verifier: Checks the signature; it raises, or returns False, to refuse.

Raises:
    EventError: The verifier refuses the event, or it is not JSON.""".splitlines()
