"""Reports as text, Markdown and JSON."""

from __future__ import annotations

import json

import pytest

from generator.evolve import as_json, as_markdown, as_text

from .sample import HOSTILE, report

PLACES = "specs/old.yml:1:5 -> specs/new.yml:1:7"


def test_text() -> None:
    lines = as_text(report()).splitlines()
    assert lines[0] == "Pets: 1.0.0 -> 1.1.0"
    start = lines.index("Breaking (2)")
    assert lines[start + 1 : start + 3] == [
        "  client.pets.get() was removed.",
        f"      operation-removed (source break, wire break) {PLACES}",
    ]
    assert lines[-2:] == [
        "warning: Version 1.1.0 is too low for these changes; use 2.0.0.",
        "7 changes, which require a major release: the version after 1.0.0 should be 2.0.0.",
    ]


def test_sections_are_in_order() -> None:
    lines = as_markdown(report()).splitlines()
    assert [line for line in lines if line.startswith("## ")] == [
        "## Breaking",
        "## Added",
        "## Deprecated",
        "## Changed on the wire",
        "## Documentation",
    ]


def test_markdown() -> None:
    lines = as_markdown(report()).splitlines()
    assert lines[0] == "# Pets: `1.0.0` to `1.1.0`"
    assert (
        "- `client.pets.list(page=)` was added. <sub>parameter-optional-added, "
        "source ok, wire ok, `specs/old.yml:2:5` → `specs/new.yml:2:7`</sub>" in lines
    )


def test_json() -> None:
    content = json.loads(as_json(report()))
    assert content["bump"] == "major"
    assert content["suggested_version"] == "2.0.0"
    assert content["changes"][2] == {
        "id": "parameter-moved",
        "direction": "request",
        "source": "ok",
        "wire": "break",
        "section": "Breaking",
        "symbol": "client.pets.list(id=)",
        "text": "`client.pets.list(id=)` is sent in the `header` instead of the "
        "`query`.",
        "from": "query",
        "to": "header",
        "old": {"file": "specs/old.yml", "line": 3, "column": 5, "pointer": "#/a"},
        "new": {"file": "specs/new.yml", "line": 3, "column": 7, "pointer": "#/b"},
    }


@pytest.mark.parametrize("render", [as_text, as_markdown])
def test_equal_documents(render: object) -> None:
    assert callable(render)
    text = render(report(changes=False))
    assert "Nothing changed for the users of the package." in text
    assert "arning" not in text


def test_the_same_version_of_a_changed_document() -> None:
    (warning,) = report(new_version="1.0.0").warnings
    assert warning == "The document changed, but its version is still 1.0.0."


def test_text_of_a_document_has_no_effect() -> None:
    text = as_text(report(title=HOSTILE))
    assert not {"\x1b", "\u202e"} & set(text)
    markdown = as_markdown(report(title=HOSTILE))
    assert not {"\x1b", "\u202e"} & set(markdown)
    assert markdown.startswith("# &lt;script&gt;alert(1)&lt;/script&gt;\\`\\](x)")
    assert "`<script>alert(1)</script>'](x)" in markdown
