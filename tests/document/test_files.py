"""References to other files: which are followed, and where their content goes."""

from __future__ import annotations

import http.server
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.document import DocumentError

from .conftest import Loader

ROOT = """
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /pets:
    $ref: paths/pets.yml
  /dogs:
    get:
      $ref: 'paths/dogs.yml#/list'
components:
  schemas:
    Id: {type: integer}
"""
FILES = {
    "paths/pets.yml": """
get:
  operationId: list
  parameters:
    - $ref: ../parts/limit.yml
  responses:
    '200':
      description: ok
      content:
        application/json:
          schema: {$ref: '../parts/models.yml#/Pet'}
""",
    "paths/dogs.yml": """
list:
  operationId: dogs
  responses:
    '200':
      description: {$ref: ../parts/text.yml}
      content:
        application/json:
          schema:
            type: array
            items: {$ref: '../parts/models.yml#/Pet'}
""",
    "parts/text.yml": "All the dogs\n",
    "parts/limit.yml": "{name: limit, in: query, schema: {$ref: models.yml#/Id}}\n",
    "parts/models.yml": """
Id: {type: string, nullable: true}
Pet:
  type: object
  properties:
    id: {$ref: '../api.yml#/components/schemas/Id'}
    tag: {$ref: '#/Id'}
    parent: {$ref: '#/Pet'}
    missing: {$ref: '#/Nope'}
""",
}


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def test_many_files_become_one_document(load: Loader) -> None:
    write(FILES)
    document, problems = load(ROOT)
    assert set(document.files) == {"api.yml", *FILES}
    parameter = document.at("#/paths/~1pets/get/parameters/0").deref()
    assert parameter is not None
    assert parameter.pointer == "#/components/parameters/limit"
    schemas = document.root["components"]["schemas"]
    assert set(schemas) == {"Id", "Id_2", "Pet"} or set(schemas) == {
        "Id",
        "models_Id",
        "Pet",
    }
    properties = schemas["Pet"]["properties"]
    assert properties["id"] == {"$ref": "#/components/schemas/Id"}
    assert properties["tag"] == {"$ref": "#/components/schemas/models_Id"}
    assert properties["parent"] == {"$ref": "#/components/schemas/Pet"}
    dogs = document.root["paths"]["/dogs"]["get"]
    assert dogs["operationId"] == "dogs"
    assert dogs["responses"]["200"]["description"] == "All the dogs"
    assert json.dumps(document.bundle())
    codes = [problem.code for problem in problems]
    assert sorted(codes) == ["misplaced-ref", "unresolved-ref"]


def test_places_name_the_file_and_line_of_the_source(load: Loader) -> None:
    write(FILES)
    document, problems = load(ROOT)
    place = document.place("#/components/schemas/Pet/properties/tag")
    assert (place.file, place.line) == ("parts/models.yml", 7)
    place = document.place("#/paths/~1dogs/get/responses/200/content")
    assert (place.file, place.line) == ("paths/dogs.yml", 7)
    (dangling,) = [each for each in problems if each.code == "unresolved-ref"]
    assert (dangling.places[0].file, dangling.places[0].line) == ("parts/models.yml", 9)


def test_a_group_may_be_another_file(load: Loader) -> None:
    write({"schemas.yml": "A: {$ref: '#/B'}\nB: {type: string}\n"})
    document, problems = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths: {}\ncomponents: {schemas: {$ref: schemas.yml}}\n"
    )
    assert [problem.code for problem in problems] == ["misplaced-ref"]
    node = document.at("#/components/schemas/A").deref()
    assert node is not None
    assert node.value == {"type": "string"}


def test_discriminator_mappings_follow_their_schemas(load: Loader) -> None:
    write({"cat.yml": "{type: object}\n"})
    document, _ = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        "components:\n  schemas:\n    Pet:\n"
        "      oneOf: [{$ref: cat.yml}, {$ref: '#/components/schemas/Dog'}]\n"
        "      discriminator:\n        propertyName: kind\n"
        "        mapping: {cat: cat.yml, dog: Dog, wolf: '#/components/schemas/Dog'}\n"
        "    Dog: {type: object}\n"
    )
    schema = document.root["components"]["schemas"]["Pet"]
    assert schema["discriminator"]["mapping"] == {
        "cat": "#/components/schemas/cat",
        "dog": "Dog",
        "wolf": "#/components/schemas/Dog",
    }


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file with a secret beside the document's folder; reading it is noticed."""
    secret = tmp_path.parent / f"{tmp_path.name}-secret.yaml"
    secret.write_text("SECRET: {type: string, description: hunter2}\n")
    yield secret
    secret.unlink()


