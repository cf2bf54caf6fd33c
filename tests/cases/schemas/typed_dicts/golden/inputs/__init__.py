"""Typed dicts of what requests send, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .. import models
from .._core.lazy_import import lazy_exports
from .._core.misspelled_keys import warn_of_misspelled_keys

if TYPE_CHECKING:
    from .orders import *
    from .rules import *
else:
    __getattr__, __dir__ = lazy_exports(__name__, models._MODULES, "Dict")

warn_of_misspelled_keys()
