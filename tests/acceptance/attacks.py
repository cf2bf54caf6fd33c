"""Hostile documents by group, with the files that belong to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["ATTACKS", "SECRET", "Attack", "Target"]

SECRET = "hunter2-0451"


@dataclass(frozen=True)
class Target:
    """What an attacker would like to reach."""

    secret: Path
    """A file beside the folder of the document, never inside it."""
    port: int
    """Where something listens on loopback."""


@dataclass(frozen=True)
class Attack:
    """A document and the files beside it."""

    document: str | bytes | dict[str, Any]
    name: str = "api.yml"
    files: dict[str, str | bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    pipes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    code: str | None = None
    """A problem that must be told; None where the document is simply usable."""
    doctor: bool = False
    """Whether the command is ``doctor``, which writes no package."""


Build = Callable[[Target], Attack]
ATTACKS: dict[str, Build] = {}


def add(group: str, **found: Build | Attack) -> None:
    for name, build in found.items():
        if isinstance(build, Attack):
            ATTACKS[f"{group}-{name}"] = lambda _, kept=build: kept  # type: ignore[misc]
        else:
            ATTACKS[f"{group}-{name}"] = build


# Parts of documents.

COMPONENTS = (
    *("schemas", "responses", "parameters", "examples", "requestBodies"),
    *("headers", "securitySchemes", "links", "callbacks", "pathItems"),
)
OK = {"200": {"description": "OK"}}


def ref(name: str, section: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{section}/{name}"}


def reply(schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"200": {"description": "OK", "content": content}}


def api(*, version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    """A document with one operation."""
    paths = {"/a": {"get": {"operationId": "a", "responses": OK}}}
    info = {"title": "Hostile", "version": "1"}
    return {"openapi": version, "info": info, "paths": paths, **more}


def schemas(**found: Any) -> dict[str, Any]:
    """A document whose operation takes and gives the first of the schemas."""
    first = ref(next(iter(found)))
    operation = {
        "operationId": "a",
        "requestBody": {"content": {"application/json": {"schema": first}}},
        "responses": reply(first),
    }
    document = api(components={"schemas": found})
    document["paths"] = {"/a": {"post": operation}}
    return document


def using(reference: str) -> dict[str, Any]:
    return schemas(A={"$ref": reference})


def text(rest: str) -> str:
    return "openapi: 3.1.0\ninfo: {title: Hostile, version: '1'}\n" + rest


PATHS = "paths: {/a: {get: {operationId: a, responses: {'200': {description: OK}}}}}\n"


def nested(levels: int, before: str, after: str, middle: str = "{}") -> str:
    head = json.dumps(schemas(A=0))
    return head.replace('"A": 0', '"A": ' + before * levels + middle + after * levels)


# 41 to 43: references to addresses.

for _name, _form in {
    "address": "http://127.0.0.1:{port}/x",
    "localhost": "http://localhost:{port}/x#/a",
    "six": "http://[::1]:{port}/x",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/x",
    "decimal": "http://2130706433:{port}/x",
    "octal": "http://0177.0.0.1:{port}/x",
    "short": "http://127.1:{port}/x",
    "zero": "http://0:{port}/x",
    "upper": "HTTP://127.0.0.1:{port}/x",
    "slashes": "http:\\\\127.0.0.1:{port}\\x",
    "schemeless": "//127.0.0.1:{port}/x",
    "tab": "ht\ttp://127.0.0.1:{port}/x",
    "link_local": "http://169.254.169.254/latest/meta-data/",
    "https": "https://127.0.0.1:{port}/x",
    "gopher": "gopher://127.0.0.1:{port}/x",
    "broken": "http://[::1/x",
}.items():
    add(
        "41",
        **{
            _name: lambda to, form=_form: Attack(
                using(form.format(port=to.port)), code="forbidden-ref"
            )
        },
    )


def _everywhere(to: Target) -> Attack:
    """An address wherever a reference may stand, or is taken for one."""
    there = f"http://127.0.0.1:{to.port}/x"
    link = {"$ref": there}
    document = api(components={kind: {"X": link} for kind in COMPONENTS})
    document["components"]["schemas"]["Y"] = {
        "$schema": there,
        "$dynamicRef": there + "#x",
        "$recursiveRef": there,
        "externalDocs": {"url": there},
        "discriminator": {"propertyName": "k", "mapping": {"a": there}},
        "xml": {"namespace": there},
        "example": link,
        "examples": [link, {"externalValue": there}],
        "items": {"$ref": "relative"},
    }
    document |= {"jsonSchemaDialect": there, "$self": f"{there}/me", "$schema": there}
    document |= {"servers": [{"url": there}], "externalDocs": {"url": there}}
    document["info"] |= {"description": link, "termsOfService": there}
    document["paths"]["/b"] = link
    document["paths"]["/c"] = {"get": {"$ref": there}, "parameters": [link]}
    document["paths"]["/d"] = {"post": {"requestBody": link, "responses": link}}
    document["webhooks"] = {"w": link}
    document["tags"] = [link]
    return Attack(document, code="forbidden-ref")


add(
    "41",
    everywhere=_everywhere,
    credentials_prefix=lambda to: Attack(
        using(f"http://good.example@127.0.0.1:{to.port}/x"),
        options=("--allow-ref", "http://good.example"),
        code="forbidden-ref",
    ),
    prefix=lambda to: Attack(
        using(f"http://127.0.0.1:{to.port}/x"),
        options=("--allow-ref", "http://127.0.0.1"),
        code="forbidden-ref",
    ),
    dots=lambda to: Attack(
        using(f"http://127.0.0.1:{to.port}/good/../x"),
        options=("--allow-ref", f"http://127.0.0.1:{to.port}/good"),
        code="forbidden-ref",
    ),
    dots_escaped=lambda to: Attack(
        using(f"http://127.0.0.1:{to.port}/good/%2e%2e/x"),
        options=("--allow-ref", f"http://127.0.0.1:{to.port}/good"),
        code="forbidden-ref",
    ),
)

for _name, _form in {
    "file": "file://{path}",
    "file_localhost": "file://localhost{path}#/secret",
    "file_host": "file://evil.example{path}",
    "file_short": "file:{path}",
    "file_upper": "FILE://{path}",
    "absolute": "{path}#/secret",
    "parent": "../{name}#/secret",
    "parent_escaped": "%2e%2e/{name}#/secret",
    "slash_escaped": "..%2f{name}#/secret",
    "twice_escaped": "%252e%252e/{name}",
    "through": "sub/../../{name}#/secret",
    "backslash": "..\\{name}",
    "network": "\\\\127.0.0.1\\share\\x",
    "data": "data:application/json,{{}}",
    "jar": "jar:file://{path}!/x",
    "environment": "/proc/self/environ",
    "self_root": "/proc/self/root{path}",
    "zeros": "/dev/zero",
    "nul": "../{name}%00.yml",
    "home": "~/.ssh/id_rsa",
    "variable": "$HOME/x",
    "link": "link.yml#/secret",
    "linked_folder": "linked/{name}#/secret",
    "link_chain": "link2.yml#/secret",
}.items():
    add(
        "42",
        **{
            _name: lambda to, form=_form: Attack(
                using(form.format(path=to.secret, name=to.secret.name)),
                links={
                    "link.yml": str(to.secret),
                    "link2.yml": "link.yml",
                    "linked": "..",
                },
            )
        },
    )

add(
    "42",
    pipe=Attack(using("pipe.yml"), pipes=("pipe.yml",), code="unreadable-ref"),
    folder=Attack(using("sub"), files={"sub/x": "a"}, code="unreadable-ref"),
    device=Attack(using("zero.yml"), links={"zero.yml": "/dev/zero"}),
    environment_link=Attack(using("env.yml"), links={"env.yml": "/proc/self/environ"}),
    link_to_itself=Attack(using("loop.yml"), links={"loop.yml": "loop.yml"}),
    broken_content=lambda to: Attack(
        using("x.yml"), files={"x.yml": f"a: '{SECRET}\n"}, code="unreadable-ref"
    ),
    binary=Attack(using("x.bin"), files={"x.bin": b"\x00\xff" * 99}),
    overlay_link=lambda to: Attack(api(), links={"api.overlay.yml": str(to.secret)}),
    everywhere=lambda to: Attack(
        api(
            components={
                kind: {"X": {"$ref": f"../{to.secret.name}"}}
                for kind in ("schemas", "responses", "examples", "pathItems")
            }
        )
        | {
            "tags": [{"$ref": f"../{to.secret.name}"}],
            "externalDocs": {"$ref": f"{to.secret}"},
        },
        code="forbidden-ref",
    ),
    external_value=lambda to: Attack(
        api(
            components={
                "examples": {
                    "X": {"externalValue": f"file://{to.secret}"},
                    "Y": {"externalValue": f"http://127.0.0.1:{to.port}/"},
                }
            }
        )
    ),
)
add(
    "43",
    shown=lambda to: Attack(
        using(f"http://user:{SECRET}@127.0.0.1:{to.port}/x"), code="forbidden-ref"
    ),
    in_file=lambda to: Attack(
        using("b.yml"),
        files={"b.yml": f"$ref: 'ftp://u:{SECRET}@127.0.0.1:{to.port}/x'\n"},
        code="forbidden-ref",
    ),
)

# 44 to 48: references that lead nowhere, or round and round.


def _rings() -> dict[str, Any]:
    """Every kind of component, naming itself and naming another that names it."""
    document = api(
        components={
            kind: {"A": ref("A", kind), "B": ref("C", kind), "C": ref("B", kind)}
            for kind in (*COMPONENTS, "mediaTypes")
        }
    )
    document["paths"]["/r"] = {
        "parameters": [ref("A", "parameters"), ref("B", "parameters")],
        "post": {
            "requestBody": ref("B", "requestBodies"),
            "responses": {
                "200": ref("A", "responses"),
                "201": {
                    "description": "",
                    "headers": {"h": ref("A", "headers")},
                    "links": {"l": ref("A", "links")},
                    "content": {
                        "application/json": {
                            "schema": ref("A"),
                            "examples": {"e": ref("A", "examples")},
                        }
                    },
                },
            },
            "callbacks": {"c": ref("A", "callbacks")},
            "security": [{"A": []}],
        },
    }
    document["paths"]["/s"] = {"$ref": "#/paths/~1s"}
    document["paths"]["/t"] = {"$ref": "#/components/pathItems/A"}
    document["paths"]["/u"] = {"$ref": "#/paths"}
    document["paths"]["/v"] = {"get": {"$ref": "#/paths/~1v"}}
    document["webhooks"] = {"w": {"$ref": "#/webhooks/w"}}
    return document


def _loop(schema: Any) -> Attack:
    return Attack(schemas(A=schema, B=ref("A")))


def _callback_loop() -> dict[str, Any]:
    document = api(components={"callbacks": {"C": {"{$url}": {"post": {}}}}})
    operation = document["components"]["callbacks"]["C"]["{$url}"]["post"]
    operation |= {"responses": OK, "callbacks": {"again": ref("C", "callbacks")}}
    document["paths"]["/a"]["get"]["callbacks"] = {"c": ref("C", "callbacks")}
    return document


add(
    "44",
    rings=Attack(_rings(), code="circular-ref"),
    itself=_loop(ref("A")),
    all_of=_loop({"allOf": [ref("A"), {"type": "object"}]}),
    all_of_mutual=Attack(
        schemas(
            A={"allOf": [ref("B")], "properties": {"a": {"type": "string"}}},
            B={"allOf": [ref("A")], "properties": {"b": {"type": "string"}}},
        )
    ),
    all_of_one_of=Attack(
        schemas(A={"allOf": [ref("B")]}, B={"oneOf": [ref("A"), {"type": "null"}]})
    ),
    one_of=_loop({"oneOf": [ref("A"), ref("B")]}),
    any_of_alone=_loop({"anyOf": [ref("A")]}),
    items=_loop({"type": "array", "items": ref("A")}),
    properties=_loop({"type": "object", "properties": {"a": ref("A")}}),
    additional=_loop({"type": "object", "additionalProperties": ref("B")}),
    names=_loop({"propertyNames": ref("A"), "not": ref("A"), "if": ref("A")}),
    prefix_items=_loop({"prefixItems": [ref("A")], "contains": ref("A")}),
    definitions=_loop({"$defs": {"x": {"$ref": "#/components/schemas/A/$defs/x"}}}),
    siblings=_loop({"$ref": "#/components/schemas/B", "description": "x"}),
    callbacks=Attack(_callback_loop()),
    document=Attack(using("#")),
    files=Attack(
        using("b.yml"),
        files={"b.yml": "$ref: c.yml", "c.yml": "$ref: b.yml"},
        code="circular-ref",
    ),
    own_file=Attack(using("api.yml"), name="api.yml"),
)


def _diamond(keyword: str, levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for level in range(levels):
        both = [ref(f"S{level + 1}"), ref(f"S{level + 1}")]
        found[f"S{level}"] = {keyword: both}
    return schemas(**found, **{f"S{levels}": {"properties": {"a": {}}}})


def _wide_diamond(levels: int) -> dict[str, Any]:
    """Two different ways at each level, so that nothing can be told to be equal."""
    found: dict[str, Any] = {}
    for n in range(levels):
        for side in "LR":
            found[f"{side}{n}"] = {
                "properties": {f"{side}{n}": {"type": "string"}},
                "allOf": [ref(f"L{n + 1}"), ref(f"R{n + 1}")],
            }
    end = {f"{side}{levels}": {"type": "object"} for side in "LR"}
    return schemas(**found, **end)


def _chain(length: int, form: str) -> dict[str, Any]:
    forms: dict[str, Callable[[Any], Any]] = {
        "ref": lambda to: to,
        "allOf": lambda to: {"allOf": [to]},
        "oneOf": lambda to: {"oneOf": [to]},
        "two": lambda to: {"oneOf": [to, {"type": "null"}]},
        "items": lambda to: {"type": "array", "items": to},
        "property": lambda to: {"type": "object", "properties": {"a": to}},
        "required": lambda to: {"properties": {"a": to}, "required": ["a"]},
    }
    found = {f"S{n}": forms[form](ref(f"S{n + 1}")) for n in range(length)}
    return schemas(**found, **{f"S{length}": {"type": "string"}})


def _path_diamond(levels: int) -> dict[str, Any]:
    files = {}
    for level in range(levels):
        files[f"f{level}.yml"] = json.dumps(
            {"get": {"$ref": f"f{level + 1}.yml"}, "put": {"$ref": f"f{level + 1}.yml"}}
        )
    return files


add(
    "45",
    diamond_all_of=lambda _: Attack(_diamond("allOf", 30)),
    diamond_one_of=lambda _: Attack(_diamond("oneOf", 30)),
    diamond_any_of=lambda _: Attack(_diamond("anyOf", 30)),
    diamond_two_ways=lambda _: Attack(_wide_diamond(30)),
    diamond_long=lambda _: Attack(_wide_diamond(120)),
    files=Attack(
        api(paths={"/a": {"$ref": "f0.yml"}}),
        files={**_path_diamond(30), "f30.yml": json.dumps({"responses": OK})},
    ),
    **{
        f"chain_{form}_{length}": lambda _, length=length, form=form: Attack(
            _chain(length, form)
        )
        for length in (10_000, 600)
        for form in ("ref", "allOf", "oneOf", "two", "items", "property", "required")
    },
    ring_two=Attack(
        schemas(
            **{
                f"S{n}": {"oneOf": [ref(f"S{(n + 1) % 600}"), {"type": "string"}]}
                for n in range(600)
            }
        )
    ),
    ring_items=Attack(
        schemas(
            **{
                f"S{n}": {"type": "array", "items": ref(f"S{(n + 1) % 600}")}
                for n in range(600)
            }
        )
    ),
    long_pointer=Attack(using("#/components/schemas/A" + "/items" * 50_000)),
    self_pointer=Attack(
        schemas(A={"items": {"$ref": "#/components/schemas/A/items/items/items"}})
    ),
)


def _odd_pointers() -> dict[str, Any]:
    odd = [
        "#/components/schemas/Z",
        "#/components/schemas/a~1b",
        "#/components/schemas/a~0b",
        "#/components/schemas/%25",
        "#/components/schemas/%",
        "#/components/schemas/%ff%fe",
        "#/components/schemas/~2",
        "#/components/schemas/A/enum/0",
        "#/components/schemas/A/enum/-1",
        "#/components/schemas/A/enum/" + "9" * 5_000,
        "#/components/schemas/A/enum/\u0661",
        "#/components/schemas/A/enum/00",
        "#/components/schemas/A/examples/0",
        "#/components/schemas/A/example",
        "#/components/schemas/A/",
        "#/components/schemas/",
        "#/components",
        "#/info/title",
        "#//",
        "#\x00",
        "#\x1b[2J",
        "#\u202e",
        "",
        "?x",
        " ",
        "#" * 50,
        "#anchor",
        "#/paths/~1a/post/requestBody/content/application~1json/schema",
    ]
    found: dict[str, Any] = {"A": {"enum": ["x"], "examples": [5], "example": {"a": 1}}}
    found |= {f"R{n}": {"$ref": pointer} for n, pointer in enumerate(odd)}
    found |= {"a/b": {"type": "string"}, "a~b": {"type": "integer"}, "%": {}}
    all_ = {"properties": {f"p{n}": ref(f"R{n}") for n in range(len(odd))}}
    return schemas(All=all_, **found)


def _odd_references() -> dict[str, Any]:
    odd: list[Any] = [5, None, True, [], {}, ["#/x"], {"$ref": "#/x"}, 1.5]
    found = {f"R{n}": {"$ref": value, "type": "string"} for n, value in enumerate(odd)}
    document = schemas(**found)
    document["components"] |= {
        kind: {f"R{n}": {"$ref": value} for n, value in enumerate(odd)}
        for kind in COMPONENTS[1:]
    }
    document["components"]["responses"] |= {"W": ref("R0"), "V": ref("W", "responses")}
    document["components"]["parameters"] |= {"W": ref("R0"), "I": {"$ref": "#/info"}}
    document["paths"]["/b"] = {
        "parameters": [ref("W", "parameters"), {"$ref": 7}, ref("I", "parameters")],
        "post": {
            "requestBody": ref("R0"),
            "responses": {"200": ref("W", "parameters"), "201": {"$ref": []}},
        },
    }
    document["paths"]["/c"] = {"$ref": "#/components/schemas/R0"}
    document["paths"]["/d"] = {"$ref": {}}
    return document


add(
    "46",
    pointers=Attack(_odd_pointers(), code="unresolved-ref"),
    many=Attack(
        schemas(
            A={"properties": {f"p{n}": ref(f"Nope{n}") for n in range(3_000)}},
            **{f"Nope_{n}": {} for n in range(500)},
        ),
        code="unresolved-ref",
    ),
)


def _beside(target: str, number: int) -> dict[str, Any]:
    """A path item that has an operation and parameters beside its reference."""
    more = {"name": f"p{number}", "in": "query", "schema": {}}
    operation = {"operationId": f"o{number}", "responses": OK}
    return {"$ref": target, "post": operation, "parameters": [more]}


def _path_items(items: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    return {**api(components={"pathItems": items}), "paths": paths}


_ITEM = "#/components/pathItems/"
add(
    "47",
    path_items_in_a_chain=Attack(
        _path_items(
            {f"I{n}": _beside(f"{_ITEM}I{n + 1}", n) for n in range(1_000)},
            {f"/a{n}": _beside(f"{_ITEM}I{n}", n) for n in range(200)},
        )
    ),
    path_items_in_a_ring=Attack(
        _path_items(
            {f"I{n}": _beside(f"{_ITEM}I{(n + 1) % 9}", n) for n in range(9)},
            {f"/a{n}": _beside(f"#/paths/~1a{(n + 1) % 9}", n) for n in range(9)},
        )
    ),
    path_items_shared=Attack(
        _path_items(
            {"I": {"get": {"responses": OK}}},
            {f"/a{n}": {"$ref": f"{_ITEM}I"} for n in range(300)},
        )
    ),
    path_items_of_another_file=lambda to: Attack(
        _path_items(
            {},
            {
                "/a": _beside(f"{to.secret}#/secret", 1),
                "/b": _beside(f"http://127.0.0.1:{to.port}/b#/c", 2),
                "/c": _beside("more.json#/a", 3),
            },
        ),
        files={"more.json": json.dumps({"a": _beside(str(to.secret), 4)})},
    ),
    schemes_by_uri=lambda to: Attack(
        api(
            security=[
                {f"{to.secret}#/secret": []},
                {f"file://{to.secret}": [], f"http://127.0.0.1:{to.port}/#/s": []},
                {"#": [], "#/": [], "#/security/0": [], "#/security": []},
                {"#/components/securitySchemes/s": [], "x.yaml": []},
            ],
            components={"securitySchemes": {"s": ref("s", "securitySchemes")}},
        )
    ),
)
add(
    "69",
    paths=Attack(
        {
            **api(servers=[{"url": "https://api.example"}]),
            "paths": {
                path: {"get": {"responses": OK}}
                for path in (".evil.example/", "@evil.example/", ":80@evil.example")
            },
        },
        code="invalid-path",
    ),
    methods=Attack(
        {
            **api(version="3.2.0"),
            "paths": {
                "/a": {
                    "additionalOperations": {
                        name: {"responses": OK}
                        for name in ("A B", "GET / HTTP/1.1\r\nX: y", "", "\0", "é")
                    }
                }
            },
        },
        code="invalid-method",
    ),
)
add(
    "47",
    kinds=Attack(_odd_references(), code="invalid-ref"),
    siblings_old=Attack(
        schemas(A={"$ref": "#/components/schemas/B", "type": "string"}, B={})
        | {"openapi": "3.0.3"}
    ),
)
add(
    "48",
    hijack=lambda to: Attack(
        schemas(
            A={"properties": {"d": ref("D"), "f": ref("F"), "g": ref("G")}},
            B={"$id": "#/components/schemas/D", "$anchor": "/components/schemas/D"},
            C={"$id": "api.yml", "$defs": {"x": {"type": "null"}}},
            D={"type": "string"},
            E={"$id": f"file://{to.secret}", "$anchor": "x"},
            F={"$ref": f"file://{to.secret}"},
            G={"$id": f"http://127.0.0.1:{to.port}/", "$ref": "x"},
            H={"$id": 5, "$anchor": [], "$dynamicAnchor": {}, "$dynamicRef": 5},
            I={"$id": "http://[", "$ref": "http://[#"},
            J={"$dynamicAnchor": "d", "items": {"$dynamicRef": "#d"}},
            K={"$recursiveAnchor": True, "items": {"$recursiveRef": "#"}},
            L={"$schema": f"http://127.0.0.1:{to.port}/schema", "$vocabulary": 5},
        )
    ),
    remote_base=lambda to: Attack(
        schemas(A={"$id": f"http://127.0.0.1:{to.port}/", "items": {"$ref": "b.yml"}}),
        files={"b.yml": "type: string"},
    ),
    many_identifiers=Attack(
        schemas(
            **{
                f"S{n}": {"$id": f"http://x.example/{n}", "items": {"$ref": f"{n + 1}"}}
                for n in range(800)
            }
        )
    ),
)

# 49 to 58: exhaustion.


def _aliases(levels: int, form: str) -> str:
    lines = ["a0: &a0 {x: y}"]
    for level in range(1, levels):
        many = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} " + form.format(many))
    return "\n".join(f"x-{line}" for line in lines) + "\n"


add(
    "49",
    aliases=Attack(text(PATHS + _aliases(12, "[{}]")), code="limit-exceeded"),
    merges=Attack(text(PATHS + _aliases(30, "{{<<: [{}], k: v}}"))),
    merges_wide=Attack(
        text(
            PATHS
            + "x-m: &m {"
            + ", ".join(f"k{n}: v" for n in range(5_000))
            + "}\nx-n:\n"
            + "  - {<<: *m}\n" * 5_000
        ),
        code="limit-exceeded",
    ),
    scalar_aliases=Attack(
        text(PATHS + "x-s: &s " + "a" * 100_000 + "\nx-t: [" + "*s, " * 100_000 + "]\n")
    ),
    cyclic=Attack(text(PATHS + "x-a: &a [*a]\n"), code="syntax-error"),
    key=Attack(text(PATHS + "x-a: &a b\nx-b: {*a : 1, *a : 2}\n")),
    collection_key=Attack(text(PATHS + "x-a: &a [b]\nx-b: {*a : 1}\n")),
    unknown=Attack(text(PATHS + "x-a: *nope\n"), code="syntax-error"),
    schemas=Attack(
        text(
            PATHS
            + "components:\n  schemas:\n    S0: &s0 {type: string}\n"
            + "".join(
                f"    S{n}: &s{n} {{allOf: [*s{n - 1}, *s{n - 1}]}}\n"
                for n in range(1, 25)
            )
        )
    ),
)

for _levels in (200, 2_000, 100_000, 2_000_000):
    for _suffix in ("yml", "json"):
        add(
            "50",
            **{
                f"nested_{_levels}_{_suffix}": Attack(
                    nested(_levels, '{"items": ', "}"),
                    name=f"api.{_suffix}",
                    code="limit-exceeded",
                )
            },
        )
add(
    "50",
    open_brackets=Attack(text("x: " + "[" * 300_000)),
    open_braces_json=Attack('{"openapi": ' * 500_000, name="api.json"),
    block=Attack(
        text(PATHS + "x-d:\n" + "".join(" " * n + "a:\n" for n in range(1, 3_000)))
    ),
    dashes=Attack(text(PATHS + "x-d:\n  " + "- " * 100_000 + "x\n")),
    indented_scalar=Attack(text(PATHS + "x-d: !!a &b\n" + "? " * 50_000 + "\n")),
    just_below=Attack(nested(95, '{"items": ', "}")),
    just_below_one_of=Attack(nested(60, '{"oneOf": [', ', {"type": "null"}]}')),
    just_below_all_of=Attack(nested(60, '{"allOf": [', "]}")),
    just_below_properties=Attack(nested(60, '{"properties": {"a": ', "}}")),
    just_below_additional=Attack(nested(90, '{"additionalProperties": ', "}")),
)


def _operations(number: int) -> dict[str, Any]:
    document = api()
    document["paths"] = {
        f"/p{n}": {"get": {"responses": {"200": {"description": ""}}}}
        for n in range(number)
    }
    return document


def _parameters(number: int) -> dict[str, Any]:
    document = api()
    document["paths"]["/a"]["get"]["parameters"] = [
        {"name": f"p{n}", "in": "query", "schema": {"type": "string"}}
        for n in range(number)
    ]
    return document


def _responses(number: int) -> dict[str, Any]:
    document = api()
    document["paths"]["/a"]["get"]["responses"] = {
        str(100 + n % 500): reply({"type": "object", "properties": {f"p{n}": {}}})[
            "200"
        ]
        for n in range(number)
    }
    return document


def _templates(number: int) -> dict[str, Any]:
    document = api()
    path = "".join(f"/{{p{n}}}" for n in range(number))
    document["paths"] = {path: {"get": {"responses": OK}}}
    return document


def _described(text_: str) -> dict[str, Any]:
    document = schemas(
        A={"description": text_, "properties": {"a": {"description": text_}}}
    )
    document["info"]["description"] = text_
    document["paths"]["/a"]["post"] |= {"description": text_, "summary": text_}
    return document


add(
    "51",
    scalar=lambda _: Attack(_described("x" * 5_000_000)),
    scalar_words=lambda _: Attack(_described("a word " * 700_000)),
    scalar_lines=lambda _: Attack(_described("line\n" * 500_000)),
    scalar_quotes=lambda _: Attack(_described('"\\' * 1_000_000)),
    keys=lambda _: Attack({**api(), "x-k": {f"k{n}": 1 for n in range(1_000_000)}}),
    keys_yaml=lambda _: Attack(
        text(PATHS + "x-k:\n" + "".join(f"  k{n}: 1\n" for n in range(1_000_000)))
    ),
    keys_of_root=lambda _: Attack({**api(), **{f"k{n}": 1 for n in range(300_000)}}),
    properties=lambda _: Attack(
        schemas(A={"properties": {f"k{n}": {"type": "string"} for n in range(50_000)}})
    ),
    properties_required=lambda _: Attack(
        schemas(
            A={
                "properties": {f"k{n}": {"type": "string"} for n in range(20_000)},
                "required": [f"k{n}" for n in range(20_000)],
            }
        )
    ),
    enum=lambda _: Attack(schemas(A={"enum": [f"m{n}" for n in range(100_000)]})),
    enum_numbers=Attack(schemas(A={"enum": list(range(100_000))})),
    enum_same=Attack(schemas(A={"enum": ["a"] * 100_000})),
    variants=Attack(schemas(A={"oneOf": [{"const": n} for n in range(5_000)]})),
    variants_any=Attack(schemas(A={"anyOf": [{"type": "string"}] * 100_000})),
    variants_objects=Attack(
        schemas(
            A={
                "oneOf": [
                    {"type": "object", "properties": {f"p{n}": {"type": "string"}}}
                    for n in range(5_000)
                ]
            }
        )
    ),
    all_of=lambda _: Attack(
        schemas(A={"allOf": [{"properties": {f"p{n}": {}}} for n in range(20_000)]})
    ),
    operations=lambda _: Attack(_operations(20_000)),
    schemas=lambda _: Attack(
        schemas(**{f"S{n}": {"properties": {"a": {}}} for n in range(30_000)})
    ),
    parameters=lambda _: Attack(_parameters(20_000)),
    responses=lambda _: Attack(_responses(20_000)),
    templates=Attack(_templates(5_000)),
    braces=Attack(api(paths={"/" + "{" * 200_000: {"get": {"responses": OK}}})),
    tags=Attack(
        api(
            paths={
                "/a": {
                    "get": {"responses": OK, "tags": [f"t{n}" for n in range(50_000)]}
                }
            }
        )
    ),
    security=lambda _: Attack(
        api(security=[{f"s{n}": []} for n in range(20_000)])
        | {
            "components": {
                "securitySchemes": {
                    f"s{n}": {"type": "http", "scheme": "basic"} for n in range(20_000)
                }
            }
        }
    ),
    servers=Attack(
        api(servers=[{"url": f"https://s{n}.example"} for n in range(20_000)])
    ),
    server_variables=Attack(
        api(
            servers=[
                {
                    "url": "https://" + "{a}" * 10_000,
                    "variables": {"a": {"default": "x", "enum": ["x"] * 10_000}},
                }
            ]
        )
    ),
    long_names=Attack(schemas(**{"n" * 100_000: {"properties": {"p" * 100_000: {}}}})),
    long_path=Attack(api(paths={"/" + "a" * 1_000_000: {"get": {"responses": OK}}})),
    long_segments=Attack(api(paths={"/a" * 200_000: {"get": {"responses": OK}}})),
    long_operation_id=Attack(
        api(
            paths={"/a": {"get": {"operationId": "aB" * 500_000, "responses": OK}}},
            tags=[{"name": "t" * 1_000_000}],
        )
    ),
    same_names=Attack(
        schemas(
            **{
                "a" + "-" * (n % 100) + "_" * (n // 100): {"properties": {"x": {}}}
                for n in range(1_000)
            }
        )
    ),
    unusable_members=Attack(
        schemas(A={"properties": {f"k{n}": n for n in range(3_000)}}),
        code="invalid-schema",
    ),
)

add(
    "52",
    **{
        f"number_{n}": Attack(
            text(
                PATHS
                + "components: {schemas: {A: {type: number, default: "
                + number
                + ", maximum: "
                + number
                + ", multipleOf: "
                + number
                + ", enum: ["
                + number
                + "], minLength: "
                + number
                + ", maxItems: "
                + number
                + "}}}\n"
            )
        )
        for n, number in enumerate(
            (
                "190:20:30",
                "9" * 900,
                "9" * 100_000,
                "1e999999",
                "-1e999999",
                "1e308",
                ".inf",
                "-.inf",
                ".nan",
                "0." + "1" * 100_000,
                "1e-999999",
                "5e-324",
                "0x" + "f" * 2_000,
                "-0.0",
                "0o" + "7" * 800,
                "1_000",
                "+1",
                "!!int 0x7fffffffffffffffffff",
                "!!float '1e999'",
                "!!int 'a'",
            )
        )
    },
    json_integer=Attack(
        '{"openapi": "3.1.0", "x-a": ' + "9" * 1_000_000 + "}", name="api.json"
    ),
    json_float=Attack(
        json.dumps(schemas(A={"default": 0})).replace(
            '"default": 0',
            '"default": 1e999999, "maximum": -1e999999, "minLength": 1e300',
        ),
        name="api.json",
        code="non-finite-number",
    ),
    counts=Attack(
        schemas(
            A={
                "type": "array",
                "minItems": 10**900,
                "maxItems": -(10**900),
                "items": {
                    "type": "string",
                    "minLength": 10**300,
                    "maxLength": 1e300,
                },
            },
            B={
                "type": "integer",
                "minimum": -(10**900),
                "exclusiveMaximum": 10**900,
                "multipleOf": 1e-320,
            },
        )
    ),
    big_instances=Attack(
        schemas(
            A={
                "type": "array",
                "minItems": 1_000_000_000,
                "items": {"type": "string", "minLength": 1_000_000_000},
                "minProperties": 1_000_000_000,
            }
        )
    ),
    big_texts=Attack(
        schemas(
            A={
                "type": "object",
                "minProperties": 1_000_000_000,
                "propertyNames": {"pattern": "x", "minLength": 1_000_000_000},
                "additionalProperties": {
                    "type": "string",
                    "pattern": "^[a-z]+$",
                    "minLength": 1_000_000_000,
                    "maxLength": 2_000_000_000,
                },
                "required": ["t", "u"],
                "properties": {
                    "t": {"type": "string", "pattern": "a", "minLength": 10**9},
                    "u": {"type": "string", "format": "uri", "minLength": 10**9},
                },
            }
        )
    ),
    status=Attack(
        text(
            "paths: {/a: {get: {responses: {200: {description: a}, 1e3: {description: b},"
            " 0x10: {description: c}, 99999999999: {description: d}}}}}\n"
        )
    ),
)

_VICTIM = "a" * 60 + "!"


def _pattern(pattern: str) -> dict[str, Any]:
    document = schemas(
        A={
            "type": "object",
            "properties": {
                "p": {
                    "type": "string",
                    "pattern": pattern,
                    "default": _VICTIM,
                    "example": _VICTIM,
                    "enum": [_VICTIM],
                    "examples": [_VICTIM],
                }
            },
            "patternProperties": {pattern: {"type": "string"}},
            "propertyNames": {"pattern": pattern},
            "default": {_VICTIM: 1, "p": _VICTIM},
        }
    )
    document["paths"]["/a"]["post"]["parameters"] = [
        {
            "name": "q",
            "in": "query",
            "schema": {"type": "string", "pattern": pattern},
            "example": _VICTIM,
        }
    ]
    return document


add(
    "53",
    **{
        f"pattern_{n}": Attack(_pattern(pattern))
        for n, pattern in enumerate(
            (
                "^(a+)+$",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(a|a)*b",
                "(",
                "a" * 1_000_000,
                "(" * 10_000 + ")" * 10_000,
                "[" * 1_000,
                "a{1,999999999}",
                "(a{1,1000}){1,1000}",
                "((a{1,100}){1,100}){1,100}",
                "\\p{L}" * 10_000,
                "(?=a)(?<=b)\\1(?P<x>",
                "(?#" + "x" * 10_000,
                "\\",
                "\x00\ud7ff\u2028",
                "a|" * 100_000,
                "(?i)" * 1_000,
                "[\\w-\\d&&[^a]]",
            )
        )
    },
    many=Attack(
        schemas(
            A={
                "patternProperties": {
                    f"^(a{n}+)+$": {"type": "string"} for n in range(5_000)
                }
            }
        )
    ),
)

_UNION: list[dict[str, Any]] = [
    {"oneOf": [{"properties": {f"u{m}_{n}": {}}} for n in range(10)]} for m in range(12)
]


def _nesting(number: int, level: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """A document whose schemas contain the next one each, perhaps several times."""
    return schemas(
        **{f"S{n}": level(ref(f"S{n + 1}")) for n in range(number)},
        **{f"S{number}": {"type": "string"}},
    )


add(
    "54",
    product=Attack(schemas(A={"allOf": _UNION, "default": {}})),
    product_any=Attack(
        schemas(A={"allOf": [{"anyOf": each["oneOf"]} for each in _UNION]})
    ),
    product_nested=Attack(
        schemas(
            **{
                f"S{n}": {
                    "allOf": [
                        {"oneOf": [ref(f"S{n + 1}"), {"properties": {f"a{n}": {}}}]},
                        {"oneOf": [ref(f"S{n + 1}"), {"properties": {f"b{n}": {}}}]},
                    ]
                }
                for n in range(20)
            },
            S20={"type": "object"},
        )
    ),
    of_refs=Attack(
        schemas(
            A={"allOf": [ref(f"U{n}") for n in range(12)]},
            **{f"U{n}": union for n, union in enumerate(_UNION)},
        )
    ),
    types=Attack(
        schemas(
            A={
                "allOf": [{"type": ["string", "object", "array", "null"]}] * 2_000,
                "oneOf": [{"type": ["string", "object"]}] * 200,
                "anyOf": [{"type": ["string", "array"]}] * 200,
            }
        )
    ),
    unions_beside_properties=Attack(
        schemas(
            **{
                f"{side}{n}": {
                    "properties": {f"{side}{n}": {"type": "string"}},
                    "oneOf": [ref(f"S{n + 1}"), ref(f"T{n + 1}")],
                }
                for n in range(25)
                for side in "ST"
            },
            S25={"type": "object"},
            T25={"properties": {"t": {"type": "string"}}},
        )
    ),
    unions_of_unions=Attack(
        schemas(
            **{
                f"S{n}": {"oneOf": [ref(f"S{n + 1}"), ref(f"T{n + 1}")]}
                for n in range(25)
            },
            **{
                f"T{n}": {"anyOf": [ref(f"S{n + 1}"), ref(f"T{n + 1}")]}
                for n in range(25)
            },
            S25={"type": "object"},
            T25={"type": "string"},
        )
    ),
    unions_of_containers=Attack(
        _nesting(
            25,
            lambda inner: {
                "anyOf": [
                    {"type": "array", "items": inner},
                    {"type": "object", "additionalProperties": inner},
                ]
            },
        )
    ),
    tuples_of_tuples=Attack(
        _nesting(
            25,
            lambda inner: {
                "type": "array",
                "prefixItems": [inner, inner],
                "items": False,
                "minItems": 2,
            },
        )
    ),
    unions_in_a_row=Attack(
        _nesting(
            3_000,
            lambda inner: {
                "anyOf": [inner, {"type": "array", "items": {"type": "string"}}]
            },
        )
    ),
    unions_with_examples=Attack(
        schemas(
            **{
                f"S{n}_{m}": {
                    "anyOf": [ref(f"S{n + 1}_{other}") for other in range(10)],
                    "examples": [{"x": 1}],
                }
                for n in range(12)
                for m in range(10)
            },
            **{f"S12_{m}": {"type": "integer"} for m in range(10)},
        )
    ),
    bodies=Attack(
        schemas(
            A={
                "oneOf": [
                    {"oneOf": [{"properties": {f"p{n}_{m}": {}}} for m in range(60)]}
                    for n in range(60)
                ]
            }
        )
    ),
)


def _tagged(*names: str, **more: Any) -> dict[str, Any]:
    return {
        "oneOf": [ref(name) for name in names],
        "discriminator": {
            "propertyName": "k",
            "mapping": {name: f"#/components/schemas/{name}" for name in names},
        },
        **more,
    }


add(
    "55",
    itself=Attack(schemas(A=_tagged("A"), B=_tagged("A", "B"))),
    mutual=Attack(schemas(A=_tagged("B"), B=_tagged("A"))),
    all_of=Attack(
        schemas(
            A={
                "discriminator": {"propertyName": "k", "mapping": {"b": "B", "a": "A"}},
                "properties": {"k": {"type": "string"}},
                "required": ["k"],
            },
            B={"allOf": [ref("A"), ref("C")]},
            C={"allOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}},
        )
    ),
    inherited=Attack(
        schemas(
            A=_tagged("B", "C", allOf=[ref("C")]),
            B={"allOf": [ref("A")]},
            C={"allOf": [ref("A"), ref("B")]},
        )
    ),
    wide=Attack(
        schemas(
            A=_tagged(*[f"V{n}" for n in range(2_000)]),
            **{f"V{n}": {"allOf": [ref("A")]} for n in range(2_000)},
        )
    ),
    wide_from_outside=Attack(
        schemas(
            A=_tagged(*[f"V{n}" for n in range(400)]),
            **{f"V{n}": {"allOf": [ref("A")]} for n in range(400)},
            **{
                f"W{n}": {"allOf": [ref("A")], "properties": {f"w{n}": {}}}
                for n in range(1_500)
            },
        )
    ),
    odd=Attack(
        schemas(
            A={"oneOf": [ref("B")], "discriminator": {"propertyName": 5}},
            B={"discriminator": {"mapping": []}, "oneOf": [ref("A"), {"type": "null"}]},
            C={"discriminator": {"propertyName": "", "mapping": {"": "", "a": "#/"}}},
            D={"discriminator": "x"},
        )
    ),
)
add(
    "56",
    itself=Attack(schemas(A={"properties": {"a": ref("A")}, "required": ["a"]})),
    mutual=Attack(
        schemas(
            A={"properties": {"b": ref("B")}, "required": ["b"]},
            B={"properties": {"a": ref("A")}, "required": ["a"]},
        )
    ),
    items=Attack(schemas(A={"type": "array", "minItems": 1, "items": ref("A")})),
    ring=Attack(
        schemas(
            **{
                f"S{n}": {
                    "properties": {"a": ref(f"S{(n + 1) % 2_000}")},
                    "required": ["a"],
                }
                for n in range(2_000)
            }
        )
    ),
    included=Attack(
        schemas(
            S0={
                "allOf": [ref("S1")] * 100,
                "type": "object",
                "unevaluatedProperties": False,
                "properties": {"x": {"type": "string"}},
                "required": ["x"],
            },
            **{f"S{n}": {"allOf": [ref(f"S{n + 1}")] * 100} for n in range(1, 6)},
            S6={
                "type": "object",
                "properties": {f"y{n}": {"type": "string"} for n in range(20)},
                "required": [f"y{n}" for n in range(20)],
            },
        )
    ),
    impossible=Attack(
        schemas(
            A={"allOf": [{"type": "string"}, {"type": "object"}], "not": {}},
            B=False,
            C={"enum": []},
            D={"type": "array", "items": False, "minItems": 3},
            E={"required": ["x"], "additionalProperties": False},
        )
    ),
)


def _default(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": [value]}
    return value


def _unions(levels: int) -> Any:
    schema: Any = {"type": "string"}
    for level in range(levels):
        schema = {"oneOf": [schema, {"properties": {f"p{level}": {}}}]}
    return schema


add(
    "57",
    unions_500=Attack(
        nested(500, '{"oneOf": [{"type": "string"}, ', "]}"), code="limit-exceeded"
    ),
    unions=Attack(schemas(A=_unions(90))),
    any_of_500=Attack(nested(500, '{"anyOf": [', "]}"), code="limit-exceeded"),
    default_300=Attack(
        schemas(A={"default": 0, "example": 0}) | {"x-d": _default(150)},
        code="limit-exceeded",
    ),
    default=Attack(
        schemas(A={"default": _default(90), "example": _default(90)}),
    ),
    literals=Attack(
        schemas(A={"properties": {"e": {"enum": [f"v{n}" for n in range(50_000)]}}})
    ),
    const=Attack(schemas(A={"const": list(range(50_000))})),
    const_object=Attack(schemas(A={"enum": [{"a": n} for n in range(20_000)]})),
)

# 58 needs a server; see the test of fetching.

# 59 to 64: ambiguity.

_JSON = '"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1"}, "paths": {}'
add(
    "59",
    yaml=Attack(text(PATHS + PATHS), code="duplicate-key"),
    yaml_flow=Attack(text(PATHS + "x-a: {a: 1, 'a': 2}\n"), code="duplicate-key"),
    yaml_forms=Attack(text(PATHS + "x-a: {200: 1, '200': 2}\n"), code="duplicate-key"),
    yaml_explicit=Attack(text(PATHS + "? paths\n: {}\n"), code="duplicate-key"),
    json=Attack("{" + _JSON + ', "paths": {}}', "api.json", code="duplicate-key"),
    json_escaped=Attack(
        "{" + _JSON + ', "p\\u0061ths": {}}', "api.json", code="duplicate-key"
    ),
    json_deep=Attack(
        "{" + _JSON + ', "x": [{"a": {"b": 1, "b": 2}}]}',
        "api.json",
        code="duplicate-key",
    ),
    json_many=Attack(
        "{" + _JSON + ', "x": {' + '"a": 1, ' * 200_000 + '"b": 2}}',
        "api.json",
        code="duplicate-key",
    ),
    yaml_many=Attack(text(PATHS + "x:\n" + "  a: 1\n" * 200_000), code="duplicate-key"),
)
add(
    "60",
    **{
        f"tag_{n}": Attack(text(PATHS + f"x-a: {value}\n"), code="unknown-tag")
        for n, value in enumerate(
            (
                "!!python/object/apply:os.system ['touch CANARY']",
                "!!python/object/new:os.system ['touch CANARY']",
                "!!python/name:os.system ''",
                "!!python/module:os ''",
                "!!python/tuple [1, 2]",
                "!!binary aGVsbG8=",
                "!!set {a, b}",
                "!!omap [a: 1]",
                "!!pairs [a: 1]",
                "!!timestamp 2001-01-01",
                "!include /etc/passwd",
                "!ENV ${HOME}",
                "!<tag:evil.example,2000:x> {a: b}",
            )
        )
    },
    everywhere=Attack(
        "%TAG ! tag:evil.example,2000:\n---\n!x\n"
        + "openapi: !y 3.1.0\n!k info: !z {title: !!str 5, version: !!float '1'}\n"
        + "!!python/name:os.system paths: !!map {}\n"
    ),
    many=Attack(
        text(PATHS + "x-a:\n" + "".join(f"  - !t{n} a\n" for n in range(50_000)))
    ),
)
add(
    "61",
    names=Attack(
        text(
            "paths:\n  /a:\n    get:\n      operationId: NO\n"
            "      parameters:\n"
            "        - {name: on, in: query, schema: {type: string}}\n"
            "        - {name: 0o17, in: query, schema: {enum: [NO, off, 017, 1:30]}}\n"
            "        - {name: 2001-01-01, in: query, schema: {default: 2001-01-01}}\n"
            "        - {name: '<<', in: query, schema: {type: string}}\n"
            "        - {name: =, in: header, schema: {type: string}}\n"
            "        - {name: ~, in: query, schema: {type: string}}\n"
            "        - {name: null, in: query, schema: {type: string}}\n"
            "        - {name: .nan, in: cookie, schema: {type: string}}\n"
            "      responses: {200: {description: OK}, 2XX: {description: yes}}\n"
            "components:\n  schemas:\n"
            "    NO: {properties: {on: {}, off: {}, y: {}, =: {}, 1: {}, 1.5: {}}}\n"
            "    0x10: {enum: [0x10, 0o7, 07, 1e3, 1_0, 190:20:30, 2001-01-01]}\n"
            "    ~: {type: string}\n    true: {type: boolean}\n"
            "    '<<': {type: object, properties: {'<<': {type: string}}}\n"
        )
    ),
    merges=Attack(text(PATHS + "x-a: {<<: 1}\nx-b: {<<: [1]}\nx-c: {<<: {a: 1}}\n")),
)
add(
    "62",
    null=Attack("null\n", code="not-a-mapping"),
    nothing=Attack("---\n...\n"),
    list=Attack("- openapi: 3.1.0\n", code="not-a-mapping"),
    text=Attack("openapi\n", code="not-a-mapping"),
    several=Attack(text(PATHS) + "---\n" + text(PATHS), code="several-documents"),
    many_documents=Attack("---\n" * 200_000),
    tabs=Attack(text("paths:\n\t/a: {}\n"), code="syntax-error"),
    list_key=Attack(text(PATHS + "x-a: {[1]: 2}\n"), code="syntax-error"),
    map_key=Attack(text(PATHS + "x-a: {{a: b}: 2}\n"), code="syntax-error"),
    other_keys=Attack(
        text(
            "paths: {1: {get: {}}, 1.5: {}, true: {}, ~: {}, /a: {200: {}, get: {}}}\n"
        )
    ),
    paths_list=Attack(api(paths=[{"/a": {}}]), code="wrong-type"),
    paths_null=Attack(api(paths=None)),
    paths_text=Attack(api(paths="/a"), code="wrong-type"),
    info_list=Attack(api(info=[]), code="wrong-type"),
    info_null=Attack(api(info=None)),
    no_info=Attack({"openapi": "3.1.0", "paths": {}}),
    only_version=Attack({"openapi": "3.1.0"}),
    components_list=Attack(api(components=[1, 2]), code="wrong-type"),
    utf16=Attack(text(PATHS).encode("utf-16")),
    utf16_bare=Attack(text(PATHS).encode("utf-16-le")),
    utf32=Attack(text(PATHS).encode("utf-32")),
    utf32_bare=Attack(text(PATHS).encode("utf-32-be")),
    utf16_json=Attack(json.dumps(api()).encode("utf-16-be"), name="api.json"),
    utf16_broken=Attack(text(PATHS).encode("utf-16") + b"\x00"),
    utf8_broken=Attack(
        text(PATHS).encode() + b"x: \xc3\x28\xed\xa0\x80", code="not-text"
    ),
    binary=Attack(bytes(range(256)) * 100, code="not-text"),
    zeros=Attack(b"\x00" * 100_000),
    zeros_after=Attack(text(PATHS).encode() + b"\x00" * 100, code="not-text"),
    compressed=Attack(b"\x1f\x8b\x08\x00" + b"\x99" * 1_000, code="not-text"),
    spaces=Attack(b" " * 5_000_000),
    directive=Attack("%YAML 9.9\n---\n" + text(PATHS)),
    anchors=Attack("&" + "a" * 1_000_000 + " openapi: 3.1.0\n"),
    carriage_returns=Attack(text(PATHS).replace("\n", "\r")),
)
add(
    "63",
    nan=Attack("{" + _JSON + ', "x": NaN}', "api.json", code="syntax-error"),
    infinity=Attack("{" + _JSON + ', "x": -Infinity}', "api.json", code="syntax-error"),
    surrogate=Attack(
        json.dumps(schemas(A={"title": "\ud800", "enum": ["\udfff", "a"]})),
        "api.json",
        code="lone-surrogate",
    ),
    surrogate_names=Attack(
        json.dumps(schemas(**{"\ud800": {"properties": {"\udc00": {}}}})),
        "api.json",
        code="lone-surrogate",
    ),
    surrogate_yaml=Attack(text(PATHS + 'x-a: "\\ud800"\n')),
    nul=Attack(json.dumps(schemas(**{"a\0b": {"enum": ["\0"]}})), "api.json"),
    trailing=Attack("{" + _JSON + "} trailing", "api.json", code="syntax-error"),
    twice=Attack("{" + _JSON + "}{}", "api.json", code="syntax-error"),
    comment=Attack("{// no\n" + _JSON + "}", "api.json", code="syntax-error"),
    comma=Attack("{" + _JSON + ",}", "api.json", code="syntax-error"),
    quotes=Attack("{'openapi': '3.1.0'}", "api.json", code="syntax-error"),
    control=Attack('{"openapi": "3.1.0\n"}', "api.json", code="syntax-error"),
    open_string=Attack('{"' + "a" * 5_000_000, "api.json", code="syntax-error"),
    yaml_named_json=Attack(text(PATHS), "api.json", code="syntax-error"),
)
add(
    "64",
    number=Attack(text(PATHS).replace("3.1.0", "3.0")),
    number_one=Attack(text(PATHS).replace("3.1.0", "3.1")),
    integer=Attack(text(PATHS).replace("3.1.0", "3"), code="unsupported-version"),
    four=Attack(text(PATHS).replace("3.1.0", "4.0.0"), code="unsupported-version"),
    both=Attack(text(PATHS + "swagger: '2.0'\n"), code="unsupported-version"),
    line=Attack(text(PATHS).replace("3.1.0", "'3.1.0\\n'"), code="unsupported-version"),
    digits=Attack(
        text(PATHS).replace("3.1.0", "\u0663.1.0"), code="unsupported-version"
    ),
    long=Attack(text(PATHS).replace("3.1.0", "3.1." + "9" * 100_000)),
    list=Attack(text(PATHS).replace("3.1.0", "[3, 1]"), code="unsupported-version"),
    null=Attack(text(PATHS).replace("3.1.0", "null"), code="unsupported-version"),
    swagger_number=Attack("swagger: 2.0\ninfo: {title: A, version: 1}\npaths: {}\n"),
    escape=Attack(
        text(PATHS).replace("3.1.0", '"\\e[2J\\u202e"'), code="unsupported-version"
    ),
)


def hostile_text(name: str) -> dict[str, Any]:
    """A text in every place of a document that a name or a text may have."""
    document = schemas(
        **{name: {"title": name, "properties": {name: {"enum": [name]}}}}
    )
    document["info"] = {"title": name, "version": name, "description": name}
    operation = document["paths"]["/a"]["post"]
    operation |= {
        "operationId": name,
        "tags": [name],
        "security": [{name: [name]}],
        "parameters": [
            {"name": name, "in": place, "schema": {"default": name}}
            for place in ("query", "header", "cookie", "path")
        ],
    }
    document["paths"]["/" + name] = {"get": {"responses": {name: {}, "200": {}}}}
    document["servers"] = [{"url": name, "description": name}]
    document[name] = name
    document["components"]["schemas"]["R"] = {"$ref": "#/" + name, name: name}
    return document


add(
    "65",
    **{
        f"text_{n}": Attack(hostile_text(found))
        for n, found in enumerate(
            (
                "\x1b[2J\x1b]8;;http://x\x07",
                "a\r\nb\rc\nd",
                "\u202egnp.exe\u2066",
                "\x9b1m\x85\u2028\u2029\x7f",
                "\x00",
                "../../x",
                "'\"\\",
                "\U000e0041\u200b\ufeff",
            )
        )
    },
)


def _overlay(*actions: Any) -> dict[str, str | bytes]:
    overlay = {"overlay": "1.1.0", "info": {"title": "O", "version": "1"}}
    return {"api.overlay.yml": json.dumps({**overlay, "actions": list(actions)})}


def _overlaid(*actions: Any) -> Attack:
    wide = schemas(
        A={"properties": {f"p{n}": {"type": "string"} for n in range(3_000)}}
    )
    return Attack(wide, files=_overlay(*actions))


_EVERY = "$..*"
add(
    "67",
    doubling=_overlaid(*[{"target": "$.info", "copy": "$"}] * 60),
    doubling_paths=_overlaid(
        *[{"target": "$.paths", "copy": "$.components"}] * 30,
        *[{"target": "$.components", "copy": "$.paths"}] * 30,
    ),
    updating=_overlaid(*[{"target": _EVERY, "update": {"a": {"b": {}}}}] * 20),
    growing=_overlaid(*[{"target": "$..*", "update": {"x-a": "b" * 1_000}}] * 50),
    filters=_overlaid({"target": "$..[?@..[?@..[?@.a]]]", "remove": True}),
    filters_wide=_overlaid(
        {
            "target": "$.components.schemas.A.properties[?count($..*) > 1]",
            "remove": True,
        }
    ),
    filters_queries=_overlaid({"target": "$..[?count($..*) > 1]", "remove": True}),
    filters_equal=_overlaid({"target": "$..[?$..a == $..b]", "remove": True}),
    filters_deep=_overlaid({"target": "$[?" + "(" * 1_000 + "@.a" + ")" * 1_000 + "]"}),
    negations=_overlaid({"target": "$[?" + "!" * 3_000 + "@.a]", "remove": True}),
    descents=_overlaid({"target": "$" + "..*" * 50, "remove": True}),
    selectors=_overlaid({"target": "$..[" + "*," * 1_000 + "*]", "remove": True}),
    many_selectors=_overlaid({"target": "$" + "[*,*,*,*]" * 20, "remove": True}),
    slices=_overlaid({"target": "$..[0:999999999:1]", "remove": True}),
    slices_big=_overlaid({"target": "$..[" + "9" * 3_000 + ":]", "remove": True}),
    expressions=_overlaid({"target": "$..[?match(@, '(a+)+$')]", "remove": True}),
    expressions_like=_overlaid({"target": "$..[?@ =~ /(a+)+$/]", "remove": True}),
    many_actions=_overlaid(*[{"target": "$..nope", "remove": True}] * 5_000),
    root=_overlaid({"target": "$", "remove": True}),
    root_text=_overlaid({"target": "$", "update": "x"}),
    deepening=_overlaid(
        *[{"target": "$.info", "update": {"x-d": _default(60)}}],
        *[{"target": "$..a", "update": [_default(60)]}] * 4,
    ),
    deepening_copy=_overlaid(*[{"target": "$.info", "copy": "$.info"}] * 300),
    odd=_overlaid({"target": 5}, {"update": 1}, [], None, {"target": "$["}),
    extends=lambda to: Attack(
        api(),
        files={
            "api.overlay.yml": json.dumps(
                {
                    "overlay": "1.0.0",
                    "extends": f"http://127.0.0.1:{to.port}/x",
                    "info": {"title": "O", "version": "1"},
                    "actions": [
                        {
                            "target": "$.info",
                            "update": {"description": {"$ref": f"../{to.secret.name}"}},
                        }
                    ],
                }
            )
        },
    ),
    aliases=Attack(api(), files={"api.overlay.yml": _aliases(12, "[{}]")}),
)


# 71 to 74: texts that tools read, composition, mappings, and names of files.


def described(words: str) -> dict[str, Any]:
    """A text in every place of a document that has a text for people."""
    member = {
        "type": "object",
        "title": words,
        "description": words,
        "deprecated": True,
        "properties": {
            "a": {"type": "string", "description": words, "title": words},
            "b": {
                "enum": ["x", "y"],
                "description": words,
                "x-enum-descriptions": [words, words],
                "default": "x",
            },
            "c": {"type": "integer", "enum": [1, 2], "x-enum-varnames": ["A", "B"]},
        },
        "example": {"a": words},
    }
    operation = {
        "operationId": "a",
        "tags": ["a"],
        "summary": words,
        "description": words,
        "deprecated": True,
        "externalDocs": {"url": "https://a.example", "description": words},
        "parameters": [
            {
                "name": "p",
                "in": "query",
                "description": words,
                "deprecated": True,
                "schema": {"type": "string", "description": words, "default": words},
            }
        ],
        "requestBody": {
            "description": words,
            "content": {"application/json": {"schema": ref("A")}},
        },
        "responses": {
            "200": {
                **reply(ref("A"))["200"],
                "description": words,
                "headers": {"H": {"description": words, "schema": {"type": "string"}}},
            },
            "404": {"description": words},
        },
        "security": [{"k": []}],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": words, "version": words, "description": words},
        "tags": [{"name": "a", "description": words}],
        "servers": [
            {
                "url": "https://{v}.example",
                "description": words,
                "variables": {"v": {"default": "x", "description": words}},
            }
        ],
        "paths": {"/a": {"summary": words, "description": words, "post": operation}},
        "webhooks": {"w": {"post": operation | {"operationId": "w"}}},
        "components": {
            "schemas": {"A": member, "B": {"type": "string", "description": words}},
            "securitySchemes": {
                "k": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "K",
                    "description": words,
                }
            },
        },
    }


_RUNS = "open('canary', 'w')"
add(
    "71",
    **{
        f"doctest_{n}": Attack(described(words))
        for n, words in enumerate(
            (
                f">>> {_RUNS}",
                f"Text.\n\n>>> {_RUNS}\n... # doctest: +ELLIPSIS\n...\n",
                f"Text\n    >>> {_RUNS}\n\t>>> {_RUNS}\n \t >>> {_RUNS}",
                f"```python\n>>> {_RUNS}\n```\n- >>> {_RUNS}\n> >>> {_RUNS}",
                f"{'a' * 70} >>> {_RUNS} {'b' * 76} >>> {_RUNS}",
                f"\u200b>>> {_RUNS}\n\u3000>>> {_RUNS}\r>>> {_RUNS}\x0b>>> {_RUNS}",
                f">>>{_RUNS}\n>>>\n>>>\t{_RUNS}\n\u202e>>> {_RUNS}\n>\x00>> {_RUNS}",
                f'"""\n>>> {_RUNS}\n"""\\\n>>> {_RUNS}',
            )
        )
    },
)


def _family(number: int, depth: int, *, tagged: bool) -> dict[str, Any]:
    """Parents whose unions list the children that include them, on several levels."""
    found: dict[str, Any] = {}
    for level in range(depth):
        children = [f"S{level + 1}_{n}" for n in range(number)]
        for n in range(number if level else 1):
            schema: dict[str, Any] = {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string"}, f"p{level}_{n}": {}},
                "oneOf": [ref(each) for each in children],
            }
            if tagged:
                schema["discriminator"] = {"propertyName": "kind"}
            if level:
                schema["allOf"] = [ref(f"S{level - 1}_0")]
            found[f"S{level}_{n}"] = schema
    for n in range(number):
        found[f"S{depth}_{n}"] = {
            "allOf": [ref(f"S{depth - 1}_0")],
            "properties": {f"q{n}": {"type": "string"}},
        }
    return schemas(**found)


def _everything(number: int, keyword: str) -> dict[str, Any]:
    """Schemas that all list each other."""
    names = [ref(f"S{n}") for n in range(number)]
    return schemas(
        **{
            f"S{n}": {"type": "object", "properties": {f"p{n}": {}}, keyword: names}
            for n in range(number)
        }
    )


def _subsets(number: int, *, through: str) -> dict[str, Any]:
    """A small document in which the sets of schemas that a value must satisfy are
    exponentially many: an automaton that guesses the n-th letter from the end.
    """

    def both(*targets: int) -> dict[str, Any]:
        members = [ref(f"S{target}") for target in targets]
        schema = {"allOf": members} if len(members) > 1 else members[0]
        return {"type": "array", "items": schema} if through == "items" else schema

    found: dict[str, Any] = {}
    for n in range(number):
        after = min(n + 1, number - 1)
        found[f"S{n}"] = {
            "type": "object",
            "properties": {
                "a": both(0, 1) if n == 0 else both(after),
                "b": both(0) if n == 0 else both(after),
                f"p{n}": {"type": "string"},
            },
        }
    return schemas(**found)


def _refined(levels: int) -> dict[str, Any]:
    """A schema that refines itself in its property, again and again."""
    inner: dict[str, Any] = {"properties": {"end": {"type": "string"}}}
    for n in range(levels):
        more = {"properties": {"next": inner, f"p{n}": {"type": "string"}}}
        inner = {"allOf": [ref("A"), more]}
    return schemas(A={"type": "object", "properties": {"next": inner}})


add(
    "72",
    parent_lists_children=Attack(_family(8, 1, tagged=False)),
    parent_lists_children_tagged=Attack(_family(8, 1, tagged=True)),
    generations=Attack(_family(4, 3, tagged=False)),
    generations_tagged=Attack(_family(4, 3, tagged=True)),
    each_other_one_of=Attack(_everything(25, "oneOf")),
    each_other_any_of=Attack(_everything(25, "anyOf")),
    each_other_all_of=Attack(_everything(25, "allOf")),
    refined=Attack(_refined(1)),
    refined_often=Attack(_refined(15)),
    subsets=Attack(_subsets(16, through="property")),
    subsets_more=Attack(_subsets(40, through="property")),
    subsets_items=Attack(_subsets(30, through="items")),
    union_of_itself=_loop({"oneOf": [ref("A"), {"type": "string"}]}),
    union_of_itself_beside=_loop(
        {
            "properties": {"a": ref("A")},
            "anyOf": [ref("A"), ref("B")],
            "allOf": [ref("B")],
        }
    ),
    union_of_refinements=Attack(
        schemas(
            A={
                "oneOf": [
                    {"allOf": [ref("A"), {"properties": {f"p{n}": {"type": "string"}}}]}
                    for n in range(10)
                ]
            }
        )
    ),
    products_that_recur=Attack(
        schemas(
            **{
                f"S{n}": {
                    "properties": {
                        "x": {"allOf": [ref(f"S{(n + k) % 12}") for k in (1, 2, 5)]}
                    },
                    "oneOf": [ref(f"S{(n + 3) % 12}"), {"required": [f"r{n}"]}],
                }
                for n in range(12)
            }
        )
    ),
    conditions=Attack(
        schemas(
            A={
                "if": ref("A"),
                "then": {"allOf": [ref("A"), {"properties": {"a": ref("A")}}]},
                "else": {"oneOf": [ref("A"), ref("B")]},
                "dependentSchemas": {"x": ref("B"), "y": {"allOf": [ref("A")]}},
            },
            B={"allOf": [ref("A")], "not": ref("B")},
        )
    ),
)


def _mapped(mapping: Any, *, keyword: str = "oneOf", **more: Any) -> dict[str, Any]:
    union = {
        keyword: [ref("B"), ref("C")],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
        **more,
    }
    member = {"type": "object", "properties": {"kind": {"type": "string"}}}
    return schemas(
        A=union,
        B=member,
        C={**member, "required": ["kind"]},
        U={"oneOf": [ref("B"), ref("A")]},
        N={"type": "integer"},
        Loop=ref("Loop"),
    ) | {"x-a": {"type": "object"}}


_PLACE = "#/components/schemas/"
add(
    "73",
    **{
        f"mapping_{n}": Attack(_mapped({"a": target, "b": f"{_PLACE}B", "c": "C"}))
        for n, target in enumerate(
            (
                *("#/info", "#/components", "#/paths/~1a", "#/x-a", "#", "", " "),
                *(f"{_PLACE}Nope", f"{_PLACE}N", f"{_PLACE}U", f"{_PLACE}A", "A", "U"),
                *(f"{_PLACE}Loop", f"{_PLACE}B/properties/kind", f"{_PLACE}B/type"),
                *(
                    "#/components/responses/B",
                    "b.yml",
                    "../secret.yml",
                    "a b",
                    "..",
                    "/",
                ),
                *("http://a.example/x", "urn:x", "\x00", "x" * 100_000, "%", "#%"),
            )
        )
    },
    values=Attack(_mapped({"a": 5, "b": None, "c": [], "": "B", "d": {"$ref": "#"}})),
    list=Attack(_mapped(["B", "C"])),
    text=Attack(_mapped("B")),
    itself=Attack(_mapped({"a": f"{_PLACE}A", "A": "A"})),
    itself_any_of=Attack(_mapped({"a": "A", "u": "U"}, keyword="anyOf")),
    only_unions=Attack(
        schemas(
            **{
                f"S{n}": {
                    "oneOf": [ref(f"S{(n + 1) % 6}"), ref(f"S{(n + 2) % 6}")],
                    "discriminator": {
                        "propertyName": "k",
                        "mapping": {str(m): f"S{m}" for m in range(6)},
                    },
                }
                for n in range(6)
            }
        )
    ),
    parent=Attack(
        schemas(
            P={
                "type": "object",
                "required": ["k"],
                "properties": {"k": {"type": "string"}},
                "discriminator": {
                    "propertyName": "k",
                    "mapping": {"p": "P", "q": f"{_PLACE}Q", "n": f"{_PLACE}Nope"},
                },
            },
            Q={"allOf": [ref("P")], "discriminator": {"propertyName": "k"}},
        )
    ),
    many=Attack(_mapped({f"m{n}": f"{_PLACE}B" for n in range(20_000)})),
)

_DEVICES = (
    *("con", "PRN", "Aux", "nul", "CONIN$", "conout$", "clock$"),
    *("com1", "LPT9", "com\u00b9", "con.txt", "nul ", "aux.", "con:", "NUL.py.py"),
)
_MENTIONS = (
    "@octocat, (@octocat/team) [@octocat](https://a.example/) #1 GH-2 octocat/a#3"
)


def _named(name: str) -> dict[str, Any]:
    document = hostile_text(name)
    document["components"]["securitySchemes"] = {
        name: {"type": "apiKey", "in": "header", "name": "X-Key"}
    }
    document["webhooks"] = {name: {"post": {"responses": OK}}}
    return document


add(
    "74",
    **{f"device_{n}": Attack(_named(name)) for n, name in enumerate(_DEVICES)},
    **{
        f"project_{n}": Attack(api(), options=("--name", name))
        for n, name in enumerate(_DEVICES)
    },
    **{
        f"key_{n}": Attack(
            api(
                security=[{"k": []}],
                components={
                    "securitySchemes": {
                        "k": {"type": "apiKey", "in": "header", "name": name}
                    }
                },
            )
        )
        for n, name in enumerate(
            (
                "X Key",
                "X:Key",
                "X-Key\r\nY: z",
                "\x00",
                "",
                " ",
                "Schl\u00fcssel",
                "(",
                '"',
            )
        )
    },
    mentions=Attack(described(_MENTIONS)),
    mentions_of_names=Attack(hostile_text(_MENTIONS)),
    markup=Attack(
        described("<!-- x --><img src=x>[a](javascript:x) ![](x) </sub> &lt;")
    ),
)


# 1 to 40 and 66: texts that would be code, and names.

_CANARY = "__import__('pathlib').Path('canary').touch()"
_ENDS = (
    *("'", '"', '"""', "'''", "\\", "\n", "\r", "\r\n", "\0", "\u2028", "\x85", ")"),
    *("]}", "#", "*/", "%>", "{{7*7}}", "{% raw %}", "${x}", "{x}", "%s", "x\\"),
)
_PAYLOADS = (
    *_ENDS,
    *(f"{end}+{_CANARY}+{end}" for end in ("'", '"', '"""', "'''")),
    *(
        f"a{end}\n{_CANARY}\n"
        for end in ('"""', "\\", "\r", "# type: ignore", ")", "]")
    ),
    '"\n[project.scripts]\nx = "os:system"\n',
    "</title><script>fetch('http://127.0.0.1/')</script>",
    "`touch canary` $(touch canary) ; touch canary | touch canary",
)


