"""UpdateSessionRequest."""

from __future__ import annotations

from .._core.model import Model


class UpdateSessionRequest(Model):
    accepting_jobs: bool
    """If true, the session is actively accepting new jobs to be queued. If false, jobs
    will be rejected on create and the session will be immediately closed when there are
    no more jobs to run in the session.
    """
