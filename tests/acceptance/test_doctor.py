"""``gen-client doctor``: the problems it reports, and the overlay it writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback, answer

from .command import SPEC, gen_client_here
from .conftest import load

CREDENTIALS = {"bearer_auth": "b", "service_crn": "c", "api_version": "2026-03-15"}
SESSION = {"id": "s1", "backend_name": "ibm_x", "mode": "batch"}


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The problems of the document alone, and the package with the written overlay."""
    folder = tmp_path_factory.mktemp("doctor")
    spec, overlay = folder / SPEC.name, folder / "repairs.yml"
    shutil.copy(SPEC, spec)
    doctor = gen_client_here(
        "doctor", spec, "--write-overlay", overlay, "--format", "json"
    )
    assert doctor.code == 0, doctor.stderr
    name = "healed_sessions"
    arguments = (spec, "--overlay", overlay, "-o", folder / "out", "--name", name)
    ran = gen_client_here("--strict", *arguments)
    assert ran.code == 0, ran.stderr
    (project,) = (folder / "out").iterdir()
    return json.loads(doctor.stdout), load(project, name)


def test_every_problem_is_reported_once_with_its_places(
    repaired: tuple[Any, Any],
) -> None:
    problems, _ = repaired
    found = sorted((each["code"], len(each["places"])) for each in problems)
    assert found == [
        ("overlapping-one-of", 1),
        ("undefined-security-scheme", 4),
        ("undefined-security-scheme", 4),
        ("unresolved-ref", 3),
    ]
    lines = SPEC.read_text().splitlines()
    for problem in problems:
        for place in problem["places"]:
            line = lines[place["line"] - 1]
            assert line[place["column"] - 1] not in " -", (problem, line)
    dangling = next(each for each in problems if each["code"] == "unresolved-ref")
    assert all(
        "IBM-API-Version" in lines[place["line"] - 1] for place in dangling["places"]
    )


def test_the_repaired_client_sends_the_right_requests(
    repaired: tuple[Any, Any], server: Loopback
) -> None:
    _, package = repaired
    server.will(answer(200, SESSION))
    with package.Client(**CREDENTIALS, base_url=f"{server.url}/api") as client:
        client.sessions.create(mode="batch", backend="ibm_x", max_ttl=60)
        client.sessions.get("s1")
        server.will(answer(204))
        client.sessions.update("s1", accepting_jobs=False)
        client.sessions.close("s1")
    sent = [(seen.method, seen.target, seen.body) for seen in server.seen]
    assert [(method, target) for method, target, _ in sent] == [
        ("POST", "/api/v1/sessions"),
        ("GET", "/api/v1/sessions/s1"),
        ("PATCH", "/api/v1/sessions/s1"),
        ("DELETE", "/api/v1/sessions/s1/close"),
    ]
    bodies = [json.loads(body) if body else None for _, _, body in sent]
    assert bodies == [
        {"mode": "batch", "backend": "ibm_x", "max_ttl": 60},
        None,
        {"accepting_jobs": False},
        None,
    ]
    for seen in server.seen:
        assert seen.header("Authorization") == "Bearer b"
        assert seen.header("Service-CRN") == "c"
        assert seen.header("IBM-API-Version") == "2026-03-15"


HEAD = "openapi: 3.0.3\ninfo: {title: Broken, version: '1'}\n"
GET = "get: {responses: {'200': {description: Fine}}}"
SAFE = {
    "an undeclared path parameter": f"paths: {{'/a/{{id}}': {{{GET}}}}}",
    "text for a boolean": (
        "paths: {/a: {get: {deprecated: 'false', responses: "
        "{'200': {description: Fine}}}}}"
    ),
    "a parameter that is not there": (
        "paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/None'}], "
        "responses: {'200': {description: Fine}}}}}"
    ),
    "a schema that is not there": (
        f"paths: {{/a: {{{GET}}}}}\ncomponents: {{schemas: {{A: {{type: object, "
        "properties: {x: {$ref: '#/components/schemas/None'}}}}}"
    ),
    "a response that is not there": (
        "paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/N'}}}}}"
    ),
    "two operations of one id": (
        f"paths: {{/a: {{get: {{operationId: x, {GET[6:]}}}, "
        f"/b: {{get: {{operationId: x, {GET[6:]}}}}}"
    ),
    "a default of another type": (
        f"paths: {{/a: {{{GET}}}}}\ncomponents: {{schemas: {{A: {{type: object, "
        "properties: {x: {type: boolean, default: 'true'}}}}}"
    ),
    "a limit as text": (
        f"paths: {{/a: {{{GET}}}}}\ncomponents: {{schemas: {{A: {{type: object, "
        "properties: {x: {type: string, maxLength: '5'}}}}}"
    ),
}


@pytest.mark.parametrize("kind", SAFE)
def test_the_overlay_makes_strict_pass_where_a_repair_is_safe(
    kind: str, tmp_path: Path
) -> None:
    spec, overlay = tmp_path / "api.yml", tmp_path / "repairs.yml"
    spec.write_text(HEAD + SAFE[kind] + "\n")
    out = tmp_path / "out"
    before = gen_client_here("--strict", spec, "-o", out)
    assert before.code == 1, before.stderr
    doctor = gen_client_here("doctor", spec, "--write-overlay", overlay)
    assert doctor.code == 0, doctor.stderr
    after = gen_client_here("--strict", spec, "--overlay", overlay, "-o", out)
    assert after.code == 0, after.stderr


UNSAFE = {
    "a scheme that is not defined": (
        HEAD + "paths: {/a: {get: {security: [{none: []}], responses: "
        "{'200': {description: Fine}}}}}"
    ),
    "a title that is not there": "openapi: 3.0.3\ninfo: {version: '1'}\npaths: {}\n",
    "an unknown keyword": (
        f"{HEAD}paths: {{/a: {{{GET}}}}}\ncomponents: {{schemas: {{A: {{type: object, "
        "properties: {x: {tipe: string}}}}}\n"
    ),
}


@pytest.mark.parametrize("kind", UNSAFE)
def test_problems_without_a_safe_repair_are_listed(kind: str, tmp_path: Path) -> None:
    spec, overlay = tmp_path / "api.yml", tmp_path / "repairs.yml"
    spec.write_text(UNSAFE[kind])
    doctor = gen_client_here("doctor", spec, "--write-overlay", overlay)
    assert doctor.code == 0 and "warning[" in doctor.stderr, doctor.output
    after = gen_client_here(
        "--strict", spec, "--overlay", overlay, "-o", tmp_path / "out"
    )
    assert after.code == 1, after.stderr
