"""Signatures of webhooks (Standard Webhooks, version 1: www.standardwebhooks.com)."""

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping

from .webhooks import WebhookVerificationError

_PREFIX = "whsec_"
_TIMESTAMP = re.compile("[0-9]{1,12}")


class StandardWebhooks:
    """Verifies the signature and the age of webhooks.

    Args:
        secret: ``whsec_`` and the key in base64.
        tolerance: Seconds that a timestamp may be in the past or in the future.
        now: Returns the time in seconds since 1970.

    Raises:
        ValueError: The secret is not valid.
    """

    def __init__(
        self,
        secret: str,
        *,
        tolerance: float = 300,
        now: Callable[[], float] = time.time,
    ) -> None:
        try:
            text = secret.strip().removeprefix(_PREFIX)
            self._key = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            self._key = b""
        if not self._key:
            raise ValueError(
                "the secret of webhooks must be whsec_ and a key in base64"
            )
        self._tolerance = tolerance
        self._now = now

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Verify a raw body by its headers.

        Raises:
            WebhookVerificationError: A header is missing, the timestamp is too old or
                in the future, or no signature is that of the body.
        """
        found = {name.lower(): value for name, value in headers.items()}
        values: list[str] = []
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            if not found.get(name):
                raise WebhookVerificationError(f"the header {name} is missing")
            values.append(found[name])
        identifier, timestamp, signatures = values
        if not _TIMESTAMP.fullmatch(timestamp):
            raise WebhookVerificationError("the timestamp of the webhook is not valid")
        age = self._now() - int(timestamp)
        if not abs(age) <= self._tolerance:
            when = "old" if age > 0 else "far in the future"
            raise WebhookVerificationError(
                f"the timestamp of the webhook is too {when}"
            )
        signed = f"{identifier}.{timestamp}.".encode("utf-8", "surrogateescape") + body
        expected = base64.b64encode(hmac.digest(self._key, signed, hashlib.sha256))
        matches = False
        for each in signatures.split():
            version, _, signature = each.partition(",")
            given = signature.encode("utf-8", "surrogateescape")
            matches |= hmac.compare_digest(given, expected) and version == "v1"
        if not matches:
            raise WebhookVerificationError("no signature of the webhook is right")
