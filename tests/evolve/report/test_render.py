"""Reports as text and as JSON."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics.model import Place, Problem
from generator.evolve import as_json, as_markdown, as_text, failure_as_json

from .sample import HOSTILE, report

SHOWN = "<script>alert(1)</script>'](x) \\u202e\\x1b[31m & \"'"
"""The hostile text as it is printed."""


def test_text_begins_with_the_verdict_and_what_breaks() -> None:
    assert as_text(report()).splitlines() == [
        "Pets: 1.0.0 -> 1.1.0",
        "7 changes, which require a major release: the version after 1.0.0 should be 2.0.0.",
        "  1 breaks the code of users, or its type-checking",
        "  1 breaks the old package at run time, but no code",
        "  2 extend what is possible",
        "  1 deprecates something",
        "  1 changes what is sent or received without a break",
        "  1 affects documentation only",
        "warning: Version 1.1.0 is too low for these changes; use 2.0.0.",
        "",
        "Breaking (2)",
        "  1 breaks the code of users, or its type-checking:",
        "  - client.pets.get() was removed.",
        "  1 breaks the old package at run time, but no code:",
        "  - client.pets.list(id=) is sent in the header instead of the query.",
        "",
        "Added (2)",
        "  - client.pets.list(page=) was added.",
        f"  - models.State may be {SHOWN}.",
        "",
        "Deprecated (1)",
        "  - client.pets.list() is deprecated.",
        "",
        "Changed on the wire (1)",
        "  - client.pets.list() no longer responds with a/b.",
        "",
        "Documentation (1)",
        "  - The description of models.State changed.",
    ]


def test_json() -> None:
    content = json.loads(as_json(report()))
    assert content["bump"] == "major"
    assert content["package"] == "pets"
    assert content["problems"] == []
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


def test_a_failure_has_the_members_of_a_report() -> None:
    places = (Place("old.yml", 1, 2, "#/info"),)
    problem = Problem("unreadable-document", "error", "it is not there", places)
    failure = json.loads(failure_as_json([problem]))
    assert failure.keys() == json.loads(as_json(report())).keys()
    assert failure["changes"] == [] and failure["bump"] is None
    assert failure["problems"] == [
        {
            "code": "unreadable-document",
            "severity": "error",
            "message": "it is not there",
            "places": [
                {"file": "old.yml", "line": 1, "column": 2, "pointer": "#/info"}
            ],
            "consequence": "",
            "suggestion": "",
        }
    ]


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
    assert not {"\x1b", "\u202e"} & set(as_text(report(title=HOSTILE)))
