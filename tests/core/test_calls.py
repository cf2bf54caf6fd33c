"""What goes over the wire, and what the caller gets, in both clients."""

from __future__ import annotations

import logging
import time
import traceback
import warnings
from email.utils import formatdate
from inspect import signature
from typing import Any

import httpx2
import pytest
from _core.bodies import RequestBody
from _core.client import AsyncBaseClient, AsyncResource, BaseClient, Resource
from _core.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    MissingCredentialsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RedirectError,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
    UnprocessableEntityError,
)
from _core.json_values import UNSET
from _core.matched_response import MatchedResponse
from _core.operation import Operation, RequestOptions, ResponseSpec
from _core.pages import AsyncPage, Page
from _core.parameters import Parameter
from _core.servers import OperationServer
from _core.streaming import AsyncStream, Stream

from tests.loopback import Handler, Loopback, answer

from .conftest import Caller
from .handwritten_client import Client, models

ITEM = {"id": "1", "name": None, "colour": "red"}
JSON = "application/json"


def test_request_is_what_the_document_asks(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, ITEM))
    item = caller.call("items.get", "a/b c", tags=["x,y", "z"])
    assert isinstance(item, models.Item)
    seen = server.last
    assert seen.method == "GET"
    assert seen.target == "/items/a%2Fb%20c?tags=x%2Cy,z&api%20key=s3cret-key"
    assert dict(seen.headers) == {
        "Host": server.url.removeprefix("http://"),
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "keep-alive",
        "User-Agent": "items/1.2",
        "Authorization": "Bearer s3cret-token",
    }


def test_only_given_properties_are_sent(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, ITEM))
    caller.call("items.create", mode="batch", interactive_ttl=60, max_ttl=None)
    assert server.last.json == {"mode": "batch", "interactive_ttl": 60}
    assert server.last.header("content-type") == "application/json"
    caller.call("items.create", mode=UNSET, max_ttl=None)
    assert server.last.body == b""
    assert server.last.header("content-type") is None
    server.will(answer(204))
    caller.call("items.update", "1", name=None, price=None, owner=None)
    assert server.last.json == {"name": None, "owner": None}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"mode": "fast"}, "mode: should be 'batch' or 'dedicated' (read as Cloud)"),
        ({"mode": "batch", "active_ttl": 1}, "interactive_ttl: required"),
        ({"mode": "dedicated", "max_ttl": 0}, "max_ttl: should be greater"),
        ({"other": 1, "max_ttl": 1}, "cannot be combined: max_ttl, other"),
    ],
)
def test_bad_arguments_are_refused_before_sending(
    caller: Caller, server: Loopback, body: dict[str, Any], message: str
) -> None:
    with pytest.raises(RequestValidationError) as caught:
        caller.call("items.create", **body)
    assert message in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert server.seen == []


@pytest.mark.parametrize("segment", [".", "..", ""])
def test_dot_segments_are_refused(
    caller: Caller, server: Loopback, segment: str
) -> None:
    with pytest.raises(RequestValidationError):
        caller.call("items.get", segment)
    assert server.seen == []


def test_secrets_are_not_in_messages(server: Loopback) -> None:
    bad = "s3cret\r\nX-Evil: 1"
    with Client(base_url=server.url, token=bad, key="k") as client:
        with pytest.raises(RequestValidationError) as caught:
            client.items.get("1")
        assert "s3cret" not in repr(vars(client))
    shown = "".join(traceback.format_exception(caught.value))
    assert "s3cret" not in shown
    assert server.seen == []
    operation: Operation[None] = Operation(
        "x", "GET", "/x", (Parameter("X-P", "header", lambda: int),)
    )
    with (
        Client(base_url=server.url) as client,
        pytest.raises(RequestValidationError) as caught,
    ):
        client.items.call(operation, header={"X-P": "s3" + "cret"})
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_secrets_are_not_logged(
    caller: Caller, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    server.will(answer(401, {"code": 1}))
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(AuthenticationError) as caught,
    ):
        caller.call("items.get", "1")
    assert "GET" in caplog.text and "401" in caplog.text
    request = caught.value.response.request
    everything = [repr(request), repr(request.headers), str(request.url)]
    everything += [str(caught.value), repr(caught.value), caplog.text]
    assert "s3cret" not in "".join(everything)
    assert caught.value.body.code == 1


