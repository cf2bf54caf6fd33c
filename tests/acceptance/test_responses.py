"""What both clients make of responses, as documented and otherwise: statuses, media
types, charsets, headers and bodies of errors.
"""

from __future__ import annotations

import asyncio
import datetime
import gzip
import inspect
import itertools
import json
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.loopback import Answer, Loopback, answer, serving

from .command import gen_client_here
from .test_styles import generated

JSON, TEXT, XML, BINARY = (
    "application/json",
    "text/plain",
    "application/xml",
    "application/pdf",
)
VERSIONED = "application/vnd.acme+json"


def media(schema: Any, *kinds: str) -> dict[str, Any]:
    return {"description": "", "content": {kind: {"schema": schema} for kind in kinds}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def obj(**properties: Any) -> dict[str, Any]:
    required = [name for name in properties if not name.endswith("_")]
    named = {name.removesuffix("_"): schema for name, schema in properties.items()}
    return {"type": "object", "required": required, "properties": named}


INTEGER, STRING = {"type": "integer"}, {"type": "string"}
ERROR = media(ref("Fault"), JSON)
RESPONSES: dict[str, dict[str, Any]] = {
    "job": {"200": media(ref("Job"), JSON), "default": ERROR},
    "either": {
        "200": media(ref("Job"), JSON),
        "202": media(ref("Ticket"), JSON),
        "204": {"description": ""},
    },
    "only_default": {"default": media(ref("Job"), JSON)},
    "nothing": {"204": {"description": ""}, "4XX": ERROR},
    "file": {"200": {"description": "a file"}},
    "any": {"200": media({}, JSON)},
    "text": {"200": media(STRING, TEXT)},
    "pdf": {"200": media({"type": "string", "format": "binary"}, BINARY)},
    "xml": {"200": media(ref("Job"), XML)},
    "rows": {"200": media(obj(id=INTEGER), "text/csv", "multipart/mixed")},
    "count": {"200": media(INTEGER, TEXT)},
    "ratio": {"200": media({"type": "number"}, "text/html")},
    "flag": {"200": media({"type": ["boolean", "null"]}, TEXT)},
    "day": {"200": media({"type": "string", "format": "date"}, TEXT)},
    "level": {"200": media({"type": "string", "enum": ["low", "high"]}, TEXT)},
    "open_count": {"200": media(INTEGER, "*/*")},
    "open_text": {"200": media(STRING, "*/*")},
    "json_count": {"200": media(INTEGER, JSON)},
    "versions": {
        "200": {
            "description": "",
            "content": {
                f'{VERSIONED}; version="1"; x=a': {"schema": ref("Job")},
                f"{VERSIONED};version=2;charset=utf-8": {"schema": ref("Ticket")},
                "text/csv; header=present": {"schema": STRING},
            },
        }
    },
    "headers": {
        "200": media({}, JSON)
        | {
            "headers": {
                "ETag": {"schema": STRING},
                "X-Left": {"schema": INTEGER},
                "X-Day": {"schema": {"type": "string", "format": "date"}},
                "X-Note": {"schema": {"type": ["string", "null"]}},
                "X-Tags": {"schema": {"type": "array", "items": STRING}},
                "X-Json": {"content": {JSON: {"schema": STRING}}},
            }
        }
    },
    "errors": {
        "200": media({}, JSON),
        "404": ERROR,
        "409": media(STRING, TEXT),
        "422": media(ref("Optional"), "application/problem+json"),
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Responses", "version": "1"},
    "paths": {
        f"/{name}": {"get": {"operationId": f"all.{name}", "tags": ["all"], "responses": responses}}
        for name, responses in RESPONSES.items()
    },
    "components": {
        "schemas": {
            "Job": obj(id=INTEGER, name_=STRING),
            "Ticket": obj(number=STRING),
            "Fault": obj(code=INTEGER, id_=INTEGER),
            "Optional": obj(detail_={"type": "array", "items": obj(msg=STRING)}),
        }
    },
}  # fmt: skip

PAGES = {
    "operationId": "all.pages",
    "tags": ["all"],
    "parameters": [{"name": "after", "in": "query", "schema": STRING}],
    "x-pagination": {
        "type": "cursor",
        "items": "/data",
        "next": "/next",
        "parameter": "after",
    },
    "responses": {
        "200": media(obj(data={"type": "array", "items": INTEGER}, next_=STRING), JSON)
    },
}
DOCUMENT["paths"]["/pages"] = {"get": PAGES}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("responses")


@pytest.fixture(scope="module")
def package(folder: Path) -> Any:
    return generated(folder, "odd_responses", DOCUMENT)


@pytest.fixture(scope="module")
def wire() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@dataclass
class Read:
    """What a client returned or raised, and what it warned of."""

    value: Any
    warned: str


@dataclass
class Reader:
    """Calls an operation of one kind of client."""

    package: Any
    wire: Loopback
    is_async: bool

    def __call__(self, name: str, send: Answer, mode: str = "lenient") -> Read:
        self.wire.will(send)
        options = {
            "base_url": self.wire.url,
            "max_retries": 0,
            "validate_responses": mode,
        }
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = self._call(name, options)
            except self.package.APIError as error:
                value = error
        return Read(value, "; ".join(str(each.message) for each in caught))

    def _call(self, name: str, options: dict[str, Any]) -> Any:
        if not self.is_async:
            with self.package.Client(**options) as client:
                return getattr(client.all, name)()

        async def main() -> Any:
            async with self.package.AsyncClient(**options) as client:
                return await getattr(client.all, name)()

        return asyncio.run(main())

    def strict_error(self, name: str, send: Answer) -> str:
        read = self(name, send, "strict")
        assert type(read.value) is self.package.ResponseValidationError, read
        assert not read.warned
        return str(read.value)


@pytest.fixture(params=["sync", "async"])
def read(request: pytest.FixtureRequest, package: Any, wire: Loopback) -> Reader:
    return Reader(package, wire, request.param == "async")


def test_documented_responses_have_no_warning(read: Reader) -> None:
    assert read("job", answer(200, {"id": 1})) == Read(
        read.package.models.Job(id=1), ""
    )
    assert read("only_default", answer(203, {"id": 1})).warned == ""
    assert read("nothing", answer(204)) == Read(None, "")
    for status in (200, 202):
        body = {"id": 1} if status == 200 else {"number": "a"}
        assert read("either", answer(status, body)).warned == ""


def test_an_undocumented_success_is_read_as_the_nearest_that_fits(read: Reader) -> None:
    models = read.package.models
    cases: list[tuple[str, Answer, Any]] = [
        ("job", answer(201, {"id": 1}), models.Job(id=1)),
        ("job", answer(299, {"code": 1, "id": 2}), models.Job(code=1, id=2)),
        ("job", answer(202), None),
        ("job", answer(204), None),
        ("either", answer(201, {"number": "a"}), models.Ticket(number="a")),
        ("either", answer(203, {"id": 1}), models.Job(id=1)),
        ("either", answer(203), None),
        ("nothing", answer(200, {"a": 1}), b'{"a": 1}'),
        ("nothing", answer(200), None),
        ("text", answer(206, b"part", TEXT), "part"),
    ]
    for name, send, expected in cases:
        found = read(name, send)
        assert found.value == expected, (name, found)
        assert type(found.value) is type(expected), (name, found)
        assert "is not documented" in found.warned
        assert "is not documented" in read.strict_error(name, send)


def test_a_body_without_documented_content_is_bytes(
    read: Reader, package: Any, tmp_path: Path
) -> None:
    for kind, content in [(BINARY, b"%PDF"), (TEXT, b"a"), (JSON, b"{}")]:
        for mode in ("lenient", "strict"):
            found = read("file", answer(200, content, kind), mode)
            assert found == Read(content, "")
    assert read("file", answer(200, b"")) == Read(None, "")
    read.wire.will(answer(200, b"%PDF", BINARY))
    with package.Client(base_url=read.wire.url) as client:
        assert client.with_response(client.all.file).content == b"%PDF"
        client.with_streaming(client.all.file).save(tmp_path / "file.pdf")
    assert (tmp_path / "file.pdf").read_bytes() == b"%PDF"


ANOTHER_TYPE: list[tuple[str, str, bytes, Any]] = [
    ("any", TEXT, b"v", "v"),
    ("any", "image/png", b"\x89", b"\x89"),
    ("any", TEXT, b'{"a": 1}', {"a": 1}),
    ("job", "text/html", b"<html>login</html>", "<html>login</html>"),
    ("job", "text/html; charset=utf-8", b'{"id": 1}', {"id": 1}),
    ("job", BINARY, b"%PDF", b"%PDF"),
    ("job", "application/octet-stream", b'{"id": 1}', {"id": 1}),
    ("text", JSON, b'"1.0.0"', "1.0.0"),
    ("text", JSON, b'{"a": 1}', {"a": 1}),
    ("text", "text/html", b"<p>", "<p>"),
    ("text", "image/png", b"\x89", b"\x89"),
    ("pdf", "text/csv", b"a,b", b"a,b"),
    ("pdf", JSON, b"{}", b"{}"),
    ("xml", JSON, b'{"id": 1}', {"id": 1}),
    ("json_count", TEXT, b"5", 5),
    ("json_count", "text/html", b"five", "five"),
    ("count", JSON, b"5", 5),
    ("versions", "image/png", b"\x89", b"\x89"),
]


@pytest.mark.parametrize("case", ANOTHER_TYPE, ids=lambda c: f"{c[0]}, {c[1]}")
def test_another_media_type(read: Reader, case: tuple[str, str, bytes, Any]) -> None:
    name, kind, content, expected = case
    send = answer(200, content, kind)
    found = read(name, send)
    is_model = hasattr(found.value, "to_dict")
    assert (found.value.to_dict() if is_model else found.value) == expected
    assert is_model is (name == "job" and isinstance(expected, dict))
    received = kind.partition(";")[0]
    assert f"content type {received}, expected " in found.warned
    assert received in read.strict_error(name, send)


@pytest.mark.filterwarnings("ignore:all.pages")
def test_another_media_type_is_not_the_last_page(package: Any, wire: Loopback) -> None:
    found: list[int] = []

    def read_pages() -> None:
        with package.Client(base_url=wire.url) as client:
            found.extend(client.all.pages())

    async def read_pages_async() -> None:
        async with package.AsyncClient(base_url=wire.url) as client:
            found.extend([item async for item in client.all.pages()])

    first = answer(200, {"data": [1], "next": "a"})
    for read in (read_pages, lambda: asyncio.run(read_pages_async())):
        wire.will(first, answer(200, b"<p>", "text/html"))
        with pytest.raises(package.ResponseValidationError, match="a page") as caught:
            read()
        assert caught.value.body == "<p>"
    assert found == [1]  # those before the error, of the synchronous client


def test_text_has_the_type_of_its_schema(read: Reader) -> None:
    cases = [
        ("count", b" 5\n", 5),
        ("ratio", b"0.25", 0.25),
        ("flag", b"true", True),
        ("flag", b"null", None),
        ("day", b"2024-02-29\n", datetime.date(2024, 2, 29)),
        ("level", b"high", "high"),
        ("level", b"higher", "higher"),
        ("text", b"5", "5"),
        ("text", b'"quoted"', '"quoted"'),
        ("open_count", b"5", 5),
        ("open_text", b"5", "5"),
    ]
    for name, content, expected in cases:
        kind = "text/html" if name == "ratio" else f"{TEXT}; charset=utf-8"
        found = read(name, answer(200, content, kind), "strict")
        assert found == Read(expected, ""), name
        assert type(found.value) is type(expected)
    found = read("count", answer(200, b"many", TEXT))
    assert found.value == "many"
    assert "integer" in found.warned
    assert read.strict_error("count", answer(200, b"many", TEXT))
    assert read("open_count", answer(200, b"5", JSON)) == Read(5, "")


def test_media_types_differ_by_their_parameters(read: Reader) -> None:
    models = read.package.models
    job, ticket = models.Job(id=1), models.Ticket(number="a")
    cases = [
        (f"{VERSIONED}; version=1; x=a", {"id": 1}, job),
        (f'{VERSIONED};X="A" ;VERSION="1"', {"id": 1}, job),
        (f"{VERSIONED.upper()}; charset=utf-8; version=2", {"number": "a"}, ticket),
        (f"{VERSIONED}; version=2; more=b", {"number": "a"}, ticket),
        (VERSIONED, {"number": "a"}, ticket),
        (f"{VERSIONED}; version=3", {"id": 1}, job),
        (JSON, {"number": "a"}, ticket),
    ]
    for kind, body, expected in cases:
        found = read("versions", answer(200, body, kind), "strict")
        assert found == Read(expected, ""), kind
    accept = read.wire.last.header("accept")
    assert (
        accept
        == f'{VERSIONED}; version="1"; x=a, {VERSIONED}; version=2, text/csv; header=present'
    )
    csv = answer(200, b"a", "text/csv; header=absent")
    assert read("versions", csv) == Read("a", "")


def test_headers_keep_their_quotes(read: Reader, package: Any) -> None:
    sent = {
        "ETag": 'W/"abc"', "X-Left": "7", "X-Day": "2024-02-29", "X-Note": '"5"',
        "X-Tags": '"a", b', "X-Json": '"text"',
    }  # fmt: skip
    expected = {
        "ETag": 'W/"abc"', "X-Left": 7, "X-Day": datetime.date(2024, 2, 29),
        "X-Note": '"5"', "X-Tags": ['"a"', "b"], "X-Json": "text",
    }  # fmt: skip
    read.wire.will(answer(200, {}, **{k.replace("-", "_"): v for k, v in sent.items()}))
    with package.Client(base_url=read.wire.url) as client:
        assert client.with_response(client.all.headers).typed_headers == expected
    read.wire.will(answer(200, {}, ETag='"abc"', X_Note="null"))
    with package.Client(base_url=read.wire.url) as client:
        found = client.with_response(client.all.headers).typed_headers
    assert found == {"ETag": '"abc"', "X-Note": None}


CAFE = {"id": 1, "name": "caf\u00e9"}
NO_CHARSETS = (
    "undefined", "idna", "punycode", "zlib", "bz2", "hex", "base64", "quopri", "rot13", "mbcs",
    "unicode_escape", "raw-unicode-escape", "", "x" * 3000, "a b", "\u00e9", "utf-8,utf-16", "None",
)  # fmt: skip


@pytest.mark.parametrize("charset", NO_CHARSETS)
def test_charsets_that_are_none(read: Reader, charset: str) -> None:
    body = json.dumps(CAFE, ensure_ascii=False).encode()
    kind = f"{JSON}; charset={charset}".encode().decode("latin-1")
    assert read("job", answer(200, body, kind), "strict").value.name == "caf\u00e9"
    error = read("errors", answer(404, body, kind)).value
    assert (type(error), error.status_code) == (read.package.NotFoundError, 404)
    kind = kind.replace(JSON, TEXT)
    assert read("text", answer(200, b"a\\u00e9b", kind)).value == "a\\u00e9b"
    assert read("text", answer(200, b"caf\xe9", kind)).value == "caf\ufffd"


def test_charsets(read: Reader) -> None:
    text = json.dumps(CAFE, ensure_ascii=False)
    for charset in ("latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"):
        sent = answer(200, text.encode(charset), f'{JSON}; charset="{charset}"')
        assert read("job", sent, "strict").value.name == "caf\u00e9", charset
    for charset in ("utf-16", "utf-32"):
        for order in ("le", "be"):  # without a mark
            content = text.encode(f"{charset}-{order}")
            kind = f"{JSON}; charset={charset}"
            assert read("job", answer(200, content, kind)).value.name == "caf\u00e9"
            assert read("job", answer(200, content)).value.name == "caf\u00e9"
            kind = f"{TEXT}; charset={charset}"
            assert read("text", answer(200, content, kind)).value == text
    # JSON is UTF-8 whatever the header says (RFC 8259, 8.1).
    sent = answer(200, text.encode(), f"{JSON}; charset=iso-8859-1")
    assert read("job", sent, "strict").value.name == "caf\u00e9"
    marked = answer(200, b"\xef\xbb\xbf" + text.encode())
    assert read("job", marked).value.name == "caf\u00e9"


def test_json_with_broken_characters(read: Reader) -> None:
    cases = {
        b'{"id": 1, "name": "a\\ud800b"}': "a\ufffdb",
        b'{"id": 1, "name": "\\\\ud800\\udc00"}': "\\ud800\ufffd",
        b'{"id": 1, "name": "\\ud83d\\ude00\\ude00"}': "\U0001f600\ufffd",
        b'{"id": 1, "name": "caf\xe9"}': "caf\ufffd",
        b'{"id": 1, "name": "\xed\xa0\x80"}': "\ufffd\ufffd\ufffd",
    }
    for content, name in cases.items():
        found = read("job", answer(200, content))
        assert (found.value.id, found.value.name) == (1, name)
        assert "surrogate" in found.warned
        assert read.strict_error("job", answer(200, content))
    found = read("any", answer(200, b'{"n": 1, "\\udc00": "x"}'))
    assert found.value == {"n": 1, "\ufffd": "x"}


ODD_JSON = {
    "deep": b"[" * 10_000 + b"]" * 10_000, "a huge number": b'{"id": ' + b"9" * 5000 + b"}",
    "no finite number": b'{"id": 1e999}', "NaN": b'{"id": NaN}', "twice": b'{"id": "a", "id": 2}',
    "nothing": b"", "space": b"  ", "rest": b'{"id": 1} x', "null": b"null", "NUL": b"\0",
    "a quote": b'"', "a mark": b"\xef\xbb\xbf", "halves": b"\xff\xfe", "escape": b'"\\', "minus": b"-",
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_JSON)
def test_odd_json_is_a_value_or_a_documented_error(package: Any, name: str) -> None:
    response = httpx2.Response(200)
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _: response))
    kinds = [
        JSON,
        f"{JSON}; charset=utf-16",
        TEXT,
        "text/html; charset=utf-7",
        BINARY,
        "",
        "x",
    ]
    with (
        warnings.catch_warnings(),
        package.Client(base_url="http://x", http_client=http, max_retries=0) as client,
    ):
        warnings.simplefilter("ignore")
        for kind, status in itertools.product(kinds, (200, 201, 299, 404, 599)):
            for operation in (
                "job",
                "any",
                "count",
                "open_count",
                "versions",
                "errors",
            ):
                response = httpx2.Response(
                    status, content=ODD_JSON[name], headers={"Content-Type": kind}
                )
                expected = (
                    package.APIStatusError
                    if status > 299
                    else package.ResponseValidationError
                )
                with suppress(expected):
                    getattr(client.all, operation)()


