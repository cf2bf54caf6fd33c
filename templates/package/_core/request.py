"""Building requests: an operation and its arguments -> what goes on the wire."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypedDict, cast
from urllib.parse import quote

import httpx2

from .arguments import validated
from .bodies import Payload, encode_body, is_json
from .errors import RequestValidationError
from .operation import Operation, Parameter, RequestOptions, essence
from .plain import is_object, to_json_bytes
from .redaction import hide
from .security import Signature
from .styles import cookie_pairs, form_pairs, header_text, path_text, query_pairs
from .unset import UNSET

__all__ = ["Arguments", "Prepared", "prepare"]

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


@dataclass(eq=False, repr=False)
class Prepared:
    """A request but for its credentials, which each attempt adds anew."""

    method: str
    url: str
    query: list[str]
    headers: dict[str, bytes]
    cookies: list[str]
    payload: Payload | None
    own_headers: dict[str, bytes]

    def build(
        self,
        http: httpx2.Client | httpx2.AsyncClient,
        own: bool,
        signature: Signature,
        timeout: httpx2.Timeout,
    ) -> httpx2.Request:
        """The request of one attempt.

        Args:
            http: What it is for.
            own: Whether that is the client's own, with no settings to add.
            signature: The credentials.
            timeout: How long to wait.

        Raises:
            RequestValidationError: A header or the URL cannot be sent.
        """
        headers = self._fields(signature)
        query = "&".join(self.query + signature.query)
        url = f"{self.url}?{query}" if query else self.url
        content: Any = None
        if self.payload is not None:
            content = self.payload.content(isinstance(http, httpx2.AsyncClient))
            size = self.payload.size
            if size:
                headers["Content-Length"] = str(size).encode()
        try:
            request = _request(http, own, self.method, url, headers, content, timeout)
        except httpx2.InvalidURL:
            request = None
        if request is None:  # raised here, so that the URL is not chained to it
            raise RequestValidationError("the URL is too long or not valid")
        hide(request, [*signature.headers, "Cookie"], bool(signature.query))
        return request

    def _fields(self, signature: Signature) -> dict[str, bytes]:
        """The headers with those of the credentials, and what replaces both."""
        signed = {n: header_bytes(n, v) for n, v in signature.headers.items()}
        headers = _merged(self.headers, signed)
        cookies = self.cookies + signature.cookies
        if cookies:
            given = [v for n, v in headers.items() if n.lower() == "cookie"]
            pairs = header_bytes("Cookie", "; ".join(cookies))
            headers = _merged(headers, {"Cookie": b"; ".join([*given, pairs])})
        return dict(_merged(headers, self.own_headers))


def _request(
    http: httpx2.Client | httpx2.AsyncClient,
    own: bool,
    method: str,
    url: str,
    headers: dict[str, bytes],
    content: Any,
    timeout: httpx2.Timeout,
) -> httpx2.Request:
    fields = [(name.encode("ascii"), value) for name, value in headers.items()]
    if not own:
        return http.build_request(
            method, url, headers=fields, content=content, timeout=timeout
        )
    # The client's own has nothing to add but headers, and this takes half as long.
    given = {name.lower() for name, _ in fields}
    defaults = [pair for pair in http.headers.raw if pair[0].lower() not in given]
    waits = {"timeout": timeout.as_dict()}
    return httpx2.Request(
        method, url, headers=defaults + fields, content=content, extensions=waits
    )


def _merged(first: dict[str, bytes], second: dict[str, bytes]) -> dict[str, bytes]:
    if not second:
        return first
    replaced = {name.lower() for name in second}
    kept = {name: v for name, v in first.items() if name.lower() not in replaced}
    return kept | second


def prepare(
    operation: Operation[Any],
    arguments: Arguments,
    base_url: str,
    headers: Mapping[str, bytes],
    accept: str,
) -> Prepared:
    """Validate and encode a call.

    Args:
        operation: What is called.
        arguments: With what.
        base_url: URL of the server, without a slash at its end.
        headers: The client's own headers.
        accept: Value of the Accept header.

    Raises:
        RequestValidationError: The arguments do not fit the document.
    """
    options = arguments.get("options") or RequestOptions()
    own = {n: header_bytes(n, v) for n, v in (options.extra_headers or {}).items()}
    try:
        path, query = _target(operation, arguments)
        fields = _headers(operation, arguments)
        cookies = _cookies(operation, arguments)
        for name, value in (options.extra_query or {}).items():
            query += query_pairs(name, value, "form", True)
    except UnicodeError:
        raise RequestValidationError("a parameter has a lone surrogate") from None
    payload = None
    if operation.body is not None:
        given, media = arguments.get("body", UNSET), arguments.get("content_type")
        payload = encode_body(operation.body, given, media, options.extra_body)
    prepared = _merged({"Accept": accept.encode()}, dict(headers))
    prepared = _merged(prepared, fields)
    if payload is not None:
        content_type = header_bytes("Content-Type", payload.content_type)
        prepared = _merged(prepared, {"Content-Type": content_type})
    key = operation.idempotency_header
    if key and key.lower() not in {name.lower() for name in (*prepared, *own)}:
        prepared[key] = str(uuid.uuid4()).encode()
    return Prepared(
        operation.method, base_url + path, query, prepared, cookies, payload, own
    )


def _given(
    operation: Operation[Any], arguments: Arguments, location: str
) -> list[tuple[Parameter, Any]]:
    """The parameters of a location that were given, with their plain JSON values."""
    values: Mapping[str, Any] = cast("dict[str, Any]", arguments).get(location) or {}
    found: list[tuple[Parameter, Any]] = []
    for parameter in operation.by_location.get(location, ()):
        value = values.get(parameter.name)
        if value is None or value is UNSET:
            if parameter.required or location == "path":
                raise RequestValidationError(f"{parameter.name}: required")
            continue
        schema = parameter.schema
        value = validated(schema, value, parameter.name)
        found.append((parameter, _dumped(parameter, value)))
    return found


def _dumped(parameter: Parameter, value: Any) -> Any:
    if type(value) in (str, int, bool):
        plain = value
    else:
        plain = parameter.schema.adapter.dump_python(
            value, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )
    if parameter.content is None or parameter.location == "querystring":
        return plain
    if is_json(essence(parameter.content)) or not isinstance(plain, str):
        return to_json_bytes(plain, ascii=parameter.location == "header").decode()
    return plain


def _target(operation: Operation[Any], arguments: Arguments) -> tuple[str, list[str]]:
    """The path, percent-encoded, and the pairs of the query."""
    texts: dict[str, str] = {}
    for parameter, value in _given(operation, arguments, "path"):
        style, explode = parameter.resolved_style, parameter.exploded
        name, reserved = parameter.name, parameter.allow_reserved
        texts[name] = path_text(name, value, style, explode, reserved)
    path = ""
    for index, piece in enumerate(operation.template):
        path += texts.get(piece, "") if index % 2 else piece
    path, _, fixed = path.partition("?")
    if texts and _DOTS.search(path):
        raise RequestValidationError("a path segment would be '.' or '..'")
    for name, text in texts.items():
        if not text:
            raise RequestValidationError(f"{name}: empty, in the path")
    query = [fixed] if fixed else []
    for parameter, value in _given(operation, arguments, "query"):
        style, explode = parameter.resolved_style, parameter.exploded
        name, reserved = parameter.name, parameter.allow_reserved
        query += query_pairs(name, value, style, explode, reserved)
    for parameter, value in _given(operation, arguments, "querystring"):
        query += _whole_query(parameter, value)
    return path, query


def _whole_query(parameter: Parameter, value: Any) -> list[str]:
    """A parameter that is the query (OpenAPI 3.2, ``in: querystring``)."""
    media = essence(parameter.content or "application/x-www-form-urlencoded")
    if is_json(media):
        return [quote(to_json_bytes(value), safe="")]
    if is_object(value):
        pair = partial(form_pairs, style="form", explode=True)
        return [text for name, item in value.items() for text in pair(name, item)]
    return [quote(str(value), safe="")]


def _headers(operation: Operation[Any], arguments: Arguments) -> dict[str, bytes]:
    return {
        parameter.name: header_bytes(
            parameter.name,
            header_text(
                parameter.name, value, parameter.resolved_style, parameter.exploded
            ),
        )
        for parameter, value in _given(operation, arguments, "header")
    }


def _cookies(operation: Operation[Any], arguments: Arguments) -> list[str]:
    pairs: list[str] = []
    for parameter, value in _given(operation, arguments, "cookie"):
        style, explode = parameter.resolved_style, parameter.exploded
        written = cookie_pairs(parameter.name, value, style, explode)
        if any(re.search(r"[;\x00-\x1f\x7f]", pair) for pair in written):
            raise RequestValidationError(f"{parameter.name}: not allowed in a cookie")
        pairs += written
    return pairs


_FIELD_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def header_bytes(name: str, value: str) -> bytes:
    """A field value as it is sent (RFC 9110, 5.5), text beyond ASCII in UTF-8.

    Raises:
        RequestValidationError: A line break, another control character, or a space
            at an end, which would be lost.
    """
    if not _FIELD_NAME.fullmatch(name):
        raise RequestValidationError(f"{name[:50]!r}: not a header name")
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value) or value != value.strip(" \t"):
        raise RequestValidationError(
            f"{name}: a header may have no line break and no space at its ends"
        )
    try:
        return value.encode()
    except UnicodeError:
        problem = f"{name}: a lone surrogate"
    raise RequestValidationError(problem)
