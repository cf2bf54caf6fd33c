"""Models by themselves: for those that no call makes use of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from .description import Description
from .direction_schema import reference
from .draw import Drawn
from .invalid import invalid
from .report import Failures
from .typed import Described, misfit
from .values import misread

__all__ = ["OPEN", "ModelCheck"]

OPEN = frozenset({"enum", "const", "additionalProperties"})
"""Enums and objects are open in responses."""


class ModelCheck:
    """Checks one type of the client against a schema."""

    def __init__(self, described: Description, kind: Any, pointer: str) -> None:
        self._view = described.responses
        self._drawing = described.results
        self._described = Described(described.results)
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)
        self._kind = kind
        self._schema = reference(pointer)

    def run(self, failures: Failures, left_out: list[str]) -> None:
        """Read what the schema allows; refuse what it does not."""
        drawn, reasons = self._drawing.cases(self._schema)
        left_out += reasons
        for each in drawn:
            failures.add(each.label, self._valid(each))
        largest = next((each for each in drawn if "maximal" in each.labels), None)
        for label, place, value in invalid(largest.value) if largest else ():
            reason = misfit(self._kind, json.dumps(value).encode())
            # What is further in may be a model that is only sent.
            own = place.count("/") == 1
            if own and reason and self._view.is_merely_new(self._schema, value):
                failures.add(label, [f"{place}: a new member is refused: {reason}"])
            if reason or self._view.tolerable(self._schema, value, but=OPEN):
                continue
            failures.add(label, [f"{place}: it is not refused"])

    def _valid(self, drawn: Drawn) -> Iterator[str]:
        try:
            value = self._adapter.validate_json(json.dumps(drawn.value))
        except ValueError as error:
            yield f"/: refused, though it is valid: {error}"[:600]
            return
        yield from misread(drawn.value, value)
        yield from self._described.untyped(self._schema, drawn.value, value)
