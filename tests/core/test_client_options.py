"""Clients with other options, options as dicts, and requests that no method makes."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from _core.errors import (
    APITimeoutError,
    InternalServerError,
    NotFoundError,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
)
from _core.operation import Operation, RequestOptions
from _core.parameters import Parameter

from tests.loopback import Loopback, answer

from .conftest import Caller
from .handwritten_client import AsyncClient, Client, models

ITEM = {"id": "1", "name": None, "colour": "red"}


def test_a_client_with_other_options(caller: Caller, server: Loopback) -> None:
    caller.options["headers"] = {"X-One": "1"}

    def use(client: Any, do: Any) -> None:
        other = client.with_options(max_retries=0, headers={"X-Two": "2"})
        assert type(other) is type(client) and other.items is not client.items
        client.other = other
        server.will(answer(500), answer(200, ITEM), answer(500))
        assert do("items.get", "1").id == "1"
        assert server.last.header("x-two") is None and len(server.seen) == 2
        with pytest.raises(InternalServerError):
            do("other.items.get", "1")
        assert len(server.seen) == 3
        last = server.last
        assert (last.header("x-one"), last.header("x-two")) == ("1", "2")
        assert last.header("authorization") == "Bearer s3cret-token"

    caller.run(use)


def test_options_are_combined(server: Loopback) -> None:
    client = Client(base_url=server.url, token="t", key="k", max_retries=1)
    other = client.with_options(timeout=0.05).with_options(validate_responses="strict")
    server.will(answer(200, {**ITEM, "id": 5}))
    with pytest.raises(ResponseValidationError, match="/id: should be a string"):
        other.items.get("1")
    assert other.items.get is not client.items.get
    server.will(answer(200, {**ITEM, "id": 5}))
    with pytest.warns(ResponseValidationWarning, match="/id"):
        client.items.get("1")
    other.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.items.get("1")
    with pytest.raises(RuntimeError, match="closed"):
        client.with_options(timeout=1).items.get("1")


def test_connections_are_shared(server: Loopback) -> None:
    async def main() -> None:
        async with AsyncClient(base_url=server.url, token="t", key="k") as client:
            server.will(answer(200, ITEM), answer(200, ITEM))
            await client.items.get("1")
            await client.with_options(timeout=9).items.get("1")
            assert len(client._own_http) == 1
            await client.with_options(timeout=1).close()
            assert not client._own_http

    asyncio.run(main())


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"timeout": "x"}, TypeError, "timeout: should be seconds"),
        (
            {"retries": 1},
            TypeError,
            "unexpected argument 'retries'; did you mean 'max_retries'",
        ),
        ({"validate_responses": "strickt"}, ValueError, "'lenient' or 'strict'"),
        ({"headers": {"X": 1}}, RequestValidationError, r"headers\['X'\]: "),
    ],
)
def test_wrong_options(options: Any, error: type[Exception], message: str) -> None:
    client = Client(base_url="http://127.0.0.1:9", token="t", key="k")
    with pytest.raises(error, match=message):
        client.with_options(**options)


def test_options_may_be_a_dict(caller: Caller, server: Loopback) -> None:
    server.will(answer(500), answer(200, ITEM))
    options = {"max_retries": 1, "extra_headers": {"X": "1"}, "extra_query": {"q": [1]}}
    assert caller.call("items.get", "1", options=options).id == "1"
    assert server.last.header("x") == "1" and "q=1" in server.last.target
    for wrong, message in (
        ({"timout": 1}, "options: unknown 'timout'; did you mean 'timeout'[?]"),
        ({"timeout": "1"}, "timeout: should be seconds or an httpx2.Timeout, not str"),
        (5, "options: should be RequestOptions or a dict, not int"),
    ):
        with pytest.raises(TypeError, match=message):
            caller.call("items.get", "1", options=wrong)


@pytest.mark.parametrize(
    ("content", "cast_to", "expected"),
    [
        (ITEM, None, ITEM),
        (ITEM, dict, ITEM),
        (ITEM, models.Item, models.Item.model_validate(ITEM)),
        ([ITEM], list[models.Item], [models.Item.model_validate(ITEM)]),
        ({"total": 1}, dict[str, int], {"total": 1}),
        (b"\x00\xff", bytes, b"\x00\xff"),
        (b"\x00\xff", None, b"\x00\xff"),
        (5, int, 5),
    ],
)
def test_a_request_that_no_method_makes(
    caller: Caller, server: Loopback, content: Any, cast_to: Any, expected: Any
) -> None:
    kind = "application/" + ("octet-stream" if isinstance(content, bytes) else "json")
    server.will(answer(503), answer(200, content, kind))
    arguments = {"cast_to": cast_to, "query": {"a b": [1, 2], "n": None}}
    assert caller.call("request", "get", "/new/é", **arguments) == expected
    seen = server.last
    assert (seen.method, len(server.seen)) == ("GET", 2)
    assert seen.target == "/new/%C3%A9?a%20b=1&a%20b=2&api%20key=s3cret-key"
    assert seen.header("authorization") == "Bearer s3cret-token"
    assert seen.body == b""


def test_bodies_and_options(caller: Caller, server: Loopback) -> None:
    server.will(answer(204), answer(204), answer(204))
    options = RequestOptions(extra_headers={"X": "1"}, extra_query={"b": 2})
    body = {"json": {"a": None}, "query": {"b": 1}, "options": options}
    assert caller.call("request", "POST", "things?x=1#y", **body) is None
    assert server.last.json == {"a": None} and server.last.header("x") == "1"
    assert server.last.header("content-type") == "application/json"
    assert server.last.target == "/things?x=1%23y&b=2&api%20key=s3cret-key"
    assert caller.call("request", "POST", "/x", json=None) is None
    assert server.last.body == b"null"
    body = {"options": {"extra_body": {"b": 1}}, "json": {"a": 1}}
    caller.call("request", "PUT", "/x", **body)
    assert server.last.json == {"a": 1, "b": 1}


def test_the_response_itself(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, ITEM))
    response = caller.call("request", "GET", "/x", cast_to=httpx2.Response)
    assert isinstance(response, httpx2.Response) and response.json() == ITEM
    server.will(answer(200, ITEM))
    found = caller.run(lambda c, do: do("with_response", c.request, "GET", "/{x}"))
    assert found.status_code == 200 and found.parsed == ITEM
    assert server.last.target.startswith("/%7Bx%7D?")


def test_errors_and_deviations(caller: Caller, server: Loopback) -> None:
    server.will(answer(404, {"message": "gone"}))
    with pytest.raises(NotFoundError) as caught:
        caller.call("request", "GET", "/x", cast_to=models.Item)
    assert caught.value.body == {"message": "gone"} and caught.value.message == "gone"
    server.will(answer(200, {"total": "s"}))
    with pytest.warns(ResponseValidationWarning, match="^GET /x: the response dev"):
        assert caller.call("request", "GET", "/x", cast_to=dict[str, int]) == {
            "total": "s"
        }
    with pytest.raises(APITimeoutError):
        options = {"deadline": 0, "max_retries": 0}
        caller.call("request", "GET", "/x", options=options)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("https://evil.example/x", "relative"),
        ("http://127.0.0.1:1/x", "relative"),
        ("HTTPS://evil.example", "relative"),
        ("/a/../b", "segment"),
        ("/a/%2e%2E/b", "segment"),
        ("./b", "segment"),
    ],
)
def test_paths_stay_below_the_base_url(
    caller: Caller, server: Loopback, path: str, message: str
) -> None:
    with pytest.raises(RequestValidationError, match=f"^path: .*{message}"):
        caller.call("request", "GET", path)
    assert not server.seen


def test_paths_that_look_absolute(caller: Caller, server: Loopback) -> None:
    server.will(*[answer(200, 1)] * 4)
    for path, target in (
        ("//evil.example/x", "/evil.example/x"),
        (f"{server.url}/x?next=http://y", "/x?next=http://y"),
        ("\\\\evil.example", "/%5C%5Cevil.example"),
        ("@evil.example", "/@evil.example"),
    ):
        caller.call("request", "GET", path)
        assert server.last.target.startswith(target)
    with pytest.raises(TypeError, match="unexpected keyword argument 'body'"):
        caller.call("request", "GET", "/x", body=1)


def test_what_a_prompt_shows(server: Loopback) -> None:
    client = Client(base_url=server.url, token="s3cret", key="s3cret")
    assert repr(client) == f"<Client {server.url}: items>"
    assert repr(client.items).startswith("<Items: get, ")
    assert {"items", "with_options", "request", "close"} <= {*dir(client)}
    assert not any(name.startswith("_") for name in dir(client) + dir(client.items))
    server.will(answer(200, ITEM))
    response = client.with_response(client.items.get, "1")
    assert repr(response) == "<Response 200: Item>"
    server.will(answer(200, ITEM))
    with client.with_streaming(client.items.get, "1") as download:
        assert repr(download) == "<Download 200>"


def test_a_parameter_that_cannot_be_encoded(caller: Caller, server: Loopback) -> None:
    parameter = Parameter("any-thing", "query", lambda: dict[str, Any], keyword="any_")
    operation: Operation[Any] = Operation("x", "GET", "/x", (parameter,))
    with pytest.raises(RequestValidationError, match=r"^any_: the value cannot be enc"):
        query = {"any-thing": {"a": object()}}
        caller.call("items.call", operation, query=query)
    assert not server.seen
