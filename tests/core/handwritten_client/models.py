from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from _core.base64_bytes import Base64
from _core.enums import Open
from _core.files import File
from _core.input_model import InputModel
from _core.model import Model, Nullable
from _core.tagged import Tagged
from pydantic import ConfigDict, Field

Colour: TypeAlias = Literal["red", "blue"]


class Item(Model):
    id: str
    name: str | None
    colour: Open[Colour | str]
    made_at: dt.datetime | None = Field(
        default=None, validation_alias="madeAt", serialization_alias="madeAt"
    )
    price: float | None = None
    note: Nullable[str] = None
    class_: str | None = Field(
        default=None, validation_alias="class", serialization_alias="class"
    )
    parts: list[Item] | None = None
    sound: Base64 | None = None
    shade: Open[Colour | str] | None = None


class Cloud(Model):
    mode: Literal["batch", "dedicated"]
    max_ttl: int | None = Field(default=None, ge=1)


class Partner(Model):
    mode: Literal["batch", "dedicated"]
    interactive_ttl: int = Field(ge=1)
    max_ttl: int | None = Field(default=None, ge=1)
    active_ttl: int | None = None


CreateSession: TypeAlias = Cloud | Partner


class Patch(Model):
    name: Nullable[str] = None
    price: float | None = None
    owner: str | None


class Closed(InputModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["closed"] = "closed"
    x: int


class Cat(Model):
    pet_type: str = Field(validation_alias="petType", serialization_alias="petType")
    lives: int


class Dog(Model):
    pet_type: str = Field(validation_alias="petType", serialization_alias="petType")
    bark: str


Pet: TypeAlias = Annotated[Cat | Dog, Tagged("petType", {"cat": Cat, "dog": Dog})]


class Point(Model):
    x: int


class Point2(Model):
    x: int
    y: int


class Nothing(Model):
    pass


class Counts(Model):
    __pydantic_extra__: dict[str, int]
    name: str


class Order(Model):
    lines: list[Line] | None = None
    buyer: Person


class Line(Model):
    point: Spot


class Person(Model):
    home: Spot | None = None


class Spot(Model):
    x: int


class Error(Model):
    code: int
    message: str | None = None


class Upload(Model):
    title: str
    photo: File | None = None
    photos: list[File] | None = None
    tags: list[str] | None = None
    meta: dict[str, int] | None = None
    when: dt.date | None = None
