"""A parameter in the place of a credential is one value with it (OpenAPI 3.2, 4.27).

The argument of a call comes first, then the credential of the client.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.loopback import Loopback, RecordedRequest, answer, serving

from .command import gen_client_here

DONE: dict[str, Any] = {"204": {"description": "Done"}}
SCHEMES = {
    "in_query": {"type": "apiKey", "in": "query", "name": "a key"},
    "in_header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "in_cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "no_header": {"type": "apiKey", "in": "header", "name": "X Key"},
    "no_cookie": {"type": "apiKey", "in": "cookie", "name": "s id"},
    "no_scheme": {"type": "http", "scheme": "my scheme"},
}
QUERY = {"name": "a key", "in": "query"}
HEADER = {"name": "x-key", "in": "header"}
COOKIE = {"name": "sid", "in": "cookie"}
ROWS = {"schema": {"type": "array", "items": {"type": "string"}}}


def get(security: Any, *parameters: Any, **more: Any) -> dict[str, Any]:
    schema = {"schema": {"type": "string"}}
    return {
        "tags": ["all"],
        "responses": DONE,
        "security": security,
        "parameters": [{**schema, **each} for each in parameters],
        **more,
    }


def needed(parameter: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**parameter, "required": True, **more}


OPERATIONS: dict[str, dict[str, Any]] = {
    "query": get([{"in_query": []}], needed(QUERY)),
    "header": get([{"in_header": []}], needed(HEADER)),
    "cookie": get([{"in_cookie": []}], needed(COOKIE)),
    "both": get([{"in_query": [], "in_header": []}], needed(QUERY), HEADER),
    "either": get([{"in_query": []}, {"in_header": []}], needed(QUERY)),
    "optional": get([{}, {"in_query": []}], needed(QUERY)),
    "other": get([{"in_header": []}], needed(QUERY)),
    "plain": get([], needed(QUERY)),
    "undefined": get([{"gone": []}], needed(HEADER)),
    "number": get([{"in_query": []}], needed(QUERY, schema={"type": "integer"})),
    "constant": get([{"in_query": []}], needed(QUERY, schema={"const": "only"})),
    "authorization": get(
        [{"bearer": []}], needed({"name": "Authorization", "in": "header"})
    ),
    "unusable": get([{"no_header": []}]),
    "unusable_or": get([{"no_header": []}, {"in_header": []}]),
    "unusable_and": get([{"no_header": [], "in_header": []}]),
    "odd_cookie": get([{"no_cookie": []}], {"name": "c d", "in": "cookie"}),
    "odd_scheme": get([{"no_scheme": []}]),
    "rows": get(
        [{"in_query": []}],
        QUERY,
        {"name": "page", "in": "query"},
        responses={"200": {"description": "", "content": {"application/json": ROWS}}},
        **{"x-pagination": {"type": "link", "items": ""}},
    ),
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Keys", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "paths": {
        f"/{name}": {"get": {"operationId": f"all.{name}", **each}}
        for name, each in OPERATIONS.items()
    },
    "components": {"securitySchemes": SCHEMES},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("keys")
    source = folder / "api.json"
    source.write_text(json.dumps(DOCUMENT, indent=1))
    ran = gen_client_here(source, "-o", folder, "--name", "keys_api")
    assert ran.code == 0, ran.stderr
    return folder / "keys-api", ran.stderr


@pytest.fixture(scope="module")
def package(project: tuple[Path, str]) -> Any:
    sys.path.insert(0, str(project[0]))
    try:
        return import_module("keys_api")
    finally:
        sys.path.remove(str(project[0]))


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


Call = Callable[..., RecordedRequest]


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, package: Any, wire: Loopback) -> Call:
    """Call an operation with credentials and arguments; return what was sent."""

    def sync(operation: str, credentials: Any, **arguments: Any) -> Any:
        with package.Client(base_url=wire.url, **credentials) as client:
            result = getattr(client.all, operation)(**arguments)
            return list(result) if operation == "rows" else result

    async def waiting(operation: str, credentials: Any, **arguments: Any) -> Any:
        async with package.AsyncClient(base_url=wire.url, **credentials) as client:
            result = getattr(client.all, operation)(**arguments)
            if operation == "rows":
                return [each async for each in result]
            return await result

    def called(operation: str, credentials: Any = None, **arguments: Any) -> Any:
        wire.seen.clear()
        if request.param == "sync":
            sync(operation, credentials or {}, **arguments)
        else:
            asyncio.run(waiting(operation, credentials or {}, **arguments))
        return wire.seen[-1]

    return called


def values(seen: RecordedRequest) -> dict[str, list[str]]:
    """Return the values in the places of the credentials."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(seen.target).query):
        found.setdefault(name, []).append(value)
    for header, name in (("x-key", "x-key"), ("authorization", "authorization")):
        if (text := seen.header(header)) is not None:
            found[name] = [text]
    for pair in (seen.header("cookie") or "").split("; "):
        if pair:
            name, _, value = pair.partition("=")
            found.setdefault(name, []).append(value)
    return found


ALL = {"in_query": "q", "in_header": "h", "in_cookie": "c", "bearer": "b"}


