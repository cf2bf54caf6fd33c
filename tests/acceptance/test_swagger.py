"""Clients of equivalent Swagger 2.0 and OpenAPI 3 documents send the same requests.

The expected requests follow the Parameter Object of Swagger 2.0; parsers of the standard
library read the sent ones.
"""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from tests.loopback import Loopback, RecordedRequest, answer, serving

from .command import gen_client_here, python

SWAGGER = """
swagger: '2.0'
info: {title: Petstore, version: 1.0.0}
host: petstore.example
basePath: /v2
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  login: {type: basic}
  key: {type: apiKey, in: header, name: X-Key}
  token: {type: apiKey, in: query, name: token}
  petstore:
    type: oauth2
    flow: application
    tokenUrl: https://petstore.example/token
    scopes: {'read:pets': Read pets, 'write:pets': Write pets}
  user:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://petstore.example/authorize
    tokenUrl: https://petstore.example/token
    scopes: {}
definitions:
  Pet:
    type: object
    required: [name]
    properties:
      id: {type: integer, format: int64, readOnly: true}
      name: {type: string}
      tags: {type: array, items: {type: string}}
parameters:
  limit: {name: limit, in: query, type: integer, format: int32}
  pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
responses:
  Pet: {description: A pet, schema: {$ref: '#/definitions/Pet'}}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pet]
      security: [{key: []}]
      parameters:
        - $ref: '#/parameters/limit'
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: csv}
        - {name: names, in: query, type: array, items: {type: string}}
        - {name: words, in: query, type: array, items: {type: string}, collectionFormat: ssv}
        - {name: pipes, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: X-Trace, in: header, type: array, items: {type: string}, collectionFormat: csv}
      responses:
        '200':
          description: Pets
          schema: {type: array, items: {$ref: '#/definitions/Pet'}}
    post:
      operationId: createPet
      tags: [pet]
      security: [{petstore: ['write:pets']}]
      parameters:
        - $ref: '#/parameters/pet'
      responses:
        '201': {$ref: '#/responses/Pet'}
  /pets/{ids}:
    get:
      operationId: getPets
      tags: [pet]
      security: [{login: []}]
      parameters:
        - {name: ids, in: path, required: true, type: array, items: {type: integer}, collectionFormat: csv}
      responses:
        '200': {$ref: '#/responses/Pet'}
  /pets/{id}/form:
    parameters:
      - {name: id, in: path, required: true, type: integer}
    post:
      operationId: pets.update
      tags: [pet]
      security: [{user: []}]
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: name, in: formData, type: string, required: true}
        - {name: status, in: formData, type: array, items: {type: string}, collectionFormat: multi}
        - {name: ids, in: formData, type: array, items: {type: integer}, collectionFormat: csv}
      responses:
        '204': {description: Done}
  /pets/{id}/image:
    post:
      operationId: uploadImage
      tags: [pet]
      security: [{key: [], token: []}]
      consumes: [multipart/form-data]
      parameters:
        - {name: id, in: path, required: true, type: integer}
        - {name: file, in: formData, type: file, required: true}
        - {name: note, in: formData, type: string}
      responses:
        '204': {description: Done}
"""

