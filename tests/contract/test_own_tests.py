"""Packages of documents that once failed their own tests pass them.

Each operation and schema is one class of documents. They share one package.
"""

from __future__ import annotations

from typing import Any

from tests.fuzz.checking import check_own_tests
from tests.fuzz.isolation import run_all

TEXT = {"type": "string"}
DONE = {"204": {"description": "Done."}}


def parameter(name: str, place: str, schema: Any, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema, "required": True, **members}


def array(items: Any, **members: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **members}


def model(properties: Any, *required: str, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        **({"required": list(required)} if required else {}),
        **members,
    }


PARAMETERS = {
    "without-schema": [
        {"name": "a", "in": "query", "schema": {}},
        {"name": "b", "in": "query", "content": {"application/json": {}}},
        {"name": "c", "in": "header", "content": {"text/plain": {}}},
    ],
    "exploded-delimiters": [
        parameter("a", "query", array(TEXT), style="pipeDelimited", explode=True),
        parameter("b", "query", array(TEXT), style="spaceDelimited", explode=True),
        parameter("c", "query", array(TEXT), style="spaceDelimited", explode=False),
        parameter(
            "d", "query", array({"enum": ["a b", "c"]}), style="spaceDelimited",
            explode=True,
        ),
    ],
    "deep-objects": [
        parameter(
            "a", "query", {"type": "object", "properties": {"b": TEXT}},
            style="deepObject", explode=False,
        ),
    ],
    "header-names": [
        parameter("größe", "header", {"type": ["integer", "null"]}),
        parameter("two words", "header", TEXT),
        parameter("x-good", "header", TEXT),
    ],
    "header-texts": [
        parameter("x-enum", "header", {"enum": ["a", "  blanks ", "tab\t", "a\nb"]}),
        parameter(
            "x-nested", "header",
            model({"a": model({"b": TEXT, "c": TEXT}), "d": {"type": "integer"}}, "d"),
        ),
        parameter("x-items", "header", array({"enum": ["a,b", "c"]}), explode=True),
    ],
    "path-texts/{dots}": [parameter("dots", "path", {"enum": ["a", ".", "..", "..."]})],
    "path-labels/{dots}": [
        parameter("dots", "path", {"enum": ["a", "", "."]}, style="label"),
    ],
    "path-items/{items}": [
        parameter("items", "path", array({"enum": ["a", "", "."]})),
    ],
    "path-nulls/{matrix}/{label}": [
        parameter(
            "matrix", "path", array({"type": ["string", "null"]}), style="matrix",
            explode=True,
        ),
        parameter(
            "label", "path", array({"type": ["string", "null"]}), style="label",
        ),
    ],
}  # fmt: skip


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