def test_missing_credentials(server: Loopback) -> None:
    with (
        Client(base_url=server.url, key="k") as client,
        pytest.raises(MissingCredentialsError) as caught,
    ):
        client.items.get("1")
    assert "token (or ITEMS_TOKEN)" in str(caught.value)
    assert server.seen == []


def test_credentials_from_the_environment(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITEMS_TOKEN", "from-env")
    server.will(answer(200, ITEM))
    with Client(base_url=server.url, key="k") as client:
        client.items.get("1")
    assert server.last.header("authorization") == "Bearer from-env"


def test_a_callable_is_asked_again_after_401(caller: Caller, server: Loopback) -> None:
    tokens = iter(["old", "new"])
    caller.options["token"] = lambda: next(tokens)
    server.will(answer(401), answer(200, ITEM))
    caller.call("items.create", mode="batch")
    assert [s.header("authorization") for s in server.seen] == [
        "Bearer old",
        "Bearer new",
    ]


def test_schemes_and_alternatives(server: Loopback) -> None:
    operation: Operation[None] = Operation(
        "x",
        "GET",
        "/x",
        responses={"200": ResponseSpec()},
        security=(("Basic",), ("Header", "Cookie"), ()),
    )
    with Client(base_url=server.url, login=("u", "p")) as client:
        client.items.call(operation)
        assert server.last.header("authorization") == "Basic dTpw"
    with Client(base_url=server.url, header_key="h", cookie_key="c;d") as client:
        client.items.call(operation)
        assert server.last.header("x-key") == "h"
        assert server.last.header("cookie") == "sid=c%3Bd"
    with Client(base_url=server.url, header_key="h") as client:
        client.items.call(operation)
        assert server.last.header("x-key") is None
        unknown: Operation[None] = Operation(
            "x", "GET", "/x", responses=operation.responses, security=None
        )
        client.items.call(unknown)
        assert server.last.header("x-key") == "h"


def test_with_response(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, ITEM, X_Left="7", X_Request_Id="r-1"))

    def use(client: Any, do: Any) -> Any:
        if caller.asynchronous:
            return do("with_response", client.items.get, "1")
        return client.with_response(client.items.get, "1")

    response = caller.run(use)
    assert response.parsed.id == "1"
    assert response.status_code == 200
    assert response.request_id == "r-1"
    assert response.typed_headers == {"X-Left": 7}
    assert response.http_response.json() == ITEM


def test_options(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, ITEM))
    options = RequestOptions(
        extra_headers={"X-Extra": "é", "accept": "text/x"},
        extra_query={"q": [1, True]},
        extra_body={"more": {"a": 1}},
    )
    caller.call("items.create", mode="batch", options=options)
    assert server.last.header("x-extra") == "é"
    assert [v for k, v in server.last.headers if k.lower() == "accept"] == ["text/x"]
    assert server.last.target == "/items?q=1&q=true"
    assert server.last.json == {"mode": "batch", "more": {"a": 1}}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, APIStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (503, InternalServerError),
        (301, RedirectError),
        (304, APIStatusError),
    ],
)
def test_error_classes(
    caller: Caller, server: Loopback, status: int, kind: type[APIStatusError]
) -> None:
    server.will(answer(status, {"code": 5, "x": 1}))
    with pytest.raises(kind) as caught:
        caller.call("items.get", "1")
    error = caught.value
    assert error.status_code == status
    # Only 4XX is documented: the body of another status is no type of the document.
    if status >= 400:  # only 4XX is documented
        body = {"code": 5, "x": 1}
        is_typed = status < 500
        assert error.body == (models.Error.model_validate(body) if is_typed else body)
        assert error.code == 5
    assert type(error) is kind


