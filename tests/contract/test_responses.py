"""Items of streams, names of exceptions, and statuses of responses."""

from __future__ import annotations

from typing import Any

import pytest

from generator.contract.case import Case
from generator.contract.judging.responses import encode_stream_item, exception_name
from generator.contract.operation import MediaType, Operation, Response


@pytest.mark.parametrize(
    ("name", "has_events", "value", "text"),
    [
        ("application/jsonl", False, {"a": 1}, '{"a": 1}\n'),
        ("application/json-seq", False, 1, "\x1e1\n"),
        ("text/event-stream", False, "a\nb", "data: a\ndata: b\n\n"),
        ("text/event-stream", False, "a\rb", ""),
        (
            "text/event-stream",
            True,
            {"data": {"a": 1}, "id": "7", "event": "x"},
            'event: x\nid: 7\ndata: {"a": 1}\n\n',
        ),
        ("text/event-stream", True, {"id": "7"}, ""),
        ("text/event-stream", True, {"data": "a", "other": 1}, ""),
        ("text/event-stream", True, {"data": "a", "id": "1\n2"}, ""),
    ],
)
def test_stream_items(name: str, has_events: bool, value: Any, text: str) -> None:
    media_type = MediaType(name, "", {}, {}, has_events=has_events)
    assert encode_stream_item(media_type, value) == text


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (301, "RedirectError"),
        (304, "APIStatusError"),
        (404, "NotFoundError"),
        (418, "APIStatusError"),
        (503, "InternalServerError"),
    ],
)
def test_exception_names(status: int, name: str) -> None:
    assert exception_name(status) == name


def operation(*statuses: str) -> Operation:
    responses = tuple(Response(status, ()) for status in statuses)
    return Operation("GET", "/", "", (), False, (), responses, ())


def test_a_response_is_found_by_status_then_by_range_then_by_default() -> None:
    found = operation("404", "4XX", "default")
    statuses = [found.response_for(status) for status in (404, 409, 500)]
    assert [each and each.status for each in statuses] == ["404", "4XX", "default"]
    assert operation("200").response_for(404) is None


def test_a_status_of_a_range_is_not_documented_itself() -> None:
    found = operation("200", "201", "2XX")
    assert found.status_of(found.responses[2]) == 202


@pytest.mark.parametrize(
    ("case", "results"),
    [
        (Case("a.get", "GET", "/"), ["200", "2XX"]),
        (Case("a.get", "GET", "/", results=("302", "default")), ["302", "default"]),
    ],
)
def test_a_case_says_which_responses_are_results(
    case: Case, results: list[str]
) -> None:
    found = operation("200", "2XX", "302", "404", "default").decided(case).results
    assert [response.status for response in found] == results


@pytest.mark.parametrize(
    ("name", "content_type", "is_included"),
    [
        ("application/json", "application/json; charset=utf-8", True),
        ("image/*", "image/png", True),
        ("image/*", "text/plain", False),
        ("*/*", "", True),
        ("text/plain", "text/html", False),
    ],
)
def test_media_types_include_content_types(
    name: str, content_type: str, is_included: bool
) -> None:
    assert MediaType(name, "", {}, {}).includes(content_type) is is_included
