"""The version of a package, from the version of its document."""

from __future__ import annotations

import pytest

from generator.surface import normalized_version


@pytest.mark.parametrize(
    ("version", "normalized"),
    [
        ("v1.18.x", "1.18"),
        ("2024-11-20", "2024.11.20"),
        ("1", "1"),
        ("2.0.0-beta.3", "2.0.0b3"),
        ("0.45.3", "0.45.3"),
        ("1.0.0+build.7", "1.0.0+build.7"),
        ("draft", "0"),
        ("", "0"),
    ],
)
def test_versions(version: str, normalized: str) -> None:
    assert normalized_version(version) == normalized
