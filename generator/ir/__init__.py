"""The intermediate representation: frozen data, no behaviour."""

from . import api, types
from .api import *
from .types import *

__all__ = api.__all__ + types.__all__
