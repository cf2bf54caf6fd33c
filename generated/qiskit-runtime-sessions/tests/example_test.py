"""The example of a test in README.md."""

import httpx2
import pytest

from qiskit_runtime_sessions import Client, NotFoundError
from qiskit_runtime_sessions.testing import MockTransport


def test_with_a_fake_server() -> None:
    server = MockTransport()
    client = Client(
        bearer_auth="your-token",
        service_crn="your-service-crn",
        api_version="your-api-version",
        http_client=httpx2.Client(transport=server),
    )
    client.sessions.create(max_ttl=28800, mode="dedicated", backend="ibm_backend")
    assert server.requests[0].json()["max_ttl"] == 28800
    server.respond("sessions.get", status=404)
    with pytest.raises(NotFoundError):
        client.sessions.get("text")
    assert server.requests[-1].operation == "sessions.get"