def _structured(words: str) -> dict[str, Any]:
    """A text in places with a form: media types, statuses, servers, values, patterns."""
    document = schemas(
        A={
            "type": "object",
            "required": [words],
            "properties": {
                words: {"const": words},
                "d": {"type": "string", "default": words, "format": words},
                "p": {"type": "string", "pattern": words, "examples": [words]},
                "e": {"enum": [words, 1, None, [words]], "x-enum-varnames": [words]},
                "x": {"xml": {"name": words}, "$comment": words, f"x-{words}": words},
                "o": {"default": {words: [words, float("1e300"), -0.0, 10**40]}},
            },
            "discriminator": {"propertyName": words, "mapping": {words: words}},
        }
    )
    operation = document["paths"]["/a"]["post"]
    file = {"type": "string", "contentMediaType": "image/" + words}
    operation["requestBody"]["content"] |= {
        words: {"schema": {"type": "string"}},
        "image/*;" + words: {"schema": file},
        "multipart/form-data": {
            "schema": {"properties": {"file": file, words: {"type": "string"}}},
            "encoding": {words: {"contentType": "application/json;" + words}},
        },
    }
    operation["responses"] |= {
        words: {"description": words},
        "2XX": {"description": ""},
    }
    operation["responses"]["200"]["content"][words] = {"schema": ref("A")}
    operation["responses"]["200"]["headers"] = {words: {"schema": {"type": "string"}}}
    operation["x-pagination"] = {"type": words, "items": words, "next": words}
    operation["callbacks"] = {words: {words: {"post": {"responses": OK}}}}
    document["components"]["securitySchemes"] = {
        words: {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {"tokenUrl": words, "scopes": {words: words}}
            },
        },
        "k": {"type": "apiKey", "in": "query", "name": words},
        "h": {"type": "http", "scheme": words},
    }
    document["security"] = [{words: [words]}, {"k": []}, {"h": []}]
    document["servers"] = [
        {
            "url": "https://{v}.example/" + words,
            "variables": {"v": {"default": words, "enum": [words]}},
        }
    ]
    return document


