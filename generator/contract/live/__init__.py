"""Checks a real server against the document: the tests that ``--live URL`` selects.

Only operations that change nothing are called: GET, HEAD and those with ``x-live-safe``.
"""

from generator.contract.live.checks import Live, LiveRow
from generator.contract.live.settings import LiveSettings

__all__ = ["Live", "LiveRow", "LiveSettings"]
