"""Faults of servers and networks end in the documented class, with nothing leaked."""

from __future__ import annotations

import asyncio
import gc
import gzip
import warnings
from typing import Any

import pytest
from _core.errors import (
    APIConnectionError,
    APITimeoutError,
    BadRequestError,
    MissingCredentialsError,
    ResponseValidationError,
)
from _core.oauth import ClientCredentials, RefreshToken
from _core.operation import Operation, RequestOptions, ResponseSpec

from tests.loopback import Handler, Loopback, answer, raw_answer, stall

from .conftest import Caller
from .handwritten_client import AsyncClient, Client

GET: Operation[Any] = Operation(
    "x", "GET", "/x", responses={"200": ResponseSpec({"application/json": lambda: Any})}
)
TOKEN: Operation[Any] = Operation(
    "x",
    "GET",
    "/x",
    responses={"200": ResponseSpec({"application/json": lambda: Any})},
    security=(("OAuth",),),
)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
FAULTS = {
    "reset mid-body": (
        raw_answer(HEAD + b"Content-Length: 100\r\n\r\n{", reset=True),
        APIConnectionError,
    ),
    "closed at once": (raw_answer(b""), APIConnectionError),
    "not HTTP": (raw_answer(b"hello\r\n\r\n"), APIConnectionError),
    "slow headers": (stall(b"HTTP/1.1 200 OK\r\n"), APITimeoutError),
    "slow body": (stall(HEAD + b"Content-Length: 9\r\n\r\n{"), APITimeoutError),
    "truncated chunks": (
        raw_answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n[1"),
        APIConnectionError,
    ),
    "wrong length": (
        raw_answer(HEAD + b"Content-Length: 50\r\n\r\n[1]"),
        APIConnectionError,
    ),
    "broken gzip": (
        raw_answer(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n[1]"),
        APIConnectionError,
    ),
    "invalid JSON": (answer(200, b"{]"), ResponseValidationError),
    "empty": (answer(200), ResponseValidationError),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(caller: Caller, server: Loopback, fault: str) -> None:
    send, kind = FAULTS[fault]
    server.will(send)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            options = RequestOptions(timeout=0.2, max_retries=1)
            with pytest.raises(kind) as caught:
                caller.call("items.call", GET, options=options)
        finally:
            server.released.set()
        assert type(caught.value) is kind
        retried = kind is not ResponseValidationError and fault != "broken gzip"
        assert len(server.seen) == (2 if retried else 1)
        del caught
        gc.collect()


def test_gzip(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, gzip.compress(b"[1]"), Content_Encoding="gzip"))
    assert caller.call("items.call", GET) == [1]
    server.will(answer(400, gzip.compress(b"bad"), Content_Encoding="gzip"))
    with pytest.raises(BadRequestError) as caught:
        caller.call("items.call", GET)
    assert caught.value.body == "bad"


def test_a_connection_is_used_again(caller: Caller, server: Loopback) -> None:
    ports: set[int] = set()

    def send(handler: Handler) -> None:
        ports.add(handler.client_address[1])
        answer(200, [])(handler)

    server.will(send)
    caller.run(lambda client, do: [do("items.call", GET) for _ in range(5)])
    assert len(ports) == 1


class TokenServer:
    """Answers /token with t1, t2, ...; anything else wants the newest token."""

    def __init__(self, **changes: Any) -> None:
        self.changes = changes
        self.issued = 0
        self.expired = False

    def __call__(self, handler: Handler) -> None:
        if handler.path == "/token":
            self.issued += 1
            self.expired = False
            token = {"access_token": f"t{self.issued}", "expires_in": 3600}
            answer(200, token | self.changes)(handler)
        elif (
            not self.expired
            and handler.headers["Authorization"] == f"Bearer t{self.issued}"
        ):
            answer(200, [])(handler)
        else:
            answer(401)(handler)


def test_client_credentials(caller: Caller, server: Loopback) -> None:
    tokens = TokenServer()
    server.will(tokens)
    caller.options["oauth"] = ClientCredentials("id:", "s3 cret", ("a", "b"))
    assert "cret" not in repr(caller.options["oauth"])

    def use(client: Any, do: Any) -> None:
        do("items.call", TOKEN)
        do("items.call", TOKEN)
        assert tokens.issued == 1
        tokens.expired = True
        do("items.call", TOKEN)
        assert tokens.issued == 2

    caller.run(use)
    first = server.seen[0]
    assert (first.method, first.target) == ("POST", "/token")
    assert first.body == b"grant_type=client_credentials&scope=a+b"
    assert first.header("authorization") == "Basic aWQlM0E6czMrY3JldA=="


def test_refresh_token_is_rotated(caller: Caller, server: Loopback) -> None:
    server.will(TokenServer(refresh_token="r2", expires_in=0))
    caller.options["oauth"] = RefreshToken("r1", client_id="c")
    caller.run(lambda client, do: [do("items.call", TOKEN) for _ in range(2)])
    bodies = [seen.body for seen in server.seen if seen.target == "/token"]
    assert bodies == [
        b"grant_type=refresh_token&refresh_token=r1&client_id=c",
        b"grant_type=refresh_token&refresh_token=r2&client_id=c",
    ]


def test_a_refused_token_request(caller: Caller, server: Loopback) -> None:
    server.will(answer(400, {"error": "invalid_client", "secret": "s3cret"}))
    caller.options["oauth"] = ClientCredentials("id", "s3cret")
    with pytest.raises(BadRequestError, match="invalid_client") as caught:
        caller.call("items.call", TOKEN)
    assert "s3cret" not in str(caught.value)


def test_tokens_are_not_requested_elsewhere_without_tls(
    caller: Caller, server: Loopback
) -> None:
    caller.options["oauth"] = ClientCredentials(
        "id", "s", token_url="http://localhost:1/token"
    )
    with pytest.raises(MissingCredentialsError, match="https"):
        caller.call("items.call", TOKEN)


def test_one_refresh_for_many_calls(server: Loopback) -> None:
    tokens = TokenServer()
    server.will(tokens)

    async def main() -> None:
        oauth = ClientCredentials("id", "s")
        async with AsyncClient(base_url=server.url, oauth=oauth) as client:
            await client.items.call(TOKEN)
            tokens.expired = True
            calls = [
                asyncio.ensure_future(client.items.call(TOKEN)) for _ in range(100)
            ]
            while tokens.issued == 1:
                await asyncio.sleep(0)
                calls[0].cancel()
            results = await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert results[1:] == [[]] * 99

    asyncio.run(main())
    assert tokens.issued == 2


def test_asynchronous_credentials(server: Loopback) -> None:
    async def token() -> str:
        await asyncio.sleep(0)
        return "later"

    async def main() -> None:
        async with AsyncClient(base_url=server.url, oauth=token) as client:
            await client.items.call(TOKEN)

    server.will(answer(200, []))
    asyncio.run(main())
    assert server.last.header("authorization") == "Bearer later"


def test_a_credential_of_the_wrong_kind(server: Loopback) -> None:
    wrong: Any = lambda: None
    with (
        Client(base_url=server.url, oauth=wrong) as client,
        pytest.raises(MissingCredentialsError, match="oauth"),
    ):
        client.items.call(TOKEN)
