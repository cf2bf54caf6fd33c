"""Contract tests of sessions: each operation against openapi.json."""

import pytest
from generator.contract import Case, Contract, Live

CASES = (
    Case(
        "sessions.create",
        "POST",
        "/v1/sessions",
        body=(
            "max_ttl",
            "mode",
            "backend",
            "backend_name",
            "interactive_ttl",
            "active_ttl",
        ),
    ),
    Case("sessions.get", "GET", "/v1/sessions/{id}"),
    Case("sessions.update", "PATCH", "/v1/sessions/{id}"),
    Case("sessions.close", "DELETE", "/v1/sessions/{id}/close"),
)

each = pytest.mark.parametrize("case", CASES, ids=str)


@each
def test_requests(case: Case, contract: Contract) -> None:
    contract.check_requests(case)


@each
def test_responses(case: Case, contract: Contract) -> None:
    contract.check_responses(case)


@each
def test_errors(case: Case, contract: Contract) -> None:
    contract.check_errors(case)


@each
def test_wire(case: Case, contract: Contract) -> None:
    contract.check_wire(case)


@pytest.mark.live
@each
def test_live(case: Case, live: Live) -> None:
    live.check(case)
