"""The version of a package, from the version of its document."""

from __future__ import annotations

import itertools

import pytest
from packaging.version import Version

from generator.surface import normalized_version

STAYS = [
    ("v1.18.x", "1.18"),
    ("v1", "1"),
    ("v1beta2", "1b2"),
    ("1", "1"),
    ("01.002", "1.2"),
    ("0.45.3", "0.45.3"),
    ("2.0.0-beta.3", "2.0.0b3"),
    ("1.0.0+build.7", "1.0.0+build.7"),
    ("1.0.0-rc.1+sha.5114f85", "1.0.0rc1+sha.5114f85"),
    ("1.0-SNAPSHOT", "1.0.dev0"),
    ("1.0.0.Final", "1.0.0"),
    ("2024-11-20", "2024.11.20"),
    ("2024-01-01-preview", "2024.1.1rc0"),
    ("2023-10-16.acacia", "2023.10.16"),
    ("20240101120000", "20240101120000"),
    ("1!2.0", "1!2.0"),
    ("R2", "2"),
    ("draft", "0"),
    ("latest", "0"),
    ("", "0"),
]


@pytest.mark.parametrize(("version", "normalized"), STAYS)
def test_versions_without_further_numbers(version: str, normalized: str) -> None:
    assert normalized_version(version) == normalized


@pytest.mark.parametrize(
    ("version", "normalized"),
    [
        ("2020-09-14_1.681.5", "2020.9.14.1.681.5"),
        ("2024-11", "2024.11"),
        ("2024-Q3", "2024.3"),
        ("2024/01/15", "2024.1.15"),
        ("1.0 (build 5)", "1.0.0.5"),
        ("1.0.0-M2", "1.0.0.dev2"),
        ("1.0.0-SNAPSHOT+abc", "1.0.0.dev0+abc"),
        ("1.0.0-beta-2024-01-02", "1.0.0.dev20240102"),
        ("1.0.0-5-gabc123f", "1.0.0.5"),
        ("v1p1beta1", "1.0.0.1b1"),
        ("１.２", "1.2"),
        ("٢.١", "2.1"),
    ],
)
def test_all_numbers_count(version: str, normalized: str) -> None:
    assert normalized_version(version) == normalized


SERIES = [
    "2020-09-13 2020-09-14 2020-09-14_1.681.5 2020-09-14_1.697.4 2020-09-15_1.0.0",
    "2024-01-01-preview.1 2024-01-01-preview.2 2024-01-01 2024-01-01-rev1 2024-01-02",
    "2024-09 2024-10 2024-10_2 2024-11 2025-01",
    "2024-Q1-preview 2024-Q1 2024-Q2 2024-Q4 2025-Q1",
    "v1alpha1 v1beta1 v1 v1p1alpha1 v1p1beta1 v1p1beta2 v1p1 v2",
    "1.0.0-SNAPSHOT 1.0.0 1.0.1-SNAPSHOT 1.0.1",
    "1.0.0-M1 1.0.0-M2 1.0.0-M10 1.0.0",
    "1.0.0-alpha.1 1.0.0-alpha.1.2 1.0.0-alpha.2 1.0.0-beta 1.0.0-beta.2 1.0.0",
    "1.0.0-next.9 1.0.0-next.10 1.0.0 1.0.0+build5 1.0.0+build6 1.0.1",
    "R1 R2 R10",
    "1.0_4 1.0_5 1.0.1 1.1",
    "9.1-rev20240101 9.1-rev20240201 9.2-rev20230101",
    "2024-01-01T00:00:00Z 2024-01-01T12:30:00Z 2024-01-02T00:00:00Z",
]


@pytest.mark.parametrize("series", SERIES)
def test_versions_keep_their_order_and_difference(series: str) -> None:
    versions = [Version(normalized_version(text)) for text in series.split()]
    assert all(old < new for old, new in itertools.pairwise(versions)), versions


@pytest.mark.parametrize(
    "version",
    [
        "9" * 500,
        "1." * 200,
        "1.0-" + "a1" * 200,
        "²",
        "१२३",
        "\x00 1\n2",
        "-",
        "+",
        "1+",
        "..1..",
        "a+5",
        "2024-",
        "1.0.0-+5",
        "1.0-ABC٣",
    ],
)
def test_every_text_gives_a_version(version: str) -> None:
    found = normalized_version(version)
    assert str(Version(found)) == found and len(found) <= 120
