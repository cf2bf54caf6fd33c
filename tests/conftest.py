"""Selects the tests of a run, and sets up hypothesis and the path of the templates.

By default, hypothesis tries the same examples in every run, and tests marked `slow` are
left out. `-m slow` runs those, and all tests of hypothesis with more, random examples.
"""

import gc
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

from tests.compiled import share_compiled_runtimes
from tests.corpus import CORPUS
from tests.validation_server import stop_server, use_server

# Tests must pass on a slow or busy machine as well.
_ANY_MACHINE = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("same examples", _ANY_MACHINE, derandomize=True)
settings.register_profile(
    "random examples", _ANY_MACHINE, max_examples=500, print_blob=True
)
settings.load_profile("same examples")

# The emitted packages' runtime is imported from the templates.
sys.path.insert(0, str(Path(__file__).parents[1] / "templates" / "package"))


def _is_slow_run(config: pytest.Config) -> bool:
    expression = config.option.markexpr
    return "slow" in expression and "not slow" not in expression


def pytest_configure(config: pytest.Config) -> None:
    """Let hypothesis explore at random in a slow run; share slow steps of tests."""
    use_server()
    share_compiled_runtimes()
    if _is_slow_run(config):
        settings.load_profile("random examples")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Run the tests of a module in one process, which makes its fixtures only once."""
    return WorkStealingScheduling(config, log)


def pytest_unconfigure() -> None:
    """End the validation server."""
    stop_server()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect tests without their corpus, and slow ones that are not asked for.

    Slow tests run where `-m` is given, or where a test is named itself.
    """
    if _is_slow_run(config):
        for item in items:
            if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
                item.add_marker(pytest.mark.slow)
    is_named = any("::" in argument for argument in config.args)
    excluded = set() if CORPUS.is_dir() else {"corpus"}
    if not config.option.markexpr and not is_named:
        excluded.add("slow")
    deselected = {item for item in items if any(map(item.get_closest_marker, excluded))}
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item in items if item not in deselected]


def pytest_collection_finish() -> None:
    """Exempt the collected tests from garbage collection, which some tests run often."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Exempt what the tests of a module leave behind, too."""
    if nextitem and nextitem.path != item.path:
        gc.collect()
        gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any],
) -> Generator[None, object, object]:
    """Exempt what several tests share, such as imported packages, as well.

    Each garbage collection would go through all packages of all modules until then.
    """
    result = yield
    if fixturedef.scope != "function":
        gc.collect()
        gc.freeze()
    return result


def pytest_report_header() -> str:
    """Name the folder of the real documents, or say that there is none."""
    missing = "" if CORPUS.is_dir() else ", which does not exist (GEN_CLIENT_CORPUS)"
    return f"corpus: {CORPUS}{missing}"
