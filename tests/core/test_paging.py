"""Pages: how they follow each other, where they end, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from _core.api_keys import QueryKey
from _core.bodies import RequestBody
from _core.client import BaseClient
from _core.errors import APIError
from _core.model import Model
from _core.operation import API, Operation, RequestOptions, ResponseSpec
from _core.pages import first_page
from _core.paging import Paging
from _core.parameters import Parameter
from _core.servers import OperationServer

from tests.loopback import Handler, Loopback, answer

from .conftest import Caller
from .handwritten_client import Client

JSON = "application/json"


LIST: Operation[Any] = Operation(
    "x",
    "GET",
    "/x",
    (
        *(
            Parameter(name, "query", lambda: Any)
            for name in ("cursor", "offset", "page", "q")
        ),
        Parameter("text", "query", lambda: str),
        Parameter("object", "query", lambda: dict[str, int] | list[str]),
        Parameter("X-After", "header", lambda: str),
        Parameter("X-Same", "header", lambda: str),
    ),
    responses={"200": ResponseSpec({JSON: lambda: dict[str, Any]})},
)


def walk(
    caller: Caller,
    paging: Paging[Any, Any],
    page_type: Any = None,
    operation: Operation[Any] = LIST,
    **given: Any,
) -> list[Any]:
    """The items of all pages; `page_type` is the type of a page, other names that are no
    arguments of a call are of the query.
    """
    if page_type is not None:
        spec = ResponseSpec({JSON: lambda: page_type})
        operation = replace(operation, responses={"200": spec})
    arguments = {
        n: given.pop(n) for n in ("body", "content_type", "options") if n in given
    }
    items: list[Any] = []

    def use(client: Any, do: Any) -> None:
        pages = client.items.paginate(operation, paging, query=given, **arguments)
        if not caller.asynchronous:
            items.extend(pages)
            return

        async def main() -> None:
            async for item in pages:
                items.append(item)

        client.main = main
        do("main")

    caller.run(use)
    return items


def queries(server: Loopback) -> list[str]:
    return [seen.target.partition("?")[2] for seen in server.seen]


def test_cursor(caller: Caller, server: Loopback) -> None:
    pages = [{"data": [1, 2], "meta": {"next": "b"}}, {"data": [3], "meta": {}}]
    server.will(*(answer(200, page) for page in pages))
    paging = Paging[Any, Any]("cursor", "/data", "cursor", "/meta/next")
    assert walk(caller, paging, q="z") == [1, 2, 3]
    assert queries(server) == ["q=z", "cursor=b&q=z"]


@pytest.mark.parametrize(
    ("paging", "expected"),
    [
        (Paging[Any, Any]("offset", "/data", "offset"), ["", "offset=2", "offset=3"]),
        (Paging[Any, Any]("page", "/data", "page"), ["", "page=2", "page=3"]),
        (Paging[Any, Any]("page", "/data", "page", first=0), ["", "page=1", "page=2"]),
    ],
)
def test_counted_pages(
    caller: Caller, server: Loopback, paging: Any, expected: list[str]
) -> None:
    server.will(*(answer(200, {"data": data}) for data in ([1, 2], [3], [])))
    assert walk(caller, paging) == [1, 2, 3]
    assert queries(server) == expected


def test_urls_and_links(caller: Caller, server: Loopback) -> None:
    server.will(
        answer(200, {"data": [1], "next": "/y?a=1"}), answer(200, {"data": [2]})
    )
    assert walk(caller, Paging[Any, Any]("url", "/data", next="/next"), q="z") == [
        1,
        2,
    ]
    assert [seen.target for seen in server.seen] == ["/x?q=z", "/y?a=1"]
    link = f'<{server.url}/z?b=2>; rel="next"'
    server.will(answer(200, {"data": [1]}, Link=link), answer(200, {"data": [2]}))
    assert walk(caller, Paging[Any, Any]("link", "/data")) == [1, 2]
    assert server.last.target == "/z?b=2"


def bodies(server: Loopback) -> list[Any]:
    return [seen.json if seen.body else None for seen in server.seen]


def paged_by(*pages: object, **headers: str) -> Callable[[Handler], None]:
    """Answer with these pages in turn, the last one with 500."""
    rest = [answer(200, page, **headers) for page in pages] + [answer(500)]
    return lambda handler: rest.pop(0)(handler)


ROWS = {"data": [{"id": "a"}, {"id": "b"}]}
LAST_ITEM = Paging[Any, Any]("cursor", "/data", "cursor", "/data/-1/id")


def test_the_last_item_is_the_cursor(caller: Caller, server: Loopback) -> None:
    server.will(paged_by(ROWS, {"data": [{"id": "c"}]}, {"data": []}))
    assert [row["id"] for row in walk(caller, LAST_ITEM)] == ["a", "b", "c"]
    assert queries(server) == ["", "cursor=b", "cursor=c"]


@pytest.mark.parametrize("last", [{"data": []}, {}, {"data": [{}]}, {"data": [1]}])
def test_a_last_item_that_is_missing(
    caller: Caller, server: Loopback, last: object
) -> None:
    server.will(paged_by(ROWS, last))
    assert walk(caller, LAST_ITEM)[:2] == ROWS["data"]


@pytest.mark.parametrize(
    "paging",
    [
        Paging[Any, Any]("cursor", "/data", "cursor", "/data/-1", more="/more"),
        Paging[Any, Any]("cursor", "/data", "cursor", header="X-Next", more="/more"),
        Paging[Any, Any]("offset", "/data", "offset", more="/more"),
        Paging[Any, Any]("page", "/data", "page", more="/more"),
        Paging[Any, Any]("url", "/data", next="/url", more="/more"),
        Paging[Any, Any]("link", "/data", more="/more"),
    ],
)
@pytest.mark.parametrize("end", [False, "false", 0])
def test_a_flag_ends_pages_of_any_kind(
    caller: Caller, server: Loopback, paging: Any, end: object
) -> None:
    more = {"data": [1, 2], "more": True, "url": "/x?a=1"}
    headers = {"X-Next": "2", "Link": "</x?b=2>; rel=next"}
    server.will(paged_by(more, {**more, "data": [3], "more": end}, **headers))
    assert walk(caller, paging) == [1, 2, 3]


def test_pages_without_the_flag(caller: Caller, server: Loopback) -> None:
    paging = Paging[Any, Any]("page", "/data", "page", more="/more")
    server.will(paged_by({"data": [1]}, {"data": [], "more": True}, {"data": []}))
    assert walk(caller, paging) == [1]
    assert queries(server) == ["", "page=2", "page=3"]


@pytest.mark.parametrize("end", [None, "", False, [], {}])
@pytest.mark.parametrize("kind", ["cursor", "url"])
def test_values_that_end_pages(
    caller: Caller, server: Loopback, kind: Any, end: object
) -> None:
    server.will(paged_by({"data": [1], "next": end}))
    assert walk(caller, Paging[Any, Any](kind, "/data", "cursor", "/next")) == [1]


@pytest.mark.parametrize(
    ("cursor", "query"),
    [
        (17, "text=17"),
        (2**70, f"text={2**70}"),
        (1.5, "text=1.5"),
        (True, "text=true"),
        ("a&b=c", "text=a%26b%3Dc"),
        ("2020-01-01T00:00:00.000+00:00", "text=2020-01-01T00%3A00%3A00.000%2B00%3A00"),
    ],
)
def test_a_cursor_is_sent_as_it_came(
    caller: Caller, server: Loopback, cursor: object, query: str
) -> None:
    server.will(paged_by({"data": [1], "next": cursor}, {"data": [2]}))
    assert walk(caller, Paging[Any, Any]("cursor", "/data", "text", "/next")) == [1, 2]
    assert queries(server) == ["", query]


class Page(Model):
    data: list[dt.datetime]


def test_the_text_of_a_typed_cursor_is_kept(caller: Caller, server: Loopback) -> None:
    first = '{"data":["2020-01-01T00:00:00.000000Z"]}'
    server.will(answer(200, first.encode()), answer(200, {"data": []}))
    paging = Paging[Any, Any]("cursor", "/data", "text", "/data/-1")
    assert len(walk(caller, paging, Page)) == 1
    assert queries(server) == ["", "text=2020-01-01T00%3A00%3A00.000000Z"]


@pytest.mark.parametrize("cursor", [{"a": 1}, ["a"]])
def test_a_cursor_that_is_no_scalar(
    caller: Caller, server: Loopback, cursor: object
) -> None:
    page = {"data": [1], "next": cursor}
    server.will(paged_by(page, {"data": [2]}))
    with pytest.raises(APIError, match="text"):
        walk(caller, Paging[Any, Any]("cursor", "/data", "text", "/next"))
    server.will(paged_by(page, {"data": [2]}))
    assert walk(caller, Paging[Any, Any]("cursor", "/data", "object", "/next")) == [
        1,
        2,
    ]


def test_the_parameter_is_sent_once(caller: Caller, server: Loopback) -> None:
    server.will(paged_by({"data": [1], "next": "b"}, {"data": [2]}))
    options = RequestOptions(extra_query={"trace": "t", "cursor": "a"})
    paging = Paging[Any, Any]("cursor", "/data", "cursor", "/next")
    assert walk(caller, paging, options=options, q="z") == [1, 2]
    assert queries(server) == ["q=z&trace=t&cursor=a", "cursor=b&q=z&trace=t"]


def test_a_query_in_the_path_is_kept(caller: Caller, server: Loopback) -> None:
    server.will(paged_by({"data": [1], "next": "b"}, {"data": [2]}))
    operation = replace(LIST, path="/x?cursor=a&fixed=1")
    paging = Paging[Any, Any]("cursor", "/data", "cursor", "/next")
    assert walk(caller, paging, operation=operation) == [1, 2]
    assert queries(server) == ["cursor=a&fixed=1", "cursor=b&fixed=1"]


def test_a_header_selects_the_page(caller: Caller, server: Loopback) -> None:
    server.will(paged_by({"data": [1], "next": 5}, {"data": [2], "next": "b\r\nX: y"}))
    paging = Paging[Any, Any]("cursor", "/data", "X-After", "/next", location="header")
    with pytest.raises(APIError, match="X-After"):
        walk(caller, paging)
    assert [seen.header("x-after") for seen in server.seen] == [None, "5"]


@pytest.mark.parametrize("kind", ["cursor", "url"])
def test_a_header_names_the_next_page(
    caller: Caller, server: Loopback, kind: Any
) -> None:
    following = {"cursor": "2", "url": "/x?cursor=2"}[kind]
    server.will(
        answer(200, {"data": [1]}, **{"X-Next-Page": following}),
        answer(200, {"data": [2]}, **{"X-Next-Page": ""}),
    )
    assert walk(
        caller, Paging[Any, Any](kind, "/data", "cursor", header="x-next-page")
    ) == [
        1,
        2,
    ]
    assert queries(server) == ["", "cursor=2"]


SEARCH: Operation[Any] = Operation(
    "x",
    "POST",
    "/x",
    body=RequestBody({"text/plain": lambda: str, JSON: lambda: dict[str, Any]}),
    responses={"200": ResponseSpec({JSON: lambda: dict[str, Any]})},
    idempotency_header="Idempotency-Key",
)


def search(
    caller: Caller, pointer: str, kind: Any = "cursor", **more: Any
) -> list[Any]:
    paging = Paging[Any, Any](kind, "/data", pointer, "/next", location="body")
    return walk(caller, paging, operation=SEARCH, **{"content_type": JSON, **more})


@pytest.mark.parametrize(
    ("body", "cursor", "pointer", "second"),
    [
        ({"q": "z"}, "b", "/after", {"q": "z", "after": "b"}),
        ({"after": "a"}, "b", "/after", {"after": "b"}),
        ({"p": {"n": 5}}, 17, "/p/after", {"p": {"n": 5, "after": 17}}),
        ({"q": "z"}, ["x", 1], "/p/a~1b", {"q": "z", "p": {"a/b": ["x", 1]}}),
        (
            {"z": 1},
            {"key": {"S": "x"}},
            "/start",
            {"z": 1, "start": {"key": {"S": "x"}}},
        ),
    ],
)
def test_a_property_of_the_body_selects_the_page(
    caller: Caller, server: Loopback, body: Any, cursor: Any, pointer: str, second: Any
) -> None:
    server.will(paged_by({"data": [1], "next": cursor}, {"data": [2]}))
    assert search(caller, pointer, body=body) == [1, 2]
    assert bodies(server) == [body, second]
    assert server.last.header("content-type") == JSON


@pytest.mark.parametrize(
    ("kind", "body", "sent"),
    [
        ("offset", {"n": 4}, [{"n": 4}, {"n": 6}, {"n": 7}]),
        ("offset", {"m": 1}, [{"m": 1}, {"m": 1, "n": 2}, {"m": 1, "n": 3}]),
        ("page", {"n": 0}, [{"n": 0}, {"n": 1}, {"n": 2}]),
        ("page", {"m": 0}, [{"m": 0}, {"m": 0, "n": 2}, {"m": 0, "n": 3}]),
    ],
)
def test_counted_pages_of_a_body(
    caller: Caller, server: Loopback, kind: Any, body: Any, sent: Any
) -> None:
    server.will(paged_by(*({"data": data} for data in ([1, 2], [3], []))))
    assert search(caller, "/n", kind, body=body) == [1, 2, 3]
    assert bodies(server) == sent


def test_pages_of_a_body_that_is_not_given(caller: Caller, server: Loopback) -> None:
    server.will(paged_by({"data": [1], "next": "b"}, {"data": [2]}))
    assert search(caller, "/after", content_type=None) == [1, 2]
    assert bodies(server) == [None, {"after": "b"}]
    assert server.last.header("content-type") == JSON


def test_pages_of_a_body_that_is_not_json(caller: Caller, server: Loopback) -> None:
    server.will(paged_by({"data": [1], "next": "b"}))
    with pytest.raises(APIError, match="JSON body"):
        search(caller, "/after", content_type="text/plain", body="q")


@pytest.mark.parametrize("start", [1, 0, "1", None])
def test_the_number_of_the_first_page_is_kept(
    caller: Caller, server: Loopback, start: object
) -> None:
    server.will(paged_by({"data": [1]}, {"data": []}))
    assert walk(caller, Paging[Any, Any]("page", "/data", "page"), page=start) == [1]
    assert queries(server)[1] == f"page={1 + int(1 if start is None else start)}"  # type: ignore[call-overload]


def test_a_number_of_a_page_that_is_none(caller: Caller, server: Loopback) -> None:
    server.will(paged_by({"data": [1]}))
    with pytest.raises(APIError, match="not an integer"):
        walk(caller, Paging[Any, Any]("page", "/data", "page"), page="last")


@pytest.mark.parametrize(
    "link",
    [
        "</x?a=1>; rel=next",
        '</x?z=1>; rel="prev", </x?a=1>; rel="Next"',
        '</x?a=1>;title="a=b; rel=prev, \\"d" ; REL="last next" ;rel=x',
        '</x>; rel=prev; rel=next, </y>; title="; rel=next", </x?a=1>; rel="next"',
        ",, <> , </x?a=1>;rel=next",
    ],
)
def test_link_headers(caller: Caller, server: Loopback, link: str) -> None:
    server.will(answer(200, {"data": [1]}, Link=link), answer(200, {"data": [2]}))
    assert walk(caller, Paging[Any, Any]("link", "/data")) == [1, 2]
    assert server.last.target == "/x?a=1"


@pytest.mark.parametrize("link", ["", "</x>", "</x>; rel=prev", "next", "<" * 9999])
def test_no_link_to_a_next_page(caller: Caller, server: Loopback, link: str) -> None:
    server.will(paged_by({"data": [1]}, Link=link))
    assert walk(caller, Paging[Any, Any]("link", "/data")) == [1]


NO_URLS = [
    "http://[::1", "::", "/x\0", "http://a:99999999/", "http://[v1.x]/", "http://xn--\xff/",
    "ftp://127.0.0.1/x", "javascript:1", "file:///x", "http://h\\evil/", 5, {"href": "/x"},
    ["/x"], True,
]  # fmt: skip


@pytest.mark.parametrize("following", NO_URLS)
def test_a_next_url_that_is_none(
    caller: Caller, server: Loopback, following: object
) -> None:
    server.will(answer(200, {"data": [1], "next": following}))
    with pytest.raises(APIError, match="next page"):
        walk(caller, Paging[Any, Any]("url", "/data", next="/next"))
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "following",
    [
        "https://127.0.0.1/x",
        "http://127.0.0.1:1/x",
        "//evil.invalid/x",
        "http://a@{}/x",
    ],
)
def test_a_next_url_on_another_server(
    caller: Caller, server: Loopback, following: str
) -> None:
    following = following.format(server.url.removeprefix("http://"))
    server.will(answer(200, {"data": [1], "next": following}))
    with pytest.raises(APIError, match="another origin"):
        walk(caller, Paging[Any, Any]("url", "/data", next="/next"))
    assert len(server.seen) == 1


def test_next_urls_of_an_own_server(caller: Caller, server: Loopback) -> None:
    url = caller.options["base_url"]
    caller.options["base_url"] = "http://127.0.0.1:1"
    server.will(paged_by({"data": [1], "next": "y?a=1#b"}, {"data": [2], "next": ""}))
    operation = Operation[Any](
        "x", "GET", "/v1/x", responses=LIST.responses, server=OperationServer(url)
    )
    paging = Paging[Any, Any]("url", "/data", next="/next")
    assert walk(caller, paging, operation=operation) == [1, 2]
    assert [seen.target for seen in server.seen] == ["/v1/x", "/v1/y?a=1"]


SIGNED: Operation[Any] = Operation(
    "x", "GET", "/x", responses=LIST.responses, security=(("QueryKey",),)
)


@pytest.mark.parametrize(
    ("base", "following", "is_followed"),
    [
        ("http://a", "https://a/x?n=1", True),
        ("http://a:80", "https://a:443/x?n=1", True),
        ("http://a:8080", "https://a:8080/x?n=1", False),
        ("https://a", "http://a/x?n=1", False),
        ("http://a", "https://b/x?n=1", False),
    ],
)
def test_a_next_url_with_tls(base: str, following: str, is_followed: bool) -> None:
    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(
            200, json={"data": [1], "next": following} if len(seen) == 1 else {}
        )

    paging = Paging[Any, Any]("url", "/data", next="/next")
    with httpx2.Client(transport=httpx2.MockTransport(handle)) as http:
        client = BaseClient(API("t", "p", "1"), base_url=base, http_client=http)
        pages = iter(first_page(client, LIST, paging))
        assert next(pages) == 1
        if not is_followed:
            with pytest.raises(APIError, match="another origin"):
                next(pages)
            return
        assert list(pages) == []
    assert seen[1] == "https://a/x?n=1"


@pytest.mark.parametrize("name", ["key", "k%65y", "%6bey"])
def test_a_key_in_a_next_url_is_sent_once(server: Loopback, name: str) -> None:
    """The credential of the call replaces the one that the URL repeats."""
    following = f"/x?a=1&{name}=old&b=2"
    server.will(paged_by({"data": [1], "next": following}, {"data": [2]}))
    schemes = {"QueryKey": QueryKey("key", name="key")}
    api = API("t", "p", "1", schemes)
    paging = Paging[Any, Any]("url", "/data", next="/next")
    with BaseClient(api, base_url=server.url, credentials={"key": "new"}) as client:
        assert list(first_page(client, SIGNED, paging)) == [1, 2]
    assert queries(server) == ["key=new", "a=1&b=2&key=new"]


@pytest.mark.parametrize(
    "paging",
    [
        Paging[Any, Any]("cursor", "/data", "cursor", "/same"),
        Paging[Any, Any]("cursor", "/data", "cursor", header="X-Same"),
        Paging[Any, Any]("cursor", "/data", "X-Same", "/same", location="header"),
        Paging[Any, Any]("url", "/data", next="/url"),
        Paging[Any, Any]("url", "/data", next="/here"),
        Paging[Any, Any]("link", "/data"),
        Paging[Any, Any]("offset", "/none", "offset", more="/more"),
    ],
)
def test_pages_that_repeat(caller: Caller, server: Loopback, paging: Any) -> None:
    page = {"data": [1], "same": "a", "url": "/x?a=1", "here": "/x", "more": True}
    server.will(answer(200, page, **{"X-Same": "a", "Link": "</x?a=1>; rel=next"}))
    with pytest.raises(APIError, match="loop"):
        walk(caller, paging)
    assert len(server.seen) <= 2


def test_pages_of_a_body_that_repeat(caller: Caller, server: Loopback) -> None:
    pages = [{"data": [1], "next": each} for each in ("b", "c", "a")]
    server.will(paged_by(*pages))
    with pytest.raises(APIError, match="loop"):
        search(caller, "/after", body={"after": "a"})
    assert len(server.seen) == 3


def test_empty_pages_without_end(
    caller: Caller, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("_core.pages._MAX_EMPTY_PAGES", 5)

    def empty(handler: Handler) -> None:
        count = len(server.seen)
        data = [count] if count % 5 == 0 and count <= 10 else []
        answer(200, {"data": data, "next": str(count)})(handler)

    server.will(empty)
    with pytest.raises(APIError, match="5 pages in a row have no items"):
        walk(caller, Paging[Any, Any]("cursor", "/data", "cursor", "/next"))
    assert len(server.seen) == 15


def test_the_response_of_the_first_page(caller: Caller, server: Loopback) -> None:
    page = {"data": [1], "next": "b"}
    server.will(answer(200, page, **{"X-Request-Id": "r1"}))
    paging = Paging[Any, Any]("cursor", "/data", "cursor", "/next")

    def use(client: Any, do: Any) -> Any:
        return do("with_response", client.items.paginate, LIST, paging)

    response = caller.run(use)
    assert (response.parsed.data, response.request_id) == (page, "r1")
    assert len(server.seen) == 1


def test_with_streaming_cannot_read_pages(server: Loopback) -> None:
    with Client(base_url=server.url) as client, pytest.raises(TypeError, match="page"):
        client.with_streaming(client.items.paginate, LIST, Paging[Any, Any]("link"))
    assert server.seen == []
