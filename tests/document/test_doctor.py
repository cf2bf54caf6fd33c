"""The overlay that the doctor proposes repairs what it says, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.document import load_document, propose_overlay, start_validation
from generator.lower import lower
from generator.problem import Problem, Problems

Document = dict[str, Any]


def found(path: Path, *overlays: Path) -> tuple[list[Problem], Any]:
    problems = Problems()
    document = load_document(path, problems, overlays=overlays)
    validation = start_validation(document)
    lower(document, problems)
    validation.finish(problems)
    return list(problems), document


def healed(path: Path) -> tuple[list[Problem], list[Problem], Any]:
    """Return the problems before, those after, and the repaired document."""
    before, document = found(path)
    overlay = path.with_name("proposal.json")
    overlay.write_text(json.dumps(propose_overlay(before, document)))
    after, repaired = found(path, overlay)
    return before, after, repaired


def test_the_first_api(corpus: Any, tmp_path: Path) -> None:
    path = tmp_path / "sessions.yml"
    path.write_bytes(corpus("sessions.yml").read_bytes())
    before, after, repaired = healed(path)
    assert {problem.code for problem in before} == {
        "unresolved-ref",
        "undefined-security-scheme",
        "overlapping-one-of",
    }
    assert [each for each in after if each.severity != "note"] == []
    for item in repaired.root["paths"].values():
        assert all("security" not in value for value in item.values() if value)
    assert "anyOf" in repaired.root["components"]["schemas"]["CreateSessionRequest"]


BROKEN = """
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /{a}/it's/{b}:
    get:
      operationId: same
      parameters:
        - $ref: '#/components/parameters/P'
        - {name: q, in: query, required: 'true', schema: {type: string}}
        - $ref: '#/components/parameters/R'
        - {name: c, in: path, required: true, schema: {type: string}}
        - {name: b, in: path, required: true, schema: {type: string}}
      responses:
        '200': {$ref: '#/components/responses/Nope'}
    put:
      operationId: same
      parameters: [{name: a, in: path, required: true, schema: {type: string}}]
      requestBody: {$ref: '#/components/requestBodies/Nope'}
      responses:
        '200':
          description: ok
          headers: {H: {$ref: '#/components/headers/Nope'}}
components:
  schemas:
    A: {type: object, properties: {x: {$ref: '#/components/schemas/Nope'}}}
    B: {type: boolean, default: 'false'}
    C: {type: string, minLength: '3', default: 12345}
    D: {type: object, required: true}
    E: {type: string, enum: {a: 1}}
    F: {type: object, additionalProperties: false, required: [a, 1]}
"""


def test_everything_at_once(tmp_path: Path) -> None:
    path = tmp_path / "api.yml"
    path.write_text(BROKEN)
    before, after, repaired = healed(path)
    assert len(before) > 10
    assert [each for each in after if each.severity != "note"] == []
    item = repaired.root["paths"]["/{a}/it's/{b}"]
    names = [parameter["name"] for parameter in item["get"]["parameters"]]
    assert names == ["q", "b", "a"]
    assert item["get"]["parameters"][0]["required"] is True
    assert [item[method]["operationId"] for method in ("get", "put")] == [
        "same",
        "same_2",
    ]
    schemas = repaired.root["components"]["schemas"]
    assert schemas["B"]["default"] is False
    assert schemas["C"] == {"type": "string", "minLength": 3}
    assert schemas["F"]["required"] == ["a", "1"]


@pytest.mark.parametrize("name", ["petstore3.json", "museum.yaml"])
def test_a_sound_document_needs_nothing(corpus: Any, name: str) -> None:
    before, document = found(corpus(name))
    proposal = propose_overlay(
        [each for each in before if each.severity == "note"], document
    )
    assert proposal["actions"] == []