TAGGED = model(
    {"kind": TEXT}, "kind",
    discriminator={
        "propertyName": "kind", "mapping": {"a": ref("A")["$ref"], "b": ref("B")["$ref"]}
    },
)  # fmt: skip
SCHEMAS = {
    # No variant declares the property that tells them apart.
    "ToldApart": {
        "oneOf": [ref("ToldA"), ref("ToldB")],
        "discriminator": {"propertyName": "kind"},
    },
    "ToldA": model({"a": TEXT}, "a"),
    "ToldB": model({"b": TEXT}, "b"),
    # The text of an enum is also base64 text, but none that a client would write.
    "FormatBesideEnum": model(
        {"a": {"anyOf": [{**TEXT, "format": "byte"}, {"enum": ["import", "a-b", "x"]}]}}
    ),
    # A property is called like the argument that chooses a media type.
    "ContentType": model({"url": TEXT, "content_type": TEXT}, "url", "content_type"),
    "NothingListed": {"properties": {}, "required": []},
    "Exclusive": {"exclusiveMinimum": 3},
    # Null is excluded by a constant, by an enum, and by a type of another schema.
    "NullBesideConstant": model(
        {
            "a": {"allOf": [{"type": ["boolean", "null"]}, {"const": True}]},
            "b": {
                "allOf": [
                    {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                    {"enum": [1, 2]},
                ]
            },
            "c": {
                "allOf": [{"anyOf": [{"enum": ["a", None]}, {"const": "b"}]}, TEXT],
            },
        },
        "a", "b", "c",
    ),
    # The type of a schema excludes variants of the union of another one.
    "TypeBesideVariants": {
        "allOf": [
            model({"a": TEXT}, "a"),
            {
                "oneOf": [
                    model({"b": TEXT}, "b"),
                    model(
                        {"a": {"oneOf": [{"type": "number"}, {"type": ["string", "null"]}]}},
                        "a",
                    ),
                ]
            },
        ]
    },
    "MixedEnum": {**ref("NothingListed"), "enum": ["a", {"kind": "a"}, 1, 2.5, [3]]},
    "Always": True,
    "NeverBesideOthers": model({"a": {"oneOf": [False, model({"b": TEXT}, "b")]}}, "a"),
    "ListedText": {"anyOf": [{**TEXT, "format": "byte"}, {"const": ""}]},
    # Null is excluded by another union.
    "NullBesideUnion": model(
        {
            "a": {
                "allOf": [
                    {"anyOf": [model({"b": TEXT}), {"type": "null"}]},
                    {"oneOf": [model({"b": TEXT}, "b"), model({"c": TEXT}, "c")]},
                ]
            }
        },
        "a",
    ),
    # What includes a child by a $ref with siblings belongs to the child's family.
    "Sibling": {**ref("A"), **model({"s": TEXT}, "s")},
    "OfSibling": model({"a": {"allOf": [{}, ref("Sibling")]}}, "a"),
    # A value of the wrong type only seems to satisfy a schema without a type.
    "Untyped": {"properties": {"a": TEXT, "next": ref("Untyped")}, "required": ["a"]},
    "TypedUnion": {
        "oneOf": [
            TEXT, {"type": "object", "additionalProperties": ref("TypedUnion")}
        ]
    },
    "Both": {
        "allOf": [
            model({"a": ref("Untyped")}), {"properties": {"a": ref("TypedUnion")}}
        ]
    },
    # Only null satisfies both unions.
    "OnlyNull": model(
        {
            "a": {
                "allOf": [
                    {"anyOf": [{"type": "integer"}, model({"b": TEXT}), {"type": "null"}]},
                    {"anyOf": [TEXT, {"type": "null"}]},
                ]
            }
        }
    ),
    "NoMember": model(
        {
            "a": {
                "oneOf": [
                    TEXT,
                    {"allOf": [{"anyOf": [ref("Node"), ref("OfB")]}, {"enum": [True]}]},
                ]
            }
        },
        "a",
    ),
    # A tag that some variants of a member of the family exclude.
    "Tagged": TAGGED,
    "A": {"allOf": [ref("Tagged"), model({"a": TEXT}, "a")]},
    "B": {
        "allOf": [
            ref("Tagged"),
            {
                "oneOf": [
                    model({"kind": {"const": "c"}}, "kind"),
                    model({"b": TEXT, "c": {"type": "integer"}}, "b", "c"),
                ]
            },
        ]
    },
    "OfB": model({"b": ref("B")}, "b"),
    # A discriminator that does not tell the variants apart.
    "Untold": model(
        {"kind": TEXT},
        anyOf=[ref("First"), ref("Second"), model({"c": TEXT}, "c")],
        discriminator={"propertyName": "kind"},
    ),
    "First": {"allOf": [ref("Untold"), model({"a": TEXT}, "a")]},
    "Second": {"allOf": [ref("Untold"), model({"b": TEXT})]},
    # Each level of a recursive schema adds to what its members must satisfy.
    "Node": model({"next": ref("Node"), "all": array(ref("Node"))}),
    "Refined": {
        "allOf": [
            ref("Node"),
            {"properties": {"next": ref("Refined"), "all": array(ref("Other"))}},
        ]
    },
    "Other": {"allOf": [ref("Refined"), {"properties": {"next": ref("Other")}}]},
    # Keywords for objects say nothing of null, whatever is beside them.
    "RequiredUnlessNull": {
        "oneOf": [{"type": "null"}, {"type": "object"}], "anyOf": [{"required": ["a"]}],
    },
    "ListedUnlessNull": {
        "anyOf": [{"type": ["array", "null"]}, {"type": "null"}],
        "oneOf": [{"items": TEXT}, {"minItems": 1}],
    },
    # An enum that lists nothing.
    "OfNothing": model({"a": {"anyOf": [ref("Listed"), ref("Unlisted")]}}),
    "Listed": model({"kind": TEXT}),
    "Unlisted": model({"kind": {"enum": []}, "b": {"type": "string", "enum": []}}),
    "Positions": {
        "allOf": [array({"type": "integer"}), {"prefixItems": [{"enum": [1, 2]}, {}]}]
    },
}  # fmt: skip


def operation(**members: Any) -> dict[str, Any]:
    return {"responses": DONE, **members}


def exchange(schema: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}}
    return {
        "requestBody": {**content, "required": True},
        "responses": {"200": {"description": "Equal.", **content}},
    }


