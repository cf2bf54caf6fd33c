"""Compares the time of calls of a generated client with hand-written calls.

    python -m tests.acceptance.call_benchmark

The hand-written calls use httpx2 and pydantic. Both send the same requests to a
loopback server in another process, in short turns, so that other load on the machine
affects both. Prints the times and their ratio for each call and each client class.
Exits with 1 if a ratio is above the limit.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, TypeAdapter

from .command import gen_client_here

LIMIT = 1.12
TURNS, CALLS, WARM_UP = 120, 25, 200
TOKEN = "secret"
BORN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


# The API, and the responses of its server.

PET_SCHEMA = {
    "type": "object",
    "required": ["id", "name", "kind", "tags", "born"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": ["cat", "dog", "bird"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "born": {"type": "string", "format": "date-time"},
        "weight": {"type": "number"},
        "owner": {"$ref": "#/components/schemas/Owner"},
    },
}
OWNER_SCHEMA = {
    "type": "object",
    "required": ["id", "email"],
    "properties": {"id": {"type": "integer"}, "email": {"type": "string"}},
}
PET = {
    "id": "p-1",
    "name": "Mia",
    "kind": "cat",
    "tags": ["small", "grey", "indoor"],
    "born": "2024-05-06T07:08:09Z",
    "weight": 4.25,
    "owner": {"id": 7, "email": "owner@example.com"},
}


def document() -> dict[str, Any]:
    pet = {"$ref": "#/components/schemas/Pet"}

    def answer(schema: Any) -> Any:
        return {
            "200": {
                "description": "Done",
                "content": {"application/json": {"schema": schema}},
            }
        }

    get = {
        "operationId": "get_pet",
        "tags": ["pets"],
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
        ],
        "responses": answer(pet),
    }
    find = {
        "operationId": "find_pets",
        "tags": ["pets"],
        "parameters": [
            {"name": "kind", "in": "query", "schema": {"type": "string"}},
            {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        ],
        "responses": answer({"type": "array", "items": pet}),
    }
    create = {
        "operationId": "create_pet",
        "tags": ["pets"],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": pet}},
        },
        "responses": answer(pet),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets/{id}": {"get": get}, "/pets": {"get": find, "post": create}},
        "security": [{"token": []}],
        "components": {
            "schemas": {"Pet": PET_SCHEMA, "Owner": OWNER_SCHEMA},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def serve(ready: Connection) -> None:
    """A server as fast as can be: it looks for no more than the ends of requests."""
    listener = socket.create_server(("127.0.0.1", 0))
    ready.send(listener.getsockname()[1])

    def answer(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
            head, end, body = received.partition(b"\r\n\r\n")
            if not end or len(body) < length(head):
                continue
            many = received.startswith(b"GET /pets?")
            content = json.dumps([PET] * 20 if many else PET).encode()
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
            )
            received = b""

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0] or 0)


# The hand-written calls.


class Owner(BaseModel):
    id: int
    email: str


class Pet(BaseModel):
    id: str
    name: str
    kind: Literal["cat", "dog", "bird"]
    tags: list[str]
    born: datetime
    weight: float | None = None
    owner: Owner | None = None


PETS = TypeAdapter(list[Pet])
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}


def pet_of(response: httpx2.Response) -> Pet:
    response.raise_for_status()
    return Pet.model_validate_json(response.content)


def pets_of(response: httpx2.Response) -> list[Pet]:
    response.raise_for_status()
    return PETS.validate_json(response.content)


def get_request(http: Any) -> Any:
    return http.get(f"/pets/{quote('p-1', safe='')}")


def find_request(http: Any) -> Any:
    return http.get("/pets", params={"kind": "cat", "limit": 20})


def create_request(http: Any) -> Any:
    pet = Pet(
        id="p-1",
        name="Mia",
        kind="cat",
        tags=["small", "grey"],
        born=BORN,
        owner=Owner(id=7, email="owner@example.com"),
    )
    content = pet.model_dump_json(exclude_unset=True)
    return http.post(
        "/pets", content=content, headers={"Content-Type": "application/json"}
    )


# Measuring.


@dataclass(frozen=True)
class Case:
    """One call: of the generated client, as a request by hand, and its reading."""

    name: str
    call: Callable[[Any], Any]
    request: Callable[[Any], Any]
    read: Callable[[httpx2.Response], object]


CASES = [
    Case("get", lambda client: client.pets.get("p-1"), get_request, pet_of),
    Case(
        "find",
        lambda client: client.pets.list(kind="cat", limit=20),
        find_request,
        pets_of,
    ),
    Case(
        "create",
        lambda client: client.pets.create(
            id="p-1",
            name="Mia",
            kind="cat",
            tags=["small", "grey"],
            born=BORN,
            owner={"id": 7, "email": "owner@example.com"},
        ),
        create_request,
        pet_of,
    ),
]


class Turns:
    """The turns of one side: seconds for a call, by the clock and of the processor."""

    def __init__(self) -> None:
        self.clock: list[float] = []
        self.processor: list[float] = []

    def __enter__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def __exit__(self, *error: object) -> None:
        clock, processor = self._start
        self.clock.append((time.perf_counter() - clock) / CALLS)
        self.processor.append((time.process_time() - processor) / CALLS)


def compare(
    generated: Callable[[], object], by_hand: Callable[[], object]
) -> tuple[Turns, Turns]:
    """Let both take turns."""
    sides = (generated, Turns()), (by_hand, Turns())
    for call, _ in sides * WARM_UP:
        call()
    for call, turns in sides * TURNS:
        with turns:
            for _ in range(CALLS):
                call()
    return sides[0][1], sides[1][1]


async def acompare(
    generated: Callable[[], Awaitable[object]],
    by_hand: Callable[[], Awaitable[object]],
) -> tuple[Turns, Turns]:
    """The same for what is awaited."""
    sides = (generated, Turns()), (by_hand, Turns())
    for call, _ in sides * WARM_UP:
        await call()
    for call, turns in sides * TURNS:
        with turns:
            for _ in range(CALLS):
                await call()
    return sides[0][1], sides[1][1]


def show(kind: str, name: str, sides: tuple[Turns, Turns]) -> bool:
    """Print the fastest turns and their ratios; return whether one is within the limit.

    On a busy machine the ratio of processor times is more reliable.
    """
    (fast, slow), (busy, idle) = (
        [min(turns.clock) for turns in sides],
        [min(turns.processor) for turns in sides],
    )
    print(
        f"{kind:5} {name:6}  generated {fast * 1e6:5.0f} µs  by hand {slow * 1e6:5.0f} µs"
        f"  ratio {fast / slow:.2f}, of processor time {busy / idle:.2f}",
        flush=True,
    )
    return min(fast / slow, busy / idle) <= LIMIT


def measure(package: Any, url: str) -> list[bool]:
    found = []
    with (
        package.Client(token=TOKEN, base_url=url) as client,
        httpx2.Client(base_url=url, headers=HEADERS) as http,
    ):
        for case in CASES:
            times = compare(
                lambda case=case: case.call(client),  # type: ignore[misc]
                lambda case=case: case.read(case.request(http)),  # type: ignore[misc]
            )
            found.append(show("sync", case.name, times))
    return found


async def ameasure(package: Any, url: str) -> list[bool]:
    found = []
    async with (
        package.AsyncClient(token=TOKEN, base_url=url) as client,
        httpx2.AsyncClient(base_url=url, headers=HEADERS) as http,
    ):
        for case in CASES:

            async def by_hand(case: Case = case) -> object:
                return case.read(await case.request(http))

            times = await acompare(
                lambda case=case: case.call(client),  # type: ignore[misc]
                by_hand,
            )
            found.append(show("async", case.name, times))
    return found


def main() -> int:
    """Measure all; return the exit status."""
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{mine.recv()}"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "pets.json")
        source.write_text(json.dumps(document()))
        ran = gen_client_here(source, "-o", folder, "--name", "benchmark_pets")
        assert ran.code == 0, ran.stderr
        sys.path.insert(0, str(Path(folder, "benchmark-pets")))
        package = importlib.import_module("benchmark_pets")
        found = [*measure(package, url), *asyncio.run(ameasure(package, url))]
    server.terminate()
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
