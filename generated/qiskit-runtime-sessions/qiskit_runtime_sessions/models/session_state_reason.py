"""SessionStateReason."""

from __future__ import annotations

from typing import TypeAlias

SessionStateReason: TypeAlias = str
"""The reason for the state change."""