@pytest.mark.parametrize("content", [b"", b"<html>\x1b[31m\xff</html>", b'{"code":'])
def test_error_bodies_that_are_not_documented(
    caller: Caller, server: Loopback, content: bytes
) -> None:
    server.will(answer(403, content, "text/html"))
    with pytest.raises(PermissionDeniedError) as caught:
        caller.call("items.get", "1")
    assert caught.value.body == content.decode("utf-8", "replace")
    assert "\x1b" not in str(caught.value)


def test_huge_error_page_is_bounded(caller: Caller, server: Loopback) -> None:
    server.will(answer(400, b"x" * 10_000_000, "text/html"))
    with pytest.raises(BadRequestError) as caught:
        caller.call("items.get", "1")
    assert len(caught.value.body) == 1024 * 1024
    assert len(caught.value.response.content) == 1024 * 1024
    assert len(str(caught.value)) < 1000


def test_retries(
    caller: Caller, server: Loopback, recorded_pauses: list[float]
) -> None:
    server.will(answer(503), answer(503, Retry_After="3"), answer(200, ITEM))
    assert caller.call("items.get", "1").id == "1"
    assert len(server.seen) == 3
    assert 0 <= recorded_pauses[0] <= 0.5 and recorded_pauses[1] == 3.0


def test_retry_after_as_a_date(
    caller: Caller, server: Loopback, recorded_pauses: list[float]
) -> None:
    date = formatdate(time.time() + 30, usegmt=True)
    server.will(answer(429, Retry_After=date), answer(200, ITEM))
    caller.call("items.create", mode="batch")
    assert 25 < recorded_pauses[0] <= 30


def test_a_long_retry_after_is_not_waited_for(caller: Caller, server: Loopback) -> None:
    server.will(answer(429, Retry_After="3600"))
    with pytest.raises(RateLimitError):
        caller.call("items.get", "1")
    assert len(server.seen) == 1


def test_post_is_not_sent_twice(caller: Caller, server: Loopback) -> None:
    for status in (500, 503, 408):
        server.seen.clear()
        server.will(answer(status))
        with pytest.raises(APIStatusError):
            caller.call("items.create", mode="batch")
        assert len(server.seen) == 1
    server.seen.clear()
    server.will(answer(503, Retry_After="1"), answer(200, ITEM))
    caller.call("items.create", mode="batch")
    assert len(server.seen) == 2


def test_max_retries(caller: Caller, server: Loopback) -> None:
    server.will(answer(500))
    with pytest.raises(InternalServerError):
        caller.call("items.get", "1", options=RequestOptions(max_retries=4))
    assert len(server.seen) == 5


def test_idempotency_key(caller: Caller, server: Loopback) -> None:
    operation: Operation[None] = Operation(
        "x",
        "POST",
        "/x",
        responses={"200": ResponseSpec()},
        idempotency_header="Idempotency-Key",
    )
    server.will(answer(500), answer(200))
    caller.call("items.call", operation)
    first, second = (s.header("idempotency-key") for s in server.seen)
    assert first == second and first is not None and len(first) == 36


def test_redirect_within_the_origin(caller: Caller, server: Loopback) -> None:
    server.will(answer(307, Location="/elsewhere?a=1"), answer(200, ITEM))
    caller.call("items.create", mode="batch")
    assert server.last.target == "/elsewhere?a=1"
    assert server.last.json == {"mode": "batch"}
    assert server.last.header("authorization") == "Bearer s3cret-token"
    server.will(answer(301, Location="/elsewhere"), answer(200, ITEM))
    caller.call("items.get", "1")
    assert server.last.target == "/elsewhere?api%20key=s3cret-key"
    given = "/elsewhere?page=2&api+key=given"
    server.will(answer(301, Location=given), answer(200, ITEM))
    caller.call("items.get", "1")
    assert server.last.target == given
    server.will(answer(302, Location="/loop"))
    with pytest.raises(RedirectError):
        caller.call("items.get", "1")
    with pytest.raises(RedirectError):
        caller.call("items.create", mode="batch")


