"""The whole API as the emitter sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.ir.operations import Operation
from generator.ir.servers import Server
from generator.ir.types import Declaration, Type, TypeId

__all__ = [
    "Api",
    "Event",
    "SecurityScheme",
    "SecuritySchemeKind",
    "Tag",
    "Usage",
]

SecuritySchemeKind = Literal[
    "api_key", "basic", "bearer", "http", "oauth2", "open_id_connect", "mutual_tls"
]

Usage = Literal["request", "response", "both"]


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme (OpenAPI 3.2, 4.27 Security SecurityScheme Object)."""

    key: str
    kind: SecuritySchemeKind
    description: str
    pointer: str
    location: str = ""
    """Where an API key goes: ``header``, ``query`` or ``cookie``."""
    name: str = ""
    """The name of an API key, or the scheme of HTTP authentication."""
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[str, ...] = ()
    python_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and what the document says of it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Event:
    """A request with a payload that the server sends: a webhook or a callback."""

    name: str
    payload: Type
    description: str
    pointer: str
    method: str
    owner: str = ""
    """Of a callback, the operation that asks for it."""


@dataclass(frozen=True, slots=True)
class Api:
    """A lowered document."""

    title: str
    version: str
    description: str
    servers: tuple[Server, ...]
    schemes: tuple[SecurityScheme, ...]
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    types: Mapping[TypeId, Declaration]
    usage: Mapping[TypeId, Usage]
    """In which direction each declaration travels."""
    events: tuple[Event, ...] = ()
    license: str = ""
    contact: tuple[str, str, str] = ("", "", "")
    """Name, URL and e-mail address of the contact."""
