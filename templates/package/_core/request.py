"""Builds requests from an operation and the arguments of a call."""

import logging
import re
import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias, TypedDict, cast

import httpx2

from .bodies import RequestBody
from .errors import RequestValidationError
from .json_values import UNSET, exploded_pairs
from .operation import Operation, RequestOptions, RequestOptionsLike, options_of
from .path_parameters import EncodedParameters
from .redaction import Signature, http_logger, redact
from .retry import Attempts
from .security import HTTPBearer
from .urls import name_of

Fields: TypeAlias = dict[str, tuple[bytes, bytes]]
"""Name in lower case -> name and value of a header field."""

_FIELD_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_BAD_FIELD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]|^[ \t]|[ \t]$")
_NOT_IN_VALUES = "control characters, lone surrogates, or spaces around the value"
_WITH_BODY = ("POST", "PUT", "PATCH", "QUERY")

_ANY_OBJECT = RequestBody({"application/json": lambda: dict[str, Any]})
"""The body of an operation that documents none, for ``extra_body``."""


class Arguments(TypedDict, total=False):
    """The arguments of a call by wire name; None and UNSET mean absent.

    ``properties`` are those of a body that is not given as a whole.
    """

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    header: Mapping[str, Any]
    cookie: Mapping[str, Any]
    querystring: Mapping[str, Any]
    body: Any
    properties: dict[str, Any]
    content_type: str | None
    options: RequestOptionsLike | None


def header_fields(headers: Mapping[str, str], option: str = "") -> Fields:
    """Return headers as they are sent (RFC 9110, 5.5), encoded in UTF-8.

    The ``option`` is the argument that has them, if they are no arguments themselves.

    Raises:
        RequestValidationError: A name is invalid, or a value is no text, has a line
            break, another control character, or a space at its start or end, which
            would be lost.
    """
    fields: Fields = {}
    name: object = ""
    try:
        for name, value in headers.items():
            if not _FIELD_NAME.fullmatch(name):
                raise _header_error(option, name, "not a valid header name")
            if _BAD_FIELD_VALUE.search(value):
                raise _header_error(option, name, f"must not have {_NOT_IN_VALUES}")
            fields[name.lower()] = (name.encode(), value.encode())
    except TypeError:
        problem = "name and value of a header should be strings"
        raise _header_error(option, name, problem) from None
    return fields


def _header_error(option: str, name: object, text: str) -> RequestValidationError:
    path = f"{option}[{name!r:.50}]" if option else str(name)[:50]
    return RequestValidationError((path, text))


