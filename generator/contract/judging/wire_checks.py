"""Checks that a client sends what ``tests/wire`` shows, and returns the response there.

The files were written by code that knows neither the client nor this engine. So each
request is checked twice: against the client, and against the document.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.contract.case import Case
from generator.contract.client import ClientDriver, Outcome
from generator.contract.drawing.calls import Call
from generator.contract.judging.content import content_differences
from generator.contract.judging.credentials import Credentials, Secret
from generator.contract.judging.expected_request import ExpectedRequest
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
)
from generator.text import module_name

__all__ = ["WireChecks", "with_sent_json"]

_BASE_URL = "base_url"


class WireChecks:
    """Checks calls of a package against the files in a folder.

    Args:
        specification: The document.
        driver: Makes the calls.
        credentials: The credentials of the clients.
        folder: The folder of the files.
    """

    def __init__(
        self,
        specification: Specification,
        driver: ClientDriver,
        credentials: Credentials,
        folder: Path,
    ) -> None:
        self._specification = specification
        self._validator = RequestValidator(specification, credentials)
        self._driver = driver
        self._secrets = {
            name: _in_header(each) for name, each in credentials.arguments().items()
        }
        self._folder = folder

    def check_calls(self, case: Case, report: Report) -> None:
        """The call of a block sends its request, and returns its response."""
        resource = case.file or module_name(case.name.rpartition(".")[0])
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
        if is_own_server and self._driver.has_server:
            options["base_url"] = None  # one that is given replaces all servers
        response = block.response
        if response is not None:
            handler = respond_with(
                response.status, response.content_type, response.content
            )
            options["handler"] = handler
            self._judge_response(operation, response, block, report)
        arguments = block.arguments(case.name)
        if not self._specification.document.defines_schemes:
            options["secrets"] = {}  # the token that clients take anyway is not shown
        outcomes = self._driver.call(case.name, arguments, **options)
        expected = ExpectedRequest(block, {**self._secrets, **variables})
        for outcome in outcomes:
            problems = list(expected.problems(outcome))
            if response is not None and not problems:
                problems += _result_problems(operation, response, outcome, case.unwrap)
            report.add(block.place, problems, outcome.client)
        for request in outcomes[0].requests[:1]:
            shown = [each for each in request.headers if not expected.adds(each[0])]
            call = self._specification.calls.of_arguments(case, operation, arguments)
            sent = replace(request, headers=shown)
            found = self._validator.problems(
                operation, sent, with_sent_json(call, request)
            )
            # Another server than that of the client gets no credentials, nor is the
            # token shown that clients take of a document without schemes. A client need
            # not refuse each body that is not valid.
            has_schemes = self._specification.document.defines_schemes
            ignored = ["/security:"] * (is_own_server or not has_schemes)
            ignored += ["/body"] * (not self._is_refused(call, request))
            problems = [each for each in found if not each.startswith(tuple(ignored))]
            report.add(f"{block.place}, request by the document", problems)

    def _is_refused(self, call: Call, request: SentRequest) -> bool:
        """Return whether a client must refuse a body; only one in JSON is allowed to be
        invalid.
        """
        media_type = call.media_type
        if media_type is None or media_type.kind != "json" or not media_type.schema:
            return True
        body = with_sent_json(call, request).values.get("body")
        schema = reference(media_type.schema)
        return self._specification.requests.refusal(schema, body) is not None

    def _judge_response(
        self,
        operation: Operation,
        response: WireResponse,
        block: WireBlock,
        report: Report,
    ) -> None:
        """Report what is wrong with a response that a client must refuse."""
        media_type = _media_type(operation, response)
        if media_type is None or media_type.kind != "json" or not media_type.schema:
            return
        label, schema = f"{block.place}, response by the document", media_type.schema
        try:
            value = json.loads(response.content)
        except ValueError:
            report.add(label, ["/: expected JSON"], schema=schema)
            return
        problem = self._specification.responses.refusal(reference(schema), value)
        report.add(label, [problem] if problem else [], schema=schema)


def with_sent_json(call: Call, request: SentRequest) -> Call:
    """Return the call with the JSON that was sent as its body, which has constants, too."""
    if call.media_type is None or call.media_type.kind != "json":
        return call
    try:
        body = json.loads(request.content)
    except ValueError:
        return call
    return replace(call, values={**call.values, "body": body})


def _in_header(secret: Secret) -> str:
    if isinstance(secret, tuple):
        return base64.b64encode(":".join(secret).encode()).decode()
    return secret


def _media_type(operation: Operation, response: WireResponse) -> MediaType | None:
    described = operation.response_for(response.status)
    return described.media_type(response.content_type) if described else None


def _result_problems(
    operation: Operation, response: WireResponse, outcome: Outcome, unwrap: str
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
    media_type = media_type or MediaType(response.content_type, "", {}, {})
    if media_type.kind == "text" and not media_type.is_stream:
        is_typed = media_type.is_plain_text and not isinstance(value, str)
        if not is_typed and value != content.decode():
            yield f"result: expected {content.decode()!r:.400}, got {value!r:.400}"
        if not is_typed:
            return
    found = content_differences(media_type, content, value, unwrap=unwrap)
    yield from (f"result: {each}" for each in found)
