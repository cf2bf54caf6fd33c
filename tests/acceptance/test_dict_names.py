"""Typed dicts keep their names when their schemas get request models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.diff import diff_versions, find_version

from .command import gen_client_here, python

TEXT = {"type": "string"}
THING = {"$ref": "#/components/schemas/Thing"}
PROGRAM = """
from demo import Client, inputs, models
from demo.inputs import PartDict, ThingDict

part: PartDict = {"name": "b"}
thing: ThingDict = {"name": "a", "part": part}
assert inputs.ThingDict is ThingDict
assert {"PartDict", "ThingDict"} <= set(dir(inputs))
assert models.Thing(name="a", **{"id": "1"}).name == "a"
"""


def operation(name: str, **members: Any) -> dict[str, Any]:
    done = {"204": {"description": "Done"}}
    return {"operationId": name, "responses": done, **members}


def document(version: str, **more: Any) -> dict[str, Any]:
    """An API that sends and receives things in different resources; `more` are further
    properties of a thing and of its part.
    """
    content = {"application/json": {"schema": THING}}
    body: dict[str, Any] = {"type": "object", "properties": {"thing": THING}}
    received = {"200": {"description": "", "content": content}}
    sent = {"content": {"application/json": {"schema": body}}}
    part: dict[str, Any] = {"type": "object", "properties": {"name": TEXT, **more}}
    thing = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": TEXT,
            "part": {"$ref": "#/components/schemas/Part"},
            **more,
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Demo", "version": version},
        "servers": [{"url": "https://a.example"}],
        "paths": {
            "/alpha": {"get": operation("getAlpha", responses=received)},
            "/beta": {"post": operation("createBeta", requestBody=sent)},
        },
        "components": {"schemas": {"Thing": thing, "Part": part}},
    }


def test_a_schema_gets_a_request_model(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    read_only = {"id": {"type": "string", "readOnly": True}}
    for version, more in (("1.0.0", {}), ("1.1.0", read_only)):
        path.write_text(json.dumps(document(version, **more)))
        ran = gen_client_here(path, "-o", tmp_path / "out", "--name", "demo")
        assert ran.code == 0, ran.output
        project = tmp_path / "out" / "demo"
        (project / "program.py").write_text(PROGRAM)
        ran = python("program.py", cwd=project)
        assert ran.code == 0, ran.output
    modules = project / "demo" / "inputs"
    assert "class ThingDict" in (modules / "beta.py").read_text()
    assert not (modules / "alpha.py").exists(), "another module than that of the model"


def test_that_breaks_no_code(tmp_path: Path) -> None:
    versions = []
    read_only = {"id": {"type": "string", "readOnly": True}}
    for version, more in (("1.0.0", {}), ("1.1.0", read_only)):
        path = tmp_path / f"{version}.json"
        path.write_text(json.dumps(document(version, **more)))
        versions.append(find_version(path))
    changes = [each.change for each in diff_versions(*versions).changes]
    assert changes
    assert not [each for each in changes if each.source == "break"]