def api_with_ref(ref: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": {"$ref": ref}}},
    }


@pytest.mark.parametrize(
    "form",
    [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "file://evil.example/share",
        "/etc/passwd",
        "../{secret}#/SECRET",
        "%2e%2e/{secret}#/SECRET",
        "sub/../../{secret}#/SECRET",
        "..\\{secret}",
        "//evil.example/share/x",
        "\\\\evil.example\\share",
        "data:application/json,{{}}",
        "jar:file:///x.jar!/y",
        "ftp://evil.example/x",
        "link.yml#/SECRET",
        "a%00b",
    ],
)
def test_nothing_outside_the_folder_is_read(
    load: Loader, outside: Path, form: str
) -> None:
    os.symlink(outside, "link.yml")
    ref = form.format(secret=outside.name)
    document, problems = load(api_with_ref(ref))
    assert [problem.code for problem in problems] == ["forbidden-ref"]
    assert list(document.files) == ["api.yml"]
    assert "hunter2" not in json.dumps(document.root) + repr(problems)


def test_files_outside_are_read_where_allowed(load: Loader, outside: Path) -> None:
    ref = f"../{outside.name}#/SECRET"
    for allowed in (str(outside), str(outside.parent)):
        document, problems = load(api_with_ref(ref), allow_refs=[allowed])
        assert problems == []
        assert len(document.files) == 2


def test_the_content_of_a_broken_file_is_not_echoed(load: Loader) -> None:
    write({"broken.yml": "password: 'hunter2\n"})
    _, (problem,) = load(api_with_ref("broken.yml"))
    assert problem.code == "unreadable-ref"
    assert "hunter2" not in repr(problem)


def test_credentials_in_a_reference_are_not_shown(load: Loader) -> None:
    _, (problem,) = load(api_with_ref("https://user:hunter2@evil.example/x"))
    assert problem.code == "forbidden-ref"
    assert "hunter2" not in problem.message


class Server:
    """An HTTP server on loopback that counts what it is asked."""

    def __init__(self) -> None:
        asked = self.asked = list[str]()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                if self.path == "/away":
                    self.send_response(302)
                    self.send_header("Location", "http://127.0.0.2:1/x")
                    self.end_headers()
                    return
                self.send_response(404 if self.path == "/none" else 200)
                self.end_headers()
                if self.path == "/endless":
                    try:
                        while True:
                            self.wfile.write(b" " * 1_000_000)
                    except OSError:
                        return
                self.wfile.write(b'{"type": "string", "items": {"$ref": "/two"}}')

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def test_the_network_is_not_touched(load: Loader, server: Server) -> None:
    port = server.url.rpartition(":")[2]
    for address in (
        server.url + "/x",
        f"http://[::1]:{port}/x",
        f"http://2130706433:{port}/x",
        f"http://user:pw@127.0.0.1:{port}/x",
        f"HTTP://127.0.0.1:{port}/x",
    ):
        _, problems = load(api_with_ref(address))
        assert [problem.code for problem in problems] == ["forbidden-ref"], address
    assert server.asked == []


def test_identifiers_are_not_fetched(load: Loader, server: Server) -> None:
    document = api_with_ref("#/components/schemas/B")
    document["jsonSchemaDialect"] = server.url + "/dialect"
    document["components"]["schemas"]["B"] = {
        "$id": server.url + "/id",
        "$schema": server.url + "/schema",
        "$ref": "other",
    }
    load(document)
    assert server.asked == []


def test_an_allowed_address_is_fetched_once(load: Loader, server: Server) -> None:
    document, problems = load(
        api_with_ref(server.url + "/one"), allow_refs=[server.url]
    )
    assert problems == []
    assert server.asked == ["/one", "/two"]
    assert set(document.files) == {"api.yml", server.url + "/one", server.url + "/two"}