def test_bodies_of_errors(read: Reader) -> None:
    package = read.package
    fault, optional = package.models.Fault, package.models.Optional
    known = {"detail": [{"msg": "required"}]}
    problem = "application/problem+json"
    cases: list[tuple[int, Any, str, Any, str]] = [
        (404, {"code": 1}, JSON, fault(code=1), ""),
        (404, {"code": 1}, problem, fault(code=1), ""),
        (404, {"code": "x"}, JSON, {"code": "x"}, "/code"),
        (404, {"other": 1}, JSON, {"other": 1}, "/code"),
        (404, [1], JSON, [1], "/:"),
        (404, b"{", JSON, "{", "not JSON"),
        (404, b"<p>", "text/html", "<p>", "content type text/html"),
        (409, b"taken", TEXT, "taken", ""),
        (409, {"a": 1}, JSON, {"a": 1}, "content type application/json"),
        (422, known, problem, optional.model_validate(known), ""),
        (422, {"message": "x"}, problem, {"message": "x"}, ""),
        (422, {"detail": "x"}, problem, {"detail": "x"}, "/detail"),
        (400, known, JSON, known, ""),
        (503, {"code": 1}, JSON, {"code": 1}, ""),
        (503, [{"a": 1}], JSON, [{"a": 1}], ""),
        (503, b'{"a": 1}', TEXT, {"a": 1}, ""),
        (502, b"<p>", "text/html", "<p>", ""),
        (500, b"{", JSON, "{", ""),
        (500, b"", JSON, "", ""),
    ]  # fmt: skip
    for status, body, kind, expected, warned in cases:
        found = read("errors", answer(status, body, kind))
        error, place = found.value, (status, body, found)
        assert isinstance(error, package.APIStatusError), place
        assert error.status_code == status
        value = error.body.to_dict() if hasattr(error.body, "to_dict") else error.body
        if hasattr(expected, "to_dict") or not hasattr(error.body, "to_dict"):
            assert error.body == expected, place
        else:  # a model with a part that deviates
            assert value == expected, place
        assert (warned in found.warned) if warned else not found.warned, place
        assert isinstance(
            read("errors", answer(status, body, kind), "strict").value, type(error)
        )


