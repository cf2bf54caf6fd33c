"""Operations as a document describes them: parameters, media types and responses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.contract.case import Case
from generator.contract.json_values import as_object

__all__ = [
    "MediaType",
    "Operation",
    "Parameter",
    "Response",
    "delimiter_of",
    "media_type_identity",
    "split_items",
]

Security = tuple[tuple[str, ...], ...]
"""Alternative sets of security schemes."""

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_DELIMITER_PATTERNS = {
    "spaceDelimited": r"%20|\+| ",
    "pipeDelimited": r"%7[Cc]|\|",
    "tabDelimited": r"%09|\t",
}
_STREAM_SUFFIXES = ("jsonl", "jsonlines", "ndjson", "json-seq", "stream+json")


def delimiter_of(style: str) -> str:
    """Return the unencoded delimiter between the items of a serialization style."""
    return _DELIMITERS.get(style, ",")


def split_items(style: str, text: str) -> list[str]:
    """Split the encoded text of a path, a query or a form into its encoded items."""
    return re.split(_DELIMITER_PATTERNS.get(style, ","), text)


def media_type_identity(name: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return what tells a media type from others: its name in lower case, and its
    parameters but for the charset and a weight (RFC 9110, 5.6.6 and 8.3.1).
    """
    pattern = r';\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))'
    parameters = frozenset(
        (key.lower(), (re.sub(r"\\(.)", r"\1", quoted) or plain.strip()).lower())
        for key, quoted, plain in re.findall(pattern, name)
        if key.lower() not in ("charset", "q")
    )
    return name.partition(";")[0].strip().lower(), parameters


def _is_text(name: str) -> bool:
    return name.startswith("text/") or name.endswith(("/xml", "+xml", "yaml"))


@dataclass(frozen=True)
class Parameter:
    """A parameter outside the body (OpenAPI 3.2, 4.12 Parameter Object)."""

    name: str
    location: str
    required: bool
    style: str
    explode: bool
    schema: str
    """Pointer of the schema; empty if the parameter has none."""
    content: str | None
    """Media type of a parameter with ``content``."""
    examples: tuple[Any, ...]
    allows_reserved: bool = False
    """Whether reserved and percent-encoded characters are sent unchanged."""
    credentials: frozenset[str] = frozenset()
    """The security schemes whose credential is sent where no argument is given."""
    flag: bool | None = None
    """The only value that the method takes, true in each call; None for any."""

    def decided(self, case: Case) -> Parameter:
        """Return the parameter with what the generator decided about it."""
        key = f"{self.location}.{self.name}"
        flag = case.flags.get(key)
        return replace(
            self,
            credentials=frozenset(case.credentials.get(key, ())),
            flag=flag,
            required=self.required or flag is True,
        )

    @property
    def is_empty_for_empty_text(self) -> bool:
        """Whether an empty string leaves nothing of a path parameter."""
        has_prefix = self.style in ("matrix", "label") or self.content is not None
        return self.location == "path" and not has_prefix

    @property
    def is_json(self) -> bool:
        """Whether the value is written as JSON."""
        name = (self.content or "").partition(";")[0].strip().lower()
        return name.endswith("json")

    @property
    def delimiter(self) -> str:
        """The delimiter that items cannot contain, because it has no escape; empty if
        items may contain anything.
        """
        if self.content is not None:
            return ""
        if self.location == "header":
            return delimiter_of(self.style)
        if self.explode:
            return "." if self.style == "label" else ""
        return _DELIMITERS.get(self.style, "")


