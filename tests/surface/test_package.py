"""The surface of whole documents: methods, signatures, results and names."""

from __future__ import annotations

from typing import Any

import pytest

from generator.surface import Method, Package, Scope, Signature, raised_error, spell
from tests.lower.documents import SCHEMAS

from .conftest import PackageOf

OK = {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}
EVENTS = {"text/event-stream": {"schema": {"type": "string"}}}
TEXT = {"application/json": {"schema": {"type": "string"}}}


def declared(signature: Signature, package: Package) -> list[str]:
    scope = Scope(package.names.types, qualifier="models.")
    return [str(each) for each in signature.declarations(scope)]


def result(method: Method, package: Package, *, is_async: bool = False) -> str:
    scope = Scope(package.names.types, qualifier="models.")
    return str(spell(method.result.annotation(is_async=is_async), scope))


def methods(package: Package) -> dict[str, Method]:
    return dict(package.methods())


def answer(status: str, **content: Any) -> dict[str, Any]:
    return {status: {"description": "", **({"content": content} if content else {})}}


def json_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def test_positional_path_parameters_then_required_keywords(
    package_of: PackageOf,
) -> None:
    parameters = [
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {"name": "b", "in": "path", "required": True, "schema": {"type": "string"}},
        {
            "name": "trace",
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
        },
        {"name": "a", "in": "path", "required": True, "schema": {"type": "integer"}},
    ]
    operation = {"operationId": "get", "parameters": parameters, "responses": OK}
    package = package_of({"/things/{a}/{b}": {"get": operation}})
    (method,) = methods(package).values()
    assert declared(method.signature, package) == [
        "a: int",
        "b: str",
        "*",
        "trace: str",
        "limit: int | None = None",
        "options: RequestOptionsLike | None = None",
    ]


def test_absent_is_not_null_in_a_body(package_of: PackageOf) -> None:
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": ["string", "null"]},
            "note": {"type": ["string", "null"]},
            "size": {"type": "integer"},
        },
    }
    operation = {
        "operationId": "create",
        "requestBody": {"required": True, **json_of(schema)},
        "responses": OK,
    }
    package = package_of({"/things": {"post": operation}})
    (method,) = methods(package).values()
    assert declared(method.signature, package)[1:-1] == [
        "name: str | None",
        "note: str | None | Unset = UNSET",
        "size: int | None = None",
    ]


def union_body(*variants: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": "create",
        "requestBody": {"required": True, **json_of({"oneOf": list(variants)})},
        "responses": OK,
    }


def variant(kind: str, **properties: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind", *properties],
        "properties": {
            "kind": {"const": kind},
            **{name: {"type": type_} for name, type_ in properties.items()},
        },
    }


def test_a_union_of_objects_has_overloads(package_of: PackageOf) -> None:
    body = union_body(variant("cat", lives="integer"), variant("dog", name="string"))
    package = package_of({"/pets": {"post": body}})
    (method,) = methods(package).values()
    assert [declared(each, package)[1:-1] for each in method.overloads] == [
        ["lives: int", 'kind: Literal["cat"] = "cat"'],
        ["name: str", 'kind: Literal["dog"] = "dog"'],
    ]
    assert declared(method.signature, package)[1:-1] == [
        'kind: Literal["cat", "dog"] | Unset = UNSET',
        "lives: int | None = None",
        "name: str | None = None",
    ]
    assert method.calls == method.overloads


@pytest.mark.parametrize(
    ("variants", "required"),
    [
        # The first does not take what the second needs.
        (["lives:", "name lives:"], [False, False]),
        (["name age:", "name:age"], [True, True]),
        (["name:age", "name:lives"], [True, True]),
        (["name:", "name:", "lives:"], [True, True, False]),
        ([":name", "lives:"], [False, False]),
        ([":", ":"], [True, True]),
    ],
)
def test_a_constant_is_required_where_it_alone_chooses_an_overload(
    package_of: PackageOf, variants: list[str], required: list[bool]
) -> None:
    """A variant is written as its required properties, a colon, and its other ones."""
    schemas = []
    for index, (needed, _, more) in enumerate(each.partition(":") for each in variants):
        schema = variant(f"k{index}", **dict.fromkeys(needed.split(), "string"))
        schema["properties"] |= {name: {"type": "string"} for name in more.split()}
        schemas.append(schema)
    package = package_of({"/pets": {"post": union_body(*schemas)}})
    (method,) = methods(package).values()
    kinds = [
        next(each for each in overload.keywords if each.name == "kind")
        for overload in method.overloads
    ]
    assert [kind.required for kind in kinds] == required


