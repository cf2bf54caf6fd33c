"""Constant descriptions of an API and its operations.

Resource modules build them once, at import. Types are given as callables that return
them, so importing a resource does not import its models.
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
from .strict_types import Strict
from .styles import Style

T = TypeVar("T")
TypeOf: TypeAlias = Callable[[], object]
ResponseValidation: TypeAlias = Literal["lenient", "strict"]

WIRE: dict[str, Any] = {"by_alias": True, "exclude_unset": True, "warnings": False}
"""Options of pydantic to dump the set properties by wire name."""
_BUILD_LOCK = threading.RLock()
_DEFAULT_STYLES = {"path": "simple", "header": "simple"}
_UNESCAPED = "/:@!$&'()*+,;=~%"


class Schema:
    """A type, with a validator that is built when it is first needed."""

    def __init__(self, type_of: TypeOf) -> None:
        self._type_of = type_of

    @cached_property
    def type(self) -> Any:
        """The annotation."""
        return self._type_of()

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Validator and serializer."""
        # Building completes the models of the type, which is not thread-safe.
        with _BUILD_LOCK:
            annotation: Any = self.type
            if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
                annotation = Annotated[annotation, Strict()]
            adapter: TypeAdapter[Any] = TypeAdapter(annotation)
            adapter.rebuild()
            return adapter

    def to_json_value(self, value: Any) -> Any:
        """Return a validated value as a JSON value."""
        if type(value) in (str, int, bool):
            return value
        return self.adapter.dump_python(value, mode="json", **WIRE)


@dataclass(eq=False, repr=False)
class API:
    """The API as a whole.

    Args:
        title: ``info.title`` of the API document.
        package: Import name of the client package.
        version: Version of the client package.
        schemes: Security schemes by their key in the document.
    """

    title: str
    package: str
    version: str
    schemes: Mapping[str, HTTPBearer] = field(default_factory=dict[str, HTTPBearer])


@dataclass(eq=False, repr=False)
class Encoding:
    """How one property of a form is encoded (OpenAPI 3.2, Encoding Object)."""

    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False

    def __post_init__(self) -> None:
        styled = self.style is not None or self.explode is not None
        self.has_style = styled or self.allow_reserved
        style = self.style or "form"
        self.effective_style = Style.of(style, self.explode, self.allow_reserved)


