"""Constant descriptions of an API and its operations.

Resource modules build them once, at import. Types are given as callables that return
them, so importing a resource does not import its models.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Real
from typing import Any, Generic, Literal, TypeAlias, TypedDict, TypeVar, cast
from urllib.parse import quote

import httpx2

from .bodies import RequestBody
from .json_values import essence, is_json
from .path_parameters import BaseParameter
from .schema import Schema, TypeOf
from .security import HTTPBearer
from .wording import suggestion

T = TypeVar("T")
ResponseValidation: TypeAlias = Literal["lenient", "strict"]

_IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"}
_UNESCAPED = "/:@!$&'()*+,;=~%"


@dataclass(eq=False, repr=False)
class API:
    """The API: its title, package name and version, and security schemes by key."""

    title: str
    package: str
    version: str
    schemes: Mapping[str, HTTPBearer] = field(default_factory=dict[str, HTTPBearer])


@dataclass(eq=False, repr=False)
class ResponseSpec:
    """A documented response (OpenAPI 3.2, Response Object).

    Args:
        content: Media type -> returns the type; None without a body.
        headers: Returns the documented headers among all headers, decoded.
        events: Whether the type of ``text/event-stream`` describes whole events
            (``itemSchema``), not their data.
    """

    content: Mapping[str, TypeOf] | None = None
    headers: Callable[[Mapping[str, str]], Mapping[str, Any]] | None = None
    events: bool = False

    def __post_init__(self) -> None:
        content = self.content or {}
        self.accept = [*content]
        self.schemas = {media: Schema(type_) for media, type_ in content.items()}

    def match(self, content_type: str) -> list[str]:
        """Return the keys of `schemas` for a Content-Type: its own, or similar ones."""
        name = essence(content_type)
        if name in self.schemas:
            return [name]
        is_any_json = is_json(name)
        return [k for k in self.schemas if k == "*/*" or (is_any_json and is_json(k))]


@dataclass(eq=False, repr=False)
class Operation(Generic[T]):
    """An operation; ``T`` is the result of a call, or the item type of a stream.

    Args:
        name: Name of the method in the client, for messages: ``pets.create``.
        method: HTTP method.
        path: Path template (OpenAPI 3.2, 4.8.2 Path Templating).
        parameters: Parameters in all locations.
        body: Request body.
        responses: Responses by status (``"200"``), range (``"4XX"``) or ``"default"``.
        security: Alternatives, each the keys of the schemes to combine; an empty one
            allows anonymous calls. None: unknown, so all credentials are sent.
        server: The operation's own server: returns its URL, headers and security, for
            the client and the operation, unless the client has a ``base_url``.
        idempotency_header: Header for an idempotency key; the client fills it with a
            UUID if the caller gives none.
        idempotent: Whether sending a request twice does no harm (``x-idempotent``);
            None: as its method says, or if there is an idempotency key.
    """

    name: str
    method: str
    path: str
    parameters: tuple[BaseParameter, ...] = ()
    body: RequestBody | None = None
    responses: Mapping[str, ResponseSpec] = field(
        default_factory=dict[str, ResponseSpec]
    )
    security: tuple[tuple[str, ...], ...] | None = ()
    server: Callable[[Any, Any], Any] | None = None
    idempotency_header: str | None = None
    idempotent: bool | None = None

    def __post_init__(self) -> None:
        self._specs = {key.upper(): spec for key, spec in self.responses.items()}
        self._by_status: dict[int, ResponseSpec | None] = {}

    @cached_property
    def is_idempotent(self) -> bool:
        """Whether a request may be sent twice (RFC 9110, 9.2.2)."""
        if self.idempotent is None:
            has_key = self.idempotency_header is not None
            return has_key or self.method.upper() in _IDEMPOTENT
        return self.idempotent

    def response(self, status: int) -> ResponseSpec | None:
        """Return the response documented for a status: exact, range, or default.

        The default beside documented 2xx is that of errors (OpenAPI 3.2, 4.16).
        """
        if status not in self._by_status:
            keys = [str(status), f"{status // 100}XX", "DEFAULT"]
            if 200 <= status < 300 and any(key.startswith("2") for key in self._specs):
                del keys[2]
            found = (self._specs[key] for key in keys if key in self._specs)
            self._by_status[status] = next(found, None)
        return self._by_status[status]

    @cached_property
    def successes(self) -> list[ResponseSpec]:
        """The documented 2xx responses, or the default response."""
        found = [spec for key, spec in self._specs.items() if key.startswith("2")]
        return found or [spec for key, spec in self._specs.items() if key == "DEFAULT"]

    def nearest(self, status: int) -> list[ResponseSpec]:
        """Return the documented 2xx responses, that of the nearest status first."""
        codes = [key for key in self._specs if re.fullmatch("2[0-9][0-9]", key)]
        codes.sort(key=lambda code: abs(int(code) - status))
        return [self._specs[code] for code in codes]

    @cached_property
    def redirects(self) -> frozenset[int]:
        """Redirect statuses that are results, because no 2xx is documented."""
        if any(key.startswith("2") for key in self._specs):
            return frozenset()
        return frozenset(int(k) for k in self._specs if re.fullmatch("30[0-35-8]", k))

    def succeeds(self, status: int) -> bool:
        """Return whether a status is a result: 2xx or one of ``redirects``."""
        return 200 <= status < 300 or status in self.redirects

    @cached_property
    def accept(self) -> str:
        """The Accept header: media types of the results, or else of all responses."""
        media = [key for spec in self.successes for key in spec.accept]
        every = [key for spec in self.responses.values() for key in spec.accept]
        return ", ".join(dict.fromkeys(media or every)) or "*/*"

    @cached_property
    def path_parts(self) -> list[str]:
        """The path template split at its parameters, as by `split_path`."""
        return split_path(self.path)


def split_path(template: str) -> list[str]:
    """Return a path template split at its parameters: literal, name, ..., literal.

    Literals are percent-encoded.
    """
    parts = re.split(r"\{([^{}]*)\}", template)
    for index in range(0, len(parts), 2):
        path, mark, query = parts[index].partition("?")
        encoded = quote(path, safe=_UNESCAPED) + mark
        parts[index] = encoded + quote(query, safe=_UNESCAPED + "?")
    return parts


_OPTIONS: dict[str, tuple[Any, str]] = {
    "timeout": ((Real, httpx2.Timeout), "seconds or an httpx2.Timeout"),
    "max_retries": (int, "an integer"),
    "deadline": (Real, "seconds"),
    "retry_unsafe": (bool, "a boolean"),
    "extra_headers": (Mapping, "a dict"),
    "extra_query": (Mapping, "a dict"),
    "extra_body": (Mapping, "a dict"),
}
"""The type of each option, and how messages call it."""


@dataclass(frozen=True)
class RequestOptions:
    """Options of a single call; None is the setting of the client.

    Args:
        timeout: Seconds, or an ``httpx2.Timeout`` with separate limits.
        max_retries: Maximum number of retries.
        deadline: Seconds for the whole call: access tokens, retries with the delays
            between them, redirects, and reading the body; of a stream or download,
            until it starts; of an iterator over pages, for each. The synchronous client
            makes the attempts in threads.
        retry_unsafe: Retry also what is not idempotent, after any transient failure.
        extra_headers: Headers to add or replace.
        extra_query: Query parameters to add.
        extra_body: Properties to add to a body that is a JSON object or a form; without
            a documented body, the JSON object to send. Other bodies are refused.
    """

    timeout: float | httpx2.Timeout | None = None
    max_retries: int | None = None
    deadline: float | None = None
    retry_unsafe: bool | None = None
    extra_headers: Mapping[str, str] | None = field(default=None, repr=False)
    extra_query: Mapping[str, object] | None = field(default=None, repr=False)
    extra_body: Mapping[str, object] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, (types, expected) in _OPTIONS.items():
            value: object = getattr(self, name)
            is_bool = isinstance(value, bool) and types is not bool
            if value is not None and (is_bool or not isinstance(value, types)):
                given = type(value).__name__
                raise TypeError(f"{name}: should be {expected}, not {given}")


class RequestOptionsDict(TypedDict, total=False):
    """:class:`RequestOptions` as a dict."""

    timeout: float | httpx2.Timeout | None
    max_retries: int | None
    deadline: float | None
    retry_unsafe: bool | None
    extra_headers: Mapping[str, str] | None
    extra_query: Mapping[str, object] | None
    extra_body: Mapping[str, object] | None


RequestOptionsLike: TypeAlias = RequestOptions | RequestOptionsDict
_NO_OPTIONS = RequestOptions()


def options_of(given: object) -> RequestOptions:
    """Return the options that a call was given.

    Raises:
        TypeError: They are neither ``RequestOptions``, nor a dict of them, nor None.
    """
    if given is None or isinstance(given, RequestOptions):
        return given or _NO_OPTIONS
    if not isinstance(given, Mapping):
        given = type(given).__name__
        raise TypeError(f"options: should be RequestOptions or a dict, not {given}")
    options = cast("Mapping[str, Any]", given)
    for name in options.keys() - _OPTIONS.keys():
        raise TypeError(f"options: unknown {name!r}{suggestion(name, _OPTIONS)}")
    return RequestOptions(**options)
