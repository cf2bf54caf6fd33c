"""CreateSessionRequestCloud."""

from __future__ import annotations

from pydantic import Field

from .._core import Model
from .execution_mode import ExecutionMode


class CreateSessionRequestCloud(Model):
    """Request to create a session. Only for use with IBM Cloud Channel."""

    max_ttl: int | None = Field(default=None, ge=1, le=2147483647)
    """The maximum time (in seconds) for the session to run, subject to plan limits.

    Default: 28800.
    """
    mode: ExecutionMode
    """Execution mode to run the session in"""
    backend: str | None = None
    """Backend name"""
    backend_name: str | None = None
    """Backend name (fallback)"""
