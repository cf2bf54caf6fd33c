"""The result of parsing a text: a value with its problems, or an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from generator.document.limits import MAX_DEPTH, MAX_INTEGER_DIGITS, MAX_NODES

__all__ = [
    "NEWLINE",
    "VERSION_KEYS",
    "ParseError",
    "ParseResult",
    "duplicate_key",
    "too_deep",
    "too_many_digits",
    "too_many_nodes",
]

# Line breaks (YAML 1.2.2 section 5.4).
NEWLINE = re.compile(r"\r\n?|\n")

# Members of the root object whose value is a version number. Unquoted, `3.0` and `1.10`
# would be numbers: they are read as the string that was written.
VERSION_KEYS = frozenset({"openapi", "swagger", "overlay"})


@dataclass(eq=False)
class ParseError(Exception):
    """A mistake at a character index of a text.

    It is raised where the text cannot be parsed or exceeds a limit. Any other mistake
    is one of the problems of a result.
    """

    code: str
    message: str
    index: int
    suggestion: str = ""
    consequence: str = ""


@dataclass(slots=True)
class ParseResult:
    """A parsed JSON value and the problems of its text that do not prevent its use."""

    value: Any
    problems: list[ParseError] = field(default_factory=list)


def duplicate_key(key: str, index: int, collection: str) -> ParseError:
    """Return the problem of a key that occurs twice in an object or a mapping."""
    message = f"the key {key!r} occurs twice in one {collection}"
    return ParseError(
        "duplicate-key", message, index, "remove or rename one of the two"
    )


def too_deep(index: int) -> ParseError:
    """Return the error for a collection that begins beyond the limit of depth."""
    message = f"the document nests deeper than {MAX_DEPTH} levels"
    help_ = "flatten the document; move nested schemas to components"
    return ParseError("limit-exceeded", message, index, help_)


def too_many_nodes(index: int) -> ParseError:
    """Return the error for a text of too many values."""
    message = f"the document has more than {MAX_NODES:,} nodes"
    help_ = "split the document into several files"
    return ParseError("limit-exceeded", message, index, help_)


def too_many_digits(index: int) -> ParseError:
    """Return the error for an integer that is too long."""
    message = f"an integer has more than {MAX_INTEGER_DIGITS:,} digits"
    return ParseError("limit-exceeded", message, index, "quote it if it is text")
