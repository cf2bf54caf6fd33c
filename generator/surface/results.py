"""The results of operations: the kinds of methods, and the types that they return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from generator.ir import Api, Content, Operation, Paging, Response
from generator.ir.media_types import is_json
from generator.names import Names
from generator.surface.expressions import ANY, NONE, Expression, Generic, Name, union
from generator.surface.types import AnnotationBuilder

__all__ = [
    "Result",
    "ResultKind",
    "has_download",
    "known_responses",
    "method_result",
    "raised_error",
    "response_contents",
    "result_kinds",
]

ResultKind: TypeAlias = Literal["value", "stream", "pages"]
"""How a method gives its result: as one value, item by item, or as pages of items."""

_NO_CONTENT = frozenset({"204", "205", "304"})
"""Statuses whose responses never have content (RFC 9110, 15.3.5, 15.3.6, 15.4.5)."""

_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a method returns."""

    kind: ResultKind
    value: Expression
    """The type of the value, of an item of the stream, or of a page; None if there is
    no content.
    """
    item: Expression | None = None
    """An item of the pages."""
    page: str | None = None
    """The name of the pages' class, if it is that of a model with its properties."""

    @property
    def is_list(self) -> bool:
        """Whether a page is an array of the items."""
        return self.value == Generic(Name("list"), (self.item or ANY,))

    def page_class(self, *, is_async: bool = False) -> Expression:
        """Return the class of the pages."""
        prefix = "Async" if is_async else ""
        if self.page is not None:
            return Name(f"paged.{prefix}{self.page}")
        item = self.item or ANY
        arguments = (item,) if self.is_list else (item, self.value)
        return Generic(Name(f"{prefix}ListPage"), arguments)

    def annotation(self, *, is_async: bool = False) -> Expression:
        """Return the return annotation of the method."""
        prefix = "Async" if is_async else ""
        match self.kind:
            case "value":
                return self.value
            case "stream":
                return Generic(Name(f"{prefix}Stream"), (self.value,))
            case "pages":
                page = self.page_class(is_async=is_async)
                return Generic(Name("AsyncPages"), (page,)) if is_async else page
            case _:
                assert_never(self.kind)


def result_kinds(operation: Operation) -> tuple[ResultKind, ...]:
    """Return how an operation gives its result; it has a method for each kind."""
    if operation.paging is not None:
        return ("pages",)
    is_stream = {content.is_stream for content in _result_contents(operation)}
    if is_stream == {True, False}:
        return ("value", "stream")
    return ("stream",) if is_stream == {True} else ("value",)


def _result_contents(operation: Operation) -> Iterator[Content]:
    for response in operation.responses:
        if response.is_result:
            yield from response_contents(operation, response)


def response_contents(operation: Operation, response: Response) -> tuple[Content, ...]:
    """Return the content that a response can have; one to HEAD has none (RFC 9110,
    9.3.2).
    """
    is_empty = operation.method == "HEAD" or response.status in _NO_CONTENT
    return () if is_empty else response.contents


def has_download(operation: Operation) -> bool:
    """Return whether the result may be a file: a successful response has content that
    is not JSON, or content that is not documented.
    """
    return operation.method != "HEAD" and any(
        not response.contents
        or not all(is_json(content.media_type) for content in response.contents)
        for response in operation.responses
        if response.is_result and response.status not in _NO_CONTENT
    )


def known_responses(operation: Operation, kind: ResultKind) -> tuple[Response, ...]:
    """Return the responses that a method reads: all errors, and the results of its
    kind.
    """
    if len(result_kinds(operation)) == 1:
        return operation.responses
    return tuple(_of_kind(operation.responses, kind == "stream"))


def _of_kind(responses: Iterable[Response], is_stream: bool) -> Iterator[Response]:
    for response in responses:
        kept = tuple(c for c in response.contents if c.is_stream is is_stream)
        if kept and response.is_result:
            yield replace(response, contents=kept)
        elif not response.is_result or not response.contents:
            yield response


def method_result(
    api: Api, names: Names, operation: Operation, kind: ResultKind
) -> Result:
    """Return what the method of a kind returns."""
    annotations = AnnotationBuilder(api, "open")
    parts: dict[Expression, None] = {}
    is_empty = operation.method == "HEAD"
    for response in known_responses(operation, kind):
        if response.is_result:
            contents = response_contents(operation, response)
            is_empty = is_empty or not contents
            types = (
                c.unwrapped or c.type if kind == "value" else c.type for c in contents
            )
            parts.update({annotations.received(type_): None for type_ in types})
    paging = operation.paging
    item = annotations.annotation(paging.item_type) if paging else None
    value = _value(list(parts), is_empty and kind != "stream")
    return Result(kind, value, item, _page_name(names, paging))


def _page_name(names: Names, paging: Paging | None) -> str | None:
    if paging is None or paging.model is None:
        return None
    is_class = names.page_models.get(paging.model) == paging.items
    return names.types[paging.model] if is_class else None


def _value(parts: list[Expression], or_none: bool) -> Expression:
    if not parts:
        return NONE
    if ANY in parts:
        return ANY
    return union([*parts, NONE] if or_none else parts)


def raised_error(status: str) -> str | None:
    """Return the exception for a documented status; None if it raises none."""
    if status in _ERRORS:
        return _ERRORS[status]
    if status.startswith("5"):
        return "InternalServerError"
    return "APIStatusError" if status.startswith("4") else None
