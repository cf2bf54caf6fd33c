"""FolderInput."""

from __future__ import annotations

import datetime as dt

from .._core import Model
from .box_input import BoxInput
from .circle_input import CircleInput
from .folder import FolderState
from .label_input import LabelInput
from .owner_input import OwnerInput
from .plain import Plain
from .secret_input import SecretInput
from .step_input import StepInput


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
