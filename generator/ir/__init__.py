"""The intermediate representation: frozen data; `visit` traverses its types."""

from . import api, types
from .api import *
from .types import *

__all__ = api.__all__ + types.__all__
