"""The API and its operations: what `lower` returns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.ir.types import Declaration, Doc, Type, TypeId

__all__ = [
    "DEFAULT_STYLES",
    "EXPLODED_STYLES",
    "Api",
    "Body",
    "Content",
    "Encoding",
    "Event",
    "Header",
    "NotEnforced",
    "Operation",
    "Paging",
    "PagingKind",
    "PagingLocation",
    "Parameter",
    "ParameterLocation",
    "Response",
    "Security",
    "SecurityScheme",
    "SecuritySchemeKind",
    "Server",
    "ServerVariable",
    "StreamFlag",
    "Tag",
    "Usage",
]

ParameterLocation = Literal["path", "query", "header", "cookie", "querystring"]
DEFAULT_STYLES: Mapping[ParameterLocation, str] = {
    "path": "simple",
    "query": "form",
    "header": "simple",
    "cookie": "form",
    "querystring": "form",
}
"""The style of a parameter that declares none, by its location (OpenAPI 3.2, 4.12.2)."""
EXPLODED_STYLES = frozenset({"form", "cookie", "deepObject"})
"""The styles that explode where the document does not say so; ``deepObject`` does always.
"""
_NO_DOC = Doc()
_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_PATH_AND_QUERY = re.compile(r"((?:\{[^{}]*\}|[^?#])*)(?:\?((?:\{[^{}]*\}|[^#])*))?")
_LABEL = r"[^/?#@\s{}.]+"
_ABSOLUTE_URL = re.compile(rf"(?i:https?)://{_LABEL}(\.{_LABEL})*\.?(/[^?#\s{{}}]*)?")

Security: TypeAlias = tuple[tuple[str, ...], ...]
"""Alternatives, each the keys of the security schemes that are required together."""


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

    @property
    def default_url(self) -> str:
        """The URL with the default of each variable."""
        url = self.url
        for variable in self.variables:
            url = url.replace(f"{{{variable.name}}}", variable.default)
        return url

    @property
    def is_absolute(self) -> bool:
        """Whether requests can be sent to the default URL: it has a host, and neither
        credentials, a query nor a fragment. Others are relative, or lack a default.
        """
        return _ABSOLUTE_URL.fullmatch(self.default_url) is not None


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a property of a form is serialized (OpenAPI 3.2, 4.15 Encoding Object)."""

    property_name: str
    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    """Name and value of each header of the part that has a constant value."""
    is_raw: bool = False
    """Whether texts of the property are JSON already, since its content is binary."""


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
    """For the whole query string, how its properties are serialized."""
    doc: Doc = _NO_DOC
    python_name: str | None = None
    credentials: tuple[str, ...] = ()
    """The keys of the security schemes of its operation whose credential has the same
    name and location: both are one value, which an argument or a credential gives."""

    @property
    def place(self) -> tuple[str, str]:
        """Location and name, for a header in lower case (RFC 9110, 5.1)."""
        return _place(self.location, self.name)

    @property
    def needs_argument(self) -> bool:
        """Whether each call must give a value."""
        return self.required and not self.credentials


def _place(location: str, name: str) -> tuple[str, str]:
    return location, name.lower() if location == "header" else name


@dataclass(frozen=True, slots=True)
class Content:
    """Content of a body in one media type (OpenAPI 3.2, 4.14 Media Type Object)."""

    media_type: str
    type: Type
    """The type of the content, or of one item of a stream."""
    encoding: tuple[Encoding, ...] = ()
    is_stream: bool = False
    """Whether it is read item by item (4.14.4 Sequential Media Types)."""
    is_event: bool = False
    """Whether an item is a server-sent event with all its fields, or only its data."""
    unwrapped: Type | None = None
    """The type of the value in an envelope that a method returns (``x-unwrap``)."""


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
    is_json: bool = False
    """Whether the value is a JSON text, so that a string in it has quotes."""


