"""Hostile documents: circular references, exhaustion of resources, ambiguous text.

Each one loads, or raises an error with a place. None crashes, hangs, reads other files,
or takes an unlimited amount of memory.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.diagnostics.model import DocumentError, Problem, Problems
from generator.document.node import Document
from generator.document.validation.process import Validation

from .conftest import Loader

Outcome = tuple[Document | None, list[Problem]]


def schemas(**found: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": found},
    }


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def outcome(
    load: Loader, content: Any, name: str = "a.yml", *, validate: bool = False
) -> Outcome:
    """Load and bundle a document, and optionally validate it."""
    try:
        document, problems = load(content, name=name)
    except DocumentError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.severity == "error"
            assert problem.places[0].line >= 1
        assert str(error)
        return None, list(error.problems)
    assert json.dumps(document.bundle(), allow_nan=False).encode()
    found = Problems()
    found.set_locator(document.source_map)
    if validate:
        Validation(document, 5).finish(found)
    return document, [*problems, *found]


def check_outcome(
    load: Loader,
    content: Any,
    code: str | None,
    name: str = "a.yml",
    *,
    validate: bool = False,
) -> Any:
    """Assert that there is a problem with a code, or with None a usable document."""
    document, problems = outcome(load, content, name, validate=validate)
    if code is None:
        assert document is not None
    else:
        assert code in {problem.code for problem in problems}
    return document


RECURSIVE: dict[str, Any] = {
    "allOf": {"A": {"allOf": [ref("A")]}},
    "oneOf": {"A": {"oneOf": [ref("B")]}, "B": {"oneOf": [ref("A")]}},
    "items": {"A": {"type": "array", "items": ref("A")}},
    "not": {"A": {"not": ref("A")}},
    "required": {
        "A": {"type": "object", "properties": {"a": ref("A")}, "required": ["a"]}
    },
    "discriminator": {
        "A": {
            "oneOf": [ref("A")],
            "discriminator": {
                "propertyName": "k",
                "mapping": {"a": "#/components/schemas/A"},
            },
        }
    },
}


@pytest.mark.parametrize("name", list(RECURSIVE))
def test_recursive_schemas_are_usable(load: Loader, name: str) -> None:
    check_outcome(load, schemas(**RECURSIVE[name]), None, validate=True)


@pytest.mark.parametrize(
    "section",
    ["parameters", "responses", "pathItems", "requestBodies", "headers", "callbacks"],
)
def test_circular_references_of_other_objects(load: Loader, section: str) -> None:
    document = schemas()
    document["components"][section] = {
        "A": {"$ref": f"#/components/{section}/B"},
        "B": {"$ref": f"#/components/{section}/A"},
    }
    check_outcome(load, document, "circular-ref")


def test_a_path_item_that_refers_to_itself(load: Loader) -> None:
    document = schemas()
    document["paths"] = {"/a": {"$ref": "#/paths/~1a"}, "/b": {"$ref": "#/paths"}}
    check_outcome(load, document, "circular-ref")


def test_a_diamond(load: Loader) -> None:
    found: dict[str, Any] = {"S30": {"type": "object"}}
    for level in range(30):
        both = [ref(f"S{level + 1}"), ref(f"S{level + 1}")]
        found[f"S{level}"] = {"allOf": both, "oneOf": both}
    check_outcome(load, schemas(**found), None, validate=True)


@pytest.mark.parametrize(
    "pointer",
    [
        "#/components/schemas/A/enum/0",
        "#/components/schemas/A/examples/0",
        "#/components/schemas/A/enum/-1",
        "#/components/schemas/A/enum/99999999999999999999",
        "#/components/schemas/A/enum/\u0661",
        "#/components/schemas/~2",
        "#/components/schemas/%ff%fe",
        "#/components/schemas/A/",
        "#//",
        "#\x00",
        "",
        "?x",
        "#" * 50,
        "#/" + "a/" * 50_000,
    ],
)
def test_unusual_pointers(load: Loader, pointer: str) -> None:
    document = schemas(A={"enum": ["x"], "examples": [5]}, B={"$ref": pointer})
    outcome(load, document)


def test_identifiers_do_not_replace_other_targets(load: Loader) -> None:
    document = schemas(
        A={"$id": "#/components/schemas/B", "$anchor": "/components/schemas/B"},
        B={"type": "string"},
        C={"$id": "a.yml", "$defs": {"x": {"type": "null"}}},
        D=ref("B"),
        E={"$id": "file:///etc/passwd"},
        F={"$ref": "file:///etc/passwd"},
    )
    loaded = check_outcome(load, document, None)
    assert loaded.at("#/components/schemas/D").deref().value == {"type": "string"}
    assert list(loaded.files) == ["a.yml"]


@pytest.mark.parametrize("levels", [150, 200, 2_000, 100_000])
@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_depth(load: Loader, levels: int, name: str) -> None:
    head = '{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}, '
    nest = '{"items": ' * levels + "{}" + "}" * levels
    text = head + '"components": {"schemas": {"A": ' + nest + "}}}"
    check_outcome(load, text, None if levels == 150 else "limit-exceeded", name)


@pytest.mark.parametrize("levels", [150, 300])
def test_depth_in_block_style(load: Loader, levels: int) -> None:
    lines = ["openapi: 3.1.0", "info: {title: A, version: '1'}", "x-deep:"]
    lines += [" " * level + "a:" for level in range(1, levels)]
    lines.append("paths: {}")
    check_outcome(load, "\n".join(lines), None if levels == 150 else "limit-exceeded")


def test_a_scalar_of_ten_megabytes(load: Loader) -> None:
    document = schemas()
    document["info"]["description"] = "x" * 10_000_000
    check_outcome(load, document, None)


def test_a_hundred_thousand_keys_and_members(load: Loader) -> None:
    many: dict[str, Any] = {f"k{number}": {} for number in range(100_000)}
    names = [f"m{number}" for number in range(100_000)]
    check_outcome(load, schemas(B={"enum": names, "x-many": many}), None)
    check_outcome(load, schemas(A={"properties": many}), "limit-exceeded")


def test_thousands_of_variants_and_operations(load: Loader) -> None:
    document = schemas(A={"oneOf": [{"const": number} for number in range(2_000)]})
    document["paths"] = {
        f"/p{number}": {"get": {"responses": {"200": {"description": ""}}}}
        for number in range(5_000)
    }
    check_outcome(load, document, None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("190:20:30", None),
        ("9" * 1_000, None),
        ("9" * 1_001, "limit-exceeded"),
        ("9" * 100_000, "limit-exceeded"),
        ("1e999999", "non-finite-number"),
        ("-1e999999", "non-finite-number"),
        (".inf", "non-finite-number"),
        (".nan", "non-finite-number"),
        ("0." + "1" * 100_000, None),
        ("1e-999999", None),
        ("0x" + "f" * 2_000, "limit-exceeded"),
    ],
)
def test_numbers(load: Loader, value: str, code: str | None) -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        "components: {schemas: {A: {default: " + value + "}}}\n"
    )
    check_outcome(load, text, code)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(", "a" * 1_000_000, "(?P<x>", "[\\"])
def test_patterns(load: Loader, pattern: str) -> None:
    value = "a" * 50 + "!"
    document = schemas(
        A={"type": "string", "pattern": pattern, "default": value, "enum": [value]},
        B={
            "type": "object",
            "patternProperties": {pattern: {}},
            "default": {value: 1},
        },
    )
    check_outcome(load, document, None, validate=True)


def test_products_of_unions(load: Loader) -> None:
    union = {"oneOf": [{"required": [f"r{number}"]} for number in range(10)]}
    check_outcome(
        load, schemas(A={"allOf": [union] * 12, "default": {}}), None, validate=True
    )


def test_unions_nested_deeply(load: Loader) -> None:
    schema: Any = {"type": "string"}
    for _ in range(90):
        schema = {"oneOf": [schema, {"type": "null"}]}
    check_outcome(load, schemas(A=schema), None)
    deeper = '{"oneOf": [' * 500 + "{}" + "]}" * 500
    text = json.dumps(schemas(A=0)).replace('"A": 0', '"A": ' + deeper)
    check_outcome(load, text, "limit-exceeded")


HEAD = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD + "paths: {}\n", "duplicate-key"),
        (HEAD + "x-a: {? a : 1, ? 'a' : 2}\n", "duplicate-key"),
        (HEAD + "x-a: !!python/object/apply:os.system ['true']\n", "unknown-tag"),
        (HEAD + "x-a: !!python/name:os.system\n", "unknown-tag"),
        (HEAD + "x-a: !!binary aGVsbG8=\n", "unknown-tag"),
        (HEAD + "x-a: !!set {a, b}\n", "unknown-tag"),
        (HEAD + "x-a: !!omap [a: 1]\n", "unknown-tag"),
        (HEAD + "x-a: !include /etc/passwd\n", "unknown-tag"),
        (HEAD + "x-a: {NO: 1, on: 2, 0o7: 3, 2001-01-01: 4, =: 5, 1: 6}\n", None),
        (HEAD + "x-a: {<<: 1}\n", None),
        (HEAD + "x-a: {<<: [1]}\n", None),
        (HEAD + "x-a: {[1]: 2}\n", "syntax-error"),
        (HEAD + "x-a: {{a: b}: 2}\n", "syntax-error"),
        (HEAD + "x-a:\n\t- 1\n", "syntax-error"),
        (HEAD + "---\n" + HEAD, "several-documents"),
        (HEAD + "...\n---\n", "several-documents"),
        ("null", "not-a-mapping"),
        ("[]", "not-a-mapping"),
        ("openapi: 3.0\ninfo: {title: A, version: 1}\npaths: {}\n", None),
        ("openapi: 4.0.0\n", "unsupported-version"),
        ("openapi: '3.1.0\\n'\n", "unsupported-version"),
        ("openapi: 3.1.0\nswagger: '2.0'\n", "unsupported-version"),
        ("openapi: \u0663.1.0\n", "unsupported-version"),
    ],
)
def test_ambiguous_yaml(load: Loader, text: str, code: str | None) -> None:
    check_outcome(load, text, code)


JSON_HEAD = '"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{" + JSON_HEAD + ', "paths": {}}', "duplicate-key"),
        ("{" + JSON_HEAD + ', "x-a": NaN}', "syntax-error"),
        ("{" + JSON_HEAD + ', "x-a": -Infinity}', "syntax-error"),
        ("{" + JSON_HEAD + ', "x-a": "\\ud800"}', "lone-surrogate"),
        ("{" + JSON_HEAD + "} trailing", "syntax-error"),
        ("{" + JSON_HEAD + "}{}", "syntax-error"),
        ("{// no\n" + JSON_HEAD + "}", "syntax-error"),
        ("{" + JSON_HEAD + ",}", "syntax-error"),
        ("\ufeff{" + JSON_HEAD + "}", None),
        ("{" + JSON_HEAD + ', "x-a": "\\u0000"}', None),
    ],
)
def test_ambiguous_json(load: Loader, text: str, code: str | None) -> None:
    check_outcome(load, text, code, "a.json")


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "\x1b]8;;http://x\x07", "\u202egnp.exe", "\x9b1m", "\r\n"]
)
def test_problems_do_not_control_the_terminal(load: Loader, text: str) -> None:
    _, problems = outcome(load, schemas(A={"$ref": "#/" + text}))
    assert text not in str(DocumentError(*problems))
