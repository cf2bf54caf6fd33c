"""The sessions client against a real HTTP server: what it sends, returns and raises."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import random
import socket
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.loopback import Loopback, RecordedRequest, answer, hang, hang_up

CREDENTIALS = {
    "bearer_auth": "bearer-7f3a",
    "service_crn": "crn:v1:secret-51c9::",
    "api_version": "2026-03-15",
}
SECRETS = ("bearer-7f3a", "secret-51c9")
ON_THE_WIRE = {
    "Authorization": "Bearer bearer-7f3a",
    "Service-CRN": "crn:v1:secret-51c9::",
    "IBM-API-Version": "2026-03-15",
}
USUAL_HEADERS = {
    "host",
    "accept",
    "accept-encoding",
    "connection",
    "user-agent",
    "content-type",
    "content-length",
}
SESSION = {"id": "s1", "backend_name": "ibm_fez", "mode": "dedicated"}
ERROR = {"trace": "t-1", "errors": [{"code": "1234", "message": "no such thing"}]}
HTML = b"<html><body>Come back later</body></html>"

Action = Callable[[Any], Any]


@dataclass(frozen=True)
class Caller:
    """Does one thing with a client, synchronous or asynchronous."""

    package: Any
    asynchronous: bool
    url: str

    def __call__(self, action: Action, **options: Any) -> Any:
        """Open a client, run ``action`` with it, close it; return what it returns."""
        arguments = {**CREDENTIALS, "base_url": self.url, **options}
        if self.asynchronous:
            return asyncio.run(self._await(action, arguments))
        with self.package.Client(**arguments) as client:
            return action(client)

    async def _await(self, action: Action, arguments: dict[str, Any]) -> Any:
        async with self.package.AsyncClient(**arguments) as client:
            return await action(client)


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, sessions: Any, server: Loopback) -> Caller:
    return Caller(sessions, request.param == "async", server.url)


@pytest.fixture(params=["sync", "async"])
def bare_call(request: pytest.FixtureRequest, bare: Any, server: Loopback) -> Caller:
    return Caller(bare, request.param == "async", server.url)


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a proxy nor credentials of the machine reach the client."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for keyword in CREDENTIALS:
        monkeypatch.delenv(f"QISKIT_RUNTIME_SESSIONS_{keyword}".upper(), raising=False)


@pytest.fixture(autouse=True)
def warnings_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def get(client: Any) -> Any:
    return client.sessions.get("s1")


def create(client: Any) -> Any:
    return client.sessions.create(mode="batch")


# What is sent.


def check_request(seen: RecordedRequest, method: str, target: str, body: Any) -> None:
    """The request is this one and nothing else is in it."""
    assert (seen.method, seen.target) == (method, target)
    assert {name: seen.header(name) for name in ON_THE_WIRE} == ON_THE_WIRE
    others = [n for n in seen.names if n not in {name.lower() for name in ON_THE_WIRE}]
    assert set(others) <= USUAL_HEADERS
    assert len(others) == len(set(others)), "a header is sent twice"
    if body is None:
        assert seen.body == b""
        assert seen.header("Content-Type") is None
        assert seen.header("Content-Length") in (None, "0")
    else:
        assert json.loads(seen.body) == body
        assert seen.header("Content-Type") == "application/json"
        assert seen.header("Content-Length") == str(len(seen.body))


def test_create(call: Caller, server: Loopback, sessions: Any) -> None:
    server.will(answer(200, SESSION))
    session = call(
        lambda client: client.sessions.create(
            mode="dedicated", max_ttl=3600, backend="ibm_fez"
        )
    )
    body = {"mode": "dedicated", "max_ttl": 3600, "backend": "ibm_fez"}
    (seen,) = server.seen
    check_request(seen, "POST", "/v1/sessions", body)
    assert type(session) is sessions.JobSession
    assert (session.id, session.backend_name, session.mode) == tuple(SESSION.values())


def test_get(call: Caller, server: Loopback, sessions: Any) -> None:
    server.will(answer(200, {**SESSION, "started_at": "2026-03-15T10:00:00Z"}))
    session = call(get)
    (seen,) = server.seen
    check_request(seen, "GET", "/v1/sessions/s1", None)
    assert type(session) is sessions.JobSession
    assert session.started_at == dt.datetime(2026, 3, 15, 10, tzinfo=dt.UTC)


def test_update(call: Caller, server: Loopback) -> None:
    server.will(answer(204))
    result = call(lambda client: client.sessions.update("s1", accepting_jobs=False))
    (seen,) = server.seen
    check_request(seen, "PATCH", "/v1/sessions/s1", {"accepting_jobs": False})
    assert result is None


def test_close(call: Caller, server: Loopback) -> None:
    server.will(answer(204))
    result = call(lambda client: client.sessions.close("s1"))
    (seen,) = server.seen
    check_request(seen, "DELETE", "/v1/sessions/s1/close", None)
    assert result is None


def test_closing_a_session_twice(call: Caller, server: Loopback, sessions: Any) -> None:
    """Both are sent, and the second one raises what the server answers."""
    server.will(answer(204), answer(404, ERROR))

    def close(client: Any) -> Any:
        return client.sessions.close("s1")

    assert call(close) is None
    with pytest.raises(sessions.NotFoundError):
        call(close)
    for seen in server.seen:
        check_request(seen, "DELETE", "/v1/sessions/s1/close", None)
    assert len(server.seen) == 2


def test_closing_a_client_twice(sessions: Any, server: Loopback) -> None:
    server.will(answer(204))
    with sessions.Client(base_url=server.url, **CREDENTIALS) as client:
        client.sessions.close("s1")
        client.close()
    client.close()
    with pytest.raises(RuntimeError, match="the client is closed"):
        get(client)
    assert len(server.seen) == 1


def test_closing_an_asynchronous_client_twice(sessions: Any, server: Loopback) -> None:
    async def run() -> None:
        async with sessions.AsyncClient(base_url=server.url, **CREDENTIALS) as client:
            await client.sessions.close("s1")
            await client.close()
        await client.close()
        with pytest.raises(RuntimeError, match="the client is closed"):
            await get(client)

    server.will(answer(204))
    asyncio.run(run())
    assert len(server.seen) == 1


def test_a_session_of_the_channel_partner(call: Caller, server: Loopback) -> None:
    server.will(answer(200, SESSION))
    call(lambda client: client.sessions.create(mode="batch", interactive_ttl=60))
    (seen,) = server.seen
    body = {"mode": "batch", "interactive_ttl": 60}
    check_request(seen, "POST", "/v1/sessions", body)


def test_every_argument_is_sent(call: Caller, server: Loopback) -> None:
    body = {
        "mode": "batch",
        "max_ttl": 4,
        "backend": "a",
        "backend_name": "b",
        "interactive_ttl": 1,
        "active_ttl": 2,
    }
    server.will(answer(200, SESSION))
    call(lambda client: client.sessions.create(**body))
    assert json.loads(server.seen[0].body) == body


def test_defaults_and_none_are_not_sent(call: Caller, server: Loopback) -> None:
    server.will(answer(200, SESSION))
    call(lambda client: client.sessions.create(mode="batch", max_ttl=None))
    assert json.loads(server.seen[0].body) == {"mode": "batch"}


def test_an_id_stays_one_segment(call: Caller, server: Loopback) -> None:
    server.will(answer(200, SESSION))
    call(lambda client: client.sessions.get("a/b?c#d é%"))
    assert server.seen[0].target == "/v1/sessions/a%2Fb%3Fc%23d%20%C3%A9%25"


REFUSED: dict[str, Action] = {
    "max_ttl below its minimum": lambda client: client.sessions.create(
        mode="dedicated", max_ttl=0
    ),
    "max_ttl above its maximum": lambda client: client.sessions.create(
        mode="dedicated", max_ttl=2**31
    ),
    "an unknown mode": lambda client: client.sessions.create(mode="fast"),
    "active_ttl without interactive_ttl": lambda client: client.sessions.create(
        mode="batch", active_ttl=1
    ),
    "interactive_ttl of the wrong type": lambda client: client.sessions.create(
        mode="batch", interactive_ttl="soon"
    ),
    "accepting_jobs of the wrong type": lambda client: client.sessions.update(
        "s1", accepting_jobs="perhaps"
    ),
    "a dot segment": lambda client: client.sessions.get(".."),
    "an empty id": lambda client: client.sessions.get(""),
    "an id that is too long": lambda client: client.sessions.close("x" * 501),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_refused_before_sending(
    call: Caller, server: Loopback, sessions: Any, wrong: str
) -> None:
    with pytest.raises(sessions.RequestValidationError) as caught:
        call(REFUSED[wrong])
    assert isinstance(caught.value, sessions.APIError)
    assert server.seen == []


def test_arguments_that_are_missing_or_unknown(call: Caller, server: Loopback) -> None:
    wrong: list[Action] = [
        lambda client: client.sessions.create(),
        lambda client: client.sessions.get(),
        lambda client: client.sessions.update("s1"),
        lambda client: client.sessions.create(mode="batch", max_tll=1),
    ]
    for action in wrong:
        with pytest.raises(TypeError):
            call(action)
    assert server.seen == []


# Credentials.


def test_missing_credentials(call: Caller, server: Loopback, sessions: Any) -> None:
    with pytest.raises(sessions.MissingCredentialsError, match="service_crn"):
        call(get, service_crn=None)
    assert server.seen == []


def test_credentials_from_the_environment(
    call: Caller, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    for keyword, value in CREDENTIALS.items():
        monkeypatch.setenv(f"QISKIT_RUNTIME_SESSIONS_{keyword}".upper(), value)
    server.will(answer(200, SESSION))
    call(get, **dict.fromkeys(CREDENTIALS))
    check_request(server.seen[0], "GET", "/v1/sessions/s1", None)


def test_an_expired_token_is_asked_for_again(call: Caller, server: Loopback) -> None:
    tokens = iter(["old", "bearer-7f3a"])
    server.will(answer(401, ERROR), answer(200, SESSION))
    assert call(get, bearer_auth=lambda: next(tokens)).id == "s1"
    sent = [seen.header("Authorization") for seen in server.seen]
    assert sent == ["Bearer old", "Bearer bearer-7f3a"]


def test_an_asynchronous_credential(sessions: Any, server: Loopback) -> None:
    async def token() -> str:
        return "bearer-7f3a"

    server.will(answer(200, SESSION))
    Caller(sessions, True, server.url)(get, bearer_auth=token)
    check_request(server.seen[0], "GET", "/v1/sessions/s1", None)


# Responses that are not as documented.


def test_an_unknown_member_of_an_enum(call: Caller, server: Loopback) -> None:
    """Enums are open on the way in, so that this deviates in neither mode."""
    server.will(answer(200, {**SESSION, "state": "paused", "mode": "fast"}))
    for mode in ("lenient", "strict"):
        session = call(get, validate_responses=mode)
        assert (session.state, session.mode) == ("paused", "fast")


def test_an_unknown_field(call: Caller, server: Loopback) -> None:
    """The document allows further properties, so that this deviates in neither mode."""
    server.will(answer(200, {**SESSION, "region": {"name": "eu"}}))
    for mode in ("lenient", "strict"):
        session = call(get, validate_responses=mode)
        assert session.model_dump()["region"] == {"name": "eu"}
        assert session.region == {"name": "eu"}


def test_a_null_that_the_overlay_allows(call: Caller, server: Loopback) -> None:
    server.will(answer(200, {**SESSION, "elapsed_time": None}))
    for mode in ("lenient", "strict"):
        assert call(get, validate_responses=mode).elapsed_time is None


def test_a_null_that_the_document_does_not_allow(
    bare_call: Caller, server: Loopback, bare: Any
) -> None:
    server.will(answer(200, {**SESSION, "elapsed_time": None}))
    with pytest.warns(bare.ResponseValidationWarning, match="elapsed_time"):
        session = bare_call(get)
    assert type(session) is bare.JobSession
    assert session.elapsed_time is None
    with pytest.raises(bare.ResponseValidationError, match="elapsed_time"):
        bare_call(get, validate_responses="strict")


DEVIATING: dict[str, dict[str, Any]] = {
    "started_at": {**SESSION, "started_at": "soon"},
    "mode": {name: value for name, value in SESSION.items() if name != "mode"},
    "max_ttl": {**SESSION, "max_ttl": 0},
    "timestamps": {**SESSION, "timestamps": [{"status": "open"}]},
    "backend_name": {"id": "s1", "mode": "batch"},
    "accepting_jobs": {**SESSION, "accepting_jobs": None},
}


@pytest.mark.parametrize("field", DEVIATING)
def test_a_deviating_response_is_returned_with_a_warning(
    call: Caller, server: Loopback, sessions: Any, field: str
) -> None:
    sent = {**DEVIATING[field], "activated_at": "2026-03-15T10:00:00Z", "more": 1}
    server.will(answer(200, sent))
    with pytest.warns(sessions.ResponseValidationWarning, match=field) as caught:
        session = call(get)
    assert len(caught) == 1
    assert type(session) is sessions.JobSession
    assert session.id == "s1"
    assert session.activated_at == dt.datetime(2026, 3, 15, 10, tzinfo=dt.UTC)
    dumped = session.model_dump(mode="json", exclude_unset=True)
    assert dumped["more"] == 1
    assert dumped.get(field) == sent.get(field)


@pytest.mark.parametrize("field", DEVIATING)
def test_a_deviating_response_raises_in_strict_mode(
    call: Caller, server: Loopback, sessions: Any, field: str
) -> None:
    server.will(answer(200, DEVIATING[field]))
    with pytest.raises(sessions.ResponseValidationError, match=field) as caught:
        call(get, validate_responses="strict")
    assert caught.value.status_code == 200


def test_everything_at_once(call: Caller, server: Loopback, sessions: Any) -> None:
    server.will(
        answer(
            200,
            {
                "id": "s1",
                "backend_name": None,
                "state": "paused",
                "elapsed_time": None,
                "started_at": "soon",
                "region": "eu",
            },
        )
    )
    with pytest.warns(sessions.ResponseValidationWarning):
        session = call(get)
    assert (session.id, session.backend_name, session.state) == ("s1", None, "paused")
    assert session.started_at == "soon"
    assert session.model_dump()["region"] == "eu"


def test_a_response_that_is_no_json(
    call: Caller, server: Loopback, sessions: Any
) -> None:
    server.will(answer(200, b"{", "application/json"))
    for mode in ("lenient", "strict"):
        with pytest.raises(sessions.ResponseValidationError):
            call(get, validate_responses=mode)


def test_the_response_beside_its_value(call: Caller, server: Loopback) -> None:
    server.will(answer(200, SESSION, X_Request_Id="r-1"))
    reply = call(lambda client: client.with_response(client.sessions.get, "s1"))
    assert (reply.parsed.id, reply.status_code) == ("s1", 200)
    assert reply.headers["x-request-id"] == "r-1"


# Errors.


DOCUMENTED = [
    (create, 400, "BadRequestError"),
    (create, 401, "AuthenticationError"),
    (create, 500, "InternalServerError"),
    (get, 401, "AuthenticationError"),
    (get, 404, "NotFoundError"),
    (get, 500, "InternalServerError"),
]


@pytest.mark.parametrize(("action", "status", "name"), DOCUMENTED)
def test_a_documented_error(
    call: Caller,
    server: Loopback,
    sessions: Any,
    action: Action,
    status: int,
    name: str,
) -> None:
    server.will(answer(status, ERROR, X_Request_Id="r-1"))
    with pytest.raises(getattr(sessions, name)) as caught:
        call(action, max_retries=0)
    error = caught.value
    assert isinstance(error, sessions.APIStatusError)
    assert type(error.body) is sessions.ErrorContainer
    assert error.body.trace == "t-1"
    assert error.body.errors[0].code == "1234"
    assert (error.status_code, error.response.status_code) == (status, status)
    assert error.request_id == "r-1"


UNDOCUMENTED = [
    (403, "PermissionDeniedError"),
    (409, "ConflictError"),
    (422, "UnprocessableEntityError"),
    (429, "RateLimitError"),
    (503, "InternalServerError"),
    (418, "APIStatusError"),
]


@pytest.mark.parametrize("html", [True, False], ids=["html", "nothing"])
@pytest.mark.parametrize(("status", "name"), UNDOCUMENTED)
def test_an_undocumented_error(
    call: Caller, server: Loopback, sessions: Any, status: int, name: str, html: bool
) -> None:
    server.will(answer(status, HTML, "text/html") if html else answer(status))
    with pytest.raises(getattr(sessions, name)) as caught:
        call(get, max_retries=0)
    assert type(caught.value) is getattr(sessions, name)
    assert caught.value.body == (HTML.decode() if html else "")


def test_an_undocumented_error_of_close(
    call: Caller, server: Loopback, sessions: Any
) -> None:
    """The document names no error here: the body is JSON without a type."""
    server.will(answer(401, ERROR))
    with pytest.raises(sessions.AuthenticationError) as caught:
        call(lambda client: client.sessions.close("s1"))
    assert caught.value.body == ERROR


def test_an_error_with_a_body_that_does_not_fit(
    call: Caller, server: Loopback, sessions: Any
) -> None:
    server.will(answer(404, HTML, "text/html"))
    with pytest.raises(sessions.NotFoundError) as caught:
        call(get)
    assert caught.value.body == HTML.decode()


def test_a_refused_connection(sessions: Any, call: Caller) -> None:
    # Bound, but not listening: nobody else gets the port meanwhile.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(sessions.APIConnectionError) as caught:
            call(get, base_url=url, max_retries=0)
    assert not isinstance(caught.value, sessions.APITimeoutError)
    assert isinstance(caught.value, sessions.APIError)


def test_a_read_timeout(call: Caller, server: Loopback, sessions: Any) -> None:
    server.will(hang)
    options = sessions.RequestOptions(timeout=0.05, max_retries=0)
    with pytest.raises(sessions.APITimeoutError) as caught:
        call(lambda client: client.sessions.get("s1", options=options))
    assert isinstance(caught.value, sessions.APIConnectionError)
    assert len(server.seen) == 1


# Retries.


def test_503_is_sent_again_for_get(call: Caller, server: Loopback) -> None:
    busy = answer(503, Retry_After="0")
    server.will(busy, busy, answer(200, SESSION))
    assert call(get).id == "s1"
    assert [seen.method for seen in server.seen] == ["GET"] * 3


def test_two_retries_by_default(call: Caller, server: Loopback, sessions: Any) -> None:
    server.will(answer(503, Retry_After="0"))
    with pytest.raises(sessions.InternalServerError):
        call(get)
    assert len(server.seen) == 3


def test_the_pause_grows(
    call: Caller, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full jitter: a pause is anything from nothing up to a bound that grows."""
    bounds = []

    def shortest(low: float, high: float) -> float:
        bounds.append((low, high))
        return low

    monkeypatch.setattr(random, "uniform", shortest)
    server.will(answer(503), answer(503), answer(200, SESSION))
    assert call(get).id == "s1"
    first, second = bounds
    assert first[0] == second[0] == 0
    assert 0 < first[1] < second[1]