for _n, _payload in enumerate(_PAYLOADS):
    add(
        "01",
        **{
            f"text_{_n}": Attack(described(_payload)),
            f"name_{_n}": Attack(hostile_text(_payload)),
            f"structure_{_n}": Attack(_structured(_payload)),
        },
    )

add(
    "26",
    **{
        f"file_{n}": Attack(api(), name=name)
        for n, name in enumerate(
            (
                *(
                    "'.yml",
                    '".yml',
                    "a\nb.yml",
                    "\u202egpj.yml",
                    "{{7*7}}.yml",
                    "%s.yml",
                ),
                *(
                    "#.yml",
                    "$(touch canary).yml",
                    "a b.yml",
                    "\\.yml",
                    "con.yml",
                    "*.yml",
                ),
                *(
                    "x" * 240 + ".yml",
                    "\x1b[2J.yml",
                    "a.yml/../b.yml",
                    "\u540d.yml",
                    ".yml",
                ),
            )
        )
    },
)

_LONG = "n" * 10_000
_IDENTIFIERS = {
    "29": ("../../evil", "/etc/x", "a/b", "..", ".", "con", "NUL.py", "C:\\x", "~"),
    "30": ("Foo", "foo", "FOO", "fOO", "Foo_", "foo_1", "Foo1", "F-o-o"),
    "31": (
        "\ufb01le",
        "file",
        "\uff44\uff45\uff46",
        "\u212a",
        "k",
        "\u017f",
        "s",
        "\u0131",
    ),
    "32": ("n" * 300, _LONG, _LONG + "a", f"{_LONG}-b", "N" * 10_000, "a-" * 5_000),
    "33": (
        "\U0001f600",
        "\u540d\u524d",
        "\u05d0\u05d1",
        "-",
        "_",
        "__",
        "",
        " ",
        "\u0301",
    ),
    "34": (
        *("list", "dict", "str", "Any", "Client", "Model", "models", "_core", "client"),
        *("__init__", "__all__", "resources", "None", "print", "type", "APIError"),
    ),
    "35": ("__x", "_A__x", "__class__", "__slots__", "self", "model_config", "_x", "x"),
    "36": ("A", "APost", "PostA", "A_a", "AResponse", "AInput", "AForm", "S0_a"),
    "37": ("getThing", "get_thing", "get-thing", "GetThing", "import", "def", "class"),
    "38": ("self", "options", "body", "client", "timeout", "kwargs", "cls", "args"),
    "39": ("a", "A", "a.", "../x", "a/b", "a_b", "a b", "close", "with_options"),
}


