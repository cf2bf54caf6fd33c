"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .accepting_jobs import AcceptingJobs
    from .base_create_session_request import BaseCreateSessionRequest
    from .create_session_request import (
        CreateSessionRequest,
        CreateSessionRequestChannelPartner,
        CreateSessionRequestCloud,
    )
    from .error_container import ErrorContainer, ErrorContainerError
    from .execution_mode import ExecutionMode
    from .job_session import (
        JobSession,
        SessionState,
        SessionStateReason,
        SessionTimestamp,
    )
    from .update_session_request import UpdateSessionRequest

__all__ = [
    "AcceptingJobs",
    "BaseCreateSessionRequest",
    "CreateSessionRequest",
    "CreateSessionRequestChannelPartner",
    "CreateSessionRequestCloud",
    "ErrorContainer",
    "ErrorContainerError",
    "ExecutionMode",
    "JobSession",
    "SessionState",
    "SessionStateReason",
    "SessionTimestamp",
    "UpdateSessionRequest",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "AcceptingJobs": ".accepting_jobs",
            "BaseCreateSessionRequest": ".base_create_session_request",
            "CreateSessionRequest": ".create_session_request",
            "CreateSessionRequestChannelPartner": ".create_session_request",
            "CreateSessionRequestCloud": ".create_session_request",
            "ErrorContainer": ".error_container",
            "ErrorContainerError": ".error_container",
            "ExecutionMode": ".execution_mode",
            "JobSession": ".job_session",
            "SessionState": ".job_session",
            "SessionStateReason": ".job_session",
            "SessionTimestamp": ".job_session",
            "UpdateSessionRequest": ".update_session_request",
        },
        __all__,
    )
