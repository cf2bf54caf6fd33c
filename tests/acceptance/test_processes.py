"""What surrounds a client: other processes, event loops, and files that are there.

A document with each kind of credential and result becomes a package; a server answers.
"""

from __future__ import annotations

import asyncio
import copy
import gc
import json
import multiprocessing
import os
import pickle
import signal
import stat
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.loopback import Handler, Loopback, answer, raw_answer, serving

from . import pool_worker
from .test_styles import generated

BINARY = "application/octet-stream"
SECRETS = {"header": "s3cret-1", "query": "s3cret-2", "cookie": "s3cret-3"}
BASIC = ("user", "s3cret-4")
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
WAYS: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    *(lambda e, p=p: pickle.loads(pickle.dumps(e, p)) for p in PROTOCOLS),
]


def operation(name: str, content: Any, **more: Any) -> dict[str, Any]:
    fault = {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}
    return {
        "operationId": f"things.{name}",
        "tags": ["things"],
        "responses": {
            "200": {"description": "", "content": content},
            "default": {"description": "", "content": fault},
        },
        **more,
    }


def schema(value: Any, kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": value}}


THING = {"$ref": "#/components/schemas/Thing"}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Around", "version": "1"},
    "security": [{"header": [], "query": [], "cookie": [], "basic": []}, {"grant": []}],
    "paths": {
        "/things/{id}": {
            "get": operation(
                "get",
                schema(THING),
                parameters=[
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 0},
                    }
                ],
            )
        },
        "/things": {
            "get": operation(
                "list",
                schema({"type": "array", "items": THING}),
                parameters=[
                    {"name": "page", "in": "query", "schema": {"type": "integer"}}
                ],
                **{"x-pagination": {"type": "page"}},
            )
        },
        "/file": {"get": operation("get_file", schema({"type": "string"}, BINARY))},
        "/events": {"get": operation("watch", schema(THING, "text/event-stream"))},
    },
    "webhooks": {
        "made": {
            "post": {
                "operationId": "things.made",
                "requestBody": {"content": schema(THING)},
                "responses": {"200": {"description": ""}},
            }
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "integer"}},
            },
            "Fault": {
                "type": "object",
                "required": ["code"],
                "properties": {"code": {"type": "integer"}},
            },
        },
        "securitySchemes": {
            "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "query": {"type": "apiKey", "in": "query", "name": "key"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
            "basic": {"type": "http", "scheme": "basic"},
            "grant": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
            },
        },
    },
}


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(tmp_path_factory.mktemp("around"), "around", DOCUMENT)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as server:
        server.will(thing)
        yield server


def thing(handler: Handler) -> None:
    """Answer with the thing of the path, with a token, or with a file."""
    path = handler.path.partition("?")[0]
    if path == "/token":
        answer(200, {"access_token": "t", "expires_in": 3600})(handler)
    elif path == "/file":
        answer(200, bytes(1 << 20), BINARY)(handler)
    elif path == "/events":
        answer(200, b'data: {"id": 1}\n\ndata: {"id": 2}\n\n', "text/event-stream")(
            handler
        )
    else:
        answer(200, {"id": int(path.rpartition("/")[2] or 0)})(handler)


def make(around: Any, server: Loopback, name: str = "Client", **more: Any) -> Any:
    settings: dict[str, Any] = {"base_url": server.url, "max_retries": 0, "timeout": 10}
    if "grant" not in more:
        settings |= {**SECRETS, "basic": BASIC}
    return getattr(around, name)(**settings | more)


def error_of(around: Any, server: Loopback, *answers: Any, **more: Any) -> Any:
    """The exception of a call."""
    server.will(*answers)
    with (
        make(around, server, **more) as client,
        pytest.raises(around.APIError) as caught,
    ):
        client.things.get(1)
    return caught.value


# Exceptions


def label_of(error: Any) -> str:
    try:
        return f"{error.response.request.method} {error.response.url.path}"
    except RuntimeError:
        return "no request"


