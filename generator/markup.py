"""HTML in descriptions as Markdown, so that docstrings have no tags.

A description is CommonMark, which may contain HTML. Code in backquotes stays as it is, and
so does what only looks like a tag, such as ``Bearer <token>``.
"""

from __future__ import annotations

import html
import re

__all__ = ["without_html"]

_BLOCKS = frozenset(
    "address article aside blockquote caption center dd details div dl dt figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section summary"
    " table tbody tfoot thead tr ul".split()
)
_INLINE = frozenset(
    "a abbr acronym b big br cite code col colgroup del dfn em font i img ins kbd li"
    " mark nobr q s samp small span strike strong sub sup td th tt u var wbr".split()
)
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_HIDDEN = frozenset({"script", "style"})
_TOKEN = re.compile(
    r"(?s)(?P<code>```.*?(?:```|\Z)|`[^`\n]*`)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<rest>(?:\s[^<>]*|/)?)>"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)
_ATTRIBUTE = re.compile(r"""\b(href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_BLANKS_AT_END = re.compile(r"[ \t]+(?=\n)")
_LINE_BREAK = re.compile(r"(?<!\n)\n(?!\s*\n|\s*(?:[-*+|#]|\d+[.)])\s)[ \t]*")
"""A line break in a paragraph; not one beside a blank line or before an item of a list."""
_CELL = "\0"
"""Stands for the beginning of a cell."""
_MAX_INDENT = 8
_MAX_DEPTH = 50


def without_html(text: str) -> str:
    """Return a description without the elements of HTML and character references."""
    if "<" not in text and "&" not in text:
        return text
    known = _BLOCKS | _INLINE | _HIDDEN
    for match in _TOKEN.finditer(text):
        tag = (match["tag"] or "").lower()
        if tag in known or match["entity"] or match[0].startswith("<!--"):
            return _Writer().written(text)
    return text


class _Writer:
    """Writes one description.

    The parts are those of the innermost open link, code or row of a table.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.outer: list[tuple[str, str, list[str]]] = []
        """What is open: its tag, the address of a link, and the parts before it."""
        self.lists: list[int] = []
        """For each open list, the number of its last item, or -1 if it has none."""
        self.blocks = 0
        self.hidden = ""
        self.rows = 0

    def written(self, text: str) -> str:
        end = 0
        for match in _TOKEN.finditer(text):
            self._text(text[end : match.start()])
            end = match.end()
            tag = (match["tag"] or "").lower()
            if match["code"]:
                self.parts.append(match["code"])
            elif match["entity"]:
                self._text(html.unescape(match["entity"]).replace("\xa0", " "))
            elif self.hidden:
                self.hidden = "" if match["end"] and tag == self.hidden else self.hidden
            elif tag in _HIDDEN:
                self.hidden = "" if match["end"] else tag
            elif tag in _BLOCKS or tag in _INLINE:
                self._tag(tag, bool(match["end"]), match["rest"])
            elif tag:
                self._text(match[0])
        self._text(text[end:])
        while self.outer:
            self._close(self.outer[-1][0])
        return _tidied("".join(self.parts))

    def _text(self, text: str) -> None:
        if self.hidden or not text:
            return
        if self.blocks and not any(tag == "pre" for tag, _, _ in self.outer):
            text = _LINE_BREAK.sub(" ", _BLANKS_AT_END.sub("", text))
            if not self.parts or self.parts[-1].endswith("\n"):
                text = text.lstrip(" \t")
        self.parts.append(text)

    def _tag(self, tag: str, is_end: bool, rest: str) -> None:
        attributes = {
            name: html.unescape(next(filter(None, values), "")).strip()
            for name, *values in _ATTRIBUTE.findall(rest)
        }
        if tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self._text(attributes.get("alt", ""))
        elif tag in ("a", "pre", "tr") or tag in _CODE:
            self._close(tag) if is_end else self._open(tag, attributes.get("href", ""))
        elif tag in ("td", "th"):
            self.parts.append(" " if is_end else _CELL)
        elif tag == "li":
            self._item(is_end)
        elif tag in _BLOCKS:
            self._block(tag, is_end)

    def _block(self, tag: str, is_end: bool) -> None:
        is_nested = tag in ("ul", "ol", "p") and len(self.lists) > (
            tag != "p" and is_end
        )
        if tag in ("ul", "ol"):
            if not is_end:
                self.lists.append(0 if tag == "ol" else -1)
            elif self.lists:
                self.lists.pop()
        if tag == "table":
            self.rows = 0
        if tag not in ("tbody", "thead", "tfoot") and not is_nested:
            self.parts.append("\n" if tag == "dd" else "\n\n")
        if tag != "hr":
            self.blocks = max(self.blocks + (-1 if is_end else 1), 0)

    def _item(self, is_end: bool) -> None:
        if is_end:
            return
        marker = "-"
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            marker = f"{self.lists[-1]}."
        indent = "  " * min(len(self.lists) - 1, _MAX_INDENT)
        self.parts.append(f"\n{indent}{marker} ")

    def _open(self, tag: str, address: str) -> None:
        if len(self.outer) < _MAX_DEPTH:
            self.outer.append((tag, address, self.parts))
            self.parts = []

    def _close(self, tag: str) -> None:
        """Close an element and what is open in it; nothing if it is not open."""
        if all(tag != each for each, _, _ in self.outer):
            return
        while True:
            inner, address, outer = self.outer.pop()
            content = "".join(self.parts)
            self.parts = outer
            self.parts.append(self._element(inner, address, content))
            if inner == tag:
                return

    def _element(self, tag: str, address: str, content: str) -> str:
        """Return the Markdown for an element with this content."""
        if tag == "pre":
            code = content.strip("\n").strip("`")
            return f"\n\n```\n{code}\n```\n\n" if code.strip() else ""
        line = " ".join(content.split())
        if tag == "tr":
            return self._row([cell.strip() for cell in line.split(_CELL)[1:]])
        if tag in _CODE:
            if any(each == "pre" for each, _, _ in self.outer):
                return content
            return f"`{line}`" if line and "`" not in line else line
        is_web = address.startswith(("http://", "https://"))
        if not is_web or line == address or not line or set(address) & set("()<> "):
            return content if line else ""
        return f"[{line}]({address})"

    def _row(self, cells: list[str]) -> str:
        self.rows += 1
        row = f"\n| {' | '.join(cells)} |"
        if self.rows == 1:
            row += f"\n|{' --- |' * len(cells)}"
        return row if cells else ""


def _tidied(text: str) -> str:
    """Return text without blanks at the ends of lines, and at most one blank line."""
    lines = (line.rstrip() for line in text.replace(_CELL, " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
