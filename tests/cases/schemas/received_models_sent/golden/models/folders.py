"""Models of folders."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.input_model import InputModel
from .._core.model import Model
from .._core.tagged import Tagged

FolderState: TypeAlias = Literal["open", "closed"]


class Box(Model):
    volume: float | None = None
    radius: float | None = None


class BoxInput(InputModel, read_only=("volume",), received_as="Box"):
    radius: float | None = None


class Circle(Model):
    area: float | None = None
    radius: float | None = None


class CircleInput(InputModel, read_only=("area",), received_as="Circle"):
    radius: float | None = None


class Code(Model):
    type: Literal["Code"] | None = None
    digits: str


class CodeInput(InputModel, received_as="Code"):
    type: Literal["Code"] = "Code"
    digits: str


class Copy(InputModel):
    kind: Literal["a"] = "a"
    x: str


class CopyInput(InputModel, read_only=("kind",), received_as="Copy"):
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


class FolderInput(InputModel, read_only=("id", "made-at"), received_as="Folder"):
    name: str
    expires: dt.datetime | None = None
    state: FolderState | None = None
    plain: Plain
    children: list[FolderInput] | None = None
    labels: dict[str, LabelInput] | None = None
    owner: OwnerInput | None = None
    shape: CircleInput | BoxInput | None = None
    step: StepInput | None = None
    secret: SecretInput | None = None


class Key(Model):
    type: Literal["Key"] | None = None
    key: str


class KeyInput(InputModel, received_as="Key"):
    type: Literal["Key"] = "Key"
    key: str


class Label(Model):
    uid: int | None = None
    text: str


class LabelInput(InputModel, extra="forbid", read_only=("uid",), received_as="Label"):
    text: str


class Plain(Model):
    size: int | None = None


class Team(InputModel):
    kind: Literal["Team"] = "Team"
    uid: str | None = None
    size: int


class TeamInput(InputModel, read_only=("uid",), received_as="Team"):
    kind: Literal["Team"] = "Team"
    size: int


class User(InputModel):
    kind: Literal["User"] = "User"
    uid: str


class UserInput(InputModel, read_only=("uid",), received_as="User"):
    kind: Literal["User"] = "User"


class Wait(InputModel):
    kind: Literal["b"] = "b"
    y: str


class WaitInput(InputModel, read_only=("kind",), received_as="Wait"):
    y: str


Owner: TypeAlias = Annotated[User | Team, Tagged("kind", {"User": User, "Team": Team})]

OwnerInput: TypeAlias = Annotated[
    UserInput | TeamInput, Tagged("kind", {"User": UserInput, "Team": TeamInput})
]

Secret: TypeAlias = Key | Code

SecretInput: TypeAlias = Annotated[
    KeyInput | CodeInput, Tagged("type", {"Key": KeyInput, "Code": CodeInput})
]

Step: TypeAlias = Annotated[Copy | Wait, Tagged("kind", {"a": Copy, "b": Wait})]

StepInput: TypeAlias = CopyInput | WaitInput
