"""Event."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core import Tagged
from .new import New
from .old import Old

Event: TypeAlias = Annotated[Old | New, Tagged("version", {-1: Old, 0: Old, 1: New})]
