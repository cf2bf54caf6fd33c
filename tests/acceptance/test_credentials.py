"""Credentials: each scheme in its place, on the client's own origin and nowhere else."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import httpx2
import pytest

from tests.loopback import Loopback, answer, serving

from .command import gen_client_here

SCHEMES = {
    "head": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "a key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "other": {"type": "http", "scheme": "hoba"},
    "connect": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
    },
    "certificate": {"type": "mutualTLS"},
}
GIVEN = {
    "head": "s3cret-k",
    "query": "s3cret&q",
    "cookie": "s3cret;c",
    "basic": ("user", "s3cret:b"),
    "bearer": "s3cret-t",
    "other": "HOBA s3cret-h",
    "connect": "s3cret-i",
    "oauth": "s3cret-o",
}
SENT = {
    "head": ("x-key", "s3cret-k"),
    "query": ("target", "/query?a%20key=s3cret%26q"),
    "cookie": ("cookie", "session=s3cret%3Bc"),
    "basic": (
        "authorization",
        "Basic " + base64.b64encode(b"user:s3cret:b").decode(),
    ),
    "bearer": ("authorization", "Bearer s3cret-t"),
    "other": ("authorization", "HOBA s3cret-h"),
    "connect": ("authorization", "Bearer s3cret-i"),
    "oauth": ("authorization", "Bearer s3cret-o"),
}


def document(url: str, elsewhere: str) -> dict[str, Any]:
    def get(name: str, security: Any, **more: Any) -> dict[str, Any]:
        done = {"204": {"description": "Done"}}
        members = {"operationId": f"all.{name}", "tags": ["all"], "responses": done}
        return {"get": {**members, "security": security, **more}}

    every: dict[str, list[str]] = {
        key: [] for key in ("head", "query", "cookie", "bearer")
    }
    paths = {f"/{key}": get(key, [{key: []}]) for key in SCHEMES}
    paths["/elsewhere"] = get("elsewhere", [every], servers=[{"url": elsewhere}])
    paths["/secured"] = get(
        "secured", [every], servers=[{"url": "https://api.example"}]
    )
    paths["/within"] = get("within", [every], servers=[{"url": "/v2"}])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Credentials", "version": "1"},
        "servers": [{"url": url}, {"url": "http://api.example"}],
        "paths": paths,
        "components": {"securitySchemes": SCHEMES},
    }


@pytest.fixture(scope="module")
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(204))
        yield server


@pytest.fixture(scope="module")
def package(
    wire: Loopback, elsewhere: Loopback, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    folder = tmp_path_factory.mktemp("credentials")
    source = folder / "api.json"
    source.write_text(json.dumps(document(wire.url, elsewhere.url)))
    ran = gen_client_here(source, "-o", folder, "--name", "credentials_api")
    assert ran.code == 0, ran.stderr
    sys.path.insert(0, str(folder / "credentials-api"))
    try:
        return import_module("credentials_api")
    finally:
        sys.path.remove(str(folder / "credentials-api"))


Call = Callable[..., None]


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, package: Any) -> Call:
    """Make one call with a client of its own: the operation, and its arguments."""

    def sync(operation: str, **settings: Any) -> None:
        with (
            settings.get("http_client") or nullcontext(),
            package.Client(max_retries=0, **settings) as client,
        ):
            getattr(client.all, operation)()

    def waiting(operation: str, **settings: Any) -> None:
        async def made() -> None:
            async with (
                settings.get("http_client") or nullcontext(),
                package.AsyncClient(max_retries=0, **settings) as client,
            ):
                await getattr(client.all, operation)()

        asyncio.run(made())

    return sync if request.param == "sync" else waiting


@pytest.mark.parametrize("key", SENT)
def test_each_scheme_in_its_place(call: Call, wire: Loopback, key: str) -> None:
    wire.seen.clear()
    call(key, **GIVEN)
    (seen,) = wire.seen
    place, expected = SENT[key]
    assert (seen.target if place == "target" else seen.header(place)) == expected
    assert str(seen).count("s3cret") == (0 if key == "basic" else 1)


@pytest.mark.parametrize("key", SCHEMES)
def test_missing_credentials_are_named(
    call: Call, package: Any, wire: Loopback, key: str
) -> None:
    wire.seen.clear()
    with pytest.raises(package.MissingCredentialsError) as caught:
        call(key)
    assert f"{key} (or CREDENTIALS_API_{key.upper()})" in str(caught.value)
    assert wire.seen == []


def test_a_certificate_may_be_that_of_the_connection(
    package: Any, wire: Loopback
) -> None:
    """It is the connection's, so a client of one's own may have it."""
    wire.seen.clear()
    with httpx2.Client() as http:
        package.Client(http_client=http).all.certificate()
    assert [seen.target for seen in wire.seen] == ["/certificate"]
    kind = inspect.signature(package.Client.__init__).parameters["certificate"]
    assert kind.annotation == "ClientCertificate | None"


def test_no_credential_goes_to_a_server_with_another_origin(
    call: Call,
    wire: Loopback,
    elsewhere: Loopback,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wire.seen.clear()
    elsewhere.seen.clear()
    with caplog.at_level(logging.WARNING):
        call("elsewhere", headers={"X-Own": "s3cret"}, **GIVEN)
    (seen,) = elsewhere.seen
    assert seen.target == "/elsewhere"
    assert "s3cret" not in str(seen)
    assert "base_url" in caplog.text
    assert wire.seen == []


def test_what_an_http_client_adds_goes_to_the_origin_only(
    request: pytest.FixtureRequest, call: Call, wire: Loopback, elsewhere: Loopback
) -> None:
    is_sync = request.node.callspec.params["call"] == "sync"
    kind = httpx2.Client if is_sync else httpx2.AsyncClient
    for operation, server in (("elsewhere", elsewhere), ("head", wire)):
        server.seen.clear()
        mine: Any = kind(
            auth=("me", "s3cret"), headers={"X-Mine": "s3cret"}, cookies={"c": "s3cret"}
        )
        call(operation, http_client=mine, **GIVEN)
        (seen,) = server.seen
        if server is elsewhere:
            assert "s3cret" not in str(seen) and seen.header("authorization") is None
        else:
            assert seen.header("x-mine") == "s3cret"
            assert seen.header("cookie") == "c=s3cret"
            assert seen.header("authorization") == "Basic bWU6czNjcmV0"


def test_credentials_go_to_other_paths_of_the_origin_and_to_the_base_url(
    call: Call, wire: Loopback, elsewhere: Loopback
) -> None:
    for operation, settings, server, target in (
        ("within", {}, wire, "/v2/within"),
        ("elsewhere", {"base_url": elsewhere.url}, elsewhere, "/elsewhere"),
    ):
        server.seen.clear()
        call(operation, **settings, **GIVEN)
        (seen,) = server.seen
        assert seen.target == f"{target}?a%20key=s3cret%26q"
        assert seen.header("x-key") == "s3cret-k"
        assert seen.header("authorization") == "Bearer s3cret-t"


def test_credentials_go_to_the_same_host_by_tls(package: Any) -> None:
    sent: list[httpx2.Request] = []

    def serve(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(204)

    _, plain = package.Server
    for server in package.Server:
        with httpx2.Client(transport=httpx2.MockTransport(serve)) as http:
            package.Client(server=server, http_client=http, **GIVEN).all.secured()
        signed = "authorization" in sent.pop().headers
        assert signed is (server is plain)
