"""The package under test, and which credential goes with which security scheme."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import qiskit_runtime_sessions
from qiskit_runtime_sessions.testing.contract import Contract, Live
from qiskit_runtime_sessions.testing.contract.plugin import (
    LIVE,
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtest_makereport,
    pytest_terminal_summary,
)

__all__ = [
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
]

DOCUMENT = Path(__file__).with_name("openapi.json")
CREDENTIALS = {
    "bearer_auth": "BearerAuth",
    "service_crn": "ServiceCRN",
    "api_version": "ApiVersion",
}


@pytest.fixture(scope="session")
def contract() -> Iterator[Contract]:
    """The package's clients and the document that they are checked against."""
    with Contract(qiskit_runtime_sessions, CREDENTIALS, DOCUMENT) as checked:
        yield checked


@pytest.fixture(scope="session")
def live(pytestconfig: pytest.Config) -> Iterator[Live]:
    """A real server, at the URL given by ``--live``."""
    with Live(
        qiskit_runtime_sessions, DOCUMENT, pytestconfig.getoption(LIVE)
    ) as server:
        yield server
