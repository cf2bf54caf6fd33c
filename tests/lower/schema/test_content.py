"""Strings that stand for bytes, by their format, their media type and their encoding."""

from __future__ import annotations

from typing import Any

import pytest

from generator.ir import BinaryType
from generator.lower.schema.content import content_of


@pytest.mark.parametrize(
    "keywords",
    [
        {"format": "binary"},
        {"contentEncoding": "binary"},
        {"contentMediaType": "image/png"},
        {"contentMediaType": "image/*"},
        {"contentMediaType": "*/*"},
        {"contentMediaType": "Application/PDF; version=1", "contentEncoding": "8bit"},
    ],
)
def test_bytes(keywords: dict[str, Any]) -> None:
    assert content_of(keywords) == BinaryType()


@pytest.mark.parametrize("media_type", ["text/csv", "image/svg+xml", "text/*"])
def test_text_that_may_be_in_a_file(media_type: str) -> None:
    assert content_of({"contentMediaType": media_type}) == BinaryType(is_text=True)


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({"contentEncoding": "base64"}, "byte"),
        ({"contentEncoding": "BASE64", "format": "binary"}, "byte"),
        (
            {"contentEncoding": "base64url", "contentMediaType": "image/png"},
            "base64url",
        ),
        ({"contentEncoding": "quoted-printable", "format": "binary"}, "plain"),
        ({"contentEncoding": "base16"}, "plain"),
    ],
)
def test_encoded_bytes(keywords: dict[str, Any], expected: str) -> None:
    assert content_of(keywords) == expected


@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"format": "date"},
        {"format": "byte", "contentMediaType": "image/png"},
        {"contentMediaType": "text/plain; charset=utf-8"},
        {"contentMediaType": "application/json"},
        {"contentMediaType": None, "contentEncoding": None},
    ],
)
def test_any_other_string(keywords: dict[str, Any]) -> None:
    assert content_of(keywords) is None
