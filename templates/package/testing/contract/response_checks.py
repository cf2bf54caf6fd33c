"""Checks what a client returns or raises for documented and undocumented responses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .calls import PreparedCall, Specification
from .case import Case, Report
from .client import ClientDriver, Outcome
from .direction_schema import reference
from .instances import Instance, alter
from .json_values import differences, is_array, is_object
from .models import (
    OPEN_KEYWORDS,
    DecodedTypes,
    decoding_differences,
    rejection,
    to_json_value,
)
from .operation import MediaType, Response
from .responses import encode_stream_item, exception_name, respond_with

__all__ = ["ResponseChecks"]

_ERROR_STATUSES = (400, 401, 403, 404, 409, 418, 422, 429, 500, 503)
_HTML = "<html>é</html>"
_TEXT = "text é 1,2\n"
_BYTES = b"\x00\xff\r\n bytes"


@dataclass
class _Context:
    """Sends responses to the minimal call of an operation, and reports on the outcomes."""

    case: Case
    prepared: PreparedCall
    driver: ClientDriver
    report: Report

    def send(
        self, status: int, content_type: str, content: bytes, validation: str = "strict"
    ) -> list[Outcome]:
        """Return what both clients make of a response."""
        handler = respond_with(status, content_type, content)
        arguments = self.prepared.arguments
        return self.driver.call(
            self.case.name, arguments, handler, validation=validation
        )

    def add(self, label: str, problems: Iterable[str], outcome: Outcome) -> None:
        self.report.add(label, problems, outcome.client)

    def expect_error(self, label: str, outcome: Outcome, pointer: str = "/") -> None:
        """Expect that strict validation rejected a response."""
        if type(outcome.error).__name__ != "ResponseValidationError":
            problem = f"expected ResponseValidationError, got {outcome.result!r:.300}"
            self.add(label, [f"{pointer}: {problem}"], outcome)


class ResponseChecks:
    """Checks what a client makes of responses.

    Each check records what is wrong, and the reasons why it could not check something.

    Args:
        specification: The document.
        driver: Makes the calls.
    """

    def __init__(self, specification: Specification, driver: ClientDriver) -> None:
        self._specification = specification
        self._schemas = specification.responses
        self._generator = specification.response_instances
        self._decoded_types = DecodedTypes(self._generator.variants)
        self._driver = driver
        self._checked: set[tuple[str, type]] = set()

    def _context(self, case: Case, report: Report) -> _Context | None:
        prepared = self._specification.prepare(case, "no call", report)
        if prepared is None:
            return None
        return _Context(case, prepared, self._driver, report)

    def check_statuses(self, case: Case, report: Report) -> None:
        """The client declares the responses of the document, and no others."""
        document = self._specification.document
        operation = document.operation(case.method, case.path)
        documented = {response.status for response in operation.responses}
        declared = self._driver.documented_statuses(case.name)
        for status in sorted(documented ^ declared):
            problem = "expected in the client, got nothing"
            if status not in documented:
                problem = "expected nothing, but the client declares it"
            report.add("statuses", [f"/responses/{status}: {problem}"])

    # Results

    def check_results(self, case: Case, report: Report) -> None:
        """A client returns the documented results, and reports undocumented ones."""
        context = self._context(case, report)
        if context is None:
            return
        operation = context.prepared.operation
        responses = operation.success_responses
        for response in responses:
            status = operation.status_of(response)
            has_no_body = case.method == "HEAD" or status in (204, 205, 304)
            if has_no_body or not response.content:
                _check_no_body(context, status, "strict")
                continue
            is_only_json = all(each.kind == "json" for each in response.content)
            for media_type in response.content:
                if media_type.is_stream is case.stream:  # else of another method
                    self._check_result(context, status, media_type, is_only_json)
        if not responses:
            _check_no_body(context, 200, "lenient")
        if not case.stream:
            _check_undocumented_result(context)

    def _check_result(
        self, context: _Context, status: int, media_type: MediaType, is_only_json: bool
    ) -> None:
        name = media_type.name
        if media_type.is_stream:
            self._check_stream(context, status, media_type)
        elif media_type.kind == "json":
            self._check_json(context, status, media_type)
            _check_not_json(context, status, name, is_only_json and "*" not in name)
        elif media_type.kind == "text":
            content_type = f"{name}; charset=utf-8"
            _check_verbatim(context, status, content_type, _TEXT.encode(), _TEXT)
        elif media_type.kind == "bytes":
            content_type = name.replace("*/*", "application/octet-stream")
            content_type = content_type.replace("/*", "/octet")
            _check_verbatim(context, status, content_type, _BYTES, _BYTES)

    def _instances(
        self, context: _Context, status: int, schema: Any
    ) -> tuple[list[Instance], Instance | None]:
        """All instances of a schema, and the maximal one."""
        instances, missing = self._generator.instances(schema)
        context.report.not_checked += [f"{status}: {reason}" for reason in missing]
        maximal = (each for each in instances if "maximal" in each.labels)
        return instances, next(maximal, None)

    def _check_stream(
        self, context: _Context, status: int, media_type: MediaType
    ) -> None:
        """Send streams of one instance each, and one of all instances."""
        schema: Any = {"type": "string"}
        if media_type.item_schema:
            schema = reference(media_type.item_schema)
        instances, _ = self._instances(context, status, schema)
        encoded = {
            each.label: encode_stream_item(media_type, each.value) for each in instances
        }
        instances = [each for each in instances if encoded[each.label]]
        streams = {each.label: [each] for each in instances} | {"several": instances}
        for label, items in streams.items():
            content = "".join(encoded[item.label] for item in items).encode()
            for outcome in context.send(status, _json_name(media_type), content):
                actual = outcome.result
                problems = [f"/: expected {len(items)} items, got {actual!r:.300}"]
                if is_array(actual) and len(actual) == len(items):
                    problems = [
                        problem
                        for item, value in zip(items, actual, strict=True)
                        for problem in decoding_differences(item.value, value)
                    ]
                context.add(f"{status}, {label}, streamed", problems, outcome)

    def _check_json(
        self, context: _Context, status: int, media_type: MediaType
    ) -> None:
        """Send examples, instances, and alterations of the maximal instance."""
        schema: Any = reference(media_type.schema)
        instances, maximal = self._instances(context, status, schema)

        def check_valid(instance: Instance) -> object:
            return self._check_valid(context, status, media_type, instance)

        for label, value in media_type.examples.items():
            if not self._schemas.problems(schema, value):
                check_valid(Instance(label, value))
        model = type(check_valid(maximal) if maximal else None)
        was_checked = self._was_checked(media_type, model)
        for each in instances:
            if each is not maximal and (each.represents_type or not was_checked):
                check_valid(each)
        if maximal is None or was_checked:
            return
        problems = self._model_problems(schema, maximal.value, model)
        context.report.add(f"{status}, {maximal.label}", problems)
        for label, pointer, value in alter(maximal.value):
            if self._schemas.has_only_unknown_enum_values(schema, value):
                check_valid(Instance(label, value))
            elif self._schemas.problems(schema, value):
                is_tolerated = "string at " in label and self._is_tolerated(
                    schema, value
                )
                content_type, content = (
                    _json_name(media_type),
                    json.dumps(value).encode(),
                )
                if not is_tolerated:
                    for outcome in context.send(status, content_type, content):
                        context.expect_error(f"{status}, {label}", outcome, pointer)
                for outcome in context.send(status, content_type, content, "lenient"):
                    problems = _lenient_problems(value, pointer, outcome)
                    context.add(f"{status}, {label}", problems, outcome)
        if is_object(maximal.value):
            extended = {**maximal.value, "unexpectedField": "kept"}
            if not self._schemas.problems(schema, extended):
                check_valid(Instance("an unknown field", extended))

    def _check_valid(
        self, context: _Context, status: int, media_type: MediaType, instance: Instance
    ) -> object:
        """Send a valid instance; return the value that is decoded from it."""
        content = json.dumps(instance.value).encode()
        value: object = None
        for outcome in context.send(status, _json_name(media_type), content):
            value = outcome.value
            if outcome.error is not None:
                problem = (
                    f"/: expected a valid value to be accepted, got {outcome.error}"
                )
                problems = [problem[:600]]
            else:
                schema = reference(media_type.schema)
                problems = [
                    *decoding_differences(instance.value, value),
                    *self._decoded_types.problems(schema, instance.value, value),
                    *(f"/: expected no warning, got {w}" for w in outcome.warnings),
                ]
            context.add(f"{status}, {instance.label}", problems, outcome)
        return value

    def _is_tolerated(self, schema: Any, value: Any) -> bool:
        return self._schemas.is_tolerated(schema, value, ignored=OPEN_KEYWORDS)

    def _model_problems(self, schema: Any, value: Any, model: Any) -> Iterator[str]:
        """Which invalid values a model accepts, and which unknown enum members it does
        not; deeper inside the value than it is altered in responses.
        """
        if not hasattr(model, "model_fields"):
            return
        for label, pointer, altered in alter(value, max_paths=150, max_depth=8):
            reason = rejection(model, json.dumps(altered).encode())
            if reason and self._schemas.has_only_unknown_enum_values(schema, altered):
                problem = (
                    f"expected an unknown enum member to be accepted, got {reason}"
                )
                yield f"{pointer}: {problem}"
            if not reason and not self._is_tolerated(schema, altered):
                yield f"{pointer}: {label}: expected {model.__name__} to reject it"

    def _was_checked(self, media_type: MediaType, model: Any) -> bool:
        """Whether a model was already checked with a schema, for another response."""
        if not hasattr(model, "model_fields"):
            return False
        key = (self._schemas.final_pointer(media_type.schema), model)
        was_checked = key in self._checked
        self._checked.add(key)
        return was_checked

    # Errors

    def check_errors(self, case: Case, report: Report) -> None:
        """A client raises the right exception for each error, documented or not."""
        context = self._context(case, report)
        if context is None:
            return
        operation = context.prepared.operation
        documented = [
            int(response.status)
            for response in operation.responses
            if response.has_exact_status
        ]
        returned = {operation.status_of(each) for each in operation.success_responses}
        for status in dict.fromkeys([*documented, *_ERROR_STATUSES]):
            if not 300 <= status < 600 or status in returned:
                continue
            response = operation.response_for(status)
            has_no_body = case.method == "HEAD"
            for media_type in response.content if response and not has_no_body else ():
                if media_type.kind == "json" and not media_type.is_stream:
                    self._check_json_error(context, status, response, media_type)
            html = Instance("HTML", "" if has_no_body else _HTML)
            self._check_raised(context, status, html)

    def _check_json_error(
        self,
        context: _Context,
        status: int,
        response: Response | None,
        media_type: MediaType,
    ) -> None:
        schema: Any = reference(media_type.schema)
        instances, maximal = self._instances(context, status, schema)
        if not instances:
            return
        maximal = maximal or instances[0]
        model = self._check_raised(context, status, maximal, media_type)
        was_checked = self._was_checked(media_type, model)
        if not was_checked:
            problems = self._model_problems(schema, maximal.value, model)
            context.report.add(f"{status}, {maximal.label}", problems)
        # A range or a default is checked in full with one of its statuses.
        is_exact = response is not None and response.has_exact_status
        for each in instances if is_exact else ():
            if each is not maximal and (each.represents_type or not was_checked):
                self._check_raised(context, status, each, media_type)

    def _check_raised(
        self,
        context: _Context,
        status: int,
        instance: Instance,
        media_type: MediaType | None = None,
    ) -> type:
        """Send an error; return the type of the body that the exception has.

        Args:
            instance: The body; it is sent as HTML if there is no media type.
        """
        content_type, text = "text/html; charset=utf-8", instance.value
        if media_type is not None:
            content_type, text = _json_name(media_type), json.dumps(instance.value)
        model: type = type(None)
        for outcome in context.send(status, content_type, text.encode()):
            problems = self._error_problems(status, instance, media_type, outcome)
            context.add(f"{status}, {instance.label}", problems, outcome)
            model = type(getattr(outcome.error, "body", None))
        return model

    def _error_problems(
        self,
        status: int,
        instance: Instance,
        media_type: MediaType | None,
        outcome: Outcome,
    ) -> Iterator[str]:
        error: Any = outcome.error
        expected = exception_name(status)
        if type(error).__name__ != expected:
            yield f"/: expected {expected}, got {outcome.result!r}"
            return
        if error.status_code != status:
            yield f"/: expected status_code {status}, got {error.status_code}"
        yield from decoding_differences(instance.value, error.body)
        if media_type is None:
            return
        schema = reference(media_type.schema)
        yield from self._decoded_types.problems(schema, instance.value, error.body)
        if hasattr(error.body, "to_dict"):
            content = json.dumps(instance.value).encode()
            reason = rejection(type(error.body), content)
            if reason:
                yield f"/: expected a valid value to be accepted, got {reason}"


def _json_name(media_type: MediaType) -> str:
    """The media type of a JSON response or a stream; a range becomes JSON."""
    return "application/json" if "*" in media_type.name else media_type.name


def _lenient_problems(value: Any, pointer: str, outcome: Outcome) -> Iterator[str]:
    """Without strict validation, everything but the invalid value is decoded as usual."""
    if outcome.error is not None:
        yield f"{pointer}: expected a lenient result, got {outcome.error!r:.300}"
        return
    for problem in differences(value, to_json_value(outcome.value)):
        if not problem.startswith(pointer):
            yield problem


def _check_verbatim(
    context: _Context, status: int, content_type: str, content: bytes, expected: Any
) -> None:
    """Text and bytes are returned as they are."""
    for outcome in context.send(status, content_type, content):
        if outcome.error is not None or outcome.value != expected:
            problem = f"/: expected {expected!r}, got {outcome.result!r:.200}"
            label = "text" if isinstance(expected, str) else "bytes"
            context.add(f"{status}, {label}", [problem], outcome)


def _check_not_json(
    context: _Context, status: int, name: str, includes_html: bool
) -> None:
    """What is not JSON raises an error, whether or not validation is strict."""
    content_type = "application/json" if "*" in name else name
    bodies = [
        ("broken JSON", content_type, b'{"broken": '),
        ("an empty body", content_type, b""),
    ]
    if includes_html:
        bodies.append(("HTML", "text/html", _HTML.encode()))
    for label, received, content in bodies:
        for validation in ("strict", "lenient"):
            for outcome in context.send(status, received, content, validation):
                context.expect_error(f"{status}, {label}", outcome)


def _check_no_body(context: _Context, status: int, validation: str) -> None:
    for outcome in context.send(status, "", b"", validation):
        if outcome.error is not None or outcome.value not in (None, []):
            problem = f"/: expected None, got {outcome.result!r:.200}"
            context.add(f"{status} without a body", [problem], outcome)


def _check_undocumented_result(context: _Context) -> None:
    """Strict validation rejects a 2xx status that the document does not have."""
    operation = context.prepared.operation
    statuses = range(299, 200, -1)
    status = next(each for each in statuses if not operation.documents(str(each)))
    has_results = any(each.status.startswith("2") for each in operation.responses)
    if operation.response_for(status) is not None or not has_results:
        return
    for outcome in context.send(status, "text/html", _HTML.encode()):
        context.expect_error(f"undocumented {status}", outcome)
