"""Reports as Markdown: their order, their length, and text of documents in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.evolve import Change, as_markdown
from generator.evolve.report.markdown import MAX_CHARACTERS
from generator.evolve.rules import RULES

from .sample import HOSTILE, change, report, report_of

MARKDOWN = """\
# Pets: `1.0.0` to `1.1.0`

**7 changes, which require a major release: the version after 1.0.0 should be 2.0.0.**

- 1 breaks the code of users, or its type-checking
- 1 breaks the old package at run time, but no code
- 2 extend what is possible
- 1 deprecates something
- 1 changes what is sent or received without a break
- 1 affects documentation only

> **Warning:** Version 1.1.0 is too low for these changes; use 2.0.0.

## Breaking (2)

1 breaks the code of users, or its type-checking:

- `client.pets.get()` was removed.

1 breaks the old package at run time, but no code:

- `client.pets.list(id=)` is sent in the `header` instead of the `query`.

<details>
<summary>Added (2)</summary>

- `client.pets.list(page=)` was added.
- `models.State` may be `<script>alert(1)</script>'](x) \\u202e\\x1b[31m & "'`.

</details>

<details>
<summary>Deprecated (1)</summary>

- `client.pets.list()` is deprecated.

</details>

<details>
<summary>Changed on the wire (1)</summary>

- `client.pets.list()` no longer responds with `a/b`.

</details>

<details>
<summary>Documentation (1)</summary>

- The description of `models.State` changed.

</details>
"""
POINTER = "`gen-client diff OLD NEW --format html`"


def test_a_report() -> None:
    assert as_markdown(report()) == MARKDOWN


def test_a_hostile_title() -> None:
    text = as_markdown(report(title=HOSTILE))
    assert not {"\x1b", "\u202e"} & set(text)
    assert text.startswith("# &lt;script&gt;alert(1)&lt;/script&gt;\\`\\](x)")


def test_the_same_change_in_many_places_is_one_line() -> None:
    everywhere = [
        change(
            "parameter-optional-added", f"client.r{n}.get(page=)", f"client.r{n}.get"
        )
        for n in range(9000)
    ]
    text = as_markdown(report_of(everywhere[:30]))
    assert "<summary>Added (30)</summary>" in text
    (line,) = [line for line in text.splitlines() if "page=" in line]
    assert line.startswith(
        "- `client.r0.get(page=)` was added. Likewise `client.r1.get("
    )
    assert line.endswith(", `client.r28.get(page=)`, `client.r29.get(page=)`.")
    assert POINTER not in text
    text = as_markdown(report_of(everywhere))
    (line,) = [line for line in text.splitlines() if "page=" in line]
    assert line.endswith(", `client.r20.get(page=)` and 8,979 more.")
    assert POINTER in text


def many(rule: str, number: int) -> list[Change]:
    """As many changes with sentences of about 100 characters."""
    return [
        change(rule, f"client.{'x' * 80}.get(page{n}=)", "client.get")
        for n in range(number)
    ]


def test_compatible_changes_become_numbers_first() -> None:
    changes = [
        *many("operation-removed", 100),
        *many("operation-added", 300),
        *many("operation-deprecated", 100),
        *many("operation-described", 300),
    ]
    text = as_markdown(report_of(changes))
    assert len(text) <= MAX_CHARACTERS
    assert text.count("was removed") == 100 and text.count("is deprecated") == 100
    assert text.count("was added") == 300
    assert "\nDocumentation: 300 changes, not shown.\n" in text
    assert f"This report is shortened. {POINTER} shows all changes.\n" in text


def test_then_breaking_changes_are_cut() -> None:
    changes = [*many("operation-removed", 5000), *many("operation-added", 1)]
    text = as_markdown(report_of(changes))
    assert MAX_CHARACTERS * 0.9 < len(text) <= MAX_CHARACTERS
    shown = text.count("was removed")
    assert f"- And {5000 - shown:,} more.\n" in text
    assert "## Breaking (5,000)" in text and "\nAdded: 1 change, not shown.\n" in text
    assert POINTER in text


TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "</details>",
            "<!--",
            "@octocat",
            "org/repo#1",
            "``` `",
            "|a|b|",
            "\n# x\n",
            "\u2028- x",
            "&amp;",
            "\U000e0041" * 300,
            "\\",
            "[x](https://a.test)",
            "x" * 100_000,
        ]
    ),
)
"""Texts of documents, among them such as have a meaning in Markdown."""


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    """Up to some thousand changes."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        rule = draw(st.sampled_from(sorted(RULES)))
        symbol, old, new = draw(TEXTS), draw(TEXTS), draw(TEXTS)
        number = draw(st.sampled_from([1, 3, 40, 900]))
        for n in range(number if draw(st.booleans()) else 1):
            owner = f"{symbol}{n}."
            found.append(change(rule, f"{owner}{symbol}", owner, f"{old}{n}", new))
    return found


@settings(max_examples=25, deadline=None)
@given(changes(), TEXTS, TEXTS)
def test_every_report_is_short_and_has_no_markup_of_a_document(
    given: list[Change], title: str, version: str
) -> None:
    text = as_markdown(report_of(given, title=title, new_version=version))
    assert len(text) <= MAX_CHARACTERS
    # Without code, escapes and links of the title, what remains is of the report itself.
    plain = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    plain = re.sub(r"\\.|(?<=\[)[^\]\n]*\]\(https?:[^)\n]*\)", "", plain)
    assert plain.count("`") == 0
    tags = re.findall(r"<[^\n>]*>?", plain)
    assert set(tags) <= {"<details>", "</details>", "<summary>", "</summary>"}
    assert tags.count("<details>") == tags.count("</details>")
    assert not re.search(r"@\w|#\d|\|", plain.partition("\n")[2])
    assert all(line.isprintable() for line in text.splitlines())


@pytest.mark.parametrize("length", [1, 59_000, 70_000])
def test_a_single_long_value(length: int) -> None:
    given = [
        change("response-enum-member-added", "models.A", "models.A", new="x" * length)
    ]
    assert len(as_markdown(report_of(given))) < 1_000
