"""Make up responses with a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from generator import ir
from generator.document.pointer import MISSING, child, deref, lookup, split
from generator.emit.sample_json import compact
from generator.emit.sample_nodes import documented_examples, media_type_of, member
from generator.emit.sample_values import NoValueError, ValueSampler
from generator.ir.media_types import essence, is_event_stream, is_json, is_range
from generator.surface import Method, Package, response_contents

__all__ = ["ResponseSampler", "SampleResponse"]

MAX_EXAMPLE_LENGTH = 2_000
"""Longer examples are no help in a test or on a line."""
_RANGES = {"audio": "mpeg", "image": "png", "text": "plain", "video": "mp4"}
"""A subtype of each range of media types."""


@dataclass(frozen=True, slots=True)
class SampleResponse:
    """A response with a result of the method."""

    status: int
    media_type: str
    """The media type of the content; "" if there is none."""
    content: str
    is_certain: bool = True
    """Whether it is known that the document allows it."""


class ResponseSampler:
    """Makes up responses that a document describes."""

    def __init__(self, package: Package, document: dict[str, Any]) -> None:
        self._document = document
        self._received = ValueSampler(package.api, document, is_sent=False)

    def responses(self, method: Method) -> Iterator[SampleResponse]:
        """Yield responses with a result of a method, JSON first."""
        self._received.start()
        results = [each for each in method.responses if each.is_result]
        for response in results:
            yield from self._contents(
                method.operation, response, _status(response.status)
            )
        if not results:
            yield SampleResponse(200, "", "")

    def _contents(
        self, operation: ir.Operation, response: ir.Response, status: int
    ) -> Iterator[SampleResponse]:
        contents = response_contents(operation, response)
        if not contents:
            yield SampleResponse(status, "", "")
        pointer = child(f"{operation.pointer}/responses", response.status)
        node = deref(self._document, lookup(self._document, pointer))
        for content in sorted(contents, key=lambda c: not is_json(c.media_type)):
            media = media_type_of(self._document, node, content.media_type)
            try:
                text = self._content(content, media, operation.paging)
            except (NoValueError, RecursionError):
                continue
            certain = self._received.is_certain
            yield SampleResponse(status, _media_type(content), text, certain)

    def _content(
        self, content: ir.Content, media: Any, paging: ir.Paging | None
    ) -> str:
        if content.is_stream:
            schema = member(media, "itemSchema")
            values = self._received.values(content.type, schema)
            if content.is_event:
                values = (each for each in values if isinstance(each, dict))
            value = self._received.first_valid(values, schema)
            return _item(value, content)
        schema = member(media, "schema")
        examples = (
            example
            for example in documented_examples(self._document, media)
            if len(compact(example)) <= MAX_EXAMPLE_LENGTH
        )
        # With all its properties, an object shows that there is a new one.
        given = chain(examples, self._received.complete(content.type))
        values = self._received.values(content.type, schema, given)
        if paging is not None:
            values = chain.from_iterable(_last_pages(each, paging) for each in values)
        try:
            value = self._received.first_valid(values, schema)
        except NoValueError:
            if is_json(content.media_type):
                raise
            # The text of a number or boolean is text to the client.
            value = self._received.first_valid((1, 1.5, True), schema)
        if isinstance(value, bytes):
            return value.decode()
        if isinstance(value, str) and not is_json(content.media_type):
            return value
        return compact(value)


def _last_pages(page: Any, paging: ir.Paging) -> Iterator[Any]:
    """Yield a page as the last one, in the ways in which a page may tell that, then as it
    is. A fake server answers with the same page whatever is asked for.
    """
    if paging.more:
        page = _replaced(page, split(f"#{paging.more}"), False)
        yield page
    ends: tuple[Any, ...] = ([],)
    place = paging.items
    is_in_item = paging.next.startswith(f"{paging.items}/")
    if paging.next and not is_in_item:
        ends, place = (None, MISSING, "", False), paging.next
    if paging.kind != "link" and not paging.header:
        for end in ends:
            yield _replaced(page, split(f"#{place}"), end)
    yield page


def _replaced(value: Any, path: list[str], other: Any) -> Any:
    """Return a value with another one at a path, if the path is there; without it for
    MISSING.
    """
    if not path or not isinstance(value, dict) or path[0] not in value:
        return value if path else other
    inner = _replaced(value[path[0]], path[1:], other)
    kept = {name: each for name, each in value.items() if name != path[0]}
    return kept if inner is MISSING else {**value, path[0]: inner}


def _item(value: Any, content: ir.Content) -> str:
    """Return a stream of one item (OpenAPI 3.2, 4.14.4)."""
    media_type = content.media_type
    if not is_event_stream(media_type):
        separator = "\x1e" if essence(media_type).endswith("json-seq") else ""
        return f"{separator}{compact(value)}\n"
    fields = value if content.is_event else {"data": value}
    lines = (
        f"{name}: {each if isinstance(each, str) else compact(each)}\n"
        for name, each in fields.items()
    )
    return "".join(chain(lines, "\n"))


def _status(documented: str) -> int:
    """Return a status that a documented one, a range or the default stands for."""
    digits = documented.upper().replace("X", "0")
    return int(digits) if digits.isdigit() else 200


def _media_type(content: ir.Content) -> str:
    """Return a media type that a content matches."""
    if not is_range(content.media_type):
        return content.media_type
    if is_json(content.media_type) and not isinstance(content.type, ir.BinaryType):
        return "application/json"
    main = content.media_type.partition("/")[0]
    return f"{main}/{_RANGES[main]}" if main in _RANGES else "application/octet-stream"