@dataclass(frozen=True, slots=True)
class Response:
    """The response for a status code, a range such as ``4XX``, or ``default``."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[Header, ...]
    is_result: bool = False
    """Whether a method returns it; every other response raises an exception."""
    alternatives: tuple[Content, ...] = ()
    """Contents that carry the data of a JSON content in another media type: read if
    the server sends them, but not listed in ``Accept``."""


PagingKind = Literal["cursor", "offset", "page", "url", "link"]
PagingLocation = Literal["query", "header", "body"]


@dataclass(frozen=True, slots=True)
class Paging:
    """How to get the pages of an operation (``x-pagination``)."""

    kind: PagingKind
    items: str
    """JSON pointer of the array of items in a page."""
    item_type: Type
    parameter: str = ""
    """The parameter that selects the page; in the body, its JSON pointer."""
    next: str = ""
    """JSON pointer of the cursor or URL of the next page."""
    first: int = 1
    """The number of the first page."""
    location: PagingLocation = "query"
    """Where the parameter is sent."""
    header: str = ""
    """The response header with the cursor or URL of the next page."""
    more: str = ""
    """JSON pointer of the flag that is false in the last page."""
    model: TypeId | None = field(default=None, compare=False)
    """The model that every result is of, if there is one."""


@dataclass(frozen=True, slots=True)
class StreamFlag:
    """The boolean by which a call asks for a stream instead of a value."""

    name: str
    location: Literal["body", "query"]
    """Whether it is a property of the body or a parameter."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An HTTP method of a path (OpenAPI 3.2, 4.10 Operation Object)."""

    method: str
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
    """``None`` if it requires a scheme that the document does not define."""
    servers: tuple[Server, ...] = ()
    """The servers of the operation, then of its path item. If there are none, those of
    the API apply."""
    python_name: str | None = None
    sdk_path: tuple[str, ...] = ()
    """Where the method is in the SDKs that other generators make, as the document says."""
    idempotency_header: str | None = None
    """The header that identifies retries of a request."""
    idempotent: bool | None = None
    """Whether sending a request twice does no harm (``x-idempotent``); ``None``: as the
    method says, or with an idempotency header."""
    paging: Paging | None = None
    unwrap: str = ""
    """JSON pointer of the value that a method returns, in the envelope that a response
    is (``x-unwrap``). A page is the whole response."""
    stream_flag: StreamFlag | None = None
    """Set only if the operation documents both a value and a stream."""

    @property
    def template(self) -> str:
        """The template of what is sent: the path without a fragment (RFC 3986, 3.5), and
        without what it shows of the query that parameters in the query send.
        """
        known = {each.name for each in self.parameters if each.location == "path"}
        match = _PATH_AND_QUERY.match(self.path)
        before, query = match.groups() if match else (self.path, None)
        for name in _EXPRESSION.findall(before):
            if name not in known and name.startswith(("?", "&")):
                before = before.replace(f"{{{name}}}", "")
        pairs = [] if query is None else query.split("&")
        sent = [each for each in pairs if known.issuperset(_EXPRESSION.findall(each))]
        return f"{before}?{'&'.join(sent)}" if sent else before


SecuritySchemeKind = Literal[
    "api_key", "basic", "bearer", "http", "oauth2", "open_id_connect", "mutual_tls"
]

Usage = Literal["request", "response", "both"]


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme (OpenAPI 3.2, 4.27 Security Scheme Object)."""

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
    is_assumed: bool = False
    """Whether the document does not define it; see `lower_schemes`."""

    @property
    def place(self) -> tuple[str, str] | None:
        """Location and name of the credential in a request, for a header in lower case;
        None for what belongs to the connection.
        """
        match self.kind:
            case "api_key":
                return _place(self.location, self.name)
            case "mutual_tls":
                return None
            case _:
                return "header", "authorization"


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
    headers: tuple[tuple[str, str], ...] = ()
    """The headers that have a documented value, with it."""


@dataclass(frozen=True, slots=True)
class NotEnforced:
    """A keyword that the client does not check, because no type expresses it."""

    pointer: str
    """The canonical pointer of the schema object that has the keyword."""
    keyword: str


@dataclass(frozen=True, slots=True, eq=False)
class Api:
    """An API, independent of the syntax of OpenAPI and of the names of its package. It
    equals only itself, so that what is computed of it can be kept.
    """

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
    not_enforced: tuple[NotEnforced, ...] = ()
    """Everything in the schemas that the client leaves to the server."""
    places: Mapping[TypeId, tuple[str, ...]] = field(default_factory=dict)
    """The pointers of all schemas that a declaration stands for, where it is more than
    the one that is its key."""

    @property
    def default_server(self) -> Server | None:
        """The first server with an absolute URL; None if there is none, so that only the
        user of the package knows the URL.
        """
        return next((each for each in self.servers if each.is_absolute), None)