def assert_same(again: Any, error: Any) -> None:
    assert type(again) is type(error)
    assert (str(again), again.args) == (str(error), error.args)
    assert getattr(again, "__notes__", []) == getattr(error, "__notes__", [])
    if hasattr(error, "response"):
        for name in ("status_code", "request_id", "body", "message", "code"):
            assert getattr(again, name, 0) == getattr(error, name, 0), name
        if type(error).__name__ != "StreamError":  # whose response is not read
            assert again.response.content == error.response.content
            assert again.response.text == error.response.text
        assert dict(again.response.headers) == dict(error.response.headers)
        assert label_of(again) == label_of(error)


STATUSES = [300, 307, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502]


def test_errors_are_pickled_and_copied(around: Any, server: Loopback) -> None:
    errors = [
        error_of(around, server, answer(s, {"code": s}, X_Request_Id="r1"))
        for s in STATUSES
    ]
    assert isinstance(errors[5], around.NotFoundError)
    assert isinstance(errors[5].body, around.Fault)
    html = raw_answer(
        b"HTTP/1.1 500 x\r\nContent-Type: text/html; charset=latin-1\r\n\r\n\xe9"
    )
    packed = raw_answer(
        b"HTTP/1.1 404 x\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n[]"
    )
    errors += [
        error_of(around, server, html),
        error_of(around, server, packed),
        error_of(
            around,
            server,
            answer(200, b"<p>", "text/html"),
            validate_responses="strict",
        ),
        error_of(around, server, raw_answer(b"")),
        error_of(
            around,
            server,
            answer(401, {"error": "x"}),
            grant=around.ClientCredentials("i", "s3cret-5"),
        ),
    ]
    calls: list[Callable[[], Any]] = [
        lambda: make(around, server).things.get(-1),
        lambda: around.Client(base_url=server.url).things.get(1),
        lambda: import_module("around.webhooks").parse_made(b"["),
    ]
    server.will(
        answer(200, b'event: error\ndata: {"code": 5}\n\n', "text/event-stream")
    )
    calls.append(lambda: [*make(around, server).things.watch()])
    for call in calls:
        with pytest.raises(around.APIError) as caught:
            call()
        errors.append(caught.value)
    assert len({type(error) for error in errors}) >= 16
    for error in errors:
        error.add_note("seen by a worker")
        for way in WAYS:
            assert_same(way(error), error)
        pickled = pickle.dumps(error)
        assert b"s3cret" not in pickled
        assert b"dXNlcjpz" not in pickled  # the pair of the basic scheme


def test_a_pickled_header_repeats_no_credential(around: Any, server: Loopback) -> None:
    location = f"/things/1?key={SECRETS['query']}&page=2"
    error = error_of(around, server, answer(307, {}, Location=location, ETag='"\xe9"'))
    assert isinstance(error, around.RedirectError)
    assert SECRETS["query"] in error.response.headers["Location"]
    for way in WAYS:
        headers = way(error).response.headers
        assert headers["Location"] == "/things/1?key=[secret]&page=2"
        assert headers["ETag"] == '"\xe9"'
    assert b"s3cret" not in pickle.dumps(error)


def test_errors_that_users_make(around: Any) -> None:
    class Local:
        """What no other process can import."""

    response = httpx2.Response(404, text="none")
    error = around.NotFoundError("none", response, [Local()])
    assert isinstance(copy.copy(error).body[0], str)
    unread = httpx2.Response(500, stream=httpx2.ByteStream(b"x"))
    again = pickle.loads(pickle.dumps(around.InternalServerError("unread", unread)))
    assert (again.status_code, again.response.content) == (500, b"")
    testing = import_module("around.testing")
    http = httpx2.Client(transport=testing.MockTransport(), base_url="http://localhost")
    with pytest.raises(testing.InvalidRequest) as caught:
        http.get("/nothing")
    warning = around.ResponseValidationWarning("deviates")
    for way in WAYS:
        assert_same(way(caught.value), caught.value)
        assert_same(way(warning), warning)


