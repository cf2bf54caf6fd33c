"""What is static about an API and its operations.

Emitted code builds these once, at import. Types are given as callables that return
them, so that importing a resource does not load its models.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, TypeAdapter

from .exact import Exact

if TYPE_CHECKING:
    from .security import Scheme

__all__ = [
    "API",
    "Encoding",
    "Location",
    "Operation",
    "Parameter",
    "RequestBody",
    "RequestOptions",
    "ResponseSpec",
    "ResponseValidation",
    "Schema",
    "ServerVariable",
    "TypeOf",
    "essence",
    "expand_server",
]

T = TypeVar("T")
TypeOf: TypeAlias = Callable[[], object]
Location: TypeAlias = Literal["path", "query", "header", "cookie", "querystring"]
ResponseValidation: TypeAlias = Literal["lenient", "strict"]

_BUILDING = threading.RLock()


class Schema:
    """A type that is built when it is first needed."""

    def __init__(self, type_of: TypeOf) -> None:
        self._type_of = type_of

    @cached_property
    def type(self) -> Any:
        """The annotation."""
        return self._type_of()

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Its validator and serialiser."""
        # Building completes the models it meets, which threads must not do at once.
        with _BUILDING:
            kind: Any = self.type
            if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
                kind = Annotated[kind, Exact()]
            adapter: TypeAdapter[Any] = TypeAdapter(kind)
            adapter.rebuild()
            return adapter


@dataclass(eq=False, repr=False)
class API:
    """The API as a whole.

    Args:
        title: ``info.title``.
        package: Import name of the client; names the logger and the user agent.
        version: Version of the client.
        schemes: Security schemes by their key in the document.
    """

    title: str
    package: str
    version: str
    schemes: Mapping[str, Scheme] = field(default_factory=dict[str, "Scheme"])


_EXPLODED = {"form", "deepObject", "cookie"}
_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


@dataclass(eq=False, repr=False)
class Parameter:
    """A parameter (OpenAPI 3.2, Parameter Object).

    Args:
        name: Its wire name.
        location: Its ``in``.
        type_of: Gives its type.
        style: Its style; None is the default of the location.
        explode: None is the default of the style.
        required: Whether a call without it is refused. In paths it always is.
        allow_reserved: Whether reserved characters stay as they are.
        content: Media type, for parameters with ``content`` instead of a schema.
    """

    name: str
    location: Location
    type_of: TypeOf
    style: str | None = None
    explode: bool | None = None
    required: bool = False
    allow_reserved: bool = False
    content: str | None = None

    @cached_property
    def schema(self) -> Schema:
        return Schema(self.type_of)

    @property
    def resolved_style(self) -> str:
        return self.style or _STYLES.get(self.location, "form")

    @property
    def exploded(self) -> bool:
        if self.explode is not None:
            return self.explode
        return self.resolved_style in _EXPLODED


@dataclass(eq=False, repr=False)
class Encoding:
    """How one property of a form is written (OpenAPI 3.2, Encoding Object)."""

    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False


@dataclass(eq=False, repr=False)
class RequestBody:
    """A request body.

    Args:
        content: Media type -> gives the type; the first is the default.
        required: Whether an empty one is sent where nothing was given.
        encoding: Media type -> wire name of a property -> how it is written.
    """

    content: Mapping[str, TypeOf]
    required: bool = False
    encoding: Mapping[str, Mapping[str, Encoding]] = field(
        default_factory=dict[str, Mapping[str, Encoding]]
    )

    @cached_property
    def schemas(self) -> dict[str, Schema]:
        return {media: Schema(type_of) for media, type_of in self.content.items()}


@dataclass(eq=False, repr=False)
class ResponseSpec:
    """A documented response.

    Args:
        content: Media type or range -> gives the type; None where there is no body.
        headers: Header name -> gives the type.
        events: Of ``text/event-stream``, whether the type is that of whole events.
    """

    content: Mapping[str, TypeOf] | None = None
    headers: Mapping[str, TypeOf] = field(default_factory=dict[str, TypeOf])
    events: bool = False

    @cached_property
    def schemas(self) -> dict[str, Schema]:
        content = self.content or {}
        return {essence(media): Schema(type_of) for media, type_of in content.items()}

    @cached_property
    def header_schemas(self) -> dict[str, Schema]:
        return {name: Schema(type_of) for name, type_of in self.headers.items()}


