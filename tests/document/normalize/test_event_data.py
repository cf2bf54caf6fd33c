"""The data of events is described by the JSON value that it encodes."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics.model import Problems
from generator.document.normalize.openapi3 import upgrade_openapi3
from generator.document.source_map import SourceMap

SSE = "text/event-stream"
STRING = {"type": "string"}
THING = {"type": "object", "properties": {"id": {"type": "integer"}}}
JSON = {"contentMediaType": "application/json", "contentSchema": THING}
ENCODED = {**STRING, **JSON}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def event(data: Any, **more: Any) -> dict[str, Any]:
    return {"properties": {"data": data}, **more}


def upgraded(media: Any, other: Any = None, **schemas: Any) -> tuple[Any, Any]:
    """The media type of an event stream and the schemas after the upgrade."""
    content = {f"{SSE}; charset=utf-8": media}
    if other is not None:
        content["application/json"] = {"schema": other}
    responses = {"200": {"description": "", "content": content}}
    root = {
        "openapi": "3.2.0",
        "paths": {"/a": {"get": {"responses": responses}}},
        "components": {"schemas": schemas},
    }
    problems = Problems()
    upgrade_openapi3(root, "3.2.0", problems, SourceMap().begin_step())
    assert not list(problems)
    return media, schemas


@pytest.mark.parametrize("name", ["application/json", "Application/vnd.a+JSON; a=b"])
def test_encoded_data_has_the_schema_of_its_content(name: str) -> None:
    data = {**STRING, "contentMediaType": name, "contentSchema": THING}
    media, _ = upgraded({"itemSchema": event({**data, "description": "The thing."})})
    assert media["itemSchema"] == event({"description": "The thing.", **THING})


def test_other_ways_to_describe_events() -> None:
    media, _ = upgraded({"schema": {"type": "array", "items": event(ENCODED)}})
    assert media["schema"]["items"] == event(THING)
    media, _ = upgraded({"schema": ENCODED})
    assert media["schema"] == THING
    media, schemas = upgraded({"itemSchema": ref("A")}, A=event(ref("D")), D=ENCODED)
    assert (media["itemSchema"], schemas["A"]) == (
        ref("A"),
        event(ref("D/contentSchema")),
    )
    there = {**ENCODED, "contentSchema": ref("T")}
    media, schemas = upgraded({"itemSchema": ref("A")}, A=event(ref("D")), D=there)
    assert schemas["A"] == event(ref("T"))
    media, _ = upgraded({"itemSchema": event({**JSON, "contentSchema": True})})
    assert media["itemSchema"] == event({})


@pytest.mark.parametrize(
    "data",
    [
        STRING,
        {**STRING, "contentSchema": THING},
        {**ENCODED, "contentMediaType": "application/xml"},
        {**ENCODED, "contentEncoding": "base64"},
    ],
)
def test_what_is_no_encoded_json_stays(data: Any) -> None:
    media, _ = upgraded({"itemSchema": event(dict(data))})
    assert media["itemSchema"] == event(data)


def test_text_beside_variants_is_that_of_the_variants_with_text() -> None:
    item = event(
        STRING,
        oneOf=[{"title": "a"}, event(JSON), event({"format": "int64"}), ref("B")],
    )
    media, schemas = upgraded({"itemSchema": item}, B={"title": "b"})
    assert media["itemSchema"] == {
        "properties": {},
        "oneOf": [
            event(STRING, title="a"),
            event(THING),
            event({"allOf": [STRING, {"format": "int64"}]}),
            {"allOf": [ref("B"), event(STRING)]},
        ],
    }
    assert schemas["B"] == {"title": "b"}


def test_what_an_event_with_a_value_includes_loses_its_text() -> None:
    made = {"allOf": [ref("Event")], **event(ENCODED)}
    note = {"allOf": [ref("Event"), {"title": "note"}]}
    item = {"anyOf": [ref("Made"), ref("Note")]}
    base = event(STRING, required=["data"])
    media, schemas = upgraded({"itemSchema": item}, Made=made, Note=note, Event=base)
    assert schemas["Made"] == {
        "allOf": [{"properties": {}, "required": ["data"]}],
        **event(THING),
    }
    assert schemas["Note"] == {"allOf": [ref("Event"), {"title": "note"}]}
    assert schemas["Event"] == event(STRING, required=["data"])
    assert media["itemSchema"] == item


def test_events_that_include_themselves() -> None:
    item = event(ENCODED, allOf=[ref("A")])
    media, schemas = upgraded({"itemSchema": ref("A")}, A=item)
    assert schemas["A"] == event(THING, allOf=[ref("A")])
    assert media["itemSchema"] == ref("A")


def test_a_schema_that_is_used_elsewhere_stays() -> None:
    media, schemas = upgraded(
        {"itemSchema": ref("A")}, ref("A"), A=event(dict(ENCODED))
    )
    assert schemas["A"] == event(ENCODED)
    wrapped = {"type": "array", "items": ref("A")}
    media, schemas = upgraded(
        {"itemSchema": event(dict(ENCODED))}, wrapped, A=event(dict(ENCODED))
    )
    assert (media["itemSchema"], schemas["A"]) == (event(THING), event(ENCODED))


def test_long_chains_and_diamonds_end() -> None:
    """Nothing is copied without a bound, and no chain exhausts the stack."""
    schemas: dict[str, Any] = {
        f"C{n}": {"allOf": [ref(f"C{n + 1}"), ref(f"C{n + 1}")]} for n in range(2_000)
    }
    schemas["C2000"] = event(STRING)
    item = {"allOf": [ref("C0")], **event(dict(ENCODED))}
    media, _ = upgraded({"itemSchema": item}, **schemas)
    assert media["itemSchema"]["properties"] == {"data": THING}
