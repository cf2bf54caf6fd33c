"""Signatures of Standard Webhooks."""

from __future__ import annotations

from typing import Any

import pytest
from _core.standard_webhooks import StandardWebhooks
from _core.webhooks import EventError, WebhookVerificationError, parse_event

# The example of the specification.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
NOW = 1614265330
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(NOW),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def check(headers: dict[str, str], body: bytes = BODY, now: float = NOW) -> None:
    StandardWebhooks(SECRET, now=lambda: now)(body, headers)


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        {name.title(): value for name, value in HEADERS.items()},
        {
            **HEADERS,
            "webhook-signature": f"v1,AAAA v1a,x {HEADERS['webhook-signature']}",
        },
        {**HEADERS, "other": "\udc80"},
    ],
)
def test_right_signatures(headers: dict[str, str]) -> None:
    check(headers)
    check(headers, now=NOW + 300)
    check(headers, now=NOW - 300)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"webhook-id": ""}, "webhook-id is missing"),
        ({"webhook-timestamp": ""}, "webhook-timestamp is missing"),
        ({"webhook-signature": ""}, "webhook-signature is missing"),
        ({"webhook-id": "msg_2"}, "no signature"),
        ({"webhook-id": "\udc80"}, "no signature"),
        ({"webhook-timestamp": str(NOW + 1)}, "no signature"),
        ({"webhook-timestamp": f"{NOW}.0"}, "not valid"),
        ({"webhook-timestamp": "٣"}, "not valid"),
        ({"webhook-timestamp": "9" * 5_000}, "not valid"),
        ({"webhook-timestamp": "-1"}, "not valid"),
        ({"webhook-timestamp": str(NOW - 301)}, "too old"),
        ({"webhook-timestamp": str(NOW + 301)}, "future"),
        ({"webhook-signature": HEADERS["webhook-signature"][3:]}, "no signature"),
        (
            {"webhook-signature": "v2" + HEADERS["webhook-signature"][2:]},
            "no signature",
        ),
        ({"webhook-signature": HEADERS["webhook-signature"][:-1]}, "no signature"),
        ({"webhook-signature": "v1,"}, "no signature"),
        ({"webhook-signature": "v1,é\udc80"}, "no signature"),
        ({"webhook-signature": " "}, "no signature"),
    ],
)
def test_wrong_headers(changes: dict[str, str], message: str) -> None:
    with pytest.raises(WebhookVerificationError, match=message) as caught:
        check({**HEADERS, **changes})
    assert isinstance(caught.value, EventError)
    assert SECRET[6:] not in str(caught.value)


def test_a_changed_body_and_a_replay() -> None:
    with pytest.raises(WebhookVerificationError, match="no signature"):
        check(HEADERS, BODY + b" ")
    with pytest.raises(WebhookVerificationError, match="too old"):
        check(HEADERS, now=NOW + 301)
    with pytest.raises(WebhookVerificationError):
        check(HEADERS, now=float("nan"))


def test_any_bytes_can_be_signed() -> None:
    with pytest.raises(WebhookVerificationError, match="no signature"):
        check(HEADERS, b"\xff\x00")


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!", "whsec_AAA", "é"])
def test_secrets_that_are_none(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_") as caught:
        StandardWebhooks(secret)
    assert len(secret) < 7 or secret not in str(caught.value)


def test_a_secret_without_its_prefix() -> None:
    StandardWebhooks(SECRET[6:], now=lambda: NOW)(BODY, HEADERS)


@pytest.mark.parametrize("payload", [{"test": 1}, None, memoryview(BODY)])
def test_a_payload_that_was_parsed_already(payload: Any) -> None:
    with pytest.raises(TypeError, match="bytes or text as received, not "):
        parse_event(lambda: Any, payload, HEADERS)
