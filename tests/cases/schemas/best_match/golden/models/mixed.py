"""Mixed."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from .._core.lossless import Lossless
from .cloud import Cloud

Mixed: TypeAlias = Lossless[dt.datetime | str | int | list[str] | list[int] | Cloud]
