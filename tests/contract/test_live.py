"""``pytest --live URL`` against a FastAPI application, with its own document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.contract import LiveSettings
from generator.pipeline import Options

from .application import DEVIATIONS, Application, running
from .live_runs import LiveProject
from .packages import import_package, write_project


@pytest.fixture(scope="module")
def application() -> Application:
    return Application()


@pytest.fixture(scope="module")
def url(application: Application) -> Iterator[str]:
    with running(application.app) as address:
        yield address


@pytest.fixture(scope="module")
def project(application: Application, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that is generated from the document of the application."""
    folder = tmp_path_factory.mktemp("cafe")
    source = folder / "openapi.json"
    document = application.app.openapi()
    assert document["openapi"].startswith("3.1")
    source.write_text(json.dumps(document))
    return write_project(source, folder, Options(name="cafe"))


@pytest.fixture(scope="module")
def live(project: Path) -> LiveProject:
    return LiveProject(project, "cafe")


def run(project: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=project,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def summary(output: str) -> list[list[str]]:
    """The words of each line of the summary."""
    lines = output.partition("- live -")[2].splitlines()[1:]
    last = next(i for i, line in enumerate(lines) if line.startswith("compared "))
    return [line.split() for line in lines[: last + 1]]


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
    assert application.received == [
        ("GET", "/coffees"),
        ("GET", "/menu"),
        ("GET", "/menu.pdf"),
        ("GET", "/moved"),
        ("GET", "/coffees"),
        ("GET", "/today"),
        ("GET", "/coffees/7"),
        ("POST", "/coffees/7/reviews/search"),
        ("GET", "/strengths/1"),
        ("GET", "/coffees/7/reviews/r7"),
    ]
    *rows, last = summary(output)
    first = {row[0]: " ".join(row[1:]) for row in reversed(rows)}
    described = [
        "coffees.list",
        "coffees.get",
        "coffees.reviews.search",
        "coffees.reviews.get",
    ]
    for name in [*described, "strengths.get", "moved.list"]:
        assert first[name] == "200 agrees", output
    assert first["today.get"] == "307 agrees"
    assert first["till.get"] == "not sent nobody: credentials are missing: set CAFE_KEY"
    assert " ".join(last[:5]) == "compared 9 of 11 safe"
    assert " ".join(last).endswith("values against their schemas; 2 not sent")


@pytest.mark.parametrize(
    ("deviation", "mismatch"),
    [
        ("missing field", '/body: "name" is a required property'),
        ("wrong type", '/body/price: "cheap" is not of type "number"'),
        ("number for text", '/body/name: 5 is not of type "string"'),
        ("undocumented status", "/status: this status is not documented, in 418"),
        ("wrong content type", "/header/content-type: application/json is documented"),
        ("extra enum value", '/body/size: "huge" is not one of'),
        ("extra integer", "/body/strength: 9 is not one of"),
        ("unknown variant", "/body/milk"),
    ],
)
def test_each_deviation_is_reported_as_a_fault_of_the_server(
    live: LiveProject, url: str, application: Application, deviation: str, mismatch: str
) -> None:
    application.deviation = deviation
    try:
        rows = live.rows(url, "coffees.get", "coffees.list")
    finally:
        application.deviation = ""
    row = rows["coffees.get"]
    assert row.has_failed
    assert any(each.startswith(f"server: {mismatch}") for each in row.verdicts)
    assert {each.partition(":")[0] for each in row.verdicts} <= {"server", "note"}
    assert not rows["coffees.list"].has_failed


def test_there_are_eight_deviations() -> None:
    assert len(DEVIATIONS) == 8


def test_a_server_that_is_not_there(project: Path) -> None:
    with running(Application().app) as url:
        pass
    code, output = run(project, "--live", url)
    assert code == 1
    *rows, last = summary(output)
    assert len(rows) == 11
    assert sum(row[1:4] == ["not", "reachable", "nobody:"] for row in rows) == 9
    assert " ".join(last) == (
        "compared 0 of 11 safe operations: 0 values against their schemas; "
        "9 not reachable; 2 not sent"
    )


def test_a_run_that_compared_nothing_fails(project: Path, url: str) -> None:
    code, output = run(project, "--live", url, "-k", "till or safe")
    assert code == 1, output
    assert summary(output)[-1][:5] == ["compared", "0", "of", "2", "safe"]
    assert "2 skipped" in output


@pytest.mark.slow
def test_the_options_of_a_run(project: Path, url: str, tmp_path: Path) -> None:
    """In several processes, with credentials and with values of parameters."""
    values = tmp_path / "values.json"
    values.write_text('{"strength": 2, "coffees.reviews.get.key": "no-such"}')
    secret, password = "right key", "user:pass-word"
    options = ["--live", url, "--live-header", f"X-Key: {secret}"]
    options += [f"--live-values={values}", "-p", "xdist", "-n", "2"]
    code, output = run(project, *options, CAFE_BASIC_AUTH=password)
    assert code == 1, output
    assert "compared 11 of 11 safe operations" in output
    [wrong] = [row for row in summary(output) if row[2].startswith("server")]
    assert wrong[:2] == ["coffees.reviews.get", "404"]
    assert secret not in output
    assert "pass-word" not in output


@pytest.mark.parametrize(
    ("url", "headers", "file", "message"),
    [
        ("127.0.0.1:80", [], None, "--live: expected an absolute http or https URL"),
        ("ftp://127.0.0.1", [], None, "--live: expected an absolute http or https URL"),
        ("http://u:secret@127.0.0.1", [], None, "must not have credentials"),
        ("http://127.0.0.1?key=secret", [], None, "must not have credentials"),
        ("http://127.0.0.1", ["secret"], None, "expected 'Name: value'"),
        ("http://127.0.0.1", ["a: b", "a: b\nsecret"], None, "expected 'Name: value'"),
        ("http://127.0.0.1", ["a b: secret"], None, "expected 'Name: value'"),
        ("http://127.0.0.1", [], "missing.json", "cannot read missing.json"),
        ("http://127.0.0.1", [], __file__, "is not JSON"),
    ],
)
def test_options_that_are_not_valid(
    url: str, headers: list[str], file: str | None, message: str
) -> None:
    with pytest.raises(ValueError, match="--live") as caught:
        LiveSettings.parse(url, headers, file)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_invalid_option_ends_the_run(project: Path) -> None:
    code, output = run(project, "--live", "nowhere")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "--live: expected an absolute http or https URL" in output
