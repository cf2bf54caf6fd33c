"""StepInput."""

from __future__ import annotations

from typing import TypeAlias

from .copy_input import CopyInput
from .wait_input import WaitInput

StepInput: TypeAlias = CopyInput | WaitInput
