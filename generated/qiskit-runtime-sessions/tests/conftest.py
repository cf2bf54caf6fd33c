"""Fixtures of the contract tests, and the security scheme of each credential."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from generator.contract import Contract, Live, LiveSettings

import qiskit_runtime_sessions

DOCUMENT = Path(__file__).with_name("openapi.json")
CREDENTIALS = {
    "bearer_auth": "BearerAuth",
    "service_crn": "ServiceCRN",
    "api_version": "ApiVersion",
}


@pytest.fixture(scope="session")
def contract() -> Iterator[Contract]:
    """Checks the clients of the package against the document."""
    with Contract(qiskit_runtime_sessions, CREDENTIALS, DOCUMENT) as checked:
        yield checked


@pytest.fixture(scope="session")
def live(live_settings: LiveSettings) -> Iterator[Live]:
    """Checks the server at the URL of ``--live`` against the document."""
    with Live(qiskit_runtime_sessions, CREDENTIALS, DOCUMENT, live_settings) as server:
        yield server
