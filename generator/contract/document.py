"""The document: its operations, their security and its references.

The document is OpenAPI 3.2 with JSON Schema 2020-12 schemas, and all its references
are local.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.contract.json_values import (
    as_object,
    escape_token,
    is_object,
    resolve_pointer,
)
from generator.contract.operation import (
    MediaType,
    Operation,
    Parameter,
    Response,
)

__all__ = ["LOCATIONS", "Document"]

LOCATIONS = ("path", "query", "header", "cookie", "querystring")
MAX_REFERENCES = 100
_DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple"}
# Header parameters with these names are ignored (OpenAPI 3.2, 4.12.2.1).
_ANY_TOKEN = "token"
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


@dataclass
class Document:
    """A document and its operations.

    Its methods raise LookupError for an operation or a reference that does not exist.
    """

    root: dict[str, Any]
    not_enforced: Mapping[str, Sequence[str]] = field(
        default_factory=dict[str, Sequence[str]]
    )
    """The keywords that the client leaves to the server, by the pointer of the schema."""
    _operations: dict[tuple[str, str], Operation] = field(
        default_factory=dict[tuple[str, str], Operation]
    )

    @classmethod
    def load(cls, path: Path) -> Document:
        """Read the document from a JSON file, and from another one beside it, if there is
        one, what its client does not check.
        """
        beside = path.with_name("not_enforced.json")
        not_enforced: Any = _read_json(beside) if beside.exists() else {}
        return cls(_read_json(path), not_enforced)

    @property
    def schemes(self) -> dict[str, dict[str, Any]]:
        """The security schemes by key. Where the document has none, clients take a
        bearer token.
        """
        if not self.defines_schemes:
            return {_ANY_TOKEN: {"type": "http", "scheme": "bearer"}}
        defined = self._defined_schemes.items()
        return {key: self.resolve(value)[0] for key, value in defined}

    @property
    def defines_schemes(self) -> bool:
        """Whether the document has security schemes."""
        return bool(self._defined_schemes)

    @property
    def _defined_schemes(self) -> Mapping[str, Any]:
        return _object_at(self.root.get("components"), "securitySchemes")

    def credential_place(self, scheme: str) -> tuple[str, str]:
        """Return location and name of the credential of a security scheme; both are
        empty if requests do not show it.
        """
        described = self.schemes[scheme]
        if described.get("type") == "apiKey":
            return str(described.get("in")), str(described.get("name"))
        is_visible = described.get("type") != "mutualTLS"
        return ("header", "Authorization") if is_visible else ("", "")

    def resolve(self, value: Any, pointer: str = "") -> tuple[Any, str]:
        """Return the target of an object that may be a reference, and its pointer.

        Args:
            value: The object.
            pointer: The pointer of the object itself.
        """
        for _ in range(MAX_REFERENCES):
            if not is_object(value) or not isinstance(value.get("$ref"), str):
                return value, pointer
            pointer = value["$ref"].removeprefix("#")
            value = resolve_pointer(self.root, pointer)
        raise LookupError(f"{pointer}: circular reference")

    def operation(self, method: str, path: str) -> Operation:
        """Return the operation with a method and a path template."""
        key = (method, path)
        if key not in self._operations:
            self._operations[key] = self._operation(method, path)
        return self._operations[key]

    def payload(self, pointer: str) -> str:
        """Return the pointer of the schema of the JSON body that the operation at a
        pointer, that of a webhook or callback, has.
        """
        value = resolve_pointer(self.root, pointer)
        body, at = self.resolve(value.get("requestBody"), f"{pointer}/requestBody")
        media_types = self._media_types(body, at)
        return next((each.schema for each in media_types if each.kind == "json"), "")

    def _operation(self, method: str, path: str) -> Operation:
        # Some documents have paths without a slash at their start.
        paths = self.root["paths"]
        key = path if path in paths else path.removeprefix("/")
        path_item, item_pointer = self.resolve(
            paths[key], f"/paths/{escape_token(key)}"
        )
        pointer = f"{item_pointer}/{method.lower()}"
        if method in _object_at(path_item, "additionalOperations"):
            pointer = f"{item_pointer}/additionalOperations/{escape_token(method)}"
        value = resolve_pointer(self.root, pointer)
        body, body_pointer = self.resolve(
            value.get("requestBody"), f"{pointer}/requestBody"
        )
        idempotent = value.get("x-idempotent")
        parameters = tuple(
            parameter
            for parameter in self._parameters(
                (path_item, item_pointer), (value, pointer)
            )
            if parameter.location != "path" or f"{{{parameter.name}}}" in path
        )
        in_path = {each.name for each in parameters if each.location == "path"}
        return Operation(
            method=method,
            path=_sent_template(path, in_path),
            pointer=pointer,
            parameters=parameters,
            body_required=is_object(body) and body.get("required") is True,
            media_types=tuple(self._media_types(body, body_pointer)),
            responses=tuple(self._responses(value, pointer)),
            security=self._security(value),
            server=self._server(value, path_item),
            is_safe=value.get("x-live-safe", method in ("GET", "HEAD")) is True,
            idempotent=idempotent if isinstance(idempotent, bool) else None,
            is_deprecated=value.get("deprecated") is True,
        )

    def _parameters(self, *owners: tuple[Any, str]) -> Iterator[Parameter]:
        """The parameters of objects with their pointers; later ones override."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner, pointer in owners:
            for index, each in enumerate(owner.get("parameters") or ()):
                parameter = self._parameter(each, f"{pointer}/parameters/{index}")
                if parameter is not None:
                    name, location = parameter.name, parameter.location
                    is_header = location == "header"
                    found[name.lower() if is_header else name, location] = parameter
        yield from found.values()

    def _parameter(self, value: Any, pointer: str) -> Parameter | None:
        value, pointer = self.resolve(value, pointer)
        name, location = value.get("name"), value.get("in")
        if not isinstance(name, str) or location not in LOCATIONS:
            return None
        if location == "header" and not _is_header_name(name):
            return None
        style = value.get("style") or _DEFAULT_STYLES.get(location, "form")
        explode = value.get("explode", style in ("form", "cookie", "deepObject"))
        media_type = next(iter(self._media_types(value, pointer)), None)
        schema = f"{pointer}/schema" if "schema" in value else ""
        examples = tuple(self._examples(value).values())
        content = None
        if media_type is not None and not schema:
            schema, content = media_type.schema, media_type.name
            examples = tuple(media_type.examples.values())
        required = value.get("required") is True or location == "path"
        return Parameter(
            name,
            location,
            required,
            style,
            explode,
            schema,
            content,
            examples,
            value.get("allowReserved") is True,
        )

    def _media_types(self, owner: Any, pointer: str) -> Iterator[MediaType]:
        for name, value in _object_at(owner, "content").items():
            value, at = self.resolve(value, f"{pointer}/content/{escape_token(name)}")
            if not is_object(value) or name.startswith("x-"):
                continue
            yield MediaType(
                name=name,
                schema=f"{at}/schema" if "schema" in value else "",
                examples=self._examples(value),
                encoding=_object_at(value, "encoding"),
                item_schema=self._item_schema(value, at),
                pointer=at,
            )

    def _item_schema(self, value: Any, pointer: str) -> str:
        """The pointer of the schema of a stream's items (4.14.4 Sequential Media
        Types); a schema that is not of an array is the one of its items.
        """
        if "itemSchema" in value:
            return f"{pointer}/itemSchema"
        if "schema" not in value:
            return ""
        schema, at = self.resolve(value["schema"], f"{pointer}/schema")
        return f"{at}/items" if "items" in as_object(schema) else at

    def _examples(self, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "example" in value:
            found["example"] = value["example"]
        for name, example in _object_at(value, "examples").items():
            example, _ = self.resolve(example)
            for key in ("value", "dataValue"):
                if is_object(example) and key in example:
                    found[f"example {name}"] = example[key]
        return found

    def _responses(self, value: Any, pointer: str) -> Iterator[Response]:
        for status, each in _object_at(value, "responses").items():
            at = f"{pointer}/responses/{escape_token(status)}"
            response, at = self.resolve(each, at)
            name = status if status == "default" else status.upper()
            if name == "default" or (len(name) == 3 and name[0] in "12345"):
                media_types = tuple(self._media_types(response, at))
                yield Response(name, media_types, headers=self._headers(response, at))

    def _headers(self, response: Any, pointer: str) -> dict[str, str]:
        """The pointers of the schemas of the headers of a response, by name."""
        found: dict[str, str] = {}
        for name, value in _object_at(response, "headers").items():
            header, at = self.resolve(value, f"{pointer}/headers/{escape_token(name)}")
            if name.lower() != "content-type" and "schema" in as_object(header):
                found[name] = f"{at}/schema"
        return found

    def _security(self, value: Any) -> tuple[tuple[str, ...], ...]:
        requirements = value.get("security", self.root.get("security")) or ()
        if not requirements and not self.defines_schemes:
            return (), (_ANY_TOKEN,)
        return tuple(tuple(each) for each in requirements)

    def _server(self, *owners: Any) -> str:
        for owner in (*owners, self.root):
            for server in owner.get("servers") or ():
                url = str(server.get("url", ""))
                for name, variable in _object_at(server, "variables").items():
                    url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
                return url if "://" in url else ""
        return ""


def _sent_template(path: str, names: set[str]) -> str:
    """Return a path without its fragment, which is not sent, and without what it shows
    of the query, for which it has no names of path parameters.
    """
    whole = re.match(r"((?:\{[^{}]*\}|[^?#])*)(\?(?:\{[^{}]*\}|[^#])*)?", path)
    before, query = whole.groups("") if whole else (path, "")
    before = re.sub(
        r"\{([?&][^{}]*)\}", lambda m: m[0] if m[1] in names else "", before
    )
    pairs = [
        pair
        for pair in query[1:].split("&")
        if names.issuperset(re.findall(r"\{([^{}]*)\}", pair))
    ]
    return f"{before}?{'&'.join(pairs)}" if query and pairs else before


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _object_at(owner: Any, name: str) -> dict[str, Any]:
    """The object that is a member of an object; an empty one if there is none."""
    return as_object(as_object(owner).get(name))


def _is_header_name(name: str) -> bool:
    token = re.fullmatch(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", name)
    return token is not None and name.lower() not in _IGNORED_HEADERS
