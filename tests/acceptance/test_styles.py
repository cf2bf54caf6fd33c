"""Parameters on the wire: through a generated client to a real server.

What is expected is typed from the specification's table of style examples (OpenAPI
3.2.0 section 4.12.9; 3.1.1 and 3.0.4 section 4.8.12.4), and what is read back is read
by parsers of the standard library.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest

from tests.loopback import Loopback, RecordedRequest, answer, serving

from .command import gen_client_here

VERSIONS = ["3.0.4", "3.1.1", "3.2.0"]

EMPTY = ""
STRING = "blue"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# Location, style, explode, value, what is sent. A path segment that would be empty or
# a dot is no segment: those two cells of the table are refused, see below.
TABLE: list[tuple[str, str, bool, Any, str]] = [
    ("path", "matrix", False, EMPTY, ";color"),
    ("path", "matrix", False, STRING, ";color=blue"),
    ("path", "matrix", False, ARRAY, ";color=blue,black,brown"),
    ("path", "matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, EMPTY, ";color"),
    ("path", "matrix", True, STRING, ";color=blue"),
    ("path", "matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
    ("path", "matrix", True, OBJECT, ";R=100;G=200;B=150"),
    ("path", "label", False, STRING, ".blue"),
    ("path", "label", False, ARRAY, ".blue,black,brown"),
    ("path", "label", False, OBJECT, ".R,100,G,200,B,150"),
    ("path", "label", True, STRING, ".blue"),
    ("path", "label", True, ARRAY, ".blue.black.brown"),
    ("path", "label", True, OBJECT, ".R=100.G=200.B=150"),
    ("path", "simple", False, STRING, "blue"),
    ("path", "simple", False, ARRAY, "blue,black,brown"),
    ("path", "simple", False, OBJECT, "R,100,G,200,B,150"),
    ("path", "simple", True, STRING, "blue"),
    ("path", "simple", True, ARRAY, "blue,black,brown"),
    ("path", "simple", True, OBJECT, "R=100,G=200,B=150"),
    ("header", "simple", False, EMPTY, ""),
    ("header", "simple", False, STRING, "blue"),
    ("header", "simple", False, ARRAY, "blue,black,brown"),
    ("header", "simple", False, OBJECT, "R,100,G,200,B,150"),
    ("header", "simple", True, EMPTY, ""),
    ("header", "simple", True, STRING, "blue"),
    ("header", "simple", True, ARRAY, "blue,black,brown"),
    ("header", "simple", True, OBJECT, "R=100,G=200,B=150"),
    ("query", "form", False, EMPTY, "color="),
    ("query", "form", False, STRING, "color=blue"),
    ("query", "form", False, ARRAY, "color=blue,black,brown"),
    ("query", "form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("query", "form", True, EMPTY, "color="),
    ("query", "form", True, STRING, "color=blue"),
    ("query", "form", True, ARRAY, "color=blue&color=black&color=brown"),
    ("query", "form", True, OBJECT, "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("cookie", "form", False, EMPTY, "color="),
    ("cookie", "form", False, STRING, "color=blue"),
    ("cookie", "form", False, ARRAY, "color=blue,black,brown"),
    ("cookie", "form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("cookie", "form", True, EMPTY, "color="),
    ("cookie", "form", True, STRING, "color=blue"),
    ("cookie", "cookie", False, EMPTY, "color="),
    ("cookie", "cookie", False, STRING, "color=blue"),
    ("cookie", "cookie", False, ARRAY, "color=blue,black,brown"),
    ("cookie", "cookie", False, OBJECT, "color=R,100,G,200,B,150"),
    ("cookie", "cookie", True, EMPTY, "color="),
    ("cookie", "cookie", True, STRING, "color=blue"),
    ("cookie", "cookie", True, ARRAY, "color=blue; color=black; color=brown"),
    ("cookie", "cookie", True, OBJECT, "R=100; G=200; B=150"),
    # Beyond the table: other primitives, and nothing at all.
    ("path", "simple", False, 100, "100"),
    ("path", "label", False, True, ".true"),
    ("path", "matrix", False, -1.5, ";color=-1.5"),
    ("header", "simple", False, False, "false"),
    ("query", "form", True, 100, "color=100"),
    ("query", "form", True, True, "color=true"),
    ("query", "form", True, 0.5, "color=0.5"),
    ("query", "form", True, [1, 2], "color=1&color=2"),
    ("path", "simple", False, 2.0, "2"),
    ("query", "form", True, [0.5, 3.0], "color=0.5&color=3"),
    ("query", "deepObject", True, {"R": 1.0}, "color%5BR%5D=1"),
    ("query", "form", True, [], ""),
    ("query", "form", False, [], ""),
    ("query", "deepObject", True, {}, ""),
    ("cookie", "form", True, 7, "color=7"),
]  # fmt: skip


def schema_of(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case list():
            items = schema_of(value[0]) if value else {"type": "string"}
            return {"type": "array", "items": items}
        case _:
            names = [*(value or OBJECT)]
            properties = {n: schema_of((value or OBJECT)[n]) for n in names}
            return {"type": "object", "properties": properties}


def operation(name: str, *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    done = {"200": {"description": "", "content": {"application/json": {}}}}
    return {
        "operationId": f"wire.{name}",
        "tags": ["wire"],
        "parameters": list(parameters),
        "responses": done,
        **more,
    }


def document(version: str, paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    info = {"title": "Wire", "version": "1"}
    return {"openapi": version, "info": info, "paths": paths, **more}


def generated(folder: Path, name: str, described: dict[str, Any]) -> Any:
    """The package that a document becomes, imported."""
    source = folder / f"{name}.json"
    source.write_text(json.dumps(described), encoding="utf-8")
    ran = gen_client_here(source, "-o", folder / name, "--name", name)
    assert ran.code == 0, ran.stderr
    (project,) = (folder / name).iterdir()
    sys.path.insert(0, str(project))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(project))


@pytest.fixture(scope="module")
def wire() -> Iterator[Loopback]:
    with serving() as server:
        server.will(answer(200, {}))
        yield server


def last(server: Loopback) -> RecordedRequest:
    """The one request since the last time; it is taken away."""
    (seen,) = server.seen
    server.seen.clear()
    return seen


def raw(seen: RecordedRequest, location: str, name: str) -> str:
    """What stands for a parameter, as it was sent."""
    path, _, query = seen.target.partition("?")
    match location:
        case "path":
            return path.rpartition("/")[2]
        case "query":
            return query
        case "cookie":
            return seen.header("cookie") or ""
        case _:
            return seen.header(name) or ""


# The table.


def cells(version: str) -> list[int]:
    found = range(len(TABLE))
    return [i for i in found if version >= "3.2" or TABLE[i][1] != "cookie"]


def table_document(version: str) -> dict[str, Any]:
    paths = {}
    for index in cells(version):
        location, style, explode, value, _ = TABLE[index]
        parameter = {
            "name": "color",
            "in": location,
            "style": style,
            "explode": explode,
            "required": True,
            "schema": schema_of(value),
        }
        place = f"/cell{index}" + ("/{color}" if location == "path" else "")
        paths[place] = {"get": operation(f"cell{index}", parameter)}
    return document(version, paths)


@pytest.fixture(scope="module", params=VERSIONS)
def tabled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Any]:
    version = request.param
    name = "styles_" + version.replace(".", "_")
    folder = tmp_path_factory.mktemp("styles")
    return version, generated(folder, name, table_document(version))


def test_every_cell_of_the_table(tabled: tuple[str, Any], wire: Loopback) -> None:
    version, package = tabled
    wrong = []
    with package.Client(base_url=wire.url) as client:
        for index in cells(version):
            location, style, explode, value, expected = TABLE[index]
            method = getattr(client.wire, f"cell{index}")
            _ = method(value) if location == "path" else method(color=value)
            found = raw(last(wire), location, "color")
            if found != expected:
                wrong.append(f"{location} {style} {explode} {value}: {found}")
    assert wrong == []


def test_no_cell_is_left_out() -> None:
    """Every combination that the table has a value for is tried, but for the two path
    segments that are empty or a dot.
    """
    combinations = {
        ("path", style, explode)
        for style in ("matrix", "label", "simple")
        for explode in (False, True)
    }
    combinations |= {("query", "form", False), ("query", "form", True)}
    combinations |= {("cookie", "cookie", False), ("cookie", "cookie", True)}
    refused = {"label", "simple"}
    for location, style, explode in combinations:
        tried = [
            v for at, s, e, v, _ in TABLE if (at, s, e) == (location, style, explode)
        ]
        for value in (STRING, ARRAY, OBJECT):
            assert value in tried, (style, explode, value)
        assert (EMPTY in tried) is not (style in refused), (style, explode)


# Values with special characters, read back.

SPECIAL = [
    " ",
    "a b",
    " a",
    "a ",
    "/",
    "a/b",
    "?",
    "a?b=c",
    "#",
    "%",
    "%2F",
    "%zz",
    "+",
    "a+b",
    "&",
    "a&b=c",
    "=",
    ";",
    "a;b=c",
    ",",
    "a,b",
    ":",
    "@",
    "!$'()*",
    "|",
    "[]",
    "a[b]",
    "{}",
    "{color}",
    '"',
    '"a"',
    "\\",
    "<>^`",
    "~-_",
    "...",
    "a.b",
    "\t",
    "a\tb",
    "é",
    "漢字",
    "😀",
    "e\u0301",
    "\u200d",
    "null",
    "true",
    "1",
    "",
    "x" * 5_000,
    "é" * 1_000,
    # Refused in places that cannot hold them.
    ".",
    "..",
    "a\r\nX-Evil: 1",
    "a\nb",
    "a\rb",
    "a\0b",
    "\x7f",
    "\ud800",
]
BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Place:
    """A place of a text in a request: how it is declared, passed, and read back."""

    location: str
    declared: dict[str, Any]
    give: Callable[[str], Any]
    read: Callable[[str], Any]
    refused: Callable[[str], bool] = lambda text: False
    style: str = ""


def text_(text: str) -> Any:
    return text


def listed(text: str) -> Any:
    return [text, "z"]


def mapped(text: str) -> Any:
    return {"k": text, "z": "z"}


def pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return unquote(name), unquote(value)


def pairs(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))


def at_edge(text: str) -> bool:
    return text != text.strip(" \t")


STRING_SCHEMA = {"schema": {"type": "string"}}
ARRAY_SCHEMA = {"schema": {"type": "array", "items": {"type": "string"}}}
OBJECT_SCHEMA = {
    "schema": {"type": "object", "additionalProperties": {"type": "string"}}
}
JSON = {"content": {"application/json": OBJECT_SCHEMA}}
EXPLODED = {"explode": True}
FLAT = {"explode": False}
DOTS = {".", ".."}

PLACES = {
    "simple": Place(
        "path", STRING_SCHEMA, text_, unquote, lambda t: not t or t in DOTS
    ),
    "simple_array": Place(
        "path", ARRAY_SCHEMA, listed, lambda t: [unquote(e) for e in t.split(",")]
    ),
    "simple_object": Place(
        "path",
        OBJECT_SCHEMA | EXPLODED,
        mapped,
        lambda t: dict(map(pair, t.split(","))),
    ),
    "label": Place(
        "path",
        STRING_SCHEMA | {"style": "label"},
        text_,
        lambda t: unquote(t[1:]),
        lambda t: t in ("", "."),
    ),
    "label_array": Place(
        "path",
        ARRAY_SCHEMA | EXPLODED | {"style": "label"},
        listed,
        lambda t: [unquote(e) for e in t[1:].split(".")],
        lambda t: "." in t,
    ),
    "matrix": Place(
        "path",
        STRING_SCHEMA | {"style": "matrix"},
        text_,
        lambda t: pair(t[1:])[1],
    ),
    "matrix_array": Place(
        "path",
        ARRAY_SCHEMA | EXPLODED | {"style": "matrix"},
        listed,
        lambda t: [pair(e)[1] for e in t[1:].split(";")],
    ),
    "path_json": Place("path", JSON, mapped, lambda t: json.loads(unquote(t))),
    "form": Place("query", STRING_SCHEMA, text_, lambda t: pairs(t)["v"]),
    "form_array": Place(
        "query",
        ARRAY_SCHEMA,
        listed,
        lambda t: [v for _, v in parse_qsl(t, keep_blank_values=True)],
    ),
    "form_flat_array": Place(
        "query",
        ARRAY_SCHEMA | FLAT,
        listed,
        lambda t: [unquote(e) for e in t.removeprefix("v=").split(",")],
    ),
    "form_object": Place("query", OBJECT_SCHEMA, mapped, pairs),
    "deep_object": Place(
        "query",
        OBJECT_SCHEMA | {"style": "deepObject", "explode": True},
        mapped,
        lambda t: {k.removeprefix("v[").removesuffix("]"): v for k, v in pairs(t).items()},
    ),
    "spaces": Place(
        "query",
        ARRAY_SCHEMA | FLAT | {"style": "spaceDelimited"},
        listed,
        lambda t: [unquote(e) for e in t.removeprefix("v=").split("%20")],
        lambda t: " " in t,
    ),
    "pipes": Place(
        "query",
        ARRAY_SCHEMA | FLAT | {"style": "pipeDelimited"},
        listed,
        lambda t: [unquote(e) for e in t.removeprefix("v=").split("%7C")],
        lambda t: "|" in t,
    ),
    "query_json": Place("query", JSON, mapped, lambda t: json.loads(pairs(t)["v"])),
    "header": Place(
        "header",
        STRING_SCHEMA,
        text_,
        text_,
        lambda t: at_edge(t) or bool(BREAKS.search(t)),
    ),
    "header_array": Place(
        "header",
        ARRAY_SCHEMA,
        listed,
        lambda t: t.split(","),
        lambda t: "," in t or t[:1] in (" ", "\t") or bool(BREAKS.search(t)),
    ),
    "header_json": Place("header", JSON, mapped, json.loads),
    "cookie": Place("cookie", STRING_SCHEMA, text_, lambda t: pair(t)[1]),
    "cookie_array": Place(
        "cookie",
        ARRAY_SCHEMA | FLAT,
        listed,
        lambda t: [unquote(e) for e in t.removeprefix("v=").split(",")],
    ),
    "cookie_object": Place(
        "cookie", OBJECT_SCHEMA, mapped, lambda t: dict(map(pair, t.split("; ")))
    ),
    "cookie_json": Place(
        "cookie", JSON, mapped, lambda t: json.loads(pair(t)[1])
    ),
    "cookie_style": Place(
        "cookie",
        STRING_SCHEMA | {"style": "cookie"},
        text_,
        lambda t: t.removeprefix("v="),
        lambda t: ";" in t or t[-1:] in (" ", "\t") or bool(re.search(r"[\x00-\x1f\x7f]", t)),
    ),
}  # fmt: skip


def special_values_document() -> dict[str, Any]:
    paths = {}
    for name, place in PLACES.items():
        parameter = {
            "name": "v",
            "in": place.location,
            "required": True,
            **place.declared,
        }
        path = f"/{name}" + ("/{v}" if place.location == "path" else "")
        paths[path] = {"get": operation(name, parameter)}
    return document("3.2.0", paths)


@pytest.fixture(scope="module")
def special(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(
        tmp_path_factory.mktemp("special"), "special", special_values_document()
    )


@pytest.mark.parametrize("name", PLACES)
def test_a_special_value_is_read_back_or_refused(
    special: Any, wire: Loopback, name: str
) -> None:
    place = PLACES[name]
    wrong = []
    with special.Client(base_url=wire.url, max_retries=0) as client:
        method = getattr(client.wire, name)
        for text in SPECIAL:
            given = place.give(text)
            unsendable = place.refused(text) or text == "\ud800"
            try:
                _ = method(given) if place.location == "path" else method(v=given)
            except special.RequestValidationError as error:
                if not unsendable:
                    wrong.append(f"{text!r:.50} is refused: {error}")
                assert wire.seen == []
                continue
            found = place.read(raw(last(wire), place.location, "v"))
            if unsendable or found != given:
                wrong.append(f"{text!r:.50} is read as {found!r:.80}")
    assert wrong == []


# Values that the table does not have.


SCALAR = {"schema": {"type": "string"}}


def various_document(url: str) -> dict[str, Any]:
    form = {"type": "object", "additionalProperties": {"type": "string"}}
    everywhere = [
        {"name": "id", "in": place, "required": True, "schema": {"type": "integer"}}
        for place in ("path", "query", "header", "cookie")
    ]
    shared = [
        {"name": "kept", "in": "query", "required": True, **SCALAR},
        {"name": "changed", "in": "query", "required": True, **SCALAR},
        {"name": "part", "in": "path", "required": True, **SCALAR},
    ]
    paths = {
        "/reserved": {
            "get": operation(
                "reserved", {"name": "v", "in": "query", "allowReserved": True, **SCALAR}
            )
        },
        "/empty": {
            "get": operation(
                "empty",
                {
                    "name": "v",
                    "in": "query",
                    "allowEmptyValue": True,
                    "schema": {"type": "integer"},
                },
            )
        },
        "/number": {
            "get": operation(
                "number", {"name": "v", "in": "query", "schema": {"type": "number"}}
            )
        },
        "/header": {"get": operation("header", {"name": "v", "in": "header", **JSON})},
        "/cookies": {
            "get": operation(
                "cookies",
                {"name": "cookie", "in": "header", **SCALAR},
                {"name": "b", "in": "cookie", **SCALAR},
                security=[{"session": []}],
            )
        },
        "/whole": {
            "get": operation(
                "whole",
                {
                    "name": "q",
                    "in": "querystring",
                    "content": {"application/x-www-form-urlencoded": {"schema": form}},
                },
            )
        },
        "/whole/encoded": {
            "get": operation(
                "whole_encoded",
                {
                    "name": "q",
                    "in": "querystring",
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {"type": "object"},
                            "encoding": {
                                "flat": {"style": "form", "explode": False},
                                "deep": {"style": "deepObject", "explode": True},
                            },
                        }
                    },
                },
            )
        },
        "/whole/json": {
            "get": operation(
                "whole_json",
                {
                    "name": "q",
                    "in": "querystring",
                    "content": {"application/json": {"schema": form}},
                },
            )
        },
        "/everywhere/{id}": {"get": operation("everywhere", *everywhere)},
        "/shared/{part}": {
            "parameters": shared,
            "get": operation(
                "shared", {"name": "changed", "in": "query", "schema": {"type": "integer"}}
            ),
        },
        "/two/{a}{b}": {
            "get": operation(
                "two",
                {"name": "a", "in": "path", "required": True, **SCALAR},
                {"name": "b", "in": "path", "required": True, **SCALAR},
            )
        },
        "/fixed?x=1": {"get": operation("fixed", {"name": "v", "in": "query", **SCALAR})},
        "/on/path": {
            "servers": [{"url": f"{url}/of-the-path"}],
            "get": operation("on_path"),
            "put": operation("on_operation", servers=[{"url": "/of-the-operation"}]),
            "post": operation(
                "on_variable",
                servers=[
                    {
                        "url": "/{kind}/{part}/",
                        "variables": {
                            "kind": {"default": "one", "enum": ["one", "two"]},
                            "part": {"default": "p"},
                        },
                    }
                ],
            ),
        },
    }  # fmt: skip
    session = {"type": "apiKey", "in": "cookie", "name": "session"}
    return document(
        "3.2.0",
        paths,
        servers=[{"url": f"{url}/root/"}],
        components={"securitySchemes": {"session": session}},
    )


@pytest.fixture(scope="module")
def various(wire: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("various")
    package = generated(folder, "various", various_document(wire.url))
    with package.Client(session="k") as client:
        yield client.wire


def test_reserved_characters_stay(various: Any, wire: Loopback) -> None:
    """RFC 6570, 3.2.3; what would end the value is encoded all the same."""
    various.reserved(v="a/b:c?d=@!$'()*,;")
    assert last(wire).target == "/root/reserved?v=a/b:c?d=@!$'()*,;"
    various.reserved(v="a&b#c+d%e")
    assert pairs(last(wire).target.partition("?")[2]) == {"v": "a&b#c+d%e"}


def test_an_empty_value_may_stand_for_any(various: Any, wire: Loopback) -> None:
    various.empty(v="")
    assert last(wire).target == "/root/empty?v="
    various.empty(v=0)
    assert last(wire).target == "/root/empty?v=0"
    various.empty()
    assert last(wire).target == "/root/empty"


def test_numbers_that_json_does_not_have_are_refused(
    various: Any, wire: Loopback
) -> None:
    core = sys.modules[type(various).__module__.partition(".")[0]]
    for odd in (float("nan"), float("inf"), -float("inf")):
        with pytest.raises(core.RequestValidationError):
            various.number(v=odd)
    assert wire.seen == []


def test_a_header_is_ascii_where_it_may_be(various: Any, wire: Loopback) -> None:
    """RFC 9110, 5.5; JSON text can always be ASCII."""
    various.header(v={"é": "😀"})
    header = last(wire).header("v")
    assert header is not None
    assert header.isascii()
    assert json.loads(header) == {"é": "😀"}


def test_cookies_of_every_origin_go_together(various: Any, wire: Loopback) -> None:
    various.cookies(cookie="a=1", b="2")
    assert last(wire).header("cookie") == "a=1; b=2; session=k"


def test_one_parameter_is_the_whole_query(various: Any, wire: Loopback) -> None:
    given = {"a b": "c&d=e", "é": "+"}
    various.whole(q=given)
    assert pairs(last(wire).target.partition("?")[2]) == given
    nested = {"flat": [1, 2], "deep": {"a": 1}, "list": ["x", "y"], "json": {"b": 2}}
    various.whole_encoded(q=nested)
    query = last(wire).target.partition("?")[2]
    assert "flat=1,2" in query.split("&")
    assert parse_qsl(query) == [
        ("flat", "1,2"),
        ("deep[a]", "1"),
        ("list", "x"),
        ("list", "y"),
        ("json", '{"b":2}'),
    ]
    various.whole_json(q=given)
    assert json.loads(unquote(last(wire).target.partition("?")[2])) == given


def test_one_name_in_several_places(various: Any, wire: Loopback) -> None:
    various.everywhere(1, id_query=2, id_header=3, id_cookie=4)
    seen = last(wire)
    assert seen.target == "/root/everywhere/1?id=2"
    assert (seen.header("id"), seen.header("cookie")) == ("3", "id=4")


def test_parameters_of_the_path_item(various: Any, wire: Loopback) -> None:
    various.shared("p", kept="a")
    assert last(wire).target == "/root/shared/p?kept=a"
    various.shared("p", kept="a", changed=1)
    target = last(wire).target
    assert pairs(target.partition("?")[2]) == {"kept": "a", "changed": "1"}


def test_dot_segments_are_refused(various: Any, wire: Loopback) -> None:
    core = sys.modules[type(various).__module__.partition(".")[0]]
    for a, b in ((".", "."), (".", "")):
        with pytest.raises(core.RequestValidationError):
            various.two(a, b)
    assert wire.seen == []
    various.two("..", "a")
    assert last(wire).target == "/root/two/..a"


def test_a_query_in_the_path(various: Any, wire: Loopback) -> None:
    various.fixed(v="2")
    assert last(wire).target == "/root/fixed?x=1&v=2"


def test_servers_of_paths_and_operations(various: Any, wire: Loopback) -> None:
    various.on_path()
    assert last(wire).target == "/of-the-path/on/path"
    various.on_operation()
    assert last(wire).target == "/of-the-operation/on/path"
    various.on_variable()
    assert last(wire).target == "/one/p/on/path"
    core = sys.modules[type(various).__module__.partition(".")[0]]
    with core.Client(server_variables={"kind": "two", "part": "é"}) as client:
        client.wire.on_variable()
    assert last(wire).target == "/two/%C3%A9/on/path"
