"""Parameters of the path, and what all parameters of an operation have in common."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic_core import PydanticSerializationError

from .errors import RequestValidationError
from .json_values import UNSET, percent_encode, scalar_text
from .schema import Schema, TypeOf
from .validation import validate

Location: TypeAlias = Literal["path", "query", "header", "cookie", "querystring"]

DOT_SEGMENT = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
"""A path segment ``.`` or ``..``, also percent-encoded (RFC 3986, 5.2.4)."""


class BaseParameter:
    """Base class of parameters (OpenAPI 3.2, Parameter Object)."""

    name: str
    location: Location
    required: bool
    type_of: TypeOf
    keyword: str

    def __post_init__(self) -> None:
        self.schema = Schema(self.type_of)
        self.keyword = self.keyword or self.name
        is_header = self.location == "header"
        self.place = (self.location, self.name.lower() if is_header else self.name)

    def validated(self, value: object) -> Any:
        """Return the JSON value of an argument.

        Raises:
            RequestValidationError: The argument is invalid.
        """
        return self.schema.to_json_value(validate(self.schema, value, self.keyword))

    def add_to(self, encoded: "EncodedParameters", value: Any) -> None:
        """Add what is sent for a JSON value.

        Raises:
            RequestValidationError: The value cannot be sent.
        """
        raise NotImplementedError


@dataclass(eq=False, repr=False)
class PathParameter(BaseParameter):
    """A parameter of the path in the style ``simple``, neither array nor object.

    Args:
        name: Wire name.
        type_of: Returns the type.
        keyword: Name of the argument, unless it is the same.
    """

    name: str
    type_of: TypeOf
    keyword: str = ""
    location = "path"
    required = True

    def add_to(self, encoded: "EncodedParameters", value: Any) -> None:
        encoded.add_path(self.name, percent_encode(scalar_text(value)))


class EncodedParameters:
    """The encoded parameters of a call, by location."""

    def __init__(self) -> None:
        self.path: dict[str, str] = {}
        self.query: list[str] = []
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []
        self.missing: list[BaseParameter] = []
        self.given: set[tuple[str, str]] = set()

    def add(self, parameter: BaseParameter, values: Mapping[str, Any]) -> None:
        """Add a parameter, whose value is one of ``values`` if it is given.

        A required one that is not given is ``missing``, unless a credential gives it.

        Raises:
            RequestValidationError: The value is invalid.
        """
        value = values.get(parameter.name)
        if value is None or value is UNSET:
            if parameter.required:
                self.missing.append(parameter)
            return
        self.given.add(parameter.place)
        try:
            parameter.add_to(self, parameter.validated(value))
        except RequestValidationError as error:
            error.rename({parameter.name.lower(): parameter.keyword})
            raise
        except PydanticSerializationError:
            problem = parameter.keyword, "the value cannot be encoded"
            raise RequestValidationError(problem) from None

    def add_path(self, name: str, text: str) -> None:
        """Add a part of the path, which must not be empty."""
        if not text:
            raise RequestValidationError(f"{name}: must not be empty in the path")
        self.path[name] = text

    def target(self, path_parts: list[str]) -> tuple[str, list[str]]:
        """Return the path, percent-encoded, and the pairs of the query."""
        path = ""
        for index, part in enumerate(path_parts):
            path += self.path.get(part, "") if index % 2 else part
        path, _, fixed_query = path.partition("?")
        if self.path and DOT_SEGMENT.search(path):
            raise RequestValidationError("a path segment must not be '.' or '..'")
        return path, [fixed_query, *self.query] if fixed_query else self.query
