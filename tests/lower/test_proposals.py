"""Proposals of ``x-pagination``: for operations that have pages, and for no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.lower import lower
from generator.lower.proposals import propose_extensions
from tests.paging_schemes import ITEM, SCHEMES, UNPAGED, Scheme, document_of


def proposals(folder: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    """The proposed values, by path and method."""
    path = folder / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    problems = Problems()
    loaded = load_document(path, problems)
    found = propose_extensions(lower(loaded, problems), loaded)
    assert not list(problems), list(problems)
    return {each.pointer: each.value for each in found}


@pytest.fixture(scope="session")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    document = document_of([*SCHEMES, *UNPAGED])
    return proposals(tmp_path_factory.mktemp("schemes"), document)


def pointer(scheme: Scheme) -> str:
    return f"#/paths/{scheme.route.replace('/', '~1')}/{scheme.method}"


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_scheme_is_recognized(scheme: Scheme, proposed: dict[str, Any]) -> None:
    assert proposed.get(pointer(scheme)) == scheme.declared


@pytest.mark.parametrize("scheme", UNPAGED, ids=lambda scheme: scheme.name)
def test_nothing_is_proposed_without_evidence(
    scheme: Scheme, proposed: dict[str, Any]
) -> None:
    assert pointer(scheme) not in proposed


def enveloped(**others: Any) -> dict[str, Any]:
    """A response with an envelope that has more properties than `data`."""
    return {"data": {"id": str}, **others}


def envelope_document(*responses: Any, **declared: Any) -> dict[str, Any]:
    """A document with an operation for each response, a last one with extensions."""
    schemes = [
        Scheme(f"s{number}", {}, response, {}, (), lambda items, next_: items)
        for number, response in enumerate(responses)
    ]
    document = document_of(schemes)
    document["paths"][schemes[-1].route]["get"].update(declared)
    return document


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"success": bool, "errors": [{"code": int}], "messages": [str]},
        {"status": str, "request_id": str, "meta": {"request_id": str, "version": str}},
    ],
)
def test_envelopes_of_a_whole_api(tmp_path: Path, other: dict[str, Any]) -> None:
    document = envelope_document(*[enveloped(**other)] * 4, {"id": str})
    found = proposals(tmp_path, document)
    assert found == {f"#/paths/~1s{n}~1things/get": "/data" for n in range(4)}


@pytest.mark.parametrize(
    "responses",
    [
        pytest.param([enveloped()] * 2, id="few"),
        pytest.param([enveloped()] * 3 + [{"id": str}] * 2, id="not most"),
        pytest.param([enveloped(included=[ITEM])] * 5, id="more content"),
        pytest.param([enveloped(meta={"total": int})] * 5, id="totals"),
        pytest.param([enveloped(result={"id": str})] * 5, id="two results"),
        pytest.param([{"id": str, "name": str}] * 5, id="none"),
    ],
)
def test_no_envelopes(tmp_path: Path, responses: list[Any]) -> None:
    assert proposals(tmp_path, envelope_document(*responses)) == {}


def test_envelopes_that_tell_of_pages(tmp_path: Path) -> None:
    document = envelope_document(enveloped(), *[enveloped(links={"self": str})] * 4)
    assert proposals(tmp_path, document) == {"#/paths/~1s0~1things/get": "/data"}


def test_envelopes_of_pages_and_declared_ones(tmp_path: Path) -> None:
    page = {"data": [ITEM], "next_cursor": str}
    document = envelope_document(
        *[enveloped()] * 3, page, enveloped(), **{"x-unwrap": False}
    )
    operation = document["paths"]["/s3/things"]["get"]
    schema = {"schema": {"type": "string"}}
    operation["parameters"] = [{"name": "cursor", "in": "query", **schema}]
    found = proposals(tmp_path, document)
    cursor = {"type": "cursor", "items": "/data", "parameter": "cursor"}
    assert found == {
        "#/paths/~1s0~1things/get": "/data",
        "#/paths/~1s1~1things/get": "/data",
        "#/paths/~1s2~1things/get": "/data",
        "#/paths/~1s3~1things/get": {**cursor, "next": "/next_cursor"},
    }
