"""BaseCreateSessionRequest."""

from __future__ import annotations

from pydantic import Field

from .._core.enums import Open
from .._core.model import Model
from .sessions import ExecutionMode


class BaseCreateSessionRequest(Model):
    """Base request schema to create a session."""

    max_ttl: int | None = Field(default=None, ge=1, le=2147483647)
    """The maximum time (in seconds) for the session to run, subject to plan limits.

    Default: 28800.
    """
    mode: Open[ExecutionMode | str]
    """Execution mode to run the session in"""
    backend: str | None = None
    """Backend name"""
    backend_name: str | None = None
    """Backend name (fallback)"""
