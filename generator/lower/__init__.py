"""From the normalised document to the intermediate representation."""

from generator.lower.request_response_models import reachable

from .operations import lower
from .selection import EVERYTHING, Selection

__all__ = ["EVERYTHING", "Selection", "lower", "reachable"]