TWIN = """
openapi: 3.0.4
info: {title: Petstore, version: 1.0.0}
servers: [{url: 'https://petstore.example/v2'}]
components:
  securitySchemes:
    login: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: apiKey, in: query, name: token}
    petstore:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://petstore.example/token
          scopes: {'read:pets': Read pets, 'write:pets': Write pets}
    user:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: https://petstore.example/authorize
          tokenUrl: https://petstore.example/token
          scopes: {}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        name: {type: string}
        tags: {type: array, items: {type: string}}
  parameters:
    limit: {name: limit, in: query, schema: {type: integer, format: int32}}
  responses:
    Pet:
      description: A pet
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pet]
      security: [{key: []}]
      parameters:
        - $ref: '#/components/parameters/limit'
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: names, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - name: words
          in: query
          style: spaceDelimited
          explode: false
          schema: {type: array, items: {type: string}}
        - name: pipes
          in: query
          style: pipeDelimited
          explode: false
          schema: {type: array, items: {type: string}}
        - {name: X-Trace, in: header, schema: {type: array, items: {type: string}}}
      responses:
        '200':
          description: Pets
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    post:
      operationId: createPet
      tags: [pet]
      security: [{petstore: ['write:pets']}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201': {$ref: '#/components/responses/Pet'}
  /pets/{ids}:
    get:
      operationId: getPets
      tags: [pet]
      security: [{login: []}]
      parameters:
        - {name: ids, in: path, required: true, schema: {type: array, items: {type: integer}}}
      responses:
        '200': {$ref: '#/components/responses/Pet'}
  /pets/{id}/form:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    post:
      operationId: pets.update
      tags: [pet]
      security: [{user: []}]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                status: {type: array, items: {type: string}}
                ids: {type: array, items: {type: integer}}
            encoding:
              status: {style: form, explode: true}
              ids: {style: form, explode: false}
      responses:
        '204': {description: Done}
  /pets/{id}/image:
    post:
      operationId: uploadImage
      tags: [pet]
      security: [{key: [], token: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                note: {type: string}
      responses:
        '204': {description: Done}
"""

PNG = b"\x89PNG\r\n\x1a\n\x00--boundary\r\n"


def parts(seen: RecordedRequest) -> list[tuple[str, str | None, str, bytes]]:
    """Name, file name, media type and content of each part of a multipart body."""
    kind = seen.header("Content-Type")
    text = f"Content-Type: {kind}\r\n\r\n".encode() + seen.body
    message = email.message_from_bytes(text, policy=email.policy.HTTP)
    return [
        (
            str(part.get_param("name", header="content-disposition")),
            part.get_filename(),
            part.get_content_type(),
            bytes(part.get_payload(decode=True) or b""),
        )
        for part in message.iter_parts()
    ]


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


# Resource method, arguments, and what is expected: method, path, query, credentials.
QUERY = {
    "limit": 5,
    "tags": ["a b", "c&d"],
    "ids": [1, 2],
    "names": ["x", "y"],
    "words": ["one", "two"],
    "pipes": ["p", "q"],
    "x_trace": ["t1", "t2"],
}
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "list": ((), QUERY),
    "create": ((), {"name": "Rex", "tags": ["good"]}),
    "get": (([3, 4],), {}),
    "update": ((7,), {"name": "Réx & co", "status": ["a", "b"], "ids": [1, 2]}),
    "upload_image": (
        (7,),
        {"file": ("rex.png", PNG, "image/png"), "note": "a note"},
    ),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """The packages of the document and of its twin."""
    folder = tmp_path_factory.mktemp("swagger")
    found: list[Any] = []
    for name, text in (("swagger_pets", SWAGGER), ("twin_pets", TWIN)):
        (folder / f"{name}.yml").write_text(text)
        out = folder / name
        ran = gen_client_here(folder / f"{name}.yml", "-o", out, "--name", name)
        assert ran.code == 0, ran.stderr
        (project,) = out.iterdir()
        sys.path.insert(0, str(project))
        found.append(import_module(name))
    yield found
    for package in found:
        sys.path.remove(str(Path(package.__file__).parent.parent))


CREDENTIALS = {
    "login": ("me", "pässword"),
    "key": "k1",
    "token": "t1",
    "petstore": "p1",
    "user": "u1",
}


