"""Names for the functions that parse events."""

from __future__ import annotations

from generator.ir import Event
from generator.names.words import snake

__all__ = ["event_candidates", "event_key"]


def event_key(event: Event) -> str:
    """Return the key of an event's name; a path item may be that of several events."""
    return f"{event.name} {event.pointer}"


def event_candidates(event: Event) -> tuple[str, ...]:
    """Return names for the function that parses an event: from its own name, with the
    name of the operation that declares the callback, and with the HTTP method.
    """
    name = snake(event.name) or "event"
    owned = f"{snake(event.owner)}_{name}".strip("_")
    by_method = f"{owned}_{snake(event.method)}"
    return tuple(f"parse_{each}" for each in (name, owned, by_method))
