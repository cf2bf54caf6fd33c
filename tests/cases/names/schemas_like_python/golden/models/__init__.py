"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core import lazy_exports

if TYPE_CHECKING:
    from .all import All
    from .any_model import AnyModel
    from .client import Client
    from .datetime import Datetime
    from .dict import Dict
    from .error import Error
    from .field_model import FieldModel
    from .init import Init
    from .list import List
    from .literal_model import LiteralModel
    from .model_model import ModelModel
    from .none_model import NoneModel
    from .self_model import SelfModel
    from .str import Str
    from .type import Type

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
            "AnyModel": ".any_model",
            "Client": ".client",
            "Datetime": ".datetime",
            "Dict": ".dict",
            "Error": ".error",
            "FieldModel": ".field_model",
            "Init": ".init",
            "List": ".list",
            "LiteralModel": ".literal_model",
            "ModelModel": ".model_model",
            "NoneModel": ".none_model",
            "SelfModel": ".self_model",
            "Str": ".str",
            "Type": ".type",
        },
        __all__,
    )