def sent(package: Any, server: Loopback, name: str, way: str) -> RecordedRequest:
    """The one request that a call sends."""
    positional, keywords = CALLS[name]
    body: Any = [] if name == "list" else {"id": 1, "name": "Rex"}
    status = {"create": 201, "update": 204, "upload_image": 204}.get(name, 200)
    server.will(answer(status, None if status == 204 else body))
    options = {**CREDENTIALS, "base_url": f"{server.url}/v2"}
    if way == "sync":
        with package.Client(**options) as client:
            getattr(client.pets, name)(*positional, **keywords)
    else:

        async def call() -> None:
            async with package.AsyncClient(**options) as client:
                await getattr(client.pets, name)(*positional, **keywords)

        asyncio.run(call())
    return server.seen.pop()


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("name", CALLS)
def test_both_send_the_same(packages: list[Any], name: str, way: str) -> None:
    with serving() as server:
        ours, twin = (sent(package, server, name, way) for package in packages)
    assert (ours.method, ours.target) == (twin.method, twin.target)
    kinds = [(seen.header("Content-Type") or "").split(";")[0] for seen in (ours, twin)]
    assert kinds[0] == kinds[1]
    own = {"user-agent", "content-type", "content-length", "host"}
    headers = [
        sorted((n.lower(), v) for n, v in seen.headers if n.lower() not in own)
        for seen in (ours, twin)
    ]
    assert headers[0] == headers[1]
    if kinds[0].startswith("multipart/"):
        assert parts(ours) == parts(twin)
    else:
        assert ours.body == twin.body


def test_separators_of_collections(packages: list[Any]) -> None:
    with serving() as server:
        seen = sent(packages[0], server, "list", "sync")
    address = urlsplit(seen.target)
    assert address.path == "/v2/pets"
    assert parse_qsl(address.query) == [
        ("limit", "5"),
        ("tags", "a b"),
        ("tags", "c&d"),
        ("ids", "1,2"),
        ("names", "x,y"),
        ("words", "one two"),
        ("pipes", "p|q"),
    ]
    assert seen.header("X-Trace") == "t1,t2"
    assert seen.header("X-Key") == "k1"
    assert seen.header("Authorization") is None


def test_bodies_and_credentials(packages: list[Any]) -> None:
    with serving() as server:
        created = sent(packages[0], server, "create", "sync")
        read = sent(packages[0], server, "get", "sync")
        updated = sent(packages[0], server, "update", "sync")
        uploaded = sent(packages[0], server, "upload_image", "sync")
    assert json.loads(created.body) == {"name": "Rex", "tags": ["good"]}
    assert created.header("Authorization") == "Bearer p1"
    assert read.target == "/v2/pets/3,4"
    assert read.header("Authorization") == basic("me", "pässword")
    assert parse_qsl(updated.body.decode()) == [
        ("name", "Réx & co"),
        ("status", "a"),
        ("status", "b"),
        ("ids", "1,2"),
    ]
    assert updated.header("Authorization") == "Bearer u1"
    assert uploaded.target == "/v2/pets/7/image?token=t1"
    assert uploaded.header("X-Key") == "k1"
    assert parts(uploaded) == [
        ("file", "rex.png", "image/png", PNG),
        ("note", None, "text/plain", b"a note"),
    ]


# Swagger 2.0, Parameter Object: what each collectionFormat writes between two values.
SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
FLOWS = {
    "implicit": {"authorizationUrl": "https://a.example/authorize"},
    "password": {"tokenUrl": "https://a.example/token"},
    "application": {"tokenUrl": "https://a.example/token"},
    "accessCode": {
        "authorizationUrl": "https://a.example/authorize",
        "tokenUrl": "https://a.example/token",
    },
}
WHERE = {
    "path": "path",
    "query": "query",
    "header": "header",
    "urlencoded": "formData",
    "multipart": "formData",
}


