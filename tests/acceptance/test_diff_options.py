"""`gen-client diff` with the options of a generation, and those of a project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .command import gen_client_here

OVERLAY = """\
overlay: 1.0.0
info: {title: Names, version: 1.0.0}
actions:
  - target: $.paths['/items/{id}'].get
    update: {operationId: readItem, description: Reads one.}
"""
NO_CHANGES: list[str] = []


def document(version: str = "1.0.0", schema: Any = None, **paths: Any) -> str:
    """A document with `GET /items/{id}`, of which the result is this schema."""
    content = {"application/json": {"schema": schema or {"type": "string"}}}
    operation = {
        "operationId": "getItem",
        "tags": ["items"],
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "responses": {"200": {"description": "", "content": content}},
    }
    others = {
        f"/{name}": {
            "get": {
                "operationId": f"list_{name}",
                "tags": [name],
                "responses": {"204": {"description": ""}},
            }
        }
        for name in paths
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Demo", "version": version},
            "paths": {"/items/{id}": {"get": operation}, **others},
        }
    )


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a document and an overlay."""
    monkeypatch.chdir(tmp_path)
    Path("openapi.json").write_text(document())
    Path("new.json").write_text(document("1.1.0"))
    Path("x.yml").write_text(OVERLAY)
    return tmp_path


def generate(*options: str, output: str = "clients") -> str:
    ran = gen_client_here("openapi.json", "-o", output, "--name", "demo", *options)
    assert ran.code == 0, ran.output
    return f"{output}/demo"


def report(*arguments: str, code: int = 0) -> dict[str, Any]:
    ran = gen_client_here("diff", *arguments, "--format", "json")
    assert ran.code == code, ran.output
    content = json.loads(ran.stdout)
    assert isinstance(content, dict)
    return content


def symbols(*arguments: str) -> list[str]:
    return [each["symbol"] for each in report(*arguments)["changes"]]


def test_an_overlay_is_applied_to_both_documents() -> None:
    assert symbols("openapi.json", "new.json", "--overlay", "x.yml") == NO_CHANGES


@pytest.mark.parametrize("options", [(), ("--overlay", "x.yml")])
def test_a_project_with_its_document(options: tuple[str, ...]) -> None:
    project = generate("--overlay", "x.yml")
    assert symbols(project, "openapi.json", *options) == NO_CHANGES
    assert symbols("openapi.json", project, *options) == NO_CHANGES
    other = generate("--overlay", "x.yml", output="others")
    assert symbols(project, other, *options) == NO_CHANGES


def test_the_overlays_of_a_project_are_named() -> None:
    project = generate("--overlay", "x.yml")
    ran = gen_client_here("diff", project, "openapi.json")
    assert ran.stderr == f"Applying x.yml, as for {project}.\n"


def test_without_the_overlay_of_a_project() -> None:
    project = generate("--overlay", "x.yml")
    assert symbols(project, "openapi.json", "--no-overlay") != NO_CHANGES


@pytest.mark.parametrize("recorded", ["x.yml", "../x.yml", "/etc/passwd"])
def test_an_overlay_of_a_project_that_is_not_there(recorded: str, place: Path) -> None:
    project = generate("--overlay", "x.yml")
    lock = Path(project, "gen-client.lock")
    content = json.loads(lock.read_text())
    content["options"]["overlays"] = [recorded]
    lock.write_text(json.dumps(content))
    Path("elsewhere").mkdir()
    shutil.copy("openapi.json", "elsewhere")
    ran = gen_client_here("diff", project, "elsewhere/openapi.json")
    assert ran.code == 2 and ran.stdout == ""
    assert f"{project} was generated with the overlay {recorded}, which" in ran.stderr
    assert "not beside elsewhere/openapi.json" in ran.stderr
    assert "--overlay" in ran.stderr and "--no-overlay" in ran.stderr
    given = symbols(project, "elsewhere/openapi.json", "--overlay", "x.yml")
    assert given == NO_CHANGES


def test_an_overlay_beside_a_document_is_left_out_on_request() -> None:
    Path("new.overlay.yml").write_text(OVERLAY)
    assert symbols("openapi.json", "new.json") != NO_CHANGES
    assert symbols("openapi.json", "new.json", "--no-overlay") == NO_CHANGES