@pytest.mark.parametrize(
    ("operation", "credentials", "arguments", "sent"),
    [
        ("query", ALL, {}, {"a key": ["q"]}),
        ("query", ALL, {"a_key": "mine"}, {"a key": ["mine"]}),
        ("query", {}, {"a_key": "mine"}, {"a key": ["mine"]}),
        ("header", ALL, {}, {"x-key": ["h"]}),
        ("header", ALL, {"x_key": "mine"}, {"x-key": ["mine"]}),
        ("header", {}, {"x_key": "mine"}, {"x-key": ["mine"]}),
        ("cookie", ALL, {}, {"sid": ["c"]}),
        ("cookie", ALL, {"sid": "mine"}, {"sid": ["mine"]}),
        ("cookie", {}, {"sid": "mine"}, {"sid": ["mine"]}),
        ("both", ALL, {"a_key": "mine"}, {"a key": ["mine"], "x-key": ["h"]}),
        ("both", {"in_query": "q"}, {"x_key": "mine"}, {"a key": ["q"], "x-key": ["mine"]}),
        ("either", {"in_header": "h"}, {"a_key": "mine"}, {"a key": ["mine"]}),
        ("either", ALL, {}, {"a key": ["q"]}),
        ("optional", {}, {"a_key": "mine"}, {"a key": ["mine"]}),
        ("optional", ALL, {}, {"a key": ["q"]}),
        ("other", ALL, {"a_key": "mine"}, {"a key": ["mine"], "x-key": ["h"]}),
        ("plain", ALL, {"a_key": "mine"}, {"a key": ["mine"]}),
        ("undefined", {"in_header": "h"}, {}, {"x-key": ["h"]}),
        ("undefined", {"in_header": "h"}, {"x_key": "mine"}, {"x-key": ["mine"]}),
        ("number", ALL, {}, {"a key": ["q"]}),
        ("number", {}, {"a_key": 0}, {"a key": ["0"]}),
        ("constant", ALL, {}, {"a key": ["q"]}),
        ("authorization", ALL, {}, {"authorization": ["Bearer b"]}),
        ("unusable", ALL, {}, {}),
        ("unusable_or", ALL, {}, {"x-key": ["h"]}),
        ("unusable_and", ALL, {}, {"x-key": ["h"]}),
        ("odd_cookie", {"no_cookie": "n"}, {"c_d": "e"}, {"c%20d": ["e"], "s%20id": ["n"]}),
        ("odd_scheme", {"no_scheme": "x y"}, {}, {"authorization": ["x y"]}),
    ],
)  # fmt: skip
def test_one_value(
    call: Call, operation: str, credentials: Any, arguments: Any, sent: Any
) -> None:
    assert values(call(operation, credentials, **arguments)) == sent


@pytest.mark.parametrize(
    ("operation", "credentials", "arguments", "error"),
    [
        ("query", {}, {}, "MissingCredentialsError"),
        ("both", {"in_query": "q"}, {}, "MissingCredentialsError"),
        ("both", {}, {"a_key": "mine"}, "MissingCredentialsError"),
        ("either", {}, {}, "MissingCredentialsError"),
        ("either", {"in_header": "h"}, {}, "RequestValidationError"),
        ("optional", {}, {}, "RequestValidationError"),
        ("undefined", {"in_query": "q"}, {}, "RequestValidationError"),
        ("unusable_or", {}, {}, "MissingCredentialsError"),
    ],
)
def test_neither_value(
    package: Any, call: Call, wire: Loopback, operation: str, credentials: Any,
    arguments: Any, error: str,
) -> None:  # fmt: skip
    with pytest.raises(getattr(package, error)):
        call(operation, credentials, **arguments)
    assert not wire.seen


def test_options_replace_credentials(package: Any, call: Call, wire: Loopback) -> None:
    wire.will(answer(200, []))
    options = package.RequestOptions(extra_query={"a key": "mine"})
    assert values(call("rows", {"in_query": "q"}, options=options))["a key"] == ["mine"]
    wire.will(answer(204))
    options = package.RequestOptions(extra_headers={"Authorization": "Custom x"})
    sent = call("authorization", {}, options=options)
    assert values(sent) == {"authorization": ["Custom x"]}


@pytest.mark.parametrize(
    "linked", ["a+key=stale&page=2", "page=2", "a%20key=q&page=2&"]
)
@pytest.mark.parametrize("arguments", [{}, {"a_key": "mine"}])
def test_pages(wire: Loopback, call: Call, linked: str, arguments: Any) -> None:
    """A link to the next page may repeat the key or not: it is sent once."""
    link = {"Link": f'</rows?{linked}>; rel="next"'}
    wire.will(answer(200, ["a"], **link), answer(200, ["b"]))
    call("rows", {"in_query": "q"}, **arguments)
    assert len(wire.seen) == 2
    for seen in wire.seen:
        assert values(seen)["a key"] == [arguments.get("a_key", "q")]
    assert values(wire.seen[1])["page"] == ["2"]


def test_a_callable_is_not_asked_for_a_value_that_is_given(call: Call) -> None:
    def refuse() -> str:
        raise AssertionError("the argument is enough")

    credentials = {"in_query": refuse, "in_header": "h"}
    assert values(call("query", credentials, a_key="mine")) == {"a key": ["mine"]}


def test_names_that_cannot_be_sent_are_reported(project: tuple[Path, str]) -> None:
    told = project[1]
    for name in ("'X Key'", "'s id'", "'c d'", "'my scheme'"):
        assert f"{name} is not the name of" in told
    assert told.count("invalid-security-scheme") == 3


def test_the_fake_server_takes_both(package: Any) -> None:
    testing = import_module("keys_api.testing")
    import httpx2

    server = testing.MockTransport()
    http = httpx2.Client(transport=server)
    with package.Client(in_query="q", http_client=http) as client:
        client.all.number()
        client.all.number(a_key=3)
        client.all.plain(a_key="mine")
