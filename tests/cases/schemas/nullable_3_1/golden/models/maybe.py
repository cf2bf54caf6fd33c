"""Maybe."""

from __future__ import annotations

from typing import TypeAlias

from .other import Other

Maybe: TypeAlias = Other