@dataclass(eq=False, repr=False)
class Parameter:
    """A parameter (OpenAPI 3.2, Parameter Object).

    Args:
        name: Wire name.
        location: ``in`` of the document.
        type_of: Returns the type.
        style: Parameter style; ``""`` is the default of the location.
        explode: None is the default of the style.
        required: Whether a call must give a value; true for path parameters anyway.
        allow_reserved: Whether reserved characters are not percent-encoded.
        content: Media type of a parameter that has ``content`` instead of a schema.
        encoding: Property -> encoding, of a ``querystring`` parameter.
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
        style = self.style or _DEFAULT_STYLES.get(self.location, "form")
        self.effective_style = Style.of(style, self.explode, self.allow_reserved)


@dataclass(eq=False, repr=False)
class RequestBody:
    """A request body (OpenAPI 3.2, Request Body Object).

    Args:
        content: Media type -> returns the type; the first media type is the default.
        required: Whether a body must be sent; without arguments it is an empty object.
        encoding: Media type -> wire name of a property -> encoding.
    """

    content: Mapping[str, TypeOf]
    required: bool = False
    encoding: Mapping[str, Mapping[str, Encoding]] = field(
        default_factory=dict[str, Mapping[str, Encoding]]
    )

    def __post_init__(self) -> None:
        self.schemas = {media: Schema(type_) for media, type_ in self.content.items()}


@dataclass(eq=False, repr=False)
class ResponseSpec:
    """A documented response (OpenAPI 3.2, Response Object).

    Args:
        content: Media type or range -> returns the type; None without a body.
        headers: Name -> returns the type.
        events: Whether the type of ``text/event-stream`` describes whole events
            (``itemSchema``), not their data.
        others: Like ``content``, for media types left out of the Accept header.
    """

    content: Mapping[str, TypeOf] | None = None
    headers: Mapping[str, TypeOf] | None = None
    events: bool = False
    others: Mapping[str, TypeOf] | None = None

    def __post_init__(self) -> None:
        content, headers = self.content or {}, self.headers or {}
        self.accept = [essence(media) for media in content]
        content = {**content, **(self.others or {})}
        self.schemas = {essence(m): Schema(type_) for m, type_ in content.items()}
        self.header_schemas = {name: Schema(type_) for name, type_ in headers.items()}


@dataclass(eq=False, repr=False)
class ServerVariable:
    """A variable of a server URL (OpenAPI 3.2, Server Variable Object)."""

    default: str
    enum: tuple[str, ...] = ()


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
        server: Server of this operation, unless the client has a ``base_url``.
        server_variables: Variables of the server's URL.
        idempotency_header: Header for an idempotency key; the client fills it with a
            UUID if the caller gives none.
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
        """Return the response documented for a status: exact, range, or default."""
        keys = (str(status), f"{status // 100}XX", "DEFAULT")
        return next((self._specs[key] for key in keys if key in self._specs), None)

    @cached_property
    def successes(self) -> list[ResponseSpec]:
        """The documented 2xx responses, or the default response."""
        found = [spec for key, spec in self._specs.items() if key.startswith("2")]
        return found or [spec for key, spec in self._specs.items() if key == "DEFAULT"]

    @cached_property
    def common_error(self) -> ResponseSpec | None:
        """A documented error response, if all of them have the same types."""
        errors = [spec for key, spec in self._specs.items() if key[0] in "45"]
        types = [{m: s.type for m, s in spec.schemas.items()} for spec in errors]
        alike = bool(types) and all(type_ == types[0] for type_ in types)
        return errors[0] if alike else None

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
        """The path template split at its parameters: literal, name, ..., literal.

        Literals are percent-encoded, and without a fragment.
        """
        parts = re.split(r"\{([^{}]*)\}", self.path)
        for index in range(0, len(parts), 2):
            path, mark, query = parts[index].partition("#")[0].partition("?")
            encoded = quote(path, safe=_UNESCAPED) + mark
            parts[index] = encoded + quote(query, safe=_UNESCAPED + "?")
        return parts


@dataclass(frozen=True)
class RequestOptions:
    """Options of a single call; None is the setting of the client.

    Args:
        timeout: Seconds, or an ``httpx2.Timeout`` with separate limits.
        max_retries: Maximum number of retries.
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
    values: Mapping[str, Any] | None,
) -> str:
    """Return the URL of a server with its variables replaced.

    Args:
        template: URL with ``{name}`` for each variable.
        variables: Name -> declared variable.
        values: Name -> value; a variable without one takes its default.

    Raises:
        ValueError: A variable is not declared, or a value is not in its enum or has
            characters that would change another part of the URL.
    """
    values = values or {}
    for name in values:
        if name not in variables:
            message = f"server_variables: {name} is not a variable of {template}"
            raise ValueError(message)
    url = template
    for name, variable in variables.items():
        value = values.get(name)
        if name in values and variable.enum and value not in variable.enum:
            allowed = ", ".join(variable.enum)
            raise ValueError(f"server_variables: {name}: expected one of {allowed}")
        text = variable.default if value is None else str(value)
        before = url.partition("{" + name + "}")[0]
        in_host = "/" not in before.partition("://")[2]
        # A variable right after the host may be the whole path: "https://host{path}".
        begins_path = in_host and variable.default.startswith("/")
        forbidden = "^(?!/)" if begins_path else "/" if in_host else r"\s"
        documented = text == variable.default or text in variable.enum
        if not documented and re.search(rf"[\s?#@\\\x00-\x1f]|{forbidden}", text):
            raise ValueError(f"server_variables: {name} has a forbidden character")
        url = url.replace("{" + name + "}", text)
    return url
