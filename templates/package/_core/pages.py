"""Pages of items, the results of methods that list, and iteration over all of them."""

# Pages use the private methods of their client.
# pyright: reportPrivateUsage=false

from collections.abc import (
    AsyncGenerator,
    Callable,
    Generator,
    Hashable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from typing import Any, Generic, Self, Unpack

import httpx2
from pydantic import BaseModel, PrivateAttr
from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, from_json
from typing_extensions import TypeVar

from .client_core import ClientCore, _capture
from .errors import APIError, ResponseValidationError, response_message
from .json_pointer import resolve_pointer
from .json_values import UNSET, essence, is_json
from .model import Model
from .next_page import follow_url, set_parameter
from .operation import Operation
from .paging import Paging
from .process import Unshared
from .request import Arguments, Call
from .response import Response
from .sync_bridge import run_sync

Item = TypeVar("Item")
Data = TypeVar("Data", default=list[Item])
First = TypeVar("First")
First_co = TypeVar("First_co", covariant=True)
_MAX_EMPTY_PAGES = 1000


@dataclass(eq=False, repr=False)
class _Listing:
    """A call that lists items, as often as a page is requested."""

    client: ClientCore
    operation: Operation[Any]
    paging: Paging[Any, Any]
    arguments: Arguments
    model_page: Hashable
    list_page: Callable[[Any, Any], Any]

    async def first(self) -> Any:
        """Request the first page."""
        streamed, responses = _capture.get() or (False, None)
        if streamed:
            raise TypeError("with_streaming cannot read pages; use with_response")
        call = self.prepare()
        current = _current_value(self.paging, call, self.arguments)
        response = await self.fetch(call, current, frozenset(), 0)
        if responses is not None:
            responses.append(response)
        return response.parsed

    def prepare(self) -> Call:
        return self.client._prepare(self.operation, self.arguments)

    async def fetch(
        self, call: Call, current: Any, seen: frozenset[int], empty: int
    ) -> Response[Any]:
        """Request a page.

        Args:
            current: What selects the page.
            seen: The identities of the pages before it.
            empty: How many of these, up to the last one, had no items.
        """
        http = await self.client._send(call)
        value, spec = self.client._decoder(self.operation, http).result()
        if isinstance(value, str | bytes):  # it would look like the last page
            message = response_message(http, "expected a page")
            raise ResponseValidationError(message, http, value)
        empty = 0 if self.paging.items_of(value) else empty + 1
        try:
            following = self.paging.next_page(value, http, current)
        except APIError as error:  # raised when the next page is needed
            following = error
        seen |= {_identity(call, current)}
        position = _Position(self, following, http.request.url, seen, empty)
        return Response(self._page(value, position), http, spec)

    def _page(self, value: Any, position: "_Position") -> Any:
        if self.paging.wrapped or not isinstance(value, BaseModel):
            return self.list_page(value, position)
        page: Any = value  # Reading it as a page would take another schema.
        page.__class__ = _page_class(type(value), self.model_page)
        page.__pydantic_private__ = {"_position": position}
        return page


@dataclass(eq=False, repr=False)
class _Position:
    """Where a page is among all pages, and what selects the next one, if any.

    Pages are equal if their properties are, wherever they come from.
    """

    listing: _Listing
    following: Any
    url: httpx2.URL
    seen: frozenset[int]
    empty: int

    async def next_page(self) -> Any:
        """Request the next page; return None after the last one.

        Raises:
            APIError: What selects it cannot be read, or leads to an earlier page.
        """
        listing, following = self.listing, self.following
        if following is None or isinstance(following, APIError):
            if following is None:
                return None
            raise following
        if self.empty >= _MAX_EMPTY_PAGES:
            raise APIError(f"{self.empty} pages in a row have no items")
        call, paging = listing.prepare(), listing.paging
        if paging.kind in ("url", "link"):
            follow_url(call, self.url, following)
        else:
            set_parameter(call, paging.location, paging.parameter, following)
        if _identity(call, following) in self.seen:
            raise APIError("pagination loop: a page links to an earlier page")
        return (await listing.fetch(call, following, self.seen, self.empty)).parsed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Position)

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(None), ()  # a client cannot be pickled


class _AnyPage(Generic[Item]):
    _position: Any

    def has_next_page(self) -> bool:
        """Return whether there is a next page, as far as this one tells."""
        return self._origin().following is not None

    def _origin(self) -> _Position:
        position: _Position | None = self._position
        if position is None:
            raise RuntimeError(
                "a page that was pickled, or made by hand, has no client"
            )
        return position

    def _items(self) -> list[Item]:
        page = self if isinstance(self, BaseModel) else vars(self)["data"]
        return self._origin().listing.paging.items_of(page)

    def _description(self) -> str:
        if self._position is None:
            return f"<{type(self).__name__}>"
        items, more = self._items(), ", has next" if self.has_next_page() else ""
        kinds = {type(item).__name__ for item in items}
        kind = kinds.pop() if len(kinds) == 1 else "items"
        return f"<{type(self).__name__} of {len(items)} {kind}{more}>"

    def __repr__(self) -> str:
        return self._description()