SCHEMES = {
    "q": {"type": "apiKey", "in": "query", "name": "key"},
    "h": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "c": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "none": {"type": "apiKey", "in": "header", "name": "X Key"},
}
KEY = model({"key": TEXT}, "key")
# The parameters, and the security requirements of an operation.
KEYED: dict[str, tuple[list[dict[str, Any]], list[dict[str, list[str]]]]] = {
    "query": ([parameter("key", "query", TEXT)], [{"q": []}]),
    "header": ([parameter("x-key", "header", TEXT)], [{"h": []}]),
    "cookie": ([parameter("sid", "cookie", TEXT)], [{"c": []}]),
    "both": ([parameter("key", "query", TEXT)], [{"q": [], "h": []}]),
    "either": ([parameter("key", "query", TEXT)], [{"q": []}, {"h": []}]),
    "optional": ([parameter("key", "query", TEXT)], [{"q": []}, {}]),
    "undefined": ([parameter("x-key", "header", TEXT)], [{"gone": []}]),
    "constant": ([parameter("key", "query", {"const": "only"})], [{"q": []}]),
    "deep": ([parameter("key", "query", KEY, style="deepObject")], [{"q": []}]),
    "spread": ([parameter("p", "query", KEY)], [{"q": []}]),
    "unusable": ([], [{"none": []}]),
    "unusable_or": ([], [{"none": []}, {"h": []}]),
    "unusable_and": ([], [{"none": [], "h": []}]),
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Classes", "version": "1.0.0"},
    "servers": [{"url": "https://example.com"}],
    "paths": {
        **{
            f"/{path}": {"put": operation(parameters=parameters)}
            for path, parameters in PARAMETERS.items()
        },
        **{
            f"/keyed/{path}": {"get": operation(parameters=given, security=security)}
            for path, (given, security) in KEYED.items()
        },
        "/servers": {"get": operation(servers=[{"url": "/other/v2"}])},
        **{f"/schemas/{name}": {"post": exchange(ref(name))} for name in SCHEMAS},
    },
    "components": {"schemas": SCHEMAS, "securitySchemes": SCHEMES},
}


def test_packages_without_a_url_pass_their_own_tests() -> None:
    own: list[list[Any]] = [[], [{"url": "v2"}], [{"url": "https://other.example/v3"}]]
    document = {
        **DOCUMENT,
        "servers": [{"url": "/v1"}, {"url": "https://{undeclared}.example"}],
        "paths": {
            f"/{index}": {"get": operation(security=[{"h": []}], servers=each)}
            for index, each in enumerate(own)
        },
        "components": {"securitySchemes": SCHEMES},
    }
    ((_, outcome),) = run_all([("", lambda: check_own_tests(document))], 1, None)
    assert list(outcome.failures.items()) == []


def test_packages_pass_their_own_tests() -> None:
    task = ("", lambda: check_own_tests(DOCUMENT))
    ((_, outcome),) = run_all([task], 1, None)
    assert list(outcome.failures.items()) == []
    unchecked = [name for name in outcome.counts if name.startswith("not checked")]
    # Of some enums, a path has room for no member; samples are not made for all calls.
    assert all("arguments" in name for name in unchecked), unchecked
    assert outcome.counts["not checked: no arguments express it"] == 5