def make_subclass(around: Any) -> Any:
    class Unlucky(around.NotFoundError):  # type: ignore[misc]
        def __init__(self, place: str, number: int, response: Any) -> None:
            super().__init__(f"{place}: {number}", response, {"number": number})
            self.place = place

    class Refused(around.APIError):  # type: ignore[misc]
        def __init__(self, *, place: str) -> None:
            super().__init__("refused", place)
            self.place = place

    for kind in (Unlucky, Refused):
        kind.__qualname__ = kind.__name__
        globals()[kind.__name__] = kind
    return Unlucky("here", 7, httpx2.Response(404)), Refused(place="there")


def test_subclasses_of_users_and_groups(around: Any) -> None:
    errors = make_subclass(around)
    try:
        raise errors[0] from KeyError("why")
    except around.APIError as error:
        for way in WAYS:
            again = way(error)
            assert_same(again, error)
            assert (again.place, again.__cause__) == ("here", None)
    for way in WAYS:
        group = way(ExceptionGroup("both", errors))
        for again, one in zip(group.exceptions, errors, strict=True):
            assert_same(again, one)


def test_an_error_is_unpickled_where_nothing_is_imported(
    around: Any, server: Loopback
) -> None:
    error = error_of(around, server, answer(404, {"code": 7, "more": [1]}))
    script = "import pickle, sys; e = pickle.load(sys.stdin.buffer)"
    script += "; print(type(e).__name__, e.body.code, e.body.to_json(), e.body)"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        input=pickle.dumps(error),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(around.__file__).parents[1])},
        check=False,
    )
    expected = 'NotFoundError 7 {"code":7,"more":[1]} code=7 more=[1]'
    assert ran.stdout.decode().strip() == expected, ran.stderr.decode()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_pool_raises_the_error_of_its_worker(
    around: Any, server: Loopback, method: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(around.__file__).parents[1])
    server.will(answer(409, {"code": 1}))
    settings = {"base_url": server.url, **SECRETS, "basic": BASIC, "max_retries": 0}
    with multiprocessing.get_context(method).Pool(1) as pool:
        result = pool.apply_async(pool_worker.call, ("around", settings))
        with pytest.raises(around.ConflictError) as caught:
            result.get(60)
    assert caught.value.body == around.Fault(code=1)


# Clients


def test_clients_are_not_pickled_or_copied(around: Any, server: Loopback) -> None:
    client, async_client = make(around, server), make(around, server, "AsyncClient")
    with client:
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(client.things.get)
        found = [client, client.things]
        found += [async_client, async_client.things, async_client.things.list()]
        with (
            client.with_streaming(client.things.get_file) as download,
            client.things.watch() as stream,
        ):
            for each in [*found, download, stream]:
                for way in WAYS:
                    with pytest.raises(TypeError) as caught:
                        way(each)
                    text = str(caught.value)
                    assert "cannot be pickled or copied" in text
                    assert "create a client in each process" in text
                    assert "s3cret" not in text
            assert [each.id for each in stream] == [1, 2]


def test_a_pickled_page_has_no_client(around: Any, server: Loopback) -> None:
    server.will(answer(200, [{"id": 1}]))
    page = make(around, server).things.list()
    again = pickle.loads(pickle.dumps(page))
    assert again == page
    assert again.data == [around.Thing(id=1)]
    with pytest.raises(RuntimeError, match="has no client"):
        next(iter(again))


# Processes that are forked


