"""A fake server for tests that follows the document of the API.

It requires the extra ``testing`` of the distribution.
"""

from .mock import InvalidRequest, MockTransport, ReceivedRequest

__all__ = ["InvalidRequest", "MockTransport", "ReceivedRequest"]
