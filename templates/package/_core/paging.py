"""Pagination: iterates over the items of all pages."""

# Iterators over pages use the private methods of their client.
# pyright: reportPrivateUsage=false

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, Unpack, cast

import httpx2
from pydantic import BaseModel
from pydantic_core import from_json

from .client_core import ClientCore
from .errors import APIError, ResponseValidationError, response_message
from .json_values import UNSET, essence, is_array, is_json, is_object
from .model import wire_names
from .next_page import follow_url, link_to_next, set_parameter
from .operation import Operation
from .process import Unshared
from .request import Arguments, Call
from .response import Response
from .sync_bridge import iterate_sync

Item = TypeVar("Item")
Page = TypeVar("Page")
_MAX_EMPTY_PAGES = 1000


@dataclass(eq=False, repr=False)
class Paging(Generic[Item]):
    """How to find the next page of an operation.

    Args:
        kind: ``cursor`` and ``url`` are values in the page or in a header, ``link`` is
            in the ``Link`` header (RFC 8288), ``offset`` counts items, ``page`` counts
            pages.
        items: JSON pointer (RFC 6901) of the items in a page; ``""`` is the whole page.
        parameter: Parameter for the cursor, offset or page number.
        next: JSON pointer of the next cursor or URL in a page.
        first: Number of the first page.
        location: Where the parameter is sent; in the body it is a JSON pointer.
        header: Response header with the next cursor or URL, instead of ``next``.
        more: JSON pointer of the flag that is false in the last page.

    In all pointers, ``-1`` is the last element of an array.
    """

    kind: Literal["cursor", "offset", "page", "url", "link"]
    items: str = ""
    parameter: str = ""
    next: str = ""
    first: int = 1
    location: Literal["query", "header", "body"] = "query"
    header: str = ""
    more: str = ""

    def items_of(self, page: object) -> list[Item]:
        """Return the items of a page; an empty list if the page has none."""
        found = resolve_pointer(page, self.items)
        return cast("list[Item]", found) if is_array(found) else []

    def next_page(self, page: object, response: httpx2.Response, current: Any) -> Any:
        """Return the URL of the next page or the parameter's value, or None at the end.

        Args:
            page: Decoded page.
            response: Its response.
            current: Value of the parameter for this page.

        Raises:
            APIError: The value cannot be read.
        """
        more = resolve_pointer(page, self.more) if self.more else None
        if more is False or more in (0, "false", "False"):
            return None
        if self.kind == "link":
            return link_to_next(response.headers.get("link", ""))
        if self.kind in ("cursor", "url"):
            found = self._next_value(page, response)
            return None if found is False or found in (None, "", [], {}) else found
        count = len(self.items_of(page))
        if not count and not more:
            return None
        if self.kind == "offset":
            return _integer(current, 0) + count
        return _integer(current, self.first) + 1

    def _next_value(self, page: object, response: httpx2.Response) -> Any:
        if self.header:
            return response.headers.get(self.header, "").strip()
        found = resolve_pointer(page, self.next)
        if found is None or type(found) in (str, int, bool):
            return found
        try:  # Decoding may have changed it, for example a date; send it as it came.
            return resolve_pointer(from_json(response.content), self.next)
        except ValueError:
            raise APIError("the cursor of the next page cannot be read") from None


class _PageIterator(Unshared, Generic[Item, Page]):
    """Requests page after page, and raises an error if the pages repeat.

    Nothing is sent before the first page is needed.
    """

    def __init__(
        self,
        client: ClientCore,
        operation: Operation[Page],
        paging: Paging[Item],
        **arguments: Unpack[Arguments],
    ) -> None:
        self._client, self._operation = client, operation
        self._paging, self._arguments = paging, arguments

    async def _first_page(self) -> Response[Page]:
        return await self._fetch(self._prepare())

    def _prepare(self) -> Call:
        return self._client._prepare(self._operation, self._arguments)

    async def _fetch(self, call: Call) -> Response[Page]:
        response = await self._client._send(call)
        page, spec = self._client._decoder(self._operation, response).result()
        if isinstance(page, str | bytes):  # it would look like the last page
            message = response_message(response, "expected a page")
            raise ResponseValidationError(message, response, page)
        return Response(page, response, spec)

    async def _pages(self) -> AsyncGenerator[Page]:
        paging, empty = self._paging, 0
        call, seen = self._prepare(), set[int]()
        current = _current_value(paging, call, self._arguments)
        while True:
            seen.add(_identity(call, current))
            fetched = await self._fetch(call)
            page, response = fetched.parsed, fetched.http_response
            empty = 0 if paging.items_of(page) else empty + 1
            yield page
            current = paging.next_page(page, response, current)
            if current is None:
                return
            if empty >= _MAX_EMPTY_PAGES:
                raise APIError(f"{empty} pages in a row have no items")
            call = self._prepare()
            if paging.kind in ("url", "link"):
                follow_url(call, response.request.url, current)
            else:
                set_parameter(call, paging.location, paging.parameter, current)
            if _identity(call, current) in seen:
                raise APIError("pagination loop: a page links to an earlier page")

    async def _items(self) -> AsyncGenerator[Item]:
        async with aclosing(self._pages()) as pages:
            async for page in pages:
                for item in self._paging.items_of(page):
                    yield item


class Pages(_PageIterator[Item, Page]):
    """Iterates over the items of all pages; each page is requested when needed."""

    def pages(self) -> Iterator[Page]:
        """Iterate over the pages instead of the items."""
        return iterate_sync(self._pages())

    def __iter__(self) -> Iterator[Item]:
        return iterate_sync(self._items())


class AsyncPages(_PageIterator[Item, Page]):
    """Iterates over the items of all pages; each page is requested when needed."""

    def pages(self) -> AsyncIterator[Page]:
        """Iterate over the pages instead of the items."""
        return self._pages()

    def __aiter__(self) -> AsyncIterator[Item]:
        return self._items()


def _current_value(paging: Paging[Any], call: Call, arguments: Arguments) -> Any:
    """Return what selects the first page, or None if nothing is given."""
    if paging.location != "body":
        given: Mapping[str, Any] = arguments.get(paging.location) or {}
        found = given.get(paging.parameter)
        return None if found is UNSET else found
    payload = call.payload
    if payload is None or not is_json(essence(payload.content_type)):
        return None
    return resolve_pointer(from_json(payload.content), paging.parameter)


def _identity(call: Call, current: Any) -> int:
    """Return a number that is the same for requests of the same page."""
    body = b"" if call.payload is None else call.payload.content
    return hash((call.url, *call.query, body, str(current)))


def _integer(value: Any, default: int) -> int:
    try:
        return default if value is None else int(value)
    except (TypeError, ValueError):
        raise APIError("the offset or number of the page is not an integer") from None


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer, or None if there is none."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, BaseModel):
            value = dict(value).get(wire_names(type(value)).get(key, key))
        elif is_object(value):
            value = value.get(key)
        elif is_array(value) and key == "-1":
            value = value[-1] if value else None
        elif is_array(value) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
