"""Reports name the operation, what was tried, the place and the client."""

from __future__ import annotations

import pytest

from generator.contract.case import MAX_PROBLEMS, Case, Report

CASE = Case("pets.get", "GET", "/pets/{petId}", names={"query.id": "id_", "X": "x"})


def message(report: Report) -> str:
    with pytest.raises(AssertionError) as caught:
        report.check()
    return str(caught.value)


def test_a_report_without_problems_passes() -> None:
    report = Report(CASE.title)
    report.add("minimal", [])
    report.check()


def test_a_problem_of_both_clients_is_reported_once() -> None:
    report = Report(CASE.title)
    for client in ("sync", "async"):
        report.add("minimal", ["/path/petId: expected 1, got 2"], client)
    report.add("maximal", ["/: expected one request, got 0"], "async")
    assert message(report).splitlines() == [
        "pets.get (GET /pets/{petId})",
        "  minimal: /path/petId: expected 1, got 2",
        "  maximal: /: expected one request, got 0 (async only)",
    ]


def test_many_problems_are_counted() -> None:
    report = Report(CASE.title)
    report.add("minimal", [f"/{index}: wrong" for index in range(MAX_PROBLEMS + 3)])
    lines = message(report).splitlines()
    assert len(lines) == MAX_PROBLEMS + 2
    assert lines[-1] == "  and 3 more"


def test_arguments_are_named_by_location_first() -> None:
    assert CASE.argument("query", "id") == "id_"
    assert CASE.argument("body", "id") == "id"
    assert CASE.argument("header", "X") == "x"
