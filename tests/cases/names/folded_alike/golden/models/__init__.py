"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .abc import *
    from .con_ import *
    from .ming import *
    from .model3_d import *
    from .pet import *
    from .pet2 import *
    from .pet3 import *
    from .privet import *
    from .ri_ben import *
    from .schema import *
    from .schema2 import *

__all__ = [
    "ABC",
    "PET",
    "Con",
    "Ming",
    "Model3D",
    "Pet2",
    "Pet3",
    "Privet",
    "RiBen",
    "Schema",
    "Schema2",
]

if not TYPE_CHECKING:
    _MODULES = dict.fromkeys(__all__, ".abc")
    _MODULES |= {
        "PET": ".pet",
        "Con": ".con_",
        "Ming": ".ming",
        "Model3D": ".model3_d",
        "Pet2": ".pet2",
        "Pet3": ".pet3",
        "Privet": ".privet",
        "RiBen": ".ri_ben",
        "Schema": ".schema",
        "Schema2": ".schema2",
    }
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
