"""Mixed."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from .cloud import Cloud

Mixed: TypeAlias = dt.datetime | str | int | list[str] | list[int] | Cloud
