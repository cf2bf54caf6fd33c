"""Models of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from .._core.base64_bytes import Base64
from .._core.files import File
from .._core.input_model import InputModel
from .._core.model import Model, Nullable
from .._core.tagged import Tagged
from .._core.utf8_text import Utf8
from .item import Item


class Cat(InputModel):
    kind: Literal["Cat"] = "Cat"
    photo: Utf8


class CatForm(InputModel):
    kind: Literal["Cat"] = "Cat"
    photo: File


class Dog(InputModel):
    kind: Literal["Dog"] = "Dog"
    name: str | None = None


class PartsSendRequest(Model):
    files: list[File]
    item: Item | None = None
    untyped: Nullable[Any] = None
    svg: File | str | None = None
    any: File | None = None
    raw: File | None = None
    transfer: Base64 | None = None
    byte: Nullable[Base64] = None
    bytes: list[Base64] | None = None
    encoded: Base64 | None = None

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Base64]


PartsSendUnionRequest: TypeAlias = Annotated[
    CatForm | Dog, Tagged("kind", {"Cat": CatForm, "Dog": Dog})
]
