"""What is sent: every call of an operation, judged by the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2

from .call import Call, Case
from .client import Driver, Outcome
from .description import Description
from .document import Operation
from .invalid import beyond, invalid
from .oracle import Oracle, Secret
from .report import Failures
from .schema_variants import Undrawable
from .wire_format import Sent, path_differences

__all__ = ["RequestChecks"]

NASTY = (
    "a/b",
    "a b",
    "a?b=c&d",
    "a#b",
    "a%2Fb",
    "a+b",
    "a;b,c",
    "..a",
    "é 漢 😀",
    "{id}",
    "a\\b\"'<>",
    "a\r\nb",
)


# Of parameters: what is not given, or is nothing on the wire, is not refused by value.
_SKIPPED = ("no items", "one less")


class RequestChecks:
    """Checks what a client sends.

    Args:
        described: The document.
        oracle: Judges what is sent.
        driver: Makes the calls.
        credentials: Security schemes by the keyword that takes their credential.
        secrets: Credentials by security scheme.
    """

    def __init__(
        self,
        described: Description,
        oracle: Oracle,
        driver: Driver,
        credentials: Mapping[str, str],
        secrets: Mapping[str, Secret],
    ) -> None:
        self._document = described.document
        self._calls = described.calls
        self._oracle = oracle
        self._driver = driver
        self._credentials = credentials
        self._secrets = secrets

    def requests(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """Send everything that the document allows, in all its variants."""
        operation = self._document.operation(case.method, case.path)
        calls, reasons = self._calls.of(case, operation)
        left_out += reasons
        for call in calls:
            self._sends(case, operation, call, failures)
        for call in self._nasty(case, operation, calls):
            self._sends(case, operation, call, failures)

    def _sends(
        self, case: Case, operation: Operation, call: Call, failures: Failures
    ) -> None:
        arguments = self._calls.arguments(case, operation, call)
        outcomes = self._driver.call(case.name, arguments)
        for outcome in outcomes:
            problems = self._judged(operation, call, outcome)
            failures.add(call.label, problems, outcome.mode)
        one, other = (outcome.sent for outcome in outcomes)
        given = {name.lower() for name in call.values.get("header", {})}
        own = operation.repetition() - given
        if one and other and _bytes(one[0], own) != _bytes(other[0], own):
            failures.add(call.label, ["/: sync and async send different bytes"])

    def _judged(
        self, operation: Operation, call: Call, outcome: Outcome
    ) -> Iterator[str]:
        if outcome.error is not None:
            kind = type(outcome.error).__name__
            yield f"/: a valid call is refused: {kind}: {outcome.error}"
        elif len(outcome.sent) != 1:
            yield f"/: {len(outcome.sent)} requests, not one"
        else:
            sent = outcome.sent[0]
            yield from self._oracle.judge(operation, call.media, call.values, sent)

    def refusals(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """What the document does not allow is refused before anything is sent."""
        operation = self._document.operation(case.method, case.path)
        calls, _ = self._calls.of(case, operation)
        for call in calls:
            nulls: dict[str, Call] = {}
            for label, place, values in _wrong(call):
                tried = Call(label, call.media, values)
                if place.count("/") < 2 or not self._calls.forbids(
                    case, operation, tried
                ):
                    continue
                if label.startswith("null"):
                    nulls[place] = tried
                    continue
                # None is what is not given: refused where something has to be.
                if label.startswith("without") and place in nulls:
                    self._refuses(case, operation, nulls[place], place, failures)
                if not _says_nothing(label, place):
                    self._refuses(case, operation, tried, place, failures)

    def _refuses(
        self,
        case: Case,
        operation: Operation,
        call: Call,
        place: str,
        failures: Failures,
    ) -> None:
        arguments = self._calls.arguments(case, operation, call)
        for outcome in self._driver.call(case.name, arguments):
            kind = type(outcome.error).__name__
            if outcome.sent or kind not in ("RequestValidationError", "TypeError"):
                got = "it is sent" if outcome.sent else repr(outcome.error)
                problem = f"{place}: RequestValidationError expected, but {got}"
                failures.add(call.label, [problem], outcome.mode)

    def _nasty(
        self, case: Case, operation: Operation, calls: list[Call]
    ) -> Iterator[Call]:
        """Calls with text that has to be escaped, wherever any text is allowed."""
        if not calls:
            return
        for text in NASTY:
            values = dict(calls[0].values)
            changed = False
            for location in ("path", "query"):
                for parameter in operation.among(location):
                    inside = dict(values.get(location, {}))
                    inside[parameter.name] = text
                    tried = Call(text, calls[0].media, {**values, location: inside})
                    plain = parameter.content is None and not parameter.reserved
                    plain = plain and parameter.schema != ""
                    if plain and not self._calls.problems(case, operation, tried):
                        values, changed = tried.values, True
            if changed:
                yield Call(f"text {text!r}", calls[0].media, values)

    def security(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """Give each alternative of credentials alone, and then none."""
        operation = self._document.operation(case.method, case.path)
        try:
            call = self._calls.least(case, operation)
        except Undrawable as reason:
            left_out.append(f"security: {reason}")
            return
        arguments = self._calls.arguments(case, operation, call)
        for wanted in self._oracle.alternatives(operation):
            keywords = {k: v for k, v in self._credentials.items() if v in wanted}
            given = {k: self._secrets[v] for k, v in keywords.items()}
            for outcome in self._driver.call(case.name, arguments, credentials=given):
                label = f"only {', '.join(sorted(wanted)) or 'no'} credentials"
                problems = self._judged(operation, call, outcome)
                failures.add(label, problems, outcome.mode)
        self._refused(case, operation, arguments, failures)

    def servers(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """Without another URL, a call goes to the first server of the document."""
        operation = self._document.operation(case.method, case.path)
        known = self._document.root.get("servers")
        if not known or not operation.server:
            return
        try:
            call = self._calls.least(case, operation)
        except Undrawable as reason:
            left_out.append(f"servers: {reason}")
            return
        arguments = self._calls.arguments(case, operation, call)
        server = httpx2.URL(operation.server)
        for outcome in self._driver.call(case.name, arguments, base_url=None):
            found = [sent.origin + sent.path for sent in outcome.sent]
            if not found or not found[0].startswith(str(server).rstrip("/")):
                problem = f"/servers/0/url: {server} expected, not {found}"
                failures.add("its server", [problem], outcome.mode)
                continue
            path = found[0].removeprefix(str(server).rstrip("/"))
            problems = path_differences(operation, path, call.values.get("path", {}))
            failures.add("its server", problems, outcome.mode)

    def _refused(
        self, case: Case, operation: Operation, arguments: Any, failures: Failures
    ) -> None:
        """Without credentials that it needs, a call is refused before it is sent."""
        # A certificate is the connection's, which is there.
        schemes = self._document.schemes.items()
        there = {key for key, said in schemes if said.get("type") == "mutualTLS"}
        needed = [set(each) - there for each in operation.security or ()]
        if not needed or not all(needed) or not self._secrets:
            return
        for outcome in self._driver.call(case.name, arguments, credentials={}):
            kind = type(outcome.error).__name__
            if outcome.sent or kind != "MissingCredentialsError":
                problem = f"/: MissingCredentialsError expected, not {kind}"
                failures.add("no credentials", [problem], outcome.mode)

    def attempts(self, case: Case, failures: Failures, left_out: list[str]) -> None:
        """A failed call is sent again only where sending it twice does no harm."""
        operation = self._document.operation(case.method, case.path)
        try:
            call = self._calls.least(case, operation)
        except Undrawable as reason:
            left_out.append(f"attempts: {reason}")
            return
        arguments = self._calls.arguments(case, operation, call)
        # Idempotent are these (RFC 9110, 9.2.2).
        harmless = case.method in ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")
        marked = bool(operation.repetition())
        again = harmless or marked or case.method == "QUERY"
        # What was refused with 429 has not been processed (RFC 6585, 4).
        for status, expected in ((500, 2 if again else 1), (429, 2)):
            answer = _failing(status)
            for outcome in self._driver.call(case.name, arguments, answer, retries=1):
                if len(outcome.sent) != expected:
                    found = f"{expected} attempts expected, not {len(outcome.sent)}"
                    failures.add(str(status), [f"/: {found}"], outcome.mode)


def _says_nothing(label: str, place: str) -> bool:
    """Whether a change of a parameter is none on the wire, or cannot be called."""
    if place.startswith("/body"):
        return False
    nested = place.count("/") > 2 or place.startswith("/path")
    return label.startswith(_SKIPPED) or (label.startswith("without") and nested)


def _wrong(call: Call) -> Iterator[tuple[str, str, Any]]:
    """Values next to those of a call."""
    if "maximal" in call.labels:
        yield from invalid(call.values, places=40, deepest=5)
    if any(label.startswith("lower bounds") for label in call.labels):
        yield from beyond(call.values, -1)
    if any(label.startswith("upper bounds") for label in call.labels):
        yield from beyond(call.values, 1)


def _failing(status: int) -> Callable[[httpx2.Request], httpx2.Response]:
    return lambda request: httpx2.Response(status, headers={"Retry-After": "0"})


def _bytes(sent: Sent, but: set[str]) -> tuple[Any, ...]:
    """A request, with the boundary of its parts made equal, but for some headers."""
    content_type = sent.header("content-type") or ""
    boundary = re.search("boundary=([^;]+)", content_type)
    mark = boundary[1] if boundary else "\0"
    headers = sorted((n.lower(), v.replace(mark, "")) for n, v in sent.headers)
    headers = [pair for pair in headers if pair[0] not in but]
    content = sent.content.replace(mark.encode(), b"") if boundary else sent.content
    return sent.method, sent.path, sent.query, headers, content
