"""Base URLs, and the requests that follow redirects (RFC 9110, 15.4)."""

from __future__ import annotations

import httpx2
import pytest
from _core.operation import split_path
from _core.redaction import Signature, redact
from _core.urls import check_base_url, origin, redirected_request

URL = "https://api.example/a"
HEADERS = {"Authorization": "Bearer t", "Content-Type": "text/plain", "Accept": "*/*"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("https://api.example", "https://api.example"),
        ("http://localhost:8000/v1/", "http://localhost:8000/v1"),
        ("https://bücher.example/", "https://bücher.example"),
        (httpx2.URL("https://api.example/v1/"), "https://api.example/v1"),
    ],
)
def test_base_url(text: str | httpx2.URL, result: str) -> None:
    assert check_base_url(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/v1",
        "ftp://a",
        "https://",
        "http://a:0",
        "http://a:99999",
        "https://a?b=1",
        "https://u:p@a",
        "https://a#b",
        "https://a/?",
        "https://a/#",
        httpx2.URL("https://u:p@a"),
        "http://a\0",
        f"http://{'a' * 70}.example",
    ],
)
def test_invalid_base_urls(text: str | httpx2.URL) -> None:
    with pytest.raises(ValueError, match=r"^base_url: "):
        check_base_url(text)


def test_the_origin_has_the_default_port() -> None:
    assert origin(httpx2.URL("https://a/x")) == origin(httpx2.URL("https://a:443/y"))
    assert origin(httpx2.URL("http://a")) != origin(httpx2.URL("https://a"))


def redirect(
    method: str, status: int, location: str, content: bytes = b"", hops: int = 0
) -> httpx2.Request | None:
    """Return the request that follows a redirect of a request to ``URL``."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers={"Location": location})

    with httpx2.Client(transport=httpx2.MockTransport(handle)) as client:
        request = httpx2.Request(method, URL, headers=HEADERS, content=content)
        response = client.send(request, follow_redirects=False)
        return redirected_request(response, hops)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_reads_follow_every_redirect_within_the_origin(
    method: str, status: int
) -> None:
    request = redirect(method, status, "/b")
    assert request is not None
    assert (request.method, str(request.url)) == (method, "https://api.example/b")
    assert request.headers["Authorization"] == "Bearer t"
    assert "Content-Type" not in request.headers


def test_other_methods_follow_some_redirects() -> None:
    assert redirect("POST", 301, "/b", b"x") is None
    assert redirect("POST", 302, "/b", b"x") is None
    see_other = redirect("POST", 303, "/b", b"x")
    assert see_other is not None and see_other.method == "GET"
    assert see_other.read() == b"" and "Content-Type" not in see_other.headers
    for status in (307, 308):
        repeated = redirect("POST", status, "/b", b"x")
        assert repeated is not None and repeated.method == "POST"
        assert repeated.read() == b"x"


def test_another_origin_gets_no_credentials() -> None:
    request = redirect("GET", 302, "https://other.example/b")
    assert request is not None
    assert request.headers["Host"] == "other.example"
    assert "Authorization" not in request.headers
    assert redirect("POST", 307, "https://other.example/b", b"x") is None


@pytest.mark.parametrize(
    "location",
    ["http://api.example/b", "https://u:p@other.example/", "https://a:99999"],
)
def test_redirects_that_are_not_followed(location: str) -> None:
    assert redirect("GET", 302, location) is None


def test_the_number_of_redirects_is_limited() -> None:
    assert redirect("GET", 302, "/b", hops=9) is not None
    assert redirect("GET", 302, "/b", hops=10) is None


def test_redaction() -> None:
    headers = {"X-Key": "s3cret", "Accept": "*/*"}
    request = httpx2.Request("GET", f"{URL}?key=s3cret", headers=headers)
    redact(request, Signature(frozenset({("header", "x-key"), ("query", "key")})))
    shown = f"{request!r} {request.url} {request.url!r} {request.headers!r}"
    assert "s3cret" not in shown and "/a?key=[secret]" in shown and "*/*" in shown
    assert request.headers["X-Key"] == "s3cret"
    assert request.url.raw_path == b"/a?key=s3cret"
    assert str(request.url.join("?page=2")) == f"{URL}?page=2"
    assert request.url.join("#end").query == b"key=s3cret"


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("/a b/{x}", ["/a%20b/", "x", ""]),
        ("/{x}?y=1 {z}", ["/", "x", "?y=1%20", "z", ""]),
        ("/{x#y}/a", ["/", "x#y", "/a"]),
        ("/People('{id}')", ["/People('", "id", "')"]),
    ],
)
def test_the_parts_of_a_path_template(template: str, parts: list[str]) -> None:
    assert split_path(template) == parts
