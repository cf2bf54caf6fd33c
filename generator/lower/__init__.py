"""From the normalized document to the intermediate representation."""

from .operations import lower
from .request_response_models import used_types
from .selection import ALL_OPERATIONS, Selection

__all__ = ["ALL_OPERATIONS", "Selection", "lower", "used_types"]
