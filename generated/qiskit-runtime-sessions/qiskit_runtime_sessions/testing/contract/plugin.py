"""What the tests add to pytest: ``--live URL``, and what was not checked.

With ``--live`` only the tests marked ``live`` of safe operations run; without it, all
others do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .call import Case
from .contract import Contract
from .description import Description
from .live import Live

__all__ = [
    "LIVE",
    "contract_key",
    "live_key",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_terminal_summary",
]

LIVE = "--live"
contract_key = pytest.StashKey[Contract]()
live_key = pytest.StashKey[Live]()


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


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table of a live run, or the cases that could not be made."""
    live = config.stash.get(live_key, None)
    if live is not None:
        _print(terminalreporter, "live", list(live.summary()))
    contract = config.stash.get(contract_key, None)
    if contract is not None:
        lines = [
            f"{name}: {reason.splitlines()[0]}"
            for name, reasons in contract.left_out.items()
            for reason in dict.fromkeys(reasons)
        ]
        _print(terminalreporter, "not checked", lines)


def _print(reporter: Any, title: str, lines: Sequence[str]) -> None:
    if lines:
        reporter.write_sep("-", title)
        for line in lines:
            reporter.write_line(line)
