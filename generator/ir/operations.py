"""Operations: what is sent, what comes back, who may call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.ir.servers import Server
from generator.ir.types import Doc, Type

__all__ = [
    "Body",
    "Content",
    "Encoding",
    "Header",
    "Method",
    "Operation",
    "Paging",
    "PagingKind",
    "Parameter",
    "ParameterLocation",
    "Response",
    "Security",
]

ParameterLocation = Literal["path", "query", "header", "cookie", "querystring"]
Method: TypeAlias = str

_NO_DOC = Doc()

Security: TypeAlias = tuple[tuple[str, ...], ...]
"""Alternatives; each is the keys of the security schemes that go together."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form is written (OpenAPI 3.2, Encoding Object)."""

    property_name: str
    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    """Headers of the part whose value the document fixes."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter outside the body (OpenAPI 3.2, 4.12 Parameter Object)."""

    name: str
    location: ParameterLocation
    type: Type
    required: bool
    style: str
    explode: bool
    pointer: str
    allow_reserved: bool = False
    content_type: str | None = None
    encoding: tuple[Encoding, ...] = ()
    """Of one that is the whole query, how its properties are written."""
    doc: Doc = _NO_DOC
    python_name: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A media type and the type of what it carries."""

    media_type: str
    type: Type
    """What the whole is; of a stream, what one item is."""
    encoding: tuple[Encoding, ...] = ()
    is_stream: bool = False
    """Whether it comes item by item (OpenAPI 3.2, 4.14.4 Sequential Media Types)."""
    is_event: bool = False
    """Whether an item is a server-sent event with its fields, not only its data."""


@dataclass(frozen=True, slots=True)
class Body:
    """A request body."""

    required: bool
    contents: tuple[Content, ...]
    description: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Header:
    """A response header."""

    name: str
    type: Type
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Response:
    """A response by its status: a code, a range such as ``4XX``, or ``default``."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[Header, ...]
    is_result: bool = False
    """Whether a call returns it; every other response is raised."""
    alternatives: tuple[Content, ...] = ()
    """Contents that carry the data of a JSON content in another media type: read if
    the server sends them, but not listed in ``Accept``."""


PagingKind = Literal["cursor", "offset", "page", "url", "link"]


@dataclass(frozen=True, slots=True)
class Paging:
    """How the pages of an operation follow each other (``x-pagination``)."""

    kind: PagingKind
    items: str
    """JSON pointer of the items in a page."""
    item_type: Type
    parameter: str = ""
    """The query parameter that says which page is wanted."""
    next: str = ""
    """JSON pointer of the next page's cursor or URL."""
    first: int = 1
    """The number of the first page."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path."""

    method: Method
    path: str
    pointer: str
    operation_id: str | None
    tag: str | None
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: Security | None
    """``None`` where it names schemes that the document does not define."""
    servers: tuple[Server, ...] = ()
    """Its own, or those of its path; none where it has those of the API."""
    python_name: str | None = None
    idempotency_header: str | None = None
    """The header that marks repeated calls as one."""
    paging: Paging | None = None
