"""Checks what a client returns or raises for documented and undocumented responses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.contract.case import Case
from generator.contract.client import ClientDriver, Outcome
from generator.contract.drawing.instances import (
    Instance,
    alter,
    extend,
)
from generator.contract.json_values import differences, is_array, is_object
from generator.contract.judging.decoded_types import DecodedTypes
from generator.contract.judging.exchange import Exchange, lenient_problems
from generator.contract.judging.models import (
    decoding_differences,
    deep_alterations,
    model_problems,
    rejection,
    to_json_value,
)
from generator.contract.judging.responses import (
    encode_stream_item,
    exception_name,
)
from generator.contract.operation import MediaType
from generator.contract.problem import Problem
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = ["ResponseChecks"]

_ERROR_STATUSES = (400, 401, 403, 404, 409, 418, 422, 429, 500, 503)
_HTML = "<html>é</html>"
_ERROR = {"detail": "é", "code": 7}
_TEXT = "text é 1,2\n"
_BYTES = b"\x00\xff\r\n bytes"


class ResponseChecks:
    """Checks what a client makes of responses.

    Each check reports what is wrong, and the reasons why it could not check something.

    Args:
        specification: The document.
        driver: Makes the calls.
    """

    def __init__(self, specification: Specification, driver: ClientDriver) -> None:
        self._specification = specification
        self._schemas = specification.responses
        self._generator = specification.response_instances
        self._decoded_types = DecodedTypes(specification.decoded_variants)
        self._driver = driver
        self._checked: set[tuple[str, type]] = set()

    def check_statuses(self, case: Case, report: Report) -> None:
        """The client declares the responses of the document, and no others."""
        operation = self._specification.operation(case)
        documented = {response.status for response in operation.responses}
        declared = self._driver.declared_statuses(case.name)
        for status in sorted(documented ^ declared):
            problem = "expected in the client, got nothing"
            if status not in documented:
                problem = "expected nothing, but the client declares it"
            report.add("statuses", [f"/responses/{status}: {problem}"])

    # Results

    def check_results(self, case: Case, report: Report) -> None:
        """A client returns the documented results, and reports undocumented ones."""
        prepared = self._specification.prepare(case, report)
        if prepared is None:
            return
        operation = prepared.operation
        exchange = Exchange(case, prepared, self._driver, report)
        responses = operation.results
        for response in responses:
            exchange.status = operation.status_of(response)
            has_no_body = case.method == "HEAD" or exchange.status in (204, 205, 304)
            if has_no_body or not response.content:
                exchange.expect_value("no body", b"", None, [])
                continue
            is_only_json = all(each.kind == "json" for each in response.content)
            for media_type in response.content:
                if media_type.is_stream is case.stream:  # else of another method
                    self._check_result(exchange, media_type, is_only_json)
        if not responses:
            exchange.status = 200
            exchange.expect_value("no body", b"", None, [])
        if not case.stream:
            self._check_undocumented_result(exchange)

    def _check_result(
        self, exchange: Exchange, media_type: MediaType, is_only_json: bool
    ) -> None:
        name = media_type.name
        if media_type.is_stream:
            self._check_stream(exchange.with_body(media_type), media_type)
        elif media_type.kind == "json":
            exchange = exchange.with_body(media_type)
            self._check_json(exchange, media_type)
            _check_not_json(exchange, is_only_json and "*" not in name)
        elif media_type.kind == "text":
            exchange = replace(exchange, content_type=f"{name}; charset=utf-8")
            self._check_text(exchange, media_type)
        elif media_type.kind == "bytes":
            name = name.replace("*/*", "application/octet-stream")
            exchange = replace(exchange, content_type=name.replace("/*", "/octet"))
            exchange.expect_value("bytes", _BYTES, _BYTES)

    def _check_undocumented_result(self, exchange: Exchange) -> None:
        """Strict validation rejects a 2xx status that the document does not have;
        lenient validation reads it as the only documented one.
        """
        operation = exchange.prepared.operation
        statuses = range(299, 200, -1)
        status = next(each for each in statuses if not operation.documents(str(each)))
        results = [each for each in operation.responses if each.status.startswith("2")]
        if operation.response_for(status) is not None or not results:
            return
        undocumented = replace(exchange, status=status, content_type="text/html")
        for outcome in undocumented.send(_HTML.encode()):
            undocumented.expect_error("an undocumented status", outcome)
        media_types = [each for result in results for each in result.content]
        if len(results) == len(media_types) == 1 and media_types[0].kind == "json":
            if exchange.case.method == "HEAD" or results[0].status in ("204", "205"):
                return
            exchange = replace(exchange.with_body(media_types[0]), status=status)
            for each in self._instances(exchange)[0][:1]:
                for outcome in exchange.send(
                    json.dumps(each.value).encode(), "lenient"
                ):
                    problems = lenient_problems(exchange.returned(each.value), outcome)
                    exchange.add("an undocumented status", problems, outcome)

    def _check_text(self, exchange: Exchange, media_type: MediaType) -> None:
        """Send the text of each scalar; text is returned where there is no other type."""
        found: list[Instance] = []
        schema = reference(media_type.schema) if media_type.schema else True
        if media_type.is_plain_text and media_type.schema:
            exchange = replace(exchange, schema=schema, pointer=media_type.schema)
            found = [e for e in self._instances(exchange)[0] if e.value is not None]
        is_typed = bool(found) and all(
            isinstance(each.value, str | int | float) for each in found
        )
        if not is_typed or not self._schemas.problems(schema, _TEXT):
            exchange.expect_value("text", _TEXT.encode(), _TEXT)
        for each in found if is_typed else ():
            text = each.value if isinstance(each.value, str) else json.dumps(each.value)
            values = [each.value]
            if not self._schemas.problems(schema, text):  # of a union with strings
                values.append(text)
            for outcome in exchange.send(text.encode()) if text else ():
                problems = [f"/: expected {each.value!r}, got {outcome.error!r:.300}"]
                if outcome.error is None:
                    compared = (decoding_differences(v, outcome.value) for v in values)
                    problems = min(map(list, compared), key=len)
                exchange.add(f"{each.label}, as text", problems, outcome)

    def _instances(self, exchange: Exchange) -> tuple[list[Instance], Instance | None]:
        """All instances of the schema, and the maximal one."""
        instances, missing = self._generator.instances(exchange.schema)
        exchange.report.not_checked += [
            f"{exchange.status}: {each}" for each in missing
        ]
        maximal = (each for each in instances if "maximal" in each.labels)
        return instances, next(maximal, None)

    def _check_stream(self, exchange: Exchange, media_type: MediaType) -> None:
        """Send streams of one instance each, and one of all instances."""
        exchange.schema = {"type": "string"}
        if media_type.item_schema:
            exchange.schema = reference(media_type.item_schema)
            exchange.pointer = media_type.item_schema
        encoded = {
            each.label: (each, text)
            for each in self._instances(exchange)[0]
            if (text := encode_stream_item(media_type, each.value))
        }
        streams = {label: [each] for label, each in encoded.items()}
        several = list(encoded.values())
        if media_type.has_events:
            several = list(_with_last_id(several))
        for label, items in (streams | {"several": several}).items():
            for outcome in exchange.send("".join(text for _, text in items).encode()):
                actual = outcome.result
                problems = [f"/: expected {len(items)} items, got {actual!r:.300}"]
                if is_array(actual) and len(actual) == len(items):
                    problems = [
                        problem
                        for (item, _), value in zip(items, actual, strict=True)
                        for problem in decoding_differences(item.value, value)
                    ]
                exchange.add(f"{label}, streamed", problems, outcome)

    def _check_json(self, exchange: Exchange, media_type: MediaType) -> None:
        """Send examples, instances, and alterations of the maximal instance."""
        schema = exchange.schema
        instances, maximal = self._instances(exchange)
        for label, value in media_type.examples.items():
            if not self._schemas.problems(schema, value):
                self._check_valid(exchange, Instance(label, value))
        model = type(self._check_valid(exchange, maximal) if maximal else None)
        was_checked = self._was_checked(media_type, model)
        for each in instances:
            if each is not maximal and (each.represents_type or not was_checked):
                self._check_valid(exchange, each)
        if maximal is None or was_checked:
            return
        if not exchange.case.unwrap:  # else it is no model of the whole schema
            self._check_model(exchange, maximal.label, instances, model)
        for label, pointer, value in alter(maximal.value):
            if self._schemas.has_only_unknown_enum_values(schema, value):
                self._check_valid(exchange, Instance(label, value))
            elif self._schemas.problems(schema, value):
                self._check_invalid(exchange, label, pointer, value)
        for label, _, value in extend(maximal.value):
            if not self._schemas.problems(schema, value):
                self._check_valid(exchange, Instance(label, value))

    def _check_valid(self, exchange: Exchange, instance: Instance) -> object:
        """Send a valid instance; return the value that is decoded from it."""
        value: object = None
        for outcome in exchange.send(json.dumps(instance.value).encode()):
            value = outcome.value
            if outcome.error is not None:
                problem = (
                    f"/: expected a valid value to be accepted, got {outcome.error}"
                )
                problems = [problem[:600]]
            else:
                schema, encoded = exchange.schema, exchange.returned(instance.value)
                is_whole = not exchange.case.unwrap
                problems = [
                    *decoding_differences(encoded, value),
                    *(
                        self._decoded_types.problems(schema, encoded, value)
                        if is_whole
                        else ()
                    ),
                    *(f"/: expected no warning, got {w}" for w in outcome.warnings),
                ]
            exchange.add(instance.label, problems, outcome)
        return value

    def _check_invalid(
        self, exchange: Exchange, label: str, pointer: str, value: Any
    ) -> None:
        """Strict validation rejects an invalid value. Lenient validation decodes
        everything but the invalid value as usual.
        """
        content = json.dumps(value).encode()
        reason = self._schemas.refusal(exchange.schema, value)
        for outcome in exchange.send(content) if reason else ():
            exchange.expect_error(label, outcome, pointer, reason or "")
        for outcome in exchange.send(content, "lenient"):
            problems = [f"{pointer}: expected a value, got {outcome.error!r:.300}"]
            if outcome.error is None:
                returned = exchange.returned(value)
                found = differences(returned, to_json_value(outcome.value))
                place = pointer.removeprefix(exchange.case.unwrap)
                problems = [each for each in found if not each.startswith(place)]
            exchange.add(label, problems, outcome)

    def _check_model(
        self, exchange: Exchange, label: str, instances: list[Instance], model: Any
    ) -> None:
        """Check a model deeper inside the value than it is altered in responses."""
        if hasattr(model, "model_fields"):
            alterations = deep_alterations(instances, model)
            found = model_problems(
                self._specification, exchange.schema, alterations, model
            )
            exchange.add(label, (problem for _, problem in found))

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
        prepared = self._specification.prepare(case, report)
        if prepared is None:
            return
        operation = prepared.operation
        documented = [
            int(each.status) for each in operation.responses if each.has_exact_status
        ]
        returned = {operation.status_of(each) for each in operation.results}
        for status in dict.fromkeys([*documented, *_ERROR_STATUSES]):
            if not 300 <= status < 600 or status in returned:
                continue
            exchange = Exchange(case, prepared, self._driver, report, status)
            response = operation.response_for(status)
            has_no_body = case.method == "HEAD"
            for media_type in response.content if response and not has_no_body else ():
                if media_type.kind == "json" and not media_type.is_stream:
                    # A range or the default is checked in full with one status only.
                    is_exact = response is not None and response.has_exact_status
                    self._check_json_error(exchange, media_type, is_exact)
            exchange.content_type = "text/html; charset=utf-8"
            html = "" if has_no_body else _HTML
            self._check_raised(exchange, Instance("HTML", html), html.encode())
            if response is None and not has_no_body:
                exchange.content_type = "application/json"
                label = "undocumented JSON"
                content = json.dumps(_ERROR).encode()
                self._check_raised(exchange, Instance(label, _ERROR), content)

    def _check_json_error(
        self, exchange: Exchange, media_type: MediaType, is_exact: bool
    ) -> None:
        exchange = exchange.with_body(media_type)
        instances, maximal = self._instances(exchange)
        if not instances:
            return
        maximal = maximal or instances[0]
        model = self._check_raised(exchange, maximal)
        was_checked = self._was_checked(media_type, model)
        if not was_checked:
            self._check_model(exchange, maximal.label, instances, model)
        for each in instances if is_exact else ():
            if each is not maximal and (each.represents_type or not was_checked):
                self._check_raised(exchange, each)

    def _check_raised(
        self, exchange: Exchange, instance: Instance, content: bytes | None = None
    ) -> type:
        """Send an error; return the type of the body that the exception has.

        Args:
            instance: The expected body.
            content: The encoded body; None for JSON.
        """
        model: type = type(None)
        encoded = json.dumps(instance.value).encode() if content is None else content
        for outcome in exchange.send(encoded):
            problems = list(_error_problems(exchange, instance.value, outcome))
            body: object = getattr(outcome.error, "body", None)
            if content is None:
                unexpected = outcome.warnings
                problems += (f"/: expected no warning, got {w}" for w in unexpected)
            if content is None and body is not None:
                problems += self._decoded_types.problems(
                    exchange.schema, instance.value, body
                )
                reason = (
                    rejection(type(body), encoded) if hasattr(body, "to_dict") else ""
                )
                if reason:
                    problem = f"expected a valid value to be accepted, got {reason}"
                    problems.append(f"/: {problem}")
            exchange.add(instance.label, problems, outcome)
            model = type(body)
        return model


def _with_last_id(items: list[tuple[Instance, str]]) -> Iterator[tuple[Instance, str]]:
    """The events of a stream: each has the last id that came (WHATWG HTML, 9.2.6)."""
    last: dict[str, Any] = {}
    for instance, text in items:
        if is_object(instance.value):
            last = {
                name: instance.value[name] for name in ["id"] if name in instance.value
            } or last
            instance = replace(instance, value={**last, **instance.value})
        yield instance, text


def _error_problems(exchange: Exchange, body: Any, outcome: Outcome) -> Iterator[str]:
    error: Any = outcome.error
    expected, responses = exception_name(exchange.status), exchange.responses
    if type(error).__name__ != expected:
        yield Problem(f"/: expected {expected}, got {outcome.result!r}", responses)
        return
    if error.status_code != exchange.status:
        actual = error.status_code
        text = f"/: expected status_code {exchange.status}, got {actual}"
        yield Problem(text, responses)
    yield from decoding_differences(body, error.body)


def _check_not_json(exchange: Exchange, includes_html: bool) -> None:
    """What is not JSON although the response says so raises an error, whether or not
    validation is strict. Another media type is a deviation.
    """
    for label, content in (("broken JSON", b'{"broken": '), ("an empty body", b"")):
        for validation in ("strict", "lenient"):
            for outcome in exchange.send(content, validation):
                exchange.expect_error(label, outcome)
    if includes_html:
        html = replace(exchange, content_type="text/html; charset=utf-8")
        for outcome in html.send(_HTML.encode()):
            html.expect_error("HTML", outcome)
        for outcome in html.send(_HTML.encode(), "lenient"):
            if html.case.pages:  # a text would look like the last page
                html.expect_error("HTML", outcome)
            else:
                html.add("HTML", lenient_problems(_HTML, outcome), outcome)
