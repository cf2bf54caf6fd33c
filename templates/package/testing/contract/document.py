"""The document: operations, their parameters, bodies, responses and security.

The document is OpenAPI 3.2 with JSON Schema 2020-12 schemas. Its references lead to
other places of the same document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .kinds import is_array, is_object

__all__ = [
    "Document",
    "Media",
    "Operation",
    "Parameter",
    "Reply",
    "delimiter_of",
    "escape",
    "lookup",
    "split_items",
]

LOCATIONS = ("path", "query", "header", "cookie", "querystring")
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
# Headers that a parameter cannot describe (OpenAPI 3.2, 4.12.2.1).
_OWN_HEADERS = frozenset({"accept", "content-type", "authorization"})


def escape(name: object) -> str:
    """Return a reference token (RFC 6901, 3)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def lookup(root: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer; raises LookupError where there is none."""
    value = root
    for token in pointer.removeprefix("#").split("/")[1:]:
        value = _step(value, token.replace("~1", "/").replace("~0", "~"))
    return value


def _step(value: Any, name: str) -> Any:
    if is_object(value):
        plain = unquote(name)
        return value[plain] if name not in value and plain in value else value[name]
    if is_array(value) and name.isdecimal():
        return value[int(name)]
    raise LookupError(name)


_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_SPLIT = {
    "spaceDelimited": r"%20|\+| ",
    "pipeDelimited": r"%7[Cc]|\|",
    "tabDelimited": r"%09|\t",
}


def delimiter_of(style: str) -> str:
    """Return what a style writes between two items, not encoded."""
    return _DELIMITERS.get(style, ",")


def split_items(style: str, text: str) -> list[str]:
    """Return the items, still encoded, of a text of a path, a query or a form."""
    return re.split(_SPLIT.get(style, ","), text)


def _may_be_header(name: str) -> bool:
    token = re.fullmatch(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", name)
    return token is not None and name.lower() not in _OWN_HEADERS


@dataclass(frozen=True)
class Parameter:
    """A parameter outside the body (OpenAPI 3.2, 4.12 Parameter Object)."""

    name: str
    location: str
    required: bool
    style: str
    explode: bool
    schema: str
    """Pointer of its schema; empty where it has none."""
    content: str | None
    """Media type, for a parameter with ``content``."""
    examples: tuple[Any, ...]
    reserved: bool = False
    """Whether reserved characters and percent-encoded ones stay as they are."""

    @property
    def delimiter(self) -> str:
        """What stands between items and cannot be escaped; empty where nothing."""
        if self.content is not None:
            return ""
        if self.location == "header":
            return delimiter_of(self.style)
        if self.explode:
            return "." if self.style == "label" else ""
        return _DELIMITERS.get(self.style, "")


@dataclass(frozen=True)
class Media:
    """A media type of a body and what it carries (4.14 Media Type Object)."""

    name: str
    schema: str
    examples: Mapping[str, Any]
    encoding: Mapping[str, Mapping[str, Any]]
    item: str = ""
    """Of a stream, the pointer of an item's schema; empty where it has none."""
    is_event: bool = False
    """Whether an item is an event with its fields, not only its data."""
    pointer: str = ""
    """Its own place."""
    is_other: bool = False
    """Whether it is another form of a reply that comes as JSON."""
    is_file: bool = False
    """Whether its schema says that it is a file, of whatever type."""

    @property
    def delimiters(self) -> dict[str, str]:
        """What stands between the items of each property of a form, and cannot be
        escaped there.
        """
        found: dict[str, str] = {}
        for name, encoding in self.encoding.items():
            style = encoding.get("style", "form")
            explode = encoding.get("explode", style in ("form", "deepObject"))
            if self.kind == "multipart" and not explode:
                found[name] = delimiter_of(style)
            elif not explode and style in _DELIMITERS:
                found[name] = _DELIMITERS[style]
        return found

    @property
    def essence(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.name.partition(";")[0].strip().lower()

    @property
    def sent_as(self) -> str:
        """The media type that is sent; any at all is JSON."""
        wide = "*" in self.name and self.kind == "json"
        return "application/json" if wide else self.name

    @property
    def is_stream(self) -> bool:
        """Whether it comes item by item (4.14.4 Sequential Media Types)."""
        lines = ("jsonl", "jsonlines", "ndjson", "json-seq", "stream+json")
        return self.essence == "text/event-stream" or self.essence.endswith(lines)

    @property
    def kind(self) -> str:
        """How it is read: ``json``, ``form``, ``multipart``, ``text`` or ``bytes``."""
        name = self.essence
        if name.endswith(("/json", "+json")) or name in ("*/*", "application/*"):
            return "bytes" if self.is_file else "json"
        if name == "application/x-www-form-urlencoded":
            return "form"
        if name.startswith("multipart/"):
            return "multipart"
        text = name.startswith("text/") or name.endswith(("/xml", "+xml", "yaml"))
        return "text" if text or self.is_stream else "bytes"


@dataclass(frozen=True)
class Reply:
    """A documented response (4.17 Response Object)."""

    status: str
    content: tuple[Media, ...]

    @property
    def is_exact(self) -> bool:
        """Whether it is for one status, not for a range or all others."""
        return self.status.isdigit()


@dataclass(frozen=True)
class Operation:
    """A method on a path (4.10 Operation Object)."""

    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    body_required: bool
    bodies: tuple[Media, ...]
    replies: tuple[Reply, ...]
    security: tuple[tuple[str, ...], ...] | None
    """Alternatives; None where one names a scheme that is not defined."""
    server: str = ""
    """URL of the first server; empty where none is absolute."""
    is_paged: bool = False
    """Whether its results are pages (``x-pagination``)."""
    is_safe: bool = False
    """Whether a call changes nothing: GET, HEAD and what ``x-live-safe`` allows."""

    def repetition(self) -> set[str]:
        """The headers, in lower case, that mark repeated requests as one."""
        names = {p.name.lower() for p in self.among("header")}
        return {name for name in names if "idempoten" in name}

    def among(self, location: str) -> list[Parameter]:
        """The parameters of one location."""
        return [p for p in self.parameters if p.location == location]


@dataclass
class Document:
    """A document and the operations in it.

    Raises LookupError where an operation is asked for that it does not have.
    """

    root: dict[str, Any]
    _found: dict[tuple[str, str], Operation] = field(
        default_factory=dict[tuple[str, str], Operation]
    )

    @classmethod
    def load(cls, path: Path) -> Document:
        """Read the document from a JSON file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @property
    def schemes(self) -> dict[str, dict[str, Any]]:
        """The security schemes by key."""
        found = self._members(self.root.get("components"), "securitySchemes")
        return {key: self.follow(value, "")[0] for key, value in found.items()}

    def follow(self, value: Any, pointer: str) -> tuple[Any, str]:
        """Return what an object that may be a reference stands for, and its place."""
        for _ in range(100):
            if not is_object(value) or not isinstance(value.get("$ref"), str):
                return value, pointer
            pointer = value["$ref"].removeprefix("#")
            value = lookup(self.root, pointer)
        raise LookupError(f"{pointer} is a circle of references")

    def operation(self, method: str, path: str) -> Operation:
        """Return the operation with a method and a path template."""
        key = (method, path)
        if key not in self._found:
            self._found[key] = self._operation(method, path)
        return self._found[key]

    def _operation(self, method: str, path: str) -> Operation:
        item, at = self.follow(self.root["paths"][path], f"/paths/{escape(path)}")
        extra = self._members(item, "additionalOperations")
        place = f"{at}/{method.lower()}"
        if method in extra:
            place = f"{at}/additionalOperations/{escape(method)}"
        value = lookup(self.root, place)
        body, body_at = self.follow(value.get("requestBody"), f"{place}/requestBody")
        return Operation(
            method,
            path,
            place,
            tuple(
                parameter
                for parameter in self._parameters(item, at, value, place)
                if parameter.location != "path" or f"{{{parameter.name}}}" in path
            ),
            is_object(body) and body.get("required") is True,
            tuple(self._media(body, body_at)),
            tuple(self._replies(value, place)),
            self._security(value),
            self._server(value, item),
            "x-pagination" in value,
            value.get("x-live-safe", method in ("GET", "HEAD")) is True,
        )

    def _parameters(
        self, item: Any, item_at: str, value: Any, at: str
    ) -> Iterator[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for owner, place in ((item, item_at), (value, at)):
            for index, each in enumerate(owner.get("parameters") or ()):
                parameter = self._parameter(each, f"{place}/parameters/{index}")
                if parameter is not None:
                    found[parameter.name, parameter.location] = parameter
        yield from found.values()

    def _parameter(self, value: Any, pointer: str) -> Parameter | None:
        value, pointer = self.follow(value, pointer)
        name, location = value.get("name"), value.get("in")
        if not isinstance(name, str) or location not in LOCATIONS:
            return None
        if location == "header" and not _may_be_header(name):
            return None
        style = value.get("style") or _STYLES.get(location, "form")
        explode = value.get("explode", style in ("form", "cookie", "deepObject"))
        media = next(iter(self._media(value, pointer)), None)
        schema = f"{pointer}/schema" if "schema" in value else ""
        examples = tuple(self._examples(value).values())
        if media is not None and not schema:
            schema, examples = media.schema, tuple(media.examples.values())
            content = media.name
        else:
            content = None
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

    def _media(self, owner: Any, pointer: str) -> Iterator[Media]:
        for name, value in self._members(owner, "content").items():
            at = f"{pointer}/content/{escape(name)}"
            value, at = self.follow(value, at)
            if not is_object(value) or name.startswith("x-"):
                continue
            schema = f"{at}/schema" if "schema" in value else ""
            encoding = self._members(value, "encoding")
            examples = self._examples(value)
            item, is_event = self._item(value, at)
            said, _ = self.follow(value.get("schema"), schema)
            is_file = is_object(said) and said.get("format") == "binary"
            yield Media(
                name,
                schema,
                examples,
                encoding,
                item,
                is_event,
                at,
                is_file=is_file and said.get("type") == "string",
            )

    def _item(self, value: Any, at: str) -> tuple[str, bool]:
        """The schema of an item of a sequence (4.14.4 Sequential Media Types), and
        whether it is that of a whole event.
        """
        if "itemSchema" in value:
            return f"{at}/itemSchema", True
        if "schema" not in value:
            return "", False
        schema, place = self.follow(value["schema"], f"{at}/schema")
        if is_object(schema) and "items" in schema:
            return f"{place}/items", True
        names = set(self._members(schema, "properties"))
        return place, "data" in names and names <= {"data", "event", "id", "retry"}

    def _examples(self, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "example" in value:
            found["example"] = value["example"]
        for name, example in self._members(value, "examples").items():
            example, _ = self.follow(example, "")
            for key in ("value", "dataValue"):
                if is_object(example) and key in example:
                    found[f"example {name}"] = example[key]
        return found

    def _replies(self, value: Any, pointer: str) -> Iterator[Reply]:
        for status, each in self._members(value, "responses").items():
            reply, at = self.follow(each, f"{pointer}/responses/{escape(status)}")
            name = status if status == "default" else status.upper()
            if name == "default" or (len(name) == 3 and name[0] in "12345"):
                yield Reply(name, tuple(self._media_of(reply, at)))

    def _media_of(self, reply: Any, at: str) -> Iterator[Media]:
        """The media types of a reply. One that has the schema that JSON has as well,
        where that is of more than a text, need not be asked for.
        """
        every = list(self._media(reply, at))
        data = [
            lookup(self.root, media.schema)
            for media in every
            if media.kind == "json" and self._is_structured(media)
        ]
        for media in every:
            may_be = media.kind != "json" and not media.is_stream and media.schema
            is_other = may_be and lookup(self.root, media.schema) in data
            yield replace(media, is_other=True) if is_other else media

    def _is_structured(self, media: Media) -> bool:
        if not media.schema:
            return False
        schema, _ = self.follow(lookup(self.root, media.schema), media.schema)
        if not is_object(schema):
            return False
        kinds = schema.get("type", [])
        if kinds:
            named = set(kinds if is_array(kinds) else [kinds])
            return not named <= {"string", "integer", "number", "boolean", "null"}
        parts = ("properties", "items", "prefixItems", "allOf", "oneOf", "anyOf")
        return any(part in schema for part in parts)

    def _security(self, value: Any) -> tuple[tuple[str, ...], ...] | None:
        listed = value.get("security", self.root.get("security")) or ()
        known = self.schemes
        if any(key not in known for each in listed for key in each):
            return None
        return tuple(tuple(each) for each in listed)

    def _server(self, *owners: Any) -> str:
        for owner in (*owners, self.root):
            for server in owner.get("servers") or ():
                url = str(server.get("url", ""))
                for name, variable in self._members(server, "variables").items():
                    url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
                return url if "://" in url else ""
        return ""

    @staticmethod
    def _members(owner: Any, name: str) -> dict[str, Any]:
        members = owner.get(name) if is_object(owner) else None
        return members if is_object(members) else {}