def test_a_constant_is_required_beside_an_overload_without_it(
    package_of: PackageOf,
) -> None:
    plain = variant("", name="string")
    del plain["properties"]["kind"]
    plain["required"] = ["name"]
    package = package_of(
        {"/p": {"post": union_body(variant("a", name="string"), plain)}}
    )
    (method,) = methods(package).values()
    assert [declared(each, package)[1:-1] for each in method.overloads] == [
        ['kind: Literal["a"]', "name: str"],
        ["name: str"],
    ]


def test_a_constant_is_the_default_of_what_is_required(package_of: PackageOf) -> None:
    constant: dict[str, Any] = {"const": "a"}
    parameters = [
        {"name": "a", "in": "path", "required": True, "schema": constant},
        {"name": "b", "in": "path", "required": True, "schema": {"type": "string"}},
        {
            "name": "c",
            "in": "path",
            "required": True,
            "schema": {"$ref": SCHEMAS + "C"},
        },
        {"name": "d", "in": "query", "required": True, "schema": {"enum": [False]}},
        {"name": "e", "in": "header", "schema": constant},
        {"name": "f", "in": "query", "required": True, "schema": {"type": "string"}},
    ]
    operation = {"operationId": "get", "parameters": parameters, "responses": OK}
    schemas = {"C": {"type": "integer", "enum": [1]}}
    package = package_of({"/{a}/{b}/{c}": {"get": operation}}, schemas)
    (method,) = methods(package).values()
    assert declared(method.signature, package)[:-1] == [
        'a: Literal["a"]',
        "b: str",
        "c: models.C = 1",
        "*",
        "f: str",
        "d: Literal[False] = False",
        'e: Literal["a"] | None = None',
    ]


def test_an_overload_that_an_earlier_one_covers_is_left_out(
    package_of: PackageOf,
) -> None:
    wide = {"type": "object", "properties": {"a": {"type": "number"}}}
    narrow = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "integer"}},
    }
    package = package_of({"/things": {"post": union_body(wide, narrow)}})
    (method,) = methods(package).values()
    assert method.overloads == ()


def test_text_stands_for_objects_of_a_format(package_of: PackageOf) -> None:
    kinds: list[dict[str, Any]] = [
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},  # A datetime is a date.
        {"type": "string"},
        {"type": "integer"},
    ]
    variants = [
        {"type": "object", "required": ["at"], "properties": {"at": kind}}
        for kind in kinds
    ]
    package = package_of({"/things": {"post": union_body(*variants)}})
    (method,) = methods(package).values()
    assert [declared(each, package)[1:-1] for each in method.overloads] == [
        ["at: dt.date | str"],
        ["at: int"],
    ]


def test_more_than_four_variants_are_one_body(package_of: PackageOf) -> None:
    variants = [variant(kind) for kind in "abcde"]
    package = package_of({"/things": {"post": union_body(*variants)}})
    (method,) = methods(package).values()
    assert method.overloads == ()
    assert [each.role for each in method.signature.keywords] == ["body"]


def test_two_media_types_have_an_argument_to_choose(package_of: PackageOf) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    content = {name: {"schema": schema} for name in ("application/json", "text/csv")}
    operation = {"operationId": "create", "requestBody": {"content": content}}
    package = package_of({"/things": {"post": {**operation, "responses": OK}}})
    (method,) = methods(package).values()
    chosen = [s.one("content_type") for s in method.calls]
    assert all(each is not None for each in chosen)


