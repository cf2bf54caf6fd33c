"""Building requests: an operation and its arguments -> what goes on the wire."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypedDict, TypeVar, cast
from urllib.parse import quote

import httpx2

from .arguments import validated
from .bodies import Payload, encode_body, form_property
from .errors import RequestValidationError
from .json_values import FORM, UNSET, essence, is_json, is_object, to_text
from .network import hide
from .operation import Encoding, Operation, Parameter, RequestOptions
from .security import HTTPBearer, Signature
from .styles import Style, cookie_pairs, header_text, path_text, query_pairs

T = TypeVar("T")
Fields: TypeAlias = dict[str, tuple[bytes, bytes]]
"""Header fields by their names in lower case."""

_FIELD_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_NO_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]|^[ \t]|[ \t]$")

_DOTS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
"""A segment of a path that is ``.`` or ``..``, also encoded (RFC 3986, 5.2.4)."""


class Arguments(TypedDict, total=False):
    """The arguments of a call, by wire name; None and UNSET are not given."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    header: Mapping[str, Any]
    cookie: Mapping[str, Any]
    querystring: Mapping[str, Any]
    body: Any
    content_type: str | None
    options: RequestOptions | None


def header_fields(headers: Mapping[str, str]) -> Fields:
    """Fields as they are sent (RFC 9110, 5.5), text beyond ASCII in UTF-8.

    Raises:
        RequestValidationError: A line break, another control character, or a space
            at an end, which would be lost.
    """
    fields: Fields = {}
    for name, value in headers.items():
        if not _FIELD_NAME.fullmatch(name):
            raise RequestValidationError(f"{name[:50]!r}: not a header name")
        if _NO_VALUE.search(value):
            rule = "a header has no line break, lone surrogate, or space at its ends"
            raise RequestValidationError(f"{name}: {rule}")
        fields[name.lower()] = (name.encode(), value.encode())
    return fields


@dataclass(eq=False, repr=False)
class Call(Generic[T]):
    """A call over all its attempts: a request, but for the credentials, which each
    attempt adds anew."""

    operation: Operation[T]
    url: str
    query: list[str]
    headers: Fields
    cookies: list[str]
    payload: Payload | None
    own_headers: Fields
    schemes: list[HTTPBearer]
    timeout: httpx2.Timeout
    retries: int
    attempt: int = 0
    refused: Signature | None = None
    signature: Signature = field(default_factory=Signature)

    @property
    def place(self) -> str:
        """Method and URL, for messages."""
        return f"{self.operation.method} {self.url}"

    def request(
        self, http: httpx2.Client | httpx2.AsyncClient, defaults: Fields | None
    ) -> httpx2.Request:
        """The request of one attempt; None as defaults: ``http`` adds its settings.

        Raises:
            RequestValidationError: A header or the URL cannot be sent.
        """
        query = "&".join(self.query + self.signature.query)
        url = f"{self.url}?{query}" if query else self.url
        headers, content = self._fields(), None
        results = self.operation.redirects
        if self.payload is not None:
            content = self.payload.content(isinstance(http, httpx2.AsyncClient))
            if self.payload.size:
                length = str(self.payload.size).encode()
                headers["content-length"] = (b"Content-Length", length)
        headers = (defaults or {}) | headers
        try:
            # Where nothing has to be merged, this takes half as long.
            build = http.build_request if defaults is None else httpx2.Request
            request = build(
                self.operation.method,
                url,
                headers=list(headers.values()),
                content=content,
                extensions={"timeout": self.timeout.as_dict(), "results": results},
            )
        except httpx2.InvalidURL:
            request = None
        if request is None:  # raised here, so that the URL is not chained to it
            raise RequestValidationError("the URL is too long or not valid")
        hide(request, [*self.signature.headers, "cookie"], bool(self.signature.query))
        return request

    def _fields(self) -> Fields:
        """The headers with those of the credentials, and what replaces both."""
        headers = self.headers | header_fields(self.signature.headers)
        cookies = self.cookies + self.signature.cookies
        if cookies:
            given = [headers["cookie"][1].decode()] if "cookie" in headers else []
            headers |= header_fields({"Cookie": "; ".join([*given, *cookies])})
        return headers | self.own_headers


