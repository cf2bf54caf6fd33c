"""Typed dicts of what requests send, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .. import models
from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .sessions import *
else:
    __getattr__, __dir__ = lazy_exports(__name__, models._MODULES, "Dict")
