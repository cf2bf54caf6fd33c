"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .base_create_session_request import *
    from .sessions import *

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
    _MODULES = dict.fromkeys(__all__, ".sessions")
    _MODULES |= {
        "BaseCreateSessionRequest": ".base_create_session_request",
    }
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
