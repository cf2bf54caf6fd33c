"""A document that is in no file: fetched from an address, or from standard input."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from generator.text import content_digest

__all__ = ["DocumentContent", "DocumentSource", "Headers", "is_same_origin"]

Headers: TypeAlias = tuple[tuple[str, str], ...]

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """The bytes of a document, and what references in it are relative to."""

    name: str
    """The name to show: the address without its query, or ``<stdin>``."""
    data: bytes = field(repr=False)
    location: str = field(repr=False)
    """The address after redirects, or a path in the current folder."""
    address: str = field(default="", repr=False)
    headers: Headers = field(default=(), repr=False)
    """What was sent with the request, for other files at the origin of `address`."""

    @property
    def digest(self) -> str:
        """The `content_digest` of the bytes."""
        return content_digest(self.data)

    def __str__(self) -> str:
        return self.name


DocumentSource: TypeAlias = Path | DocumentContent


def is_same_origin(first: str, second: str) -> bool:
    """Return whether two http(s) addresses have the same scheme, host and port."""
    return _origin(first) == _origin(second)


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or _PORTS.get(scheme)
