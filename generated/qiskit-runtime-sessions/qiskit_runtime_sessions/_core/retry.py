"""When a request is sent again, and after how long.

Idempotent methods (RFC 9110, 9.2.2) are sent again after 408, 429, 5xx and connection
errors; others only where the request cannot have been processed: 429, 503 with a
Retry-After, and errors of connecting.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx2

__all__ = ["Retries"]

_IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"}
_FIRST, _CEILING = 0.5, 8.0
_LONGEST_WAIT = 60.0
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_HOPELESS = (
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpx2.DecodingError,
)


@dataclass(eq=False, repr=False)
class Retries:
    """The policy for one call.

    Args:
        left: How many attempts may follow the first.
        idempotent: Whether sending it twice is the same as once.
        replayable: Whether the body can be read again.
    """

    left: int
    idempotent: bool
    replayable: bool

    @classmethod
    def of(cls, method: str, left: int, keyed: bool, replayable: bool) -> Retries:
        """The policy for a method; ``keyed``: an idempotency key goes along."""
        return cls(left, keyed or method.upper() in _IDEMPOTENT, replayable)

    def after_error(self, error: Exception, attempt: int) -> float | None:
        """Seconds to wait after a connection error; None: give up."""
        again = isinstance(error, _NOT_SENT) or self.idempotent
        if isinstance(error, _HOPELESS) or not again or not self._may(attempt):
            return None
        return _jitter(attempt)

    def after_response(self, response: httpx2.Response, attempt: int) -> float | None:
        """Seconds to wait after a response; None: it is the final one."""
        status = response.status_code
        if status < 400 or not self._may(attempt):
            return None
        asked = _retry_after(response.headers.get("retry-after"))
        refused = status == 429 or (status == 503 and asked is not None)
        failed = status == 408 or (status >= 500 and status != 501)
        if not (refused or (failed and self.idempotent)):
            return None
        if asked is None:
            return _jitter(attempt)
        return asked if asked <= _LONGEST_WAIT else None

    def _may(self, attempt: int) -> bool:
        return attempt < self.left and self.replayable


def _jitter(attempt: int) -> float:
    """Full jitter: anything up to a bound that doubles, up to a ceiling."""
    return random.uniform(0, min(_CEILING, _FIRST * 2 ** min(attempt, 10)))


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After asks for (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value[:12])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
