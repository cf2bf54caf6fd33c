"""The exception for an error in a stream."""

from .errors import ReportedError


class StreamError(ReportedError):
    """The server reported an error in a stream whose status was a success."""
