"""The settings of a live run, as a user gives them."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from generator.contract.case import Case
from generator.contract.json_values import is_object

__all__ = ["LiveSettings", "Secrets"]

_HEADER = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*([\t\x20-\x7e\x80-\xff]*)")
_PUBLIC_HEADERS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
_MIN_SECRET = 4
_MIN_PART = 8


@dataclass(frozen=True)
class LiveSettings:
    """What to call, and how.

    Args:
        url: Base URL of the server.
        headers: Headers to send with every request, by lower-case name.
        values: Values of parameters, by ``parameter``, ``method.parameter`` or
            ``operationId.parameter``; the name of a body is ``body``.
        cases: The methods that may be called to find the values of path parameters.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    values: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    cases: Sequence[Case] = ()

    @classmethod
    def parse(cls, url: str, headers: Iterable[str], file: str | None) -> LiveSettings:
        """Return the settings that options of a command line stand for.

        Args:
            headers: Each as ``Name: value``.
            file: A JSON file with the values of parameters.

        Raises:
            ValueError: An option is not valid. The message does not show its value,
                which may be a secret.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("--live: expected an absolute http or https URL")
        if parts.username or parts.query or parts.fragment:
            message = "--live: the URL must not have credentials, a query or a fragment"
            raise ValueError(message)
        found = [_HEADER.fullmatch(each.strip()) for each in headers]
        pairs = {match[1].lower(): match[2] for match in found if match is not None}
        if None in found:
            raise ValueError("--live-header: expected 'Name: value'")
        return cls(url, pairs, _read_values(file) if file is not None else {})


def _read_values(file: str) -> dict[str, Any]:
    try:
        values = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        message = f"--live-values: cannot read {file}: {error.strerror}"
        raise ValueError(message) from error
    except ValueError as error:
        raise ValueError(f"--live-values: {file} is not JSON: {error}") from error
    if not is_object(values):
        raise ValueError(f"--live-values: {file}: expected a JSON object")
    return values


class Secrets:
    """Hides the secrets of a run in what is printed: a server may repeat them.

    Args:
        package: The import package, whose environment variables are credentials.
        headers: The headers of the user, by lower-case name.
    """

    def __init__(self, package: str, headers: Mapping[str, str]) -> None:
        prefix = re.sub(r"\W", "_", package).upper() + "_"
        values = [v for name, v in os.environ.items() if name.startswith(prefix)]
        values += [v for name, v in headers.items() if name not in _PUBLIC_HEADERS]
        spellings = {text for value in values for text in _spellings(value)}
        self._texts = sorted(spellings, key=len, reverse=True)

    def hide(self, text: str) -> str:
        """Return a text without secrets; it must not have been cut."""
        for secret in self._texts:
            text = text.replace(secret, "[secret]")
        return text


def _spellings(value: str) -> Iterator[str]:
    """A secret as texts may contain it: its parts too, escaped or not."""
    parts = [part for part in re.split(r"[\s;=:,]+", value) if len(part) >= _MIN_PART]
    texts = [value, base64.b64encode(value.encode()).decode(), *parts]
    for part in parts:
        with suppress(ValueError):
            texts.append(base64.b64decode(part, validate=True).decode())
    for text in texts:
        if len(text) >= _MIN_SECRET:
            yield from (text, quote(text, safe=""), json.dumps(text)[1:-1])
