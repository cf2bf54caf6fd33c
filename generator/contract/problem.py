"""What a check found: a place, what was expected there, and the rule of the document."""

from __future__ import annotations

__all__ = ["Problem"]


class Problem(str):
    """A problem as ``pointer: text``, where the pointer leads to a value.

    Args:
        text: The pointer and the text.
        source: The pointer of the rule in the document; empty if it is not known.
    """

    source: str
    schema: str = ""
    """The pointer of the schema of the value that the pointer leads into; empty for a
    request.
    """

    def __new__(cls, text: str, source: str = "") -> Problem:
        problem = super().__new__(cls, text)
        problem.source = source
        return problem

    def below(self, pointer: str) -> Problem:
        """Return the problem with the pointer of a value that contains this one."""
        place, separator, text = self.partition(": ")
        place = f"{pointer}{place}".rstrip("/") or "/"
        return Problem(f"{place}{separator}{text}", self.source)
