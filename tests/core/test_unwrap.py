"""Results that are a value in an envelope."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from _core.client import AsyncBaseClient, BaseClient
from _core.errors import NotFoundError, ResponseValidationError
from _core.model import Model
from _core.operation import API, Operation, ResponseSpec
from _core.unwrap import acall_unwrapped, call_unwrapped

from .handwritten_client import models

JSON = "application/json"


class Envelope(Model):
    success: bool
    result: models.Item | None = None


OPERATION: Operation[models.Item | None] = Operation(
    "items.get",
    "GET",
    "/item",
    responses={
        "200": ResponseSpec({JSON: lambda: Envelope}),
        "404": ResponseSpec({JSON: lambda: Envelope}),
    },
)
ITEM = {"id": "a", "name": None, "colour": "red", "more": 1}


def both(status: int, content: Any, pointer: str = "/result", **given: Any) -> Any:
    """What both clients return, or raise."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        if content is None:
            return httpx2.Response(status)
        return httpx2.Response(status, json=content)

    api, transport = API("t", "p", "1"), httpx2.MockTransport(handle)
    http = httpx2.Client(transport=transport)
    client = BaseClient(api, base_url="http://a", http_client=http, **given)

    async def main() -> Any:
        http = httpx2.AsyncClient(transport=transport)
        other = AsyncBaseClient(api, base_url="http://a", http_client=http, **given)
        response = await other.with_response(acall_unwrapped, other, OPERATION, pointer)
        assert response.parsed == await acall_unwrapped(other, OPERATION, pointer)
        return response

    found = client.with_response(call_unwrapped, client, OPERATION, pointer)
    assert found.parsed == call_unwrapped(client, OPERATION, pointer)
    again = asyncio.run(main())
    assert (again.parsed, again.content) == (found.parsed, found.content)
    return found.parsed


def test_the_value_in_the_envelope() -> None:
    found = both(200, {"success": True, "result": ITEM})
    assert type(found) is models.Item and found.to_dict() == ITEM
    assert both(200, {"success": True, "result": ITEM}, "/result/name") is None
    assert both(200, {"success": True, "result": ITEM}, "/result/more") == 1


def test_an_envelope_without_the_value() -> None:
    assert both(200, {"success": True}) is None
    assert both(200, {"success": True}, "/result/id") is None
    with pytest.warns(UserWarning, match="/result"):
        assert both(200, {"success": True, "result": None}) is None


@pytest.mark.filterwarnings("ignore:items.get")
@pytest.mark.parametrize("content", [[ITEM], "text", 7])
def test_what_is_no_envelope_is_returned(content: Any) -> None:
    assert both(200, content) == content
    with pytest.raises(ResponseValidationError):
        both(200, content, validate_responses="strict")


@pytest.mark.filterwarnings("ignore:items.get")
def test_a_value_that_deviates() -> None:
    assert both(200, {"success": True, "result": 5}) == 5
    found = both(200, {"success": 7, "result": ITEM})
    assert type(found) is models.Item
    with pytest.raises(ResponseValidationError):
        both(200, {"success": 7, "result": ITEM}, validate_responses="strict")


def test_an_error_is_the_whole_body() -> None:
    with pytest.raises(NotFoundError) as caught:
        both(404, {"success": False})
    assert type(caught.value.body) is Envelope
