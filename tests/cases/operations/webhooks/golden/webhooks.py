"""Functions that decode the payloads of webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from . import models
from ._core.json_values import UNSET, Unset
from ._core.tagged import Tagged
from ._core.webhook_types import WebhookTypes
from ._core.webhooks import Verifier, parse_event

__all__ = [
    "parse",
    "parse_changed",
    "parse_item_changed",
    "parse_item_closed",
    "parse_item_created",
    "parse_ping",
]

_WEBHOOKS = WebhookTypes(
    lambda: models.PingEvent
    | models.ItemCreated
    | models.ItemChanged
    | models.ItemClosedEvent,
    "x-topic",
    {
        "item": lambda: Annotated[
            models.ItemCreated | models.ItemChanged | models.ItemClosedEvent,
            Tagged(
                "action",
                {
                    "created": models.ItemCreated,
                    "changed": models.ItemChanged,
                    "closed": models.ItemClosedEvent,
                },
            ),
        ],
        "ping": lambda: models.PingEvent,
    },
)


def parse(
    payload: bytes | str,
    headers: Mapping[str, str],
    *,
    secret: str | None = None,
    verify: Verifier | Unset | None = UNSET,
) -> (
    models.ItemCreated | models.ItemChanged | models.ItemClosedEvent | models.PingEvent
):
    """Verify and parse the payload of any webhook.

    Without ``secret`` and ``verify`` it is parsed all the same, with a warning.

    Args:
        payload: The body of the request, as it was received.
        headers: Its headers.
        secret: The secret (``whsec_...``) for the signature of Standard Webhooks.
        verify: Checks the signature; returns False, or raises, if it is invalid. None
            if something else verifies the webhook.

    Raises:
        WebhookVerificationError: The webhook is not from who knows the secret, it is
            older than five minutes, or ``verify`` returns False.
        EventError: The payload is not JSON.
    """
    event: (
        models.ItemCreated
        | models.ItemChanged
        | models.ItemClosedEvent
        | models.PingEvent
    ) = _WEBHOOKS.parse(payload, headers, secret, verify)
    return event


def parse_changed(
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> models.ItemChanged:
    """Parse the payload of changed.

    The ``verifier`` is what ``parse`` calls ``verify``; the errors are the same.
    """
    event: models.ItemChanged = parse_event(
        lambda: models.ItemChanged, body, headers, verifier
    )
    return event


def parse_item_changed(
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> models.ItemChanged:
    """Parse the payload of itemChanged.

    The ``verifier`` is what ``parse`` calls ``verify``; the errors are the same.
    """
    event: models.ItemChanged = parse_event(
        lambda: models.ItemChanged, body, headers, verifier
    )
    return event


def parse_item_closed(
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> models.ItemClosedEvent:
    """Parse the payload of itemClosed.

    The ``verifier`` is what ``parse`` calls ``verify``; the errors are the same.
    """
    event: models.ItemClosedEvent = parse_event(
        lambda: models.ItemClosedEvent, body, headers, verifier
    )
    return event


def parse_item_created(
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> models.ItemCreated:
    """Parse the payload of itemCreated.

    The ``verifier`` is what ``parse`` calls ``verify``; the errors are the same.
    """
    event: models.ItemCreated = parse_event(
        lambda: models.ItemCreated, body, headers, verifier
    )
    return event


def parse_ping(
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> models.PingEvent:
    """Parse the payload of ping.

    The ``verifier`` is what ``parse`` calls ``verify``; the errors are the same.
    """
    event: models.PingEvent = parse_event(
        lambda: models.PingEvent, body, headers, verifier
    )
    return event