def test_a_redirect_repeats_the_body_unless_it_changes_the_method(
    caller: Caller, server: Loopback
) -> None:
    body = RequestBody({JSON: lambda: models.Patch})
    specs = {"200": ResponseSpec()}
    for method, status in (("POST", 303), ("GET", 303), ("GET", 302), ("GET", 308)):
        operation: Operation[None] = Operation("x", method, "/x", (), body, specs)
        server.will(answer(status, Location="/elsewhere"), answer(200))
        caller.call("items.call", operation, body={"owner": "me"})
        assert (server.last.method, server.last.target) == ("GET", "/elsewhere")
        first, sent = server.seen[-2], server.last
        assert first.body == b'{"owner":"me"}'
        assert sent.body == (b"" if status == 303 else first.body)
        kind = first.header("content-type") if sent.body else None
        assert sent.header("content-type") == kind


def test_no_credential_goes_to_another_origin(caller: Caller, server: Loopback) -> None:
    other = server.url.replace("127.0.0.1", "localhost")
    caller.options["headers"] = {"X-Custom": "s3cret"}
    server.will(answer(302, Location=f"{other}/x"), answer(200, ITEM))
    assert caller.call("items.get", "1").id == "1"
    assert {name.lower() for name, _ in server.last.headers} == {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "user-agent",
    }
    assert "s3cret" not in server.last.target
    server.will(answer(307, Location=f"{other}/x"))
    with pytest.raises(RedirectError):
        caller.call("items.create", mode="batch")


def test_operation_on_another_origin(caller: Caller, server: Loopback) -> None:
    other = server.url.replace("127.0.0.1", "localhost")
    spec = {"200": ResponseSpec()}
    free: Operation[None] = Operation(
        "x", "GET", "/x", server=OperationServer(other), responses=spec
    )
    caller.call("items.call", free)
    assert str(server.last.header("host")).startswith("localhost")
    secured: Operation[None] = Operation(
        "x",
        "GET",
        "/x",
        server=OperationServer(other),
        responses=spec,
        security=(("Token",),),
    )
    caller.call("items.call", secured)
    assert str(server.last.header("host")).startswith("localhost")
    assert "s3cret" not in str(server.last.headers)
    caller.options["own_server"] = True
    caller.call("items.call", secured)
    assert str(server.last.header("host")).startswith("127.0.0.1")
    assert "s3cret" in str(server.last.header("authorization"))


def test_refused_connection(caller: Caller, recorded_pauses: list[float]) -> None:
    caller.options["base_url"] = "http://127.0.0.1:1"
    with pytest.raises(APIConnectionError) as caught:
        caller.call("items.create", mode="batch")
    assert len(recorded_pauses) == 2
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_read_timeout(caller: Caller, server: Loopback) -> None:
    def stall(handler: Handler) -> None:
        handler.server.released.wait()

    server.will(stall)
    try:
        with pytest.raises(APITimeoutError):
            options = RequestOptions(timeout=0.05, max_retries=0)
            caller.call("items.get", "1", options=options)
    finally:
        server.released.set()


def test_middleware_wraps_each_attempt(caller: Caller, server: Loopback) -> None:
    statuses: list[int] = []

    class Watch:
        def handle(self, request: httpx2.Request, call_next: Any) -> httpx2.Response:
            response: httpx2.Response = call_next(request)
            statuses.append(response.status_code)
            return response

    class AsyncWatch:
        async def handle(self, request: httpx2.Request, call_next: Any) -> Any:
            response = await call_next(request)
            statuses.append(response.status_code)
            return response

    caller.options["middleware"] = [AsyncWatch() if caller.asynchronous else Watch()]
    server.will(answer(503), answer(200, ITEM))
    caller.call("items.get", "1")
    assert statuses == [503, 200]