def _named_all(names: tuple[str, ...]) -> dict[str, Any]:
    """Each of the names wherever an identifier is made of one, all in one document."""
    document = schemas(
        **{
            name: {
                "type": "object",
                "title": name,
                "properties": {
                    each: {"type": "object", "properties": {each: {"enum": [each]}}}
                    for each in names
                },
            }
            for name in names
        }
    )
    document["tags"] = [{"name": name, "description": name} for name in names]
    document["paths"] = {
        f"/{n}/{{id}}": {
            "post": {
                "operationId": name,
                "tags": [name],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {}},
                    *(
                        {"name": each, "in": place, "schema": {"type": "string"}}
                        for each in names
                        for place in ("query", "header", "cookie")
                    ),
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": _pointer(name)}}
                    }
                },
                "responses": reply({"$ref": _pointer(name)}),
            }
        }
        for n, name in enumerate(names)
    }
    document["components"]["securitySchemes"] = {
        name: {"type": "http", "scheme": "bearer"} for name in names
    }
    document["security"] = [{name: []} for name in names]
    return document


def _pointer(name: str) -> str:
    return _PLACE + name.replace("~", "~0").replace("/", "~1")


for _group, _names in _IDENTIFIERS.items():
    add(
        _group,
        together=Attack(_named_all(_names)),
        **{f"name_{n}": Attack(hostile_text(name)) for n, name in enumerate(_names)},
    )