def write_with_reference(place: Path) -> str:
    """Write documents that refer to a file outside of their folder; return its path."""
    shared = place / "shared"
    shared.mkdir()
    (shared / "a.json").write_text(json.dumps({"type": "integer"}))
    (place / "docs").mkdir()
    for name, version in (("openapi", "1.0.0"), ("new", "1.1.0")):
        text = document(version, {"$ref": "../shared/a.json"})
        (place / "docs" / f"{name}.json").write_text(text)
    return str(shared)


def test_references_are_followed_if_allowed(place: Path) -> None:
    shared = write_with_reference(place)
    pair = "docs/openapi.json", "docs/new.json"
    assert symbols(*pair, "--allow-ref", shared) == NO_CHANGES
    (place / "docs" / "new.json").write_text(document("1.1.0", {"type": "integer"}))
    # Without it, the type of the old result is any.
    ids = [each["id"] for each in report(*pair)["changes"]]
    assert ids and not any("model" in each for each in ids)
    (allowed,) = report(*pair, "--allow-ref", shared)["changes"]
    assert (allowed["id"], allowed["symbol"]) == ("model-removed", "models.A")


def test_references_that_a_project_allowed_are_followed(place: Path) -> None:
    shared = write_with_reference(place)
    ran = gen_client_here(
        "docs/openapi.json", "-o", "clients", "--name", "demo", "--allow-ref", shared
    )
    assert ran.code == 0, ran.output
    ran = gen_client_here("diff", "clients/demo", "docs/new.json", "--format", "json")
    assert json.loads(ran.stdout)["changes"] == []
    assert f"Following references to {shared}, as for clients/demo." in ran.stderr


def test_a_selection_of_operations() -> None:
    Path("openapi.json").write_text(document(pets={}, owners={}))
    Path("new.json").write_text(document("1.1.0", owners={}, shops={}))
    pair = "openapi.json", "new.json"
    removed, added = "client.pets.list()", "client.shops.list()"
    assert symbols(*pair) == [removed, added]
    assert symbols(*pair, "--include", "pets") == [removed]
    assert symbols(*pair, "--exclude", "pets") == [added]
    project = generate("--include", "items", "--include", "shops")
    assert symbols(project, "new.json") == [added]
    # What is given is for documents: the project has the operations that it has.
    assert symbols(project, "new.json", "--include", "items") == NO_CHANGES


def test_a_selection_that_leaves_no_operation() -> None:
    found = report("openapi.json", "new.json", "--include", "nothing", code=2)
    assert found["changes"] == []
    assert [each["code"] for each in found["problems"]] == ["nothing-selected"] * 2


def test_the_name_of_the_package() -> None:
    text = Path("new.json").read_text().replace("Demo", "Other")
    Path("new.json").write_text(text)
    pair = "openapi.json", "new.json"
    renamed = report(*pair)
    assert "package-title-changed" in [each["id"] for each in renamed["changes"]]
    assert renamed["package"] == "other"
    named = report(*pair, "--name", "My Shop")
    assert "package-title-changed" not in [each["id"] for each in named["changes"]]
    assert named["package"] == "my_shop"
    assert report(generate(), "new.json")["package"] == "demo"


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("missing.json", "new.json", "unreadable-document", "missing.json"),
        ("openapi.json", "missing.json", "unreadable-document", "missing.json"),
        ("broken.json", "new.json", "syntax-error", "broken.json"),
        (".", "new.json", "usage", ". is a folder, but not a generated project"),
    ],
)
def test_failures_as_json_have_the_members_of_a_report(
    old: str, new: str, code: str, message: str
) -> None:
    Path("broken.json").write_text('{"openapi": ')
    found = report(old, new, code=2)
    assert found.keys() == report("openapi.json", "new.json").keys()
    assert found["changes"] == []
    (problem,) = found["problems"]
    assert message in json.dumps(problem)
    assert problem["severity"] == "error" and problem["code"] == code


def test_a_lock_that_cannot_be_read() -> None:
    project = generate()
    lock = Path(project, "gen-client.lock")
    lock.write_text("<<<<<<< ours\n" + lock.read_text())
    ran = gen_client_here("diff", project, "new.json")
    assert ran.code == 2 and "conflict markers" in ran.stderr
