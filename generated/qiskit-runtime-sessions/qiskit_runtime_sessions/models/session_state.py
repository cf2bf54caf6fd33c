"""SessionState."""

from __future__ import annotations

from typing import Literal, TypeAlias

SessionState: TypeAlias = Literal["open", "active", "inactive", "closed"]
"""The state of the session.
- open: The session is waiting to run jobs.
- active: The session has priority to run jobs on the backend and is running jobs or is
  waiting for more jobs to run.
- inactive: The session does not have priority and is not running any jobs.
- closed: The session is not running any jobs and will not accept/run new jobs.
"""
