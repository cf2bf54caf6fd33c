"""ErrorContainer and its parts."""

from __future__ import annotations

from .._core.model import Model


class ErrorContainer(Model):
    """Error response"""

    trace: str | None = None
    """A request identifier"""
    errors: list[ErrorContainerError] | None = None
    """A list of errors"""


class ErrorContainerError(Model):
    code: str | None = None
    """Error type identifier"""
    message: str | None = None
    """Explanation of the problem"""
    more_info: str | None = None
    """URL where information about the error can be read in a web browser"""
