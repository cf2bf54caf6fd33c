"""A project that an earlier generator wrote: its lock has format 1.

``format_1/depot`` has the lock, the changelog and the document of such a project, as
that generator wrote them.
"""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .checkers import mypy, pyright
from .command import gen_client_here
from .conftest import load

PROJECT = Path(__file__).parent / "format_1"
PROGRAM = """\
import asyncio
import httpx2
from depot import AsyncClient, Client, models
from depot.testing import MockTransport


def run(client: Client) -> None:
    pool: models.Pool = client.work_pools.create_api_work_pools_post(
        name="a", object="b", options_="c", body_="d"
    )
    words: tuple[str | None, str | None, int | None] = (
        pool.object_, pool.before, pool.dict_
    )
    client.work_pools.read_work_queue_api_work_pool_name_queues_name_get("a", "b")
    client.work_pools.show_work_queue_api_work_pool_name_queues_name_get("a", "b")
    for each in client.work_pools.read_api_work_pools_get(limit=3):
        name: str = each.name
    client.work_pools.delete_api_work_pools_work_pool_name_delete("a")
    client.default.read_root_get()
    text: str = client.health.health_get()
    client.items.make_api_items_object_post("a", kind="a", size=1, x_object="d")
    apple: models.Apple = client.items.make_api_items_object_post(
        "a", kind="b", text="c"
    )
    apples: list[models.Apple] = client.items.list_api_get()
    text = client.monitor.watch_api_reports_events_get()
    with client.monitor.watch_api_reports_events_get_stream() as stream:
        for item in stream:
            text = item


async def run_async(client: AsyncClient) -> None:
    pool: models.Pool = await client.work_pools.create_api_work_pools_post(
        name="a", object="b", options_="c", body_="d"
    )
    await client.work_pools.read_work_queue_api_work_pool_name_queues_name_get("a", "b")
    await client.work_pools.show_work_queue_api_work_pool_name_queues_name_get("a", "b")
    for each in await client.work_pools.read_api_work_pools_get(limit=3):
        name: str = each.name
    await client.work_pools.delete_api_work_pools_work_pool_name_delete("a")
    await client.default.read_root_get()
    text: str = await client.health.health_get()
    apple: models.Apple = await client.items.make_api_items_object_post(
        "a", kind="b", text="c"
    )
    apples: list[models.Apple] = await client.items.list_api_get()
    text = await client.monitor.watch_api_reports_events_get()
    async with await client.monitor.watch_api_reports_events_get_stream() as stream:
        async for item in stream:
            text = item


def main() -> None:
    server = MockTransport()
    server.respond("health.health_get", body="fine")
    run(
        Client(
            o_auth2_password_bearer="token",
            api_key_header="key",
            http_client=httpx2.Client(transport=server),
        )
    )
    asyncio.run(
        run_async(AsyncClient(
            o_auth2_password_bearer="token",
            http_client=httpx2.AsyncClient(transport=server),
        ))
    )
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project, regenerated, and of its document."""
    folder = tmp_path_factory.mktemp("former")
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
    shutil.copy(folder / "depot/tests/openapi.json", folder / "api.json")
    ran = gen_client_here(folder / "api.json", "-o", folder)
    assert ran.code == 0, ran.stderr
    (folder / "depot" / "program.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[ModuleType]:
    """The package, imported."""
    known = set(sys.modules)
    yield load(folder / "depot", "depot")
    sys.path.remove(str(folder / "depot"))
    for name in sys.modules.keys() - known:
        if name.partition(".")[0] in ("depot", "program"):
            del sys.modules[name]


def names(project: Path) -> Any:
    """The names in a project's lock."""
    return json.loads((project / "gen-client.lock").read_text())["names"]


def next_version(folder: Path, version: str, target: Path) -> Path:
    """The project after a version of the document that adds a property."""
    document = json.loads((folder / "api.json").read_text())
    document["info"]["version"] = version
    pool = document["components"]["schemas"]["Pool"]
    pool["properties"]["added"] = {"type": "string"}
    (target / "api.json").write_text(json.dumps(document))
    shutil.copytree(folder / "depot", target / "depot")
    (target / "depot" / "program.py").unlink()
    ran = gen_client_here(target / "api.json", "-o", target)
    assert ran.code == 0, ran.stderr
    return target / "depot"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_program_with_old_names_runs(package: ModuleType) -> None:
    program: Any = load(Path(str(package.__file__)).parents[1], "program")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        program.main()
    assert {warning.category for warning in caught} == {DeprecationWarning}
    assert {warning.filename for warning in caught} == {program.__file__}
    texts = {str(warning.message) for warning in caught}
    current = set(names(folder_of(package))["methods"].values())
    moved = "Its methods are called by other names."
    assert texts == {moved, *(f"Use client.{path} instead." for path in current)}


def folder_of(package: ModuleType) -> Path:
    return Path(str(package.__file__)).parents[1]


def test_new_names_are_those_of_a_new_project(folder: Path, tmp_path: Path) -> None:
    ran = gen_client_here(folder / "api.json", "-o", tmp_path)
    assert ran.code == 0, ran.stderr
    (project,) = tmp_path.iterdir()
    kept, new = (names(each)["methods"] for each in (folder / "depot", project))
    # `client.health` is still the resource of before, whose methods are deprecated.
    assert (kept.pop("GET /health"), new.pop("GET /health")) == ("health_get", "health")
    assert kept == new


def test_other_names_stay(folder: Path) -> None:
    lock = json.loads((PROJECT / "depot" / "gen-client.lock").read_text())
    found = names(folder / "depot")
    for scope in ("credentials", "servers", "types", "events"):
        assert found[scope] == lock["names"][scope]


def test_the_changelog_lists_old_and_new_paths(folder: Path) -> None:
    changelog = (folder / "depot" / "CHANGELOG.md").read_text()
    entry, _, rest = changelog.partition("\n## 1.4.0\n")
    assert entry.startswith("# Changelog\n\n## 1.4.0.post1\n")
    assert "### Breaking" not in entry
    old = (PROJECT / "depot" / "CHANGELOG.md").read_text()
    assert rest == old.partition("\n## 1.4.0\n")[2]
    found = names(folder / "depot")
    direct = dict(found["former methods"])
    del direct["work_pools.show_work_queue_api_work_pool_name_queues_name_get"]
    for path, key in direct.items():
        current = found["methods"][key]
        assert f"- Use `client.{current}` instead of `client.{path}`," in entry


def test_it_is_up_to_date(folder: Path) -> None:
    ran = gen_client_here(folder / "api.json", "-o", folder, "--check")
    assert ran.code == 0, ran.output


def test_old_names_stay_until_the_next_major_version(
    folder: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    before = names(folder / "depot")
    minor = next_version(folder, "1.5.0", first)
    assert names(minor)["former methods"] == before["former methods"]
    assert names(minor)["methods"] == before["methods"]
    major = next_version(folder, "2.0.0", second)
    assert names(major)["methods"] == before["methods"]
    assert "former methods" not in names(major)
    assert not (major / "depot" / "resources" / "monitor.py").exists()
    entry = (major / "CHANGELOG.md").read_text().partition("\n## 1.4.0.post1\n")[0]
    _, _, breaking = entry.partition("### Breaking\n")
    for path, key in before["former methods"].items():
        current = before["methods"][key]
        line = f"- Use `client.{current}` instead of `client.{path}`:"
        assert line in breaking


@pytest.mark.slow
def test_type_checkers_accept_the_program(folder: Path) -> None:
    project = folder / "depot"
    assert mypy(project, "program.py", "depot") == {}
    errors = pyright(project, "program.py", "depot")
    others = {file for file in errors if not file.startswith("depot/_core/")}
    assert others == {"program.py"}
    usual = "deprecated", "is not accessed"
    found = errors["program.py"]
    assert [e for e in found if not any(text in e for text in usual)] == []
