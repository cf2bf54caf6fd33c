"""Clients that are right pass their own tests, whatever the document has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.contract import Case, Contract

from .packages import generate_from, import_package, own_cases

STRING: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def answer(schema: Any, status: str = "200") -> dict[str, Any]:
    return {"responses": {status: {"description": "", **json_of(schema)}}}


def both(schema: Any) -> dict[str, Any]:
    """An operation that sends and returns the same schema."""
    return {"requestBody": {"required": True, **json_of(schema)}, **answer(schema)}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def parameters(*found: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": list(found), "responses": {"204": {"description": ""}}}


def query(name: str, schema: Any = STRING, location: str = "query") -> dict[str, Any]:
    return {"name": name, "in": location, "schema": schema}


def path(name: str, schema: Any = STRING) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def contents(**schemas: Any) -> dict[str, Any]:
    found = {name: {"schema": schema} for name, schema in schemas.items()}
    return {"description": "", "content": found}


JSON = "application/json"
TEXTS: dict[str, Any] = {
    "number": {"type": ["number", "null"]},
    "boolean": {"type": "boolean"},
    "enum": {"type": "string", "enum": ["1", "true", "a"]},
    "integers": {"type": "integer", "enum": [1, 2]},
    "date": {"anyOf": [{**STRING, "format": "date"}, {"type": "null"}]},
    "bytes": {**STRING, "format": "byte"},
    "union": {"oneOf": [INTEGER, STRING]},
    "array": {"type": "array", "items": INTEGER},
}
CONDITIONS: dict[str, Any] = {
    **thing(card=STRING, address=STRING, kind={"enum": ["card", "cash"]}),
    "dependentRequired": {"card": ["address"]},
    "if": {"properties": {"kind": {"const": "card"}}, "required": ["kind"]},
    "then": {"required": ["card"]},
    "else": {"properties": {"card": False}},
}
PATTERNS: dict[str, Any] = {
    **thing(id=STRING),
    "patternProperties": {"^x-": INTEGER, "^[0-9]+$": {"type": "boolean"}},
    "additionalProperties": STRING,
}
SCHEMAS: dict[str, Any] = {
    "Cat": {**thing(kind=STRING, lives=INTEGER), "required": ["kind"]},
    "Dog": {**thing(kind=STRING, bark=STRING), "required": ["kind", "bark"]},
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "kind"},
    },
    "Shape": {
        **thing(type=STRING),
        "required": ["type"],
        "discriminator": {"propertyName": "type"},
    },
    "Circle": {"allOf": [ref("Shape"), thing(radius={"type": "number"})]},
    "Square": {"allOf": [ref("Shape"), thing(side={"type": "number"})]},
    "One": thing(type={"const": "one", "default": "one"}, a=INTEGER),
    "Two": {**thing(type={"const": "two"}, b=INTEGER), "required": ["type"]},
    "Defaulted": {
        "oneOf": [ref("One"), ref("Two")],
        "discriminator": {"propertyName": "type"},
    },
    "Text": {**thing(text=STRING, stream={"type": "boolean"}), "required": ["text"]},
    "Messages": {
        **thing(
            messages={"type": "array", "items": STRING}, stream={"type": "boolean"}
        ),
        "required": ["messages"],
    },
}
SCHEMAS |= {
    "First": {**thing(v={**INTEGER, "const": 1}, x=INTEGER), "required": ["v"]},
    "Second": {**thing(v={**INTEGER, "const": 2}, y=STRING), "required": ["v"]},
    "Streamed": {
        **thing(prompt=STRING, stream={"const": True}),
        "required": ["prompt", "stream"],
    },
    "Whole": {**thing(prompt=STRING, stream={"const": False}), "required": ["prompt"]},
    "Other": {**thing(kind=STRING, b=STRING), "required": ["kind"]},
    "Event": {
        **thing(data=STRING, event={"enum": ["a", "b"]}, id=STRING),
        "required": ["data"],
    },
}
CHAT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        **json_of({"oneOf": [ref("Text"), ref("Messages")]}),
    },
    "responses": {
        "200": {
            "description": "",
            "content": {
                "application/json": {"schema": thing(answer=STRING)},
                "text/event-stream": {"schema": thing(delta=STRING)},
            },
        }
    },
}
OPERATIONS: dict[str, dict[str, Any]] = {
    "/pages": {
        "get": {
            "x-pagination": {"type": "offset", "items": "/data", "more": "/more"},
            "parameters": [query("offset", INTEGER)],
            **answer(
                thing(data={"type": "array", "items": STRING}, more={"type": "boolean"})
            ),
        }
    },
    "/unwrapped": {
        "get": {
            "x-unwrap": "/result/rows",
            **answer(
                {
                    **thing(result=thing(rows={"type": "array", "items": INTEGER})),
                    "required": ["result"],
                }
            ),
        }
    },
    "/unwrapped-model": {
        "get": {
            "x-unwrap": "result",
            **answer(thing(result=thing(level=INTEGER), error=STRING)),
        }
    },
    "/pages-of-a-model": {
        "get": {
            "x-unwrap": "result",
            "x-pagination": {"type": "offset"},
            "parameters": [query("offset", INTEGER)],
            **answer(thing(result=thing(rows={"type": "array", "items": STRING}))),
        }
    },
    "/pages-by-link": {
        "get": {
            "responses": {
                "200": {
                    "description": "",
                    "headers": {"Link": {"schema": STRING}},
                    **json_of({"type": "array", "items": thing(level=INTEGER)}),
                }
            }
        }
    },
    "/integer-enum": {"get": answer(thing(level={"type": "integer", "enum": [1, 2]}))},
    "/bare-integer-enum": {"get": answer({"enum": [1, 2, 3]})},
    "/integers-and-texts": {"post": both(thing(x={"enum": [1, "a", None]}))},
    "/float-enum": {"post": both(thing(x={"type": "number", "enum": [0.5, 1.0, 2]}))},
    "/float-constant": {"post": both(thing(x={"const": 1.5}))},
    "/no-schema": {
        "get": parameters(
            {"name": "any", "in": "query"}, {"name": "X-Any", "in": "header"}
        )
    },
    "/no-schema/{any}": {
        "get": parameters({"name": "any", "in": "path", "required": True})
    },
    "/patterns": {"post": both(PATTERNS)},
    "/pattern-map": {"get": answer({"patternProperties": {"^s_": STRING}})},
    "/conditions": {"post": both(CONDITIONS)},
    "/dependent-schemas": {
        "post": both(
            {
                **thing(a=STRING, b=INTEGER),
                "dependentSchemas": {"a": {"required": ["b"]}},
            }
        )
    },
    "/files/{name}.{ext}": {"get": parameters(path("name"), path("ext"))},
    "/range/{from}-{to}": {
        "get": parameters(path("from", INTEGER), path("to", INTEGER))
    },
    "/adjacent/{a}{b}": {"get": parameters(path("a"), path("b"))},
    "/header-cookie": {
        "get": parameters({"name": "Cookie", "in": "header", "schema": STRING})
    },
    "/header-cookies": {
        "get": {
            **parameters(
                {"name": "cookie", "in": "header", "required": True, "schema": STRING},
                {"name": "sid", "in": "cookie", "schema": STRING},
            ),
            "security": [{"Session": []}],
        }
    },
    "/ignored-headers": {
        "get": parameters(
            {"name": "Accept", "in": "header", "schema": STRING},
            {"name": "Authorization", "in": "header", "schema": STRING},
            {"name": "Host", "in": "header", "schema": STRING},
            {"name": "User-Agent", "in": "header", "schema": STRING},
        )
    },
    "/pet": {"post": both(ref("Pet"))},
    "/shape": {"post": both(ref("Shape"))},
    "/shapes": {"post": both({"type": "array", "items": ref("Shape")})},
    "/defaulted": {"post": both(ref("Defaulted"))},
    "/chat": {"post": CHAT},
    "/enums/{n}": {
        "get": parameters(
            path("n", {"type": "integer", "enum": [1, 2]}),
            query("e", {"enum": [0.5, 1.5]}),
            query("X-E", {"type": "integer", "enum": [3, 4]}, "header"),
            query("c", {"type": "array", "items": {"enum": [1, "a"]}}, "cookie"),
        )
    },
    "/three/{a}-{b}.{c}": {
        "get": parameters(
            path("a"),
            path("b", {"type": "number"}),
            path("c", {**STRING, "format": "date"}),
        )
    },
    "/styles/{a}{b}{c}": {
        "get": parameters(
            {**path("a", {"type": "array", "items": STRING}), "style": "label"},
            {**path("b"), "style": "matrix"},
            {**path("c", thing(x=STRING)), "style": "matrix", "explode": True},
        )
    },
    "/odd-enums": {
        "post": both(
            thing(
                a={"type": "string", "enum": [1, 2]},
                b={"type": ["integer", "null"], "enum": [1, 2, None]},
                c={"const": None},
                d={"enum": [[1], {"y": 2}]},
            )
        )
    },
    "/not": {
        "post": both(
            thing(a={"not": {"type": "string"}}, b={**INTEGER, "not": {"const": 3}})
        )
    },
    "/any-of-required": {
        "post": both(
            {
                **thing(a=STRING, b=STRING),
                "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
            }
        )
    },
    "/number-of-properties": {
        "post": both(
            {
                "type": "object",
                "minProperties": 2,
                "maxProperties": 4,
                "propertyNames": {"pattern": "^[a-z]+$"},
                "additionalProperties": INTEGER,
            }
        )
    },
    "/integer-tag": {
        "post": both(
            {
                "oneOf": [ref("First"), ref("Second")],
                "discriminator": {"propertyName": "v"},
            }
        )
    },
    "/chat-constant": {
        "post": {
            "requestBody": {
                "required": True,
                **json_of({"oneOf": [ref("Streamed"), ref("Whole")]}),
            },
            "responses": CHAT["responses"],
        }
    },
    "/events": {
        "get": {
            "responses": {
                "200": {
                    "description": "",
                    "content": {"text/event-stream": {"itemSchema": ref("Event")}},
                }
            }
        }
    },
    "/lines": {
        "post": {
            **answer(STRING),
            "requestBody": {
                "required": True,
                "content": {"application/jsonl": {"itemSchema": thing(a=INTEGER)}},
            },
        }
    },
    "/range-beside": {
        "post": {
            **answer(STRING),
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": thing(a=STRING)},
                    "*/*": {"schema": thing(a=STRING)},
                },
            },
        }
    },
    "/scalar-form": {
        "post": {
            **answer(STRING),
            "requestBody": {
                "required": True,
                "content": {"multipart/form-data": {"schema": STRING}},
            },
        }
    },
    "/inline-tags": {
        "post": both(
            {
                "oneOf": [
                    thing(t={"const": "a"}, x=INTEGER),
                    thing(t={"const": "b"}, y=INTEGER),
                ],
                "discriminator": {"propertyName": "t"},
            }
        )
    },
    "/whole-numbers": {
        "post": both(thing(a={**INTEGER, "enum": [1.0, 2.0]}, b={"const": 3.0}))
    },
    "/header-cookie-list": {
        "get": parameters(query("cookie", {"type": "array", "items": STRING}, "header"))
    },
    "/default-mapping": {
        "post": both(
            {
                "oneOf": [ref("Cat"), ref("Other")],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"cat": "Cat"},
                    "defaultMapping": "Other",
                },
            }
        )
    },
    "/key-parameter": {"get": {**parameters(query("key")), "security": [{"Key": []}]}},
    "/idempotent": {
        "post": parameters(
            {**query("Idempotency-Key", STRING, "header"), "required": True}
        )
    },
    "/nowhere": {"get": {**answer(STRING), "security": [{"Nowhere": []}]}},
    "/optional-body": {
        "post": {
            **answer(STRING),
            "requestBody": json_of(
                {**thing(a=STRING, k={"const": "x"}), "required": ["k"]}
            ),
        }
    },
    "/ranges": {
        "get": {
            "responses": {
                "2XX": {"description": "", **json_of(thing(a=STRING))},
                "4XX": {"description": "", **json_of(thing(m=STRING))},
                "default": {"description": "", **json_of(thing(m=STRING))},
            }
        }
    },
    "/found": {"get": {"responses": {"302": {"description": ""}}}},
    "/default": {"get": answer(thing(a=STRING), "default")},
    "/versions": {
        "get": {
            "responses": {
                "200": contents(
                    **{f"{JSON}; v=1": thing(a=STRING), f"{JSON};v=2": thing(b=INTEGER)}
                ),
                "default": {"description": "", **json_of(thing(m=STRING))},
            }
        }
    },
    **{
        f"/text/{name}": {
            "get": {
                "responses": {
                    "200": {
                        **contents(**{"text/plain": schema}),
                        "headers": {"X-A": {"schema": schema}},
                    },
                    "201": contents(**{"text/*": schema, "application/xml": schema}),
                    "202": contents(**{"*/*": schema}),
                    "4XX": contents(**{"text/plain": schema, JSON: schema}),
                }
            }
        }
        for name, schema in TEXTS.items()
    },
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    operations = {
        path: {
            method: {"operationId": f"all.{method}_{words}", **operation}
            for method, operation in item.items()
        }
        for path, item in OPERATIONS.items()
        for words in [re.sub(r"\W+", "_", path).strip("_")]
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "All", "version": "1"},
        "servers": [{"url": "https://all.example"}],
        "paths": operations,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "Session": {"type": "apiKey", "in": "cookie", "name": "session"},
                "Key": {"type": "apiKey", "in": "query", "name": "key"},
            },
        },
    }
    return generate_from(document, "right_client", tmp_path_factory.mktemp("right"))


@pytest.fixture(scope="module")
def contract(project: Path) -> Iterator[Contract]:
    package = import_package(project, "right_client")
    document = project / "tests" / "openapi.json"
    with Contract(package, {"session": "Session", "key": "Key"}, document) as checked:
        yield checked


@pytest.fixture(scope="module")
def cases(project: Path) -> dict[str, list[Case]]:
    """The cases by path; an operation may have several methods."""
    found: dict[str, list[Case]] = {}
    for each in own_cases((project / "tests" / "test_all.py").read_text()):
        found.setdefault(each.path, []).append(each)
    return found


@pytest.mark.parametrize("path", OPERATIONS)
def test_an_operation_passes(
    path: str, cases: dict[str, list[Case]], contract: Contract
) -> None:
    for case in cases[path]:
        contract.check_requests(case)
        contract.check_responses(case)
        contract.check_errors(case)
        contract.check_wire(case)
    assert contract.take_not_checked() == []
