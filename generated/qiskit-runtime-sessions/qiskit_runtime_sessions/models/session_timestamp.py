"""SessionTimestamp."""

from __future__ import annotations

import datetime as dt

from .._core import Model, Open
from .session_state import SessionState


class SessionTimestamp(Model):
    """Contains information about the time a specific status transition happened"""

    status: Open[SessionState | str]
    """The state of the session.
    - open: The session is waiting to run jobs.
    - active: The session has priority to run jobs on the backend and is running jobs or
      is waiting for more jobs to run.
    - inactive: The session does not have priority and is not running any jobs.
    - closed: The session is not running any jobs and will not accept/run new jobs.
    """
    timestamp: dt.datetime
    """Timestamp of when the session transitioned into the given status"""
