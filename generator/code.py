"""The only strings that a template can print.

A string of the document never reaches a template as it is: each function here turns
it into source text of one kind that nothing in it can break out of.
"""

from __future__ import annotations

import html
import json
import math
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from typing import Any

__all__ = [
    "Code",
    "docstring",
    "identifier",
    "join",
    "literal",
    "markdown",
    "markdown_code",
    "paragraphs",
    "toml",
    "trusted",
    "tuple_of",
]

_MAX_TEXT = 8_000
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
_WIDTH = 88


class Code(str):
    """Source text that is safe to print. Made only by the functions of this module."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tell the template engine that there is nothing left to escape."""
        return self


def trusted(text: str) -> Code:
    """Return program text of our own as code; never give it a document's string."""
    return Code(text)


def join(separator: str, parts: Iterable[Code]) -> Code:
    """Return several pieces of code with a separator of our own between them."""
    return Code(separator.join(parts))


def tuple_of(parts: Iterable[Code]) -> Code:
    """Return a tuple display as black prints it."""
    inner = ", ".join(listed := list(parts))
    return Code(f"({inner},)" if len(listed) == 1 else f"({inner})")


def identifier(name: str) -> Code:
    """Return an ASCII identifier, possibly dotted; raises ValueError for another."""
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"no identifier: {name!a}")
    return Code(name)


def literal(value: Any) -> Code:
    """Return the Python literal of a JSON value, in the form that black prints.

    Raises ValueError for a value that JSON does not have.
    """
    match value:
        case None | True | False:
            return Code(repr(value))
        case int():
            return Code(repr(value))
        case float():
            return _float(value)
        case str():
            return _string(value)
        case list() | tuple():
            inner = ", ".join(literal(each) for each in value)
            return Code(f"[{inner}]")
        case dict():
            pairs = (f"{literal(str(k))}: {literal(v)}" for k, v in value.items())
            return Code("{" + ", ".join(pairs) + "}")
        case _:
            raise ValueError(f"no JSON value: {type(value).__name__}")


def _float(value: float) -> Code:
    if not math.isfinite(value):
        return Code(f'float("{value}")')
    return Code(repr(value).replace("e+", "e"))


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _string(value: str) -> Code:
    """Prefer double quotes, as black does, unless that means more escapes."""
    if value.isprintable() and '"' not in value and "\\" not in value:
        return Code(f'"{value}"')
    quote = "'" if value.count('"') > value.count("'") else '"'
    escaped = "".join(_escape(character, quote) for character in value)
    return Code(f"{quote}{escaped}{quote}")


def _escape(character: str, quote: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == quote:
        return "\\" + character
    if character.isprintable():
        return character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def paragraphs(text: str, width: int = _WIDTH) -> list[str]:
    """Return a document's text as lines for people: control and bidi characters
    removed, trailing blanks stripped, long lines of prose wrapped.
    """
    cut = text[:_MAX_TEXT] + (" …" if len(text) > _MAX_TEXT else "")
    lines: list[str] = []
    fenced = False
    for raw in cut.splitlines():
        line = raw if raw.isprintable() else _shown(raw)
        line = line.rstrip()
        fenced ^= line.lstrip().startswith("```")
        lines.extend([line] if fenced else _wrap(line, width))
    return _trim(lines)


def _shown(text: str) -> str:
    return "".join(filter(_visible, text.expandtabs(4)))


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE


_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


def _wrap(line: str, width: int) -> list[str]:
    if len(line) <= width or line.lstrip().startswith("|"):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    marker = _MARKER.match(line)
    hang = " " * marker.end() if marker else indent
    return textwrap.wrap(
        line,
        width,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _trim(lines: list[str]) -> list[str]:
    """Drop blank lines at both ends and repeated ones between."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def docstring(lines: Iterable[str], indent: int = 0) -> Code:
    """Return a docstring of lines as `paragraphs` gives them, indented by `indent`.

    No quote, backslash or line end in them can close it or begin an escape. The first
    line and, together, the others lose their indentation, as black would take it away.
    """
    safe = [_safe_line(line) for line in lines]
    first, *others = _trim(safe) or [""]
    first = first.lstrip()
    begin = " " if first.startswith('"') else ""
    if not others:
        end = " " if first.endswith('"') else ""
        return Code(f'"""{begin}{first}{end}"""')
    margin = " " * indent
    body = textwrap.indent(textwrap.dedent("\n".join(others)), margin)
    return Code(f'"""{begin}{first}\n{body}\n{margin}"""')


def _safe_line(line: str) -> str:
    """Return a line without control characters and blanks at its end, its indentation
    as spaces, and with what means something in a string escaped.
    """
    shown = (line if line.isprintable() else _shown(line)).rstrip()
    text = shown.lstrip()
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return " " * (len(shown) - len(text)) + escaped


def toml(value: str) -> Code:
    """Return a TOML basic string (TOML 1.0, "String")."""
    return Code(json.dumps(_one_line(value), ensure_ascii=False))


def _one_line(text: str) -> str:
    return "".join(filter(_visible, " ".join(text.split())))


# Code, and links to pages: all of Markdown that a document's text may use. Neither can
# hold what would end it, and a pipe would end the cell of a table.
_INLINE = re.compile(
    r"`([^`|]+)`|(?<!!)\[([^\[\]`]+)\]\((https?://[A-Za-z0-9._~:/?#&=%+,;-]+)\)"
)
# An underscore inside a word, and a number sign inside a line, mean nothing.
_MARKDOWN = re.compile(
    r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|^[#+=-]|^\d{1,9}(?=[.)](?: |$))"
)


def markdown(text: str) -> Code:
    """Return a document's text as one line of Markdown.

    Code in backquotes and links to web pages stay; all else is shown literally.
    """
    line = _one_line(text[:_MAX_TEXT])
    parts: list[str] = []
    end = 0
    for match in _INLINE.finditer(line):
        parts.append(_literally(line[end : match.start()], end == 0))
        code, label, address = match.groups()
        parts.append(
            f"`{code}`" if code else f"[{_literally(label, False)}]({address})"
        )
        end = match.end()
    parts.append(_literally(line[end:], end == 0))
    return Code("".join(parts))


def _literally(text: str, begins: bool) -> str:
    """Escape what means something in Markdown; some does only where a line `begins`."""
    escaped = html.escape(text, quote=False)
    head, rest = (escaped, "") if begins else ("", escaped)
    # One character before the rest, so that it does not begin a line.
    return _MARKDOWN.sub(_backslash, head) + _MARKDOWN.sub(_backslash, f" {rest}")[1:]


def _backslash(match: re.Match[str]) -> str:
    found = match.group()
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def markdown_code(text: str) -> Code:
    """Return one line of a document's text as code in Markdown (CommonMark, 6.1): with
    more backquotes around it than stand in it.
    """
    line = _one_line(text[:_MAX_TEXT])
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return Code(f"{fence}{space}{line}{space}{fence}")
