"""Servers of an API (OpenAPI 3.2, 4.5 Server Object)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Server", "ServerVariable"]


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A variable of a server URL."""

    name: str
    default: str
    values: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Server:
    """A server URL, possibly with variables in braces."""

    url: str
    description: str
    variables: tuple[ServerVariable, ...]
