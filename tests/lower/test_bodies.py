"""Request bodies and responses: contents by media type, results, headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    AnyType,
    ArrayType,
    BinaryType,
    Content,
    Encoding,
    Header,
    IntegerType,
    RefType,
    StringType,
    Type,
)

from .documents import Lowered, lower_document, ref

THING = RefType("#/components/schemas/Thing")
SCHEMAS = {"Thing": {"type": "object", "properties": {"id": {"type": "string"}}}}
LIST = {"type": "array", "items": ref("Thing")}
CONTENT = "#/paths/~1/post/requestBody/content/"


def sending(folder: Path, content: Any, **body: Any) -> Lowered:
    operation = {
        "requestBody": {"content": content, **body},
        "responses": {"204": {"description": ""}},
    }
    return lower_document(folder, {"/": {"post": operation}}, SCHEMAS, openapi="3.2.0")


def receiving(folder: Path, responses: Any) -> Lowered:
    operation = {"responses": responses}
    return lower_document(folder, {"/": {"get": operation}}, SCHEMAS, openapi="3.2.0")


def response(**content: Any) -> dict[str, Any]:
    return {"description": "D", "content": content}


EMPTY = {"schema": {"type": "object", "maxProperties": 0}}
CLOSED = {"schema": {"type": "object", "additionalProperties": False}}


@pytest.mark.parametrize(
    ("content", "required", "is_sent"),
    [
        ({"application/json": EMPTY}, False, False),
        ({"application/x-www-form-urlencoded": CLOSED}, False, False),
        ({"application/json": EMPTY, "text/json": CLOSED}, False, False),
        ({"application/json": EMPTY}, True, True),
        ({"application/json": EMPTY, "text/plain": {}}, False, True),
        ({"application/json": {"schema": {"type": "object"}}}, False, True),
    ],
)
def test_an_optional_body_that_can_only_be_empty_is_none(
    tmp_path: Path, content: Any, required: bool, is_sent: bool
) -> None:
    lowered = sending(tmp_path, content, required=required)
    assert (lowered.operation.body is not None) is is_sent


@pytest.mark.parametrize(
    ("media_type", "media", "expected"),
    [
        ("application/json", {"schema": ref("Thing")}, THING),
        ("application/json", {}, AnyType()),
        ("application/vnd.x+json", {"schema": ref("Thing")}, THING),
        ("text/plain", {"schema": {"type": "integer"}}, StringType()),
        ("application/xml", {"schema": ref("Thing")}, StringType()),
        ("image/png", {"schema": {"type": "string"}}, BinaryType()),
        ("application/octet-stream", {}, BinaryType()),
        ("multipart/form-data", {"schema": ref("Thing")}, THING),
        ("application/x-www-form-urlencoded", {"schema": ref("Thing")}, THING),
        ("application/jsonl", {"itemSchema": ref("Thing")}, ArrayType(THING)),
        ("application/jsonl", {"schema": LIST}, ArrayType(THING)),
        ("application/jsonl", {"schema": ref("Thing")}, ArrayType(THING)),
        ("application/jsonl", {}, ArrayType(AnyType())),
    ],
)
def test_the_type_that_is_sent_depends_on_the_media_type(
    tmp_path: Path, media_type: str, media: dict[str, Any], expected: Type
) -> None:
    body = sending(tmp_path, {media_type: media}).operation.body
    assert body is not None
    assert body.contents == (Content(media_type, expected),)


@pytest.mark.parametrize("media_type", ["*/*", "application/*"])
def test_json_is_sent_where_any_media_type_is_accepted(
    tmp_path: Path, media_type: str
) -> None:
    body = sending(tmp_path, {media_type: {"schema": ref("Thing")}}).operation.body
    assert body is not None
    assert body.contents == (Content("application/json", THING),)


@pytest.mark.parametrize(
    ("media_type", "schema", "is_open"),
    [
        ("*/*", {}, True),
        ("*/*", {"type": "string", "maxLength": 3}, True),
        ("*/*", {"type": ["object", "string"]}, True),
        ("*/*", {"enum": ["a", 1]}, True),
        ("*/*", {"enum": [1, 2]}, False),
        ("*/*", {"type": "string", "format": "byte"}, False),
        ("*/*", {"type": ["integer", "null"]}, False),
        ("application/*", {}, True),
        ("application/*", {"type": "string"}, False),
    ],
)
def test_a_range_stays_where_the_value_decides(
    tmp_path: Path, media_type: str, schema: Any, is_open: bool
) -> None:
    body = sending(tmp_path, {media_type: {"schema": schema}}).operation.body
    assert body is not None
    expected = media_type if is_open else "application/json"
    assert [each.media_type for each in body.contents] == [expected]


@pytest.mark.parametrize("media_type", ["*/*", "application/*", "image/*"])
def test_bytes_are_sent_unchanged_where_any_media_type_is_accepted(
    tmp_path: Path, media_type: str
) -> None:
    schema = {"type": "string", "format": "binary"}
    body = sending(tmp_path, {media_type: {"schema": schema}}).operation.body
    assert body is not None
    assert body.contents == (Content(media_type, BinaryType()),)


@pytest.mark.parametrize(
    ("given", "required"), [({}, False), ({"required": True}, True)]
)
def test_a_body_is_optional_by_default(
    tmp_path: Path, given: dict[str, Any], required: bool
) -> None:
    content = {"application/json": {"schema": ref("Thing")}}
    body = sending(tmp_path, content, description="B", **given).operation.body
    assert body is not None
    assert (body.required, body.description) == (required, "B")
    assert body.pointer == "#/paths/~1/post/requestBody"


def test_a_body_without_contents_is_none(tmp_path: Path) -> None:
    assert sending(tmp_path, {}).operation.body is None


def test_a_form_that_is_no_object_is_sent_unchanged(tmp_path: Path) -> None:
    found = sending(tmp_path, {"multipart/form-data": {"schema": {"type": "string"}}})
    assert found.operation.body is not None
    assert found.operation.body.contents[0].type == BinaryType()
    assert f"unsupported-form {CONTENT}multipart~1form-data/schema" in found.problems


def test_the_properties_of_a_form_have_encodings(tmp_path: Path) -> None:
    headers = {
        "X-Kind": {"schema": {"type": "string", "const": "a"}},
        "X-Size": {"schema": {"type": "integer", "default": 3}},
        "X-Free": {"schema": {"type": "string"}},
        "Content-Type": {"schema": {"type": "string", "const": "b"}},
    }
    media = {
        "schema": ref("Thing"),
        "encoding": {"id": {"contentType": "text/csv", "headers": headers}},
    }
    found = sending(tmp_path, {"multipart/form-data": media})
    assert found.operation.body is not None
    (encoding,) = found.operation.body.contents[0].encoding
    fixed = (("X-Kind", "a"), ("X-Size", "3"))
    assert encoding == Encoding("id", content_type="text/csv", headers=fixed)
    place = f"{CONTENT}multipart~1form-data/encoding/id/headers/X-Free"
    assert f"unsupported-keyword {place}" in found.problems


def test_keywords_for_items_have_no_effect_on_one_value(tmp_path: Path) -> None:
    media = {"schema": ref("Thing"), "itemSchema": ref("Thing")}
    found = sending(tmp_path, {"application/json": media})
    place = f"{CONTENT}application~1json/itemSchema"
    assert f"unsupported-keyword {place}" in found.problems


@pytest.mark.parametrize(
    ("statuses", "results"),
    [
        (["200", "404"], {"200"}),
        (["201", "2XX", "default"], {"201", "2XX"}),
        (["302", "404"], {"302"}),
        (["default", "404"], {"default"}),
        (["304", "404"], set()),
        (["404"], set()),
        (["2xx"], {"2XX"}),
    ],
)
def test_the_result_is_a_success_or_what_stands_for_one(
    tmp_path: Path, statuses: list[str], results: set[str]
) -> None:
    found = receiving(tmp_path, {each: {"description": ""} for each in statuses})
    responses = found.operation.responses
    assert {each.status for each in responses if each.is_result} == results
    assert len(responses) == len(statuses)


@pytest.mark.parametrize("key", ["600", "20", "abc", "2000"])
def test_a_response_of_another_key_is_reported(tmp_path: Path, key: str) -> None:
    found = receiving(tmp_path, {key: {"description": ""}, "200": {"description": ""}})
    assert [each.status for each in found.operation.responses] == ["200"]
    assert f"invalid-status #/paths/~1/get/responses/{key}" in found.problems


@pytest.mark.parametrize(
    ("media_type", "media", "expected"),
    [
        ("application/json", {"schema": ref("Thing")}, Content("", THING)),
        ("multipart/mixed", {"schema": ref("Thing")}, Content("", BinaryType())),
        (
            "application/x-ndjson",
            {"itemSchema": ref("Thing")},
            Content("", THING, is_stream=True),
        ),
        ("application/json-seq", {}, Content("", AnyType(), is_stream=True)),
        ("text/event-stream", {}, Content("", StringType(), is_stream=True)),
        (
            "text/event-stream",
            {"schema": ref("Thing")},
            Content("", THING, is_stream=True),
        ),
        (
            "text/event-stream",
            {"itemSchema": ref("Thing")},
            Content("", THING, is_stream=True, is_event=True),
        ),
    ],
)
def test_the_type_that_is_received_depends_on_the_media_type(
    tmp_path: Path, media_type: str, media: dict[str, Any], expected: Content
) -> None:
    found = receiving(tmp_path, {"200": response(**{media_type: media})})
    (content,) = found.operation.responses[0].contents
    assert content.media_type == media_type
    assert (content.type, content.is_stream) == (expected.type, expected.is_stream)
    assert content.is_event is expected.is_event


@pytest.mark.parametrize(
    ("properties", "is_event"),
    [
        (["data"], True),
        (["data", "event", "id", "retry"], True),
        (["event"], False),
        (["data", "more"], False),
    ],
)
def test_an_object_with_the_fields_of_an_event_is_one(
    tmp_path: Path, properties: list[str], is_event: bool
) -> None:
    schema = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in properties},
    }
    found = receiving(
        tmp_path, {"200": response(**{"text/event-stream": {"schema": schema}})}
    )
    assert found.operation.responses[0].contents[0].is_event is is_event


def test_json_comes_first_and_other_forms_of_it_are_only_read(tmp_path: Path) -> None:
    thing = {"schema": ref("Thing")}
    found = receiving(
        tmp_path,
        {
            "200": response(
                **{
                    "application/xml": thing,
                    "text/csv": {"schema": {"type": "string"}},
                    "application/json": thing,
                }
            )
        },
    )
    (result,) = found.operation.responses
    assert [c.media_type for c in result.contents] == ["application/json", "text/csv"]
    assert [c.media_type for c in result.alternatives] == ["application/xml"]
    place = "#/paths/~1/get/responses/200/content/application~1xml"
    assert f"alternative-media-type {place}" in found.problems


def test_a_scalar_is_no_other_form_of_json(tmp_path: Path) -> None:
    text = {"schema": {"type": "string"}}
    content = {"text/plain": text, "application/json": text}
    found = receiving(tmp_path, {"200": response(**content)})
    assert len(found.operation.responses[0].contents) == 2


def test_a_response_has_headers_but_no_content_type_among_them(tmp_path: Path) -> None:
    headers = {
        "X-Total": {
            "schema": {"type": "integer"},
            "required": True,
            "description": "N",
        },
        "Content-Type": {"schema": {"type": "string"}},
    }
    found = receiving(tmp_path, {"200": {"description": "", "headers": headers}})
    (header,) = found.operation.responses[0].headers
    assert header == Header("X-Total", IntegerType(), required=True, description="N")
