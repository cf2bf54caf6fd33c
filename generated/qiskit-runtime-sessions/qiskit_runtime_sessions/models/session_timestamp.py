"""SessionTimestamp."""

from __future__ import annotations

import datetime as dt

from .._core import Model, Open
from .session_state import SessionState


class SessionTimestamp(Model):
    """Contains information about the time a specific status transition happened"""

    status: Open[SessionState | str]
    """The state of the session."""
    timestamp: dt.datetime
    """Timestamp of when the session transitioned into the given status"""
