"""Request bodies: their bytes, and the order, constants and texts in them."""

from __future__ import annotations

from typing import Any

import pytest

from generator.emit.wire.request import NotShownError
from generator.surface import Package
from tests.acceptance.test_uploads import FILES, PARTS, PROPERTIES, STYLES, form
from tests.surface.conftest import PackageOf

from .calls import body, operation, request_of

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def posting(package_of: PackageOf, content: Any, *schemas: Any) -> Package:
    """Return a package whose method ``send`` has a body."""
    paths = {"/a": {"post": operation("send", requestBody=content)}}
    return package_of(paths, *schemas)


def content_type(package: Package, **keywords: Any) -> str:
    return dict(request_of(package, "send", **keywords).headers)["Content-Type"]


def test_json_has_the_order_and_the_constants_of_the_model(
    package_of: PackageOf,
) -> None:
    point = {
        "type": "object",
        "required": ["kind", "x"],
        "properties": {
            "kind": {"const": "point"},
            "x": {"type": "number"},
            "y": {"type": "number"},
        },
    }
    schema = {
        "type": "object",
        "required": ["version"],
        "properties": {
            "at": {"oneOf": [point, {"type": "null"}]},
            "version": {"const": 3},
            "text": {"type": "string"},
            "free": {},
        },
        "additionalProperties": {"type": "string", "format": "uuid"},
    }
    package = posting(package_of, body(schema))
    request = request_of(
        package,
        "send",
        additional_properties={"id": "0B1D1AC1-7C3E-4B5A-9F1E-000000000001"},
        free={"b": 1, "a": []},
        text='é"\\\n',
        at={"y": 2, "x": 1.0},
    )
    assert request.body == (
        '{"at":{"kind":"point","x":1.0,"y":2},"version":3,"text":"é\\"\\\\\\n",'
        '"free":{"b":1,"a":[]},"id":"0b1d1ac1-7c3e-4b5a-9f1e-000000000001"}'
    )
    assert request_of(package, "send").body == '{"version":3}'


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1"),
        (1.0, "1.0"),
        (-0.5, "-0.5"),
        (0.00001, "0.00001"),
        (0.0000012, "1.2e-6"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e16"),
        (1.5e300, "1.5e300"),
        (2**70, "1180591620717411303424"),
    ],
)
def test_numbers(package_of: PackageOf, number: float, text: str) -> None:
    schema = {"type": "array", "items": {"type": "number"}}
    package = posting(package_of, body(schema))
    assert request_of(package, "send", body=[number]).body == f"[{text}]"


def test_a_variant_is_written_by_its_tag(package_of: PackageOf) -> None:
    schemas = [
        (
            name,
            {
                "type": "object",
                "required": ["kind"],
                "properties": {first: {}, "kind": {"type": "string"}, "z": {}},
            },
        )
        for name, first in (("Cat", "a"), ("Dog", "b"))
    ]
    union = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name, _ in schemas],
        "discriminator": {"propertyName": "kind"},
    }
    package = posting(
        package_of,
        body({"type": "array", "items": union}),
        dict(schemas),
    )
    values = [{"z": 1, "b": 2, "kind": "Dog"}, {"z": 1, "a": 2, "kind": "Cat"}]
    request = request_of(package, "send", body=values)
    assert request.body == '[{"b":2,"kind":"Dog","z":1},{"a":2,"kind":"Cat","z":1}]'


def test_properties_without_a_tag_are_of_the_variant_that_declares_them(
    package_of: PackageOf,
) -> None:
    schemas = {
        name: {
            "type": "object",
            "required": ["kind", first],
            "properties": {"kind": {"const": name}, first: {"type": "integer"}},
        }
        for name, first in (("Cat", "a"), ("Dog", "b"))
    }
    union = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas],
        "discriminator": {
            "propertyName": "kind",
            "defaultMapping": "#/components/schemas/Cat",
        },
    }
    package = posting(package_of, body(union), schemas)
    assert request_of(package, "send", b=1).body == '{"kind":"Dog","b":1}'
    assert request_of(package, "send", a=1).body == '{"kind":"Cat","a":1}'


def test_an_optional_body_is_left_out(package_of: PackageOf) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    optional = {"content": {"application/json": {"schema": schema}}}
    request = request_of(posting(package_of, optional), "send")
    assert request.body is None
    assert "Content-Type" not in dict(request.headers)
    assert request_of(posting(package_of, body(schema)), "send").body == "{}"


GIVEN: dict[str, Any] = {
    "title": "a b&c",
    "count": 3,
    "flag": True,
    "point": {"x": 1, "y": "é"},
    "points": [{"x": 1}, {"x": 2}],
    "tags": ["a", "b"],
    "comma": ["a", "b"],
    "pipes": ["a", "b"],
    "spaces": ["a", "b"],
    "apart": {"x": 1, "y": "z"},
    "joined": {"x": 1, "y": "z"},
    "deep": {"a": {"x": 1, "y": "z"}, "b": ["c"]},
}


