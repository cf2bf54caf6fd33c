"""What tells the webhooks of a document apart, and packages with few of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract.packages import generate_from, import_package

JSON = "application/json"
TEXT = {"type": "string"}


def webhook(schema: dict[str, Any], *headers: dict[str, Any]) -> dict[str, Any]:
    return {
        "post": {
            "parameters": [{"in": "header", **each} for each in headers],
            "requestBody": {"content": {JSON: {"schema": schema}}},
            "responses": {"204": {"description": ""}},
        }
    }


def header(name: str, example: str) -> dict[str, Any]:
    return {"name": name, "schema": TEXT, "example": example}


def event(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def package(folder: Path, name: str, **members: Any) -> Any:
    document = {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {},
        **members,
    }
    return import_package(generate_from(document, name, folder), name)


def parse(module: Any, payload: object, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return module.webhooks.parse(json.dumps(payload), named, verify=None)


def test_a_tag_need_not_be_required(tmp_path: Path) -> None:
    made = event(event={"enum": ["made", "remade"]}, id=TEXT)
    module = package(
        tmp_path,
        "optional_tags",
        webhooks={
            "made": webhook(made),
            "again": webhook(made),
            "gone": webhook(event(event={"const": "gone"}, id=TEXT)),
        },
    )
    names = [
        type(parse(module, {"event": tag, "id": "1"})).__name__
        for tag in ("made", "remade", "gone", "other")
    ]
    assert names[0] == names[1] == "MadeEvent"
    assert names[2:] == ["GoneEvent", "dict"]


def test_examples_of_a_header_tell_webhooks_apart(tmp_path: Path) -> None:
    """Other headers have the same example in all, or ids; one webhook has none."""
    module = package(
        tmp_path,
        "by_header",
        webhooks={
            f"{kind}-made": webhook(
                event(action={"const": "made"}, id=TEXT, **{f"{kind}_id": TEXT}),
                header("User-Agent", "Hooks"),
                header("X-Delivery", f"a{number}9{number}2"),
                header("X-Kind", f"{kind}'\"\n" if kind == "odd" else kind),
            )
            for number, kind in enumerate(("issue", "pull_v2", "odd"))
        }
        | {"ping": webhook(event(zen=TEXT))},
    )
    payload = {"action": "made", "id": "1"}
    for kind, name in (("issue", "IssueMade"), ("pull_v2", "PullV2Made")):
        found = type(parse(module, payload, x_kind=kind)).__name__
        assert found.startswith(name)
    payload["odd_id"] = "2"
    assert parse(module, payload, X_Kind="other").odd_id == "2"
    assert type(parse(module, {"zen": "z"})).__name__ == "PingEvent"


def test_one_webhook_and_callbacks(tmp_path: Path) -> None:
    """A single webhook has any payload; callbacks have no function for all of them."""
    module = package(
        tmp_path, "one_webhook", webhooks={"made": webhook(event(id=TEXT))}
    )
    assert parse(module, {"id": "1"}).id == "1"
    responses = {"204": {"description": ""}}
    callbacks = {"done": {"{$request.query.url}": webhook(event(id=TEXT))}}
    paths = {"/a": {"post": {"callbacks": callbacks, "responses": responses}}}
    module = package(tmp_path, "callbacks_only", paths=paths)
    assert not hasattr(module.webhooks, "parse")
    assert [n for n in module.webhooks.__all__ if n.startswith("parse_")]
    assert module.StandardWebhooks
    with pytest.raises(AttributeError):
        _ = module.UnverifiedWebhookWarning