def test_http_client_of_the_caller_stays_open(server: Loopback) -> None:
    server.will(answer(200, ITEM))
    with httpx2.Client(headers={"X-Mine": "1"}) as http:
        for _ in range(2):
            with Client(base_url=server.url, token="t", http_client=http) as client:
                client.items.create(mode="batch")
        assert server.last.header("x-mine") == "1"
        assert server.last.header("user-agent") == "items/1.2"


def test_cookies_are_not_kept(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, ITEM, Set_Cookie="a=b"))

    def twice(client: Any, do: Any) -> None:
        do("items.get", "1")
        do("items.get", "1")

    caller.run(twice)
    assert server.last.header("cookie") is None


@pytest.mark.parametrize(
    "url", ["items.example", "ftp://x", "http://u:p@x", "http://x?a=1", "//x"]
)
def test_base_url(url: str) -> None:
    with pytest.raises(ValueError, match="base_url") as caught:
        Client(base_url=url)
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("url", [None, b"https://x.example", 1])
def test_base_url_of_another_type(url: Any) -> None:
    with pytest.raises(TypeError, match="base_url"):
        Client(base_url=url)


@pytest.mark.parametrize("options", ["timeout", [], 5])
def test_options_of_another_type(
    caller: Caller, server: Loopback, options: Any
) -> None:
    with pytest.raises(TypeError, match="options: should be RequestOptions or a dict"):
        caller.call("items.get", "1", options=options)
    assert not server.seen


def test_a_closed_client(server: Loopback) -> None:
    client = Client(base_url=server.url, token="t")
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.items.create(mode="batch")


def test_undocumented_success(caller: Caller, server: Loopback) -> None:
    server.will(answer(201, ITEM))
    with pytest.warns(ResponseValidationWarning, match="201 is not documented"):
        assert caller.call("items.get", "1").id == "1"


@pytest.mark.parametrize("content", [b"", b"{", b"<html>", b"[" * 10000])
def test_a_body_that_is_not_json(
    caller: Caller, server: Loopback, content: bytes
) -> None:
    server.will(answer(200, content))
    with pytest.raises(ResponseValidationError) as caught:
        caller.call("items.get", "1")
    assert caught.value.body == content.decode()


BIN = "application/octet-stream"


@pytest.mark.parametrize(
    ("documented", "sent", "content", "parsed"),
    [
        ({"text/plain": lambda: str}, "text/plain; charset=latin-1", b"\xe9", "é"),
        ({BIN: lambda: bytes}, "image/png", b"\x00\xff", b"\x00\xff"),
        ({BIN: lambda: bytes}, "application/json", b"{}", b"{}"),
        ({JSON: lambda: bytes}, BIN, b"\x00\xff", b"\x00\xff"),
        ({"text/plain": lambda: bytes}, "text/plain", b"\xff", b"\xff"),
        ({JSON: lambda: models.Error}, "application/problem+json", b'{"code":1}', None),
        ({JSON: lambda: models.Error}, "", b'{"code":1}', None),
        ({"application/*": lambda: Any}, "application/json", b"[1]", [1]),
        ({"*/*": lambda: Any}, "text/csv", b"a,b", "a,b"),
        ({"application/xml": lambda: str}, "application/xml", b"<a/>", "<a/>"),
        (
            {"text/csv": lambda: str, "application/json; charset=utf-8": lambda: Any},
            "application/json",
            b"{}",
            {},
        ),
        (None, "text/plain", b"abc", b"abc"),
    ],
)
def test_decoding_by_content_type(
    caller: Caller,
    server: Loopback,
    documented: Any,
    sent: str,
    content: bytes,
    parsed: Any,
) -> None:
    operation: Operation[Any] = Operation(
        "x", "GET", "/x", responses={"2xx": MatchedResponse(documented)}
    )
    server.will(answer(200, content, sent))
    result = caller.call("items.call", operation)
    if documented and parsed is None:
        assert result == models.Error(code=1)
    else:
        assert result == parsed


