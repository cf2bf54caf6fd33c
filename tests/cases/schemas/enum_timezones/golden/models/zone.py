"""Zone."""

from __future__ import annotations

from typing import Literal, TypeAlias

Zone: TypeAlias = Literal["GMT+0", "GMT-0", "gmt0", "GMT0", "Etc/GMT+1"]
