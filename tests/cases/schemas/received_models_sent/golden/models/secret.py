"""Secret."""

from __future__ import annotations

from typing import TypeAlias

from .code import Code
from .key import Key

Secret: TypeAlias = Key | Code
