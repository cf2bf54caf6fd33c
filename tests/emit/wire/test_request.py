"""Requests: parameters by style, headers, servers and credentials."""

from __future__ import annotations

from typing import Any

import pytest

from generator.emit.wire.request import NotShownError, WireRequest
from tests.acceptance.test_styles import TABLE, schema_of
from tests.surface.conftest import PackageOf

from .calls import operation, request_of

URL = "https://api.example/v1"
SERVERS = [{"url": URL}]


def parameter(name: str, location: str, schema: Any = None, **more: Any) -> Any:
    required = {"required": True} if location == "path" else {}
    schema = {"type": "string"} if schema is None else schema
    return {"name": name, "in": location, "schema": schema, **required, **more}


def header(request: WireRequest, name: str) -> str | None:
    return dict(request.headers).get(name)


def query(request: WireRequest) -> str:
    return request.url.partition("?")[2]


def test_the_table_of_the_specification(package_of: PackageOf) -> None:
    """OpenAPI 3.2.0, section 4.12.9, and what the acceptance tests have beyond it."""
    paths = {}
    for index, (location, style, explode, value, _) in enumerate(TABLE):
        schema = schema_of(value)
        color = parameter("color", location, schema, style=style, explode=explode)
        place = f"/cell{index}" + ("/{color}" if location == "path" else "")
        paths[place] = {"get": operation(f"cell{index}", color)}
    package = package_of(paths)
    for index, (location, style, explode, value, expected) in enumerate(TABLE):
        positional = (value,) if location == "path" else ()
        keywords = {} if location == "path" else {"color": value}
        request = request_of(package, f"cell{index}", *positional, **keywords)
        found = {
            "path": request.url.rpartition("/")[2],
            "query": query(request),
            "header": header(request, "color") or "",
            "cookie": header(request, "Cookie") or "",
        }
        assert found[location] == expected, (location, style, explode, value)


@pytest.mark.parametrize(
    ("text", "path", "reserved", "searched", "formed"),
    [
        ("a/b?c", "a%2Fb%3Fc", "a%2Fb%3Fc", "a/b?c", "a%2Fb%3Fc"),
        ("a b+c", "a%20b%2Bc", "a%20b+c", "a%20b%2Bc", "a+b%2Bc"),
        ("50%&%2F", "50%25%26%252F", "50%25&%2F", "50%25%26%2F", "50%25%26%252F"),
        ("é[#]~", "%C3%A9%5B%23%5D~", "%C3%A9%5B%23%5D~", "%C3%A9%5B%23%5D~",
         "%C3%A9%5B%23%5D~"),
    ],
)  # fmt: skip
def test_percent_encoding(
    package_of: PackageOf, text: str, path: str, reserved: str, searched: str,
    formed: str,
) -> None:  # fmt: skip
    schema = {"type": "object", "properties": {"x": {"type": "string"}}}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    package = package_of(
        {
            "/a/{x}/{y}": {
                "get": operation(
                    "read",
                    parameter("x", "path"),
                    parameter("y", "path", allowReserved=True),
                    parameter("z", "query", allowReserved=True),
                )
            },
            "/form": {"post": operation("form", requestBody={"content": content})},
        }
    )
    request = request_of(package, "read", text, text, z=text)
    assert request.url == f"{{{{base_url}}}}/a/{path}/{reserved}?z={searched}"
    assert request_of(package, "form", x=text).body == f"x={formed}"


def test_parameters_with_content(package_of: PackageOf) -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    text = {"text/csv": {"schema": {"type": "string"}}}
    places = [
        {"name": "q", "in": "query", "content": content},
        {"name": "X-H", "in": "header", "content": content},
        {"name": "t", "in": "query", "content": text},
    ]
    package = package_of({"/a": {"get": operation("read", *places)}})
    value = {"a": [1, 2.5], "é": "😀"}
    request = request_of(package, "read", q=value, x_h=value, t="a,b")
    encoded = "%7B%22a%22%3A%5B1%2C2.5%5D%2C%22%C3%A9%22%3A%22%F0%9F%98%80%22%7D"
    assert query(request) == f"q={encoded}&t=a%2Cb"
    assert header(request, "X-H") == r'{"a":[1,2.5],"\u00e9":"\ud83d\ude00"}'


def test_a_whole_query(package_of: PackageOf) -> None:
    schema = {"type": "object", "additionalProperties": {"type": "string"}}
    form = {"application/x-www-form-urlencoded": {"schema": schema}}
    place = {"name": "all", "in": "querystring", "content": form}
    json = {"application/json": {"schema": {"type": "object"}}}
    other = {"name": "all", "in": "querystring", "content": json}
    paths = {
        "/form": {"get": operation("form", place)},
        "/json": {"get": operation("json", other)},
    }
    package = package_of(paths, openapi="3.2.0")
    assert query(request_of(package, "form", all={"a": "b c", "d": "e"})) == "a=b+c&d=e"
    found = query(request_of(package, "json", all={"a": 1}))
    assert found == "%7B%22a%22%3A1%7D"