@dataclass(frozen=True)
class MediaType:
    """A media type of a body and its content (4.14 Media Type Object)."""

    name: str
    schema: str
    """Pointer of the schema; empty if the media type has none."""
    examples: Mapping[str, Any]
    encoding: Mapping[str, Mapping[str, Any]]
    item_schema: str = ""
    """Pointer of the schema of a stream's items; empty if there is none."""
    has_events: bool = False
    """Whether the items are whole events, not only their data."""
    pointer: str = ""
    sent_name: str = ""
    """The media type to send, where this is a range."""
    is_whole: bool = False
    """Whether the body is one argument, and its properties are not."""
    raw: tuple[str, ...] = ()
    """The properties of a form whose texts are JSON already, if that is their type."""
    is_alternative: bool = False
    """Whether the client reads it but does not ask for it."""
    is_binary: bool = False
    """Whether its content is bytes, whatever the name says."""

    def decided(self, case: Case) -> MediaType:
        """Return the media type with what the generator decided about it."""
        sent_name = case.sent_as.get(self.name, self.name)
        return replace(
            self,
            sent_name=sent_name,
            is_whole=self.name in case.whole or sent_name in case.whole,
            raw=case.raw,
            has_events=case.events,
            is_alternative=self.name in case.alternatives,
            is_binary=self.name in case.binary,
        )

    def serialization(self, name: str) -> tuple[str, bool] | None:
        """Return style and explode of a form property; None if its encoding object has
        none of ``style``, ``explode`` and ``allowReserved`` (4.15.1.2).
        """
        encoding = self.encoding.get(name, {})
        if not {"style", "explode", "allowReserved"} & encoding.keys():
            return None
        return _serialization(encoding)

    def has_json(self, name: str) -> bool:
        """Return whether the items of a form property are JSON texts by its encoding."""
        content_type = str(self.encoding.get(name, {}).get("contentType") or "")
        media_type = content_type.partition(";")[0].strip().lower()
        is_json = media_type.endswith(("/json", "+json")) and "," not in content_type
        return is_json and name not in self.raw and self.serialization(name) is None

    @property
    def delimiters(self) -> dict[str, str]:
        """The delimiters that the items of form properties cannot contain, by property."""
        found: dict[str, str] = {}
        for name, encoding in self.encoding.items():
            style, explode = _serialization(encoding)
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
    def identity(self) -> tuple[str, frozenset[tuple[str, str]]]:
        """What tells it from other media types."""
        return media_type_identity(self.name)

    @property
    def is_stream(self) -> bool:
        """Whether it is read item by item (4.14.4 Sequential Media Types)."""
        essence = self.essence
        return essence == "text/event-stream" or essence.endswith(_STREAM_SUFFIXES)

    @property
    def is_lines(self) -> bool:
        """Whether it is a sequence of JSON texts."""
        return self.is_stream and self.essence != "text/event-stream"

    @property
    def kind(self) -> str:
        """The codec: ``json``, ``form``, ``multipart``, ``text`` or ``bytes``."""
        name = self.essence
        if self.is_binary:
            return "bytes"
        if name in ("*/*", "application/*") or name.endswith(("/json", "+json")):
            return "json"
        if name == "application/x-www-form-urlencoded":
            return "form"
        if name.startswith("multipart/"):
            return "multipart"
        return "text" if _is_text(name) or self.is_stream else "bytes"

    def transfer_encoding(self, name: str) -> str:
        """Return the only ``Content-Transfer-Encoding`` of a part; empty without one."""
        headers = as_object(self.encoding.get(name, {}).get("headers"))
        for header, value in headers.items():
            if header.lower() == "content-transfer-encoding":
                schema = as_object(as_object(value).get("schema"))
                values = [schema.get("const"), *(schema.get("enum") or ())]
                return str(next((each for each in values if each), "")).lower()
        return ""

    def includes(self, content_type: str) -> bool:
        """Return whether a Content-Type header is of this media type or range."""
        received = content_type.partition(";")[0].strip().lower()
        prefix, wildcard, _ = self.essence.partition("*")
        return received.startswith(prefix) if wildcard else received == self.essence

    def sends_text(self, value: Any) -> bool:
        """Return whether a request has a value as plain text, because this is a range
        that has both plain text and JSON, and the client decides by the value.
        """
        is_open = self.essence == self.sent_name == "*/*" and not self.is_binary
        return is_open and isinstance(value, str)

    def is_sent_as(self, content_type: str) -> bool:
        """Return whether a client may send a Content-Type header: this media type with
        its parameters, or one in this range.
        """
        name = self.sent_name or self.name
        if "*" in name:
            return self.includes(content_type) and "*" not in content_type
        if self.kind == "multipart":
            return self.includes(content_type)
        return content_type == name

    @property
    def needs_name(self) -> bool:
        """Whether a call has to name the media type, because a range leaves it open."""
        return self.kind != "json" and "*" in self.name and "*" not in self.sent_name

    @property
    def is_form(self) -> bool:
        """Whether the body is a form, URL-encoded or multipart."""
        return self.kind in ("form", "multipart")

    @property
    def is_plain_text(self) -> bool:
        """Whether it is text without a syntax that tells numbers from strings."""
        name = self.essence
        is_text = self.kind == "text" and name.startswith("text/")
        return is_text and not (self.is_stream or name.endswith(("xml", "yaml")))

    @property
    def is_opaque(self) -> bool:
        """Whether a client passes the body through as text or bytes."""
        return self.kind in ("text", "bytes")


def _security(documented: Security | None, case: Case) -> Security | None:
    """Return the alternatives that the client signs with: a server on another origin
    gets no credentials.
    """
    if "://" in case.server:
        return ()
    return None if case.all_credentials else documented


def _serialization(encoding: Mapping[str, Any]) -> tuple[str, bool]:
    style = encoding.get("style", "form")
    return style, encoding.get("explode", style in ("form", "deepObject"))


