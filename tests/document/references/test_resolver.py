"""References within one file and to other files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import DocumentError
from generator.document import limits
from tests.corpus import SESSIONS
from tests.document.conftest import Loader


def api(**components: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": components,
    }


def test_one_problem_has_every_place_of_a_dangling_reference(
    load: Loader,
) -> None:
    _, problems = load(SESSIONS.read_bytes(), name="sessions.yml")
    (problem,) = problems
    assert problem.code == "unresolved-ref"
    assert problem.severity == "warning"
    assert "'#/components/parameters/IBM-API-Version'" in problem.message
    assert [(at.file, at.line, at.column) for at in problem.places] == [
        ("sessions.yml", 68, 13),
        ("sessions.yml", 160, 13),
        ("sessions.yml", 196, 13),
    ]
    assert problem.places[0].pointer == "#/paths/~1v1~1sessions/parameters/0/$ref"


def test_chains_and_escapes_become_canonical(load: Loader) -> None:
    document, problems = load(
        api(
            schemas={
                "a/b~c%": {"type": "string"},
                "One": {"$ref": "#/components/schemas/a~1b~0c%25"},
                "Two": {"$ref": "#/components%2Fschemas/One"},
                "Part": {"$ref": "#/components/schemas/List/items"},
                "List": {"type": "array", "items": {"type": "integer"}},
                "Through": {"$ref": "#/components/schemas/Alias/properties/x"},
                "Alias": {"$ref": "#/components/schemas/Object"},
                "Object": {"properties": {"x": {"type": "boolean"}}},
                "Any": {"$ref": "#/components/schemas/True"},
                "True": True,
            }
        )
    )
    assert problems == []
    schemas = document.at("#/components/schemas")

    def value(name: str) -> Any:
        node = schemas.get(name)
        assert node is not None
        target = node.deref()
        assert target is not None
        assert document.at(target.pointer).value is target.value
        return target.value

    assert value("Two") == {"type": "string"}
    assert value("Part") == {"type": "integer"}
    assert value("Through") == {"type": "boolean"}
    assert value("Any") is True
    assert document.root["components"]["schemas"]["Through"] == {
        "$ref": "#/components/schemas/Object/properties/x"
    }


def test_recursive_schemas_have_no_problems(load: Loader) -> None:
    document, problems = load(
        api(
            schemas={
                "Tree": {
                    "properties": {
                        "children": {
                            "type": "array",
                            "items": {"$ref": "#/components/schemas/Tree"},
                        }
                    }
                },
                "Root": {"properties": {"all": {"$ref": "#/components"}}},
            }
        )
    )
    assert problems == []
    node = document.at("#/components/schemas/Tree/properties/children/items")
    assert node.deref().pointer == "#/components/schemas/Tree"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "circle",
    [
        {"A": "A"},
        {"A": "B", "B": "A"},
        {"A": "B", "B": "C", "C": "B"},
    ],
)
def test_circular_references_are_reported(load: Loader, circle: dict[str, str]) -> None:
    schemas = {
        name: {"$ref": f"#/components/schemas/{target}"}
        for name, target in circle.items()
    }
    document, problems = load(api(schemas=schemas))
    assert {problem.code for problem in problems} == {"circular-ref"}
    assert document.at("#/components/schemas/A").deref() is None


def test_a_chain_of_thousands(load: Loader) -> None:
    schemas: dict[str, Any] = {
        f"S{number}": {"$ref": f"#/components/schemas/S{number + 1}"}
        for number in range(7_000)
    }
    schemas["S7000"] = {"type": "string"}
    document, problems = load(api(schemas=schemas))
    assert {problem.code for problem in problems} == {"circular-ref"}
    assert document.at("#/components/schemas/S0").deref() is None
    assert document.at("#/components/schemas/S6990").deref() is not None


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("#/components/schemas/Nope", "unresolved-ref"),
        ("#/components/schemas/Pet/properties/0", "unresolved-ref"),
        ("#/nowhere", "unresolved-ref"),
        ("#/components/schemas/Pet/enum/0", "wrong-kind-ref"),
        ("#/components/schemas/Pet/enum/01", "unresolved-ref"),
        ("#/components/parameters/P", "wrong-kind-ref"),
        ("#/info/title", "wrong-kind-ref"),
        ("#anchor", "unresolved-ref"),
        ("#/components/schemas/Self", "circular-ref"),
        (5, "invalid-ref"),
        (None, "invalid-ref"),
        ({"x": 1}, "invalid-ref"),
        ("nowhere.yml#/Pet", "unreadable-ref"),
        ("../../etc/passwd", "forbidden-ref"),
        ("http://[::1", "forbidden-ref"),
    ],
)
def test_unresolved_references_are_reported_once(
    load: Loader, ref: Any, code: str
) -> None:
    document, problems = load(
        api(
            schemas={"Pet": {"enum": ["x"]}, "Self": {"$ref": ref}},
            parameters={"P": {"name": "p", "in": "query", "schema": {}}},
        )
    )
    assert [problem.code for problem in problems] == [code]
    assert problems[0].places[0].pointer == "#/components/schemas/Self/$ref"
    assert problems[0].consequence
    if isinstance(ref, str):
        assert document.at("#/components/schemas/Self").deref() is None
    assert document.bundle()["components"]["schemas"]["Self"] == {}


def test_close_names_are_suggested(load: Loader) -> None:
    _, (problem,) = load(
        api(schemas={"Customer": {}, "A": {"$ref": "#/components/schemas/Custommer"}})
    )
    assert problem.suggestion == "did you mean 'Customer'?"


def test_examples_and_extensions_are_not_searched(load: Loader) -> None:
    document = api(
        schemas={"A": {"example": {"$ref": "#/nowhere"}, "default": {"$ref": 1}}},
        examples={"E": {"value": {"$ref": "#/nowhere"}}},
    )
    document["x-more"] = {"$ref": "#/nowhere"}
    document["paths"]["x-y"] = {"$ref": "#/nowhere"}
    _, problems = load(document)
    assert problems == []


def test_properties_named_ref(load: Loader) -> None:
    document, problems = load(
        api(schemas={"A": {"properties": {"$ref": {"type": "string"}}}})
    )
    assert problems == []
    assert document.root["components"]["schemas"]["A"]["properties"]["$ref"] == {
        "type": "string"
    }


def test_anchors_and_identifiers(load: Loader) -> None:
    document, problems = load(
        api(
            schemas={
                "A": {"$anchor": "here", "type": "string"},
                "B": {"$ref": "#here"},
                "C": {
                    "$id": "https://schemas.example/c",
                    "$defs": {"inner": {"type": "integer"}},
                    "properties": {"x": {"$ref": "#/$defs/inner"}},
                },
                "D": {"$ref": "https://schemas.example/c#/$defs/inner"},
                "E": {"$ref": "https://schemas.example/c"},
            }
        )
    )
    assert problems == []
    schemas = document.root["components"]["schemas"]
    assert schemas["B"] == {"$ref": "#/components/schemas/A"}
    inner = {"$ref": "#/components/schemas/C/$defs/inner"}
    assert schemas["C"]["properties"]["x"] == inner
    assert schemas["D"] == inner
    assert schemas["E"] == {"$ref": "#/components/schemas/C"}


def test_dynamic_references_are_read_as_plain_ones(load: Loader) -> None:
    document, problems = load(
        api(
            schemas={
                "Node": {
                    "$dynamicAnchor": "node",
                    "properties": {"next": {"$dynamicRef": "#node"}},
                },
                "Old": {"properties": {"again": {"$recursiveRef": "#"}}},
            }
        )
    )
    schemas = document.root["components"]["schemas"]
    assert schemas["Node"]["properties"]["next"] == {
        "$ref": "#/components/schemas/Node"
    }
    assert schemas["Old"]["properties"]["again"] == {"$ref": "#/components/schemas/Old"}
    assert {problem.code for problem in problems} == {"dynamic-ref"}
    assert {problem.severity for problem in problems} == {"note"}


def test_every_kind_that_may_be_a_reference(load: Loader) -> None:
    document = api(
        parameters={"P": {"name": "p", "in": "query", "schema": {}}},
        responses={"R": {"description": ""}},
        requestBodies={"B": {"content": {}}},
        headers={"H": {"schema": {}}},
        examples={"E": {"value": 1}},
        links={"L": {"operationId": "o"}},
        callbacks={"C": {"{$request.body#/url}": {"post": {"responses": {}}}}},
        pathItems={"I": {"get": {"responses": {}}}},
    )

    def ref(section: str, name: str) -> dict[str, str]:
        return {"$ref": f"#/components/{section}/{name}"}

    document["paths"]["/a"] = {
        "post": {
            "operationId": "o",
            "parameters": [ref("parameters", "P")],
            "requestBody": ref("requestBodies", "B"),
            "callbacks": {"c": ref("callbacks", "C")},
            "responses": {
                "200": ref("responses", "R"),
                "201": {
                    "description": "",
                    "headers": {"h": ref("headers", "H")},
                    "links": {"l": ref("links", "L")},
                    "content": {"a/b": {"examples": {"e": ref("examples", "E")}}},
                },
            },
        }
    }
    document["paths"]["/b"] = ref("pathItems", "I")
    loaded, problems = load(document)
    assert problems == []
    for pointer in (
        "#/paths/~1a/post/parameters/0",
        "#/paths/~1a/post/requestBody",
        "#/paths/~1a/post/callbacks/c",
        "#/paths/~1a/post/responses/200",
        "#/paths/~1a/post/responses/201/headers/h",
        "#/paths/~1a/post/responses/201/links/l",
        "#/paths/~1a/post/responses/201/content/a~1b/examples/e",
        "#/paths/~1b",
    ):
        assert loaded.at(pointer).deref().pointer.startswith("#/components")  # type: ignore[union-attr]


def target(document: Any, pointer: str) -> str:
    """Return where the reference at a schema leads."""
    found = document.at(pointer).deref()
    assert found is not None
    return str(found.pointer)


def test_identifiers_are_relative_to_their_resource(load: Loader) -> None:
    """JSON Schema 2020-12 chapter 8.2: an anchor belongs to its resource, and $id is
    the base of what stands below it."""

    def resource(name: str, kind: str) -> dict[str, Any]:
        return {
            "$id": f"https://a.example/{name}",
            "properties": {
                "anchor": {"$ref": "#here"},
                "part": {"$ref": "#/$defs/x"},
                "other": {"$ref": "two"},
                "inner": {"$ref": "deep/er"},
            },
            "$defs": {
                "x": {"$anchor": "here", "type": kind},
                "y": {"$id": "deep/", "$defs": {"z": {"$id": "er"}}},
            },
        }

    document, problems = load(
        api(
            schemas={
                "One": resource("one", "string"),
                "Two": resource("two", "integer"),
                "Out": {"$ref": "https://a.example/two#here"},
            }
        )
    )
    assert problems == []
    for name in ("One", "Two"):
        schema = f"#/components/schemas/{name}"
        for member in ("anchor", "part"):
            where = f"{schema}/properties/{member}"
            assert target(document, where) == f"{schema}/$defs/x"
        other = target(document, f"{schema}/properties/other")
        assert other == "#/components/schemas/Two"
    assert target(document, "#/components/schemas/Out") == (
        "#/components/schemas/Two/$defs/x"
    )


@pytest.mark.parametrize("ref", ["https://a.example/api.json", "api.json", "/api.json"])
def test_a_document_has_the_address_of_its_self(load: Loader, ref: str) -> None:
    """OpenAPI 3.2.0 section 4.1.1, $self."""
    schemas = {"A": {"$ref": f"{ref}#/components/schemas/B"}, "B": {"type": "string"}}
    root = api(schemas=schemas) | {
        "openapi": "3.2.0",
        "$self": "https://a.example/api.json",
    }
    document, problems = load(root)
    assert problems == []
    assert target(document, "#/components/schemas/A") == "#/components/schemas/B"


@pytest.mark.parametrize("ref", ["B", "components/schemas/B", "/components/schemas/B"])
def test_a_component_name_instead_of_a_pointer_gets_a_suggestion(
    load: Loader, ref: str
) -> None:
    _, (problem,) = load(api(schemas={"A": {"$ref": ref}, "B": {}}))
    assert problem.suggestion == "did you mean '#/components/schemas/B'?"


@pytest.mark.parametrize(
    ("hops", "code"),
    [(limits.MAX_REF_HOPS, None), (limits.MAX_REF_HOPS + 2, "circular-ref")],
)
def test_the_length_of_a_chain_is_limited(
    load: Loader, hops: int, code: str | None
) -> None:
    found: dict[str, Any] = {
        f"S{number}": {"$ref": f"#/components/schemas/S{number + 1}"}
        for number in range(hops)
    }
    document, problems = load(api(schemas={**found, f"S{hops}": {"type": "string"}}))
    assert {problem.code for problem in problems} == ({code} if code else set())
    end = document.at("#/components/schemas/S0").deref()
    assert (end is None) == (code is not None)


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


def test_a_section_may_be_in_another_file(load: Loader) -> None:
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


def test_files_that_include_each_other_for_ever(load: Loader) -> None:
    write({"a.yml": "{get: {$ref: b.yml}}", "b.yml": "{get: {$ref: a.yml}}"})
    document, problems = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {/a: {$ref: a.yml}}\n"
    )
    assert document.root["paths"]["/a"]
    assert problems


def test_copies_of_a_document_in_itself_are_limited(load: Loader) -> None:
    text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n" + "".join(
        f"  /p{number}: {{get: {{$ref: 'api.yml#/paths'}}}}\n" for number in range(50)
    )
    with pytest.raises(DocumentError) as error:
        load(text)
    assert error.value.problems[0].code == "limit-exceeded"


def test_members_beside_a_misplaced_reference_are_kept(load: Loader) -> None:
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


def test_anchors_in_another_file_belong_to_their_resources(load: Loader) -> None:
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