add(
    "66",
    **{
        f"title_{n}": Attack({**api(), "info": {"title": title, "version": title}})
        for n, title in enumerate(
            (
                *('"""', "'''", "]\n[tool.x]\n", "requests", "pip", "os", "numpy API"),
                *(
                    "# a\n- b",
                    "<script>",
                    "=" * 50,
                    "1.0\n2.0",
                    "v1!2.0+x.y",
                    "1.0.post1",
                ),
                *("9" * 5_000, "1." * 2_000, "\u0661.\u0662", "0.0.0-alpha..1", "../1"),
            )
        )
    },
    names=Attack(api(), options=("--name", "requests")),
    name_path=Attack(api(), options=("--name", "../x")),
    name_option=Attack(api(), options=("--name", "-r /etc/passwd")),
)


def _paged(**extension: Any) -> dict[str, Any]:
    """An operation whose pages are declared with a hostile text in one place."""
    words = next(iter(extension.values()))
    page = {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": {"properties": {words: {}}}},
            words: {"type": ["string", "boolean"]},
        },
    }
    operation = {
        "operationId": "a",
        "x-pagination": {
            "type": "cursor",
            "parameter": words,
            "next": "/data",
            **extension,
        },
        "parameters": [{"name": words, "in": "query", "schema": {}}],
        "requestBody": {"content": {"application/json": {"schema": page}}},
        "responses": reply(page),
    }
    return {**api(), "paths": {"/a": {"post": operation}}}


