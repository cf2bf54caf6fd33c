"""Which responses and errors are retried, and when."""

from __future__ import annotations

import time
from email.utils import formatdate

import httpx2
import pytest
from _core.retry import Attempts

BOTH, IDEMPOTENT, NEVER = "both", "idempotent", "never"


def response(status: int, retry_after: str | None = None) -> httpx2.Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return httpx2.Response(status, headers=headers)


def retry_delay(
    outcome: httpx2.Response | Exception, attempt: int, idempotent: bool
) -> float | None:
    """Return the delay after an attempt, which follows others with the same outcome."""
    attempts = Attempts(attempt + 1, idempotent)
    return [attempts.delay(outcome) for _ in range(attempt + 1)][-1]


@pytest.mark.parametrize(
    ("outcome", "retried"),
    [
        (response(408), IDEMPOTENT),
        (response(429), BOTH),
        (response(500), IDEMPOTENT),
        (response(501), NEVER),
        (response(503), IDEMPOTENT),
        (response(503, "1"), BOTH),
        (response(404), NEVER),
        (response(200), NEVER),
        (httpx2.ConnectError(""), BOTH),
        (httpx2.ConnectTimeout(""), BOTH),
        (httpx2.PoolTimeout(""), BOTH),
        (httpx2.ReadTimeout(""), IDEMPOTENT),
        (httpx2.RemoteProtocolError(""), IDEMPOTENT),
        (httpx2.LocalProtocolError(""), NEVER),
        (httpx2.DecodingError(""), NEVER),
        (httpx2.UnsupportedProtocol(""), NEVER),
    ],
    ids=lambda value: getattr(value, "status_code", None) or type(value).__name__,
)
def test_retried_outcomes(outcome: httpx2.Response | Exception, retried: str) -> None:
    assert (retry_delay(outcome, 0, True) is not None) == (retried != NEVER)
    assert (retry_delay(outcome, 0, False) is not None) == (retried == BOTH)


@pytest.mark.parametrize("attempt", [0, 1, 2, 4, 100])
def test_the_delay_doubles_up_to_a_maximum(attempt: int) -> None:
    delays = [retry_delay(response(500), attempt, True) or 0.0 for _ in range(200)]
    bound = min(8.0, 0.5 * 2**attempt)
    assert 0 <= min(delays) < bound / 4 < 3 * bound / 4 < max(delays) <= bound


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0.0), ("7", 7.0), (" 60 ", 60.0), ("61", None), ("9" * 400, None)],
)
def test_retry_after_in_seconds(text: str, seconds: float | None) -> None:
    assert retry_delay(response(429, text), 0, False) == seconds


def test_retry_after_as_a_date() -> None:
    past = formatdate(time.time() - 100, usegmt=True)
    assert retry_delay(response(429, past), 0, False) == 0.0
    invalid = retry_delay(response(429, "soon"), 0, False)
    assert invalid is not None and invalid <= 0.5