class Call(Attempts):
    """A validated call. Each attempt builds its request with current credentials.

    ``refused`` is the signature that the server has answered with 401, ``signature``
    that of the current attempt; ``headers`` are those of all calls of the client, and
    ``defaults`` its options.

    Raises:
        RequestValidationError: An argument is invalid.
        TypeError: The options are of another type.
    """

    def __init__(
        self,
        operation: Operation[Any],
        arguments: Arguments,
        base_url: str,
        headers: Fields,
        defaults: RequestOptions,
    ) -> None:
        options = options_of(arguments.get("options"))
        retries, timeout = options.max_retries, options.timeout
        retries = (defaults.max_retries or 0) if retries is None else retries
        is_safe, unsafe = operation.is_idempotent, options.retry_unsafe
        if unsafe is None and operation.idempotent is None:
            unsafe = defaults.retry_unsafe
        super().__init__(retries, is_safe or bool(unsafe), options.deadline)
        self.operation = operation
        self.schemes: list[HTTPBearer] = []
        self.keys: set[tuple[str, str]] = set()
        self.timeout = httpx2.Timeout(defaults.timeout if timeout is None else timeout)
        self.refused: Signature | None = None
        self.extra_headers = header_fields(options.extra_headers or {}, "extra_headers")
        encoded = _encoded_parameters(operation, arguments, options)
        path, self.query = encoded.target(operation.path_parts)
        self.url, self.cookies = base_url + path, encoded.cookies
        self.label = f"{operation.method} {self.url}"
        self._missing, self._given = encoded.missing, encoded.given
        self.payload = None
        body = operation.body or (_ANY_OBJECT if options.extra_body else None)
        if body is not None:
            self.payload = body.encode(
                arguments.get("body", UNSET),
                arguments.get("properties"),
                arguments.get("content_type"),
                options.extra_body,
            )
        if self.payload is not None:
            encoded.headers["Content-Type"] = self.payload.content_type
        try:
            self.headers = headers | header_fields(encoded.headers)
        except RequestValidationError as error:
            error.rename({p.name.lower(): p.keyword for p in operation.parameters})
            raise
        key = operation.idempotency_header
        if key and key.lower() not in self.headers | self.extra_headers:
            self.headers |= header_fields({key: str(uuid.uuid4())})

    def gives(self, scheme: HTTPBearer) -> bool:
        """Return whether an argument has the place of a credential, and replaces it."""
        location, name = scheme.place
        if scheme.place in self._given:
            return True
        if location == "header":
            return name in self.extra_headers
        pairs = "&".join(self.query).split("&") if location == "query" else []
        return any(name_of(pair) == name for pair in pairs)

    def sign_with(self, schemes: list[HTTPBearer]) -> None:
        """Sign with the schemes whose credentials no argument replaces.

        Raises:
            RequestValidationError: Neither an argument nor a credential gives a
                required parameter.
        """
        self.keys = {scheme.place for scheme in schemes}
        self.schemes = [scheme for scheme in schemes if not self.gives(scheme)]
        for parameter in self._missing:
            if parameter.place not in self.keys:
                raise RequestValidationError(f"{parameter.keyword}: required")

    def delay(self, outcome: httpx2.Response | Exception) -> float | None:
        status = outcome.status_code if isinstance(outcome, httpx2.Response) else 0
        if 200 <= status < 300:
            return None
        if self.payload is not None and not self.payload.replayable:
            return None
        if status == 401 and self.signature.can_renew and self.refused is None:
            self.refused = self.signature
            return 0.0
        return super().delay(outcome)

    def request(
        self, http: httpx2.Client | httpx2.AsyncClient | None, is_sync: bool
    ) -> httpx2.Request:
        """Return the request of one attempt.

        Args:
            http: Client whose settings, such as headers, are added.
            is_sync: Whether a synchronous client sends it.

        Raises:
            RequestValidationError: A header or the URL cannot be sent.
        """
        query = "&".join(self.query + self.signature.query)
        url = f"{self.url}?{query}" if query else self.url
        payload, signature, request = self.payload, self.signature, None
        headers, operation = self._signed_headers(), self.operation
        content = b"" if payload is None else payload.sent(not is_sync)
        extensions: dict[str, Any] = {"operation": operation, "signature": signature}
        extensions["timeout"] = self.timeout.as_dict()
        arguments: dict[str, Any] = {"content": content, "extensions": extensions}
        if http_logger.isEnabledFor(logging.DEBUG):
            extensions["trace"] = signature.trace if is_sync else signature.atrace
        build = httpx2.Request if http is None else http.build_request
        try:
            is_fixed = not query and len(operation.path_parts) == 1
            target = _fixed_url(url) if is_fixed else httpx2.URL(url)
            if http is None and isinstance(content, bytes):
                # With a stream, httpx2 takes half of the time, but adds no headers.
                headers = {"host": (b"Host", target.netloc)} | headers
                del arguments["content"]
                arguments["stream"] = httpx2.ByteStream(content)
            fields = list(headers.values())
            request = build(operation.method, target, headers=fields, **arguments)
        except httpx2.InvalidURL:
            pass
        if request is None:  # raised here: the chained error would show the URL
            raise RequestValidationError("the URL is too long or invalid")
        redact(request, signature)
        if isinstance(content, bytes):
            request.read()
        if payload is not None and payload.replayable:
            request.extensions["replayable"] = request.stream
        return request

    def _signed_headers(self) -> Fields:
        """Return the headers with those of credentials, the options and the body."""
        try:
            headers = self.headers | header_fields(self.signature.headers)
        except RequestValidationError as error:
            error.rename({s.place[1].lower(): s.keyword for s in self.schemes})
            raise
        cookies = self.cookies + self.signature.cookies
        if cookies:
            if "cookie" in headers:
                cookies = [headers["cookie"][1].decode(), *cookies]
            headers |= header_fields({"Cookie": "; ".join(cookies)})
        headers |= self.extra_headers
        size = 0 if self.payload is None else self.payload.size
        has_size = size or (size == 0 and self.operation.method in _WITH_BODY)
        if has_size and "transfer-encoding" not in headers:
            headers["content-length"] = (b"Content-Length", str(size).encode())
        return headers


# Parsing takes longer than all else here; URLs without parameters are few.
_fixed_url = lru_cache(maxsize=256)(httpx2.URL)


def _encoded_parameters(
    operation: Operation[Any], arguments: Arguments, options: RequestOptions
) -> EncodedParameters:
    encoded, by_location = EncodedParameters(), cast("Mapping[str, Any]", arguments)
    problems = list[tuple[str, str]]()
    try:
        for parameter in operation.parameters:
            try:
                encoded.add(parameter, by_location.get(parameter.location) or {})
            except RequestValidationError as error:
                problems += error.args
        for name, value in (options.extra_query or {}).items():
            try:
                encoded.query += exploded_pairs(name, value)
            except TypeError:
                problem = f"extra_query[{name!r:.50}]", "should be a JSON value"
                raise RequestValidationError(problem) from None
    except UnicodeError:
        raise RequestValidationError("a parameter has a lone surrogate") from None
    if problems:
        raise RequestValidationError(*problems)
    return encoded
