"""The place of binary content decides whether it is bytes or text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    ArrayType,
    BinaryType,
    Encoding,
    MapType,
    NotEnforced,
    NullableType,
    RefType,
    StringType,
    Type,
    UnionType,
    form_id,
    is_form_id,
    schema_id,
)

from .documents import SCHEMAS, Lowered, lower_document, ref

BINARY = {"type": "string", "format": "binary"}
TEXT = StringType("binary")
ITEM = SCHEMAS + "Item"


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def sending(folder: Path, *media: tuple[str, Any], **schemas: Any) -> Lowered:
    """Lower one operation for each body; a body is a media type with its value."""
    paths = {
        f"/{number}": {
            "post": {
                "requestBody": {"content": {name: value}},
                "responses": {"204": {"description": ""}},
            }
        }
        for number, (name, value) in enumerate(media)
    }
    return lower_document(folder, paths, schemas)


def multipart(schema: Any, **encoding: Any) -> tuple[str, Any]:
    return "multipart/form-data", {"schema": schema, "encoding": encoding}


def types_of(found: Lowered) -> list[Type]:
    """The type of each body."""
    bodies = [each.body for each in found.api.operations]
    return [body.contents[0].type for body in bodies if body is not None]


def test_a_form_model_has_the_key_of_its_schema_where_json_has_none(
    tmp_path: Path,
) -> None:
    found = sending(tmp_path, multipart(ref("Item")), Item=object_of(file=BINARY))
    assert types_of(found) == [RefType(ITEM)]
    assert found.field("file", "Item") == BinaryType()
    assert set(found.api.types) == {ITEM}


def test_json_and_a_form_have_a_model_each(tmp_path: Path) -> None:
    item = object_of(file=BINARY, name={"type": "string"}, child=ref("Item"))
    bodies = multipart(ref("Item")), ("application/json", {"schema": ref("Item")})
    found = sending(tmp_path, *bodies, Item=item | {"x-gen-name": "Thing"})
    form = form_id(ITEM)
    assert types_of(found) == [RefType(form), RefType(ITEM)]
    assert found.field("file", "Item") == TEXT
    assert found.field("file", form) == BinaryType()
    assert found.field("child", form) == RefType(ITEM)
    names = found.model("Item").python_name, found.model(form).python_name
    assert names == ("Thing", None)
    assert is_form_id(form) and schema_id(form) == ITEM


def test_a_model_without_files_is_not_repeated(tmp_path: Path) -> None:
    inner = object_of(inner=object_of(file=BINARY))
    bodies = multipart(ref("Item")), ("application/json", {"schema": ref("Item")})
    found = sending(tmp_path, *bodies, Item=inner)
    assert types_of(found) == [RefType(ITEM), RefType(ITEM)]
    assert found.field("file", f"{ITEM}/properties/inner") == TEXT


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (BINARY, BinaryType()),
        (BINARY | {"type": ["string", "null"]}, NullableType(BinaryType())),
        ({"type": "array", "items": BINARY}, ArrayType(BinaryType())),
        (
            {"type": "array", "items": {"type": "array", "items": BINARY}},
            ArrayType(ArrayType(TEXT)),
        ),
        ({"type": "object", "additionalProperties": BINARY}, MapType(TEXT)),
        (ref("File"), BinaryType()),
        (ref("Files"), RefType(SCHEMAS + "Files")),
        ({"type": "string"}, StringType()),
        (
            {"type": "string", "contentMediaType": "text/csv"},
            UnionType((BinaryType(), StringType())),
        ),
    ],
)
def test_a_property_of_a_form_is_a_part_or_an_array_of_parts(
    tmp_path: Path, schema: Any, expected: Type
) -> None:
    found = sending(
        tmp_path,
        multipart(object_of(p=schema)),
        File=BINARY,
        Files={"type": "array", "items": ref("File")},
    )
    ((name, form),) = ((k, t) for k, t in found.api.types.items() if "/paths/" in k)
    assert types_of(found) == [RefType(name)]
    assert found.field("p", form.id) == expected
    if expected == RefType(SCHEMAS + "Files"):
        assert found.alias("Files") == ArrayType(BinaryType())


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("image/png", BinaryType()),
        ("image/*", BinaryType()),
        ("text/csv, application/pdf", BinaryType()),
        ("text/csv", UnionType((BinaryType(), StringType()))),
        ("text/plain; charset=utf-8", StringType()),
        ("application/json", StringType()),
    ],
)
def test_the_encoding_of_a_property_makes_a_string_a_file(
    tmp_path: Path, content_type: str, expected: Type
) -> None:
    item = object_of(p={"type": "string"}, q={"type": "string", "maxLength": 3})
    encoding = {"contentType": content_type}
    form = multipart(ref("Item"), p=encoding, q=encoding)
    found = sending(tmp_path, form, Item=item)
    assert found.field("p", "Item") == expected
    assert found.field("q", "Item") == StringType(max_length=3)


def test_forms_with_other_encodings_have_a_model_each(tmp_path: Path) -> None:
    png, item = {"contentType": "image/png"}, object_of(p={}, q={"type": "string"})
    forms = multipart(ref("Item"), p=png), multipart(ref("Item"), q=png)
    found = sending(tmp_path, *forms, forms[0], Item=item)
    first, second, third = types_of(found)
    assert (first, second, third) == (RefType(ITEM), RefType(form_id(ITEM, 2)), first)
    assert found.field("q", form_id(ITEM, 2)) == BinaryType()


def test_content_encoding_stands_for_the_header_of_a_part(tmp_path: Path) -> None:
    item = object_of(
        encoded={"type": "string", "contentEncoding": "base64"},
        byte={"type": "string", "format": "byte"},
        header=BINARY,
    )
    headers = {"Content-Transfer-Encoding": {"schema": {"const": "base64"}}}
    form = multipart(ref("Item"), header={"headers": headers})
    found = sending(tmp_path, form, Item=item)
    for name in ("encoded", "byte", "header"):
        assert found.field(name, "Item") == StringType("byte")
    body = found.operation.body
    assert body is not None
    header = (("Content-Transfer-Encoding", "base64"),)
    assert body.contents[0].encoding == (
        Encoding("header", headers=header),
        Encoding("encoded", "application/octet-stream", headers=header),
    )


def test_a_file_is_sent_as_the_media_type_of_its_schema(tmp_path: Path) -> None:
    png = {"type": "string", "contentMediaType": "image/png"}
    item = object_of(png=png, pages={"type": "array", "items": ref("Png")}, raw=BINARY)
    json = {"contentType": "application/json"}
    form = multipart(ref("Item"), raw=json, text=json, pages={"contentType": "a/b"})
    found = sending(tmp_path, form, ("application/json", form[1]), Item=item, Png=png)
    body, other = (each.body for each in found.api.operations)
    assert body is not None
    assert set(body.contents[0].encoding) == {
        Encoding("png", "image/png"),
        Encoding("pages", "a/b"),
        Encoding("raw", "application/json", is_raw=True),
        Encoding("text", "application/json"),
    }
    assert other is not None
    assert other.contents[0].encoding == ()


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", TEXT),
        ("application/problem+json", TEXT),
        ("*/*", BinaryType()),
        ("application/zip", BinaryType()),
        ("text/csv", StringType()),
    ],
)
def test_a_whole_body(tmp_path: Path, media_type: str, expected: Type) -> None:
    (type_,) = types_of(sending(tmp_path, (media_type, {"schema": BINARY})))
    assert type_ == expected


def test_a_whole_body_by_reference(tmp_path: Path) -> None:
    bodies = [(name, {"schema": ref("File")}) for name in ("*/*", "application/json")]
    found = sending(tmp_path, *bodies, File=BINARY)
    assert types_of(found) == [BinaryType(), RefType(SCHEMAS + "File")]
    assert found.alias("File") == TEXT


def test_a_form_that_is_a_map_has_files(tmp_path: Path) -> None:
    form = {"type": "object", "additionalProperties": BINARY}
    assert types_of(sending(tmp_path, multipart(form))) == [MapType(BinaryType())]


def test_limits_of_bytes_are_left_to_the_server(tmp_path: Path) -> None:
    limited = BINARY | {"maxLength": 3, "pattern": "^a"}
    found = lower_document(tmp_path, schemas={"Item": object_of(file=limited)})
    pointer = f"{ITEM}/properties/file"
    assert found.api.not_enforced == (
        NotEnforced(pointer, "maxLength"),
        NotEnforced(pointer, "pattern"),
    )
