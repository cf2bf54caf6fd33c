"""Decodes the payloads of webhooks and callbacks."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from .errors import APIError, ResponseValidationWarning, warn_caller
from .lenient_decode import NotJSON, read_json
from .response import deviation_message
from .schema import Schema, TypeOf

_MAX_BYTES = 64 * 1024 * 1024


class EventError(APIError, ValueError):
    """A webhook payload is not valid JSON, or was refused (a subclass)."""


class WebhookVerificationError(EventError):
    """The sender of a webhook could not be verified: do not trust its payload."""


Verifier: TypeAlias = Callable[[bytes, Mapping[str, str]], object]
"""Checks the signature of a raw body; raises, or returns False, to refuse it."""


def parse_event(
    type_of: TypeOf,
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> Any:
    """Return the payload of a webhook or callback.

    A payload that deviates from the API document is reported with a warning.

    Args:
        type_of: Returns the type of the payload.
        body: Raw body.
        headers: Headers of the request, for the verifier.
        verifier: Checks the signature.

    Raises:
        WebhookVerificationError: The verifier returned False.
        EventError: The body is not JSON.
    """
    return read_event(Schema(type_of), body, headers or {}, verifier)


def read_event(
    schema: Schema,
    body: bytes | str,
    headers: Mapping[str, str],
    verifier: Verifier | None,
) -> Any:
    """Return the value of a payload, like `parse_event`."""
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    if not isinstance(cast(object, content), bytes | bytearray):
        kind = type(content).__name__
        raise TypeError(f"the payload should be bytes or text as received, not {kind}")
    if len(content) > _MAX_BYTES:
        raise EventError(f"the event has more than {_MAX_BYTES:,} bytes")
    if verifier is not None:
        verified = verifier(content, headers)
        if verified is False:
            raise WebhookVerificationError("the verifier refused the event")
        if hasattr(verified, "__await__"):
            raise TypeError("the verifier must not be asynchronous")
    try:
        value, deviations = read_json(schema, content)
    except NotJSON:
        raise EventError("the event is not JSON") from None
    if deviations:
        message = deviation_message("event", deviations)
        warn_caller(message, ResponseValidationWarning)
    return value