def separated() -> dict[str, Any]:
    """A document with an operation for each place, secured by one flow each."""
    paths: dict[str, Any] = {}
    flows = [*FLOWS, "implicit"]
    for (place, location), flow in zip(WHERE.items(), flows, strict=True):
        formats = [
            *SEPARATORS,
            *(["multi"] if location in ("query", "formData") else []),
        ]
        parameters = [
            {
                "name": each,
                "in": location,
                "required": True,
                "type": "array",
                "items": {"type": "string"},
                "collectionFormat": each,
            }
            for each in formats
        ]
        operation: dict[str, Any] = {
            "operationId": f"lists.{place}",
            "tags": ["lists"],
            "security": [{flow: []}],
            "parameters": parameters,
            "responses": {"204": {"description": "Done"}},
        }
        if place == "urlencoded":
            operation["consumes"] = ["application/x-www-form-urlencoded"]
        if place == "multipart":
            operation["consumes"] = ["multipart/form-data"]
        holes = "".join(f"/{{{each}}}" for each in formats) if place == "path" else ""
        paths[f"/{place}{holes}"] = {"post": operation}
    return {
        "swagger": "2.0",
        "info": {"title": "Separated", "version": "1"},
        "host": "lists.example",
        "securityDefinitions": {
            name: {"type": "oauth2", "flow": name, "scopes": {}, **urls}
            for name, urls in FLOWS.items()
        },
        "paths": paths,
    }


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The package of that document; nothing in it is a problem."""
    folder = tmp_path_factory.mktemp("separated")
    (folder / "lists.json").write_text(json.dumps(separated()))
    command = (folder / "lists.json", "-o", folder / "out", "--name", "lists")
    ran = gen_client_here(*command, "--strict")
    assert (ran.code, ran.stderr.count("note[")) == (0, 0), ran.stderr
    (project,) = (folder / "out").iterdir()
    sys.path.insert(0, str(project))
    yield import_module("lists")
    sys.path.remove(str(project))


def arrived(place: str, seen: RecordedRequest) -> list[tuple[str, str]]:
    """Names and values in a place of a request, decoded."""
    address = urlsplit(seen.target)
    match place:
        case "path":
            texts = address.path.split("/")[2:]
            return list(zip(SEPARATORS, map(unquote, texts), strict=True))
        case "query":
            return parse_qsl(address.query, strict_parsing=True)
        case "header":
            return [(name, seen.header(name) or "") for name in SEPARATORS]
        case "urlencoded":
            return parse_qsl(seen.body.decode(), strict_parsing=True)
        case _:
            return [(name, text.decode()) for name, _, _, text in parts(seen)]


@pytest.mark.parametrize("place", WHERE)
def test_every_separator_is_written_in_every_place(lists: Any, place: str) -> None:
    texts = ["one", "two", "three"]
    names = [*SEPARATORS, *(["multi"] if place not in ("path", "header") else [])]
    credentials = {"implicit": "1", "password": "2", "application": "3"}
    with serving() as server:
        server.will(answer(204))
        options = {**credentials, "access_code": "4", "base_url": server.url}
        with lists.Client(**options) as client:
            positional = [texts] * len(names) if place == "path" else []
            keywords = {} if place == "path" else dict.fromkeys(names, texts)
            getattr(client.lists, place)(*positional, **keywords)
        (seen,) = server.seen
    joined = [(name, sign.join(texts)) for name, sign in SEPARATORS.items()]
    several = [("multi", text) for text in texts] if "multi" in names else []
    assert arrived(place, seen) == joined + several
    token = {"path": "1", "query": "2", "header": "3", "urlencoded": "4"}.get(
        place, "1"
    )
    assert seen.header("Authorization") == f"Bearer {token}"


def test_the_tests_of_the_package_pass(lists: Any) -> None:
    project = Path(lists.__file__).parent.parent
    ran = python("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project)
    assert ran.code == 0, ran.output[-4000:]


LOSSY = """
swagger: '2.0'
info: {title: Lossy, version: '1'}
paths:
  /{ids}:
    get:
      parameters:
        - {name: ids, in: path, required: true, type: array, items: {type: string},
           collectionFormat: multi}
        - {name: dots, in: query, type: array, items: {type: string},
           collectionFormat: dots}
        - name: rows
          in: query
          type: array
          items: {type: array, items: {type: string}, collectionFormat: pipes}
      responses: {'200': {description: Fine}}
"""


def test_a_separator_without_an_equivalent_is_reported(tmp_path: Path) -> None:
    (tmp_path / "lossy.yml").write_text(LOSSY)
    command = (tmp_path / "lossy.yml", "-o", tmp_path / "out", "--format", "json")
    ran = gen_client_here(*command)
    assert ran.code == 0
    problems = json.loads(ran.stdout or ran.stderr)
    found = [each for each in problems if each["code"] == "lossy-conversion"]
    lines = [place["line"] for each in found for place in each["places"]]
    assert sorted(lines) == [8, 10, 15], found