class Page(_AnyPage[Item]):
    """A page of items. Iterates over its items and those of all pages after it, which
    are requested when they are needed.
    """

    def get_next_page(self) -> Self | None:
        """Request the next page; return None after the last one."""
        page: Self | None = run_sync(self._origin().next_page())
        return page

    def iter_pages(self) -> Iterator[Self]:
        """Iterate over this page and all pages after it."""
        page: Self | None = self
        while page is not None:
            yield page
            page = page.get_next_page()

    def __iter__(self) -> Iterator[Item]:
        for page in self.iter_pages():
            yield from page._items()


class AsyncPage(_AnyPage[Item]):
    """A page of items. Iterates over its items and those of all pages after it, which
    are requested when they are needed.
    """

    async def get_next_page(self) -> Self | None:
        """Request the next page; return None after the last one."""
        page: Self | None = await self._origin().next_page()
        return page

    async def iter_pages(self) -> AsyncGenerator[Self]:
        """Iterate over this page and all pages after it."""
        page: Self | None = self
        while page is not None:
            yield page
            page = await page.get_next_page()

    async def __aiter__(self) -> AsyncGenerator[Item]:
        async for page in self.iter_pages():
            for item in page._items():
                yield item


class _AnyModelPage(Model, _AnyPage[Item]):
    _position: Any = PrivateAttr(None)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Handler) -> CoreSchema:
        return handler.generate_schema(cls.__bases__[-1])  # that of the model

    def __repr__(self) -> str:
        return self._description()

    def __str__(self) -> str:
        return self._description()


class ModelPage(_AnyModelPage[Item], Page[Item]):
    """A page with the properties of a model."""

    # The items, not the properties as of other models.
    def __iter__(self) -> Iterator[Item]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        for page in self.iter_pages():
            yield from page._items()


class AsyncModelPage(_AnyModelPage[Item], AsyncPage[Item]):
    """A page with the properties of a model."""

    # ``for`` without ``async`` is an error.
    __iter__ = None  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


@dataclass(repr=False)
class ListPage(Page[Item], Generic[Item, Data]):
    """A page that is an array, or another value that is no model, as ``data``."""

    data: Data
    _position: Any = field(default=None, compare=False)


@dataclass(repr=False)
class AsyncListPage(AsyncPage[Item], Generic[Item, Data]):
    """A page that is an array, or another value that is no model, as ``data``."""

    data: Data
    _position: Any = field(default=None, compare=False)


def first_page(
    client: ClientCore,
    operation: Operation[Any],
    paging: Paging[First, Any],
    **arguments: Unpack[Arguments],
) -> First:
    """Request the first page."""
    listing = _Listing(client, operation, paging, arguments, ModelPage, ListPage)
    page: First = run_sync(listing.first())
    return page


AnyAsyncPage = TypeVar("AnyAsyncPage", bound=AsyncPage[Any])


class AsyncPages(Unshared, Generic[First_co]):
    """Awaited, it is the first page; iterated over, the items of all pages.

    Each time, the first page is requested.
    """

    def __init__(
        self,
        client: ClientCore,
        operation: Operation[Any],
        paging: Paging[Any, First_co],
        **arguments: Unpack[Arguments],
    ) -> None:
        types = AsyncModelPage, AsyncListPage
        self._listing = _Listing(client, operation, paging, arguments, *types)

    def __await__(self) -> Generator[Any, Any, First_co]:
        return self._listing.first().__await__()

    async def iter_pages(
        self: "AsyncPages[AnyAsyncPage]",
    ) -> AsyncGenerator[AnyAsyncPage]:
        """Iterate over the pages instead of the items."""
        async for page in (await self).iter_pages():
            yield page

    async def __aiter__(self: "AsyncPages[AsyncPage[Item]]") -> AsyncGenerator[Item]:
        async for item in await self:
            yield item


_classes: dict[tuple[type[BaseModel], Hashable], type[BaseModel]] = {}


def _page_class(model: type[BaseModel], base: Hashable) -> type[BaseModel]:
    """Return the class of the pages that are of a model: a subclass of both.

    It reads and writes values as the model does, with the same schema.
    """
    if (model, base) in _classes:
        return _classes[model, base]
    prefix = "Async" if base is AsyncModelPage else ""
    members = {
        "__module__": f"{model.__module__.rpartition('.models')[0]}.paged",
        "__doc__": model.__doc__,
    }
    create: Any = type(model)
    created: type[BaseModel] = create(prefix + model.__name__, (base, model), members)
    created.__pydantic_serializer__ = model.__pydantic_serializer__
    created.__pydantic_validator__ = model.__pydantic_validator__
    # Of two threads that get here at once, both use the same one.
    return _classes.setdefault((model, base), created)


def lazy_pages(
    package: str, models: Any, names: Sequence[str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a module of classes of pages.

    Args:
        models: The package of the models.
        names: The models that have such classes, of the same name and with ``Async``.
    """

    def getter(name: str) -> object:
        if name in names:
            return _page_class(getattr(models, name), ModelPage)
        model = name.removeprefix("Async")
        if model not in names or model == name:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return _page_class(getattr(models, model), AsyncModelPage)

    return getter, lambda: [*names, *(f"Async{name}" for name in names)]


def _current_value(paging: Paging[Any, Any], call: Call, arguments: Arguments) -> Any:
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