def test_head(caller: Caller, server: Loopback) -> None:
    operation: Operation[None] = Operation(
        "x", "HEAD", "/x", responses={"200": ResponseSpec({JSON: lambda: models.Error})}
    )
    server.will(answer(200, {"code": 1}))
    assert caller.call("items.call", operation) is None


def test_a_documented_redirect_is_the_result(caller: Caller, server: Loopback) -> None:
    operation: Operation[None] = Operation(
        "x", "GET", "/x", responses={"302": ResponseSpec()}
    )
    server.will(answer(302, Location="/y"))
    assert caller.call("items.call", operation) is None
    assert len(server.seen) == 1


def test_no_warning_for_a_valid_response(caller: Caller, server: Loopback) -> None:
    server.will(answer(200, {**ITEM, "colour": "green", "unknown": [1]}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        item = caller.call("items.get", "1")
    assert item.colour == "green"
    assert item.model_dump()["unknown"] == [1]


def test_required_body_without_arguments(caller: Caller, server: Loopback) -> None:
    operation: Operation[None] = Operation(
        "x",
        "POST",
        "/x",
        body=RequestBody({JSON: lambda: models.Cloud | models.Upload}, required=True),
        responses={"200": ResponseSpec()},
    )
    with pytest.raises(RequestValidationError, match="required"):
        caller.call("items.call", operation, body={})
    loose: Operation[None] = Operation(
        "x",
        "POST",
        "/x",
        body=RequestBody({JSON: lambda: models.Upload | dict[str, Any]}, required=True),
        responses={"200": ResponseSpec()},
    )
    caller.call("items.call", loose, body={})
    assert server.last.body == b"{}"


def test_variant_for_the_arguments(caller: Caller, server: Loopback) -> None:
    def post(kind: Any) -> Operation[None]:
        return Operation(
            "x",
            "POST",
            "/x",
            body=RequestBody({JSON: lambda: kind}),
            responses={"200": ResponseSpec()},
        )

    with pytest.raises(RequestValidationError, match="cannot be combined"):
        kind: Any = models.Nothing | models.Point
        caller.call("items.call", post(kind), body={"x": 1, "z": 2})
    caller.call(
        "items.call", post(models.Point | models.Counts), body={"name": "n", "z": 2}
    )
    assert server.last.json == {"name": "n", "z": 2}
    # None for a property of another variant means that it is absent; no variant has x.
    dog = {"petType": "dog", "bark": "b"}
    caller.call("items.call", post(models.Pet), body={**dog, "lives": None, "x": None})
    assert server.last.json == {**dog, "x": None}
    caller.call("items.call", post(models.Pet), body={"lives": 1})
    assert server.last.json == {"petType": "cat", "lives": 1}
    for body in ({"petType": "cow"}, {"petType": "cat"}):
        with pytest.raises(RequestValidationError) as caught:
            caller.call("items.call", post(models.Pet), body=body)
        assert "cow" not in str(caught.value)


def test_both_clients_have_the_same_methods() -> None:
    pairs: list[tuple[Any, Any]] = [
        (BaseClient, AsyncBaseClient),
        (Resource, AsyncResource),
        (Stream, AsyncStream),
        (Page, AsyncPage),
    ]
    for one, other in pairs:
        public = [name for name in vars(one) if not name.startswith("__")]
        for name in public:
            twin = getattr(other, name)
            if callable(twin) and not isinstance(twin, type):
                ours, theirs = (signature(getattr(kind, name)) for kind in (one, other))
                assert list(ours.parameters) == list(theirs.parameters), name
