"""Nested."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core import Tagged
from .inner import Inner
from .loose import Loose
from .step import Step

Nested: TypeAlias = Annotated[
    Inner | Loose | Step, Tagged("kind", {"i": Inner, "l": Loose, "a": Step})
]
