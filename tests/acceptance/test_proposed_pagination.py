"""What doctor proposes makes packages that read every page, once, and then stop, and that
return the results in envelopes.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tests.loopback import Handler, Loopback, answer, serving
from tests.paging_schemes import ITEMS, SCHEMES, UNPAGED, Scheme, document_of

from .command import gen_client_here
from .conftest import load

BY_ROUTE = {each.route: each for each in SCHEMES}


class PagingServer(Loopback):
    """Serves three pages by each of the schemes, and empty ones after them."""

    def next_answer(self) -> Any:
        return self._send_page

    def _send_page(self, handler: Handler) -> None:
        scheme = BY_ROUTE[urlsplit(handler.path).path]
        selected = selector(scheme, self.last.target, self.last.body)
        number = 0 if selected is None else 1 + list(scheme.sent).index(selected)
        items = ITEMS[number] if number < len(ITEMS) else []
        following = scheme.sent[number] if number + 1 < len(ITEMS) else None
        kind = scheme.declared["type"]
        url = f"{self.url}{scheme.route}?page={following}" if following else None
        is_url = kind in ("url", "link")
        headers = {}
        if kind == "link" and url:
            headers["Link"] = f'<{url}>; rel="next"'
        elif scheme.header and following:
            headers[scheme.header] = str(following)
        body = scheme.page(items, url if is_url else following)
        answer(200, body, **headers)(handler)


def selector(scheme: Scheme, target: str, body: bytes) -> Any:
    """The value in a request that selects the page."""
    if scheme.method == "post":
        found = json.loads(body or b"{}")
        for name in scheme.declared["parameter"].split("/")[1:]:
            found = (found or {}).get(name)
        return found
    query = parse_qs(urlsplit(target).query)
    values = query.get(scheme.declared.get("parameter", "page"))
    kind = type(scheme.sent[0])
    return kind(values[0]) if values else None


@pytest.fixture(scope="session")
def schemes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the document, and the overlay that doctor wrote for it."""
    folder = tmp_path_factory.mktemp("schemes")
    source = folder / "schemes.json"
    source.write_text(json.dumps(document_of([*SCHEMES, *UNPAGED])), encoding="utf-8")
    ran = gen_client_here(
        "doctor", source, "--write-overlay", folder / "schemes.overlay.yml"
    )
    assert ran.code == 0, ran.stderr
    assert ran.stderr.endswith(f"overlay.yml ({len(SCHEMES)} proposals).\n")
    return folder


def test_the_overlay_has_one_action_for_each_operation(schemes: Path) -> None:
    text = (schemes / "schemes.overlay.yml").read_text(encoding="utf-8")
    overlay = yaml.safe_load(text)
    assert [(each["target"], each["update"]) for each in overlay["actions"]] == [
        (
            f"$['paths']['{each.route}']['{each.method}']",
            {"x-pagination": each.declared},
        )
        for each in SCHEMES
    ]
    assert text.count("x-pagination: {type: ") == len(SCHEMES)


def test_nothing_is_proposed_for_what_is_declared(schemes: Path) -> None:
    ran = gen_client_here("doctor", schemes / "schemes.json")
    assert ran.stdout == ""
    assert ran.stderr.endswith("No problems.\n")


def test_problems_are_grouped_by_scheme(schemes: Path) -> None:
    ran = gen_client_here(
        "doctor", schemes / "schemes.json", "--no-overlay", "--format", "json"
    )
    problems = json.loads(ran.stdout)
    assert {each["code"] for each in problems} == {"undeclared-pagination"}
    assert {each["severity"] for each in problems} == {"note"}
    places = [place for each in problems for place in each["places"]]
    assert len(problems) < len(places) == len(SCHEMES)
    assert all(each["consequence"] and each["suggestion"] for each in problems)


@pytest.fixture(scope="session")
def package(schemes: Path) -> Any:
    ran = gen_client_here(schemes / "schemes.json", "-o", schemes, "--name", "schemes")
    assert ran.code == 0, ran.stderr
    return load(schemes / "schemes", "schemes")


@pytest.fixture(scope="session")
def methods(schemes: Path, package: Any) -> dict[str, str]:
    return methods_of(schemes / "schemes")


def methods_of(project: Path) -> dict[str, str]:
    """The methods of a client, by path."""
    text = (project / "api.md").read_text(encoding="utf-8")
    pattern = r"- `client\.([\w.]+)\(.*?`(?:GET|POST) ([^`]+)`"
    return {route: name for name, route in re.findall(pattern, text, re.DOTALL)}


