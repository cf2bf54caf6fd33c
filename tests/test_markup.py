"""HTML in descriptions becomes Markdown."""

from __future__ import annotations

import pytest

from generator.markup import without_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain < text & more, R&D, 1 <2 and 3> 2", None),
        ("Bearer <token>, List<String>, <https://a.example>, </etc/hosts>", None),
        ("`<b>x</b> &lt;`\n```\n<p>y</p>\n```", None),
        ("*a*\n\n- b\n- c", None),
        ("<p>One\n  two</p>\n<p>three</p>", "One two\n\nthree"),
        ("<p>a\n- b\n- c\n\nd", "a\n- b\n- c\n\nd"),
        ("one<br>two<BR/>three", "one\ntwo\nthree"),
        ("a <b>b</b> <i>c</i><!-- d -->", "a b c"),
        ("<code>x</code> and <code>`y`</code>", "`x` and `y`"),
        ("<pre><code>a  b\nc &lt;d&gt;</code></pre>", "```\na  b\nc <d>\n```"),
        ("&amp;lt; &copy; &#8226; &nope; &#x41;", "&lt; © • &nope; A"),
        (
            'See <a class="x" href="https://a.example/?b=1&amp;c=2">the\n docs</a>.',
            "See [the docs](https://a.example/?b=1&c=2).",
        ),
        ('<a href="/rel">a</a> <a href="javascript:b">c</a>', "a c"),
        ("<a href='https://a.example'>https://a.example</a>", "https://a.example"),
        ("<ul><li>a<li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol>\n  <li>a</li>\n  <li><p>b</p></li>\n</ol>c", "1. a\n2. b\n\nc"),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2<br>3</td></tr>"
            "</table>x",
            "| A | B |\n| --- | --- |\n| 1 | 2 3 |\n\nx",
        ),
        ("<script>alert(1)</script>a<style>b</style>", "a"),
        ('<img src="x" alt="A cat">', "A cat"),
        ("</p></li></a>a<td>b", "a b"),
        ("<a href='https://a.example'>open", "[open](https://a.example)"),
        ("<p>cut <co", "cut <co"),
    ],
)
def test_a_description(text: str, expected: str | None) -> None:
    assert without_html(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    "part",
    [
        "<p>",
        "<code>",
        "<li><ul>",
        "<tr><td>",
        "<a href=https://x>",
        "<!--",
        "``",
        "&lt;",
    ],
)
def test_hostile_descriptions(part: str) -> None:
    found = without_html(part * 20_000)
    assert part.startswith(("`", "&")) or "<" not in found
