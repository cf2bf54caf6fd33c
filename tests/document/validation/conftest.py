"""Tests of the validation process itself start a real one, not a fork of the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.validation_server import use_real_processes, use_server


@pytest.fixture
def real_process() -> Iterator[None]:
    """Start no forks of the validation server."""
    use_real_processes()
    yield
    use_server()
