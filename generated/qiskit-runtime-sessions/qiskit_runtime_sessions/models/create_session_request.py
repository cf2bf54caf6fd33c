"""CreateSessionRequest and its parts."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field

from .._core.model import Model
from .execution_mode import ExecutionMode


class CreateSessionRequestChannelPartner(Model):
    """Request to create a session. Only for use by channel partner."""

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
    interactive_ttl: int = Field(ge=1, le=2147483647)
    """The maximum time (in seconds) between jobs to keep the session active. Must be less
    than or equal to `active_ttl`.
    """
    active_ttl: int | None = Field(default=None, ge=1, le=2147483647)
    """The remaining time (in seconds) for the session to be in the active state while jobs
    are running. Must be less than or equal to `max_ttl`. Defaults to `max_ttl`.
    """


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


CreateSessionRequest: TypeAlias = (
    CreateSessionRequestCloud | CreateSessionRequestChannelPartner
)
