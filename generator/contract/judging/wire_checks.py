"""Checks that a client sends what ``tests/wire`` shows, and returns the response there.

The files were written by code that knows neither the client nor this engine. So each
request is checked twice: against the client, and against the document.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2

from generator.contract.case import Case
from generator.contract.client import ClientDriver, Outcome
from generator.contract.drawing.calls import Call
from generator.contract.json_values import differences
from generator.contract.judging.content import content_differences
from generator.contract.judging.credentials import Credentials, Secret
from generator.contract.judging.models import to_json_value
from generator.contract.judging.request_validator import RequestValidator
from generator.contract.judging.responses import respond_with
from generator.contract.operation import MediaType, Operation
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification
from generator.contract.wire_file import (
    WireBlock,
    WireFile,
    WireFileError,
    WireResponse,
    replace_variables,
)

__all__ = ["WireChecks", "with_sent_json"]

_BASE_URL = "base_url"
_FRESH_UUID = "{{$guid}}"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BOUNDARY = re.compile(r"(?<=boundary=)[^;]+")
# Headers that an HTTP client adds on its own.
_IMPLICIT_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "transfer-encoding"}
    | {"user-agent"}
)


class WireChecks:
    """Checks calls of a package against the files in a folder.

    Args:
        specification: The document.
        driver: Makes the calls.
        credentials: The credentials of the clients.
        folder: The folder of the files.
        has_server: Whether the clients know the URL of a server.
    """

    def __init__(
        self,
        specification: Specification,
        driver: ClientDriver,
        credentials: Credentials,
        folder: Path,
        has_server: bool,
    ) -> None:
        self._specification = specification
        self._validator = RequestValidator(specification)
        self._driver = driver
        self._secrets = {
            name: _in_header(each) for name, each in credentials.arguments().items()
        }
        self._folder = folder
        self._has_server = has_server

    def check_calls(self, case: Case, report: Report) -> None:
        """The call of a block sends its request, and returns its response."""
        resource = case.name.rpartition(".")[0].replace(".", "_")
        try:
            file = WireFile.read(self._folder / f"{resource}.http")
            block = file.blocks.get(case.name)
            if block is None:
                place = f"{self._folder.name}/{resource}.http"
                report.add(place, ["expected a block for this method, found none"])
            elif block.reason:
                report.not_checked.append(f"wire: {block.reason}")
            else:
                self._check(case, block, file.variables, report)
        except WireFileError as error:
            report.add("wire", [str(error)])

    def _check(
        self,
        case: Case,
        block: WireBlock,
        variables: Mapping[str, str],
        report: Report,
    ) -> None:
        operation = self._specification.operation(case)
        base_url = variables.get(_BASE_URL, "")
        is_own_server = not block.url.startswith(f"{{{{{_BASE_URL}}}}}")
        options: dict[str, Any] = {"base_url": base_url}
        if is_own_server and self._has_server:
            options["base_url"] = None  # one that is given replaces all servers
        response = block.response
        if response is not None:
            handler = respond_with(
                response.status, response.content_type, response.content
            )
            options["handler"] = handler
            report.add(block.place, self._response_problems(operation, response))
        arguments = block.arguments(case.name)
        outcomes = self._driver.call(case.name, arguments, **options)
        expected = _Expected(block, {**self._secrets, **variables})
        for outcome in outcomes:
            problems = [*_sent_problems(expected, outcome)]
            if response is not None and not problems:
                problems += _result_problems(operation, response, outcome)
            report.add(block.place, problems, outcome.client)
        for request in outcomes[0].requests[:1]:
            shown = [each for each in request.headers if not expected.adds(each[0])]
            call = self._specification.calls.of_arguments(case, operation, arguments)
            call = with_sent_json(call, request)
            sent = replace(request, headers=shown)
            found = self._validator.problems(operation, sent, call)
            # Another server than that of the client gets no credentials.
            ignored = "/security:" if is_own_server else "\0"
            problems = [
                f"the document forbids this request: {each}"
                for each in found
                if not each.startswith(ignored)
            ]
            report.add(block.place, problems)

    def _response_problems(
        self, operation: Operation, response: WireResponse
    ) -> Iterator[str]:
        """What is wrong with a response that a client must refuse."""
        media_type = _media_type(operation, response)
        if media_type is None or media_type.kind != "json" or not media_type.schema:
            return
        schemas = self._specification.responses
        schema, value = reference(media_type.schema), json.loads(response.content)
        if schemas.refusal(schema, value):
            for problem in schemas.problems(schema, value):
                yield f"the document forbids this response: {problem}"


class _Expected:
    """The request of a block, with values for its variables."""

    def __init__(self, block: WireBlock, values: Mapping[str, str]) -> None:
        url = replace_variables(block.url, values)
        scheme, _, rest = url.partition("://")
        place = re.search(r"[/?]|$", rest)
        assert place is not None
        origin = f"{scheme}://{rest[: place.start()]}"
        self.method = block.method
        self.origin = str(httpx2.URL(origin)).rstrip("/")
        self.target = rest[place.start() :]
        self.headers = sorted(replace_variables(h, values) for h in block.headers)
        self.boundary = ""
        content_type = ""
        for line in self.headers:
            name, _, value = line.partition(": ")
            if name.lower() == "content-type":
                content_type = value
        self.content = _content(block.body, content_type)
        match = _BOUNDARY.search(content_type)
        self.boundary = match[0] if match else ""

    def adds(self, name: str) -> bool:
        """Return whether an HTTP client adds a header that the block does not have."""
        names = {line.partition(":")[0].lower() for line in self.headers}
        return name.lower() in _IMPLICIT_HEADERS - names


def with_sent_json(call: Call, request: SentRequest) -> Call:
    """Return the call with the JSON that was sent as its body, which has constants, too."""
    if call.media_type is None or call.media_type.kind != "json":
        return call
    try:
        body = json.loads(request.content)
    except ValueError:
        return call
    return replace(call, values={**call.values, "body": body})


def _content(body: str, content_type: str) -> bytes:
    """Return the bytes of a body: a multipart body has the line ends of MIME, and ends
    with one, as a sequence of JSON texts does.
    """
    media_type = MediaType(content_type, "", {}, {})
    if media_type.kind == "multipart":
        return (body.replace("\n", "\r\n") + "\r\n").encode()
    charset = re.search(r'charset="?([\w-]+)', content_type)
    encoded = body.encode(charset[1] if charset else "utf-8")
    return encoded + b"\n" if media_type.is_stream and body else encoded


def _in_header(secret: Secret) -> str:
    if isinstance(secret, tuple):
        return base64.b64encode(":".join(secret).encode()).decode()
    return secret


def _sent_problems(expected: _Expected, outcome: Outcome) -> Iterator[str]:
    """How what a client sent differs from a block."""
    if len(outcome.requests) != 1:
        actual = len(outcome.requests) or repr(outcome.error)
        yield f"expected one request, got {actual}"
        return
    [request] = outcome.requests
    target = f"{request.path}?{request.query}" if request.query else request.path
    wanted = f"{expected.method} {expected.origin}{expected.target or '/'}"
    actual_line = f"{request.method} {request.origin}{target}"
    if wanted != actual_line:
        yield f"request line: expected {wanted}, got {actual_line}"
    yield from _header_problems(expected, request)
    content = request.content
    if expected.boundary:
        match = _BOUNDARY.search(request.header("content-type") or "")
        own = match[0] if match else "\0"
        content = content.replace(own.encode(), expected.boundary.encode())
    if content != expected.content:
        yield f"body: expected {expected.content!r:.400}, got {content!r:.400}"


def _header_problems(expected: _Expected, request: SentRequest) -> Iterator[str]:
    """How the headers differ; their order has no meaning (RFC 9110, 5.3)."""
    actual = []
    for name, value in request.headers:
        if expected.adds(name):
            continue
        if expected.boundary:
            value = _BOUNDARY.sub(expected.boundary, value)
        if f"{name}: {_FRESH_UUID}" in expected.headers and _UUID.fullmatch(value):
            value = _FRESH_UUID
        actual.append(f"{name}: {value}")
    missing = [line for line in expected.headers if line not in actual]
    others = [line for line in actual if line not in expected.headers]
    for line in missing:
        name = line.partition(":")[0].lower()
        same = [each for each in others if each.partition(":")[0].lower() == name]
        others = [each for each in others if each not in same]
        yield f"header: expected {line!r}, got {same[0] if same else 'none'!r}"
    for line in others:
        yield f"header: expected no {line!r}"
    if not missing and not others and len(actual) != len(expected.headers):
        yield f"headers: expected {expected.headers}, got {sorted(actual)}"


def _media_type(operation: Operation, response: WireResponse) -> MediaType | None:
    described = operation.response_for(response.status)
    contents = described.content if described else ()
    return next((c for c in contents if c.includes(response.content_type)), None)


def _result_problems(
    operation: Operation, response: WireResponse, outcome: Outcome
) -> Iterator[str]:
    """How a result differs from the response that a client got."""
    if outcome.error is not None:
        yield f"result: expected a value, got {outcome.error!r:.400}"
        return
    value, content = outcome.value, response.content
    if not response.content_type:
        if value is not None:
            yield f"result: expected None, got {value!r:.400}"
        return
    media_type = _media_type(operation, response)
    kind = MediaType(response.content_type, "", {}, {})
    if media_type is not None and media_type.is_stream:
        found = content_differences(media_type, content, value)
        yield from (f"result: {each}" for each in found)
    elif kind.kind == "json":
        found = differences(json.loads(content), to_json_value(value))
        yield from (f"result: {each}" for each in found)
    elif value not in (content, content.decode()):
        yield f"result: expected {content!r:.400}, got {value!r:.400}"
