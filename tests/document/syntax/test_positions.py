"""The line and column of any node, computed from the text on demand."""

from __future__ import annotations

import pytest

from generator.document.syntax.positions import find_places
from generator.document.syntax.source import Source

YAML = """\
openapi: 3.1.0
paths:
  /a~b:
    get:
      parameters:
        - name: x
          "in": query
        - [deep, 'er']
      description: >
        folded
x: {y: [1, {z: two}]}
"""

JSON = """{"openapi": "3.1.0",
 "paths": {"/a~b": {"get": {"parameters": [{"name": "x"}, ["deep", "e\\"r"]]}}},
 "x": {"y": [1, {"z": "two"}]}}
"""


def marked(text: str, name: str, pointer: str) -> tuple[int, int, str]:
    (place,) = find_places(Source.from_bytes(text.encode(), name), [pointer])
    assert place.pointer == pointer
    excerpt = place.excerpt[place.mark : place.mark + place.span]
    return place.line, place.column, excerpt


def test_yaml_places() -> None:
    expected = {
        "#": (1, 1, "o"),
        "#/openapi": (1, 10, "3.1.0"),
        "#/paths": (2, 1, "paths"),
        "#/paths/~1a~0b/get": (4, 5, "get"),
        "#/paths/~1a~0b/get/parameters/0": (6, 11, "n"),
        "#/paths/~1a~0b/get/parameters/0/in": (7, 17, "query"),
        "#/paths/~1a~0b/get/parameters/1/1": (8, 18, "'er'"),
        "#/x/y/1/z": (11, 16, "two"),
        "#/x/y/1": (11, 12, "{"),
        "#/x/nowhere/at/all": (11, 1, "x"),
    }
    for pointer, place in expected.items():
        assert marked(YAML, "a.yml", pointer) == place, pointer


def test_json_places() -> None:
    expected = {
        "#/openapi": (1, 13, '"3.1.0"'),
        "#/paths": (2, 2, '"paths"'),
        "#/paths/~1a~0b/get/parameters/0/name": (2, 53, '"x"'),
        "#/paths/~1a~0b/get/parameters/1/1": (2, 68, '"e\\"r"'),
        "#/x/y/1/z": (3, 23, '"two"'),
        "#/x/y/7": (3, 8, '"y"'),
    }
    for pointer, place in expected.items():
        assert marked(JSON, "a.json", pointer) == place, pointer


def test_many_pointers_in_one_walk_keep_their_order() -> None:
    source = Source.from_bytes(YAML.encode(), "a.yml")
    pointers = ["#/x", "#/openapi", "#/x", "#/paths"]
    assert [place.line for place in find_places(source, pointers)] == [11, 1, 11, 2]


def test_a_line_of_megabytes_gives_a_short_excerpt() -> None:
    text = '{"filler": "' + "x" * 5_000_000 + '", "wanted": true, "end": 0}'
    (place,) = find_places(Source.from_bytes(text.encode(), "a.json"), ["#/wanted"])
    assert len(place.excerpt) < 120
    assert place.excerpt[place.mark : place.mark + place.span] == "true"


def test_windows_line_ends_and_byte_order_mark() -> None:
    data = "\ufeffa: 1\r\nb:\r\n  c: 2\r\n".encode()
    (place,) = find_places(Source.from_bytes(data, "a.yml"), ["#/b/c"])
    assert (place.line, place.column, place.excerpt) == (3, 6, "  c: 2")


ALIASES = """\
a: &op
  p:
  - q: 1
  - &deep {r: [1, 2]}
b: *op
c:
  <<: *op
  own: x
d:
  <<: [*op, *deep]
e:
  <<: {m: {n: 1}}
"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("#/b", (5, 4, "*op")),
        ("#/b/p/0/q", (3, 8, "1")),
        ("#/b/p/1/r/1", (4, 19, "2")),
        ("#/c/own", (8, 8, "x")),
        ("#/c/p/0/q", (3, 8, "1")),
        ("#/d/r/1", (4, 19, "2")),
        ("#/e/m/n", (12, 15, "1")),
        ("#/b/none", (5, 4, "*op")),
    ],
)
def test_nodes_below_an_alias_are_at_its_anchor(
    pointer: str, place: tuple[int, int, str]
) -> None:
    assert marked(ALIASES, "a.yml", pointer) == place


def test_yaml_in_flow_style_begins_like_json() -> None:
    text = '{"a": 1,\n "b": {"c": [1, 2,],},\n "d": {e: f}, # a comment\n}'
    assert marked(text, "a.yml", "#/b/c/1") == (2, 17, "2")
    assert marked(text, "a.yml", "#/d/e") == (3, 11, "f")


def test_a_carriage_return_alone_ends_a_line() -> None:
    assert marked("a: 1\rb:\r  c: 2\r", "a.yml", "#/b/c") == (3, 6, "2")


def test_line_breaks_of_yaml_1_1_are_ordinary_characters() -> None:
    text = "a: x\u2028y\x85z # \u2029 end\nb: 2\n"
    assert marked(text, "a.yml", "#/b") == (2, 4, "2")
