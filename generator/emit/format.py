"""Black, over what the templates give."""

from __future__ import annotations

import black
from black.mode import TargetVersion

__all__ = ["formatted"]

_MODE = black.Mode(target_versions={TargetVersion.PY311})


def formatted(source: str) -> str:
    """Return Python source as black formats it."""
    return black.format_str(source, mode=_MODE)
