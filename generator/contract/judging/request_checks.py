"""Checks the requests that a client sends for every call of an operation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx2

from generator.contract.case import Case
from generator.contract.client import ClientDriver, Handler, Outcome
from generator.contract.drawing.calls import Call
from generator.contract.drawing.instances import Alteration, alter, extend, off_by_one
from generator.contract.json_values import differences
from generator.contract.judging.request_validator import RequestValidator
from generator.contract.judging.wire_format import path_differences
from generator.contract.operation import Operation
from generator.contract.problem import Problem
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification

__all__ = ["RequestChecks"]

# Strings that have to be escaped in a path or a query.
_SPECIAL_STRINGS = (
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
# Methods whose repetition does no harm: RFC 9110, section 9.2.2, and QUERY.
_IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY")


class RequestChecks:
    """Checks what a client sends.

    Each check records what is wrong, and the reasons why it could not check something.

    Args:
        specification: The document.
        validator: Judges the requests.
        driver: Makes the calls.
    """

    def __init__(
        self,
        specification: Specification,
        validator: RequestValidator,
        driver: ClientDriver,
    ) -> None:
        self._specification = specification
        self._document = specification.document
        self._calls = specification.calls
        self._validator = validator
        self._driver = driver

    def check_valid_calls(self, case: Case, report: Report) -> None:
        """Valid calls are sent as the document requires."""
        operation = self._specification.operation(case)
        calls, missing = self._calls.calls(case, operation)
        report.not_checked += missing
        special = self._special_calls(operation, calls)
        for call in (*calls, *special, *self._extended_calls(operation, calls)):
            arguments = self._calls.arguments(case, operation, call)
            outcomes = self._driver.call(case.name, arguments)
            for outcome in outcomes:
                problems = self._problems(operation, call, outcome)
                report.add(call.label, problems, outcome.client)
            sync, asynchronous = (outcome.requests for outcome in outcomes)
            given = {name.lower() for name in call.values.get("header", {})}
            ignored = {operation.idempotency_header} - given
            if sync and asynchronous:
                expected = _comparable(sync[0], ignored)
                actual = _comparable(asynchronous[0], ignored)
                if expected != actual:
                    problem = f"the sync client sent {expected}, the async one {actual}"
                    report.add(call.label, [f"/: expected equal requests: {problem}"])

    def _problems(
        self, operation: Operation, call: Call, outcome: Outcome
    ) -> Iterator[str]:
        return self._validator.outcome_problems(operation, call, outcome)

    def _special_calls(self, operation: Operation, calls: list[Call]) -> Iterator[Call]:
        """Calls with a string to escape, in all parameters that allow it."""
        for text in _SPECIAL_STRINGS if calls else ():
            label, media_type = f"text {text!r}", calls[0].media_type
            special = Call(label, media_type, dict(calls[0].values))
            is_changed = False
            for parameter in operation.parameters:
                if not self._calls.takes_text(parameter):
                    continue
                inner = special.values.get(parameter.location, {})
                inner = {**inner, parameter.name: text}
                values = {**special.values, parameter.location: inner}
                call = Call(label, media_type, values)
                if not self._calls.problems(operation, call):
                    special, is_changed = call, True
            if is_changed:
                yield special

    def _extended_calls(
        self, operation: Operation, calls: list[Call]
    ) -> Iterator[Call]:
        """Calls with a field that the document does not list inside of a body."""
        for call in calls:
            if "maximal" not in call.labels or "body" not in call.values:
                continue
            if call.media_type is None or call.media_type.kind != "json":
                continue
            for label, pointer, values in extend(call.values):
                extended = Call(label, call.media_type, values)
                schema, tokens = reference(call.media_type.schema), pointer.split("/")
                # What one variant of a union allows is not for an object of another.
                if (
                    pointer.startswith("/body/")
                    and self._calls.variants.is_alone(schema, tokens[2:])
                    and not self._calls.problems(operation, extended)
                ):
                    yield extended

    def check_invalid_calls(self, case: Case, report: Report) -> None:
        """Invalid calls are refused before anything is sent."""
        operation = self._specification.operation(case)
        calls, _ = self._calls.calls(case, operation)
        for call in calls:
            nulls: dict[str, tuple[Call, Problem]] = {}
            for label, pointer, values in _alterations(call):
                altered = Call(label, call.media_type, values)
                refusal = self._calls.refusal(operation, altered)
                if pointer.count("/") < 2 or refusal is None:
                    continue
                if label.startswith("null"):
                    nulls[pointer] = altered, refusal
                    continue
                # None means not given, so it is only refused for required values.
                refused = [(altered, refusal)]
                if _is_inexpressible(label, pointer):
                    refused = []
                if label.startswith("without") and pointer in nulls:
                    refused.insert(0, nulls[pointer])
                for each, reason in refused:
                    arguments = self._calls.arguments(case, operation, each)
                    for outcome in self._driver.call(case.name, arguments):
                        if not self._is_completed(operation, call, each, outcome):
                            problems = _accepted(pointer, reason, outcome)
                            report.add(each.label, problems, outcome.client)

    def _is_completed(
        self, operation: Operation, valid: Call, call: Call, outcome: Outcome
    ) -> bool:
        """Whether a client added constants, which need not be given, to the values of a
        call, and is right so: it sent a valid call, or a body that it need not refuse.
        """
        is_shorter = call.label.startswith("without")
        if is_shorter and not any(self._problems(operation, valid, outcome)):
            return True
        given, media_type = call.values.get("body", {}), call.media_type
        if (
            len(outcome.requests) != 1
            or media_type is None
            or media_type.kind != "json"
        ):
            return False
        sent = json.loads(outcome.requests[0].content or b"null")
        completed = Call(call.label, media_type, {**call.values, "body": sent})
        # What is sent beside the given values has the difference "expected nothing".
        is_complete = all(
            ": expected nothing" in each for each in differences(given, sent)
        )
        return is_complete and self._calls.refusal(operation, completed) is None

    def check_default_server(self, case: Case, report: Report) -> None:
        """Without a base URL, requests go to the first server of the document."""
        operation = self._specification.operation(case)
        if not self._driver.has_server or not operation.server:
            return
        prepared = self._specification.prepare(case, report)
        if prepared is None:
            return
        operation, call, arguments = prepared
        server = str(httpx2.URL(operation.server)).rstrip("/")
        for outcome in self._driver.call(case.name, arguments, base_url=None):
            urls = [request.origin + request.path for request in outcome.requests]
            if not urls or not urls[0].startswith(server):
                actual = urls[0] if urls else repr(outcome.error)
                problems = [f"/servers/0/url: expected {server}, got {actual}"]
            else:
                path, values = urls[0].removeprefix(server), call.values.get("path", {})
                problems = list(path_differences(operation, path, values))
            report.add("default server", problems, outcome.client)

    def check_retries(self, case: Case, report: Report) -> None:
        """A failed request is only sent again if that does no harm."""
        prepared = self._specification.prepare(case, report)
        if prepared is None:
            return
        operation, _, arguments = prepared
        is_harmless = operation.idempotent
        if is_harmless is None:
            has_key = bool(operation.idempotency_header)
            is_harmless = has_key or case.method in _IDEMPOTENT
        # The server has not processed what it refused with 429 (RFC 6585, section 4).
        for status, expected in ((500, 2 if is_harmless else 1), (429, 2)):
            handler = _fail_with(status)
            for outcome in self._driver.call(
                case.name, arguments, handler, max_retries=1
            ):
                actual = len(outcome.requests)
                if actual != expected:
                    problem = f"/: expected {expected} attempts, got {actual}"
                    report.add(str(status), [problem], outcome.client)

    def check_settings(self, case: Case, report: Report) -> None:
        """Settings of the client and options of the call apply; a deprecated operation
        warns.
        """
        prepared = self._specification.prepare(case, report)
        if prepared is None:
            return
        operation, _, (positional, keywords) = prepared
        options = self._driver.exported("RequestOptions")(
            max_retries=1, extra_headers={"X-Of-Call": "call"}
        )
        for outcome in self._driver.call(
            case.name,
            (positional, {**keywords, "options": options}),
            _fail_with(429),
            headers={"X-Of-Client": "client"},
            timeout=77.0,
        ):
            sent = [
                (each.header("x-of-client"), each.header("x-of-call"), each.timeout)
                for each in outcome.requests
            ]
            of_client = None if operation.is_elsewhere else "client"
            expected = [(of_client, "call", 77.0)] * 2
            if sent != expected:
                problem = (
                    f"/: expected headers, timeout, attempts {expected}, got {sent}"
                )
                report.add("settings and options", [problem], outcome.client)
            if outcome.is_deprecated is not operation.is_deprecated:
                expected_warning = "a" if operation.is_deprecated else "no"
                problem = f"/deprecated: expected {expected_warning} DeprecationWarning"
                report.add("deprecation", [problem], outcome.client)


def _accepted(pointer: str, reason: Problem, outcome: Outcome) -> Iterator[Problem]:
    """What is wrong if an invalid call was sent, or raised another error."""
    errors = ("RequestValidationError", "TypeError")
    if outcome.requests or type(outcome.error).__name__ not in errors:
        actual = "a request" if outcome.requests else repr(outcome.error)
        message = reason.partition(": ")[2]
        text = f"{pointer}: expected {errors[0]}: {message}, got {actual}"
        yield Problem(text, reason.source)


def _is_inexpressible(label: str, pointer: str) -> bool:
    """Whether an altered parameter looks like a valid request, or cannot be passed."""
    if pointer.startswith("/body"):
        return False
    is_nested = pointer.count("/") > 2 or pointer.startswith("/path")
    return label.startswith(("no items", "one less")) or (
        label.startswith("without") and is_nested
    )


def _alterations(call: Call) -> Iterator[Alteration]:
    if "maximal" in call.labels:
        yield from alter(call.values, max_paths=40, max_depth=5)
    if any(label.startswith("lower bounds") for label in call.labels):
        yield from off_by_one(call.values, -1)
    if any(label.startswith("upper bounds") for label in call.labels):
        yield from off_by_one(call.values, 1)


def _fail_with(status: int) -> Handler:
    return lambda request: httpx2.Response(status, headers={"Retry-After": "0"})


def _comparable(request: SentRequest, ignored: set[str]) -> tuple[Any, ...]:
    """A request without its multipart boundary and without some headers."""
    match = re.search("boundary=([^;]+)", request.header("content-type") or "")
    boundary = match[1] if match else "\0"
    headers = sorted(
        (name.lower(), value.replace(boundary, "")) for name, value in request.headers
    )
    headers = [header for header in headers if header[0] not in ignored]
    content = request.content
    content = content.replace(boundary.encode(), b"") if match else content
    return request.method, request.path, request.query, headers, content
