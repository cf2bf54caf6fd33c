"""Escapes text for the places where templates print it.

Templates print only `Code`. Each function turns text of a document into source text of
one kind (a literal, a docstring, a line of Markdown, ...) that the text cannot end.
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

_MAX_LENGTH = 8_000
"""Maximum number of characters of a description that are printed."""
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
_WIDTH = 88


class Code(str):
    """Source text that is safe to print.

    Text of a document becomes `Code` only through the functions of this module. Other
    modules use ``Code(f"...")`` to join such pieces with fixed text.
    """

    __slots__ = ()

    def __html__(self) -> str:
        """Return the text as it is; Jinja does not escape what has this method."""
        return self


def trusted(text: str) -> Code:
    """Return source text of the generator as code, without escaping anything.

    Never call it with text of a document.
    """
    return Code(text)


def join(separator: str, parts: Iterable[Code]) -> Code:
    """Join pieces of code with a separator, which is not escaped."""
    return Code(separator.join(parts))


def tuple_of(parts: Iterable[Code]) -> Code:
    """Return a tuple with these elements, as black formats it."""
    inner = ", ".join(listed := list(parts))
    return Code(f"({inner},)" if len(listed) == 1 else f"({inner})")


def identifier(name: str) -> Code:
    """Return `name` as code; raises ValueError unless it is an ASCII identifier, or
    several with dots between them.
    """
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"not an identifier: {name!a}")
    return Code(name)


def literal(value: Any) -> Code:
    """Return the Python literal of a JSON value, as black formats it.

    Raises ValueError for a value of a type that JSON does not have.
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
            raise ValueError(f"not a JSON value: {type(value).__name__}")


def _float(value: float) -> Code:
    if not math.isfinite(value):
        return Code(f'float("{value}")')
    return Code(repr(value).replace("e+", "e"))


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _string(value: str) -> Code:
    """Quote a string with double quotes, or as black does with single quotes where
    that needs fewer escapes.
    """
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
    """Return the lines of a description, for a docstring.

    Removes control and bidi characters, trailing blanks and repeated blank lines, and
    wraps lines longer than `width` but for code blocks and tables.
    """
    cut = text[:_MAX_LENGTH] + (" …" if len(text) > _MAX_LENGTH else "")
    lines: list[str] = []
    fenced = False
    for raw in cut.splitlines():
        line = _printable(raw).rstrip()
        fenced ^= line.lstrip().startswith("```")
        lines.extend([line] if fenced else _wrap(line, width))
    return _trim(lines)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(filter(_is_visible, text.expandtabs(4)))


_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE_CATEGORIES


_LIST_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


def _wrap(line: str, width: int) -> list[str]:
    if len(line) <= width or line.lstrip().startswith("|"):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    marker = _LIST_MARKER.match(line)
    if marker:
        indent = " " * marker.end()
    return textwrap.wrap(
        line,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _trim(lines: list[str]) -> list[str]:
    """Remove blank lines at both ends, and repeated ones between."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def docstring(lines: Iterable[str], indent: int = 0) -> Code:
    """Return a docstring of these lines for a block that is indented by `indent`
    spaces, as black formats it.

    Black removes the indentation of the first line, and what is common to the others.
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
    """Return a line of a docstring: escaped, indented with spaces only, without control
    characters and trailing blanks, and no prompt of a doctest.
    """
    printable = _printable(line).rstrip()
    text = printable.lstrip()
    indent = " " * (len(printable) - len(text))
    if text.startswith(">>>"):
        # `pytest --doctest-modules` would run it. Markdown and reStructuredText show
        # an escaped character without the backslash.
        text = f"\\{text}"
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return indent + escaped


def toml(value: str) -> Code:
    """Return a TOML basic string (TOML 1.0, "String")."""
    return Code(json.dumps(_one_line(value), ensure_ascii=False))


def _one_line(text: str) -> str:
    return _printable(" ".join(text.split()))


_CODE_OR_LINK = re.compile(
    r"`([^`|]+)`|(?<!!)\[([^\[\]`]+)\]\((https?://[A-Za-z0-9._~:/?#&=%+,;-]+)\)"
)
"""The Markdown that stays Markdown: code, and links to web pages. Code with a pipe would
end the cell of a table."""
_MENTION = re.compile(
    r"(?:(?:https?://[^\s`]*)?(?<![A-Za-z0-9])@\w|(?<![\w/&])#\d+\b|\bGH-\d+\b"
    r"|(?<![\w./-])\w[\w.-]*/[\w.-]+#\d+\b)(?:[\w./@#-]*\w)?"
)
"""What GitHub and GitLab take for the name of a person, a team or an issue. Whom or what
it names would be notified, or would link to the text."""
_SPECIAL = re.compile(
    r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|^[#+=-]|^\d{1,9}(?=[.)](?: |$))"
)
"""Characters with a meaning in Markdown. An underscore within a word has none; some
characters have one only at the beginning of a line."""


def markdown(text: str) -> Code:
    """Return text as one line of Markdown.

    Keeps code in backquotes and links to web pages, prints mentions of people and
    issues as code, and escapes the rest.
    """
    line = _one_line(text[:_MAX_LENGTH])
    parts: list[str] = []
    end = 0
    for match in _CODE_OR_LINK.finditer(line):
        parts.append(_escape_markdown(line[end : match.start()], end == 0))
        code, label, address = match.groups()
        parts.append(
            f"`{code}`" if code else f"[{_escape_markdown(label, False)}]({address})"
        )
        end = match.end()
    parts.append(_escape_markdown(line[end:], end == 0))
    # Two code spans without a space between them would be one.
    return Code("".join(parts).replace("``", "` `"))


def _escape_markdown(text: str, starts_line: bool) -> str:
    if "@" not in text and "#" not in text and "GH-" not in text:
        return _escape_text(text, starts_line)
    parts: list[str] = []
    end = 0
    for match in _MENTION.finditer(text):
        parts.append(_escape_text(text[end : match.start()], starts_line and end == 0))
        parts.append(f"`{match.group()}`")
        end = match.end()
    parts.append(_escape_text(text[end:], starts_line and end == 0))
    return "".join(parts)


def _escape_text(text: str, starts_line: bool) -> str:
    escaped = html.escape(text, quote=False)
    if starts_line:
        return _SPECIAL.sub(_backslash, escaped)
    # The patterns for the beginning of a line must not match.
    return _SPECIAL.sub(_backslash, f" {escaped}")[1:]


def _backslash(match: re.Match[str]) -> str:
    found = match.group()
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def markdown_code(text: str) -> Code:
    """Return text as one line of code in Markdown.

    The backquotes around it are more than those in it (CommonMark 0.31, 6.1).
    """
    line = _one_line(text[:_MAX_LENGTH])
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return Code(f"{fence}{space}{line}{space}{fence}")