def test_the_template_of_a_path(package_of: PackageOf) -> None:
    paths = {
        "/a b/{x}.{y}/ü?kind=1": {
            "get": operation("odd", parameter("x", "path"), parameter("y", "path"))
        }
    }
    request = request_of(package_of(paths), "odd", "1", "2")
    assert request.url == "{{base_url}}/a%20b/1.2/%C3%BC?kind=1"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_segments_that_would_be_lost_are_not_shown(
    package_of: PackageOf, value: str
) -> None:
    constant = parameter("x", "path", {"const": value})
    package = package_of({"/a/{x}": {"get": operation("read", constant)}})
    with pytest.raises(NotShownError):
        request_of(package, "read")


def test_a_fragment_is_not_sent(package_of: PackageOf) -> None:
    places = [parameter(name, "path") for name in ("x", "y#z")]
    paths = {"/a/{y#z}#b={x}/c?d": {"get": operation("odd", *places)}}
    request = request_of(package_of(paths), "odd", "1", "2")
    assert request.url == "{{base_url}}/a/1"


def test_texts_of_formats_in_their_written_form(package_of: PackageOf) -> None:
    formats = {
        "date-time": ("2024-01-02t03:04:05.120000+00:00", "2024-01-02T03:04:05.120000Z"),
        "uuid": ("0B1D1AC1-7C3E-4B5A-9F1E-000000000001",
                 "0b1d1ac1-7c3e-4b5a-9f1e-000000000001"),
        "byte": ("dGV4dA", "dGV4dA=="),
        "decimal": ("1E+2", "100"),
        "duration": ("P1Y2M", "P1Y2M"),
        "date": ("2024-01-02", "2024-01-02"),
    }  # fmt: skip
    places = [
        parameter(f"h{number}", "header", {"type": "string", "format": name})
        for number, name in enumerate(formats)
    ]
    package = package_of({"/a": {"get": operation("read", *places)}})
    given = {f"h{n}": text for n, (text, _) in enumerate(formats.values())}
    request = request_of(package, "read", **given)
    found = [header(request, f"h{number}") for number in range(len(formats))]
    assert found == [text for _, text in formats.values()]


SCHEMES = {
    "Token": {"type": "http", "scheme": "bearer"},
    "Basic": {"type": "http", "scheme": "basic"},
    "Digest": {"type": "http", "scheme": "digest"},
    "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "Asked": {"type": "apiKey", "in": "query", "name": "api key"},
    "Session": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "TLS": {"type": "mutualTLS"},
}


@pytest.mark.parametrize(
    ("security", "headers", "asked"),
    [
        ([{"Token": []}], {"Authorization": "Bearer {{token}}"}, ""),
        ([{"Basic": []}], {"Authorization": "Basic {{basic}}"}, ""),
        ([{"Digest": []}], {"Authorization": "{{digest}}"}, ""),
        ([{"Key": []}, {"Token": []}], {"X-Key": "{{key}}"}, ""),
        ([{}, {"Key": []}], {"X-Key": "{{key}}"}, ""),
        ([{"Asked": []}], {}, "a=1&api%20key={{asked}}"),
        ([{"Session": []}], {"Cookie": "c=2; sid={{session}}"}, ""),
        (
            [{"Token": [], "Key": [], "Asked": [], "Session": [], "TLS": []}],
            {"Authorization": "Bearer {{token}}", "Cookie": "c=2; sid={{session}}",
             "X-Key": "{{key}}"},
            "a=1&api%20key={{asked}}",
        ),
        ([], {}, ""),
    ],
)  # fmt: skip
def test_credentials(
    package_of: PackageOf, security: Any, headers: dict[str, str], asked: str
) -> None:
    places = [parameter("a", "query"), parameter("c", "cookie")]
    paths = {"/a": {"get": operation("read", *places, security=security)}}
    package = package_of(
        paths, components={"securitySchemes": SCHEMES}, servers=SERVERS
    )
    request = request_of(package, "read", a="1", c="2")
    expected = {"Accept": "application/json", "Cookie": "c=2"} | headers
    assert dict(request.headers) == expected
    assert query(request) == (asked or "a=1")
    assert [name for name, _ in request.headers] == sorted(expected)


def test_an_undefined_scheme_asks_for_all_credentials(package_of: PackageOf) -> None:
    paths = {"/a": {"get": operation("read", security=[{"Other": []}])}}
    schemes = {name: SCHEMES[name] for name in ("Token", "Key")}
    package = package_of(paths, components={"securitySchemes": schemes})
    names = {name for name, _ in request_of(package, "read").headers}
    assert names == {"Accept", "Authorization", "X-Key"}


