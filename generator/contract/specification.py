"""A document with everything that the checks take from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator.contract.case import Arguments, Case
from generator.contract.document import Document
from generator.contract.drawing.calls import Call, CallGenerator
from generator.contract.drawing.instances import InstanceGenerator
from generator.contract.operation import Operation
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import DirectionSchemas
from generator.contract.schemas.variants import NoInstanceError, SchemaVariants

__all__ = ["PreparedCall", "Specification"]


class PreparedCall(NamedTuple):
    """A call and its arguments."""

    operation: Operation
    call: Call
    arguments: Arguments


@dataclass(frozen=True)
class Specification:
    """A document with its schemas for both directions, and generators of test data."""

    document: Document
    requests: DirectionSchemas
    responses: DirectionSchemas
    calls: CallGenerator
    response_instances: InstanceGenerator
    decoded_variants: SchemaVariants
    """The variants of responses without what the client does not check."""

    @classmethod
    @cache
    def load(cls, path: Path) -> Specification:
        """Read a document from a JSON file; repeated calls share the test data."""
        document = Document.load(path)
        requests = DirectionSchemas(document, "request")
        responses = DirectionSchemas(document, "response")
        return cls(
            document,
            requests,
            responses,
            CallGenerator(requests),
            InstanceGenerator(responses),
            SchemaVariants(responses.enforced),
        )

    def operation(self, case: Case) -> Operation:
        """Return the operation of a case, with what the generator decided about it."""
        return self.document.operation(case.method, case.path).decided(case)

    def prepare(self, case: Case, report: Report) -> PreparedCall | None:
        """Return the minimal call of an operation; None, and report that, if there is
        none.
        """
        operation = self.operation(case)
        try:
            call = self.calls.minimal(case, operation)
        except NoInstanceError as reason:
            report.not_checked.append(str(reason))
            return None
        arguments = self.calls.arguments(case, operation, call)
        return PreparedCall(operation, call, arguments)
