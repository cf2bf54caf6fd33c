"""All."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .._core import Model, Open
from .any_model import AnyModel
from .client import Client
from .datetime import Datetime
from .dict import Dict
from .field_model import FieldModel
from .init import Init
from .list import List
from .literal_model import LiteralModel
from .model_model import ModelModel
from .none_model import NoneModel
from .self_model import SelfModel
from .str import Str
from .type import Type


class All(Model):
    list_: List | None = Field(
        default=None, validation_alias="list", serialization_alias="list"
    )
    str_: Str | None = Field(
        default=None, validation_alias="str", serialization_alias="str"
    )
    model: ModelModel | None = None
    datetime: Datetime | None = None
    client: Client | None = None
    any: AnyModel | None = None
    type: Type | None = None
    self_: SelfModel | None = Field(
        default=None, validation_alias="self", serialization_alias="self"
    )
    init: Init | None = None
    literal: Open[LiteralModel | str] | None = None
    none: NoneModel | None = None
    dict_: Dict | None = Field(
        default=None, validation_alias="dict", serialization_alias="dict"
    )
    field: FieldModel | None = None
    texts: list[Annotated[str, Field(min_length=1)]] | None = None
