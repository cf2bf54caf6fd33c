"""Which values a live run takes for the parameters of a call."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from generator.contract.live import LiveRow

from ..loopback import Handler, Loopback, answer, serving
from .live_runs import LiveProject
from .packages import generate_from

TEXT = {"type": "string"}
ANYTHING = {
    "200": {
        "description": "",
        "content": {"application/json": {"schema": {"type": ["array", "object"]}}},
    }
}


def operation(path: str, method: str = "get", **others: Any) -> Any:
    """An operation with a parameter for each name in the path."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": TEXT} for name in names
    ]
    return {method: {"parameters": parameters, "responses": ANYTHING, **others}}


def search(path: str, *required: str) -> Any:
    schema = {"type": "object", "required": required, "properties": {"q": TEXT}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation(path, "post", requestBody=body, **{"x-live-safe": True})


def item(name: str, schema: Any, **others: Any) -> Any:
    """An operation for an item of a collection without a list."""
    parameter = {"name": name, "in": "path", "required": True, "schema": schema}
    return {"get": {"parameters": [parameter | others], "responses": ANYTHING}}


def typed(path: str, schema: str) -> Any:
    """An operation whose result has a name."""
    reference = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    content = {"application/json": reference}
    return operation(path, responses={"200": {"description": "", "content": content}})


PATHS = {
    "/books/{isbn}/reviews/{review-id}": operation("/books/{isbn}/reviews/{review-id}"),
    "/books/{isbn}/reviews": operation("/books/{isbn}/reviews"),
    "/books/{isbn}": operation("/books/{isbn}"),
    "/books": operation("/books"),
    "/authors/{authorId}": operation("/authors/{authorId}"),
    "/authors/search": search("/authors/search", "q"),
    "/loans/{loan_id}/holder/{member_id}": operation(
        "/loans/{loan_id}/holder/{member_id}"
    ),
    "/members": operation("/members"),
    "/boxes/{box}": item("box", {"type": "integer"}),
    "/boxes": operation("/boxes"),
    "/films/{film_no}": typed("/films/{film_no}", "Film"),
    "/films/{film_no}/cast": operation("/films/{film_no}/cast"),
    "/find-anything": {
        "post": {
            **search("/find-anything")["post"],
            **typed("/find-anything", "Hits")["get"],
        }
    },
    "/tags/{name}": operation("/tags/{name}"),
    "/tags": operation("/tags"),
    "/states/{state}": item("state", {"$ref": "#/components/schemas/State"}),
    "/shelves/{shelf}": item("shelf", TEXT, example="A/1"),
    "/rooms/{room}": item("room", {"type": "integer", "minimum": 4}),
    "/odd/{any}/{by}": {
        "get": {
            "parameters": [
                {"name": "any", "in": "path", "required": True, "schema": {}},
                {
                    "name": "by",
                    "in": "path",
                    "required": True,
                    "schema": {"type": ["string", "null"], "default": None},
                },
                {
                    "name": "filter",
                    "in": "query",
                    "required": True,
                    "schema": {"properties": {"a": TEXT}},
                    "example": "a text",
                },
            ],
            "responses": ANYTHING,
        }
    },
    "/find": {
        "get": {
            "parameters": [
                {"name": "q", "in": "query", "required": True, "schema": TEXT}
            ],
            "responses": ANYTHING,
        }
    },
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Values", "version": "1"},
    "components": {
        "schemas": {
            "State": {"enum": ["open", "closed"]},
            "Film": {"type": "object", "required": ["film_no"]},
            "Hit": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Film"}]},
            "Hits": {
                "type": "object",
                "properties": {
                    "hits": {
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Hit"},
                    }
                },
            },
        }
    },
    "paths": PATHS,
}
BODIES: dict[str, Any] = {
    "/books": {"next": None, "books": [{"isbn": ""}, {"isbn": "x-1"}, {"isbn": "x 2"}]},
    "/books/x-1": {},
    "/books/x-1/reviews": [],
    "/books/x%202/reviews": {"data": {"total": 1, "list": [{"id": 71, "isbn": "no"}]}},
    "/books/x%202/reviews/71": {},
    "/authors/search": [{"author_id": "a1", "id": "wrong"}],
    "/authors/a1": {},
    "/find-anything": {"hits": [None, {"film_no": "f1", "id": "wrong"}]},
    "/films/f1": {"film_no": "f1"},
    "/films/f1/cast": [],
    "/members": {"_embedded": {"members": [{"member_id": "m1"}]}},
    "/loans/1/holder/m1": {},
    "/boxes": [{"label": "x", "id": "12"}],
    "/boxes/12": {},
    "/tags": ["red", "blue"],
    "/tags/red": {},
    "/states/open": {},
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveProject:
    folder = tmp_path_factory.mktemp("values")
    return LiveProject(generate_from(DOCUMENT, "values", folder / "project"), "values")


def routes(bodies: Mapping[str, Any], status: int = 404) -> Any:
    def send(handler: Handler) -> None:
        path = handler.path.partition("?")[0]
        found = path in bodies
        answer(200 if found else status, bodies.get(path, {}))(handler)

    return send


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        running.will(routes(BODIES))
        yield running


def statuses(live: LiveProject, server: Loopback, **options: Any) -> dict[str, str]:
    """The outcome of each operation, by its path."""
    rows = rows_by_path(live, server, **options)
    assert not [row for row in rows.values() if row.has_failed]
    return {path: row.reach for path, row in rows.items()}


def rows_by_path(
    live: LiveProject, server: Loopback, **options: Any
) -> dict[str, LiveRow]:
    rows = live.rows(server.url, **options)
    return {path: rows[name] for path, name in live.names.items()}


def test_values_come_from_lists_whatever_the_order(
    live: LiveProject, server: Loopback
) -> None:
    found = statuses(live, server)
    unknown = {"/shelves/{shelf}", "/rooms/{room}", "/find"}
    unknown |= {"/odd/{any}/{by}"}
    expected = "without a known value"
    assert {path for path, reach in found.items() if reach == expected} == unknown
    compared = {path for path, reach in found.items() if reach == "compared"}
    assert compared == PATHS.keys() - unknown
    targets = [request.target for request in server.seen]
    assert "/shelves/A%2F1" in targets
    assert any(target.startswith("/rooms/") for target in targets)
    for path in BODIES:
        assert path in targets
    live.cases.reverse()
    again = statuses(live, server)
    live.cases.reverse()
    assert again == found


@pytest.mark.parametrize("path", PATHS)
def test_a_method_alone_finds_the_same_values(
    live: LiveProject, server: Loopback, path: str
) -> None:
    """As in a process of pytest-xdist, where others call the lists."""
    name = live.names[path]
    row = live.rows(server.url, name)[name]
    assert (row.status == "200") is (row.reach == "compared")
    unknown = ("/shelves/{shelf}", "/rooms/{room}", "/find", "/odd/{any}/{by}")
    is_known = path not in unknown
    assert (row.reach == "compared") is is_known


def test_the_option_to_use_is_named(live: LiveProject, server: Loopback) -> None:
    rows = rows_by_path(live, server)
    row = rows["/rooms/{room}"]
    assert row.verdicts == (
        f"nobody: no value is known for room (as {row.name}.room in --live-values)",
    )


def test_values_of_the_user_come_first(live: LiveProject, server: Loopback) -> None:
    names = live.names
    values = {
        "room": 9,
        "shelf": "B",
        "isbn": "x-9",
        f"{names['/books/{isbn}']}.isbn": "x-8",
        f"{names['/find']}.q": "tea",
        f"{names['/authors/search']}.body": {"q": "Ann"},
        "state": "closed",
        "any": 5,
        "by": "true",
    }
    paths = ["/rooms/9", "/shelves/B", "/books/x-8", "/find", "/states/closed"]
    paths += ["/odd/5/true"]
    paths += ["/books/x-9/reviews", "/books/x-9/reviews/1"]
    server.will(routes({**BODIES, **{path: {} for path in paths}}))
    found = statuses(live, server, values=values)
    assert set(found.values()) == {"compared"}
    seen = {request.target.partition("?")[0]: request for request in server.seen}
    assert set(paths) <= seen.keys()
    assert seen["/find"].target == "/find?q=tea"
    assert seen["/authors/search"].json == {"q": "Ann"}


@pytest.mark.parametrize("value", ["nine", 3, None, ["a"], ""])
def test_a_value_of_the_user_that_is_not_valid(
    live: LiveProject, server: Loopback, value: Any
) -> None:
    names = live.names
    name = names["/rooms/{room}"]
    row = live.rows(server.url, name, values={"room": value})[name]
    assert row.has_failed
    assert row.verdicts == ("nobody: --live-values: the value of room is not valid",)
    assert server.seen == []


def test_a_known_value_that_the_server_does_not_find(
    live: LiveProject, server: Loopback
) -> None:
    """Only a made-up value excuses a status that is not documented."""
    server.will(routes({"/books": BODIES["/books"], "/tags": ["red"]}))
    rows = rows_by_path(live, server)
    for path in ("/books/{isbn}", "/tags/{name}", "/states/{state}"):
        assert rows[path].has_failed
        assert "not documented, in 404" in rows[path].verdicts[0]
    for path in ("/boxes/{box}", "/authors/{authorId}", "/rooms/{room}"):
        assert rows[path].reach == "without a known value"


@pytest.mark.parametrize("status", [400, 410, 422, 418, 500])
def test_statuses_for_made_up_values(
    live: LiveProject, server: Loopback, status: int
) -> None:
    server.will(routes({}, status))
    rows = rows_by_path(live, server)
    is_excused = status in (400, 410, 422)
    assert rows["/rooms/{room}"].has_failed is not is_excused
    assert rows["/books"].has_failed


def test_lists_with_anything_in_them(live: LiveProject, server: Loopback) -> None:
    """They never end a run."""
    odd: list[Any] = [
        None,
        5,
        "text",
        [],
        {},
        [None],
        [[1]],
        [{}],
        [{"isbn": None}],
        [{"isbn": {"a": 1}}],
        [True],
        {"books": {"books": {"books": {"books": {}}}}},
        [{"isbn": "."}],
        [{"isbn": ".."}],
        [{"isbn": "a\\b?c#d%2F é"}],
        ["\u0000"],
        [{"isbn": "x" * 2000}],
        {"a": [1], "b": [{"isbn": 7}]},
    ]
    for body in odd:
        server.will(routes(dict.fromkeys(BODIES, body)))
        rows = live.rows(server.url)
        assert len(rows) == len(PATHS)
        texts = json.dumps([row.verdicts for row in rows.values()])
        assert "client:" not in texts
