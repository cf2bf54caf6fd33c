"""Pages of real documents: each request is the one that the official clients send."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from tests.corpus import CORPUS, needs_corpus

from .command import gen_client
from .conftest import load

pytestmark = [needs_corpus, pytest.mark.slow]


class Rows:
    """A server of seven rows that records method, path and query of each request."""

    def __init__(self, respond: Callable[[dict[str, str]], httpx2.Response]) -> None:
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self._respond = respond

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        url = urlsplit(str(request.url))
        query = dict(parse_qsl(url.query))
        self.seen.append((request.method, url.path, query))
        return self._respond(query)


def client(folder: Path, document: str, operation: str, rows: Rows, *more: Any) -> Any:
    """A client of a document with one of its operations."""
    arguments = ["-o", folder / "out", "--include", operation, *more]
    ran = gen_client(CORPUS / document, *arguments)
    assert ran.code == 0, ran.stderr
    (project,) = (folder / "out").iterdir()
    package = load(project, next(project.glob("*/client.py")).parent.name)
    http = httpx2.Client(transport=httpx2.MockTransport(rows))
    return package.Client(base_url="http://a", http_client=http)


def test_a_cursor_that_is_the_last_item(tmp_path: Path) -> None:
    ids = [f"cus_{number}" for number in range(7)]

    def respond(query: dict[str, str]) -> httpx2.Response:
        after = query.get("starting_after")
        start = 0 if after is None else ids.index(after) + 1
        end = start + int(query.get("limit", 3))
        data = [
            {"id": each, "object": "customer", "created": 1, "livemode": False}
            for each in ids[start:end]
        ]
        more = {"object": "list", "url": "/v1/customers", "has_more": end < len(ids)}
        return httpx2.Response(200, json={"data": data, **more})

    overlay = tmp_path / "overlay.yml"
    action = {
        "target": "$.paths['/v1/customers'].get",
        "update": {
            "security": [{}],
            "x-pagination": {
                "type": "cursor",
                "items": "/data",
                "parameter": "starting_after",
                "next": "/data/-1/id",
                "more": "/has_more",
            },
        },
    }
    info = {"title": "Pages", "version": "1"}
    overlay.write_text(
        json.dumps({"overlay": "1.0.0", "info": info, "actions": [action]})
    )
    rows = Rows(respond)
    made = client(
        tmp_path, "stripe.yaml", "GET /v1/customers", rows, "--overlay", overlay
    )
    found = [customer.id for customer in made.customers.list(limit=3)]
    assert found == ids
    assert rows.seen == [
        ("GET", "/v1/customers", {"limit": "3"}),
        ("GET", "/v1/customers", {"limit": "3", "starting_after": "cus_2"}),
        ("GET", "/v1/customers", {"limit": "3", "starting_after": "cus_5"}),
    ]


def test_links_in_headers(tmp_path: Path) -> None:
    def respond(query: dict[str, str]) -> httpx2.Response:
        number = int(query.get("page", 1))
        link = (
            f'<http://a/repositories/1/issues?per_page=2&page={number + 1}>; rel="next"'
        )
        headers = {"Link": link} if number < 3 else {}
        return httpx2.Response(200, json=[{"number": number}], headers=headers)

    rows = Rows(respond)
    made = client(tmp_path, "github.json", "issues/list-for-repo", rows)
    with pytest.warns():
        issues = list(made.issues.list_for_repo("o", "r", per_page=2))
    assert [issue.number for issue in issues] == [1, 2, 3]
    following = "/repositories/1/issues"
    assert rows.seen == [
        ("GET", "/repos/o/r/issues", {"per_page": "2"}),
        ("GET", following, {"per_page": "2", "page": "2"}),
        ("GET", following, {"per_page": "2", "page": "3"}),
    ]
