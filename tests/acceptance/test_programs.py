"""Programs with dicts: type-checkers accept them, and a server of the API as well.

Those of a module ``…_wrong`` have mistakes: type-checkers refuse exactly those lines.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.corpus import CORPUS, needs_corpus

from .checkers import Errors, mypy, pyright
from .command import gen_client_here

pytestmark = needs_corpus

PROGRAMS = Path(__file__).parent / "programs"
DOCUMENTS = {
    "stripe": "stripe.yaml",
    "github": "github.json",
    "discord": "discord.json",
    "asana": "asana.yaml",
    "museum": "museum.yaml",
}
slow = pytest.mark.slow
APIS = [pytest.param(api, marks=[] if api == "museum" else slow) for api in DOCUMENTS]


@pytest.fixture(scope="module", params=APIS)
def api(request: pytest.FixtureRequest) -> str:
    """The name of an API and of its package."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def folder(api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and the programs."""
    folder = tmp_path_factory.mktemp(api)
    ran = gen_client_here(CORPUS / DOCUMENTS[api], "-o", folder, "--name", api)
    assert ran.code == 0, ran.stderr
    (project,) = (each for each in folder.iterdir() if each.is_dir())
    for module in (f"{api}.py", f"{api}_wrong.py"):
        shutil.copy(PROGRAMS / module, project / f"use_{module}")
    return project


@pytest.fixture
def programs(api: str, folder: Path) -> Iterator[Any]:
    """The module with the programs of an API."""
    # Another test may have imported a package of that name.
    for module in [m for m in sys.modules if m.partition(".")[0] == api]:
        del sys.modules[module]
    sys.path.insert(0, str(folder))
    yield importlib.import_module(f"use_{api}")
    sys.path.remove(str(folder))


def test_they_run(programs: Any) -> None:
    functions = [
        function
        for _, function in inspect.getmembers(programs, inspect.isfunction)
        if "client" in inspect.signature(function).parameters
    ]
    assert len(functions) == 10
    for function in functions:
        server = programs.MockTransport()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            if inspect.iscoroutinefunction(function):
                asyncio.run(run_async(programs, function, server))
            else:
                run(programs, function, server)
        assert server.requests


def run(programs: Any, function: Any, server: Any) -> None:
    with httpx2.Client(transport=server) as http:
        options = credentials(programs.Client)
        with programs.Client(http_client=http, **options) as client:
            function(client, server)


async def run_async(programs: Any, function: Any, server: Any) -> None:
    async with httpx2.AsyncClient(transport=server) as http:
        options = credentials(programs.AsyncClient)
        async with programs.AsyncClient(http_client=http, **options) as client:
            await function(client, server)


def credentials(client: Any) -> dict[str, Any]:
    """Return a value for each keyword that takes a credential."""
    found: dict[str, Any] = {}
    for name, parameter in inspect.signature(client).parameters.items():
        if "BasicCredential" in str(parameter.annotation):
            found[name] = ("user", "password")
        elif "Credential" in str(parameter.annotation):
            found[name] = "secret"
    return found


def test_mypy(api: str, folder: Path) -> None:
    found = mypy(folder, f"use_{api}.py", f"use_{api}_wrong.py")
    assert lines(found) == wrong_lines(api)


@pytest.mark.slow
def test_pyright(api: str, folder: Path) -> None:
    found = pyright(folder, f"use_{api}.py", f"use_{api}_wrong.py")
    assert lines(found) == wrong_lines(api)


def lines(errors: Errors) -> dict[str, set[int]]:
    """Return the lines with errors, by file."""
    return {
        file: {int(message.partition(":")[0]) for message in messages}
        for file, messages in errors.items()
    }


def wrong_lines(api: str) -> dict[str, set[int]]:
    """Return the lines that must have errors: one for each program."""
    text = (PROGRAMS / f"{api}_wrong.py").read_text(encoding="utf-8")
    found = {n for n, line in enumerate(text.splitlines(), 1) if "# wrong" in line}
    assert len(found) == 10
    return {f"use_{api}_wrong.py": found}
