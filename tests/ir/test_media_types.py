"""Media types by what a client does with content of them."""

from __future__ import annotations

import pytest

from generator.ir.media_types import (
    MediaKind,
    essence,
    is_event_stream,
    is_form,
    is_json,
    is_range,
    media_kind,
)


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("application/json", "json"),
        ("Application/JSON; charset=utf-8", "json"),
        ("application/problem+json", "json"),
        ("application/*", "json"),
        ("*/*", "json"),
        ("text/json", "json"),
        ("application/jsonl", "stream"),
        ("application/x-ndjson", "stream"),
        ("application/json-seq", "stream"),
        ("application/stream+json", "stream"),
        ("text/event-stream;charset=utf-8", "stream"),
        ("application/x-www-form-urlencoded", "form"),
        ("multipart/form-data; boundary=x", "form"),
        ("multipart/mixed", "form"),
        ("text/plain", "text"),
        ("text/*", "text"),
        ("application/xml", "text"),
        ("image/svg+xml", "text"),
        ("application/yaml", "text"),
        ("application/pdf", "binary"),
        ("image/*", "binary"),
        ("application/octet-stream", "binary"),
        ("", "binary"),
    ],
)
def test_a_media_type_has_one_kind(media_type: str, kind: MediaKind) -> None:
    assert media_kind(media_type) == kind
    assert is_json(media_type) == (kind == "json")
    assert is_form(media_type) == (kind == "form")


def test_the_essence_has_no_parameters_and_no_capitals() -> None:
    assert essence(" Text/HTML ; charset=UTF-8") == "text/html"


def test_only_one_media_type_is_that_of_events() -> None:
    assert is_event_stream("text/event-stream; charset=utf-8")
    assert not is_event_stream("application/jsonl")


@pytest.mark.parametrize("media_type", ["*/*", "image/*", "application/*;q=0.5"])
def test_a_range_has_a_wildcard(media_type: str) -> None:
    assert is_range(media_type)
    assert not is_range("application/json; profile=*")
