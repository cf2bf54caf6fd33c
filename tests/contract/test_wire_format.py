"""Serialized values are compared by the examples of the specification."""

from __future__ import annotations

from typing import Any

import pytest

from generator.contract.judging.pairs import Pairs
from generator.contract.judging.wire_format import (
    body_differences,
    header_differences,
    parameter_differences,
    path_differences,
)
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.sent_request import SentRequest

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def parameter(location: str, style: str, explode: bool, name: str = "color") -> Any:
    return Parameter(name, location, True, style, explode, "/x", None, ())


@pytest.mark.parametrize(
    ("style", "explode", "value", "query"),
    [
        # OpenAPI 3.2, 4.12.5 Style Examples
        ("form", False, "", "color="),
        ("form", False, "blue", "color=blue"),
        ("form", False, ARRAY, "color=blue,black,brown"),
        ("form", False, OBJECT, "color=R,100,G,200,B,150"),
        ("form", True, ARRAY, "color=blue&color=black&color=brown"),
        ("form", True, OBJECT, "R=100&G=200&B=150"),
        ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
        ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
        ("pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color[B]=150"),
        ("form", True, "a b&c=d+e", "color=a%20b%26c%3Dd%2Be"),
        ("form", True, True, "color=true"),
        ("form", True, 1.5, "color=1.50"),
        ("form", True, "2024-01-01T10:00:00Z", "color=2024-01-01T11:00:00%2B01:00"),
    ],
)
def test_queries(style: str, explode: bool, value: Any, query: str) -> None:
    pairs = Pairs.parse(query)
    described = parameter("query", style, explode)
    assert list(parameter_differences(described, value, pairs, "/query/color")) == []
    assert pairs.left == []


@pytest.mark.parametrize("explode", [False, True])
def test_members_of_an_object_have_no_order(explode: bool) -> None:
    described = parameter("header", "simple", explode)
    text = "B=150,R=100,G=200" if explode else "B,150,R,100,G,200"
    assert list(header_differences(described, OBJECT, text, "/header/color")) == []
    wrong = text.replace("150", "100")
    assert list(header_differences(described, OBJECT, wrong, "/header/color"))


@pytest.mark.parametrize("location", ["query", "header"])
@pytest.mark.parametrize(
    ("media_type", "text"), [("application/json", '"blue"'), ("text/plain", "blue")]
)
def test_content_is_written_in_its_media_type(
    location: str, media_type: str, text: str
) -> None:
    described = Parameter("color", location, True, "form", True, "/x", media_type, ())

    def found(value: str) -> list[str]:
        if location == "header":
            return list(header_differences(described, "blue", value, "/color"))
        pairs = Pairs.parse(f"color={value}")
        return list(parameter_differences(described, "blue", pairs, "/color"))

    assert not found(text) and found("red") and found('"red"')


@pytest.mark.parametrize(
    ("style", "explode", "value", "query"),
    [
        ("form", True, "blue", "colour=blue"),
        ("form", True, "blue", "color=red"),
        ("form", True, "a+b", "color=a+b"),
        ("form", False, ARRAY, "color=blue&color=black&color=brown"),
        ("form", True, ARRAY, "color=blue,black,brown"),
        ("form", True, ARRAY, "color=black&color=blue&color=brown"),
        ("form", True, True, "color=True"),
        ("form", True, 1, "color=one"),
        ("deepObject", True, OBJECT, "R=100&G=200&B=150"),
    ],
)
def test_wrong_queries(style: str, explode: bool, value: Any, query: str) -> None:
    described = parameter("query", style, explode)
    found = list(
        parameter_differences(described, value, Pairs.parse(query), "/query/color")
    )
    assert found
    assert all(problem.startswith("/query/color") for problem in found)


@pytest.mark.parametrize(
    ("style", "explode", "value", "text"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, ARRAY, "blue,black,brown"),
        ("simple", False, OBJECT, "R,100,G,200,B,150"),
        ("simple", True, OBJECT, "R=100,G=200,B=150"),
        ("label", False, ARRAY, ".blue,black,brown"),
        ("label", True, ARRAY, ".blue.black.brown"),
        ("label", True, OBJECT, ".R=100.G=200.B=150"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, ARRAY, ";color=blue,black,brown"),
        ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
        ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
        ("simple", False, "a/b ?", "a%2Fb%20%3F"),
    ],
)
def test_paths(style: str, explode: bool, value: Any, text: str) -> None:
    described = parameter("path", style, explode)
    operation = Operation("GET", "/x-y/{color}", "", (described,), False, (), (), ())
    right = path_differences(operation, f"/x-y/{text}", {"color": value})
    assert list(right) == []
    wrong = path_differences(operation, f"/x-y/{text}x", {"color": value})
    assert [problem.partition(":")[0] for problem in wrong]


def test_a_slash_in_a_value_makes_another_path() -> None:
    described = parameter("path", "simple", False)
    operation = Operation("GET", "/x/{color}", "", (described,), False, (), (), ())
    assert list(path_differences(operation, "/x/a/b", {"color": "a/b"}))


@pytest.mark.parametrize(
    ("explode", "value", "text"),
    [
        (False, ARRAY, "blue,black,brown"),
        (False, OBJECT, "R,100,G,200,B,150"),
        (True, OBJECT, "R=100,G=200,B=150"),
        (False, "a b", "a b"),
    ],
)
def test_headers(explode: bool, value: Any, text: str) -> None:
    described = parameter("header", "simple", explode)
    assert list(header_differences(described, value, text, "/h")) == []
    assert list(header_differences(described, value, f"{text}x", "/h"))


def media(name: str, encoding: dict[str, Any] | None = None) -> MediaType:
    return MediaType(name, "/x", {}, encoding or {})


def sent(content: bytes, content_type: str) -> SentRequest:
    return SentRequest("POST", "/", "", [("Content-Type", content_type)], content)


def test_json_bodies_are_compared_by_value() -> None:
    described = media("application/json")
    value = {"a": 1.0, "at": "2024-01-01T10:00:00Z", "l": [1, None]}
    text = b'{"at":"2024-01-01T11:00:00+01:00","a":1,"l":[1,null]}'
    assert (
        list(body_differences(described, value, sent(text, "application/json"))) == []
    )
    other = b'{"at":"2024-01-01T11:00:00Z","a":2,"b":3,"l":[1]}'
    found = list(body_differences(described, value, sent(other, "application/json")))
    places = {problem.partition(":")[0] for problem in found}
    assert places == {"/body/at", "/body/a", "/body/b", "/body/l"}


def test_forms_follow_their_encoding() -> None:
    described = media(
        "application/x-www-form-urlencoded",
        {"tags": {"style": "form", "explode": False}},
    )
    value = {"tags": ["a", "b"], "name": "x y", "o": {"k": 1}, "l": [1, 2]}
    text = b"tags=a,b&name=x+y&o=%7B%22k%22%3A1%7D&l=1&l=2"
    assert list(body_differences(described, value, sent(text, described.name))) == []
    assert list(body_differences(described, value, sent(text + b"&z=1", "")))


def test_parts_are_found_by_name() -> None:
    described = media("multipart/form-data")
    lines = (
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\ncontent\r\n"
        b'--X\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n--X--\r\n'
    )
    given = sent(lines, "multipart/form-data; boundary=X")
    assert list(body_differences(described, {"file": "content", "n": 1}, given)) == []
    found = list(body_differences(described, {"file": "other", "m": 1}, given))
    assert len(found) == 3
