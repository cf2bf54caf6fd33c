"""When a request is sent again, and after how long.

Idempotent methods (RFC 9110, 9.2.2) are sent again after 408, 429, 5xx and connection
errors; others only where the request cannot have been processed: 429, 503 with a
Retry-After, and errors of connecting.
"""

import random
import time
from email.utils import parsedate_to_datetime

import httpx2

IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"}
_FIRST, _CEILING = 0.5, 8.0
_LONGEST_WAIT = 60.0
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_HOPELESS = (
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpx2.DecodingError,
)


def seconds_until_next(
    outcome: httpx2.Response | Exception, attempt: int, idempotent: bool
) -> float | None:
    """How long to wait after an attempt; None where no other may follow."""
    asked = None
    if isinstance(outcome, Exception):
        again = idempotent or isinstance(outcome, _NOT_SENT)
        again = again and not isinstance(outcome, _HOPELESS)
    else:
        status = outcome.status_code
        asked = _retry_after(outcome.headers.get("retry-after"))
        refused = status == 429 or (status == 503 and asked is not None)
        failed = status == 408 or (status >= 500 and status != 501)
        again = refused or (failed and idempotent)
    if not again or (asked or 0) > _LONGEST_WAIT:
        return None
    if asked is not None:
        return asked
    # Full jitter: anything up to a bound that doubles, up to a ceiling.
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
