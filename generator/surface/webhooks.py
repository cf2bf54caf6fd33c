"""The function that parses the payload of any webhook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import ir
from generator.lower.schema.tags import inferred_discriminator
from generator.surface.expressions import Expression
from generator.surface.types import AnnotationBuilder

__all__ = ["WebhookParser", "webhook_parser"]


@dataclass(frozen=True, slots=True)
class WebhookParser:
    """A function that parses the payload of any webhook."""

    payload: Expression
    """The type that it returns."""
    validated_payload: Expression
    """The same as pydantic reads it."""
    header: str
    """The header that tells webhooks apart, in lower case; "" without one."""
    validated_by_header: tuple[tuple[str, Expression], ...]
    """The types of the payloads with each value of the header."""


def webhook_parser(api: ir.Api) -> WebhookParser | None:
    """Return the function for an API; None for one without webhooks.

    Webhooks are told apart by a header that is documented to have another value in
    some of them, then by the type of their payloads.
    """
    webhooks = [event for event in api.events if not event.owner]
    if not webhooks:
        return None
    header = _header(webhooks)
    groups: dict[str, list[ir.Event]] = {}
    for event in webhooks:
        if value := _values(event).get(header):
            groups.setdefault(value, []).append(event)
    validated = AnnotationBuilder(api, "marked", validated=True, evaluated=True)
    every = _payload(webhooks, api)
    return WebhookParser(
        AnnotationBuilder(api, "open").annotation(every),
        validated.constrained(every),
        header,
        tuple(
            (value, validated.constrained(_payload(events, api)))
            for value, events in groups.items()
        ),
    )


def _values(event: ir.Event) -> dict[str, str]:
    """Return the values of headers by name in lower case."""
    return {name.lower(): value for name, value in event.headers}


def _header(webhooks: Sequence[ir.Event]) -> str:
    """Return the header with the most different values, of those that at least half of
    the webhooks have; "" if none has two.
    """
    found: dict[str, list[str]] = {}
    for event in webhooks:
        for name, value in _values(event).items():
            found.setdefault(name, []).append(value)
    counts = {
        name: len({*values})
        for name, values in found.items()
        if 2 * len(values) >= len(webhooks)
    }
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] > 1 else ""


def _payload(events: Sequence[ir.Event], api: ir.Api) -> ir.Type:
    """Return the union of payloads, with the property that tells them apart."""
    if len({event.payload for event in events}) == 1:
        return events[0].payload
    variants = dict.fromkeys(
        variant for event in events for variant in _variants(event.payload, api)
    )
    if len(variants) == 1:
        return next(iter(variants))
    # A tag is sent, whether or not the document requires it.
    union = inferred_discriminator(ir.UnionType(tuple(variants)), api.types)
    return inferred_discriminator(union, api.types, required=False)


def _variants(type_: ir.Type, api: ir.Api) -> Iterator[ir.Type]:
    """Yield the variants of a type that is a union, also below aliases."""
    declared = api.types.get(type_.id) if isinstance(type_, ir.RefType) else None
    target = declared.type if isinstance(declared, ir.Alias) else type_
    if isinstance(target, ir.UnionType):
        for each in target.variants:
            yield from _variants(each, api)
    else:
        yield type_
