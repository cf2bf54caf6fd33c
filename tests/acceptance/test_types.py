"""The sessions package and programs that use it pass mypy and pyright."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback, answer

from .checkers import Errors, black, mypy, pyright, ruff
from .command import ROOT, python

PACKAGE = "qiskit_runtime_sessions"
# A typical first program.
PROGRAM = """\
import asyncio

from qiskit_runtime_sessions import AsyncClient, Client, NotFoundError, RequestOptions
from qiskit_runtime_sessions import JobSession, Response


def main(token: str, crn: str) -> None:
    with Client(bearer_auth=token, service_crn=crn, api_version="2026-03-15") as client:
        session = client.sessions.create(
            mode="dedicated", max_ttl=3600, backend="ibm_fez"
        )
        client.sessions.create(mode="batch", interactive_ttl=60)
        client.sessions.update(session.id, accepting_jobs=False)
        client.sessions.close(session.id)
        try:
            client.sessions.get("nope", options=RequestOptions(timeout=5, max_retries=0))
        except NotFoundError as error:
            print(type(error.body).__name__)
        reply = client.with_response(client.sessions.get, session.id)
        typed: Response[JobSession] = reply
        print(typed.parsed.id, reply.status_code, reply.headers["Content-Type"])
    asyncio.run(later(token, crn, session.id))


async def later(token: str, crn: str, session_id: str) -> None:
    async with AsyncClient(
        bearer_auth=token, service_crn=crn, api_version="2026-03-15"
    ) as client:
        session: JobSession = await client.sessions.get(session_id)
        name: str | None = session.backend_name
        print(name, session.state)
"""
CREDENTIALS = 'bearer_auth="t", service_crn="c", api_version="v"'
WRONG_CALLS = [
    'client.sessions.create(mode="fast")',
    'client.sessions.create(mode="batch", active_ttl=1)',
    "client.sessions.update(session.id)",
    "client.sessions.get()",
    'client.sessions.get("1", options={"timeuot": 5})',
]
# Each wrong call stands in a line of its own that ends so.
MARK = "  # wrong"
WRONG = "\n".join(
    [
        f"from {PACKAGE} import AsyncClient, Client, JobSession",
        "",
        "",
        "def calls(client: Client, session: JobSession) -> None:",
        *(f"    {call}{MARK}" for call in WRONG_CALLS),
        "",
        "",
        "async def later(client: AsyncClient, session: JobSession) -> None:",
        *(f"    await {call}{MARK}" for call in WRONG_CALLS),
        "",
    ]
)


@pytest.fixture(scope="module")
def folder(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with the two programs beside it."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copytree(project / PACKAGE, folder / PACKAGE)
    (folder / "program.py").write_text(PROGRAM)
    (folder / "wrong.py").write_text(WRONG)
    return folder


@pytest.fixture(
    scope="module", params=["mypy", pytest.param("pyright", marks=pytest.mark.slow)]
)
def errors(request: pytest.FixtureRequest, folder: Path) -> Errors:
    """The errors of one type-checker, for everything that is checked."""
    checker = {"mypy": mypy, "pyright": pyright}[request.param]
    return checker(folder, PACKAGE, "program.py", "wrong.py")


def test_the_package_type_checks(errors: Errors) -> None:
    assert {n: lines for n, lines in errors.items() if n.startswith(PACKAGE)} == {}


def test_the_example_type_checks(errors: Errors) -> None:
    assert errors.get("program.py", []) == []


def test_each_wrong_call_is_an_error(errors: Errors) -> None:
    lines = enumerate(WRONG.splitlines(), 1)
    marked = {number for number, line in lines if line.endswith(MARK)}
    assert len(marked) == 2 * len(WRONG_CALLS)
    assert {int(error.split(":")[0]) for error in errors["wrong.py"]} == marked


def test_the_example_runs(project: Path, tmp_path: Path, server: Loopback) -> None:
    """The same program with a loopback server."""
    session = {"id": "s1", "backend_name": "ibm_fez", "mode": "dedicated"}
    found = answer(200, {**session, "state": "open"})
    missing = answer(404, {"trace": "t", "errors": []})
    server.will(found, found, answer(204), answer(204), missing, found)
    version = 'api_version="2026-03-15"'
    text = PROGRAM.replace(version, f'{version}, base_url="{server.url}"')
    assert text.count(server.url) == 2
    program = tmp_path / "program.py"
    start = f"import sys\n\nsys.path.insert(0, {str(project)!r})\n"
    program.write_text(f"{start}{text}\n\nmain('token', 'crn')\n")
    ran = python("-W", "error", program, cwd=tmp_path)
    assert ran.code == 0, ran.stderr
    shown = ["ErrorContainer", "s1 200 application/json", "ibm_fez open"]
    assert ran.stdout.splitlines() == shown
    methods = [seen.method for seen in server.seen]
    assert methods == ["POST", "POST", "PATCH", "DELETE", "GET", "GET", "GET"]


def test_the_project_is_formatted_and_has_nothing_unused(project: Path) -> None:
    assert black(project) == ""
    assert ruff(project) == ""


@pytest.mark.slow
def test_our_own_code_type_checks(tmp_path: Path) -> None:
    generator = ROOT / "generator"
    (tmp_path / "generator").symlink_to(generator)
    assert mypy(tmp_path, "generator") == {}


@pytest.mark.slow
def test_our_own_code_is_formatted() -> None:
    sources = [ROOT / "generator", ROOT / "tests", ROOT / "templates"]
    assert black(*(path for path in sources if path.exists())) == ""


def test_every_name_of_the_readme_exists(sessions: Any) -> None:
    assert [name for name in sessions.__all__ if not hasattr(sessions, name)] == []
