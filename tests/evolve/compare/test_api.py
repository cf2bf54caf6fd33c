"""Changes of what all operations share: credentials, servers, events, texts."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.diff import diff_versions, find_version

Edit = Callable[[Any], None]

BASE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1.0.0"},
    "servers": [
        {"url": "https://one.example", "description": "One"},
        {
            "url": "https://{region}.example",
            "description": "Regional",
            "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}},
        },
    ],
    "tags": [{"name": "things", "description": "Things"}],
    "security": [{"key": []}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "list_things",
                "tags": ["things"],
                "responses": {"204": {"description": "Done"}},
            }
        }
    },
    "webhooks": {
        "sold": {
            "post": {
                "requestBody": {
                    "content": {"application/json": {"schema": {"type": "string"}}}
                },
                "responses": {"204": {"description": "Done"}},
            }
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "user": {"type": "http", "scheme": "basic"},
            "grant": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://one.example/token",
                        "scopes": {"read": "Read"},
                    }
                },
            },
        }
    },
}


def put(*path: str | int, to: Any) -> Edit:
    def edit(document: Any) -> None:
        for token in path[:-1]:
            document = document[token]
        document[path[-1]] = to

    return edit


def drop(*path: str | int) -> Edit:
    def edit(document: Any) -> None:
        for token in path[:-1]:
            document = document[token]
        del document[path[-1]]

    return edit


GRANT = ("components", "securitySchemes", "grant", "flows", "clientCredentials")
VARIABLE = ("servers", 1, "variables", "region")
CASES: dict[str, tuple[Edit, str, str]] = {
    # The rule by the edit, with the levels that the rule has.
    "security-required": (put("security", to=[{"key": [], "user": []}]), "ok", "break"),
    "security-alternative-removed": (put("security", to=[{"user": []}]), "ok", "break"),
    "security-alternative-added": (
        put("security", to=[{"key": []}, {"user": []}]), "ok", "ok"),
    "security-lifted": (put("security", to=[]), "ok", "ok"),
    "scheme-removed": (drop("components", "securitySchemes", "user"), "break", "warn"),
    "scheme-added": (
        put("components", "securitySchemes", "new", to={"type": "http", "scheme": "bearer"}),
        "ok", "ok"),
    "credential-renamed": (
        put("components", "securitySchemes", "key", "x-gen-name", to="token"),
        "break", "ok"),
    "scheme-kind-changed": (
        put("components", "securitySchemes", "key", to={"type": "http", "scheme": "basic"}),
        "break", "break"),
    "scheme-place-changed": (
        put("components", "securitySchemes", "key", "name", to="X-Token"), "ok", "break"),
    "scheme-token-url-changed": (
        put(*GRANT, "tokenUrl", to="https://two.example"), "ok", "warn"),
    "scheme-scopes-changed": (put(*GRANT, "scopes", to={"write": "Write"}), "ok", "warn"),
    "scheme-described": (
        put("components", "securitySchemes", "key", "description", to="A key"), "ok", "ok"),
    "server-added": (
        put("servers", 1, to={"url": "https://x.example", "description": "X"}), "ok", "ok"),
    "server-removed": (drop("servers", 1), "break", "warn"),
    "server-url-changed": (put("servers", 0, "url", to="https://two.example"), "ok", "warn"),
    "server-default-changed": (put("servers", 0, "url", to="https://z.example"), "ok", "warn"),
    "server-variable-default-changed": (put(*VARIABLE, "default", to="us"), "ok", "warn"),
    "server-variable-value-removed": (put(*VARIABLE, "enum", to=["eu"]), "break", "warn"),
    "server-variable-value-added": (
        put(*VARIABLE, "enum", to=["eu", "us", "asia"]), "ok", "ok"),
    "server-variable-removed": (
        put("servers", 1, to={"url": "https://r.example", "description": "Regional"}),
        "break", "warn"),
    "base-url-required": (put("servers", to=[{"url": "/v1"}]), "break", "warn"),
    "resource-described": (put("tags", 0, "description", to="All things"), "ok", "ok"),
    "event-removed": (drop("webhooks", "sold"), "break", "warn"),
    "event-added": (
        put("webhooks", "bought", to=BASE["webhooks"]["sold"]), "ok", "ok"),
    "event-described": (
        put("webhooks", "sold", "post", "description", to="Sold"), "ok", "ok"),
    "response-type-changed": (
        put("webhooks", "sold", "post", "requestBody", "content", "application/json",
            "schema", to={"type": "integer"}), "break", "warn"),
    "package-title-changed": (put("info", "title", to="Store"), "ok", "ok"),
    "api-described": (put("info", "description", to="A shop"), "ok", "ok"),
}  # fmt: skip


def test_a_base_url_that_is_optional_now(tmp_path: Path) -> None:
    for name, url in (("old", "/v1"), ("new", "https://a.example")):
        document = {**BASE, "servers": [{"url": url}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    versions = [find_version(tmp_path / f"{name}.json") for name in ("old", "new")]
    found = {each.change.rule.id for each in diff_versions(*versions).changes}
    assert "base-url-optional" in found


@pytest.mark.parametrize("rule", CASES)
def test_rule(tmp_path: Path, rule: str) -> None:
    edit, source, wire = CASES[rule]
    changed = copy.deepcopy(BASE)
    edit(changed)
    for name, document in (("old", BASE), ("new", changed)):
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    versions = [find_version(tmp_path / f"{name}.json") for name in ("old", "new")]
    found = {each.change.rule.id: each for each in diff_versions(*versions).changes}
    assert rule in found, sorted(found)
    change = found[rule].change
    assert (change.source, change.wire) == (source, wire)
    assert found[rule].old.line == found[rule].new.line == 1
