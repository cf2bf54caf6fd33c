"""What is read: every documented response, and those that no document foresees."""

from __future__ import annotations

from .answers import HTML, Answers, answered
from .call import Case
from .client import Arguments, Driver
from .description import Description
from .document import Operation
from .errors import ErrorCheck
from .report import Failures
from .results import ResultCheck
from .schema_variants import Undrawable
from .statuses import concrete, covers, listed, reply_to, results

__all__ = ["ReplyChecks"]

_TRIED = (400, 401, 403, 404, 409, 418, 422, 429, 500, 503)


class ReplyChecks:
    """Checks what a client makes of responses.

    Args:
        described: The document.
        driver: Makes the calls that are answered.
    """

    def __init__(self, described: Description, driver: Driver) -> None:
        self._document = described.document
        self._calls = described.calls
        self._driver = driver
        self._answers = Answers(described, driver)

    def _prepared(
        self, case: Case, left_out: list[str]
    ) -> tuple[Operation, Arguments] | None:
        operation = self._document.operation(case.method, case.path)
        try:
            call = self._calls.least(case, operation)
        except Undrawable as reason:
            left_out.append(f"no call: {reason}")
            return None
        return operation, self._calls.arguments(case, operation, call)

    # Results

    def responses(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """Answer with each documented result and compare what is read with it."""
        prepared = self._prepared(case, left_out)
        if prepared is None:
            return
        operation, arguments = prepared
        for reply in results(operation):
            status = concrete(operation, reply)
            silent = case.method == "HEAD" or status in (204, 205, 304)
            if silent or not reply.content:
                self._nothing(case, arguments, status, failures)
                continue
            for media in reply.content:
                check = ResultCheck(
                    self._answers, case, arguments, status, media, failures
                )
                check.run(left_out, all(m.kind == "json" for m in reply.content))
        if not results(operation):
            self._nothing(case, arguments, 200, failures, mode="lenient")
        if not case.stream:
            self._unforeseen(case, operation, arguments, failures)

    def statuses(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """The client knows the responses of the document, and no others."""
        operation = self._document.operation(case.method, case.path)
        documented = {reply.status for reply in operation.replies}
        known = self._driver.statuses(case.name)
        for status in sorted(documented ^ known):
            missing = "the client does not know it"
            told = missing if status in documented else "it is not in the document"
            failures.add("statuses", [f"/responses/{status}: {told}"])

    def _nothing(
        self,
        case: Case,
        arguments: Arguments,
        status: int,
        failures: Failures,
        mode: str = "strict",
    ) -> None:
        answer = answered(status, "", b"")
        for outcome in self._answers.call(case, arguments, answer, mode):
            if outcome.error is not None or outcome.value not in (None, []):
                got = outcome.error or outcome.value
                problem = f"/: None expected, not {got!r:.200}"
                failures.add(f"{status} without a body", [problem], outcome.mode)

    def _unforeseen(
        self, case: Case, operation: Operation, arguments: Arguments, failures: Failures
    ) -> None:
        """A 2xx that is not documented warns, or raises in strict mode."""
        status = next(s for s in range(299, 200, -1) if not listed(operation, str(s)))
        known = any(reply.status.startswith("2") for reply in operation.replies)
        if covers(operation, status) or not known:
            return
        answer = answered(status, "text/html", HTML.encode())
        for outcome in self._answers.call(case, arguments, answer):
            if type(outcome.error).__name__ != "ResponseValidationError":
                problem = f"/: ResponseValidationError expected, not {outcome.error!r}"
                failures.add(f"undocumented {status}", [problem], outcome.mode)

    # Errors

    def errors(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """Answer with each error and compare the exception with the document."""
        prepared = self._prepared(case, left_out)
        if prepared is None:
            return
        operation, arguments = prepared
        documented = [int(r.status) for r in operation.replies if r.status.isdigit()]
        read = {concrete(operation, reply) for reply in results(operation)}
        for status in dict.fromkeys([*documented, *_TRIED]):
            if 300 <= status < 600 and status not in read:
                check = ErrorCheck(self._answers, case, arguments, status, failures)
                check.run(reply_to(operation, status), left_out)
