"""The page: what it shows, and that text of a document has no effect in it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import replace

import pytest

from generator.evolve import as_html

from .sample import HOSTILE, change, report, report_of


@pytest.fixture(scope="module")
def page() -> str:
    return as_html(report(title=HOSTILE))


def sections(page: str) -> list[str]:
    return re.findall(r"<section.*?</section>", page, re.DOTALL)


def test_the_policy_allows_the_own_style_and_script_only(page: str) -> None:
    policy = html.unescape(re.findall(r'Security-Policy" content="([^"]*)"', page)[0])
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert allowed[f"{name}-src"] == f"'sha256-{digest}'"


def test_text_of_a_document_is_escaped(page: str) -> None:
    assert "<script>alert" not in page
    assert not {"\x1b", "\u202e"} & set(page)
    title = html.unescape(re.findall(r"<h1>(.*?)</h1>", page)[0])
    assert (
        title
        == r"""<script>alert(1)</script>`](x) \u202e\x1b[31m & "': 1.0.0 → 1.1.0"""
    )


def test_the_page_requests_nothing(page: str) -> None:
    tags = "".join(re.findall(r"<[^>]*>", page))
    assert not re.search(r"src=|href=(?!\"#)|url\(|@import|https?:", tags)


def test_subjects_with_the_most_severe_first(page: str) -> None:
    sections = r'<section id="([^"]*)" class="([^"]*)"><details( open|)>'
    assert re.findall(sections + r"\s*<summary><h2><code>(.*?)</code>", page) == [
        ("subject-1", "source-break", " open", "client.pets.get"),
        ("subject-2", "wire-break", " open", "client.pets.list"),
        ("subject-3", "compatible", "", "models.State"),
    ]


def test_the_contents_link_to_the_subjects(page: str) -> None:
    (contents,) = re.findall(r"<nav.*?</nav>", page, re.DOTALL)
    found = re.findall(r'href="#([^"]*)"><code>(.*?)</code></a> <span>(.*?)<', contents)
    assert found == [
        ("subject-1", "client.pets.get", "1 change"),
        ("subject-2", "client.pets.list", "4 changes"),
        ("subject-3", "models.State", "2 changes"),
    ]
    parts = re.findall(r"<details( open|)><summary>(.*?)<", contents)
    assert parts == [(" open", "Incompatible (2)"), ("", "Compatible (1)")]


def test_incompatible_changes_are_shown_and_compatible_ones_folded(page: str) -> None:
    lists = r'<details class="changes"( open|)><summary>(.*?)</summary>(.*?)</details>'
    _, changed, compatible = (
        [(is_open, text, html.count("<li")) for is_open, text, html in found]
        for found in (re.findall(lists, each, re.DOTALL) for each in sections(page))
    )
    assert changed == [
        (" open", "1 incompatible change", 1),
        ("", "3 compatible changes", 3),
    ]
    assert compatible == [(" open", "2 compatible changes", 2)]


def test_filters_with_their_numbers(page: str) -> None:
    found = re.findall(r'value="([^"]*)" (\w+)> [^<]*<span>(\d+)<', page)
    assert found == [
        ("source-break", "checked", "1"),
        ("wire-break", "checked", "2"),
        ("wire-warn", "checked", "1"),
        ("compatible", "checked", "3"),
        ("documented", "checked", "1"),
    ]


def test_changes_with_their_levels_and_places(page: str) -> None:
    moved = next(each for each in re.findall(r"<li.*?</li>", page, re.DOTALL)
                 if "parameter-moved" in each)  # fmt: skip
    assert 'data-levels="wire-break"' in moved
    assert (
        "<code>client.pets.list(id=)</code> is sent in the <code>header</code>" in moved
    )
    assert '<b class="ok">source ok</b> <b class="break">wire break</b>' in moved
    assert (
        '<span>old <span title="specs/old.yml:3:5">old.yml:3:5</span></span>' in moved
    )


def test_signatures_side_by_side(page: str) -> None:
    removed, changed, equal = sections(page)
    assert rows(removed) == [("old", "client.pets.get() -> str"), ("none", "")]
    assert rows(changed) == [
        ("same", "client.pets.list("),
        ("same", "client.pets.list("),
        ("same", "    id: str,"),
        ("same", "    id: str,"),
        ("none", ""),
        ("new", "    page: int | None = None,"),
        ("same", ") -> str"),
        ("same", ") -> str"),
    ]
    assert "<table>" not in equal


def test_unchanged_lines_are_folded() -> None:
    lines = [f"    a{n}: str," for n in range(9)]
    old = "\n".join(["client.get(", *lines, ") -> str"])
    (segments,) = sections(
        as_html(
            replace(
                report_of(
                    [change("operation-described", "client.get()", "client.get")]
                ),
                signatures={"client.get": (old, old.replace("a8: str", "a8: int"))},
            )
        )
    )
    before, folded, after = re.split(r'<details class="same">|</details>', segments)[:3]
    assert [text for _, text in rows(before)[::2]] == ["client.get("]
    assert "<summary>7 unchanged lines</summary>" in folded
    assert [text for _, text in rows(folded)[::2]] == lines[:7]
    assert rows(after) == [
        ("same", lines[7]),
        ("same", lines[7]),
        ("old", "    a8: str,"),
        ("new", "    a8: int,"),
        ("same", ") -> str"),
        ("same", ") -> str"),
    ]


def rows(section: str) -> list[tuple[str, str]]:
    cells = re.findall(r'<td class="(\w+)">(?:<pre>(.*?)</pre>)?</td>', section)
    return [(kind, html.unescape(text)) for kind, text in cells]


def test_the_summary_and_warnings(page: str) -> None:
    text = re.sub(r"<[^>]*>", "", page)
    assert (
        "7 changes, which require a major release: the version after 1.0.0 should be "
        "2.0.0." in text
    )
    assert "Version 1.1.0 is too low for these changes; use 2.0.0." in text


def test_equal_documents() -> None:
    page = as_html(report(changes=False))
    assert ">Nothing changed for the users of the package.</p>" in page
    assert "<nav" not in page
    assert sections(page) == []
