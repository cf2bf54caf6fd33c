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
from generator.surface import (
    EventParser,
    Imports,
    Package,
    Scope,
    WebhookParser,
    spell,
)

__all__ = ["AnyWebhookView", "EventView", "HeaderView", "WebhooksView", "webhooks_view"]


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
class HeaderView:
    """A value of the header that tells webhooks apart, with the type of its payloads."""

    value: Code
    type: Code


@dataclass(frozen=True, slots=True)
class AnyWebhookView:
    """The function that parses the payload of any webhook."""

    result: Code
    type: Code
    header: Code | None
    values: tuple[HeaderView, ...]


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """Everything that ``webhooks.py`` shows."""

    imports: tuple[Code, ...]
    exported: Code
    any: AnyWebhookView | None
    events: tuple[EventView, ...]


def webhooks_view(package: Package) -> WebhooksView | None:
    """Return the view; None for an API that sends nothing by itself."""
    if not package.events:
        return None
    scope = Scope(package.names.types, Imports(), "models.")
    for name in ("Mapping", "Verifier", "parse_event"):
        scope.name(name)
    details = _ARGUMENTS if package.webhook is None else _LIKE_PARSE
    events = [_event(parser, scope, details) for parser in package.events]
    events.sort(key=lambda view: natural(view.name))
    any_webhook = _any_webhook(package.webhook, scope) if package.webhook else None
    exported = [*(["parse"] if any_webhook else []), *(str(e.name) for e in events)]
    local = {".": ["models"]} if scope.imports.types else {}
    return WebhooksView(
        import_lines(scope.imports.names, core="._core", local=local),
        join(", ", map(literal, exported)),
        any_webhook,
        tuple(events),
    )


def _any_webhook(parser: WebhookParser, scope: Scope) -> AnyWebhookView:
    for name in ("UNSET", "Unset", "WebhookTypes"):
        scope.name(name)
    return AnyWebhookView(
        spell(parser.payload, scope),
        spell(parser.validated_payload, scope),
        literal(parser.header) if parser.header else None,
        tuple(
            HeaderView(literal(value), spell(type_, scope))
            for value, type_ in parser.validated_by_header
        ),
    )


def _event(parser: EventParser, scope: Scope, details: list[str]) -> EventView:
    event = parser.event
    name = " ".join(paragraphs(event.name, 10_000))
    lines = paragraphs(event.description, 84) or [f"Parse the payload of {name}."]
    return EventView(
        identifier(parser.name),
        spell(parser.payload, scope),
        spell(parser.validated_payload, scope),
        docstring([*lines, *details], 4),
        markdown(lines[0]),
    )


_ARGUMENTS = """
Args:
    body: The body of the request, as it was received.
    headers: Its headers, for the verifier.
    verifier: Checks the signature; returns False, or raises, if it is invalid.

Raises:
    WebhookVerificationError: The verifier returns False.
    EventError: The body is not JSON.""".splitlines()
_LIKE_PARSE = [
    "",
    "The ``verifier`` is what ``parse`` calls ``verify``; the errors are the same.",
]
