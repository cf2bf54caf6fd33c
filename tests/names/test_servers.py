"""Members of the Server enum: what tells a server from the others."""

from __future__ import annotations

from typing import Any

import pytest

from generator.names import assign
from generator.surface import gather

from .test_properties import lowered


def members(*servers: tuple[str, str]) -> list[str]:
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "servers": [{"url": url, "description": text} for url, text in servers],
        "paths": {"/a": {"get": {"responses": {"204": {"description": ""}}}}},
    }
    api = lowered(document)
    names = assign(api, gather(api), {}).servers
    return [names[url] for url, _ in servers]


@pytest.mark.parametrize(
    ("servers", "names"),
    [
        ([("https://api.x.com/v1", "")], ["DEFAULT"]),
        ([("https://api.x.dev", "")], ["DEFAULT"]),
        ([("https://pay-test.x.com/v1", "")], ["TEST"]),
        ([("https://api.x.com", "Production server.")], ["PRODUCTION"]),
        (
            [("https://api.x.com/v1", ""), ("https://sandbox.x.com/v1", "")],
            ["API", "SANDBOX"],
        ),
        ([("https://x.com/v1", ""), ("https://x.com/v2", "")], ["V1", "V2"]),
        ([("https://1.x.com", ""), ("https://2.x.com", "")], ["SERVER_1", "SERVER_2"]),
        (
            [("https://eu.x.com", "API server"), ("https://us.x.com", "API server")],
            ["EU", "US"],
        ),
        (
            [("https://a.x.com", "Global region"), ("https://b.x.com", "EU-DE region")],
            ["GLOBAL_REGION", "EU_DE_REGION"],
        ),
        (
            [
                ("https://a.x.com", "The production server, whose data are live ones"),
                ("https://b.x.com", "The staging server, which is reset every day"),
            ],
            ["PRODUCTION", "STAGING"],
        ),
    ],
)
def test_names(servers: list[tuple[str, str]], names: list[str]) -> None:
    assert members(*servers) == names
