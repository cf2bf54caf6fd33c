"""What is read: every documented response, and those that no document foresees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .call import Calls, Case
from .client import Arguments, Driver, Outcome
from .document import Document, Operation
from .draw import Drawing, Drawn
from .flat import Flat, Undrawable
from .report import Failures
from .results import HTML, ResultCheck, answered
from .statuses import concrete, covers, error_class, listed, reply_to, results
from .values import misread, models_in
from .view import View, reference

__all__ = ["ReplyChecks"]

_TRIED = (400, 401, 403, 404, 409, 418, 422, 429, 500, 503)
# Enums are open in responses.
_OPEN = frozenset({"enum", "const"})


class ReplyChecks:
    """Checks what a client makes of responses.

    Args:
        document: The document.
        view: The same, as responses see it.
        calls: Draws the call that is answered.
        driver: Makes it.
    """

    def __init__(
        self, document: Document, view: View, calls: Calls, driver: Driver
    ) -> None:
        self._document = document
        self._view = view
        self._calls = calls
        self._driver = driver
        self._drawing = Drawing(view)

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
                check = ResultCheck(self, case, arguments, status, media, failures)
                check.run(left_out, all(m.kind == "json" for m in reply.content))
        if not results(operation):
            self._nothing(case, arguments, 200, failures, mode="lenient")
        if not case.stream:
            self._unforeseen(case, operation, arguments, failures)

    def _nothing(
        self,
        case: Case,
        arguments: Arguments,
        status: int,
        failures: Failures,
        mode: str = "strict",
    ) -> None:
        answer = answered(status, "", b"")
        for outcome in self._driver.call(case.name, arguments, answer, mode=mode):
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
        for outcome in self._driver.call(case.name, arguments, answer):
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
                self._error(case, operation, arguments, status, failures, left_out)

    def _error(
        self,
        case: Case,
        operation: Operation,
        arguments: Arguments,
        status: int,
        failures: Failures,
        left_out: list[str],
    ) -> None:
        reply = reply_to(operation, status)
        bodies: list[tuple[str, str, Any, Any]] = []
        for media in reply.content if reply is not None else ():
            if media.kind != "json" or case.method == "HEAD" or media.is_stream:
                continue
            schema = reference(media.schema) if media.schema else True
            drawn, reasons = self._drawing.cases(schema)
            left_out += [f"{status}: {reason}" for reason in reasons]
            some = drawn if reply is not None and reply.status.isdigit() else drawn[:1]
            received = "application/json" if "*" in media.name else media.name
            for each in some:
                bodies.append((each.label, received, each.value, schema))
        for label, received, value, schema in bodies:
            content = json.dumps(value).encode()
            answer = answered(status, received, content)
            for outcome in self._driver.call(case.name, arguments, answer):
                problems = self._as_error(outcome, status, value, schema)
                failures.add(f"{status}, {label}", problems, outcome.mode)
        text = "" if case.method == "HEAD" else HTML
        answer = answered(status, "text/html; charset=utf-8", text.encode())
        for outcome in self._driver.call(case.name, arguments, answer):
            problems = self._as_error(outcome, status, text, None)
            failures.add(f"{status} as HTML", problems, outcome.mode)

    def _as_error(
        self, outcome: Outcome, status: int, body: Any, schema: Any
    ) -> Iterator[str]:
        error: Any = outcome.error
        if type(error).__name__ != error_class(status):
            yield f"/: {error_class(status)} expected, not {error or outcome.value!r}"
            return
        if error.status_code != status:
            yield f"/: status_code {error.status_code} expected to be {status}"
        yield from misread(body, error.body)
        yield from self.untyped(schema, body, error.body)

    def untyped(self, schema: Any, drawn: Any, value: Any) -> Iterator[str]:
        """Give whether plain objects stand where the document describes models."""
        wanted, found = self._described(schema, drawn), models_in(value)
        if schema is None:
            return
        if found < wanted:
            yield f"/: {wanted} models expected, not {found}"
        flats = self._solid(schema)
        if len(flats) == 1:
            unknown = set(getattr(value, "model_extra", None) or ())
            for name in sorted(unknown & flats[0].get("properties", {}).keys()):
                yield f"/{name}: described, and yet unknown to the model"

    def _solid(self, schema: Any) -> list[Flat]:
        """The alternatives of a schema but for null."""
        try:
            flats = self._drawing.flattener.alternatives(schema)
        except Undrawable:
            return []
        return [flat for flat in flats if flat["type"] != "null"]

    def _described(self, schema: Any, drawn: Any) -> int:
        """How many objects in an instance have properties that are described."""
        solid = self._solid(schema)
        if len(solid) != 1:
            return 0
        if isinstance(drawn, dict) and solid[0].get("properties"):
            members = solid[0]["properties"]
            inner = (self._described(members.get(n, True), drawn[n]) for n in drawn)
            return 1 + sum(inner)
        if isinstance(drawn, list) and "prefixItems" not in solid[0]:
            items = solid[0].get("items", True)
            return sum(self._described(items, each) for each in drawn)
        return 0

    def drawn(self, schema: Any) -> tuple[list[Drawn], list[str]]:
        """The instances of a schema."""
        return self._drawing.cases(schema)

    def problems(self, schema: Any, value: Any) -> list[str]:
        """How an instance contradicts a schema."""
        return self._view.problems(schema, value)

    def tolerable(self, schema: Any, value: Any) -> bool:
        """Whether an instance is wrong only in a way that clients let pass."""
        return self._view.tolerable(schema, value, but=_OPEN)

    def call(
        self, case: Case, arguments: Arguments, answer: Any, mode: str
    ) -> list[Outcome]:
        """Both outcomes of a call."""
        return self._driver.call(case.name, arguments, answer, mode=mode)
