"""Parameters of operations: their description, and how their values are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .errors import RequestValidationError
from .json_values import UNSET, dump_json, essence, is_json
from .schema import Schema, TypeOf
from .styles import Style, cookie_pairs, header_text, path_text, query_pairs
from .validation import validate

Location: TypeAlias = Literal["path", "query", "header", "cookie", "querystring"]
_DEFAULT_STYLES = {"path": "simple", "header": "simple"}

_DOT_SEGMENT = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
"""A path segment ``.`` or ``..``, also percent-encoded (RFC 3986, 5.2.4)."""


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
    """

    name: str
    location: Location
    type_of: TypeOf
    style: str = ""
    explode: bool | None = None
    required: bool = False
    allow_reserved: bool = False
    content: str | None = None

    def __post_init__(self) -> None:
        self.schema = Schema(self.type_of)
        style = self.style or _DEFAULT_STYLES.get(self.location, "form")
        self.effective_style = Style.of(style, self.explode, self.allow_reserved)
        is_header = self.location == "header"
        self.place = (self.location, self.name.lower() if is_header else self.name)

    def validated(self, value: object) -> Any:
        """Return the JSON value of an argument; with ``content``, its text.

        Raises:
            RequestValidationError: The argument is invalid.
        """
        valid = validate(self.schema, value, self.name)
        json = self.schema.to_json_value(valid)
        if self.content is None:
            return json
        if is_json(essence(self.content)) or not isinstance(json, str):
            return dump_json(json, ascii=self.location == "header")
        return json

    def query_pairs(self, value: Any) -> list[str]:
        """Return the ``name=value`` pairs of a JSON value in the query."""
        return query_pairs(self.name, value, self.effective_style)


class EncodedParameters:
    """The encoded parameters of a call, by location."""

    def __init__(self) -> None:
        self.path: dict[str, str] = {}
        self.query: list[str] = []
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []
        self.missing: list[Parameter] = []
        self.given: set[tuple[str, str]] = set()

    def add(self, parameter: Parameter, values: Mapping[str, Any]) -> None:
        """Add a parameter, whose value is one of ``values`` if it is given.

        A required one that is not given is ``missing``, unless a credential gives it.

        Raises:
            RequestValidationError: The value is invalid.
        """
        name, style = parameter.name, parameter.effective_style
        value = values.get(name)
        if value is None or value is UNSET:
            if parameter.required or parameter.location == "path":
                self.missing.append(parameter)
            return
        self.given.add(parameter.place)
        value = parameter.validated(value)
        match parameter.location:
            case "path":
                self.path[name] = path_text(name, value, style)
                if not self.path[name]:
                    raise RequestValidationError(
                        f"{name}: must not be empty in the path"
                    )
            case "query" | "querystring":
                self.query += parameter.query_pairs(value)
            case "header":
                self.headers[name] = header_text(name, value, style)
            case "cookie":
                pairs = cookie_pairs(name, value, style)
                if any(re.search(r"[;\x00-\x1f\x7f]", pair) for pair in pairs):
                    raise RequestValidationError(
                        f"{name}: forbidden character in a cookie"
                    )
                self.cookies += pairs

    def target(self, path_parts: list[str]) -> tuple[str, list[str]]:
        """Return the path, percent-encoded, and the pairs of the query."""
        path = ""
        for index, part in enumerate(path_parts):
            path += self.path.get(part, "") if index % 2 else part
        path, _, fixed_query = path.partition("?")
        if self.path and _DOT_SEGMENT.search(path):
            raise RequestValidationError("a path segment must not be '.' or '..'")
        return path, [fixed_query, *self.query] if fixed_query else self.query
