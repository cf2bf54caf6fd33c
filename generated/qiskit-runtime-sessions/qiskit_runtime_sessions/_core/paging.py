"""Operations that give their result in pages.

An operation with declared pagination is emitted as ``-> Pages[models.Thing,
models.Things]`` with ``return self._paginate(_LIST, _PAGING, query={...})``, where
``_PAGING: Paging[models.Thing]`` is one of the classes here. Pointers are JSON pointers
(RFC 6901) into a page, ``""`` the page itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, cast

import httpx2
from pydantic import BaseModel

from .errors import APIError
from .model import wire_name
from .plain import is_array, is_object

__all__ = [
    "AsyncPages",
    "CursorPaging",
    "LinkPaging",
    "OffsetPaging",
    "PagePaging",
    "Pages",
    "Paging",
    "URLPaging",
]

Item = TypeVar("Item")
Page = TypeVar("Page")
Step: TypeAlias = dict[str, Any] | str
"""Where the next page is: query parameters to set, or a URL."""


@dataclass(eq=False, repr=False)
class Paging(Generic[Item]):
    """How an operation is paged.

    Args:
        items: Pointer of the items in a page.
    """

    items: str = ""

    def items_of(self, page: object) -> list[Item]:
        """The items of a page; none where the server sent none."""
        found = at(page, self.items)
        return cast("list[Item]", found) if is_array(found) else []

    def after(
        self, page: object, response: httpx2.Response, query: Mapping[str, Any]
    ) -> Step | None:
        """Where the next page is; ``query`` is what was asked for with this one."""
        raise NotImplementedError


@dataclass(eq=False, repr=False)
class CursorPaging(Paging[Item]):
    """A page names the cursor of the next: ``parameter``, from the pointer ``next``."""

    parameter: str = "cursor"
    next: str = "/next_cursor"

    def after(
        self, page: object, response: httpx2.Response, query: Mapping[str, Any]
    ) -> Step | None:
        cursor = at(page, self.next)
        return {self.parameter: cursor} if cursor not in (None, "") else None


@dataclass(eq=False, repr=False)
class OffsetPaging(Paging[Item]):
    """``parameter`` is how many items to skip."""

    parameter: str = "offset"

    def after(
        self, page: object, response: httpx2.Response, query: Mapping[str, Any]
    ) -> Step | None:
        count = len(self.items_of(page))
        return {self.parameter: (query.get(self.parameter) or 0) + count or None}


@dataclass(eq=False, repr=False)
class PagePaging(Paging[Item]):
    """``parameter`` is the number of the page, from ``first`` on."""

    parameter: str = "page"
    first: int = 1

    def after(
        self, page: object, response: httpx2.Response, query: Mapping[str, Any]
    ) -> Step | None:
        number = query.get(self.parameter)
        return {self.parameter: (self.first if number is None else number) + 1}


@dataclass(eq=False, repr=False)
class URLPaging(Paging[Item]):
    """A page gives the URL of the next at the pointer ``next``."""

    next: str = "/next"

    def after(
        self, page: object, response: httpx2.Response, query: Mapping[str, Any]
    ) -> Step | None:
        url = at(page, self.next)
        return str(url) if url else None


@dataclass(eq=False, repr=False)
class LinkPaging(Paging[Item]):
    """The Link header gives the URL of the next page (RFC 8288, ``rel="next"``)."""

    def after(
        self, page: object, response: httpx2.Response, query: Mapping[str, Any]
    ) -> Step | None:
        return response.links.get("next", {}).get("url")


class _Walk(Generic[Item]):
    """The way through the pages, with a guard against going in a circle."""

    def __init__(self, paging: Paging[Item], query: Mapping[str, Any] | None) -> None:
        self._paging = paging
        self.query = dict(query or {})
        self.url: str | None = None
        self._seen: set[str] = set()

    def on(self, page: object, response: httpx2.Response) -> bool:
        """Whether there is a page after this one; it is where the walk then is."""
        step = self._paging.after(page, response, self.query)
        counted = isinstance(self._paging, OffsetPaging | PagePaging)
        if step is None or (counted and not self._paging.items_of(page)):
            return False
        if repr(step) in self._seen:
            raise APIError("the pages go in a circle: one gives a place already seen")
        self._seen.add(repr(step))
        if isinstance(step, str):
            self.url = str(response.request.url.join(step))
        else:
            self.query |= step
        return True


Fetch: TypeAlias = Callable[
    [Mapping[str, Any], str | None], tuple[Page, httpx2.Response]
]
AsyncFetch: TypeAlias = Callable[
    [Mapping[str, Any], str | None], Awaitable[tuple[Page, httpx2.Response]]
]


class Pages(Generic[Item, Page]):
    """The items of all pages, which are fetched as they are needed."""

    def __init__(
        self, fetch: Fetch[Page], paging: Paging[Item], query: Mapping[str, Any] | None
    ) -> None:
        self._fetch, self._paging, self._query = fetch, paging, query

    def pages(self) -> Iterator[Page]:
        """The pages."""
        walk, more = _Walk(self._paging, self._query), True
        while more:
            page, response = self._fetch(walk.query, walk.url)
            yield page
            more = walk.on(page, response)

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from self._paging.items_of(page)


class AsyncPages(Generic[Item, Page]):
    """The items of all pages, which are fetched as they are needed."""

    def __init__(
        self,
        fetch: AsyncFetch[Page],
        paging: Paging[Item],
        query: Mapping[str, Any] | None,
    ) -> None:
        self._fetch, self._paging, self._query = fetch, paging, query

    async def pages(self) -> AsyncIterator[Page]:
        """The pages."""
        walk, more = _Walk(self._paging, self._query), True
        while more:
            page, response = await self._fetch(walk.query, walk.url)
            yield page
            more = walk.on(page, response)

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in self._paging.items_of(page):
                yield item


def at(value: Any, pointer: str) -> Any:
    """What a JSON pointer finds in a value; None where there is nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, BaseModel):
            model = value
            fields = type(model).model_fields
            wire = {wire_name(type(model), name): name for name in fields}
            extra = model.model_extra or {}
            value = getattr(model, wire[key]) if key in wire else extra.get(key)
        elif is_object(value):
            value = value.get(key)
        elif is_array(value) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