def test_a_form(package_of: PackageOf) -> None:
    package = posting(
        package_of, {"required": True, "content": {FORM: form(PROPERTIES, STYLES)}}
    )
    request = request_of(package, "send", **GIVEN)
    assert (request.body or "").split("&") == [
        "title=a+b%26c",
        "count=3",
        "flag=true",
        "point=%7B%22x%22%3A1%2C%22y%22%3A%22%C3%A9%22%7D",
        "points=%7B%22x%22%3A1%7D",
        "points=%7B%22x%22%3A2%7D",
        "tags=a",
        "tags=b",
        "comma=a,b",
        "pipes=a%7Cb",
        "spaces=a%20b",
        "x=1",
        "y=z",
        "joined=x,1,y,z",
        "deep%5Ba%5D%5Bx%5D=1",
        "deep%5Ba%5D%5By%5D=z",
        "deep%5Bb%5D%5B0%5D=c",
    ]


def part(name: str, *lines: str, headers: str = "") -> str:
    disposition = f'Content-Disposition: form-data; name="{name}"{headers}'
    return "\n".join(["--boundary", disposition, *lines])


FILE_TYPE = "Content-Type: application/octet-stream"


def test_a_multipart_body(package_of: PackageOf) -> None:
    content = {MULTIPART: form(PROPERTIES | FILES, STYLES | PARTS)}
    package = posting(package_of, {"required": True, "content": content})
    given = {n: GIVEN[n] for n in ("title", "point", "points", "comma", "apart")}
    request = request_of(
        package,
        "send",
        **given,
        file=b"one",
        files=[b"two", b"three"],
        image=b"four",
        note="# x",
    )
    json = "Content-Type: application/json"
    assert request.body == "\n".join(
        [
            part("title", "", "a b&c"),
            part("point", json, "", '{"x":1,"y":"é"}'),
            part("points", json, "", '{"x":1}'),
            part("points", json, "", '{"x":2}'),
            part("comma", "", "a,b"),
            part("x", "", "1"),
            part("y", "", "z"),
            part("file", FILE_TYPE, "", "one", headers='; filename="file"'),
            part("files", FILE_TYPE, "", "two", headers='; filename="files"'),
            part("files", FILE_TYPE, "", "three", headers='; filename="files"'),
            part(
                "image",
                "Content-Type: image/png",
                "X-Kind: raw",
                "X-Level: 3",
                "",
                "four",
                headers='; filename="image"',
            ),
            part("note", "Content-Type: text/markdown; charset=utf-8", "", "# x"),
            "--boundary--",
        ]
    )
    assert content_type(package, title="a") == f"{MULTIPART}; boundary=boundary"


@pytest.mark.parametrize(
    ("media_type", "schema", "value", "text", "sent_type"),
    [
        ("text/plain", {"type": "string"}, "a b", "a b", "text/plain"),
        ("text/*", {"type": "string"}, "a b", "a b", "text/plain"),
        ("application/*", {"type": "string", "format": "binary"}, b"abc", "abc",
         "application/octet-stream"),
        ("*/*", {"type": "string"}, "a b", "a b", "text/plain"),
        ("*/*", {}, {"a": 1}, '{"a":1}', "application/json"),
        ("application/*", {}, "a b", '"a b"', "application/json"),
        ("application/pdf", {}, b"abc", "abc", "application/pdf"),
        ("application/merge-patch+json", {"type": "array"}, [1], "[1]",
         "application/merge-patch+json"),
        ("application/json", {"type": ["string", "null"]}, None, "null",
         "application/json"),
        ("application/jsonl", {"type": "array", "items": {"type": "integer"}}, [1, 2],
         "1\n2", "application/jsonl"),
        ("application/json-seq", {"type": "array", "items": {"type": "integer"}}, [1],
         "\x1e1", "application/json-seq"),
    ],
)  # fmt: skip
def test_other_bodies(
    package_of: PackageOf, media_type: str, schema: Any, value: Any, text: str,
    sent_type: str,
) -> None:  # fmt: skip
    package = posting(package_of, body(schema, media_type))
    request = request_of(package, "send", body=value)
    assert request.body == text
    assert dict(request.headers)["Content-Type"] == sent_type


def test_a_range_of_media_types_needs_a_name(package_of: PackageOf) -> None:
    package = posting(package_of, body({}, "image/*"))
    request = request_of(package, "send", body=b"abc", content_type="image/example")
    assert dict(request.headers)["Content-Type"] == "image/example"
    with pytest.raises(NotShownError):
        request_of(package, "send", body=b"abc")


def test_the_media_type_that_is_asked_for(package_of: PackageOf) -> None:
    contents = {
        "application/json": {"schema": {"type": "integer"}},
        "text/csv": {"schema": {"type": "string"}},
    }
    package = posting(package_of, {"required": True, "content": contents})
    request = request_of(package, "send", body="a,b", content_type="text/csv")
    assert (request.body, dict(request.headers)["Content-Type"]) == ("a,b", "text/csv")


@pytest.mark.parametrize("content", [b"\xff", b"a\r\nb", b"{{token}}", b"\0"])
def test_bytes_that_a_file_cannot_show(package_of: PackageOf, content: bytes) -> None:
    package = posting(package_of, body({}, "application/pdf"))
    with pytest.raises(NotShownError):
        request_of(package, "send", body=content)