def test_the_status_is_more_important_than_its_warning(
    package: Any, wire: Loopback
) -> None:
    wire.will(answer(404, {"code": "x"}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with (
            package.Client(base_url=wire.url) as client,
            pytest.raises(package.NotFoundError),
        ):
            client.all.errors()


MESSAGES: list[tuple[Any, str | None, Any]] = [
    ({"message": "m", "code": 7}, "m", 7),
    ({"detail": "d", "title": "t", "code": "c"}, "d", "c"),
    ({"title": "t", "status": 404}, "t", None),
    ({"error": {"message": "m", "code": "c", "type": "x"}}, "m", "c"),
    ({"error": "not found"}, "not found", None),
    ({"error": "invalid_grant", "error_description": "expired"}, "expired", None),
    ({"errors": [{"message": "m", "code": "c"}, {"message": "n"}], "trace": "t"}, "m", "c"),
    ({"errors": [{"title": "t", "detail": "d"}]}, "d", None),
    ({"message": "m", "errors": [{"code": "c"}]}, "m", "c"),
    ({"errors": ["bad"]}, "bad", None),
    ({"detail": [{"msg": "required", "loc": ["a"]}]}, "required", None),
    ([{"message": "m", "errorCode": "E"}], "m", "E"),
    ({"message": {"a": 1}, "code": True}, None, None),
    ({"message": "", "error": {}, "errors": []}, None, None),
    ([], None, None),
    (b"<p>", None, None),
    (b"", None, None),
]  # fmt: skip


def test_messages_and_codes(read: Reader) -> None:
    for body, message, code in MESSAGES:
        error = read("errors", answer(400, body)).value
        assert (error.message, error.code) == (message, code), body
    error = read("errors", answer(404, {"code": 7, "message": "m"})).value
    assert type(error.body) is read.package.models.Fault
    assert (error.message, error.code) == ("m", 7)


def test_request_ids(read: Reader) -> None:
    for name in ("X-Request-Id", "x-amzn-RequestId", "x-ms-request-id", "Request-Id", "apigw-requestid",
                 "X-Correlation-ID"):  # fmt: skip
        sent = {
            name.replace("-", "_"): "r1",
            "X_Request_Id_Hint": "no",
            "Date_Id": "no",
        }
        assert read("errors", answer(400, {}, **sent)).value.request_id == "r1", name
    both = {"X_Correlation_Id": "c", "X_Client_Request_Id": "u", "X_Request_Id": "r"}
    assert read("errors", answer(400, {}, **both)).value.request_id == "r"
    assert read("errors", answer(400, {})).value.request_id is None


def test_a_name_that_is_no_content_coding(read: Reader) -> None:
    for name in ("utf-8", "none", "aws-chunked"):
        send = answer(200, b"%PDF", BINARY, Content_Encoding=name)
        found = read("pdf", send)
        assert found.value == b"%PDF"
        assert f"Content-Encoding {name}" in found.warned
        assert read.strict_error("pdf", send)
    content = gzip.compress(b'{"id": 1}')
    found = read("job", answer(200, content, Content_Encoding="gzip"), "strict")
    assert found == Read(read.package.models.Job(id=1), "")


def test_what_is_not_decoded_is_a_note(folder: Path) -> None:
    source = folder / "odd_responses.json"
    source.write_text(json.dumps(DOCUMENT))
    ran = gen_client_here(source, "-o", folder / "again", "--name", "odd_again")
    notes = [line for line in ran.output.splitlines() if "undecoded-content" in line]
    assert [note.rpartition(" ")[2] for note in notes] == [
        XML,
        "text/csv",
        "multipart/mixed",
    ]


def test_the_fake_server_sends_these_responses(package: Any) -> None:
    server = import_module(f"{package.__name__}.testing").MockTransport()
    models = package.models
    scripts: list[tuple[str, Any]] = [
        ("versions", models.Ticket(number="a")), ("versions", models.Job(id=1)),
        ("count", 5), ("level", "low"), ("day", "2024-02-29"), ("file", b"%PDF"), ("xml", "<job/>"),
    ]  # fmt: skip
    http = httpx2.Client(transport=server)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with package.Client(
            base_url="http://x", http_client=http, validate_responses="strict"
        ) as client:
            for name in RESPONSES:
                if name not in ("xml", "rows"):  # no text of it is known
                    getattr(client.all, name)()
            for name, body in scripts:
                fresh = type(server)()
                http._transport = fresh
                fresh.respond(f"all.{name}", body=body)
                found = getattr(client.all, name)()
                assert found == (datetime.date(2024, 2, 29) if name == "day" else body)


def test_types(package: Any) -> None:
    calls = import_module(f"{package.__name__}.resources.all").All
    found = {
        name: inspect.signature(getattr(calls, name)).return_annotation
        for name in ("count", "flag", "day", "xml", "file", "pdf", "text", "level")
    }
    assert found == {
        "count": "int", "flag": "bool | None", "day": "dt.date", "xml": "str", "file": "None",
        "pdf": "bytes", "text": "str", "level": found["level"],
    }  # fmt: skip
