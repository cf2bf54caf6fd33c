import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any, assert_type

import pytest
from api_webhooks import (
    EventError,
    StandardWebhooks,
    UnverifiedWebhookWarning,
    WebhookVerificationError,
    models,
    webhooks,
)

KEY = b"k" * 24
SECRET = "whsec_" + base64.b64encode(KEY).decode()
CREATED = {"action": "created", "item": {"id": "1"}}
CHANGED = {**CREATED, "action": "changed", "before": {"id": "0"}}
CLOSED = {"action": "closed", "reason": "old"}


def signed(body: bytes, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    content = b"msg_1." + stamp.encode() + b"." + body
    mac = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": stamp,
        "WEBHOOK-SIGNATURE": f"v1,{mac}",
    }


def name_of(payload: dict[str, Any], headers: Mapping[str, str]) -> str:
    event = webhooks.parse(json.dumps(payload), headers, verify=None)
    match event:
        case models.ItemCreated():
            assert_type(event.item, models.Item)
            return f"created {event.item.id}"
        case models.ItemChanged():
            return f"changed {event.before.id}"
        case models.ItemClosedEvent():
            assert_type(event.reason, str)
            return f"closed {event.reason}"
        case models.PingEvent():
            return f"ping {event.zen}"


def check(headers: Mapping[str, str]) -> None:
    assert name_of(CREATED, headers) == "created 1"
    assert name_of(CHANGED, headers) == "changed 0"
    assert name_of(CLOSED, headers) == "closed old"


def test_the_payload_tells_webhooks_apart() -> None:
    check({})
    assert name_of({"zen": "z"}, {}) == "ping z"


def test_a_header_tells_webhooks_apart() -> None:
    check({"x-TOPIC": "item"})
    check({"X-Topic": "other"})
    assert name_of({"zen": "z", "action": "created"}, {"X-Topic": "ping"}) == "ping z"


def test_an_unknown_event_is_kept() -> None:
    body = b'{"action": "exploded", "x": 1}'
    event: object = webhooks.parse(body, {"X-Topic": "item"}, verify=None)
    assert event == {"action": "exploded", "x": 1}


def test_the_signature_is_verified() -> None:
    body = json.dumps(CREATED).encode()
    event = webhooks.parse(body, signed(body), secret=SECRET)
    assert isinstance(event, models.ItemCreated)
    assert webhooks.parse(body.decode(), signed(body), secret=SECRET) == event
    verifier = StandardWebhooks(SECRET)
    assert webhooks.parse_item_created(body, signed(body), verifier) == event
    for wrong in (
        signed(b"{}"),
        signed(body, time.time() - 301),
        signed(body, time.time() + 400),
        {},
    ):
        with pytest.raises(WebhookVerificationError) as caught:
            webhooks.parse(body, wrong, secret=SECRET)
        assert SECRET not in str(caught.value)
    with pytest.raises(WebhookVerificationError):
        webhooks.parse(body[:-1] + b" }", signed(body), secret=SECRET)
    with pytest.raises(ValueError, match="whsec_"):
        webhooks.parse(body, signed(body), secret="")


def test_a_function_of_ones_own_verifies() -> None:
    seen: list[tuple[bytes, Mapping[str, str]]] = []

    def verify(body: bytes, headers: Mapping[str, str]) -> bool:
        seen.append((body, headers))
        return headers.get("X-Ok") == "1"

    body = json.dumps(CLOSED).encode()
    assert isinstance(
        webhooks.parse(body, {"X-Ok": "1"}, verify=verify), models.ItemClosedEvent
    )
    assert seen == [(body, {"X-Ok": "1"})]
    with pytest.raises(WebhookVerificationError):
        webhooks.parse(body, {}, verify=verify)
    with pytest.raises(WebhookVerificationError):
        webhooks.parse(body, {"X-Ok": "1"}, secret=SECRET, verify=verify)
    assert len(seen) == 2

    class Later:
        def __await__(self) -> Iterator[bool]:
            yield False

    with pytest.raises(TypeError, match="asynchronous"):
        webhooks.parse(body, {}, verify=lambda body, headers: Later())


def test_what_is_not_verified_is_told() -> None:
    with pytest.warns(UnverifiedWebhookWarning, match="verify=None") as caught:
        assert isinstance(
            webhooks.parse(json.dumps(CLOSED), {}), models.ItemClosedEvent
        )
    assert caught[0].filename == __file__


def test_bodies_that_are_not_json() -> None:
    for body in (
        b"",
        b"{",
        b"\xff\xfe",
        "\ud800",
        "[" * 100_000,
    ):
        with pytest.raises(EventError, match="not JSON"):
            webhooks.parse(body, {}, verify=None)
    with pytest.raises(EventError, match="bytes"):
        webhooks.parse(b" " * (64 * 1024 * 1024 + 1), {}, verify=None)


def test_texts_that_are_not_utf_8() -> None:
    body = b'{"action": "closed", "reason": "\xff"}'
    with pytest.warns(UserWarning, match="UTF-8"):
        event = webhooks.parse(body, signed(body), secret=SECRET)
    assert isinstance(event, models.ItemClosedEvent) and event.reason == "\ufffd"


def test_callbacks_have_functions_of_their_own() -> None:
    event = webhooks.parse_changed(json.dumps(CHANGED))
    assert_type(event, models.ItemChanged)
    assert event.before.id == "0"
