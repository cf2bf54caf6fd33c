"""The version and the changelog of successive releases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .releases import Releases, shop

TEXT = {"type": "string"}


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def test_a_document_changes_under_its_version(releases: Releases) -> None:
    """Each change is one release, and listed once in the whole changelog."""
    found = [
        releases.generate(shop()),
        releases.generate(shop(label=TEXT)),
        releases.generate(shop(label=TEXT, size=TEXT)),
        releases.generate(shop(label=TEXT, size=TEXT), "--force"),
        releases.generate(shop("1.1.0", label=TEXT, size=TEXT, weight=TEXT)),
    ]
    post = ["1.0.0.post1", "1.0.0.post2"]
    assert found == ["1.0.0", *post, post[1], "1.1.0"]
    entries = releases.entries()
    assert list(entries) == ["1.1.0", *reversed(post), "1.0.0"]
    for name, version in zip(
        ("label", "size", "weight"), (*post, "1.1.0"), strict=True
    ):
        assert [each for each, text in entries.items() if name in text] == [version]


def test_what_users_do_not_see_is_no_release(releases: Releases) -> None:
    document = shop()
    releases.generate(document)
    before = releases.entries()
    schemas: dict[str, Any] = document["components"]["schemas"]
    schemas["Item"]["properties"]["name"]["examples"] = ["a"]
    assert releases.generate(document) == "1.0.0"
    assert releases.entries() == before


def test_other_operations_of_the_same_document_are_a_release(
    releases: Releases,
) -> None:
    document = shop()
    document["paths"]["/items"] = {
        "get": {"tags": ["items"], "responses": {"204": {"description": "Done"}}}
    }
    releases.generate(document)
    assert releases.generate(document, "--exclude", "GET /items") == "1.0.0.post1"
    assert "client.items.list" in releases.section("Breaking")


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (
            ("1.0-SNAPSHOT", "1.0-SNAPSHOT", "1.0", "1.0"),
            ("1.0.dev0", "1.0.dev1", "1.0", "1.0.post1"),
        ),
        (("2025-03-31.one", "2025-03-31.two"), ("2025.3.31", "2025.3.31.post1")),
        (("draft", "latest", "1"), ("0", "0.post1", "1")),
        (("1.0", "1.1", "1.0"), ("1.0", "1.1", "1.0.post1")),
        (("1.0-2", "1.0-2", "1.0-3"), ("1.0.post2", "1.0.post3", "1.0.post4")),
    ],
)
def test_each_release_has_a_version_of_its_own(
    releases: Releases, versions: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    found = []
    for number, version in enumerate(versions):
        added: dict[str, Any] = {f"label_{each}": TEXT for each in range(number)}
        found.append(releases.generate(shop(version, **added)))
    assert tuple(found) == expected
    assert list(releases.entries()) == list(reversed(expected))


def test_a_project_keeps_the_version_that_it_has(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if another generator would give the version of the document another form."""
    releases.generate(shop("2020-09-14_1.681.5"))
    lock = releases.project / "gen-client.lock"
    lock.write_text(lock.read_text().replace("2020.9.14.1.681.5", "2020.9.14"))
    assert releases.generate(shop("2020-09-14_1.681.5"), "--force") == "2020.9.14"
    for module in ("pipeline", "release", "workspace.drift"):
        monkeypatch.setattr(f"generator.{module}.__version__", "99.0")
    same = shop("2020-09-14_1.681.5")
    assert releases.generate(same, "--force") == "2020.9.14.post1"
    assert releases.generate(shop("2020-09-14_1.697.4")) == "2020.9.14.1.697.4"
