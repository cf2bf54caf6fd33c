"""FolderInput and its parts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from .._core.model import Model
from .._core.tagged import Tagged
from .folder import FolderState
from .label_input import LabelInput
from .plain import Plain


class BoxInput(Model, read_only=("volume",), received_as="Box"):
    radius: float | None = None


class CircleInput(Model, read_only=("area",), received_as="Circle"):
    radius: float | None = None


class CodeInput(Model, received_as="Code"):
    type: Literal["Code"] = "Code"
    digits: str


class CopyInput(Model, read_only=("kind",), received_as="Copy"):
    x: str


class FolderInput(Model, read_only=("id", "made-at"), received_as="Folder"):
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


class KeyInput(Model, received_as="Key"):
    type: Literal["Key"] = "Key"
    key: str


class TeamInput(Model, read_only=("uid",), received_as="Team"):
    kind: Literal["Team"] = "Team"
    size: int


class UserInput(Model, read_only=("uid",), received_as="User"):
    kind: Literal["User"] = "User"


class WaitInput(Model, read_only=("kind",), received_as="Wait"):
    y: str


OwnerInput: TypeAlias = Annotated[
    UserInput | TeamInput, Tagged("kind", {"User": UserInput, "Team": TeamInput})
]

SecretInput: TypeAlias = Annotated[
    KeyInput | CodeInput, Tagged("type", {"Key": KeyInput, "Code": CodeInput})
]

StepInput: TypeAlias = CopyInput | WaitInput
