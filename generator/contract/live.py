"""Checks a real server against the document, and says which side is at fault.

Only operations that change nothing are called: GET, HEAD and those with ``x-live-safe``.
The transport sends a single request of the expected operation and refuses all others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import httpx2

from generator.contract.case import Case
from generator.contract.client import Outcome, call_method
from generator.contract.drawing.calls import Call
from generator.contract.json_values import (
    differences,
    is_array,
    is_object,
    resolve_pointer,
)
from generator.contract.judging.models import to_json_value
from generator.contract.judging.request_validator import RequestValidator
from generator.contract.judging.responses import exception_name
from generator.contract.judging.wire_format import compile_template
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import NoInstanceError
from generator.contract.sent_request import sent_request
from generator.contract.specification import Specification

__all__ = ["Live", "Mismatch"]

Fault = Literal["server", "document", "client"]


@dataclass(frozen=True)
class Mismatch:
    """One place where a server, its document and the client do not agree."""

    fault: Fault
    pointer: str
    """The place in the request or the response, such as ``/body/items/0/id``."""
    value: Any
    message: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.pointer}: {self.message}, in {_repr(self.value)}"


@dataclass(frozen=True)
class _Result:
    """The result of checking one operation."""

    case: Case
    status: str
    """The status, or why there is none."""
    mismatches: tuple[Mismatch, ...] = ()
    verdict: str = "agrees"
    """The summary if there are no mismatches."""


class _SafeTransport(httpx2.BaseTransport):
    """Sends one request of the allowed operation; keeps it and its response."""

    def __init__(self) -> None:
        self._transport = httpx2.HTTPTransport()
        self.allowed: Operation | None = None
        self.request: httpx2.Request | None = None
        self.response: httpx2.Response | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        sent, operation = sent_request(request), self.allowed
        if operation is None or sent.method != operation.method:
            raise AssertionError(f"refused to send {sent.method} {sent.path}: not safe")
        if not re.search(f"{compile_template(operation.path)[1]}$", sent.path):
            raise AssertionError(f"expected the path {operation.path}, got {sent.path}")
        self.request, self.allowed = request, None
        response = self._transport.handle_request(request)
        content = response.read()
        response.close()
        # The content is decoded already.
        obsolete = ("content-encoding", "content-length", "transfer-encoding")
        headers = [p for p in response.headers.items() if p[0].lower() not in obsolete]
        self.response = httpx2.Response(
            response.status_code, headers=headers, content=content
        )
        return self.response

    def close(self) -> None:
        self._transport.close()


class Live(AbstractContextManager["Live"]):
    """Checks a server, one operation at a time.

    Args:
        package: The package whose client is used; its credentials come from environment
            variables.
        path: The document as a JSON file.
        url: Base URL of the server.
    """

    def __init__(self, package: ModuleType, path: Path, url: str) -> None:
        self._package = package
        self._specification = Specification.load(path)
        self._validator = RequestValidator(self._specification)
        self._transport = _SafeTransport()
        self._http = httpx2.Client(transport=self._transport)
        self._client = package.Client(
            base_url=url, max_retries=0, http_client=self._http
        )
        self._bodies: dict[str, Any] = {}
        """The results of the operations that were checked, by path."""
        self._results: list[_Result] = []

    def __exit__(self, *exception: object) -> None:
        self._http.close()

    def check(self, case: Case) -> None:
        """Call an operation; raise AssertionError with every mismatch."""
        operation = self._specification.document.operation(case.method, case.path)
        assert operation.is_safe, f"refused to call {case}: not safe"
        try:
            call, is_invented = self._prepare(case, operation)
        except NoInstanceError as reason:
            self._results.append(_Result(case, "not sent", verdict=str(reason)))
            return
        result = self._run(case, operation, call, is_invented)
        self._results.append(result)
        if result.mismatches:
            title = f"{case.title}: {result.status}"
            raise AssertionError("\n  ".join([title, *map(str, result.mismatches)]))

    def take_rows(self) -> list[tuple[str, str, str]]:
        """Return and forget the results: the method, the status and the verdicts."""
        taken, self._results = self._results, []
        return [
            (result.case.name, result.status, str(line))
            for result in taken
            for line in result.mismatches or (result.verdict,)
        ]

    def _prepare(self, case: Case, operation: Operation) -> tuple[Call, bool]:
        """A minimal call, and whether it may refer to something that does not exist."""
        minimal = self._specification.calls.minimal(case, operation)
        values = {
            location: value if location == "body" else dict(value)
            for location, value in minimal.values.items()
        }
        is_invented = False
        for parameter in operation.parameters:
            if parameter.name in values.get(parameter.location, {}):
                known = self._known_values(operation, parameter)
                if parameter.location == "path":
                    is_invented |= not known
                    # Many servers count from 1.
                    known += self._valid_values(parameter, [1])
                if known:
                    values[parameter.location][parameter.name] = known[0]
        return Call("live", minimal.media_type, values), is_invented

    def _known_values(self, operation: Operation, parameter: Parameter) -> list[Any]:
        """The examples of a parameter, and values from earlier results."""
        values = [*parameter.examples]
        if parameter.location == "path":
            collection = operation.path.partition(f"{{{parameter.name}}}")[0]
            body = self._bodies.get(collection.rstrip("/"))
            values += _identifiers(body, parameter.name)
        return self._valid_values(parameter, values)

    def _valid_values(self, parameter: Parameter, values: list[Any]) -> list[Any]:
        schema: Any = {"type": "string"}
        if parameter.schema:
            schema = reference(parameter.schema)
        schemas = self._specification.requests
        return [value for value in values if not schemas.problems(schema, value)]

    def _run(
        self, case: Case, operation: Operation, call: Call, is_invented: bool
    ) -> _Result:
        self._transport.allowed = operation
        self._transport.request = self._transport.response = None
        outcome = self._call(case, operation, call)
        request, response = self._transport.request, self._transport.response
        if request is None or response is None:
            message = "expected a response, got none"
            mismatch = Mismatch("client", "/", str(outcome.error), message)
            return _Result(case, type(outcome.error).__name__, (mismatch,))
        status = response.status_code
        mismatches = [*self._request_mismatches(operation, request)]
        is_documented = operation.response_for(status) is not None
        if is_invented and status == 404 and not is_documented:
            verdict = "no existing value is known for the path"
            return _Result(case, "404", tuple(mismatches), verdict)
        invalid = list(self._response_mismatches(operation, response))
        mismatches += invalid or _client_mismatches(response, outcome)
        self._remember(operation, response)
        return _Result(case, str(status), tuple(mismatches))

    def _call(self, case: Case, operation: Operation, call: Call) -> Outcome:
        arguments = self._specification.calls.arguments(case, operation, call)
        outcome = Outcome("sync")
        outcome.run(
            lambda: call_method(self._package, self._client, case.name, arguments)
        )
        return outcome

    def _request_mismatches(
        self, operation: Operation, request: httpx2.Request
    ) -> Iterator[Mismatch]:
        for problem in self._validator.problems(operation, sent_request(request)):
            pointer, _, message = problem.partition(": ")
            yield Mismatch("client", pointer, str(request.url), message)

    def _response_mismatches(
        self, operation: Operation, received: httpx2.Response
    ) -> Iterator[Mismatch]:
        """How a response violates the document."""
        status = received.status_code
        response = operation.response_for(status)
        if response is None:
            message = "this status is not documented"
            yield Mismatch("server", "/status", status, message)
            return
        has_no_body = operation.method == "HEAD" or status in (204, 304)
        if not response.content or has_no_body:
            return
        content_type = received.headers.get("content-type", "")
        matching = (m for m in response.content if m.includes(content_type))
        media_type = next(matching, None)
        if media_type is None:
            names = " or ".join(each.name for each in response.content)
            pointer, message = "/header/content-type", f"{names} is documented"
            yield Mismatch("server", pointer, content_type or None, message)
        elif media_type.kind == "json" and not media_type.is_stream:
            yield from self._content_mismatches(media_type, received.content)

    def _content_mismatches(
        self, media_type: MediaType, content: bytes
    ) -> Iterator[Mismatch]:
        try:
            value = json.loads(content)
        except ValueError:
            yield Mismatch("server", "/body", content[:80], "expected JSON")
            return
        schema = reference(media_type.schema)
        schemas = self._specification.responses
        # If an example is invalid in the same place, the schema is wrong.
        invalid_in_examples = {
            problem.partition(": ")[0]
            for example in media_type.examples.values()
            for problem in schemas.problems(schema, example)
        }
        for problem in schemas.problems(schema, value):
            pointer, _, message = problem.partition(": ")
            fault: Fault = "document" if pointer in invalid_in_examples else "server"
            place = f"/body{pointer}".rstrip("/")
            yield Mismatch(fault, place, _value_at(value, pointer), message)

    def _remember(self, operation: Operation, response: httpx2.Response) -> None:
        if response.is_success and "json" in response.headers.get("content-type", ""):
            try:
                self._bodies[operation.path.rstrip("/")] = response.json()
            except ValueError:
                return


def _client_mismatches(
    response: httpx2.Response, outcome: Outcome
) -> Iterator[Mismatch]:
    """What the client makes wrong of a valid response."""
    status, error, value = response.status_code, outcome.error, outcome.value
    if status >= 300:
        expected = exception_name(status)
        if type(error).__name__ != expected:
            actual = repr(error or value)
            yield Mismatch("client", "/status", actual, f"expected {expected}")
        return
    if error is not None:
        yield Mismatch("client", "/body", repr(error), "a valid response was rejected")
        return
    for text in outcome.warnings:
        if "Validation" not in text.partition(":")[0]:
            continue
        message = "expected no warning for a valid response"
        yield Mismatch("client", "/body", text, message)
    if "json" in response.headers.get("content-type", "") and value is not None:
        for problem in differences(response.json(), to_json_value(value)):
            pointer, _, difference = problem.partition(": ")
            place = f"/body{pointer}".rstrip("/")
            yield Mismatch("client", place, difference, "decoded incorrectly")


def _identifiers(body: Any, name: str) -> Iterator[Any]:
    """Values for a path parameter, from the items of a collection."""
    if is_object(body):
        body = next((item for item in body.values() if is_array(item)), None)
    last_word = re.split(r"[_-]|(?<=[a-z])(?=[A-Z])", name)[-1]
    for item in body if is_array(body) else ():
        if is_object(item):
            for key in (name, last_word, last_word.lower(), "id"):
                if item.get(key) is not None:
                    yield item[key]
        elif isinstance(item, str | int):
            yield item


def _value_at(value: Any, pointer: str) -> Any:
    try:
        return resolve_pointer(value, pointer.rstrip("/"))
    except LookupError:
        return None


def _repr(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
