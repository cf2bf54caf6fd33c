"""Records which part of the document an unexpected exception belongs to."""

from __future__ import annotations

from types import TracebackType

__all__ = ["processed", "processing"]

_PREFIX = "while processing "


class processing:
    """A context manager that adds a note (PEP 678) to an exception that leaves it.

    `subject` is a pointer into the document (``#/paths/~1a/get``) or a phrase. Where
    several are nested, only the innermost one adds a note.
    """

    __slots__ = ("_subject",)

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not processed(error):
            error.add_note(_PREFIX + self._subject)


def processed(error: BaseException) -> str:
    """Return the subject that an exception's note names; "" without such a note."""
    notes: list[str] = getattr(error, "__notes__", [])
    found = (note for note in notes if note.startswith(_PREFIX))
    return next(found, "").removeprefix(_PREFIX)
