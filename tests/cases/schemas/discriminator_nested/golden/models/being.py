"""Being."""

from __future__ import annotations

from typing import TypeAlias

from .oak import Oak
from .other import Other
from .pet import Pet

Being: TypeAlias = Pet | Oak | Other
