"""Vehicle."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core import Tagged
from .bus import Bus
from .minibus import Minibus
from .truck import Truck

Vehicle: TypeAlias = Annotated[
    Truck | Bus | Minibus,
    Tagged("type", {"lorry": Truck, "Bus": Bus, "Minibus": Minibus}),
]
