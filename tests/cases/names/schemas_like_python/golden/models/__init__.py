"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .all import (
        All,
        AnyModel,
        Client,
        Datetime,
        Dict,
        FieldModel,
        Init,
        List,
        LiteralModel,
        ModelModel,
        NoneModel,
        SelfModel,
        Str,
        Type,
    )
    from .error import Error

__all__ = [
    "All",
    "AnyModel",
    "Client",
    "Datetime",
    "Dict",
    "Error",
    "FieldModel",
    "Init",
    "List",
    "LiteralModel",
    "ModelModel",
    "NoneModel",
    "SelfModel",
    "Str",
    "Type",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "All": ".all",
            "AnyModel": ".all",
            "Client": ".all",
            "Datetime": ".all",
            "Dict": ".all",
            "Error": ".error",
            "FieldModel": ".all",
            "Init": ".all",
            "List": ".all",
            "LiteralModel": ".all",
            "ModelModel": ".all",
            "NoneModel": ".all",
            "SelfModel": ".all",
            "Str": ".all",
            "Type": ".all",
        },
        __all__,
    )