def in_child(work: Callable[[], object]) -> None:
    """Do something in a forked process; its errors are errors of the test."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            work()
        except BaseException:  # noqa: BLE001 - an error of the test
            os.write(writing, traceback.format_exc().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as output:
        problem = output.read().decode()
    _, status = os.waitpid(child, 0)
    assert problem == ""
    assert os.waitstatus_to_exitcode(status) == 0


class Ports(Loopback):
    """Records the connections of the requests."""

    def __init__(self) -> None:
        super().__init__()
        self.ports: list[int] = []

    def finish_request(self, request: Any, client_address: Any) -> None:
        self.ports.append(client_address[1])
        super().finish_request(request, client_address)


def test_a_child_has_its_own_connections(around: Any) -> None:
    with serving(Ports) as server:
        assert isinstance(server, Ports)
        server.will(thing)
        with make(around, server) as client:
            assert client.things.get(1).id == 1

            def work() -> None:
                assert [client.things.get(n).id for n in range(5)] == [*range(5)]
                in_child(lambda: client.things.get(3))
                client.close()  # its own connection

            in_child(work)
            in_child(work)
            assert [client.things.get(n).id for n in range(5, 9)] == [*range(5, 9)]
        assert len(server.ports) == 5 == len(set(server.ports))


def test_a_child_of_an_event_loop(around: Any) -> None:
    with serving(Ports) as server:
        assert isinstance(server, Ports)
        server.will(thing)
        client = make(around, server, "AsyncClient")

        async def work(first: int) -> None:
            for number in range(first, first + 5):
                assert (await client.things.get(number)).id == number

        async def main() -> None:
            await work(10)
            in_child(lambda: asyncio.run(work(20)))
            await work(30)

        asyncio.run(main())
        assert len(server.ports) == 2


def test_a_fork_while_a_thread_waits_for_a_token(around: Any, server: Loopback) -> None:
    asked, proceed = threading.Event(), threading.Event()

    def wait(handler: Handler) -> None:
        asked.set()
        proceed.wait()
        thing(handler)

    server.will(wait, thing)
    grant = around.ClientCredentials("i", "s3cret-5")
    with make(around, server, grant=grant) as client:
        thread = threading.Thread(target=lambda: client.things.get(1))
        thread.start()
        asked.wait()
        in_child(lambda: client.things.get(2))
        proceed.set()
        thread.join()
        client.things.get(3)
    targets = [seen.target for seen in server.seen]
    assert targets == ["/token", "/token", "/things/2", "/things/1", "/things/3"]


def test_a_fork_while_a_thread_builds_models(around: Any) -> None:
    building, proceed = threading.Event(), threading.Event()
    module = import_module("around._core.schema")

    def type_of() -> Any:
        building.set()
        proceed.wait()
        return around.Thing

    schema = module.Schema(type_of)
    thread = threading.Thread(target=lambda: schema.adapter)
    thread.start()
    building.wait()
    other = module.Schema(lambda: list[around.Thing])
    in_child(lambda: other.adapter.validate_json('[{"id": 1}]'))
    proceed.set()
    thread.join()
    assert other.adapter.validate_json('[{"id": 1}]') == [around.Thing(id=1)]


def test_a_response_belongs_to_its_process(
    around: Any, server: Loopback, tmp_path: Path
) -> None:
    with (
        make(around, server) as client,
        client.with_streaming(client.things.get_file) as download,
    ):
        chunks = download.iter_bytes()
        read = len(next(chunks))

        def work() -> None:
            with pytest.raises(RuntimeError, match="of another process"):
                next(download.iter_bytes())
            with pytest.raises(RuntimeError, match="of another process"):
                download.save(tmp_path / "x")
            download.close()

        in_child(work)
        assert read + sum(map(len, chunks)) == 1 << 20


def test_a_given_http_client_in_a_child(around: Any, server: Loopback) -> None:
    with httpx2.Client() as http:
        client = make(around, server, http_client=http)
        in_child(lambda: client.things.get(1))
        client.things.get(1)

        def work() -> None:
            with pytest.raises(RuntimeError, match="another process") as caught:
                client.things.get(2)
            assert "http_client given to this Client" in str(caught.value)

        in_child(work)
        assert client.things.get(3).id == 3
    with httpx2.Client(limits=httpx2.Limits(max_keepalive_connections=0)) as http:
        client = make(around, server, http_client=http)
        client.things.get(1)
        in_child(lambda: client.things.get(2))
    fake = import_module("around.testing").MockTransport()
    client = make(around, server, http_client=httpx2.Client(transport=fake))
    client.things.get(1)
    in_child(lambda: client.things.get(1))


# Event loops


def in_loops(main: Callable[[], Any], count: int) -> None:
    """Run a coroutine in event loops one after the other; no resource may stay open."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        for _ in range(count):
            asyncio.run(main())
        gc.collect()
    assert [str(each.message) for each in caught] == []


