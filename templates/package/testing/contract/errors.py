"""What is raised for one status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .answers import HTML, Answers, answered
from .call import Case
from .client import Arguments, Outcome
from .direction_schema import reference
from .document import Media, Reply
from .report import Failures
from .statuses import error_class
from .typed import misfit
from .values import misread

__all__ = ["ErrorCheck"]


class ErrorCheck:
    """The checks of one status that is raised."""

    def __init__(
        self,
        answers: Answers,
        case: Case,
        arguments: Arguments,
        status: int,
        failures: Failures,
    ) -> None:
        self._answers = answers
        self._case = case
        self._arguments = arguments
        self._status = status
        self._failures = failures

    def run(self, reply: Reply | None, left_out: list[str]) -> None:
        """Answer with what is documented for the status, and with a page of HTML."""
        silent = self._case.method == "HEAD"
        for media in reply.content if reply is not None and not silent else ():
            if media.kind == "json" and not media.is_stream:
                self._json(media, reply is not None and reply.is_exact, left_out)
        self._raised("HTML", "text/html; charset=utf-8", "" if silent else HTML)

    def _json(self, media: Media, all_of_them: bool, left_out: list[str]) -> None:
        schema: Any = reference(media.schema) if media.schema else True
        drawn, reasons = self._answers.drawn(schema)
        left_out += [f"{self._status}: {reason}" for reason in reasons]
        received = "application/json" if "*" in media.name else media.name
        if not drawn:
            return
        largest = next((d for d in drawn if "maximal" in d.labels), drawn[0])
        model = self._raised(largest.label, received, largest.value, schema)
        is_known = self._answers.is_known(media.schema, model)
        if not is_known:
            problems = self._answers.unfit(schema, largest.value, model)
            self._failures.add(f"{self._status}, {largest.label}", problems)
        for each in drawn if all_of_them else ():
            if each is not largest and (each.shows_type or not is_known):
                self._raised(each.label, received, each.value, schema)

    def _raised(
        self, label: str, received: str, body: Any, schema: Any = None
    ) -> type[object] | None:
        """Check what is raised for a body, and return the type that it is read as."""
        text = body if schema is None else json.dumps(body)
        answer = answered(self._status, received, text.encode())
        model: type[object] | None = None
        for outcome in self._answers.call(self._case, self._arguments, answer):
            problems = self._as_error(outcome, body, schema)
            self._failures.add(f"{self._status}, {label}", problems, outcome.mode)
            read: object = getattr(outcome.error, "body", None)
            model = type(read)
        return model

    def _as_error(self, outcome: Outcome, body: Any, schema: Any) -> Iterator[str]:
        error: Any = outcome.error
        expected = error_class(self._status)
        if type(error).__name__ != expected:
            yield f"/: {expected} expected, not {error or outcome.value!r}"
            return
        if error.status_code != self._status:
            yield f"/: status_code {self._status} expected, not {error.status_code}"
        yield from misread(body, error.body)
        if schema is not None:
            yield from self._answers.untyped(schema, body, error.body)
            if hasattr(error.body, "to_dict"):
                reason = misfit(type(error.body), json.dumps(body).encode())
                if reason:
                    yield f"/: valid, but refused: {reason}"
