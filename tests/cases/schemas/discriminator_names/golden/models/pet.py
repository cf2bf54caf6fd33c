"""Pet."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core.tagged import Tagged
from .cat import Cat
from .dog import Dog
from .fish import Fish
from .pond_duck import PondDuck

Pet: TypeAlias = Annotated[
    Cat | Dog | Fish | PondDuck,
    Tagged("kind", {"by_name": Cat, "by_uri": Dog, "dotted": PondDuck, "Fish": Fish}),
]
"""One of our pets."""
