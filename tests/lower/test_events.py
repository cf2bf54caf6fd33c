"""Webhooks and callbacks become events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import Event, RefType
from generator.lower import Selection

from .documents import lower_document, ref

SCHEMAS = {"Thing": {"type": "object", "properties": {"id": {"type": "string"}}}}
THING = RefType("#/components/schemas/Thing")
RESPONSES = {"200": {"description": ""}}


def posting(media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    body = {"content": {media_type: {"schema": ref("Thing")}}}
    return {"post": {"requestBody": body, "responses": RESPONSES, **more}}


@pytest.mark.parametrize("section", ["webhooks", "x-webhooks"])
def test_a_webhook_is_an_event(tmp_path: Path, section: str) -> None:
    sections: dict[str, Any] = {section: {"made": posting(summary="S")}}
    found = lower_document(tmp_path, schemas=SCHEMAS, **sections)
    assert found.api.events == (
        Event("made", THING, "S", f"#/{section}/made/post", "POST"),
    )


@pytest.mark.parametrize(
    ("more", "owner"), [({"operationId": "buy"}, "buy"), ({}, "GET /orders")]
)
def test_a_callback_is_an_event_of_its_operation(
    tmp_path: Path, more: dict[str, Any], owner: str
) -> None:
    callbacks = {"sold": {"{$request.query.url}": posting()}}
    operation = {"responses": RESPONSES, "callbacks": callbacks, **more}
    found = lower_document(tmp_path, {"/orders": {"get": operation}}, SCHEMAS)
    (event,) = found.api.events
    assert (event.name, event.payload, event.owner) == ("sold", THING, owner)


def test_an_event_without_a_payload_is_none(tmp_path: Path) -> None:
    webhooks = {"made": {"post": {"responses": RESPONSES}}}
    found = lower_document(tmp_path, webhooks=webhooks)
    assert (found.api.events, found.problems) == ((), [])


def test_a_payload_that_is_not_json_is_reported(tmp_path: Path) -> None:
    webhooks = {"made": posting("text/plain")}
    found = lower_document(tmp_path, schemas=SCHEMAS, webhooks=webhooks)
    assert found.api.events == ()
    place = "#/webhooks/made/post/requestBody"
    assert f"unsupported-payload {place}" in found.problems


def test_webhooks_are_selected_by_name(tmp_path: Path) -> None:
    webhooks = {"made": posting(), "gone": posting()}
    selection = Selection(include=("m*",))
    found = lower_document(
        tmp_path, schemas=SCHEMAS, webhooks=webhooks, selection=selection
    )
    assert [event.name for event in found.api.events] == ["made"]