def _unwrapped(name: str) -> dict[str, Any]:
    """An operation that returns a value with a hostile name."""
    envelope = {"type": "object", "properties": {name: {"type": "string"}}}
    operation = {"operationId": "a", "x-unwrap": name, "responses": reply(envelope)}
    return {**api(), "paths": {"/a": {"get": operation}}}


def _events(item: Any, **found: Any) -> dict[str, Any]:
    """A stream of events with JSON as their data."""
    content = {"text/event-stream": {"itemSchema": item}}
    responses = {"200": {"description": "OK", "content": content}}
    document = api(version="3.2.0", components={"schemas": found})
    document["paths"]["/a"]["get"]["responses"] = responses
    return document


def _encoded(schema: Any) -> dict[str, Any]:
    media_type = {"contentMediaType": "application/json", "contentSchema": schema}
    return {"properties": {"data": {"type": "string", **media_type}}}


def _event_diamond(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"S{n}": {"allOf": [ref(f"S{n + 1}"), ref(f"S{n + 1}")]} for n in range(levels)
    }
    found[f"S{levels}"] = {"properties": {"data": {"type": "string"}}}
    return _events({"allOf": [ref("S0")], **_encoded({"type": "integer"})}, **found)


_PAYLOAD = "'\"\\\n{{7*7}}~1/\x00$(touch CANARY)"

