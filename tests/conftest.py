"""The runtime of the emitted packages is imported as it lies in the templates."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast the machine is, or how busy, is no matter of a test.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

sys.path.insert(0, str(Path(__file__).parents[1] / "templates" / "package"))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave slow tests out, unless -m says what to run or a test is named itself."""
    if config.option.markexpr or any("::" in argument for argument in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in set(slow)]
