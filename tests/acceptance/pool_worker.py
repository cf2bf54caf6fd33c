"""What a process of a pool does; a module of its own, which is imported fast."""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["call"]


def call(name: str, settings: dict[str, Any]) -> None:
    """Make a client of a package and call a method."""
    with importlib.import_module(name).Client(**settings) as client:
        client.things.get(1)
