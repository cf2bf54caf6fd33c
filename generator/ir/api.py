"""The API as a whole: what `lower` returns."""

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
    """Where an API key is sent: ``header``, ``query`` or ``cookie``."""
    name: str = ""
    """The name of the header, query parameter or cookie of an API key; the
    authentication scheme of HTTP."""
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[str, ...] = ()
    python_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that the document describes (OpenAPI 3.2, 4.22 Tag Object)."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook or callback: a request that the API sends to its users."""

    name: str
    payload: Type
    description: str
    pointer: str
    method: str
    owner: str = ""
    """For a callback, the operation that registers it: its operationId, or method and
    path."""


@dataclass(frozen=True, slots=True)
class Api:
    """An API description, independent of OpenAPI and of Python."""

    title: str
    version: str
    description: str
    servers: tuple[Server, ...]
    schemes: tuple[SecurityScheme, ...]
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    types: Mapping[TypeId, Declaration]
    usage: Mapping[TypeId, Usage]
    """Whether each declaration is sent, received, or both."""
    events: tuple[Event, ...] = ()
    license: str = ""
    contact: tuple[str, str, str] = ("", "", "")
    """Name, URL and email address."""