@dataclass(frozen=True)
class Response:
    """A documented response (4.17 Response Object)."""

    status: str
    content: tuple[MediaType, ...]
    is_result: bool = False
    """Whether a call returns it instead of raising."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """The pointers of the schemas of its headers, by name."""

    def decided(self, case: Case) -> Response:
        """Return the response with what the generator decided about it."""
        results = case.results or ("2",)
        return replace(
            self,
            content=tuple(each.decided(case) for each in self.content),
            is_result=self.status.startswith(results),
        )

    def media_type(self, content_type: str) -> MediaType | None:
        """Return the best media type for a Content-Type header; None if there is none."""
        parameters = media_type_identity(content_type)[1]
        return min(
            (each for each in self.content if each.includes(content_type)),
            key=lambda m: ("*" in m.name, len(m.identity[1] ^ parameters)),
            default=None,
        )

    @property
    def has_exact_status(self) -> bool:
        """Whether it is for one status, not for a range or the default."""
        return self.status.isdigit()


@dataclass(frozen=True)
class Operation:
    """A method of a path (4.10 Operation Object)."""

    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    body_required: bool
    media_types: tuple[MediaType, ...]
    """The media types of the request body."""
    responses: tuple[Response, ...]
    security: Security | None
    """Alternative sets of security schemes; None for all that there are."""
    server: str = ""
    """URL of the first server; empty if it is not absolute."""
    own_server: str = ""
    """Its own server, which a base URL does not replace; relative to the base URL."""
    is_safe: bool = False
    """Whether it changes nothing: GET, HEAD and operations with ``x-live-safe``."""
    idempotent: bool | None = None
    """``x-idempotent``; None for what the method says."""
    is_deprecated: bool = False
    sends_body: bool = False
    """Whether each call sends a body."""
    constants: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """The properties of the body that each call sends, with their values."""
    flags: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """The only values that the method takes for properties of the body."""
    idempotency_header: str = ""
    """The header, in lower case, with a key that the client makes up."""

    @property
    def takes_media_type(self) -> bool:
        """Whether calls choose a media type, by the argument ``content_type``."""
        return len(self.media_types) > 1 or any(m.needs_name for m in self.media_types)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its server has another origin than the base URL of the client."""
        return "://" in self.own_server

    def parameters_in(self, location: str) -> list[Parameter]:
        """Return the parameters of one location."""
        return [p for p in self.parameters if p.location == location]

    def needs(self, parameter: Parameter, *, any_credentials: bool = True) -> bool:
        """Return whether a call must give a parameter: the client makes up a key that
        identifies retries, and sends a credential in the place of a parameter.

        Args:
            any_credentials: Whether it must with the credentials of some alternative,
                not with those of each.
        """
        if parameter.name.lower() == self.idempotency_header:
            return False
        if not parameter.credentials or not parameter.required:
            return parameter.required
        alternatives = filter(None, self.security or ())
        return any_credentials and any(
            map(parameter.credentials.isdisjoint, alternatives)
        )

    @property
    def path_parameters(self) -> list[Parameter]:
        """The path parameters, in the order of the template."""
        in_path = self.parameters_in("path")
        return sorted(in_path, key=lambda each: self.path.find(f"{{{each.name}}}"))

    @property
    def results(self) -> list[Response]:
        """The responses that a call returns instead of raising."""
        return [each for each in self.responses if each.is_result]

    def decided(self, case: Case) -> Operation:
        """Return the operation with what the generator decided about it."""
        # Of a range and a media type that is sent instead of it, the first one counts.
        sent: dict[str, MediaType] = {}
        for each in self.media_types:
            sent.setdefault(case.sent_as.get(each.name, each.name), each.decided(case))
        return replace(
            self,
            media_types=tuple(sent.values()),
            responses=tuple(each.decided(case) for each in self.responses),
            security=_security(self.security, case),
            own_server=case.server,
            parameters=tuple(each.decided(case) for each in self.parameters),
            sends_body=self.body_required or case.sends_body,
            constants=case.constants,
            flags={
                name: value
                for key, value in case.flags.items()
                for location, _, name in [key.partition(".")]
                if location == "body"
            },
            idempotency_header=case.idempotency.lower(),
        )

    def documents(self, status: str) -> bool:
        """Return whether the document lists exactly this status."""
        return any(each.status == status for each in self.responses)

    def response_for(self, status: int) -> Response | None:
        """Return the response of the status, of its range, or the default.

        The default beside documented successes is that of errors.
        """
        keys = [str(status), f"{status // 100}XX", "default"]
        if 200 <= status < 300 and any(r.status[0] == "2" for r in self.responses):
            keys.remove("default")
        for key in keys:
            for each in self.responses:
                if each.status == key:
                    return each
        return None

    def status_of(self, response: Response) -> int:
        """Return a status that a response is for."""
        if response.has_exact_status:
            return int(response.status)
        first = "2" if response.status == "default" else response.status[0]
        statuses = (int(first) * 100 + offset for offset in (0, 1, 2, 3, 6, 99))
        return next(each for each in statuses if not self.documents(str(each)))
