"""The package under test, and which credential goes with which security scheme."""

from collections.abc import Iterator

import pytest
from contract import Contract

import qiskit_runtime_sessions

CREDENTIALS = {
    "bearer_auth": "BearerAuth",
    "service_crn": "ServiceCRN",
    "api_version": "ApiVersion",
}


@pytest.fixture(scope="session")
def contract() -> Iterator[Contract]:
    """The package's clients and the document that they are checked against."""
    with Contract(qiskit_runtime_sessions, CREDENTIALS) as checked:
        yield checked
