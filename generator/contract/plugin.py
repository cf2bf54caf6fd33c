"""The pytest plugin of the contract tests: ``--live URL``, and what was not checked.

With ``--live`` only the tests marked ``live`` run, and of these only the tests of safe
operations; without it, all other tests run.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.contract.case import Case
from generator.contract.contract import Contract
from generator.contract.live import Live
from generator.contract.specification import Specification

__all__ = [
    "LIVE",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
]

LIVE = "--live"
_LIVE_TITLE = "live"
_NOT_CHECKED_TITLE = "not checked"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option ``--live``."""
    parser.addoption(
        LIVE,
        metavar="URL",
        help="check a real server, by calling only operations that change nothing",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect either the live tests or all others."""
    is_live = config.getoption(LIVE) is not None
    selected = [item for item in items if _is_selected(item, is_live)]
    deselected = [item for item in items if item not in selected]
    config.hook.pytest_deselected(items=deselected)
    items[:] = selected


def _is_selected(item: pytest.Item, is_live: bool) -> bool:
    if item.get_closest_marker("live") is None:
        return not is_live
    return is_live and _is_safe(item)


def _is_safe(item: pytest.Item) -> bool:
    parameters: Any = vars(item).get("callspec")
    case = parameters.params.get("case") if parameters is not None else None
    if not isinstance(case, Case):
        return False
    path: Path = item.path.with_name("openapi.json")
    return Specification.load(path).document.operation(case.method, case.path).is_safe


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the rows of the summary to the report of a test, which also reaches the
    controller of pytest-xdist.
    """
    report = yield
    if call.when == "call":
        fixtures: dict[str, Any] = getattr(item, "funcargs", {})
        contract, live = fixtures.get("contract"), fixtures.get("live")
        if isinstance(contract, Contract):
            rows = contract.take_not_checked()
            report.user_properties += [(_NOT_CHECKED_TITLE, row) for row in rows]
        if isinstance(live, Live):
            report.user_properties += [(_LIVE_TITLE, row) for row in live.take_rows()]
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the results of a live run, and what was not checked."""
    reports = [
        report
        for group in terminalreporter.stats.values()
        for report in group
        if isinstance(report, pytest.TestReport)
    ]
    properties: list[tuple[str, Any]] = [
        pair
        for report in sorted(reports, key=lambda report: report.start)
        for pair in report.user_properties
    ]
    for title in (_LIVE_TITLE, _NOT_CHECKED_TITLE):
        rows = [tuple(map(str, cells)) for name, cells in properties if name == title]
        _print_table(terminalreporter, title, list(dict.fromkeys(rows)))


def _print_table(reporter: Any, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table with aligned columns; the last column is not padded."""
    if rows:
        reporter.write_sep("-", title)
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [max(len(cell) for cell in column) for column in columns]
    for *cells, last in rows:
        padded = [f"{cell:<{n}}" for cell, n in zip(cells, widths, strict=True)]
        reporter.write_line("  ".join([*padded, last]))
