"""Parameters in all locations and styles."""

import re
from dataclasses import dataclass
from typing import Any

from .errors import RequestValidationError
from .json_values import dump_json, essence, is_json
from .path_parameters import BaseParameter, EncodedParameters, Location
from .schema import TypeOf
from .styles import Style, cookie_pairs, header_text, path_text, query_pairs

_DEFAULT_STYLES = {"path": "simple", "header": "simple"}


@dataclass(eq=False, repr=False)
class Parameter(BaseParameter):
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
        keyword: Name of the argument, unless it is the same.
    """

    name: str
    location: Location
    type_of: TypeOf
    style: str = ""
    explode: bool | None = None
    required: bool = False
    allow_reserved: bool = False
    content: str | None = None
    keyword: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.required |= self.location == "path"
        style = self.style or _DEFAULT_STYLES.get(self.location, "form")
        self.effective_style = Style.of(style, self.explode, self.allow_reserved)

    def validated(self, value: object) -> Any:
        """Return the JSON value of an argument; with ``content``, its text."""
        json = super().validated(value)
        if self.content is None:
            return json
        if is_json(essence(self.content)) or not isinstance(json, str):
            return dump_json(json, ascii=self.location == "header")
        return json

    def add_to(self, encoded: EncodedParameters, value: Any) -> None:
        name, style = self.name, self.effective_style
        match self.location:
            case "path":
                encoded.add_path(name, path_text(name, value, style))
            case "query" | "querystring":
                encoded.query += self.query_pairs(value)
            case "header":
                encoded.headers[name] = header_text(name, value, style)
            case "cookie":
                pairs = cookie_pairs(name, value, style)
                if any(re.search(r"[;\x00-\x1f\x7f]", pair) for pair in pairs):
                    raise RequestValidationError(
                        f"{name}: forbidden character in a cookie"
                    )
                encoded.cookies += pairs

    def query_pairs(self, value: Any) -> list[str]:
        """Return the ``name=value`` pairs of a JSON value in the query."""
        return query_pairs(self.name, value, self.effective_style)
