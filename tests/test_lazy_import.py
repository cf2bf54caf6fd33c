"""A module that is imported on first use."""

from __future__ import annotations

import sys

import pytest

from generator.lazy_import import LazyModule


def test_the_module_is_imported_with_its_first_attribute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    module = LazyModule("colorsys")
    assert "colorsys" not in sys.modules
    assert module.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert "colorsys" in sys.modules


def test_a_missing_attribute_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = LazyModule("colorsys").nothing
