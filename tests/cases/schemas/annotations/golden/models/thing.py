"""Thing."""

from __future__ import annotations

from .._core.enums import Open
from .._core.model import Model
from .kind import Kind


class Thing(Model):
    """What things are.

    They have *parts*.
    """

    size: int
    """How large it is, in metres.

    Default: 3.
    """
    old: str | None = None
    """Use `size`.

    Deprecated.
    """
    colour: str | None = None
    """The colour of it

    Default: "red".
    """
    empty: str | None = None
    kind: Open[Kind | str] | None = None
    """Default: "a"."""