@pytest.mark.parametrize("grant", [False, True])
def test_a_client_in_several_event_loops(
    around: Any, server: Loopback, grant: bool
) -> None:
    more = {"grant": around.ClientCredentials("i", "s3cret-5")} if grant else {}
    client = make(around, server, "AsyncClient", **more)

    async def main() -> None:
        found = await asyncio.gather(*(client.things.get(n) for n in range(5)))
        assert [each.id for each in found] == [*range(5)]
        async with client.with_streaming(client.things.get_file) as download:
            async for _ in download.iter_bytes():
                break
        async with await client.things.watch() as stream:
            async for each in stream:
                assert each.id == 1
                break

    in_loops(main, 3)
    with ThreadPoolExecutor() as executor:
        for each in [executor.submit(asyncio.run, main()) for _ in range(4)]:
            each.result()

    async def close() -> None:
        async with client:
            await main()
        with pytest.raises(RuntimeError, match="closed"):
            await client.things.get(1)

    in_loops(close, 1)
    with pytest.raises(RuntimeError, match="closed"):
        asyncio.run(client.things.get(1))


def test_a_token_for_two_event_loops(around: Any, server: Loopback) -> None:
    """The first loop is stopped while its token is on its way."""
    asked, proceed = threading.Event(), threading.Event()

    def wait(handler: Handler) -> None:
        asked.set()
        proceed.wait()
        thing(handler)

    server.will(wait, thing)
    grant = around.ClientCredentials("i", "s3cret-5")
    client = make(around, server, "AsyncClient", grant=grant)
    with asyncio.Runner() as first, asyncio.Runner() as second:

        async def start() -> Any:
            task = asyncio.ensure_future(client.things.get(1))
            await asyncio.to_thread(asked.wait)
            return task

        task = first.run(start())
        assert second.run(client.things.get(2)).id == 2
        proceed.set()

        async def finish() -> Any:
            return await task

        assert first.run(finish()).id == 1


def test_a_response_belongs_to_its_event_loop(around: Any, server: Loopback) -> None:
    client = make(around, server, "AsyncClient")
    with asyncio.Runner() as first, asyncio.Runner() as second:

        async def open_both() -> Any:
            context = client.with_streaming(client.things.get_file)
            return context, await context.__aenter__(), await client.things.watch()

        async def read(items: Any) -> int:
            return len([item async for item in items])

        context, download, stream = first.run(open_both())
        for items in (download.iter_bytes(), stream):
            with pytest.raises(RuntimeError, match="of another process or event loop"):
                second.run(read(items))
        second.run(stream.close())
        assert first.run(read(stream)) == 2
        assert first.run(read(download.iter_bytes())) > 1
        first.run(context.__aexit__(None, None, None))


def test_a_given_http_client_in_a_second_loop(around: Any, server: Loopback) -> None:
    http = httpx2.AsyncClient()
    client = make(around, server, "AsyncClient", http_client=http)
    with asyncio.Runner() as first, asyncio.Runner() as second:
        assert first.run(client.things.get(1)).id == 1
        with pytest.raises(RuntimeError, match="event loop") as caught:
            second.run(client.things.get(2))
        assert "http_client given to this AsyncClient" in str(caught.value)
        assert first.run(client.things.get(3)).id == 3
        first.run(http.aclose())


# Files that are there


def save(around: Any, server: Loopback, path: Any, way: str) -> None:
    if way == "sync":
        with (
            make(around, server) as client,
            client.with_streaming(client.things.get_file) as download,
        ):
            download.save(path)
        return

    async def main() -> None:
        async with (
            make(around, server, "AsyncClient") as client,
            client.with_streaming(client.things.get_file) as download,
        ):
            await download.save(path)

    asyncio.run(main())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.part").write_text("mine")
    (tmp_path / "data.tmp").write_text("mine")
    return tmp_path


