"""Put together the requests of sample calls, from the IR alone.

The runtime of the packages has another implementation of the same rules. The contract
tests of a package compare what both send.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import quote, unquote, urljoin, urlsplit

from generator import ir
from generator.emit.wire.bodies import WireBody, form_property_pairs, wire_body
from generator.emit.wire.styles import (
    Style,
    cookie_pairs,
    header_value,
    path_segment,
    query_pairs,
)
from generator.emit.wire.values import WireValues, compact_json, scalar_text
from generator.ir.media_types import (
    accepted_name,
    essence,
    example_type,
    general_type,
    is_json,
    media_kind,
)
from generator.ir.visit import constant
from generator.surface import Argument, Credential, Method, Package

__all__ = ["BASE_URL", "FRESH_UUID", "NotShownError", "WireRequest", "WireRequests"]

BASE_URL = "base_url"
"""The variable with the URL of the server."""
FRESH_UUID = "$guid"
"""The variable for which editors make up a UUID."""

_WEB_URL = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[\w.~%!$&'()*+,;=:@/-]*)?", re.ASCII
)
_BEFORE_FRAGMENT = re.compile(r"(?:\{[^{}]*\}|[^#])*")
_PATH = "/:@!$&'()*+,;=~%"
"""Characters of a path that are not encoded (RFC 3986, 3.3); "%" begins an encoded one."""

Arguments: TypeAlias = Iterable[tuple[Argument, Any]]
"""The arguments of a call with their JSON values."""
Headers: TypeAlias = dict[str, tuple[str, str]]
"""Name and value of each header, by the name in lower case."""


class NotShownError(Exception):
    """The request cannot be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request with variables in place of the server and of the credentials."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    """Name and value of each header, sorted by name."""
    body: str | None


class WireRequests:
    """Makes the requests of a package.

    Args:
        package: The package.
    """

    def __init__(self, package: Package) -> None:
        self._api = package.api
        self._values = WireValues(package.api)
        constructor = package.constructor
        self._credentials = {each.scheme.key: each for each in constructor.credentials}
        self.base_url = constructor.example_url

    def request(self, method: Method, arguments: Arguments) -> WireRequest:
        """Return the request of a call; raise NotShownError if it would not be what it
        shows, because a text of the document means something else in the file.
        """
        try:
            return self._request(method, _Arguments.of(method, arguments, self._api))
        except UnicodeError:
            raise NotShownError("it has content that is not UTF-8") from None

    def _request(self, method: Method, given: _Arguments) -> WireRequest:
        operation = method.operation
        encoded = _Encoded(self._values)
        for parameter in operation.parameters:
            encoded.add(parameter, given.values.get(parameter.location, {}))
        headers: Headers = {}
        _add(headers, {"Accept": _accept(method)})
        _add(headers, encoded.headers)
        body = self._body(operation.body, given)
        if body is not None:
            _add(headers, {"Content-Type": body.content_type})
        key = operation.idempotency_header
        for text in (*encoded.query, *encoded.cookies):
            _check_text(text)
        for name, text in headers.values():
            _check_text(name + text)
        if key is not None and key.lower() not in headers:
            _add(headers, {key: f"{{{{{FRESH_UUID}}}}}"})
        query, cookies = encoded.query, encoded.cookies
        server = self._server(operation)
        if self._is_trusted(server):
            self._sign(operation, encoded.given(), headers, query, cookies)
        if cookies:
            known = [headers["cookie"][1]] if "cookie" in headers else []
            _add(headers, {"Cookie": "; ".join([*known, *cookies])})
        path, fixed_query = encoded.target(operation.template)
        _check_text(path + fixed_query)
        pairs = "&".join([fixed_query] * bool(fixed_query) + query)
        base = f"{{{{{BASE_URL}}}}}" if server == self.base_url else server
        return WireRequest(
            operation.method,
            f"{base}{path}?{pairs}" if pairs else f"{base}{path}",
            tuple(headers[name] for name in sorted(headers)),
            None if body is None else body.text,
        )

    def _body(self, body: ir.Body | None, given: _Arguments) -> WireBody | None:
        if body is None or not (body.required or given.has_body):
            return None
        media_type = given.content_type or body.contents[0].media_type
        content = _matching(body, media_type)
        if not general_type(media_type):
            raise NotShownError("its media type is a range")
        sent = replace(content, media_type=media_type)
        found = wire_body(sent, given.body, self._values)
        for line in found.text.split("\n"):
            _check_text(line.removeprefix("\x1e"))
        return found

    # The server and the credentials

    def _server(self, operation: ir.Operation) -> str:
        if not operation.servers:
            return self.base_url
        url = _join(f"{self.base_url}/", operation.servers[0].default_url)
        if not _is_web_url(url):
            raise NotShownError("the URL of its server cannot be shown")
        return url.rstrip("/")

    def _is_trusted(self, server: str) -> bool:
        """Return whether a server gets the credentials of the client: that of the client
        itself, or the same host with TLS.
        """
        own, other = _origin(self.base_url), _origin(server)
        with_tls = ("https", own[1], 443)
        return other == own or (own[::2] == ("http", 80) and other == with_tls)

    def _sign(
        self,
        operation: ir.Operation,
        given: Set[tuple[str, str]],
        headers: Headers,
        query: list[str],
        cookies: list[str],
    ) -> None:
        """Add variables for the credentials of the first alternative that needs any; if
        the document does not define all schemes, for all credentials. A parameter that
        is given in the place of one replaces it. A token that the document does not
        mention is not shown.
        """
        for credential in self._chosen(operation.security):
            scheme, variable = credential.scheme, f"{{{{{credential.name}}}}}"
            if scheme.place in given:
                continue
            match scheme.kind, scheme.location:
                case "mutual_tls", _:
                    continue
                case "api_key", "header":
                    _check_text(scheme.name)
                    _add(headers, {scheme.name: variable})
                case "api_key", "query":
                    query.append(f"{quote(scheme.name, safe='')}={variable}")
                case "api_key", _:
                    cookies.append(f"{quote(scheme.name, safe='')}={variable}")
                case "basic", _:
                    _add(headers, {"Authorization": f"Basic {variable}"})
                case "http", _:
                    _add(headers, {"Authorization": variable})
                case _:
                    _add(headers, {"Authorization": f"Bearer {variable}"})

    def _chosen(self, security: ir.Security | None) -> list[Credential]:
        if security is None:
            return list(self._credentials.values())
        first = next(filter(None, security), ())
        found = [self._credentials[key] for key in first]
        return [each for each in found if not each.scheme.is_assumed]


@dataclass(frozen=True, slots=True)
class _Arguments:
    """The values of a call by location, with the constants that are sent anyway."""

    values: Mapping[str, Mapping[str, Any]]
    body: Any
    has_body: bool
    content_type: str

    @classmethod
    def of(cls, method: Method, arguments: Arguments, api: ir.Api) -> _Arguments:
        values: dict[str, dict[str, Any]] = {}
        for argument in method.signature.arguments:
            if argument.is_constant and argument.type is not None:
                found = values.setdefault(argument.role, {})
                found[argument.wire_name] = constant(argument.type, api.types)
        for argument, value in arguments:
            values.setdefault(argument.role, {})[argument.wire_name] = value
        properties = values.get("property", {})
        for extra in values.get("additional_properties", {}).values():
            properties |= extra
        whole = values.get("body", {})
        content_type = values.get("content_type", {}).get("", "")
        # Without a whole body, keywords of which none is given are no body.
        body = whole.get("", properties)
        return cls(values, body, bool(whole or properties), content_type)


class _Encoded:
    """The encoded parameters of a call."""

    def __init__(self, values: WireValues) -> None:
        self._values = values
        self._path: dict[str, str] = {}
        self._places: set[tuple[str, str]] = set()
        self.query: list[str] = []
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []

    def add(self, parameter: ir.Parameter, given: Mapping[str, Any]) -> None:
        """Encode the value of a parameter, if there is one."""
        name = parameter.name
        if given.get(name) is None:
            return
        self._places.add(parameter.place)
        value = self._values.convert(parameter.type, given[name])
        style = Style(parameter.style, parameter.explode, parameter.allow_reserved)
        if parameter.location == "querystring":
            self.query += _whole_query(parameter, value)
            return
        if parameter.content_type is not None:
            value = _content(parameter, value)
        match parameter.location:
            case "path":
                self._path[name] = path_segment(name, value, style)
            case "query":
                self.query += query_pairs(name, value, style)
            case "header":
                self.headers[name] = header_value(value, style)
            case "cookie":
                self.cookies += cookie_pairs(name, value, style)

    def given(self) -> set[tuple[str, str]]:
        """Return location and name of what is given; an object in the query may have
        pairs with names of its own.
        """
        names = {unquote(pair.partition("=")[0]) for pair in self.query}
        return self._places | {("query", name) for name in names}

    def target(self, template: str) -> tuple[str, str]:
        """Return the path, and the query that some documents have in their paths."""
        # A fragment is not sent (RFC 3986, 3.5); "#" may be in the name of a parameter.
        whole = _BEFORE_FRAGMENT.match(template)
        pieces = re.split(r"\{([^{}]*)\}", whole[0] if whole else "")
        for index, piece in enumerate(pieces):
            if index % 2:
                pieces[index] = self._path.get(piece, "")
            else:
                path, mark, query = piece.partition("?")
                encoded = quote(query, safe=f"{_PATH}?")
                pieces[index] = quote(path, safe=_PATH) + mark + encoded
        path, _, query = "".join(pieces).partition("?")
        is_whole = all(self._path.values()) and {".", ".."}.isdisjoint(path.split("/"))
        if not is_whole and self._path:
            raise NotShownError("its path would have a segment that is empty or a dot")
        return path, query


def _content(parameter: ir.Parameter, value: Any) -> str:
    """Return the text of a parameter with ``content``; in a header it is ASCII."""
    if isinstance(value, str) and not is_json(essence(parameter.content_type or "")):
        return value
    text = compact_json(value)
    if parameter.location != "header":
        return text
    return "".join(each if each.isascii() else _escape(each) for each in text)


def _escape(character: str) -> str:
    """Return the escape of a character in JSON, in UTF-16 (RFC 8259, 7)."""
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[n : n + 4]}" for n in range(0, len(units), 4))


def _whole_query(parameter: ir.Parameter, value: Any) -> Iterator[str]:
    """Yield the parts of a whole query (OpenAPI 3.2, 4.12.1 ``querystring``)."""
    is_form = not is_json(essence(parameter.content_type or ""))
    if is_form and isinstance(value, dict):
        encodings = {each.property_name: each for each in parameter.encoding}
        yield from form_property_pairs(value, encodings)
    else:
        text = scalar_text(value) if is_form else compact_json(value)
        yield quote(text, safe="")


def _matching(body: ir.Body, media_type: str) -> ir.Content:
    """Return the content of a media type, or of the range that it is shown for."""
    for content in body.contents:
        if media_type in (content.media_type, example_type(content.media_type)):
            return content
    raise NotShownError("its media type is not one that the document lists")


def _accept(method: Method) -> str:
    """Return the media types of the results, or else those of all responses."""
    every = [content for each in method.responses for content in each.contents]
    results = [each for each in method.responses if each.status.startswith("2")]
    results = results or [e for e in method.responses if e.status == "default"]
    found = [content for each in results for content in each.contents]
    names = dict.fromkeys(accepted_name(each.media_type) for each in found or every)
    if method.result.kind == "stream":
        names = {n: None for n in names if media_kind(n) == "stream"} or names
    return ", ".join(names) or "*/*"


def _add(headers: Headers, added: Mapping[str, str]) -> None:
    headers.update({name.lower(): (name, text) for name, text in added.items()})


def _join(base: str, url: str) -> str:
    """Return a URL relative to a base; "" for an invalid one."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _is_web_url(url: str) -> bool:
    try:
        return _WEB_URL.fullmatch(url) is not None and urlsplit(url).port != 0
    except ValueError:  # a port that is too high
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


def _check_text(text: str) -> None:
    """Raise NotShownError for text that would not be one line, or that an editor would
    replace.
    """
    if not text.isprintable() or "{{" in text:
        raise NotShownError("it has text that means something else in this file")
