"""A minimal call of an operation, and what clients make of the responses to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.contract.case import Case
from generator.contract.client import ClientDriver, Outcome
from generator.contract.json_values import unwrapped
from generator.contract.judging.models import decoding_differences
from generator.contract.judging.responses import respond_with
from generator.contract.operation import MediaType
from generator.contract.problem import Problem
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import PreparedCall

__all__ = ["Exchange", "lenient_problems"]


@dataclass
class Exchange:
    """The minimal call of an operation and the responses to it."""

    case: Case
    prepared: PreparedCall
    driver: ClientDriver
    report: Report
    status: int = 0
    content_type: str = ""
    schema: Any = True
    pointer: str = ""
    """The pointer of the schema, or of the response if it has none."""

    @property
    def responses(self) -> str:
        """The pointer of the response, if the document has one for exactly the status."""
        return f"{self.prepared.operation.pointer}/responses/{self.status}"

    def with_body(self, media_type: MediaType) -> Exchange:
        """Return an exchange with JSON or a stream in the response; a range of media
        types becomes JSON.
        """
        name = "application/json" if "*" in media_type.name else media_type.name
        pointer = media_type.schema
        schema = reference(pointer)
        return replace(self, content_type=name, schema=schema, pointer=pointer)

    def returned(self, value: Any) -> Any:
        """Return what a method returns of a value that the server sends."""
        return unwrapped(value, self.case.unwrap)

    def send(self, content: bytes, validation: str = "strict") -> list[Outcome]:
        """Return what both clients make of a response."""
        handler = respond_with(self.status, self.content_type, content)
        name, arguments = self.case.name, self.prepared.arguments
        return self.driver.call(name, arguments, handler, validate_responses=validation)

    def add(
        self, label: str, problems: Iterable[str], outcome: Outcome | None = None
    ) -> None:
        """Report problems of the response that a label describes."""
        client = outcome.client if outcome is not None else ""
        self.report.add(f"{self.status}, {label}", problems, client, self.pointer)

    def expect_error(
        self, label: str, outcome: Outcome, pointer: str = "/", reason: str = ""
    ) -> None:
        """Report if strict validation did not reject a response, for a reason that may
        be the violation of its schema.
        """
        if type(outcome.error).__name__ != "ResponseValidationError":
            why = f": {reason.partition(': ')[2]}" if reason else ""
            actual = f"{outcome.result!r:.300}"
            text = f"{pointer}: expected ResponseValidationError{why}, got {actual}"
            source = reason.source if isinstance(reason, Problem) else ""
            self.add(label, [Problem(text, source)], outcome)

    def expect_value(self, label: str, content: bytes, *values: Any) -> None:
        """Send a body, and report if the result is none of the values."""
        validation = "strict" if self.prepared.operation.results else "lenient"
        for outcome in self.send(content, validation):
            if outcome.error is not None or outcome.value not in values:
                problem = f"/: expected {values[0]!r}, got {outcome.result!r:.200}"
                self.add(label, [problem], outcome)


def lenient_problems(value: Any, outcome: Outcome) -> Iterator[str]:
    """How a lenient client does not return the value of a deviation with a warning."""
    if outcome.error is not None:
        yield f"/: expected a value, got {outcome.error!r:.300}"
        return
    yield from decoding_differences(value, outcome.value)
    if not any("ValidationWarning" in each for each in outcome.warnings):
        yield "/: expected a warning, got none"
