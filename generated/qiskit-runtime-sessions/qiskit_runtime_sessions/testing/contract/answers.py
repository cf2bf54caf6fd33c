"""Answers to a client: what the document says of them, and what is made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

from .call import Case
from .client import Arguments, Driver, Outcome
from .description import Description
from .draw import Drawn
from .invalid import invalid
from .models import OPEN
from .typed import Described, misfit

__all__ = ["HTML", "Answers", "answered"]

HTML = "<html>é</html>"


def answered(
    status: int, content_type: str, content: bytes
) -> Callable[[httpx2.Request], httpx2.Response]:
    """Return what makes a response."""
    headers = {"Content-Type": content_type} if content_type else {}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers=headers, content=content)

    return answer


class Answers:
    """Draws what is answered, judges it, and makes the calls.

    Args:
        described: The document.
        driver: Makes the calls that are answered.
    """

    def __init__(self, described: Description, driver: Driver) -> None:
        self._view = described.responses
        self._drawing = described.results
        self._described = Described(described.results)
        self._driver = driver
        self._known: set[tuple[str, type | None]] = set()

    def drawn(self, schema: Any) -> tuple[list[Drawn], list[str]]:
        """The instances of a schema, and why any are left out."""
        return self._drawing.cases(schema)

    def problems(self, schema: Any, value: Any) -> list[str]:
        """How an instance contradicts a schema."""
        return self._view.problems(schema, value)

    def tolerable(self, schema: Any, value: Any) -> bool:
        """Whether an instance is wrong only in a way that clients let pass."""
        return self._view.tolerable(schema, value, but=OPEN)

    def is_merely_new(self, schema: Any, value: Any) -> bool:
        """Whether an instance is wrong only in members that an enum may get."""
        return self._view.is_merely_new(schema, value)

    def untyped(self, schema: Any, drawn: Any, value: Any) -> Iterator[str]:
        """Where plain values stand for what the document describes."""
        return self._described.untyped(schema, drawn, value)

    def unfit(self, schema: Any, value: Any, model: Any) -> Iterator[str]:
        """Where a model takes what the document does not allow, and where it refuses
        what it must not; to a depth that no call needs to go to.
        """
        if not hasattr(model, "model_fields"):
            return
        for label, place, other in invalid(value, places=150, deepest=8):
            reason = misfit(model, json.dumps(other).encode())
            if reason and self.is_merely_new(schema, other):
                yield f"{place}: a new member is refused: {reason}"
            if not reason and not self.tolerable(schema, other):
                yield f"{place}: {label} is not refused by {model.__name__}"

    def is_known(self, schema: str, kind: type | None) -> bool:
        """Whether the model that a schema is read as has been checked with it before,
        for another response; from the second time on.
        """
        if not hasattr(kind, "model_fields"):
            return False
        key = (self._view.named(schema), kind)
        known = key in self._known
        self._known.add(key)
        return known

    def call(
        self, case: Case, arguments: Arguments, answer: Any, mode: str = "strict"
    ) -> list[Outcome]:
        """Both outcomes of a call."""
        return self._driver.call(case.name, arguments, answer, mode=mode)