@pytest.mark.parametrize(
    ("path", "code"),
    [("/away", "forbidden-ref"), ("/none", "unreadable-ref")],
)
def test_redirects_and_errors(
    load: Loader, server: Server, path: str, code: str
) -> None:
    _, (problem,) = load(api_with_ref(server.url + path), allow_refs=[server.url])
    assert problem.code == code


def test_an_endless_document(load: Loader, server: Server) -> None:
    _, (problem,) = load(api_with_ref(server.url + "/endless"), allow_refs=[server.url])
    assert problem.code == "unreadable-ref"
    assert "20,000,000 bytes" in problem.message


def test_a_prefix_of_an_address_is_no_permission(load: Loader) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        _, (problem,) = load(
            api_with_ref(f"http://127.0.0.1:{port}/x"),
            allow_refs=["http://127.0.0.1", f"http://127.0.0.1:{port}/other"],
        )
    assert problem.code == "forbidden-ref"


def test_two_files_that_include_each_other_for_ever(load: Loader) -> None:
    write({"a.yml": "{get: {$ref: b.yml}}", "b.yml": "{get: {$ref: a.yml}}"})
    document, problems = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {/a: {$ref: a.yml}}\n"
    )
    assert document.root["paths"]["/a"]
    assert problems


def test_a_document_that_includes_itself_is_bounded(load: Loader) -> None:
    text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n" + "".join(
        f"  /p{number}: {{get: {{$ref: 'api.yml#/paths'}}}}\n" for number in range(50)
    )
    with pytest.raises(DocumentError) as error:
        load(text)
    assert error.value.problems[0].code == "limit-exceeded"


def test_what_stands_beside_a_reference_to_a_group_stays(load: Loader) -> None:
    Path("all.yml").write_text("A: {type: string}\nB: {type: string}\n")
    document, problems = load("""
openapi: 3.0.3
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    $ref: all.yml
    B: {type: integer}
    C: {$ref: '#/components/schemas/Nowhere'}
""")
    schemas = document.at("#/components/schemas").value
    assert schemas["A"] == {"type": "string"}
    assert schemas["B"] == {"type": "integer"}
    assert [(each.code, each.places[0].line) for each in problems] == [
        ("misplaced-ref", 6),
        ("unresolved-ref", 9),
    ]
    assert document.place("#/components/schemas/A").file == "all.yml"
    assert document.place("#/components/schemas/B").line == 8


def test_a_description_in_a_file_of_prose_is_its_text(load: Loader) -> None:
    text = "# Title\n\n- one: two\n- *three*\n"
    Path("a.md").write_text(text)
    document, problems = load(
        "openapi: 3.0.3\n"
        "info: {title: A, version: '1', description: {$ref: a.md}}\npaths: {}\n"
    )
    assert document.at("#/info/description").value == text
    assert [each.code for each in problems] == ["misplaced-ref"]


def test_names_in_another_file_belong_to_their_resources(load: Loader) -> None:
    Path("all.json").write_text(
        json.dumps(
            {
                "A": {
                    "$id": "a",
                    "properties": {"p": {"$ref": "#t"}, "q": {"$ref": "b"}},
                    "$defs": {"x": {"$anchor": "t", "type": "string"}},
                },
                "B": {
                    "$id": "b",
                    "properties": {"p": {"$ref": "#t"}, "q": {"$ref": "#/$defs/x"}},
                    "$defs": {"x": {"$anchor": "t", "type": "integer"}},
                },
            }
        )
    )
    document, problems = load("""
openapi: 3.1.0
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    A: {$ref: 'all.json#/A'}
    B: {$ref: 'all.json#/B'}
""")
    assert problems == []

    def member(name: str, key: str) -> Any:
        schema = document.at(f"#/components/schemas/{name}").deref()
        assert schema is not None
        properties = schema.get("properties")
        assert properties is not None
        property_ = properties.get(key)
        found = property_ and property_.deref()
        assert found is not None
        return found.value

    assert member("A", "p") == {"$anchor": "t", "type": "string"}
    assert member("B", "p") == member("B", "q") == {"$anchor": "t", "type": "integer"}
    assert member("A", "q")["properties"].keys() == {"p", "q"}


HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
PET = "type: object\nproperties: {owner: {$ref: owner.yml}}\n"
OWNER = "type: object\nproperties: {pets: {type: array, items: {$ref: pet.yml}}}\n"
BOTH = (
    "Pet: {type: object, properties: {owner: {$ref: '#OWNER'}}}\n"
    "Owner: {type: object, properties: {pets: {type: array, items: {$ref: '#PET'}}}}\n"
)


def both(place: str) -> str:
    return BOTH.replace("#OWNER", f"#{place}/Owner").replace("#PET", f"#{place}/Pet")


def indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("components", "used", "files"),
    [
        (
            "{schemas: {Pet: {$ref: s/pet.yml}, Owner: {$ref: s/owner.yml}}}",
            "s/pet.yml",
            {"s/pet.yml": PET, "s/owner.yml": OWNER},
        ),
        (
            "{schemas: {Pet: {$ref: 's/_index.yml#/P'}, Owner: {$ref: 's/owner.yml'}}}",
            "s/pet.yml",
            {
                "s/pet.yml": PET,
                "s/owner.yml": OWNER,
                "s/_index.yml": "P: {$ref: ./pet.yml}\n",
            },
        ),
        ("{schemas: {$ref: all.yml}}", "all.yml#/Pet", {"all.yml": both("")}),
        (
            "{$ref: all.yml}",
            "all.yml#/schemas/Pet",
            {"all.yml": "schemas:\n" + indented(both("/schemas"))},
        ),
        (
            "{schemas: {Pet: {$ref: 'all.yml#/components/schemas/Pet'}}}",
            "all.yml#/components/schemas/Pet",
            {
                "all.yml": HEAD
                + "components:\n  schemas:\n"
                + indented(indented(both("/components/schemas")))
            },
        ),
    ],
)
def test_a_component_in_another_file_is_that_component(
    load: Loader, components: str, used: str, files: dict[str, str]
) -> None:
    """It is not another schema beside it, whatever else names the file, and wherever."""
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    content = f"content: {{application/json: {{schema: {{$ref: '{used}'}}}}}}"
    document, problems = load(
        f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n"
        f"        '200': {{description: ok, {content}}}\ncomponents: {components}\n"
    )
    assert {each.code for each in problems} <= {"misplaced-ref"}
    schemas = document.at("#/components/schemas").value
    assert schemas.keys() == {"Pet", "Owner"}
    assert schemas["Pet"]["properties"]["owner"] == {
        "$ref": "#/components/schemas/Owner"
    }
    assert schemas["Owner"]["properties"]["pets"]["items"] == {
        "$ref": "#/components/schemas/Pet"
    }
    where = "#/paths/~1a/get/responses/200/content/application~1json/schema"
    assert target(document, where) == "#/components/schemas/Pet"


def target(document: Any, pointer: str) -> str:
    found = document.at(pointer).deref()
    assert found is not None
    return str(found.pointer)


def test_a_long_text_that_many_name_is_bounded(load: Loader) -> None:
    Path("a.md").write_text("x" * 800_000)
    tags = [
        {"name": f"t{number}", "description": {"$ref": "a.md"}} for number in range(99)
    ]
    with pytest.raises(DocumentError, match="limit-exceeded"):
        load(
            {
                "openapi": "3.1.0",
                "info": {"title": "A", "version": "1"},
                "tags": tags,
                "paths": {},
            }
        )


def test_what_another_file_cannot_name_is_told_once(load: Loader) -> None:
    Path("pet.yml").write_text("$ref: 'ftp://me:secret@a.example/x'\n")
    _, (problem,) = load(
        f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{Pet: {{$ref: pet.yml}}}}}}\n"
    )
    assert (problem.code, problem.places[0].file) == ("forbidden-ref", "pet.yml")
    assert "secret" not in str(problem.message)


def test_sections_in_another_file_that_are_no_sections(load: Loader) -> None:
    Path("all.yml").write_text("schemas: [1]\nparameters: 5\nresponses: {R: 7}\n")
    document, problems = load(f"{HEAD}paths: {{}}\ncomponents: {{$ref: all.yml}}\n")
    assert document.at("#/components").value == {"responses": {}}
    assert [each.code for each in problems].count("wrong-type") == 3
