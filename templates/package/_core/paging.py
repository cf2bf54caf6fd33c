"""Operations that give their result in pages."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast

import httpx2
from pydantic import BaseModel

from .errors import APIError
from .json_values import is_array, is_object
from .model import wire_names
from .request import Arguments
from .sync_bridge import each

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch: TypeAlias = Callable[
    [Arguments, str | None], Awaitable[tuple[Page, httpx2.Response]]
]
"""Gets a page by its arguments or, where it is known, by its URL."""


@dataclass(eq=False, repr=False)
class Paging(Generic[Item]):
    """How the pages of an operation follow each other.

    Args:
        kind: By a cursor or a URL that a page has, a ``Link`` header (RFC 8288), the
            number of items to skip, or the number of the page.
        items: JSON pointer (RFC 6901) of the items in a page, ``""`` the page itself.
        parameter: Query parameter that says which page it is.
        next: JSON pointer of the next page's cursor or URL in a page.
        first: Number of the first page.
    """

    kind: Literal["cursor", "offset", "page", "url", "link"]
    items: str = ""
    parameter: str = ""
    next: str = ""
    first: int = 1

    def items_of(self, page: object) -> list[Item]:
        """The items of a page; none where the server sent none."""
        found = _at(page, self.items)
        return cast("list[Item]", found) if is_array(found) else []

    def after(self, page: object, response: httpx2.Response, here: Any) -> Any:
        """Where the next page is, a URL or the parameter's value; None: nowhere.

        ``here`` is the parameter's value for this one.
        """
        if self.kind == "link":
            return response.links.get("next", {}).get("url")
        if self.kind in ("cursor", "url"):
            found = _at(page, self.next)
            return None if found == "" or found is False else found
        count = len(self.items_of(page))
        if not count:
            return None
        if self.kind == "offset":
            return (here or 0) + count
        return (self.first if here is None else here) + 1


class _Walk(Generic[Item, Page]):
    """The way through the pages, with a guard against going in a circle."""

    def __init__(
        self, fetch: Fetch[Page], paging: Paging[Item], arguments: Arguments
    ) -> None:
        self._fetch, self._paging, self._arguments = fetch, paging, arguments

    async def _pages(self) -> AsyncGenerator[Page]:
        query = dict(self._arguments.get("query") or {})
        url: str | None = None
        parameter, seen = self._paging.parameter, set[str]()
        while True:
            arguments: Arguments = {**self._arguments, "query": query}
            page, response = await self._fetch(arguments, url)
            yield page
            step = self._paging.after(page, response, query.get(parameter))
            if step is None:
                return
            if repr(step) in seen:
                raise APIError("the pages go in a circle: one leads to another before")
            seen.add(repr(step))
            if self._paging.kind in ("url", "link"):
                url = str(response.request.url.join(str(step)))
            else:
                query[parameter] = step

    async def _items(self) -> AsyncGenerator[Item]:
        async with aclosing(self._pages()) as pages:
            async for page in pages:
                for item in self._paging.items_of(page):
                    yield item


class Pages(_Walk[Item, Page]):
    """The items of all pages, which are fetched as they are needed."""

    def pages(self) -> Iterator[Page]:
        """The pages."""
        return each(self._pages())

    def __iter__(self) -> Iterator[Item]:
        return each(self._items())


class AsyncPages(_Walk[Item, Page]):
    """The items of all pages, which are fetched as they are needed."""

    def pages(self) -> AsyncIterator[Page]:
        """The pages."""
        return self._pages()

    def __aiter__(self) -> AsyncIterator[Item]:
        return self._items()


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer finds in a value; None where there is nothing."""
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
