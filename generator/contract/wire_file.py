"""Reads the files in ``tests/wire``: calls with their requests and responses as text.

A file is what editors run: a line ``###`` begins a block, lines with ``#`` are comments,
``@name = value`` sets a variable, and ``{{name}}`` stands for its value.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.contract.case import Arguments

__all__ = [
    "WireBlock",
    "WireFile",
    "WireFileError",
    "WireResponse",
    "replace_variables",
]

_REQUEST_LINE = re.compile(r"(\S+) (\S+) HTTP/1\.1")
_STATUS_LINE = re.compile(r"# HTTP/1\.1 ([1-5][0-9]{2})\b")
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_CLIENT = "client."
_REASON = "No call is shown: "


class WireFileError(Exception):
    """A file cannot be read; the message has the place and what was expected."""


@dataclass(frozen=True)
class WireResponse:
    """The response of a block."""

    status: int
    content_type: str
    content: bytes


@dataclass(frozen=True)
class WireBlock:
    """A call, what it sends and what is sent back."""

    place: str
    """File and line."""
    comment: str
    """The call as source text, or why there is none."""
    method: str = ""
    url: str = ""
    headers: tuple[str, ...] = ()
    """The headers, each as a line."""
    body: str = ""
    response: WireResponse | None = None

    @property
    def reason(self) -> str:
        """Why there is no call; empty if there is one."""
        return "" if self.method else self.comment.removeprefix(_REASON)

    def arguments(self, name: str) -> Arguments:
        """Return the arguments of the call, which are literals.

        Args:
            name: The method that is called.

        Raises:
            WireFileError: The comment is not a call of the method with literals.
        """
        try:
            call: Any = ast.parse(self.comment, mode="eval").body
            if ast.unparse(call.func) != _CLIENT + name:
                raise WireFileError(f"{self.place}: expected a call of {name}")
            positional = [ast.literal_eval(each) for each in call.args]
            keywords = {str(e.arg): ast.literal_eval(e.value) for e in call.keywords}
        except (SyntaxError, ValueError, AttributeError, RecursionError):
            problem = "expected a call with literals as arguments"
            raise WireFileError(f"{self.place}: {problem}") from None
        return positional, keywords


@dataclass(frozen=True)
class WireFile:
    """The blocks of a file by the names of the methods, and its variables."""

    blocks: Mapping[str, WireBlock]
    variables: Mapping[str, str]

    @classmethod
    @cache
    def read(cls, path: Path) -> WireFile:
        """Read a file. Raise WireFileError if it is not as described above."""
        if not path.exists():
            raise WireFileError(f"{path.parent.name}/{path.name}: the file is missing")
        lines = path.read_text(encoding="utf-8").split("\n")
        starts = [n for n, line in enumerate(lines) if line.startswith("###")]
        blocks: dict[str, WireBlock] = {}
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            name = lines[start].removeprefix("###").strip()
            place = f"{path.parent.name}/{path.name}:{start + 1}"
            if name in blocks:
                raise WireFileError(f"{place}: expected one block for {name}")
            blocks[name] = _read_block(place, lines[start + 1 : end])
        head = lines[: starts[0]] if starts else lines
        return cls(blocks, dict(_read_variables(head)))


def _read_variables(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.startswith("@"):
            name, _, value = line[1:].partition("=")
            yield name.strip(), value.strip()


def _read_block(place: str, lines: list[str]) -> WireBlock:
    statuses = (n for n, line in enumerate(lines) if _STATUS_LINE.match(line))
    end = next(statuses, len(lines))
    response = _read_response(lines[end:]) if end < len(lines) else None
    request = lines[:end]
    comments = [line[1:].strip() for line in request if line.startswith("#")]
    written = [line for line in request if not line.startswith("#")]
    while written and not written[-1]:
        written.pop()
    comment = "\n".join(comments)
    if not written:
        return WireBlock(place, comment)
    match = _REQUEST_LINE.fullmatch(written[0])
    if match is None:
        raise WireFileError(f"{place}: expected a request line, got {written[0]!r}")
    blank = written.index("") if "" in written else len(written)
    headers, body = tuple(written[1:blank]), "\n".join(written[blank + 1 :])
    return WireBlock(place, comment, match[1], match[2], headers, body, response)


def _read_response(lines: list[str]) -> WireResponse:
    comments = [line for line in lines if line.startswith("#")]
    texts = [line.removeprefix("#").removeprefix(" ") for line in comments]
    blank = texts.index("") if "" in texts else len(texts)
    headers = (line.partition(":") for line in texts[1:blank])
    types = [text.strip() for name, _, text in headers if name == "Content-Type"]
    status = int(texts[0].split()[1])
    content = "\n".join(texts[blank + 1 :]).encode()
    return WireResponse(status, types[0] if types else "", content)


def replace_variables(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values of the variables in it; others stay."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)
