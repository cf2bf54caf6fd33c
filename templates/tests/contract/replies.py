"""What is read: every documented response, and those that no document foresees."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx2

from .call import Calls, Case
from .client import Arguments, Driver, Outcome
from .document import Document, Media, Operation, Reply
from .draw import Drawing, Drawn
from .flat import Flat, Undrawable
from .invalid import invalid
from .report import Failures
from .same import differences
from .view import View, reference

__all__ = ["ReplyChecks"]

_ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
_TRIED = (400, 401, 403, 404, 409, 418, 422, 429, 500, 503)
# Enums are open in responses.
_OPEN = frozenset({"enum", "const"})
_HTML = "<html>é</html>"
_TEXT = "text é 1,2\n"
_BYTES = b"\x00\xff\r\n bytes"


def error_class(status: int) -> str:
    """Return the name of the exception for a status."""
    if status >= 500:
        return "InternalServerError"
    if 300 <= status < 400:
        return "RedirectError"
    return _ERRORS.get(status, "APIStatusError")


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
        for reply in _results(operation):
            status = _concrete(operation, reply)
            silent = case.method == "HEAD" or status in (204, 205, 304)
            if silent or not reply.content:
                self._nothing(case, arguments, status, failures)
                continue
            for media in reply.content:
                check = _Check(self, case, arguments, status, media, failures)
                check.run(left_out, all(m.kind == "json" for m in reply.content))
        if not _results(operation):
            self._nothing(case, arguments, 200, failures, mode="lenient")
        self._unforeseen(case, operation, arguments, failures)

    def _nothing(
        self,
        case: Case,
        arguments: Arguments,
        status: int,
        failures: Failures,
        mode: str = "strict",
    ) -> None:
        answer = _answer(status, "", b"")
        for outcome in self._driver.call(case.name, arguments, answer, mode=mode):
            if outcome.error is not None or outcome.value is not None:
                got = outcome.error or outcome.value
                problem = f"/: None expected, not {got!r:.200}"
                failures.add(f"{status} without a body", [problem], outcome.mode)

    def _unforeseen(
        self, case: Case, operation: Operation, arguments: Arguments, failures: Failures
    ) -> None:
        """A 2xx that is not documented warns, or raises in strict mode."""
        status = next(s for s in range(299, 200, -1) if not _listed(operation, str(s)))
        known = any(reply.status.startswith("2") for reply in operation.replies)
        if _covers(operation, status) or not known:
            return
        answer = _answer(status, "text/html", _HTML.encode())
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
        results = {_concrete(operation, reply) for reply in _results(operation)}
        for status in dict.fromkeys([*documented, *_TRIED]):
            if 300 <= status < 600 and status not in results:
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
        reply = _reply_to(operation, status)
        bodies: list[tuple[str, str, Any, Any]] = []
        for media in reply.content if reply is not None else ():
            if media.kind != "json" or case.method == "HEAD" or media.items:
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
            answer = _answer(status, received, content)
            for outcome in self._driver.call(case.name, arguments, answer):
                problems = self._as_error(outcome, status, value, schema)
                failures.add(f"{status}, {label}", problems, outcome.mode)
        text = "" if case.method == "HEAD" else _HTML
        answer = _answer(status, "text/html; charset=utf-8", text.encode())
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
        wanted, found = self._described(schema, drawn), _models(value)
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


class _Check:
    """The checks of one media type of one result."""

    def __init__(
        self,
        checks: ReplyChecks,
        case: Case,
        arguments: Arguments,
        status: int,
        media: Media,
        failures: Failures,
    ) -> None:
        self._checks = checks
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
        if media.items or media.essence in ("text/event-stream", "application/jsonl"):
            left_out.append(f"{self._status}: {media.name} is a stream")
        elif media.kind == "json":
            self._json(left_out)
            self._not_json(only_json and media.name != "*/*")
        elif media.kind == "text":
            self._exact("text", _TEXT.encode(), _TEXT, f"{media.name}; charset=utf-8")
        elif media.kind == "bytes":
            received = media.name.replace("*/*", "application/octet-stream")
            self._exact("bytes", _BYTES, _BYTES, received.replace("/*", "/octet"))

    def _exact(self, label: str, content: bytes, value: Any, received: str) -> None:
        answer = _answer(self._status, received, content)
        for outcome in self._checks.call(self._case, self._arguments, answer, "strict"):
            if outcome.error is not None or outcome.value != value:
                got = outcome.error or outcome.value
                self._add(label, outcome, [f"/: {value!r} expected, not {got!r:.200}"])

    def _add(self, label: str, outcome: Outcome, problems: Any) -> None:
        self._failures.add(f"{self._status}, {label}", problems, outcome.mode)

    def _json(self, left_out: list[str]) -> None:
        drawn, reasons = self._checks.drawn(self._schema)
        left_out += [f"{self._status}: {reason}" for reason in reasons]
        for each in (*drawn, *self._examples()):
            self._valid(each)
        largest = next((d for d in drawn if d.label == "maximal"), None)
        if largest is None:
            return
        for label, place, value in invalid(largest.value):
            if self._checks.problems(self._schema, value):
                self._deviating(label, place, value)
        if isinstance(largest.value, dict):
            further = {**largest.value, "unexpectedField": "kept"}
            if not self._checks.problems(self._schema, further):
                self._valid(Drawn("an unknown field", further))

    def _examples(self) -> Iterator[Drawn]:
        for label, value in self._media.examples.items():
            if not self._checks.problems(self._schema, value):
                yield Drawn(label, value)

    def _valid(self, drawn: Drawn) -> None:
        content = json.dumps(drawn.value).encode()
        for outcome in self._replied(content, "strict"):
            problems: list[str]
            if outcome.error is not None:
                problems = [f"/: refused, though it is valid: {outcome.error}"[:600]]
            else:
                problems = [
                    *misread(drawn.value, outcome.value),
                    *self._checks.untyped(self._schema, drawn.value, outcome.value),
                    *(f"/: {warning}" for warning in outcome.warned),
                ]
            self._add(drawn.label, outcome, problems)

    def _deviating(self, label: str, place: str, value: Any) -> None:
        """What deviates is refused in strict mode, and kept in lenient mode."""
        content = json.dumps(value).encode()
        tolerable = "text" in label and self._checks.tolerable(self._schema, value)
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
        html = _answer(self._status, "text/html", _HTML.encode())
        for label, answer in (
            ("broken JSON", self._made(b'{"broken": ')),
            ("an empty body", self._made(b"")),
            ("HTML", html if only_json else None),
        ):
            if answer is None:
                continue
            for mode in ("strict", "lenient"):
                for outcome in self._checks.call(
                    self._case, self._arguments, answer, mode
                ):
                    if type(outcome.error).__name__ != "ResponseValidationError":
                        got = outcome.error or outcome.value
                        problem = f"/: ResponseValidationError expected, not {got!r}"
                        self._add(label, outcome, [problem[:300]])

    def _made(self, content: bytes) -> Any:
        return _answer(self._status, self._received, content)

    def _replied(self, content: bytes, mode: str) -> list[Outcome]:
        answer = self._made(content)
        return self._checks.call(self._case, self._arguments, answer, mode)


# Which response is what


def _results(operation: Operation) -> list[Reply]:
    """The responses that a call returns instead of raising."""
    found = [reply for reply in operation.replies if reply.status.startswith("2")]
    if found:
        return found
    return [
        reply
        for reply in operation.replies
        if reply.status == "default"
        or (reply.status[:2] == "30" and reply.status != "304")
        and reply.status[2] in "01235678"
    ]


def _concrete(operation: Operation, reply: Reply) -> int:
    """A status that a response is for."""
    if reply.status.isdigit():
        return int(reply.status)
    first = "2" if reply.status == "default" else reply.status[0]
    codes = (int(first) * 100 + k for k in (0, 1, 2, 3, 6, 99))
    return next(code for code in codes if not _listed(operation, str(code)))


def _listed(operation: Operation, status: str) -> bool:
    return any(reply.status == status for reply in operation.replies)


def _covers(operation: Operation, status: int) -> bool:
    return _reply_to(operation, status) is not None


def _reply_to(operation: Operation, status: int) -> Reply | None:
    """The response for a status: its own, that of its range, the default."""
    for key in (str(status), f"{status // 100}XX", "default"):
        for reply in operation.replies:
            if reply.status == key:
                return reply
    return None


def _answer(status: int, content_type: str, content: bytes) -> Any:
    headers = {"Content-Type": content_type} if content_type else {}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers=headers, content=content)

    return answer


# Values


def misread(drawn: Any, value: Any) -> Iterator[str]:
    """Give where what was read is not what was sent, as JSON and in Python."""
    yield from differences(drawn, wire(value))
    if hasattr(value, "model_dump"):
        # A text that was read as bytes, say, is only seen here.
        plain = value.model_dump(by_alias=True, exclude_unset=True)
        yield from differences(drawn, wire(plain))


def wire(value: Any) -> Any:
    """Return what a value of the client is in JSON."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, dict):
        return {key: wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [wire(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"P{value.days}DT{value.seconds}S"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _models(value: Any) -> int:
    """How many models there are in a value."""
    if hasattr(value, "to_dict"):
        return 1 + sum(_models(item) for _, item in value)
    if isinstance(value, dict):
        return sum(map(_models, value.values()))
    return sum(map(_models, value)) if isinstance(value, list) else 0
