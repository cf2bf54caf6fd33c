import io
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, assert_type, cast
from urllib.parse import parse_qs

import pytest
from api_binary_content import Client, File, RequestValidationError
from api_binary_content.models import Item, ItemForm

from tests.loopback import Loopback, RecordedRequest, answer

HIGH = b"\x89PNG\xff"


def connect(server: Loopback) -> Client:
    return Client(base_url=server.url, validate_responses="strict")


def parts(request: RecordedRequest) -> dict[str, list[Message]]:
    head = f"Content-Type: {request.header('Content-Type')}\r\n\r\n".encode()
    found: dict[str, list[Message]] = {}
    for part in cast(
        list[Message], message_from_bytes(head + request.body).get_payload()
    ):
        name = str(part.get_param("name", header="content-disposition"))
        found.setdefault(name, []).append(part)
    return found


def text(part: Message) -> object:
    """The content as it was sent, before its transfer encoding is removed."""
    return part.get_payload()


def test_text_is_read_and_written_in_json(server: Loopback) -> None:
    server.will(answer(200, {"blob": "é", "blobs": ["b"], "either": 1}))
    with connect(server) as client:
        item = client.items.create(blob="é", blobs=["b"], either=1)
    assert_type(item.blob, str)
    assert_type(item.blobs, list[str] | None)
    assert (item.blob, item.blobs) == ("é", ["b"])
    assert server.seen[0].json == {"blob": "é", "blobs": ["b"], "either": 1}
    assert Item(blob="text").to_dict() == {"blob": "text"}


def test_bytes_that_are_utf_8_are_that_text_in_json(server: Loopback) -> None:
    server.will(answer(200, {"blob": ""}))
    with connect(server) as client:
        client.items.create(
            blob="é".encode(), blobs=[b"b", "c"], either=b"d", child=Item(blob="e")
        )
    assert server.seen[0].json == {
        "blob": "é",
        "blobs": ["b", "c"],
        "either": "d",
        "child": {"blob": "e"},
    }


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"blob": HIGH}, "blob"),
    ({"blob": "", "blobs": [HIGH]}, r"blobs\[0\]"),
    ({"blob": "", "child": {"blob": HIGH}}, "child.blob"),
    ({"blob": io.BytesIO(b"hi")}, "blob"),
    ({"blob": Path(__file__)}, "blob"),
    ({"blob": ("name", b"hi")}, "blob"),
    ({"blob": 1}, "blob"),
]


def test_anything_else_is_refused_in_json(server: Loopback) -> None:
    with connect(server) as client:
        create = cast(Callable[..., Item], client.items.create)
        for arguments, place in REFUSED:
            with pytest.raises(RequestValidationError, match=f"{place}: "):
                create(**arguments)
    assert not server.seen


def test_a_whole_body_of_json_and_a_header_are_text(server: Loopback) -> None:
    server.will(answer(200, "text", X_Blob="head"))
    with connect(server) as client:
        found = client.with_response(client.items.find)
    assert_type(found.parsed, str)
    assert (found.parsed, found.headers["X-Blob"]) == ("text", "head")


def test_parameters_are_text(server: Loopback) -> None:
    server.will(answer(200, "a"))
    with connect(server) as client:
        client.items.find(blob=b"a b", key=b"\xfb\xff", x_blob="c")
        with pytest.raises(RequestValidationError, match="blob: "):
            client.items.find(blob=HIGH)
    (seen,) = server.seen
    query = seen.target.partition("?")[2]
    assert parse_qs(query) == {"blob": ["a b"], "key": ["-_8="]}
    assert seen.header("X-Blob") == "c"


def test_an_urlencoded_form_is_text(server: Loopback) -> None:
    server.will(answer(200, {"blob": ""}))
    with connect(server) as client:
        client.items.create(
            content_type="application/x-www-form-urlencoded",
            blob=b"a b",
            key=b"\xfb\xff",
        )
    sent = parse_qs(server.seen[0].body.decode())
    assert sent == {"blob": ["a b"], "key": ["-_8="]}


def test_the_same_schema_has_files_in_a_multipart_form(server: Loopback) -> None:
    server.will(answer(200, {"blob": ""}))
    with connect(server) as client:
        client.items.create(
            content_type="multipart/form-data",
            blob=HIGH,
            blobs=[io.BytesIO(HIGH), Path(__file__)],
            photo=("a.jpg", HIGH, "image/jpeg"),
            table="a,b",
            child=Item(blob="text"),
            key=b"\xfb\xff",
        )
    found = parts(server.seen[0])
    assert [each.get_payload(decode=True) for each in found["blob"]] == [HIGH]
    contents = [each.get_payload(decode=True) for each in found["blobs"]]
    assert contents == [HIGH, Path(__file__).read_bytes()]
    (photo,) = found["photo"]
    assert (photo.get_filename(), photo.get_content_type()) == ("a.jpg", "image/jpeg")
    (table,) = found["table"]
    assert (text(table), table.get_content_type()) == ("a,b", "text/csv")
    assert text(found["child"][0]) == '{"blob":"text"}'
    assert text(found["key"][0]) == "-_8="
    assert_type(ItemForm(blob=HIGH).table, File | str | None)


def test_parts_by_media_type_and_encoding(server: Loopback) -> None:
    server.will(answer(204))
    with connect(server) as client:
        client.parts.send(
            files=[HIGH, HIGH],
            item=Item(blob="text"),
            untyped=HIGH,
            svg=Path(__file__),
            any=HIGH,
            raw=io.BytesIO(HIGH),
            transfer=HIGH,
            byte=HIGH,
            bytes=[HIGH, b""],
            encoded=HIGH,
            additional_properties={"more": HIGH},
        )
    found = parts(server.seen[0])
    for name in ("files", "untyped", "any", "raw"):
        assert found[name][0].get_payload(decode=True) == HIGH, name
    assert found["svg"][0].get_payload(decode=True) == Path(__file__).read_bytes()
    assert text(found["item"][0]) == '{"blob":"text"}'
    for name in ("byte", "bytes", "encoded", "transfer", "more"):
        assert text(found[name][0]) == "iVBOR/8=", name
    names = ("byte", "encoded", "transfer")
    transfer = [found[name][0]["Content-Transfer-Encoding"] for name in names]
    assert transfer == [None, "base64", "base64"]
    assert found["encoded"][0].get_content_type() == "application/octet-stream"


def test_variants_of_a_form_have_files(server: Loopback) -> None:
    server.will(answer(204))
    with connect(server) as client:
        client.parts.send_union(kind="Cat", photo=HIGH)
        client.parts.send_union(kind="Dog", name="a")
        client.parts.report(kind="Cat", photo="text")
    assert parts(server.seen[0])["photo"][0].get_payload(decode=True) == HIGH
    assert text(parts(server.seen[1])["name"][0]) == "a"
    assert server.seen[2].json == {"kind": "Cat", "photo": "text"}
