"""A fake server for tests, from the document of the API.

It needs what the extra ``testing`` of the distribution installs.
"""

from .mock import InvalidRequest, MockTransport, ReceivedRequest

__all__ = ["InvalidRequest", "MockTransport", "ReceivedRequest"]
