"""What the YAML and the JSON reader have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

__all__ = ["NEWLINE", "VERSION_KEYS", "Fault", "Read", "Refusal"]

# What ends a line (YAML 1.2.2 section 5.4).
NEWLINE = re.compile(r"\r\n?|\n")

# Members of the root whose value is a version: `3.0` and `1.10` are text there.
VERSION_KEYS = frozenset({"openapi", "swagger", "overlay"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a text at a character index."""

    code: str
    message: str
    index: int
    suggestion: str = ""
    consequence: str = ""


class Refusal(Exception):
    """The text cannot be read."""

    def __init__(
        self, code: str, message: str, index: int, suggestion: str = ""
    ) -> None:
        super().__init__(message)
        self.fault = Fault(code, message, index, suggestion)


@dataclass(slots=True)
class Read:
    """A value read from text, the number of its nodes, and what was odd."""

    value: Any
    nodes: int
    faults: list[Fault] = field(default_factory=list)
