"""The tests of the validation start the real process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.validation_server import use_real_processes, use_server


@pytest.fixture(autouse=True)
def real_processes() -> Iterator[None]:
    """Start no forks of the validation server."""
    use_real_processes()
    yield
    use_server()
