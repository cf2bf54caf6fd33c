"""Models of sessions."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.model import Model, Nullable

AcceptingJobs: TypeAlias = bool
"""If true, the session is actively accepting new jobs to be queued. If false, jobs will be
rejected on create and the session will be immediately closed when there are no more
jobs to run in the session.
"""

ExecutionMode: TypeAlias = Literal["batch", "dedicated"]
"""Execution mode to run the session in"""

SessionState: TypeAlias = Literal["open", "active", "inactive", "closed"]
"""The state of the session.
- open: The session is waiting to run jobs.
- active: The session has priority to run jobs on the backend and is running jobs or is
  waiting for more jobs to run.
- inactive: The session does not have priority and is not running any jobs.
- closed: The session is not running any jobs and will not accept/run new jobs.
"""

SessionStateReason: TypeAlias = str
"""The reason for the state change."""


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


class ErrorContainer(Model):
    """Error response"""

    trace: str | None = None
    """A request identifier"""
    errors: list[ErrorContainerError] | None = None
    """A list of errors"""


class ErrorContainerError(Model):
    code: str | None = None
    """Error type identifier"""
    message: str | None = None
    """Explanation of the problem"""
    more_info: str | None = None
    """URL where information about the error can be read in a web browser"""


class JobSession(Model):
    id: str
    """Job ID"""
    backend_name: str | None
    """Backend name. May not be set when in the "open" state."""
    started_at: dt.datetime | None = None
    """Timestamp of when the session was started"""
    activated_at: dt.datetime | None = None
    """Timestamp of when the session state was changed to active"""
    closed_at: dt.datetime | None = None
    """Timestamp of when the session was closed"""
    last_job_started: dt.datetime | None = None
    """Timestamp of when the last job in the session started"""
    last_job_completed: dt.datetime | None = None
    """Timestamp of when the last job in the session completed"""
    interactive_ttl: int | None = Field(default=None, ge=1, le=2147483647)
    """The maximum time (in seconds) between jobs to keep the session active"""
    max_ttl: int | None = Field(default=None, ge=1, le=2147483647)
    """The maximum time (in seconds) for session to run, subject to plan limits"""
    active_ttl: int | None = Field(default=None, ge=1, le=2147483647)
    """The remaining time (in seconds) for the session to be in the active state while jobs
    are running.
    """
    state: Open[SessionState | str] | None = None
    """The state of the session."""
    state_reason: str | None = None
    """The reason for the state change."""
    accepting_jobs: bool | None = None
    """If true, the session is actively accepting new jobs to be queued. If false, jobs
    will be rejected on create and the session will be immediately closed when there are
    no more jobs to run in the session.
    """
    mode: Open[ExecutionMode | str]
    """Execution mode to run the session in"""
    timestamps: list[SessionTimestamp] | None = None
    user_id: str | None = None
    """The id of the user who created the session."""
    elapsed_time: Nullable[float] = None
    """Usage in seconds. Can be null for ongoing sessions."""


class SessionTimestamp(Model):
    """Contains information about the time a specific status transition happened"""

    status: Open[SessionState | str]
    """The state of the session."""
    timestamp: dt.datetime
    """Timestamp of when the session transitioned into the given status"""


class UpdateSessionRequest(Model):
    accepting_jobs: bool
    """If true, the session is actively accepting new jobs to be queued. If false, jobs
    will be rejected on create and the session will be immediately closed when there are
    no more jobs to run in the session.
    """


CreateSessionRequest: TypeAlias = (
    CreateSessionRequestCloud | CreateSessionRequestChannelPartner
)