@dataclass(eq=False, repr=False)
class Operation(Generic[T]):
    """An operation; ``T`` is what a call returns, or the item of a stream.

    Args:
        name: Its name in the client, for messages.
        method: HTTP method.
        path: Path template (OpenAPI 3.2, 4.8.2 Path Templating).
        parameters: Its parameters.
        body: Its request body.
        responses: Responses by status (``"200"``), range (``"4XX"``) or ``"default"``.
        security: Alternatives, each the keys of schemes that go together; ``()`` in
            it allows anonymous calls. Empty: no security. None: not known, every
            credential given is sent.
        server: Server of its own; used unless the client was given a ``base_url``.
        idempotency_header: Header that marks calls as one, filled where not given.
    """

    name: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    responses: Mapping[str, ResponseSpec] = field(
        default_factory=dict[str, ResponseSpec]
    )
    security: tuple[tuple[str, ...], ...] | None = ()
    server: str | None = None
    idempotency_header: str | None = None

    def response(self, status: int) -> ResponseSpec | None:
        """The response documented for a status, exact before range before default."""
        keys = (str(status), f"{status // 100}XX", "default")
        return next((self._specs[key] for key in keys if key in self._specs), None)

    @cached_property
    def _specs(self) -> dict[str, ResponseSpec]:
        return {
            key if key == "default" else key.upper(): spec
            for key, spec in self.responses.items()
        }

    @cached_property
    def successes(self) -> list[ResponseSpec]:
        """The documented 2xx responses, else the default one."""
        found = [spec for key, spec in self._specs.items() if key.startswith("2")]
        default = self._specs.get("default")
        return found or ([default] if default else [])

    @cached_property
    def common_error(self) -> ResponseSpec | None:
        """What all documented errors have in common, if they have one schema."""
        found = [spec for key, spec in self._specs.items() if key[0] in "45"]
        kinds = [{m: s.type for m, s in spec.schemas.items()} for spec in found]
        alike = bool(kinds) and all(kind == kinds[0] for kind in kinds)
        return found[0] if alike else None

    @cached_property
    def redirects(self) -> frozenset[int]:
        """The redirects that are the result, where no 2xx is documented."""
        if any(key.startswith("2") for key in self._specs):
            return frozenset()
        return frozenset(
            int(key)
            for key in self._specs
            if re.fullmatch("30[0-8]", key) and key != "304"
        )

    @cached_property
    def accept(self) -> str:
        """The media types the client can read."""
        media = [key for spec in self.successes for key in spec.schemas]
        every = [key for spec in self.responses.values() for key in spec.schemas]
        return ", ".join(dict.fromkeys(media or every)) or "*/*"

    @cached_property
    def by_location(self) -> dict[str, list[Parameter]]:
        """The parameters of each location."""
        found: dict[str, list[Parameter]] = {}
        for parameter in self.parameters:
            found.setdefault(parameter.location, []).append(parameter)
        return found

    @cached_property
    def template(self) -> list[str]:
        """The path in pieces: literal, name, literal, name, ..., literal; what is
        literal is percent-encoded.
        """
        pieces = re.split(r"\{([^{}]*)\}", self.path)
        return [p if i % 2 else _encoded(p) for i, p in enumerate(pieces)]


_LITERAL = "/:@!$&'()*+,;=~%"


def _encoded(piece: str) -> str:
    path, mark, query = piece.partition("#")[0].partition("?")
    return quote(path, safe=_LITERAL) + mark + quote(query, safe=_LITERAL + "?")


@dataclass(frozen=True)
class RequestOptions:
    """Options of a single call; what is None is the client's.

    Args:
        timeout: Seconds, or an ``httpx2.Timeout`` for its parts.
        max_retries: How often to try again.
        extra_headers: Headers to add or replace.
        extra_query: Query parameters to add.
        extra_body: Properties to add to a JSON object body.
    """

    timeout: float | httpx2.Timeout | None = None
    max_retries: int | None = None
    extra_headers: Mapping[str, str] | None = field(default=None, repr=False)
    extra_query: Mapping[str, object] | None = field(default=None, repr=False)
    extra_body: Mapping[str, object] | None = field(default=None, repr=False)


def essence(media_type: str) -> str:
    """A media type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


@dataclass(eq=False, repr=False)
class ServerVariable:
    """A variable of a server URL (OpenAPI 3.2, Server Variable Object)."""

    default: str
    enum: tuple[str, ...] = ()


def expand_server(
    template: str,
    variables: Mapping[str, ServerVariable],
    given: Mapping[str, Any] | None,
) -> str:
    """The URL of a server whose variables are filled in.

    Raises:
        ValueError: An unknown variable, a value that is not in its enum, or one that
            would change the part of the URL it does not stand in.
    """
    values: Sequence[tuple[str, Any]] = list((given or {}).items())
    url = template
    for name, value in values:
        if name not in variables:
            raise ValueError(
                f"server_variables: {name} is not a variable of {template}"
            )
        allowed = variables[name].enum
        if allowed and value not in allowed:
            raise ValueError(f"server_variables: {name}: one of {', '.join(allowed)}")
    chosen = {name: variable.default for name, variable in variables.items()}
    chosen.update((name, str(value)) for name, value in values if value is not None)
    for name, value in chosen.items():
        before = url.partition("{" + name + "}")[0]
        in_host = "/" not in before.partition("://")[2]
        if re.search(r"[\s?#@\\\x00-\x1f]" + ("|/" if in_host else ""), value):
            raise ValueError(f"server_variables: {name} has a character out of place")
        url = url.replace("{" + name + "}", value)
    return url