@pytest.mark.parametrize(
    ("media_type", "schema", "declaration"),
    [
        ("application/json", {"type": ["integer", "null"]}, "int | None | Unset = UNSET"),
        ("application/json", {"enum": ["a", None]}, 'Literal["a"] | None | Unset = UNSET'),
        ("application/json", {}, "Any | Unset = UNSET"),
        ("application/json", {"type": "integer"}, "int | None = None"),
        ("text/plain", {"type": ["string", "null"]}, "str | None = None"),
    ],
)  # fmt: skip
def test_an_optional_body_may_be_null_or_absent(
    package_of: PackageOf, media_type: str, schema: Any, declaration: str
) -> None:
    content = {media_type: {"schema": schema}}
    post = {"operationId": "post", "requestBody": {"content": content}, "responses": OK}
    package = package_of({"/p": {"post": post}})
    (method,) = methods(package).values()
    body = method.signature.one("body")
    assert body is not None
    assert f"body: {declaration}" in declared(method.signature, package)
    assert body.may_be_null is declaration.endswith("UNSET")


@pytest.mark.parametrize(
    ("media_types", "declarations"),
    [
        (["audio/*"], ["content_type: str | None = None"]),
        (["audio/*", "image/*"], ["content_type: str | None = None"]),
        (
            ["application/json", "audio/*"],
            [
                'content_type: Literal["application/json"] = "application/json"',
                "content_type: str",
            ],
        ),
    ],
)
def test_a_range_of_media_types_has_an_argument_to_name_one(
    package_of: PackageOf, media_types: list[str], declarations: list[str]
) -> None:
    content = {name: {"schema": {"type": "integer"}} for name in media_types}
    post = {"operationId": "post", "requestBody": {"content": content}, "responses": OK}
    package = package_of({"/p": {"post": post}})
    (method,) = methods(package).values()
    found = [each for call in method.calls for each in declared(call, package)]
    assert [e for e in found if e.startswith("content_type")] == declarations


def test_none_is_a_value_of_what_one_media_type_requires(package_of: PackageOf) -> None:
    nullable = {"type": ["string", "null"]}
    needed: dict[str, Any] = {"type": "object", "required": ["a", "b"]}
    needed["properties"] = {"a": nullable, "b": {}}
    more = {"type": "object", "properties": {"a": {"type": "integer"}, "b": nullable}}
    content = {"application/json": {"schema": needed}, "text/json": {"schema": more}}
    post = {"operationId": "post", "requestBody": {"content": content}, "responses": OK}
    (method,) = methods(package_of({"/p": {"post": post}})).values()
    found = [(a.name, str(a.default)) for a in method.signature.keywords[:2]]
    assert found == [("a", "UNSET"), ("b", "UNSET")]


def test_an_operation_that_streams_as_well_has_two_methods(
    package_of: PackageOf,
) -> None:
    operation = {"operationId": "watch", "responses": answer("200", **TEXT, **EVENTS)}
    package = package_of({"/things": {"get": operation}})
    found = methods(package)
    results = {name: result(method, package) for name, method in found.items()}
    assert results == {"things.watch": "str", "things.watch_stream": "Stream[str]"}
    assert package.names.pins["methods"] == {
        "GET /things": "things.watch",
        "stream GET /things": "things.watch_stream",
    }
    stream = found["things.watch_stream"]
    assert result(stream, package, is_async=True) == "AsyncStream[str]"


@pytest.mark.parametrize(
    ("verb", "status"), [("head", "200"), ("get", "204"), ("get", "304")]
)
def test_no_content_means_one_method_that_returns_none(
    package_of: PackageOf, verb: str, status: str
) -> None:
    operation = {"operationId": "probe", "responses": answer(status, **TEXT, **EVENTS)}
    package = package_of({"/things": {verb: operation}})
    ((path, method),) = package.methods()
    assert path == "things.probe"
    assert result(method, package) == "None"
    assert list(package.names.pins["methods"].values()) == ["things.probe"]


def test_a_result_that_may_be_missing(package_of: PackageOf) -> None:
    operation = {
        "operationId": "find",
        "responses": answer("200", **TEXT) | answer("204"),
    }
    package = package_of({"/things": {"get": operation}})
    ((_, method),) = package.methods()
    assert result(method, package) == "str | None"