add(
    "79",
    **{
        f"paging_{name}": Attack(_paged(**{name: _PAYLOAD}))
        for name in ("items", "next", "more", "parameter", "next_header", "in", "x y")
    },
    unwrapped=Attack(_unwrapped(_PAYLOAD)),
    events_in_themselves=Attack(
        _events(ref("A"), A={"allOf": [ref("A")], **_encoded(ref("A"))})
    ),
    content_of_content=Attack(
        _events(
            {"properties": {"data": ref("A")}},
            A=_encoded(ref("A"))["properties"]["data"],
        )
    ),
    event_diamond=Attack(_event_diamond(30)),
    event_chain=Attack(_event_diamond(3_000)),
    many_events=Attack(
        _events(
            {
                "properties": {"data": {"type": "string"}},
                "oneOf": [_encoded({"const": n}) for n in range(40)] + [{}] * 40,
            }
        )
    ),
)


# 77: files that doctor is told to write to.


def _target(content: str | bytes) -> Attack:
    """A document with a fault, and something hostile where its repairs are to go."""
    document = described("x")
    document["paths"]["/a"]["post"]["deprecated"] = "yes"
    options = ("--write-overlay", "r.yml", "--force")
    return Attack(document, files={"r.yml": content}, options=options, doctor=True)


