"""What the tests add to pytest: ``--live URL``, and what was not checked.

With ``--live`` only the tests marked ``live`` of safe operations run; without it, all
others do.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from .call import Case
from .contract import Contract
from .description import Description
from .live import Live

__all__ = [
    "LIVE",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
]

LIVE = "--live"
_LIVE = "live"
_NOT_CHECKED = "not checked"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        LIVE,
        metavar="URL",
        help="check the operations of this server that change nothing, and no others",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave the tests of the one kind or of the other."""
    live = config.getoption(LIVE) is not None
    chosen = [item for item in items if _is_chosen(item, live)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _is_chosen(item: pytest.Item, live: bool) -> bool:
    if item.get_closest_marker("live") is None:
        return not live
    return live and _is_safe(item)


def _is_safe(item: pytest.Item) -> bool:
    parameters: Any = vars(item).get("callspec")
    case = parameters.params.get("case") if parameters is not None else None
    document = _document(item.path.with_name("openapi.json"))
    return isinstance(case, Case) and (
        document.operation(case.method, case.path).is_safe
    )


def _document(path: Path) -> Any:
    return Description.load(path).document


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note in the report of a test what came of it, wherever the test is run."""
    report = yield
    if call.when == "call":
        fixtures: dict[str, Any] = getattr(item, "funcargs", {})
        contract, live = fixtures.get("contract"), fixtures.get("live")
        if isinstance(contract, Contract):
            rows = contract.take_left_out()
            report.user_properties += [(_NOT_CHECKED, row) for row in rows]
        if isinstance(live, Live):
            report.user_properties += [(_LIVE, row) for row in live.take_rows()]
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table of a live run, and the cases that could not be made."""
    reports = [
        report
        for group in terminalreporter.stats.values()
        for report in group
        if isinstance(report, pytest.TestReport)
    ]
    noted: list[tuple[str, Any]] = [
        pair
        for report in sorted(reports, key=lambda report: report.start)
        for pair in report.user_properties
    ]
    for title in (_LIVE, _NOT_CHECKED):
        rows = {tuple(map(str, cells)): None for name, cells in noted if name == title}
        _print(terminalreporter, title, list(rows))


def _print(reporter: Any, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table, whose last column is as wide as it wants."""
    if rows:
        reporter.write_sep("-", title)
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [max(len(cell) for cell in column) for column in columns]
    for *cells, last in rows:
        padded = [f"{cell:<{n}}" for cell, n in zip(cells, widths, strict=True)]
        reporter.write_line("  ".join([*padded, last]))
