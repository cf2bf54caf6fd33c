"""Decodes the payloads of webhooks and callbacks."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from .errors import APIError
from .lenient_decode import NotJSON, read_json
from .response import deviation_message, warn_of_deviations
from .schema import Schema, TypeOf


class EventError(APIError, ValueError):
    """A webhook payload was refused by the verifier or is not valid JSON."""


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
        EventError: The verifier returned False, or the body is not JSON.
    """
    content = body.encode() if isinstance(body, str) else body
    if verifier is not None and verifier(content, headers or {}) is False:
        raise EventError("the verifier refused the event")
    try:
        value, deviations = read_json(Schema(type_of), content)
    except NotJSON:
        raise EventError("the event is not JSON") from None
    if deviations:
        message = deviation_message("event", deviations)
        warn_of_deviations(message)
    return value
