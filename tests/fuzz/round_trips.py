"""Reads and writes drawn instances through the models of a package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.acceptance.models.documents import Document, read_document
from tests.acceptance.models.fidelity import same

from .drawing import draw_instances
from .isolation import Failure
from .judged_schemas import JudgedSchemas
from .packages import Package

__all__ = ["round_trips"]

_HIDDEN = {"sent": "readOnly", "received": "writeOnly", "declared": ""}
"""What is left out of the instances of bodies, responses, and components."""
_MAX_SHOWN = 700
_QUOTED = re.compile(r"'[^']*'|\d+|instance of \w+")


def round_trips(package: Package, source: Path, count: int) -> dict[str, int]:
    """Check `count` instances of each component and each JSON body.

    A valid instance is accepted in strict reading and written back equal, and accepted
    as a body. Raises an ExceptionGroup with a Failure for each class of difference;
    returns how many schemas and instances were checked.
    """
    document = read_document(source)
    counts = {"schemas": 0, "instances": 0, "schemas without instances": 0}
    failures: dict[str, Failure] = {}
    judged = {each: JudgedSchemas(document, _HIDDEN[each]) for each in _HIDDEN}
    for place, schema, kind, direction in _places(package, document):
        try:
            judge = judged[direction].schema(schema)
        except ValueError:
            continue
        drawn = draw_instances(judge, len(place), count, _HIDDEN[direction])
        counts["schemas"] += 1
        counts["instances"] += len(drawn)
        counts["schemas without instances"] += not drawn
        for instance in drawn:
            if instance is None and direction == "declared":
                continue  # What refers to a component decides if it may be null.
            wrong, detail = _wrong(package, kind, direction, instance)
            if wrong:
                shown = document.resolve(schema)
                text = f"{place}: {detail}\n{json.dumps(instance)}\n{shown}"
                name = f"instance {direction}: {_QUOTED.sub('…', wrong)[:90]}"
                failures.setdefault(name, Failure(name, text[:_MAX_SHOWN]))
    if failures:
        raise ExceptionGroup("instances", list(failures.values()))
    return counts


def _places(
    package: Package, document: Document
) -> Iterator[tuple[str, Any, Any, str]]:
    """Yield pointer, schema, the runtime's description of the type, and direction."""
    for name in document.components:
        pointer = f"#/components/schemas/{name}"
        kind = package.type_of(pointer)
        if kind is not None:
            yield pointer, {"$ref": pointer}, package.schema(kind), "declared"
    for operation in package.operations():
        declared = _declared(document, operation)
        if declared is None:
            continue
        at = f"{operation.method} {operation.path}"
        body = _resolved(document, declared.get("requestBody", {}))
        for media, kind in _contents(operation.body):
            schema = body["content"][media].get("schema")
            if "json" in media and schema is not None:
                yield f"{at} {media}", schema, kind, "sent"
        for status, response in operation.responses.items():
            found = _resolved(document, declared["responses"][status])
            for media, kind in _contents(response):
                schema = found["content"][media].get("schema")
                if "json" in media and schema is not None:
                    yield f"{at} {status} {media}", schema, kind, "received"


def _declared(document: Document, operation: Any) -> Any:
    item = document.root.get("paths", {}).get(operation.path, {})
    return item.get(operation.method.lower())


def _resolved(document: Document, value: Any) -> Any:
    return document.at(value["$ref"]) if "$ref" in value else value


def _contents(owner: Any) -> Iterator[tuple[str, Any]]:
    if owner is not None:
        yield from owner.schemas.items()


def _wrong(
    package: Package, kind: Any, direction: str, instance: Any
) -> tuple[str, str]:
    """Return how an instance is refused or changed, and where; "" if it is neither."""
    reading, validation = package.core("lenient_decode"), package.core("validation")
    content = json.dumps(instance).encode()
    try:
        if direction != "sent":
            value, deviations = reading.read_json(kind, content, strict=True)
            if deviations:
                return deviations[0].partition(": ")[2], deviations[0]
        else:
            value = validation.validate(kind, json.loads(content), "body")
        back = kind.to_json_value(value)
    except package.core("errors").RequestValidationError as error:
        return str(error).partition(";")[0].partition(": ")[2], str(error)
    except Exception as error:  # noqa: BLE001  # every error counts
        return f"{type(error).__name__}: {error}", ""
    if same(instance, back):
        return "", ""
    return "changed when written", f"to {json.dumps(back)}"
