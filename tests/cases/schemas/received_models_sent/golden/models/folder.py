"""Folder and its parts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._core.model import Model, Open
from .._core.tagged import Tagged
from .plain import Plain

FolderState: TypeAlias = Literal["open", "closed"]


class Box(Model):
    volume: float | None = None
    radius: float | None = None


class Circle(Model):
    area: float | None = None
    radius: float | None = None


class Code(Model):
    type: Literal["Code"] | None = None
    digits: str


class Copy(Model):
    kind: Literal["a"] = "a"
    x: str


class Folder(Model):
    id: str
    made_at: dt.datetime | None = Field(
        default=None, validation_alias="made-at", serialization_alias="made-at"
    )
    name: str
    expires: dt.datetime | None = None
    state: Open[FolderState | str] | None = None
    plain: Plain
    children: list[Folder] | None = None
    labels: dict[str, Label] | None = None
    owner: Owner | None = None
    shape: Circle | Box | None = None
    step: Step | None = None
    secret: Secret | None = None


class Key(Model):
    type: Literal["Key"] | None = None
    key: str


class Label(Model):
    uid: int | None = None
    text: str


class Team(Model):
    kind: Literal["Team"] = "Team"
    uid: str | None = None
    size: int


class User(Model):
    kind: Literal["User"] = "User"
    uid: str


class Wait(Model):
    kind: Literal["b"] = "b"
    y: str


Owner: TypeAlias = Annotated[User | Team, Tagged("kind", {"User": User, "Team": Team})]

Secret: TypeAlias = Key | Code

Step: TypeAlias = Annotated[Copy | Wait, Tagged("kind", {"a": Copy, "b": Wait})]
