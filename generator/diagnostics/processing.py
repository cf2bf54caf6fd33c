"""Records which part of the document an unexpected exception belongs to."""

from __future__ import annotations

from types import TracebackType

__all__ = ["processed", "processing"]

_PREFIX = "while processing "


class processing:
    """A context manager that adds a note (PEP 678) to an exception that leaves it.

    `subject` is a pointer into the document (``#/paths/~1a/get``) or the path of a
    file. A loop sets it anew for each item. Of nested ones the innermost adds the note.
    """

    __slots__ = ("subject",)

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def __enter__(self) -> processing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not processed(error):
            error.add_note(_PREFIX + self.subject)


def processed(error: BaseException) -> str:
    """Return the subject that an exception's note names; "" without such a note."""
    notes: list[str] = getattr(error, "__notes__", [])
    found = (note for note in notes if note.startswith(_PREFIX))
    return next(found, "").removeprefix(_PREFIX)
