"""The runtime of the emitted packages is imported as it lies in the templates."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.corpus import CORPUS

# How fast the machine is, or how busy, is no matter of a test.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

sys.path.insert(0, str(Path(__file__).parents[1] / "templates" / "package"))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect tests without their corpus, and slow ones that are not asked for.

    Slow tests run where `-m` is given, or where a test is named itself.
    """
    is_named = any("::" in argument for argument in config.args)
    excluded = set() if CORPUS.is_dir() else {"corpus"}
    if not config.option.markexpr and not is_named:
        excluded.add("slow")
    deselected = {item for item in items if any(map(item.get_closest_marker, excluded))}
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item in items if item not in deselected]


def pytest_report_header() -> str:
    """Name the folder of the real documents, or say that there is none."""
    missing = "" if CORPUS.is_dir() else ", which does not exist (GEN_CLIENT_CORPUS)"
    return f"corpus: {CORPUS}{missing}"
