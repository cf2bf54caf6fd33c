"""Pagination: iterates over the items of all pages."""

# Iterators over pages use the private methods of their client.
# pyright: reportPrivateUsage=false

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, Unpack, cast

import httpx2
from pydantic import BaseModel

from .client_core import ClientCore
from .errors import APIError
from .json_values import is_array, is_object
from .model import wire_names
from .operation import Operation
from .process import Unshared
from .request import Arguments
from .sync_bridge import iterate_sync
from .urls import origin

Item = TypeVar("Item")
Page = TypeVar("Page")


@dataclass(eq=False, repr=False)
class Paging(Generic[Item]):
    """How to find the next page of an operation.

    Args:
        kind: ``cursor`` and ``url`` are values in the page, ``link`` is in the ``Link``
            header (RFC 8288), ``offset`` counts items, ``page`` counts pages.
        items: JSON pointer (RFC 6901) of the items in a page; ``""`` is the whole page.
        parameter: Query parameter for the cursor, offset or page number.
        next: JSON pointer of the next cursor or URL in a page.
        first: Number of the first page.
    """

    kind: Literal["cursor", "offset", "page", "url", "link"]
    items: str = ""
    parameter: str = ""
    next: str = ""
    first: int = 1

    def items_of(self, page: object) -> list[Item]:
        """Return the items of a page; an empty list if the page has none."""
        found = _resolve_pointer(page, self.items)
        return cast("list[Item]", found) if is_array(found) else []

    def next_page(self, page: object, response: httpx2.Response, current: Any) -> Any:
        """Return the URL of the next page or the parameter's value, or None at the end.

        Args:
            page: Decoded page.
            response: Its response.
            current: Value of the parameter for this page.
        """
        if self.kind == "link":
            return response.links.get("next", {}).get("url")
        if self.kind in ("cursor", "url"):
            found = _resolve_pointer(page, self.next)
            return None if found == "" or found is False else found
        count = len(self.items_of(page))
        if not count:
            return None
        if self.kind == "offset":
            return (current or 0) + count
        return (self.first if current is None else current) + 1


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

    async def _fetch(
        self, arguments: Arguments, url: str | None
    ) -> tuple[Page, httpx2.Response]:
        """Request a page, at the URL that the page before it gave, if any."""
        client, operation = self._client, self._operation
        call = client._prepare(operation, arguments)
        if url is not None:
            target = httpx2.URL(call.url).join(url)
            if origin(target) != client._origin or target.userinfo:
                raise APIError(f"{operation.name}: the next page is on another origin")
            call.follow(target)
        response = await client._send(call)
        return client._decoder(operation, response).result()[0], response

    async def _pages(self) -> AsyncGenerator[Page]:
        query = dict(self._arguments.get("query") or {})
        url: str | None = None
        parameter, seen = self._paging.parameter, set[str]()
        while True:
            arguments: Arguments = {**self._arguments, "query": query}
            page, response = await self._fetch(arguments, url)
            yield page
            target = self._paging.next_page(page, response, query.get(parameter))
            if target is None:
                return
            if repr(target) in seen:
                raise APIError("pagination loop: a page links to an earlier page")
            seen.add(repr(target))
            if self._paging.kind in ("url", "link"):
                url = str(response.request.url.join(str(target)))
            else:
                query[parameter] = target

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


def _resolve_pointer(value: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer, or None if there is none."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, BaseModel):
            value = dict(value).get(wire_names(type(value)).get(key, key))
        elif is_object(value):
            value = value.get(key)
        elif is_array(value) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
