"""What is made of one documented result, and of what deviates from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .answers import HTML, Answers, answered
from .call import Case
from .client import Arguments, Outcome
from .direction_schema import reference
from .document import Media
from .draw import Drawn
from .equality import differences
from .invalid import invalid
from .kinds import is_array, is_object
from .report import Failures
from .streams import written_item
from .values import misread, wire

__all__ = ["ResultCheck"]

_TEXT = "text é 1,2\n"
_BYTES = b"\x00\xff\r\n bytes"


class ResultCheck:
    """The checks of one media type of one result."""

    def __init__(
        self,
        answers: Answers,
        case: Case,
        arguments: Arguments,
        status: int,
        media: Media,
        failures: Failures,
    ) -> None:
        self._answers = answers
        self._case = case
        self._arguments = arguments
        self._status = status
        self._media = media
        self._failures = failures
        self._schema: Any = reference(media.schema) if media.schema else True
        self._received = media.name
        if "*" in media.name:
            self._received = "application/json"

    def run(self, left_out: list[str], only_json: bool) -> None:
        """Check everything.

        Args:
            left_out: Takes the reasons why a case is not made.
            only_json: Whether nothing but JSON is documented.
        """
        media = self._media
        if media.is_stream is not self._case.stream:
            return  # another method's
        if media.is_stream:
            self._stream(left_out)
        elif media.kind == "json":
            self._json(left_out)
            self._not_json(only_json and "*" not in media.name)
        elif media.kind == "text":
            self._exact("text", _TEXT.encode(), _TEXT, f"{media.name}; charset=utf-8")
        elif media.kind == "bytes":
            received = media.name.replace("*/*", "application/octet-stream")
            self._exact("bytes", _BYTES, _BYTES, received.replace("/*", "/octet"))

    def _stream(self, left_out: list[str]) -> None:
        """Each instance alone is a stream, and all that can be are one."""
        media = self._media
        schema: Any = reference(media.item) if media.item else {"type": "string"}
        drawn, reasons = self._answers.drawn(schema)
        left_out += [f"{self._status}: {reason}" for reason in reasons]
        written = {each.label: written_item(media, each.value) for each in drawn}
        sent = [each for each in drawn if written[each.label]]
        for label, items in (*((d.label, [d]) for d in sent), ("several", sent)):
            content = "".join(written[item.label] for item in items).encode()
            values = [item.value for item in items]
            for outcome in self._replied(content, "strict"):
                found = outcome.error or outcome.value
                problems = [f"/: {len(values)} items expected, not {found!r:.300}"]
                if is_array(found) and len(found) == len(values):
                    pairs = zip(values, found, strict=True)
                    problems = [text for pair in pairs for text in misread(*pair)]
                self._add(f"{label}, streamed", outcome, problems)

    def _exact(self, label: str, content: bytes, value: Any, received: str) -> None:
        answer = answered(self._status, received, content)
        for outcome in self._answers.call(
            self._case, self._arguments, answer, "strict"
        ):
            if outcome.error is not None or outcome.value != value:
                got = outcome.error or outcome.value
                self._add(label, outcome, [f"/: {value!r} expected, not {got!r:.200}"])

    def _add(self, label: str, outcome: Outcome, problems: Any) -> None:
        self._failures.add(f"{self._status}, {label}", problems, outcome.mode)

    def _json(self, left_out: list[str]) -> None:
        drawn, reasons = self._answers.drawn(self._schema)
        left_out += [f"{self._status}: {reason}" for reason in reasons]
        for each in self._examples():
            self._valid(each)
        largest = next((d for d in drawn if "maximal" in d.labels), None)
        read = self._valid(largest) if largest else None
        is_known = self._answers.is_known(self._media.schema, type(read))
        for each in drawn:
            if each is not largest and (each.shows_type or not is_known):
                self._valid(each)
        if largest is None or is_known:
            return
        unfit = self._answers.unfit(self._schema, largest.value, type(read))
        self._failures.add(f"{self._status}, {largest.label}", unfit)
        for label, place, value in invalid(largest.value):
            if self._answers.is_merely_new(self._schema, value):
                self._valid(Drawn(label, value))
            elif self._answers.problems(self._schema, value):
                self._deviating(label, place, value)
        if is_object(largest.value):
            further = {**largest.value, "unexpectedField": "kept"}
            if not self._answers.problems(self._schema, further):
                self._valid(Drawn("an unknown field", further))

    def _examples(self) -> Iterator[Drawn]:
        for label, value in self._media.examples.items():
            if not self._answers.problems(self._schema, value):
                yield Drawn(label, value)

    def _valid(self, drawn: Drawn) -> object:
        """Check what is made of an instance, and return what is read."""
        content = json.dumps(drawn.value).encode()
        value: object = None
        for outcome in self._replied(content, "strict"):
            value = outcome.value
            problems: list[str]
            if outcome.error is not None:
                problems = [f"/: refused, though it is valid: {outcome.error}"[:600]]
            else:
                problems = [
                    *misread(drawn.value, outcome.value),
                    *self._answers.untyped(self._schema, drawn.value, outcome.value),
                    *(f"/: {warning}" for warning in outcome.warned),
                ]
            self._add(drawn.label, outcome, problems)
        return value

    def _deviating(self, label: str, place: str, value: Any) -> None:
        """What deviates is refused in strict mode, and kept in lenient mode."""
        content = json.dumps(value).encode()
        tolerable = "text" in label and self._answers.tolerable(self._schema, value)
        for outcome in [] if tolerable else self._replied(content, "strict"):
            if type(outcome.error).__name__ != "ResponseValidationError":
                problem = f"{place}: ResponseValidationError expected, there was none"
                self._add(label, outcome, [problem])
        for outcome in self._replied(content, "lenient"):
            if outcome.error is not None:
                self._add(label, outcome, [f"{place}: {outcome.error!r:.300}"])
                continue
            found = differences(value, wire(outcome.value))
            other = [problem for problem in found if not problem.startswith(place)]
            self._add(label, outcome, other)

    def _not_json(self, only_json: bool) -> None:
        html = answered(self._status, "text/html", HTML.encode())
        for label, answer in (
            ("broken JSON", self._made(b'{"broken": ')),
            ("an empty body", self._made(b"")),
            ("HTML", html if only_json else None),
        ):
            if answer is None:
                continue
            for mode in ("strict", "lenient"):
                for outcome in self._answers.call(
                    self._case, self._arguments, answer, mode
                ):
                    if type(outcome.error).__name__ != "ResponseValidationError":
                        got = outcome.error or outcome.value
                        problem = f"/: ResponseValidationError expected, not {got!r}"
                        self._add(label, outcome, [problem[:300]])

    def _made(self, content: bytes) -> Any:
        return answered(self._status, self._received, content)

    def _replied(self, content: bytes, mode: str) -> list[Outcome]:
        answer = self._made(content)
        return self._answers.call(self._case, self._arguments, answer, mode)
