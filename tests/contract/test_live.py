"""``pytest --live URL`` against a FastAPI application, with its own document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from generator.pipeline import Options

from .application import DEVIATIONS, Application
from .packages import import_package, write_project


@pytest.fixture(scope="module")
def application() -> Application:
    return Application()


@pytest.fixture(scope="module")
def url(application: Application) -> Iterator[str]:
    """The application under uvicorn, at a free port of the loopback interface."""
    config = uvicorn.Config(
        application.app, host="127.0.0.1", port=0, log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def project(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that is generated from the document of the application."""
    folder = tmp_path_factory.mktemp("cafe")
    source = folder / "openapi.json"
    source.write_bytes(httpx2.get(f"{url}/openapi.json").content)
    assert json.loads(source.read_text())["openapi"].startswith("3.1")
    return write_project(source, folder, Options(name="cafe"))


def run(project: Path, *arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_the_client_works_with_the_application(project: Path, url: str) -> None:
    package: Any = import_package(project, "cafe")
    with package.Client(base_url=url) as client:
        made = client.coffees.create(name="Espresso", price=2, size="small")
        assert client.coffees.get(made.id).name == "Espresso"
        assert made.id in [coffee.id for coffee in client.coffees.list(limit=50)]
        client.coffees.delete(made.id)
        with pytest.raises(package.NotFoundError):
            client.coffees.get(made.id)


def test_contract_tests_send_nothing_to_the_server(
    project: Path, application: Application
) -> None:
    before = list(application.received)
    code, output = run(project)
    assert code == 0, output
    assert application.received == before


def test_live_tests_agree_and_only_call_safe_operations(
    project: Path, url: str, application: Application
) -> None:
    application.received.clear()
    code, output = run(project, "--live", url)
    assert code == 0, output
    assert application.received == [("GET", "/coffees"), ("GET", "/coffees/7")]
    lines = [line.split() for line in output.splitlines() if "agrees" in line]
    assert lines == [
        ["coffees.list", "200", "agrees"],
        ["coffees.get", "200", "agrees"],
    ]


@pytest.mark.parametrize(
    ("deviation", "message"),
    [
        ("missing field", 'server: /body: "name" is a required property'),
        pytest.param(
            "wrong type",
            'server: /body/price: "cheap" is not of type "number"',
            marks=pytest.mark.slow,
        ),
        (
            "undocumented status",
            "server: /status: this status is not documented, in 418",
        ),
        pytest.param(
            "wrong content type",
            "server: /header/content-type: application/json is",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "extra enum value",
            'server: /body/size: "huge" is not one of',
            marks=pytest.mark.slow,
        ),
    ],
)
def test_each_deviation_is_reported_as_a_fault_of_the_server(
    project: Path, url: str, application: Application, deviation: str, message: str
) -> None:
    application.deviation = deviation
    try:
        code, output = run(project, "--live", url)
    finally:
        application.deviation = ""
    assert code == 1
    summary = output.partition("- live -")[2]
    assert message in summary, output
    assert "client:" not in summary
    assert "document:" not in summary


def test_there_are_five_deviations() -> None:
    assert len(DEVIATIONS) == 5
