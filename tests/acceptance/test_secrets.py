"""Credentials are in no log, ``repr`` and text of an exception, whatever a server does.

Each test sends secrets of every kind to a server that repeats them where it can: in
Location, in headers and bodies, in the status line.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from tests.loopback import Answer, Handler, Loopback, answer, raw_answer, serving

from .test_styles import generated

SCHEMES: dict[str, Any] = {
    "head": {"type": "apiKey", "in": "header", "name": "X-Ticket"},
    "query": {"type": "apiKey", "in": "query", "name": "a key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "login": {"type": "http", "scheme": "basic"},
    "app": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
    },
}
GIVEN: dict[str, Any] = {
    "head": "s3cret-head",
    "query": "s3cret/query",
    "cookie": "s3cret;cookie",
    "bearer": "s3cret-bearer",
    "login": ("me", "s3cret:login"),
}
ITEM = {"type": "object", "properties": {"id": {"type": "integer"}}}
JSON = {"application/json": {"schema": ITEM}}
DONE = {"200": {"description": "", "content": JSON}}
PAGE = {"type": "object", "properties": {
    "items": {"type": "array", "items": ITEM}, "next": {"type": "string"},
}}  # fmt: skip


def operation(name: str, *keys: str, **more: Any) -> dict[str, Any]:
    security: dict[str, list[str]] = {key: [] for key in keys}
    members = {"operationId": f"all.{name}", "tags": ["all"], "security": [security]}
    return {**members, "responses": DONE, **more}


KEYS = ("head", "query", "cookie", "bearer")
PAGED: dict[str, Any] = {
    "responses": {
        "200": {"description": "", "content": {"application/json": {"schema": PAGE}}}
    },
    "x-pagination": {"type": "url", "items": "/items", "next": "/next"},
}
FIELDS = {"multipart/form-data": {"schema": {
    "type": "object", "properties": {"file": {"type": "string", "format": "binary"}}
}}}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Secrets", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "components": {"securitySchemes": SCHEMES},
    "paths": {
        "/keys": {
            "get": operation("read", *KEYS),
            "post": operation("make", *KEYS, requestBody={"content": JSON}),
            "put": operation("upload", *KEYS, requestBody={"content": FIELDS}),
        },
        "/login": {"get": operation("login", "login", "query")},
        "/app": {"get": operation("signed", "app")},
        "/open": {"get": operation("open")},
        "/pages": {"get": operation("pages", *KEYS, **PAGED)},
    },
}


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(tmp_path_factory.mktemp("secrets"), "secrets_api", DOCUMENT)


@pytest.fixture
def wire() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@dataclass
class Watch:
    """Makes calls with either client and collects what is shown about them."""

    package: Any
    asynchronous: bool
    url: str
    log: pytest.LogCaptureFixture
    shown: list[str] = field(default_factory=list)
    responses: list[httpx2.Response] = field(default_factory=list)

    def call(self, name: str, *args: Any, **settings: Any) -> Any:
        """Return the result of a call, or its error."""
        options = settings.pop("call", {})
        settings = {"base_url": self.url, "max_retries": 1, **GIVEN, **settings}
        settings["middleware"] = [self]
        self.log.clear()
        self.shown.clear()
        try:
            if self.asynchronous:
                result = asyncio.run(self._acall(name, args, options, settings))
            else:
                with self.package.Client(**settings) as client:
                    result = getattr(client.all, name)(*args, **options)
                    result = list(result) if name == "pages" else result
                    self.shown.append(repr(client))
        except self.package.APIError as error:
            result = error
            self.shown += [str(error), repr(error)]
            self.shown += traceback.format_exception(error)
            cause = error.__cause__
            while cause is not None:
                self.shown += [str(cause), repr(getattr(cause, "request", None))]
                cause = cause.__cause__
            if hasattr(error, "response"):
                self.responses.append(error.response)
        for response in self.responses:
            for each in (*response.history, response):
                self._show(each)
        self.shown += [record.getMessage() for record in self.log.records]
        return result

    async def _acall(self, name: str, args: Any, options: Any, settings: Any) -> Any:
        async with self.package.AsyncClient(**settings) as client:
            result = getattr(client.all, name)(*args, **options)
            if name == "pages":
                return [item async for item in result]
            return await result

    def handle(self, request: httpx2.Request, call_next: Callable[..., Any]) -> Any:
        """See each request and response, as a middleware."""
        self.shown += [repr(request), repr(request.headers), str(request.url)]
        self.shown += [repr(request.url), repr(request.extensions)]
        if self.asynchronous:
            return self._ahandle(call_next(request))
        self.responses.append(call_next(request))
        return self.responses[-1]

    async def _ahandle(self, response: Any) -> httpx2.Response:
        self.responses.append(await response)
        return self.responses[-1]

    def _show(self, response: httpx2.Response) -> None:
        request = response.request
        parts = [response, response.headers, response.url, request, request.headers]
        parts += [request.url, request.extensions, response.next_request]
        self.shown += [*map(repr, parts), str(response.url), str(request.url)]

    def check(self, *secrets: str) -> None:
        """Compare all that was shown with the secrets, plain and encoded."""
        forms = {"s3cret", *secrets, *(quote(each, safe="") for each in secrets)}
        assert [t for t in self.shown if any(form in t for form in forms)] == []


@pytest.fixture(params=["sync", "async"])
def watch(
    request: pytest.FixtureRequest,
    secrets: Any,
    wire: Loopback,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Watch]:
    with caplog.at_level(logging.DEBUG):
        yield Watch(secrets, request.param == "async", wire.url, caplog)


def echo(handler: Handler) -> dict[str, str]:
    """What a server can repeat of a request, as headers."""
    headers = {f"X-Echo-{name}": text for name, text in handler.headers.items()}
    return headers | {"Set-Cookie": str(handler.headers.get("cookie"))}


def again(status: int = 307, then: Answer | None = None) -> Answer:
    """Redirect to another path, with the same query, and answer there."""
    then = then or answer(200, {"id": 1})

    def send(handler: Handler) -> None:
        path, _, query = handler.path.partition("?")
        if path.endswith("/there"):
            return then(handler)
        location = f"{path}/there?{query}&also={quote(query, safe='')}"
        return answer(status, b"", Location=location, **echo(handler))(handler)

    return send


def failing(handler: Handler) -> None:
    """Fail, and repeat the request in the body and in headers."""
    text = f"{handler.path} {dict(handler.headers)}"
    answer(500, text.encode(), "text/plain", Retry_After="0", **echo(handler))(handler)


def as_status_line(handler: Handler) -> None:
    """Repeat the request in place of a response, as a server for echoes does."""
    raw_answer(f"GET {handler.path} {dict(handler.headers)}\r\n\r\n".encode())(handler)


@pytest.mark.parametrize("name", ["read", "make", "upload", "login"])
def test_after_a_redirect(watch: Watch, wire: Loopback, name: str) -> None:
    wire.will(again())
    files = {"call": {"file": b"\0"}} if name == "upload" else {}
    assert watch.call(name, **files).id == 1
    watch.check()
    here, there = wire.seen
    assert here.target.startswith(f"/{'login' if name == 'login' else 'keys'}?")
    assert "a%20key=s3cret%2Fquery" in there.target
    assert (here.method, here.body) == (there.method, there.body)
    for header in ("x-ticket", "cookie", "authorization"):
        assert here.header(header) == there.header(header)


def test_a_key_is_sent_again_once_after_a_redirect(
    watch: Watch, wire: Loopback
) -> None:
    for location in ("/there", "/there?x=1", "/there?a+key=s3cret%2Fquery"):
        wire.will(answer(308, b"", Location=location), answer(200, {"id": 1}))
        assert watch.call("make", call={"id": 1}).id == 1
        assert wire.last.target.count("s3cret") == 1
        assert wire.last.header("cookie") == "sid=s3cret%3Bcookie"
        watch.check()


@pytest.mark.parametrize("name", ["read", "make", "login"])
@pytest.mark.parametrize(
    "how",
    [failing, again(307, failing), again(307, as_status_line), as_status_line],
    ids=["error", "error-there", "no-HTTP-there", "no-HTTP"],
)
def test_errors(watch: Watch, wire: Loopback, name: str, how: Answer) -> None:
    wire.will(how)
    error = watch.call(name)
    assert isinstance(error, watch.package.APIError), error
    assert "s3cret" in repr(wire.seen)
    watch.check("bWU6czNjcmV0OmxvZ2lu")


def test_redirects_that_are_not_followed(watch: Watch, wire: Loopback) -> None:
    other = wire.url.replace("127.0.0.1", "localhost")
    for name, location in (("make", other), ("read", "ftp://x"), ("read", "/keys")):
        wire.will(
            lambda handler, location=location: answer(  # type: ignore[misc]
                307, b"", Location=f"{location}?{handler.path.partition('?')[2]}"
            )(handler)
        )
        assert type(watch.call(name)) is watch.package.RedirectError
        watch.check()


def test_a_redirect_elsewhere_gets_no_key_that_the_server_repeats(
    watch: Watch, wire: Loopback
) -> None:
    with serving() as other:
        other.will(answer(200, {"id": 1}))
        there = f"{other.url}/x?a+key=s3cret%2fquery&b=c"
        wire.will(answer(302, b"", Location=there))
        assert watch.call("read").id == 1
        assert other.last.target == "/x?b=c"
        assert "s3cret" not in repr(other.last)
    watch.check()


def test_next_pages(watch: Watch, wire: Loopback) -> None:
    def page(handler: Handler) -> None:
        body: dict[str, Any] = {"items": [{"id": 1}]}
        if "page=2" not in handler.path:
            body["next"] = f"{handler.path}&page=2"
        answer(200, body)(handler)

    wire.will(page)
    assert [item.id for item in watch.call("pages")] == [1, 1]
    assert "s3cret" in wire.last.target
    watch.check()
    wire.will(lambda handler: answer(200, {"next": f"ftp://x{handler.path}"})(handler))
    assert isinstance(watch.call("pages"), watch.package.APIError)
    watch.check()


def test_credentials_of_the_caller(watch: Watch, wire: Loopback) -> None:
    options = watch.package.RequestOptions(
        extra_headers={"Authorization": "Bearer s3cret-1", "X-Ticket": "s3cret-2"},
        extra_query={"a key": "s3cret-3"},
    )
    headers = {"Proxy-Authorization": "Basic s3cret-4", "Cookie": "sid=s3cret-5"}
    none = dict.fromkeys(GIVEN)
    for last in (answer(200, {"id": 1}), answer(500, b"", Retry_After="0")):
        wire.will(answer(307, b"", Location="/there?a%20key=s3cret-3"), last)
        watch.call("open", call={"options": options}, headers=headers, **none)
        assert repr(wire.last).count("s3cret") >= 5
        watch.check()


def test_a_callable_credential_that_changes(watch: Watch, wire: Loopback) -> None:
    tokens = iter(["s3cret-old", "s3cret-new"])
    wire.will(answer(401, b"s3cret-old is not valid"), again(307, failing))
    watch.call("make", bearer=lambda: next(tokens), max_retries=0)
    assert [seen.header("authorization") for seen in wire.seen] == [
        "Bearer s3cret-old",
        "Bearer s3cret-new",
        "Bearer s3cret-new",
    ]
    watch.check()


@pytest.mark.parametrize("authentication", ["basic", "form"])
@pytest.mark.parametrize("grant", ["ClientCredentials", "RefreshToken"])
def test_token_requests(
    watch: Watch, wire: Loopback, grant: str, authentication: str
) -> None:
    kind = getattr(watch.package, grant)
    refresh = ["s3cret-refresh"] if grant == "RefreshToken" else []
    app = kind(*refresh, "s3cret/id", "s3cret/app", authentication=authentication)

    def tell(status: int, **members: Any) -> Answer:
        def send(handler: Handler) -> None:
            body = wire.last.body.decode() + repr(handler.headers.items())
            said = {"error": "invalid_client", "error_description": body}
            content = {**said, "refresh_token": "s3cret-new", **members}
            answer(status, content, Retry_After="0", **echo(handler))(handler)

        return send

    for status in (400, 401, 500, 302, 200):
        wire.seen.clear()
        wire.will(tell(status, access_token=["s3cret"]))
        error = watch.call("signed", app=app)
        assert isinstance(error, watch.package.APIStatusError)
        assert "invalid_client" in str(error) and error.status_code == status
        assert len(wire.seen) == (2 if status == 500 else 1)
        watch.shown += [error.response.text, repr(error.body)]
        watch.shown.append(error.response.request.content.decode())
        watch.shown = [text.replace("s3cret/id", "") for text in watch.shown]
        watch.shown = [text.replace("s3cret%2Fid", "") for text in watch.shown]
        watch.check("s3cret/app")
    wire.will(as_status_line)
    assert type(watch.call("signed", app=app)) is watch.package.APIConnectionError
    watch.check("s3cret/app")
    wire.will(answer(200, {"access_token": "s3cret-token"}), again(307, failing))
    assert type(watch.call("signed", app=app)) is watch.package.InternalServerError
    assert wire.last.header("authorization") == "Bearer s3cret-token"
    watch.check()
