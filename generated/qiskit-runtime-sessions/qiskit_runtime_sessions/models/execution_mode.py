"""ExecutionMode."""

from __future__ import annotations

from typing import Literal, TypeAlias

ExecutionMode: TypeAlias = Literal["batch", "dedicated"]
"""Execution mode to run the session in"""
