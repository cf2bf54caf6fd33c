"""Decide whether a request is retried, and after how many seconds.

Idempotent requests (RFC 9110, 9.2.2) are retried after 408, 429, 5xx and connection
errors. Others are retried only if the server cannot have processed the request: after
429, 503 with Retry-After, and errors while connecting.
"""

import random
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from math import inf
from socket import SHUT_RDWR, socket

import httpx2

from .redaction import Signature

_FIRST_DELAY, _MAX_DELAY = 0.5, 8.0
_MAX_RETRY_AFTER = 60.0
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_PERMANENT = (
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpx2.DecodingError,
)


class Attempts:
    """The attempts to send one request; ``label`` is its method and URL, for messages.

    The ``deadline`` is in seconds for all attempts, with the delays between them.
    """

    label = ""
    signature = Signature()
    response: httpx2.Response | None = None

    def __init__(
        self, retries: int, idempotent: bool, deadline: float | None = None
    ) -> None:
        self._retries, self._idempotent, self._failed = retries, idempotent, 0
        self.end = None if deadline is None else time.monotonic() + deadline

    def remaining(self) -> float:
        """Return the seconds until the deadline, which may have passed."""
        return inf if self.end is None else self.end - time.monotonic()

    def give_up(self) -> None:
        """End the attempt of another thread, as if the server closed the connection."""
        response = self.response
        if response is not None and not response.is_closed:
            stream = response.extensions.get("network_stream")
            connection = stream and stream.get_extra_info("socket")
            if isinstance(connection, socket):
                with suppress(OSError):
                    socket.shutdown(connection, SHUT_RDWR)

    def delay(self, outcome: httpx2.Response | Exception) -> float | None:
        """Return the seconds until the next attempt, or None after the last one."""
        if self._failed >= self._retries:
            return None
        delay = self._next_delay(outcome)
        self._failed += 1
        return delay if (delay or 0) < self.remaining() else None

    def _next_delay(self, outcome: httpx2.Response | Exception) -> float | None:
        retry_after = None
        if isinstance(outcome, Exception):
            retry = self._idempotent or isinstance(outcome, _NOT_SENT)
            retry = retry and not isinstance(outcome, _PERMANENT)
        else:
            status = outcome.status_code
            retry_after = _retry_after(outcome.headers.get("retry-after"))
            refused = status == 429 or (status == 503 and retry_after is not None)
            failed = status == 408 or (status >= 500 and status != 501)
            retry = refused or (failed and self._idempotent)
        if not retry or (retry_after or 0) > _MAX_RETRY_AFTER:
            return None
        if retry_after is not None:
            return retry_after
        # Exponential backoff with full jitter.
        longest = _FIRST_DELAY * 2 ** min(self._failed, 10)
        return random.uniform(0, min(_MAX_DELAY, longest))


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value[:12])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