@pytest.mark.parametrize("status", [500, 502, 504])
def test_post_is_not_sent_twice(
    call: Caller, server: Loopback, sessions: Any, status: int
) -> None:
    server.will(answer(status, ERROR, Retry_After="0"))
    with pytest.raises(sessions.InternalServerError):
        call(create)
    assert len(server.seen) == 1


def test_a_lost_answer_to_post_is_not_asked_for_again(
    call: Caller, server: Loopback, sessions: Any
) -> None:
    server.will(hang_up)
    with pytest.raises(sessions.APIConnectionError) as caught:
        call(create)
    assert not isinstance(caught.value, sessions.APITimeoutError)
    assert len(server.seen) == 1


# Secrets.


def shown(error: BaseException) -> str:
    """Everything that an error shows of itself when it is printed or logged."""
    parts = ["".join(traceback.format_exception(error)), repr(error), str(error)]
    for name in ("response", "body", "request_id"):
        parts.append(repr(getattr(error, name, None)))
    response = getattr(error, "response", None)
    if response is not None:
        request = response.request
        parts += [repr(request), repr(request.headers), str(request.url)]
    return "\n".join(parts)


def test_no_secret_is_shown(
    call: Caller, server: Loopback, sessions: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("qiskit_runtime_sessions", "httpx2", "httpcore2"):
        caplog.set_level(logging.DEBUG, logger=name)
    texts: list[str] = []

    def look(client: Any) -> Any:
        texts.extend(map(str, (client, repr(client), repr(client.sessions))))
        texts.append(repr(client.sessions.get))
        return client.with_response(client.sessions.get, "s1")

    server.will(answer(200, SESSION))
    reply = call(look)
    texts += [repr(reply), str(reply)]
    for server_answer in (answer(401, ERROR), answer(503, HTML), answer(200, b"{")):
        server.will(server_answer)
        with pytest.raises(sessions.APIError) as caught:
            call(create, max_retries=0)
        texts.append(shown(caught.value))
    server.will(hang)
    with pytest.raises(sessions.APITimeoutError) as late:
        call(get, timeout=0.05, max_retries=0)
    texts.append(shown(late.value))
    for refused in ({"service_crn": None}, {"bearer_auth": "bearer-7f3a\r\nX: y"}):
        with pytest.raises(sessions.APIError) as caught:
            call(get, **refused)
        texts.append(shown(caught.value))

    logged = [record for record in caplog.records if record.name.startswith("qiskit")]
    assert logged, "the package logs its requests"
    for record in caplog.records:
        texts += [record.getMessage(), repr(vars(record))]
    everything = "\n".join(texts)
    assert [secret for secret in SECRETS if secret in everything] == []


# Without the overlay.


def test_the_document_alone_gives_a_client_that_works(
    bare_call: Caller, server: Loopback, bare: Any
) -> None:
    """Undefined schemes and parameters cost no operation and no credential."""
    server.will(answer(200, SESSION))
    made = bare_call(
        lambda client: client.sessions.create(mode="batch", interactive_ttl=60)
    )
    assert type(made) is type(bare_call(get)) is bare.JobSession
    server.will(answer(204))
    update: Action = lambda client: client.sessions.update("s1", accepting_jobs=True)
    close: Action = lambda client: client.sessions.close("s1")
    assert bare_call(update) is bare_call(close) is None

    create_body = {"mode": "batch", "interactive_ttl": 60}
    first, second, third, fourth = server.seen
    check_request(first, "POST", "/v1/sessions", create_body)
    check_request(second, "GET", "/v1/sessions/s1", None)
    check_request(third, "PATCH", "/v1/sessions/s1", {"accepting_jobs": True})
    check_request(fourth, "DELETE", "/v1/sessions/s1/close", None)