def _overlay_text(actions: str, rest: str = "") -> str:
    return (
        f"overlay: 1.1.0\ninfo: {{title: O, version: '1'}}\n{rest}actions: {actions}\n"
    )


add(
    "77",
    aliases=_target(_overlay_text("[]", _aliases(12, "[{}]"))),
    alias_of_actions=_target(
        _overlay_text(
            "*a", "x-a: &a [" + "{target: $.info, update: {a: b}}, " * 5_000 + "]\n"
        )
    ),
    cyclic=_target(_overlay_text("&a [*a]")),
    merged=_target("<<: {overlay: 1.1.0, actions: [{target: $.a}]}\n"),
    deep=_target(_overlay_text("[" * 100_000)),
    deep_update=_target(
        _overlay_text(
            '[{"target": "$.info", "update": ' + "{a: " * 97 + "1" + "}" * 97 + "}]"
        )
    ),
    many=_target(_overlay_text("\n" + "- {target: $.nope, remove: true}\n" * 20_000)),
    many_flow=_target(
        _overlay_text("[" + "{target: $.nope, remove: true},\n" * 20_000 + "]")
    ),
    long_line=lambda _: _target(
        _overlay_text('[{target: $.info, update: {a: "' + "b" * 5_000_000 + '"}}]')
    ),
    comments=_target(
        _overlay_text("\n- {target: $.info, update: {}}\n" + "# c\n" * 500_000)
    ),
    blank=_target(
        _overlay_text("\n- {target: $.info, update: {}}\n" + "\n" * 1_000_000)
    ),
    brackets=_target(_overlay_text("[{target: '$[\"]\"]', remove: true}, ] # ]]]]")),
    block_text=_target(
        _overlay_text("\n- target: $.info\n  description: |\n    #a\n    #b")
    ),
    old_breaks=_target(
        _overlay_text("\n- target: $.info # \x85\u2028\n  update: {}\n")
    ),
    carriage_returns=_target(
        _overlay_text("\n- target: $.info\n  update: {}\n").replace("\n", "\r")
    ),
    several=_target(_overlay_text("[]") + "---\n" + _overlay_text("[]")),
    twice=_target(_overlay_text("[]") + _overlay_text("[]")),
    tagged=_target(_overlay_text("!!python/object/apply:os.system [touch canary]")),
    utf16=_target(_overlay_text("[]").encode("utf-16")),
    binary=_target(b"\x00\xff" * 1_000),
    large=lambda _: _target(b"overlay: 1.0.0\n#" + b"x" * 41_000_000),
    forged=_target(
        "x-gen-client-doctor: sha256:" + "0" * 64 + "\n" + _overlay_text("[]")
    ),
    replacing=_target(_overlay_text("[{target: $.paths, remove: true}]")),
    unusable=_target(_overlay_text("[{target: $.openapi, update: '9.9'}]")),
    growing=_target(_overlay_text("[" + "{target: $.info, copy: $}, " * 60 + "]")),
)
