"""Tags that a request always has, and a response may lack."""

from typing import Annotated, TypeAlias, TypeVar

T = TypeVar("T")


class OwnTagMark:
    """Marks a tag that a response may lack."""

    is_own_tag = True


OwnTag: TypeAlias = Annotated[T, OwnTagMark()]
"""The tag of a variant that does not require it, and that a request has anyway."""
