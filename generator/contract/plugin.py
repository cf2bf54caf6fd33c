"""The pytest plugin of the contract tests: ``--live URL``, and what was not checked.

With ``--live`` only the tests marked ``live`` run, and of these only the tests of safe
operations; without it, all other tests run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from generator.contract.case import Case
from generator.contract.contract import Contract
from generator.contract.live import Live, LiveRow, LiveSettings
from generator.contract.specification import Specification

__all__ = [
    "live_settings",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_runtest_makereport",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
]

_LIVE = "live"
_NOT_CHECKED = "not checked"
_SETTINGS = pytest.StashKey[LiveSettings]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of live runs."""
    group = parser.getgroup("live", "check a real server")
    group.addoption(
        "--live",
        metavar="URL",
        help="compare the server at this base URL with the document, by calling only "
        "operations that change nothing",
    )
    group.addoption(
        "--live-header",
        metavar="HEADER",
        action="append",
        default=[],
        help="a header 'Name: value' to send with every request; repeatable",
    )
    group.addoption(
        "--live-values",
        metavar="FILE",
        help="a JSON object with values of parameters: by name, or by method and name, "
        'such as {"book_id": 7, "books.search.q": "tea"}',
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the options of live runs."""
    url = config.getoption("--live")
    headers, values = config.getoption("--live-header"), config.getoption(
        "--live-values"
    )
    if url is None:
        if headers or values:
            raise pytest.UsageError("--live-header and --live-values need --live URL")
        return
    try:
        config.stash[_SETTINGS] = LiveSettings.parse(url, headers, values)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture(scope="session")
def live_settings(pytestconfig: pytest.Config) -> LiveSettings:
    """The options of a live run."""
    return pytestconfig.stash[_SETTINGS]


# Before pytest deselects by -k and -m: other operations may list the values of one.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect either the live tests or all others; put lists before their items."""
    settings = config.stash.get(_SETTINGS, None)
    selected = [item for item in items if _is_selected(item, settings is not None)]
    deselected = [item for item in items if item not in selected]
    config.hook.pytest_deselected(items=deselected)
    if settings is not None:
        pairs = [(case, item) for item in selected if (case := _case(item))]
        # Operations with fewer path parameters first.
        pairs.sort(
            key=lambda pair: (pair[0].path.count("{"), pair[0].path, pair[0].name)
        )
        selected = [item for _, item in pairs]
        cases = tuple(case for case, _ in pairs)
        config.stash[_SETTINGS] = replace(settings, cases=cases)
    items[:] = selected


def _is_selected(item: pytest.Item, is_live: bool) -> bool:
    case, is_marked = _case(item), item.get_closest_marker("live") is not None
    if not (is_live and is_marked):
        return not (is_live or is_marked)
    document = Specification.load(item.path.with_name("openapi.json"))
    return case is not None and document.operation(case).is_safe


def _case(item: pytest.Item) -> Case | None:
    parameters: Any = vars(item).get("callspec")
    case = parameters.params.get("case") if parameters is not None else None
    return case if isinstance(case, Case) else None


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
            report.user_properties += [
                (_NOT_CHECKED, row) for row in contract.take_not_checked()
            ]
        if isinstance(live, Live):
            rows = [tuple(row) for row in live.take_rows()]
            report.user_properties += [(_LIVE, row) for row in rows]
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A live run that compared nothing has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--live") is None or reporter is None:
        return
    rows = _live_rows(reporter)
    if rows and not any(row.reach == "compared" for row in rows):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the results of a live run, and what was not checked."""
    if config.getoption("--live") is not None:
        rows = _live_rows(terminalreporter)
        lines = [(row.name, row.status, text) for row in rows for text in row.verdicts]
        _print_table(terminalreporter, _LIVE, lines)
        reached, values = Counter(row.reach for row in rows), sum(
            r.values for r in rows
        )
        terminalreporter.write_line(
            f"compared {reached.pop('compared', 0)} of {len(rows)} safe operations: "
            f"{values} values against their schemas"
            + "".join(f"; {count} {reach}" for reach, count in sorted(reached.items()))
        )
    not_checked = set(map(tuple, _properties(terminalreporter, _NOT_CHECKED)))
    _print_table(terminalreporter, _NOT_CHECKED, sorted(not_checked))


def _properties(reporter: Any, title: str) -> list[Any]:
    """The rows of all reports."""
    return [
        value
        for reports in reporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport)
        for name, value in report.user_properties
        if name == title
    ]


def _live_rows(reporter: Any) -> list[LiveRow]:
    return sorted(LiveRow(*row) for row in _properties(reporter, _LIVE))


def _print_table(reporter: Any, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table with aligned columns; the last column is not padded."""
    if rows:
        reporter.write_sep("-", title)
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [max(len(cell) for cell in column) for column in columns]
    for *cells, last in rows:
        padded = [f"{cell:<{n}}" for cell, n in zip(cells, widths, strict=True)]
        reporter.write_line("  ".join([*padded, last]))
