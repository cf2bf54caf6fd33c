"""Thing and its parts."""

from __future__ import annotations

from typing import Any

from .._core.model import Model


class PairItem2(Model):
    a: str | None = None


class Thing(Model):
    pair: tuple[str, int] | None = None
    exact: tuple[float, float] | None = None
    open: list[Any] | None = None
    rest: list[str | bool] | None = None
    pairs: list[tuple[str, PairItem2]] | None = None
