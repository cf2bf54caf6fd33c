"""What is static about an API and its operations.

Emitted code builds these once, at import. Types are given as callables that return
them, so that importing a resource does not load its models.
"""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, TypeAdapter

from .json_values import essence
from .security import HTTPBearer
from .strict_types import Exact
from .styles import Style

T = TypeVar("T")
TypeOf: TypeAlias = Callable[[], object]
ResponseValidation: TypeAlias = Literal["lenient", "strict"]

WIRE: dict[str, Any] = {"by_alias": True, "exclude_unset": True, "warnings": False}
"""How values are dumped: by wire names, what was set."""
_BUILDING = threading.RLock()
_STYLES = {"path": "simple", "header": "simple"}
_LITERAL = "/:@!$&'()*+,;=~%"


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

    def plain(self, value: Any) -> Any:
        """A value as plain JSON."""
        if type(value) in (str, int, bool):
            return value
        return self.adapter.dump_python(value, mode="json", **WIRE)


@dataclass(eq=False, repr=False)
class API:
    """The API as a whole: ``info.title``, the client's import name and version, and the
    security schemes by their key in the document."""

    title: str
    package: str
    version: str
    schemes: Mapping[str, HTTPBearer] = field(default_factory=dict[str, HTTPBearer])


@dataclass(eq=False, repr=False)
class Encoding:
    """How one property of a form is written (OpenAPI 3.2, Encoding Object)."""

    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False

    def __post_init__(self) -> None:
        given = self.style is not None or self.explode is not None
        self.styled = given or self.allow_reserved
        self.written = Style.of(self.style or "form", self.explode, self.allow_reserved)


@dataclass(eq=False, repr=False)
class Parameter:
    """A parameter by its wire name (OpenAPI 3.2, Parameter Object).

    What is not given is the default of the location or the style. ``content`` is the
    media type of parameters that have one instead of a schema, ``encoding`` says how
    the properties of one that is the whole query are written.
    """

    name: str
    location: Literal["path", "query", "header", "cookie", "querystring"]
    type_of: TypeOf
    style: str = ""
    explode: bool | None = None
    required: bool = False
    allow_reserved: bool = False
    content: str | None = None
    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])

    def __post_init__(self) -> None:
        self.schema = Schema(self.type_of)
        style = self.style or _STYLES.get(self.location, "form")
        self.written = Style.of(style, self.explode, self.allow_reserved)


@dataclass(eq=False, repr=False)
class RequestBody:
    """A request body: media type -> gives the type; the first is the default.

    Where it is required, an empty one is sent if nothing was given. ``encoding``: media
    type -> wire name of a property -> how it is written.
    """

    content: Mapping[str, TypeOf]
    required: bool = False
    encoding: Mapping[str, Mapping[str, Encoding]] = field(
        default_factory=dict[str, Mapping[str, Encoding]]
    )

    def __post_init__(self) -> None:
        self.schemas = {media: Schema(kind) for media, kind in self.content.items()}


@dataclass(eq=False, repr=False)
class ResponseSpec:
    """A documented response: media type or range -> gives the type, if it has a body.

    ``others``: the same for what is read, but not asked for. ``headers``: name -> gives
    the type. ``events``: the type of ``text/event-stream`` is that of whole events
    (``itemSchema``), not of their data.
    """

    content: Mapping[str, TypeOf] | None = None
    headers: Mapping[str, TypeOf] | None = None
    events: bool = False
    others: Mapping[str, TypeOf] | None = None

    def __post_init__(self) -> None:
        content, headers = self.content or {}, self.headers or {}
        self.accept = [essence(media) for media in content]
        content = {**content, **(self.others or {})}
        self.schemas = {essence(media): Schema(kind) for media, kind in content.items()}
        self.header_schemas = {name: Schema(kind) for name, kind in headers.items()}


@dataclass(eq=False, repr=False)
class ServerVariable:
    """A variable of a server URL (OpenAPI 3.2, Server Variable Object)."""

    default: str
    enum: tuple[str, ...] = ()


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
            it allows anonymous calls. None: not known, all that is given is sent.
        server: Server of its own; used unless the client was given a ``base_url``.
        server_variables: The variables of its URL.
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
    server_variables: Mapping[str, ServerVariable] = field(
        default_factory=dict[str, ServerVariable]
    )
    idempotency_header: str | None = None

    def __post_init__(self) -> None:
        self._specs = {key.upper(): spec for key, spec in self.responses.items()}

    def response(self, status: int) -> ResponseSpec | None:
        """The response documented for a status, exact before range before default."""
        keys = (str(status), f"{status // 100}XX", "DEFAULT")
        return next((self._specs[key] for key in keys if key in self._specs), None)

    @cached_property
    def successes(self) -> list[ResponseSpec]:
        """The documented 2xx responses, else the default one."""
        found = [spec for key, spec in self._specs.items() if key.startswith("2")]
        return found or [spec for key, spec in self._specs.items() if key == "DEFAULT"]

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
        return frozenset(int(k) for k in self._specs if re.fullmatch("30[0-35-8]", k))

    def succeeds(self, status: int) -> bool:
        """Whether a status is a result: 2xx, or a redirect where that is the result."""
        return 200 <= status < 300 or status in self.redirects

    @cached_property
    def accept(self) -> str:
        """The media types the client can read."""
        media = [key for spec in self.successes for key in spec.accept]
        every = [key for spec in self.responses.values() for key in spec.accept]
        return ", ".join(dict.fromkeys(media or every)) or "*/*"

    @cached_property
    def template(self) -> list[str]:
        """The path in pieces: literal, name, ..., literal; literals percent-encoded."""
        pieces = re.split(r"\{([^{}]*)\}", self.path)
        for index in range(0, len(pieces), 2):
            path, mark, query = pieces[index].partition("#")[0].partition("?")
            safe = quote(path, safe=_LITERAL) + mark
            pieces[index] = safe + quote(query, safe=_LITERAL + "?")
        return pieces


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
    given = given or {}
    for name in given:
        if name not in variables:
            message = f"server_variables: {name} is not a variable of {template}"
            raise ValueError(message)
    url = template
    for name, variable in variables.items():
        value = given.get(name)
        if name in given and variable.enum and value not in variable.enum:
            allowed = ", ".join(variable.enum)
            raise ValueError(f"server_variables: {name}: one of {allowed}")
        text = variable.default if value is None else str(value)
        before = url.partition("{" + name + "}")[0]
        in_host = "/" not in before.partition("://")[2]
        begins = in_host and variable.default.startswith("/")  # the path does here
        other = "^(?!/)" if begins else "/" if in_host else r"\s"
        said = text == variable.default or text in variable.enum
        if not said and re.search(rf"[\s?#@\\\x00-\x1f]|{other}", text):
            raise ValueError(f"server_variables: {name} has a character out of place")
        url = url.replace("{" + name + "}", text)
    return url