def test_pages_give_items_and_pages(package_of: PackageOf) -> None:
    page = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "array", "items": {"type": "integer"}},
            "next": {"type": "string"},
        },
    }
    operation = {
        "operationId": "list",
        "parameters": [{"name": "after", "in": "query", "schema": {"type": "string"}}],
        "responses": {
            "200": {"description": "", **json_of({"$ref": "#/components/schemas/Page"})}
        },
        "x-pagination": {
            "type": "cursor",
            "items": "/data",
            "next": "/next",
            "parameter": "after",
        },
    }
    package = package_of({"/things": {"get": operation}}, {"Page": page})
    ((_, method),) = package.methods()
    assert result(method, package) == "paged.Page"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("404", "NotFoundError"),
        ("418", "APIStatusError"),
        ("4XX", "APIStatusError"),
        ("503", "InternalServerError"),
        ("200", None),
        ("default", None),
    ],
)
def test_exception_of_a_status(status: str, error: str | None) -> None:
    assert raised_error(status) == error


def test_a_deprecated_method_names_its_operation(package_of: PackageOf) -> None:
    operation = {"operationId": "old", "deprecated": True, "responses": OK}
    package = package_of({"/things": {"get": operation}})
    ((_, method),) = package.methods()
    assert method.deprecation == "GET /things is deprecated"


def test_credentials_and_servers_of_the_constructor(package_of: PackageOf) -> None:
    schemes = {
        "login": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "in": "query", "name": "k"},
    }
    package = package_of(
        {"/things": {"get": {"operationId": "get", "responses": OK}}},
        servers=[
            {"url": "/v1"},
            {
                "url": "https://{region}.example/",
                "variables": {"region": {"default": "eu"}},
            },
        ],
        components={"securitySchemes": schemes},
    )
    constructor = package.constructor
    assert [
        (c.name, c.environment_variable, c.annotations[0])
        for c in constructor.credentials
    ] == [
        ("login", "THINGS_LOGIN", "BasicCredential"),
        ("key", "THINGS_KEY", "Credential"),
    ]
    assert constructor.servers[0].server.url == "/v1"
    assert constructor.default_server == constructor.servers[1]
    assert constructor.example_url == "https://eu.example"
    assert [variable.name for variable in constructor.variables] == ["region"]


@pytest.mark.parametrize(
    ("servers", "default", "example"),
    [
        ([], None, "https://api.example.com"),
        ([{"url": "/v1"}, {"url": "v2"}], None, "https://api.example.com/v1"),
        ([{"url": "https://a.example"}, {"url": "/v1"}], 0, "https://a.example"),
        ([{"url": "/v1"}, {"url": "HTTPS://a.example/"}], 1, "https://a.example"),
        ([{"url": "ftp://a.example"}], None, "https://api.example.com"),
        ([{"url": "//a.example/v1"}], None, "https://a.example/v1"),
        ([{"url": "https://{host}/v1"}], None, "https://api.example.com"),
        ([{"url": "https://u:p@a.example"}], None, "https://api.example.com"),
        ([{"url": "https://a..example"}], None, "https://api.example.com"),
        ([{"url": "https://a.example?v=1"}], None, "https://api.example.com"),
        (
            [{"url": "https://{host}.example", "variables": {"host": {}}}],
            None,
            "https://api.example.com",
        ),
        (
            [
                {
                    "url": "{root}/v1",
                    "variables": {"root": {"default": "https://a.example"}},
                }
            ],
            0,
            "https://a.example/v1",
        ),
        (
            [{"url": "{root}/v1", "variables": {"root": {"default": ""}}}],
            None,
            "https://api.example.com/v1",
        ),
    ],
)
def test_a_client_needs_an_absolute_url(
    package_of: PackageOf, servers: Any, default: int | None, example: str
) -> None:
    constructor = package_of({}, servers=servers).constructor
    expected = None if default is None else constructor.servers[default]
    assert constructor.default_server == expected
    assert constructor.example_url == example


def test_an_argument_that_takes_floats_takes_integers_without_saying_so(
    package_of: PackageOf,
) -> None:
    schema = {"type": ["integer", "string", "number", "null"]}
    parameters = [{"name": "value", "in": "query", "schema": schema}]
    package = package_of({"/a": {"get": {"parameters": parameters, "responses": OK}}})
    (method,) = methods(package).values()
    assert "value: str | float | None = None" in declared(method.signature, package)
