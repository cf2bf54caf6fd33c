"""Contract tests of the package as a whole."""

import pytest
from generator.contract import Contract

# Models that no operation uses under these names, by the pointer of their schema.
MODELS = {
    "AcceptingJobs": "/components/schemas/AcceptingJobs",
    "BaseCreateSessionRequest": "/components/schemas/BaseCreateSessionRequest",
    "SessionStateReason": "/components/schemas/SessionStateReason",
}


def test_exports(contract: Contract) -> None:
    contract.check_exports()


def test_servers(contract: Contract) -> None:
    contract.check_servers()


@pytest.mark.parametrize("name", MODELS)
def test_models(name: str, contract: Contract) -> None:
    contract.check_model(name, MODELS[name])