@pytest.mark.parametrize(
    ("servers", "own", "url", "has_key"),
    [
        (SERVERS, [], "{{base_url}}/a", True),
        (SERVERS, [{"url": "https://other.example/v2/"}], "https://other.example/v2/a", False),
        (SERVERS, [{"url": "/v2"}], "https://api.example/v2/a", True),
        ([{"url": "http://api.example"}], [{"url": "https://api.example"}],
         "https://api.example/a", True),
        (SERVERS, [{"url": "http://api.example"}], "http://api.example/a", False),
        # A base URL that is required replaces no server, as it may be the only one.
        ([{"url": "/v1"}], [{"url": "https://other.example"}], "https://other.example/a", False),
        ([{"url": "/v1"}], [{"url": "/v2"}], "https://api.example.com/v2/a", True),
        ([], [{"url": "https://other.example/{x}", "variables": {"x": {"default": "y"}}}],
         "https://other.example/y/a", False),
    ],
)  # fmt: skip
def test_servers(
    package_of: PackageOf, servers: Any, own: Any, url: str, has_key: bool
) -> None:
    more = {"servers": own} if own else {}
    paths = {"/a": {"get": operation("read", security=[{"Key": []}], **more)}}
    schemes = {"Key": SCHEMES["Key"]}
    package = package_of(
        paths, components={"securitySchemes": schemes}, servers=servers
    )
    request = request_of(package, "read")
    assert request.url == url
    assert ("X-Key" in dict(request.headers)) is has_key


def json_and(*media_types: str) -> Any:
    types: dict[str, Any] = {n: {} for n in ("application/json", *media_types)}
    return {"description": "", "content": types}


@pytest.mark.parametrize(
    ("responses", "accept"),
    [
        ({"200": json_and("text/csv"), "404": json_and()}, "application/json, text/csv"),
        ({"204": {"description": ""}, "404": json_and()}, "application/json"),
        ({"204": {"description": ""}}, "*/*"),
        ({"2XX": json_and(), "201": json_and("Image/PNG; q=1")},
         "application/json, image/png"),
        ({"default": json_and()}, "application/json"),
        ({"302": {"description": ""}, "404": json_and()}, "application/json"),
    ],
)  # fmt: skip
def test_accept(package_of: PackageOf, responses: Any, accept: str) -> None:
    paths = {"/a": {"get": operation("read") | {"responses": responses}}}
    assert header(request_of(package_of(paths), "read"), "Accept") == accept


def test_streams_and_values_ask_for_their_own(package_of: PackageOf) -> None:
    streamed = {"200": json_and("text/event-stream")}
    paths = {"/a": {"post": operation("chat") | {"responses": streamed}}}
    package = package_of(paths)
    found = {
        path: header(request_of(package, path.partition(".")[2]), "Accept")
        for path, _ in package.methods()
    }
    assert sorted(found.values(), key=str) == ["application/json", "text/event-stream"]


def test_constants_and_fresh_keys_are_headers(package_of: PackageOf) -> None:
    places = [
        parameter("X-Version", "header", {"const": "2"}, required=True),
        parameter("Idempotency-Key", "header"),
    ]
    paths = {"/a": {"post": operation("send", *places)}}
    package = package_of(paths)
    assert request_of(package, "send").headers == (
        ("Accept", "application/json"),
        ("Idempotency-Key", "{{$guid}}"),
        ("X-Version", "2"),
    )
    request = request_of(package, "send", idempotency_key="own")
    assert header(request, "Idempotency-Key") == "own"


@pytest.mark.parametrize(
    "text", ["{{token}}", "a\nX-Evil: 1", "a\rb", "\x1b[2J", "a\u2028b", "\u202eb"]
)
@pytest.mark.parametrize("location", ["header", "cookie"])
def test_what_would_leave_its_line_is_not_shown(
    package_of: PackageOf, text: str, location: str
) -> None:
    style = {"style": "cookie"} if location == "cookie" else {}
    place = parameter("v", location, **style)
    package = package_of({"/a": {"get": operation("read", place)}}, openapi="3.2.0")
    with pytest.raises(NotShownError):
        request_of(package, "read", v=text)


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
def test_a_lone_surrogate_is_not_shown(package_of: PackageOf, location: str) -> None:
    place = parameter("v", location)
    path = "/a/{v}" if location == "path" else "/a"
    package = package_of({path: {"get": operation("read", place)}})
    with pytest.raises(NotShownError):
        if location == "path":
            request_of(package, "read", "\ud800")
        else:
            request_of(package, "read", v="\ud800")


def test_a_server_with_an_invalid_port(package_of: PackageOf) -> None:
    own = [{"url": "https://other.example:99999/"}]
    paths = {
        "/a": {"get": operation("read")},
        "/b": {"get": operation("other", servers=own)},
    }
    package = package_of(paths, servers=[{"url": "https://api.example:99999"}])
    assert request_of(package, "read").url == "{{base_url}}/a"
    package = package_of(paths, servers=SERVERS)
    with pytest.raises(NotShownError):
        request_of(package, "other")
