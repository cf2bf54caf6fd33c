"""Models of client."""

from __future__ import annotations

import builtins
import datetime as dt
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.model import Model, Nullable

Dict: TypeAlias = dict[str, str]

LiteralModel: TypeAlias = Literal["a", "b"]


class All(Model):
    list: List | None = None
    str: Str | None = None
    model: ModelModel | None = None
    datetime: Datetime | None = None
    client: Client | None = None
    any: AnyModel | None = None
    type: Type | None = None
    self: SelfModel | None = None
    init: Init | None = None
    literal: Open[LiteralModel | builtins.str] | None = None
    none: NoneModel | None = None
    dict_: Dict | None = Field(
        default=None, validation_alias="dict", serialization_alias="dict"
    )
    field: FieldModel | None = None
    texts: builtins.list[Annotated[builtins.str, Field(min_length=1)]] | None = None


class AnyModel(Model):
    id: Nullable[Any] = None


class Client(Model):
    id: str | None = None


class Datetime(Model):
    at: dt.datetime | None = None


class FieldModel(Model):
    max: int | None = Field(default=None, le=3)


class Init(Model):
    id: str | None = None


class List(Model):
    id: str | None = None


class ModelModel(Model):
    id: str | None = None


class NoneModel(Model):
    id: str | None = None


class SelfModel(Model):
    id: str | None = None


class Str(Model):
    id: str | None = None


class Type(Model):
    id: str | None = None
