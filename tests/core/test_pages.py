"""Pages as results: models and arrays that iterate over the items of all pages."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from _core.client import AsyncBaseClient, BaseClient
from _core.errors import APIError, ResponseValidationWarning
from _core.model import Model
from _core.operation import API, Operation, ResponseSpec
from _core.pages import AsyncPages, ListPage, Page, first_page
from _core.paging import Paging
from _core.parameters import Parameter

from tests.loopback import Loopback, answer

from .conftest import Caller
from .handwritten_client import models

JSON = "application/json"
PARAMETERS = (Parameter("after", "query", lambda: str),)


class ItemList(Model):
    data: list[models.Item]
    next: str | None = None


def row(id: str) -> dict[str, Any]:
    return {"id": id, "name": None, "colour": "red"}


ROWS: dict[str, dict[str, Any]] = {
    "": {"data": [row("a"), row("b")], "next": "c", "total": 3},
    "c": {"data": [row("c")], "next": None},
}
PAGING = Paging[Any, Any]("cursor", "/data", "after", "/next")
ARRAY = Paging[Any, Any]("cursor", "", "after", header="X-Next")


def listing(page_type: Any) -> Operation[Any]:
    spec = ResponseSpec({JSON: lambda: page_type})
    return Operation("rows.list", "GET", "/rows", PARAMETERS, responses={"200": spec})


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def client(seen: list[str]) -> Iterator[BaseClient]:
    def handle(request: httpx2.Request) -> httpx2.Response:
        after = request.url.params.get("after", "")
        seen.append(after)
        page = ROWS[after]
        if request.url.path == "/arrays":
            following = {"X-Next": "c"} if after == "" else {}
            return httpx2.Response(200, json=page["data"], headers=following)
        return httpx2.Response(200, json=page)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    with BaseClient(API("t", "p", "1"), base_url="http://a", http_client=http) as made:
        yield made


def test_a_page_is_its_model(client: BaseClient, seen: list[str]) -> None:
    page = first_page(client, listing(ItemList), PAGING)
    assert seen == [""]
    assert [isinstance(page, each) for each in (ItemList, Page)] == [True, True]
    assert (page.next, page.total, [item.id for item in page.data]) == (
        "c",
        3,
        ["a", "b"],
    )
    assert page.to_dict() == ROWS[""] and json.loads(page.to_json()) == ROWS[""]
    assert page.model_dump(include={"next"}) == {"next": "c"}
    assert seen == [""]


def test_iterating_again_keeps_the_first_page(
    client: BaseClient, seen: list[str]
) -> None:
    page = first_page(client, listing(ItemList), PAGING)
    for _ in range(2):
        assert [item.id for item in page] == ["a", "b", "c"]
    assert seen == ["", "c", "c"]
    page.data.pop()  # does not change where the next page is
    assert [item.id for item in page] == ["a", "c"]


def test_the_next_page(client: BaseClient, seen: list[str]) -> None:
    page = first_page(client, listing(ItemList), PAGING)
    assert page.has_next_page() is True and seen == [""]
    last = page.get_next_page()
    assert type(last) is type(page) and [item.id for item in last] == ["c"]
    assert (last.has_next_page(), last.get_next_page()) == (False, None)
    assert page.get_next_page() == last
    assert [each.next for each in page.iter_pages()] == ["c", None]
    assert seen == ["", "c", "c", "c"]


def test_the_repr_is_short(client: BaseClient) -> None:
    page = first_page(client, listing(ItemList), PAGING)
    assert repr(page) == str(page) == "<ItemList of 2 Item, has next>"
    assert repr(page.get_next_page()) == "<ItemList of 1 Item>"
    mixed = first_page(client, listing(dict[str, Any]), PAGING, query={"after": "c"})
    assert repr(mixed) == "<ListPage of 1 dict>"
    mixed.data["data"] += [1]
    assert repr(mixed) == "<ListPage of 2 items>"


def test_equality_and_copies(client: BaseClient) -> None:
    page, other = (first_page(client, listing(ItemList), PAGING) for _ in range(2))
    assert page == other and page != page.get_next_page()
    for copied in (copy.copy(page), copy.deepcopy(page), page.model_copy(deep=True)):
        assert copied == page and [item.id for item in copied] == ["a", "b", "c"]
    array, other = (first_page(client, listing(Any), PAGING) for _ in range(2))
    assert array == other and copy.deepcopy(array) == array
    assert len(list(copy.copy(array))) == 3


def test_a_pickled_page_has_no_client(client: BaseClient) -> None:
    page = first_page(client, listing(Any), PAGING)
    read = pickle.loads(pickle.dumps(page))
    assert read == page and repr(read) == "<ListPage>"
    for use in (list, ListPage.has_next_page, ListPage.get_next_page):
        with pytest.raises(RuntimeError, match="no client"):
            use(read)


@pytest.mark.parametrize("page_type", [dict[str, Any], Any])
def test_pages_that_are_no_models(client: BaseClient, page_type: Any) -> None:
    page = first_page(client, listing(page_type), PAGING)
    assert isinstance(page, ListPage) and page.data == ROWS[""]
    assert [item["id"] for item in page] == ["a", "b", "c"]


def test_a_wrapped_model(client: BaseClient) -> None:
    wrapped = Paging[Any, Any]("cursor", "/data", "after", "/next", wrapped=True)
    page = first_page(client, listing(ItemList), wrapped)
    assert type(page) is ListPage and type(page.data) is ItemList
    assert [item.id for item in page] == ["a", "b", "c"]


def test_arrays(client: BaseClient) -> None:
    spec = ResponseSpec({JSON: lambda: list[models.Item]})
    operation: Operation[Any] = Operation(
        "rows.array", "GET", "/arrays", PARAMETERS, responses={"200": spec}
    )
    page = first_page(client, operation, ARRAY)
    assert [item.id for item in page.data] == ["a", "b"]
    assert [item.id for item in page] == ["a", "b", "c"]
    assert not hasattr(page, "__len__") and not hasattr(page, "__getitem__")


@pytest.mark.parametrize(
    ("page", "items"),
    [
        ({"data": [row("a"), 1], "next": 3}, 2),
        ({"data": None}, 0),
        ({"other": 1}, 0),
        ([row("a")], 0),
        (None, 0),
        (7, 0),
    ],
)
def test_pages_that_deviate_are_returned(
    caller: Caller, server: Loopback, page: Any, items: int
) -> None:
    server.will(answer(200, json.dumps(page).encode(), JSON))
    with pytest.warns(ResponseValidationWarning):
        found = caller.call("items.paginate", listing(ItemList), PAGING)
    assert len(found._items()) == items
    shown = found.data if isinstance(page, list | int | None) else found.to_dict()
    assert shown == page


def test_an_error_of_the_cursor_comes_after_the_items(client: BaseClient) -> None:
    count = Paging[Any, Any]("offset", "/data", "after")
    page = first_page(client, listing(ItemList), count, query={"after": "c"})
    with pytest.raises(APIError, match="not an integer"):
        list(page)
    assert [item.id for item in page.data] == ["c"]


def test_asynchronous_pages_are_requested_each_time() -> None:
    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.params.get("after", ""))
        return httpx2.Response(200, json=ROWS[seen[-1]])

    async def main() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))
        api = API("t", "p", "1")
        client = AsyncBaseClient(api, base_url="http://a", http_client=http)
        pages: AsyncPages[Any] = AsyncPages(client, listing(ItemList), PAGING)
        assert seen == []
        assert [item.id async for item in pages] == ["a", "b", "c"]
        page = await pages
        assert repr(page) == "<AsyncItemList of 2 Item, has next>"
        assert [item.id async for item in page] == ["a", "b", "c"]
        assert [each.next async for each in pages.iter_pages()] == ["c", None]
        assert (await page.get_next_page()).data[0].id == "c"
        with pytest.raises(TypeError, match="not iterable"):
            list(page)
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(pages)

    asyncio.run(main())
    assert seen == ["", "c", "", "c", "", "c", "c"]
