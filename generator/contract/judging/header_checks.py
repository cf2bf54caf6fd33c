"""Checks the documented headers of responses, as ``with_response`` gives them."""

from __future__ import annotations

import json
from typing import Any

import httpx2

from generator.contract.case import Case
from generator.contract.client import ClientDriver, Handler
from generator.contract.drawing.instances import Instance
from generator.contract.json_values import is_array, is_object
from generator.contract.judging.decoded_types import DecodedTypes
from generator.contract.judging.models import decoding_differences
from generator.contract.operation import Response
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = ["HeaderChecks"]

_TAG = '"tag"'
"""An entity tag, whose quotes are a part of it (RFC 9110, 8.8.3)."""


class HeaderChecks:
    """Checks the types of headers that are scalars.

    Args:
        specification: The document.
        driver: Makes the calls.
    """

    def __init__(self, specification: Specification, driver: ClientDriver) -> None:
        self._specification = specification
        self._schemas = specification.responses
        self._generator = specification.response_instances
        self._types = DecodedTypes(specification.decoded_variants)
        self._driver = driver

    def check_headers(self, case: Case, report: Report) -> None:
        """A client decodes the documented headers of results."""
        prepared = self._specification.prepare(case, report)
        if prepared is None or case.stream:
            return
        operation, _, arguments = prepared
        for response in operation.results:
            status = operation.status_of(response)
            for name, pointer in response.headers.items():
                schema = reference(pointer)
                instances = self._generator.instances(schema)[0]
                if not self._schemas.problems(schema, _TAG):
                    instances = [*instances, Instance("quotes", _TAG)]
                for each in instances:
                    text = self._text(schema, each.value)
                    is_quoted = text == _TAG
                    if each.value == text and _is_json(text) and not is_quoted:
                        continue  # A number and a string may be the same text.
                    handler = self._handler(status, response, name, text)
                    if not text or handler is None:
                        continue
                    decoded = self._driver.headers(case.name, arguments, handler)
                    if decoded is None:
                        return
                    value = decoded.get(name)
                    problems = [
                        *decoding_differences(each.value, value),
                        *self._types.problems(schema, each.value, value),
                    ]
                    label = f"{status}, header {name}, {each.label}"
                    report.add(label, problems, schema=pointer)

    def _text(self, schema: Any, value: Any) -> str:
        """The text of a header; empty if it is no scalar of a single type."""
        if len(self._generator.variants.non_null(schema)) > 1 or value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value)
        is_plain = text.isascii() and text.isprintable() and text == text.strip()
        return text if is_plain and not (is_object(value) or is_array(value)) else ""

    def _handler(
        self, status: int, response: Response, name: str, text: str
    ) -> Handler | None:
        """Respond with a header and a minimal body; None if there is no such body."""
        headers, content = {name: text}, b""
        json_first = sorted(response.content, key=lambda each: each.kind != "json")
        for media_type in json_first[:1]:
            headers["Content-Type"] = media_type.sent_name
            instances, _ = self._generator.instances(reference(media_type.schema))
            if media_type.is_stream or not instances:
                return None
            is_text = media_type.kind != "json"
            is_typed = not is_text or media_type.is_plain_text
            value = instances[0].value if is_typed else "text"
            is_plain = is_text and isinstance(value, str)
            content = (value if is_plain else json.dumps(value)).encode()
        return lambda request: httpx2.Response(status, headers=headers, content=content)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