def prepared(
    operation: Operation[T],
    arguments: Arguments,
    base_url: str,
    headers: Fields,
    schemes: list[HTTPBearer],
    timeout: httpx2.Timeout,
    retries: int,
) -> Call[T]:
    """Validate and encode a call; what its options do not say is as for all calls.

    Raises:
        RequestValidationError: The arguments do not fit the document.
    """
    options = arguments.get("options") or RequestOptions()
    own = header_fields(options.extra_headers or {})
    written = _Written()
    try:
        for parameter in operation.parameters:
            written.add(parameter, arguments)
        path, query = written.target(operation.template)
        for name, value in (options.extra_query or {}).items():
            query += query_pairs(name, value, Style())
    except UnicodeError:
        raise RequestValidationError("a parameter has a lone surrogate") from None
    payload, fields = None, written.headers
    if operation.body is not None:
        given, media = arguments.get("body", UNSET), arguments.get("content_type")
        payload = encode_body(operation.body, given, media, options.extra_body)
    if payload is not None:
        fields["Content-Type"] = payload.content_type
    headers = headers | header_fields(fields)
    key = operation.idempotency_header
    if key and key.lower() not in headers | own:
        headers |= header_fields({key: str(uuid.uuid4())})
    cookies, url = written.cookies, base_url + path
    timeout = timeout if options.timeout is None else httpx2.Timeout(options.timeout)
    retries = retries if options.max_retries is None else options.max_retries
    return Call(
        operation, url, query, headers, cookies, payload, own, schemes, timeout, retries
    )


class _Written:
    """The parameters of a call as text, by where they go."""

    def __init__(self) -> None:
        self.path: dict[str, str] = {}
        self.query: list[str] = []
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []

    def add(self, parameter: Parameter, arguments: Arguments) -> None:
        name, location = parameter.name, parameter.location
        given: Mapping[str, Any] = cast("dict[str, Any]", arguments).get(location) or {}
        value = given.get(name)
        if value is None or value is UNSET:
            if parameter.required or location == "path":
                raise RequestValidationError(f"{name}: required")
            return
        value = _plain(parameter, validated(parameter.schema, value, name))
        style = parameter.written
        match location:
            case "path":
                self.path[name] = path_text(name, value, style)
                if not self.path[name]:
                    raise RequestValidationError(f"{name}: empty, in the path")
            case "query":
                self.query += query_pairs(name, value, style)
            case "querystring":
                self.query += _whole_query(parameter, value)
            case "header":
                self.headers[name] = header_text(name, value, style)
            case "cookie":
                pairs = cookie_pairs(name, value, style)
                if any(re.search(r"[;\x00-\x1f\x7f]", pair) for pair in pairs):
                    raise RequestValidationError(f"{name}: not allowed in a cookie")
                self.cookies += pairs

    def target(self, template: list[str]) -> tuple[str, list[str]]:
        """The path, percent-encoded, and the pairs of the query."""
        path = ""
        for index, piece in enumerate(template):
            path += self.path.get(piece, "") if index % 2 else piece
        path, _, fixed = path.partition("?")
        if self.path and _DOTS.search(path):
            raise RequestValidationError("a path segment would be '.' or '..'")
        return path, [fixed, *self.query] if fixed else self.query


def _plain(parameter: Parameter, value: Any) -> Any:
    plain = parameter.schema.plain(value)
    if parameter.content is None or parameter.location == "querystring":
        return plain
    if is_json(essence(parameter.content)) or not isinstance(plain, str):
        return to_text(plain, ascii=parameter.location == "header")
    return plain


def _whole_query(parameter: Parameter, value: Any) -> list[str]:
    """A parameter that is the query (OpenAPI 3.2, ``in: querystring``)."""
    media = essence(parameter.content or FORM)
    if is_json(media):
        return [quote(to_text(value), safe="")]
    if is_object(value):
        known, plain = parameter.encoding, Encoding()
        pairs = (form_property(n, v, known.get(n, plain)) for n, v in value.items())
        return [text for each in pairs for text in each]
    return [quote(str(value), safe="")]
