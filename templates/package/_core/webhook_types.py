"""Decodes the payload of any webhook of an API."""

from collections.abc import Mapping
from typing import Any

from .errors import warn_caller
from .json_values import UNSET, Unset
from .schema import Schema, TypeOf
from .standard_webhooks import StandardWebhooks
from .webhooks import Verifier, read_event


class UnverifiedWebhookWarning(UserWarning):
    """A webhook was parsed without verifying who sent it."""


class WebhookTypes:
    """The types of the payloads of all webhooks.

    Args:
        any: Returns the type of all payloads.
        header: The header that tells webhooks apart, in lower case.
        types: Returns the type of the payloads with this value of the header.
    """

    def __init__(
        self, any: TypeOf, header: str = "", types: Mapping[str, TypeOf] | None = None
    ) -> None:
        self._any = Schema(any)
        self._header = header
        self._types = {value: Schema(type_) for value, type_ in (types or {}).items()}

    def parse(
        self,
        payload: bytes | str,
        headers: Mapping[str, str],
        secret: str | None,
        verify: Verifier | Unset | None,
    ) -> Any:
        """Verify and return the payload of a webhook.

        Raises:
            WebhookVerificationError: The payload is not verified.
            EventError: It is not JSON.
        """
        own = verify if verify is not UNSET else None
        if secret is None and verify is UNSET:
            message = (
                "the webhook is not verified: pass secret or verify, or verify=None "
                "if something else verifies it"
            )
            warn_caller(message, UnverifiedWebhookWarning)
        standard = StandardWebhooks(secret) if secret is not None else None

        def verifier(body: bytes, given: Mapping[str, str]) -> object:
            if standard is not None:
                standard(body, given)
            return own(body, given) if own is not None else None

        return read_event(self._schema(headers), payload, headers, verifier)

    def _schema(self, headers: Mapping[str, str]) -> Schema:
        given = (v for name, v in headers.items() if name.lower() == self._header)
        return self._types.get(next(given, ""), self._any)
