"""The result of parsing a text: a value with its problems, or an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

__all__ = ["NEWLINE", "VERSION_KEYS", "ParseError", "ParseProblem", "ParseResult"]

# Line breaks (YAML 1.2.2 section 5.4).
NEWLINE = re.compile(r"\r\n?|\n")

# Members of the root object whose value is a version number. Unquoted, `3.0` and `1.10`
# would be numbers: they are read as the string that was written.
VERSION_KEYS = frozenset({"openapi", "swagger", "overlay"})


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """A problem at a character index of a text."""

    code: str
    message: str
    index: int
    suggestion: str = ""
    consequence: str = ""


class ParseError(Exception):
    """The text cannot be parsed, or exceeds a limit."""

    def __init__(
        self, code: str, message: str, index: int, suggestion: str = ""
    ) -> None:
        super().__init__(message)
        self.problem = ParseProblem(code, message, index, suggestion)


@dataclass(slots=True)
class ParseResult:
    """A parsed JSON value and the problems of its text that do not prevent its use."""

    value: Any
    problems: list[ParseProblem] = field(default_factory=list)
