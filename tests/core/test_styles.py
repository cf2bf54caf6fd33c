"""The style examples of OpenAPI 3.2 (4.12.9), and special characters in every place."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from _core.errors import RequestValidationError
from _core.operation import Operation, ResponseSpec
from _core.parameters import Parameter
from _core.querystring import QueryString
from _core.servers import ServerVariable, expand_server

from tests.loopback import Loopback

from .conftest import Caller
from .handwritten_client import Client

BLUE = "blue"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# location, style, explode, value, what is sent
TABLE: list[tuple[Any, str, bool, Any, str]] = [
    ("path", "matrix", False, "", ";color"),
    ("path", "matrix", False, BLUE, ";color=blue"),
    ("path", "matrix", False, ARRAY, ";color=blue,black,brown"),
    ("path", "matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, "", ";color"),
    ("path", "matrix", True, BLUE, ";color=blue"),
    ("path", "matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
    ("path", "matrix", True, OBJECT, ";R=100;G=200;B=150"),
    ("path", "label", False, BLUE, ".blue"),
    ("path", "label", False, ARRAY, ".blue,black,brown"),
    ("path", "label", False, OBJECT, ".R,100,G,200,B,150"),
    ("path", "label", True, BLUE, ".blue"),
    ("path", "label", True, ARRAY, ".blue.black.brown"),
    ("path", "label", True, OBJECT, ".R=100.G=200.B=150"),
    ("path", "simple", False, BLUE, "blue"),
    ("path", "simple", False, ARRAY, "blue,black,brown"),
    ("path", "simple", False, OBJECT, "R,100,G,200,B,150"),
    ("path", "simple", True, BLUE, "blue"),
    ("path", "simple", True, ARRAY, "blue,black,brown"),
    ("path", "simple", True, OBJECT, "R=100,G=200,B=150"),
    ("header", "simple", False, "", ""),
    ("header", "simple", False, BLUE, "blue"),
    ("header", "simple", False, ARRAY, "blue,black,brown"),
    ("header", "simple", False, OBJECT, "R,100,G,200,B,150"),
    ("header", "simple", True, ARRAY, "blue,black,brown"),
    ("header", "simple", True, OBJECT, "R=100,G=200,B=150"),
    ("query", "form", False, "", "color="),
    ("query", "form", False, BLUE, "color=blue"),
    ("query", "form", False, ARRAY, "color=blue,black,brown"),
    ("query", "form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("query", "form", True, "", "color="),
    ("query", "form", True, BLUE, "color=blue"),
    ("query", "form", True, ARRAY, "color=blue&color=black&color=brown"),
    ("query", "form", True, OBJECT, "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("query", "deepObject", True, {"a": {"b": [1, {"c": 2}]}}, "color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=2"),
    ("query", "deepObject", True, ["x"], "color%5B0%5D=x"),
    ("query", "form", True, [], ""),
    ("query", "form", False, [], ""),
    ("query", "form", True, [None, True, 1.5, {"a": 1}], "color=true&color=1.5&color=%7B%22a%22%3A1%7D"),
    ("cookie", "form", False, BLUE, "color=blue"),
    ("cookie", "form", False, ARRAY, "color=blue,black,brown"),
    ("cookie", "form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("cookie", "form", True, OBJECT, "R=100; G=200; B=150"),
    ("cookie", "cookie", False, ARRAY, "color=blue,black,brown"),
    ("cookie", "cookie", True, ARRAY, "color=blue; color=black; color=brown"),
    ("cookie", "cookie", True, OBJECT, "R=100; G=200; B=150"),
]  # fmt: skip


def send(caller: Caller, parameter: Parameter, value: Any) -> None:
    path = "/x/{color}" if parameter.location == "path" else "/x"
    operation: Operation[None] = Operation(
        "x", "GET", path, (parameter,), responses={"200": ResponseSpec()}
    )
    caller.call("items.call", operation, **{parameter.location: {"color": value}})


def sent(server: Loopback, location: str) -> str:
    if location == "path":
        return server.last.target.removeprefix("/x/")
    if location in ("query", "querystring"):
        return server.last.target.partition("?")[2]
    return server.last.header("color" if location == "header" else "cookie") or ""


@pytest.mark.parametrize(("location", "style", "explode", "value", "expected"), TABLE)
def test_style_examples(
    caller: Caller,
    server: Loopback,
    location: Any,
    style: str,
    explode: bool,
    value: Any,
    expected: str,
) -> None:
    parameter = Parameter("color", location, lambda: Any, style, explode)
    send(caller, parameter, value)
    assert sent(server, location) == expected


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
def test_defaults(caller: Caller, server: Loopback, location: Any) -> None:
    send(caller, Parameter("color", location, lambda: list[str]), ARRAY)
    expected = {
        "path": "blue,black,brown",
        "header": "blue,black,brown",
        "query": "color=blue&color=black&color=brown",
        "cookie": "color=blue; color=black; color=brown",
    }
    assert sent(server, location) == expected[location]


SPECIAL = [" a b ", "a/b", "?", "#", "%", "%2F", "+", "&", "=", "é", "😀", "a;b", "a,b"]
SPECIAL += ["'\"<>\\^`{|}", "\t", "x" * 8000, "a\r\nb", "\x7f", "...", "~"]


@pytest.mark.parametrize("value", SPECIAL)
def test_nasty_values_in_path_and_query(
    caller: Caller, server: Loopback, value: str
) -> None:
    send(caller, Parameter("color", "path", lambda: str), value)
    assert unquote(sent(server, "path")) == value
    send(caller, Parameter("color", "query", lambda: str), value)
    assert parse_qsl(sent(server, "query")) == [("color", value)]


@pytest.mark.parametrize("value", [v for v in SPECIAL if v != "\x7f"])
def test_nasty_values_in_cookies_and_headers(
    caller: Caller, server: Loopback, value: str
) -> None:
    send(caller, Parameter("color", "cookie", lambda: str), value)
    assert unquote(sent(server, "cookie")) == "color=" + value
    if value == value.strip() and "\n" not in value:
        send(caller, Parameter("color", "header", lambda: str), value)
        assert sent(server, "header") == value
    else:
        with pytest.raises(RequestValidationError):
            send(caller, Parameter("color", "header", lambda: str), value)


@pytest.mark.parametrize("value", ["a\r\nX: 1", "a\nb", "a\rb", "a\0b", "\ud800"])
def test_refused_before_sending(caller: Caller, server: Loopback, value: str) -> None:
    places = [("header", "simple"), ("cookie", "cookie")]
    for location, style in places:
        with pytest.raises(RequestValidationError):
            send(caller, Parameter("color", location, lambda: Any, style), value)  # type: ignore[arg-type]
    assert server.seen == []


@pytest.mark.parametrize("value", [".", "..", "", "\ud800"])
def test_path_segments_refused(caller: Caller, server: Loopback, value: str) -> None:
    with pytest.raises(RequestValidationError):
        send(caller, Parameter("color", "path", lambda: Any), value)
    with pytest.raises(RequestValidationError):
        send(caller, Parameter("color", "path", lambda: Any, "label"), value[1:])
    assert server.seen == []


def test_url_that_is_too_long(caller: Caller) -> None:
    with pytest.raises(RequestValidationError):
        send(caller, Parameter("color", "query", lambda: str), "x" * 100_000)


def test_reserved_characters(caller: Caller, server: Loopback) -> None:
    value = "a/b:c?d=e%2Ff%g#h&i+j[k]"
    parameter = Parameter("color", "query", lambda: str, allow_reserved=True)
    send(caller, parameter, value)
    assert sent(server, "query") == "color=a/b:c?d=e%2Ff%25g%23h%26i%2Bj%5Bk%5D"
    parameter = Parameter("color", "path", lambda: str, allow_reserved=True)
    send(caller, parameter, "a:b@c/d")
    assert sent(server, "path") == "a:b@c%2Fd"


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
def test_content_parameters(caller: Caller, server: Loopback, location: Any) -> None:
    parameter = Parameter(
        "color", location, lambda: dict[str, int], content="application/json"
    )
    send(caller, parameter, OBJECT)
    text = unquote(sent(server, location))
    assert text.removeprefix("color=") == '{"R":100,"G":200,"B":150}'


def test_querystring(caller: Caller, server: Loopback) -> None:
    form = "application/x-www-form-urlencoded"
    parameter = QueryString("color", "querystring", lambda: Any, content=form)
    send(caller, parameter, {"a b": "c&d", "e": [1, 2]})
    assert sent(server, "query") == "a+b=c%26d&e=1&e=2"
    parameter = QueryString(
        "color", "querystring", lambda: Any, content="application/json"
    )
    send(caller, parameter, {"a": 1})
    assert sent(server, "query") == "%7B%22a%22%3A1%7D"


def test_one_name_in_several_places(caller: Caller, server: Loopback) -> None:
    places: list[Any] = ["path", "query", "header", "cookie"]
    operation: Operation[None] = Operation(
        "x",
        "GET",
        "/x/{id}?fixed=1",
        tuple(Parameter("id", place, lambda: int) for place in places),
        responses={"200": ResponseSpec()},
    )
    with Client(base_url=server.url + "/base/") as client:
        arguments: Any = {place: {"id": i} for i, place in enumerate(places)}
        client.items.call(operation, **arguments)
    assert server.last.target == "/base/x/0?fixed=1&id=1"
    assert server.last.header("id") == "2"
    assert server.last.header("cookie") == "id=3"


def test_expand_server() -> None:
    variables = {
        "region": ServerVariable("eu", ("eu", "us")),
        "host": ServerVariable("api"),
        "base": ServerVariable("v1"),
    }
    template = "https://{host}.{region}.example/{base}"

    def expand(**given: str) -> str:
        return expand_server(template, variables, given)

    assert expand() == "https://api.eu.example/v1"
    assert expand(region="us", base="a/b") == "https://api.us.example/a/b"
    bad = [{"region": "x"}, {"other": "x"}, {"host": "evil.example/"}]
    bad += [{"host": "evil.example#"}, {"host": "u@evil"}, {"base": "a b"}]
    for given in bad:
        with pytest.raises(ValueError, match="server_variables"):
            expand(**given)


def test_a_variable_may_be_the_path_of_a_server() -> None:
    """Documented values may have any character; a given one cannot change the host."""
    variables = {"base": ServerVariable("/buy/v1")}

    def expand(given: Any = None) -> str:
        return expand_server("https://api.example{base}", variables, given)

    assert expand() == "https://api.example/buy/v1"
    assert expand({"base": "/buy/v2"}) == "https://api.example/buy/v2"
    for value in (".evil.example", "@evil.example", "/a?b", "", "/a b"):
        with pytest.raises(ValueError, match="forbidden character"):
            expand({"base": value})