@pytest.fixture(params=["sync", "async"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_download_is_a_file_of_its_own(
    around: Any, server: Loopback, folder: Path, way: str
) -> None:
    path, other = folder / "data", folder / "other"
    other.touch()
    names = {"data", "data.part", "data.tmp", "other"}
    for _ in range(2):
        save(around, server, path, way)
        assert {each.name for each in folder.iterdir()} == names
        assert path.stat().st_size == 1 << 20
        assert mode_of(path) == mode_of(other)
    assert (
        (folder / "data.part").read_text()
        == (folder / "data.tmp").read_text()
        == "mine"
    )
    path.chmod(0o600)
    save(around, server, str(path), way)
    assert mode_of(path) == 0o600
    long = folder / ("n" * 255)
    save(around, server, long, way)
    assert long.stat().st_size == 1 << 20


def test_a_link_is_replaced_and_its_target_is_not(
    around: Any, server: Loopback, folder: Path, way: str
) -> None:
    target, link = folder / "data.part", folder / "link"
    for name in (target.name, "nowhere", "link"):
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        save(around, server, link, way)
        assert not link.is_symlink()
        assert link.stat().st_size == 1 << 20
    assert target.read_text() == "mine"
    assert not (folder / "nowhere").exists()


def test_what_is_no_file_is_not_replaced(
    around: Any, server: Loopback, folder: Path, way: str
) -> None:
    (folder / "folder").mkdir()
    (folder / "to_folder").symlink_to("folder")
    os.mkfifo(folder / "pipe")
    (folder / "to_pipe").symlink_to("pipe")
    (folder / "to_null").symlink_to(os.devnull)
    before = sorted((each, each.lstat().st_ino) for each in folder.iterdir())
    refused = [folder / "folder", folder / "to_folder", f"{folder}/new/", ""]
    for path in refused:
        with pytest.raises(IsADirectoryError):
            save(around, server, path, way)
    for path in [folder / "pipe", folder / "to_pipe", folder / "to_null", os.devnull]:
        with pytest.raises(FileExistsError, match="not a regular file"):
            save(around, server, path, way)
    with pytest.raises(FileNotFoundError):
        save(around, server, folder / "missing" / "data", way)
    with open(folder / "data.part", "rb") as file, pytest.raises(TypeError):
        save(around, server, file, way)
    assert sorted((each, each.lstat().st_ino) for each in folder.iterdir()) == before
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_download_that_breaks_off_leaves_nothing(
    around: Any, server: Loopback, folder: Path, way: str
) -> None:
    path = folder / "data"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
    broken = raw_answer(head + b"Content-Length: 100\r\n\r\nabc")
    server.will(broken)
    with pytest.raises(around.APIError):
        save(around, server, path, way)
    path.write_text("before")
    with pytest.raises(around.APIError):
        save(around, server, path, way)
    assert path.read_text() == "before"
    assert len([*folder.iterdir()]) == 3


def test_an_interrupted_download_leaves_nothing(
    around: Any, server: Loopback, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(around, server, folder / "data", "sync")
    names = {each.name for each in folder.iterdir()}
    assert names == {"data.part", "data.tmp"}

    def stall(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", BINARY)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(bytes(70000))
        handler.server.released.wait()

    server.will(stall)

    async def main() -> None:
        client = make(around, server, "AsyncClient")
        async with client, client.with_streaming(client.things.get_file) as download:
            task = asyncio.ensure_future(download.save(folder / "data"))
            while {each.name for each in folder.iterdir()} == names:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert {each.name for each in folder.iterdir()} == names


# Modules


def test_models_are_an_attribute_of_the_package(around: Any) -> None:
    script = """
import json, sys, around
before = any(name.startswith("around.models.") for name in sys.modules)
thing = around.models.Thing(id=1)
from around import models
print(json.dumps([before, models is around.models, "models" in dir(around), repr(thing)]))
try:
    around.nothing
except AttributeError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(around.__file__).parents[1])},
        check=True,
    )
    first, second = ran.stdout.splitlines()
    assert json.loads(first) == [False, True, True, "Thing(id=1)"]
    assert second == "module 'around' has no attribute 'nothing'"