@pytest.fixture(scope="session")
def paging_server() -> Iterator[PagingServer]:
    with serving(PagingServer) as server:
        assert isinstance(server, PagingServer)
        yield server


async def items_of(client: Any, method: str) -> list[str]:
    return [each.id async for each in attrgetter(method)(client)()]


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_all_pages_are_read(
    scheme: Scheme, package: Any, methods: dict[str, str], paging_server: PagingServer
) -> None:
    method = methods[scheme.route]
    paging_server.seen.clear()
    with package.Client(base_url=paging_server.url, max_retries=0) as client:
        found = [each.id for each in attrgetter(method)(client)()]
    seen = list(paging_server.seen)

    async def read() -> list[str]:
        async with package.AsyncClient(
            base_url=paging_server.url, max_retries=0
        ) as client:
            return await items_of(client, method)

    paging_server.seen.clear()
    assert asyncio.run(read()) == found == [e["id"] for page in ITEMS for e in page]
    for requests in (seen, paging_server.seen):
        sent = [selector(scheme, each.target, each.body) for each in requests]
        assert sent == [None, *scheme.sent]


def test_operations_of_other_files(tmp_path: Path) -> None:
    """A path item and an operation of other files are declared beside the references."""
    schema = {"type": "array", "items": {"type": "string"}}
    operation = {
        "parameters": [
            {"name": name, "in": "query", "schema": {"type": "integer"}}
            for name in ("page", "per_page")
        ],
        "responses": {
            "200": {
                "description": "",
                "content": {"application/json": {"schema": schema}},
            }
        },
    }
    paths = {
        "/items": {"$ref": "item.json#/item"},
        "/others": {"get": {"$ref": "item.json#/item/get"}},
        "/single": {"get": {**operation, "x-pagination": False}},
        "/invalid": {"get": {**operation, "x-pagination": {"type": "tuple"}}},
    }
    (tmp_path / "item.json").write_text(json.dumps({"item": {"get": operation}}))
    info = {"title": "T", "version": "1"}
    document = {"openapi": "3.0.3", "info": info, "paths": paths}
    source, overlay = tmp_path / "api.json", tmp_path / "api.overlay.json"
    source.write_text(json.dumps(document))
    assert gen_client_here("doctor", source, "--write-overlay", overlay).code == 0
    actions = json.loads(overlay.read_text())["actions"]
    declared = {"x-pagination": {"type": "page", "items": "", "parameter": "page"}}
    assert [(each["target"], each.get("update")) for each in actions] == [
        ("$['paths']['/items']", {"get": declared}),
        ("$['paths']['/others']['get']", declared),
        ("$['paths']['/invalid']['get']['x-pagination']", None),
        ("$['paths']['/invalid']['get']", declared),
    ]
    ran = gen_client_here("doctor", source, "--format", "json")
    codes = {each["code"] for each in json.loads(ran.stdout)}
    assert codes == {"misplaced-ref"}
    wrong = overlay.read_text().replace('"parameter": "page"', '"parameter": "pge"')
    overlay.write_text(wrong)
    ran = gen_client_here("doctor", source, "--format", "json")
    (problem,) = (
        e for e in json.loads(ran.stdout) if e["code"] == "invalid-pagination"
    )
    assert [Path(each["file"]).name for each in problem["places"]] == [overlay.name] * 3


def test_results_in_envelopes(tmp_path: Path, server: Loopback) -> None:
    envelope = {"success": bool, "errors": [{"code": int}], "result": {"id": str}}
    document = document_of(
        [
            Scheme(name, {}, envelope, {}, (), lambda items, next_: items)
            for name in ("zones", "rules", "hosts")
        ]
    )
    source, overlay = tmp_path / "api.json", tmp_path / "api.overlay.yml"
    source.write_text(json.dumps(document))
    assert gen_client_here("doctor", source, "--write-overlay", overlay).code == 0
    actions = yaml.safe_load(overlay.read_text())["actions"]
    assert [each["update"] for each in actions] == [{"x-unwrap": "/result"}] * 3
    assert gen_client_here("doctor", source).stderr.endswith("No problems.\n")
    ran = gen_client_here(source, "-o", tmp_path, "--name", "unwrapped")
    assert ran.code == 0, ran.stderr
    package = load(tmp_path / "unwrapped", "unwrapped")
    found = methods_of(tmp_path / "unwrapped")
    server.will(answer(200, {"success": True, "errors": [], "result": {"id": "a"}}))
    with package.Client(base_url=server.url) as client:
        for route in ("/zones/things", "/rules/things", "/hosts/things"):
            assert attrgetter(found[route])(client)().id == "a"
