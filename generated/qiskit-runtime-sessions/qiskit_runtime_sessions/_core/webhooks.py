"""Payloads of webhooks and callbacks.

Emitted: ``def parse_<event>(body, headers=None, verifier=None) -> models.Event`` with
``return parse_event(lambda: models.Event, body, headers, verifier)``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from .errors import EventError, ResponseValidationWarning
from .operation import Schema, TypeOf
from .reading import NotJSON, read_json

__all__ = ["Verifier", "parse_event"]

Verifier: TypeAlias = Callable[[bytes, Mapping[str, str]], object]
"""Checks the signature of the raw body; it raises, or returns False, to refuse."""


def parse_event(
    type_of: TypeOf,
    body: bytes | str,
    headers: Mapping[str, str] | None = None,
    verifier: Verifier | None = None,
) -> Any:
    """The payload of an event; one that deviates is read as responses are.

    Raises:
        EventError: The verifier refuses it, or it is not JSON.
    """
    content = body.encode() if isinstance(body, str) else body
    if verifier is not None and verifier(content, headers or {}) is False:
        raise EventError("the event was refused by the verifier")
    try:
        value, deviations = read_json(Schema(type_of), content)
    except NotJSON:
        raise EventError("the event is not JSON") from None
    if deviations:
        message = "the event deviates from the document: " + "; ".join(deviations[:3])
        warnings.warn(message, ResponseValidationWarning, stacklevel=3)
    return value
