"""Measures how the models of a document treat instances of every schema that it has.

    python -m tests.acceptance.models.every_schema [--count N] DOCUMENT...

The schemas are the components, the bodies and the responses (JSON and forms). Valid
instances are drawn at random: each is read strictly, or accepted as a body, and written
back equal. Instances with one keyword violated are rejected, unless what is sent then
is valid: the only value of a property is a default. Keywords that the generator lists as
left to the server are not judged, nor are formats.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.fuzz.drawing import draw_instances
from tests.fuzz.judged_schemas import JudgedSchemas
from tests.fuzz.packages import PACKAGE_NAME, Package

from .documents import Direction, Document, read_document, references
from .fidelity import difference, same
from .invalid_instances import InvalidInstance, invalid_instances

__all__ = ["Counts", "measure_every_schema"]

_ROOT = Path(__file__).resolve().parents[3]
_HIDDEN: dict[Direction, str] = {"sent": "readOnly", "received": "writeOnly"}
_MAX_PER_KEYWORD = 2
_MAX_VALUES = 4_000
_MAX_SHOWN = 300


@dataclass
class Counts:
    """How the models of a document treated the instances."""

    schemas: int = 0
    without_instances: list[str] = field(default_factory=list)
    instances: int = 0
    refused: list[str] = field(default_factory=list)
    """Valid instances that were refused."""
    changed: list[str] = field(default_factory=list)
    """Valid instances that were not written back equal."""
    invalid: int = 0
    accepted: list[str] = field(default_factory=list)
    """Invalid instances that were accepted."""

    def text(self, name: str) -> str:
        """Return the counts and the first of each list."""
        lines = [
            f"{name}: {self.schemas} schemas ({len(self.without_instances)} without "
            f"instances), {self.instances} instances, {len(self.refused)} refused, "
            f"{len(self.changed)} changed; {self.invalid} invalid instances, "
            f"{len(self.accepted)} accepted"
        ]
        for title in ("without_instances", "refused", "changed", "accepted"):
            lines += [f"  {title}: {each}" for each in getattr(self, title)[:12]]
        return "\n".join(lines)


@dataclass(frozen=True)
class _Place:
    """A schema, and the runtime's description of its type."""

    name: str
    schema: Any
    kind: Any
    direction: Direction
    is_rejecting: bool = True
    """Whether the type is used in this direction."""

    @property
    def declared(self) -> Any:
        """The schema, as it is where a component is referred to."""
        return {"$ref": self.name} if self.name.startswith("#") else self.schema


def measure_every_schema(document: Path, count: int) -> Counts:
    """Generate the package of a document and measure its models.

    Args:
        count: How many instances are drawn for each schema.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tests.acceptance.models.every_schema",
            "--into",
            folder,
        ]
        command += ["--count", str(count), str(document)]
        ran = subprocess.run(
            command, cwd=_ROOT, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr[-4000:]
        return Counts(**json.loads(ran.stdout))


class _Measure:
    def __init__(self, source: Path, project: Path) -> None:
        document = read_document(source)
        if document.has_files:
            # Several files: use the single document of the package.
            document = read_document(project / "tests" / "openapi.json")
        self._document = document
        self._package = Package(project)
        self._places = list(self._distinct_places())
        listed = project / "tests" / "not_enforced.json"
        left = json.loads(listed.read_text()) if listed.exists() else {}
        self._enforced = _without(document, left)

    # Places

    def _distinct_places(self) -> Iterator[_Place]:
        seen = set()
        for place in (*self._components(), *self._contents()):
            key = (json.dumps(place.schema, sort_keys=True), place.direction)
            if place.name.startswith("#") or key not in seen:
                seen.add(key)
                yield place

    def _components(self) -> Iterator[_Place]:
        sent = set(self._document.sent())
        received = self._received()
        for name, schema in self._document.components.items():
            pointer = f"#/components/schemas/{name.replace('~', '~0')}"
            pointer = pointer.replace(name, name.replace("/", "~1"))
            kind = self._package.type_of(pointer)
            if kind is not None:
                used = pointer in received
                described = self._package.schema(kind)
                yield _Place(pointer, schema, described, "received", used)
                if pointer in sent:
                    twin = self._package.type_of(f"request{pointer}") or kind
                    yield _Place(pointer, schema, self._package.schema(twin), "sent")

    def _contents(self) -> Iterator[_Place]:
        for operation in self._package.operations():
            at = f"{operation.method} {operation.path}"
            declared = self._declared(operation)
            body = self._resolved(declared.get("requestBody", {}))
            if operation.body is not None:
                yield from _places(at, body, operation.body.schemas, "sent")
            for status, response in operation.responses.items():
                found = self._resolved(declared["responses"][status])
                if response is not None:
                    place = f"{at} {status}"
                    yield from _places(place, found, response.schemas, "received")

    def _declared(self, operation: Any) -> Any:
        item = self._resolved(self._document.root["paths"][operation.path])
        return item[operation.method.lower()]

    def _resolved(self, value: Any) -> Any:
        while "$ref" in value:
            value = self._document.at(value["$ref"])
        return value

    def _received(self) -> set[str]:
        """The pointers of the schemas that responses contain, but not as a part of an
        allOf, which is a part of another type.
        """
        waiting: list[str] = []
        for operation in self._package.operations():
            for each in self._declared(operation)["responses"].values():
                for content in (self._resolved(each).get("content") or {}).values():
                    waiting += references(content.get("schema"), into_parts=False)
        seen: set[str] = set()
        while waiting:
            pointer = waiting.pop()
            if pointer not in seen:
                seen.add(pointer)
                target = self._document.at(pointer)
                waiting += references(target, into_parts=False)
        return seen

    # Instances

    def count(self, count: int) -> Counts:
        counts = Counts()
        for direction in _HIDDEN:
            places = [each for each in self._places if each.direction == direction]
            valid = _Judge(self._document, direction, places, formats=True)
            enforced = _Judge(self._enforced, direction, places, formats=False)
            for index, place in enumerate(places):
                drawn = draw_instances(
                    valid.drawn(index),
                    index,
                    count,
                    _HIDDEN[direction],
                    partial(valid.is_valid, index),
                    _MAX_VALUES,
                )
                counts.schemas += 1
                if not drawn:
                    counts.without_instances.append(place.name)
                for instance in drawn:
                    if instance is None and place.name.startswith("#"):
                        continue  # What refers to a component decides if it may be null.
                    counts.instances += 1
                    self._check_valid(place, instance, counts)
                if place.is_rejecting:
                    self._check_invalid(place, drawn[:2], enforced, index, counts)
        return counts

    def _check_valid(self, place: _Place, instance: Any, counts: Counts) -> None:
        value, wrong = self._read(place, instance)
        if wrong:
            counts.refused.append(_shown(place, wrong, instance))
            return
        back = place.kind.to_json_value(value)
        if not same(instance, back):
            wrong = difference(instance, back)
            counts.changed.append(_shown(place, wrong, instance))

    def _check_invalid(
        self,
        place: _Place,
        drawn: list[Any],
        judge: _Judge,
        index: int,
        counts: Counts,
    ) -> None:
        tried: Counter[tuple[str, str]] = Counter()
        for instance in drawn:
            for each in invalid_instances(self._document, place.schema, instance):
                key = (each.keyword, each.detail)
                if place.direction == "received" and _is_newer(each):
                    continue
                if each.optional_null or tried[key] >= _MAX_PER_KEYWORD:
                    continue
                if judge.is_valid(index, each.instance):
                    continue
                tried[key] += 1
                counts.invalid += 1
                if self._accepts(place, each, judge, index):
                    detail = f"{each.keyword} {each.detail}"
                    counts.accepted.append(_shown(place, detail, each.instance))

    def _accepts(
        self, place: _Place, each: InvalidInstance, judge: _Judge, index: int
    ) -> bool:
        value, wrong = self._read(place, each.instance)
        if wrong:
            return False
        if place.direction == "sent":
            return not judge.is_valid(index, place.kind.to_json_value(value))
        return True

    def _read(self, place: _Place, instance: Any) -> tuple[Any, str]:
        """Return the value that an instance is read as, or why it is refused."""
        content = json.dumps(instance)
        try:
            if place.direction == "sent":
                validate = self._package.core("validation").validate
                return validate(place.kind, json.loads(content), "body"), ""
            read = self._package.core("lenient_decode").read_json
            value, deviations = read(place.kind, content.encode(), strict=True)
            return value, deviations[0] if deviations else ""
        except Exception as error:  # noqa: BLE001  # every error counts
            return None, f"{type(error).__name__}: {error}"


def _is_newer(each: InvalidInstance) -> bool:
    """Whether an instance has a value or a property that the document does not list:
    a response may, since the API may be newer than the document.
    """
    is_closed = each.keyword == "additionalProperties"
    return is_closed or (each.is_listed and each.keyword != "type")


def _shown(place: _Place, detail: str, instance: Any) -> str:
    text = f"{place.name} ({place.direction}): {detail}"[:_MAX_SHOWN]
    return f"{text}; {json.dumps(instance)[:_MAX_SHOWN]}"


def _places(
    at: str, owner: Any, kinds: Mapping[str, Any], direction: Direction
) -> Iterator[_Place]:
    for media, kind in kinds.items():
        schema = owner["content"][media].get("schema")
        if schema is not None and ("json" in media or media.endswith("urlencoded")):
            yield _Place(f"{at} {media}", schema, kind, direction)


def _without(document: Document, left: Mapping[str, list[str]]) -> Document:
    """Return a document without the keywords that are left to the server."""
    found = Document(deepcopy(dict(document.root)))
    for pointer, keywords in left.items():
        schema = found.at(f"#{pointer}")
        for keyword in keywords:
            schema.pop(keyword, None)
    return found


class _Judge:
    """Judges the instances of many schemas with one validator."""

    def __init__(
        self,
        document: Document,
        direction: Direction,
        places: list[_Place],
        *,
        formats: bool,
    ) -> None:
        judged = JudgedSchemas(document, _HIDDEN[direction])
        self._expanded = {
            str(index): judged.schema(place.declared)["allOf"][0]
            for index, place in enumerate(places)
        }
        self._definitions = judged.schema(True)["$defs"]
        self._formats = formats

    @cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(
            {"properties": self._expanded, "$defs": self._definitions},
            validate_formats=self._formats,
            ignore_unknown_formats=True,
        )

    def drawn(self, index: int) -> dict[str, Any]:
        """Return a self-contained schema."""
        return {"allOf": [self._expanded[str(index)]], "$defs": self._definitions}

    def is_valid(self, index: int, instance: Any) -> bool:
        return self._validator.is_valid({str(index): instance})


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--into", type=Path)
    options = parser.parse_args()
    for path in options.documents:
        if options.into is None:
            found = measure_every_schema(path, options.count)
            print(found.text(path.name), flush=True)
            continue
        script = "from generator.cli import main; main()"
        arguments = [str(path), "-o", str(options.into), "--no-overlay", "--name"]
        arguments.append(PACKAGE_NAME)
        command = [sys.executable, "-c", script, *arguments]
        subprocess.run(command, check=True, cwd=_ROOT, capture_output=True)
        (project,) = options.into.iterdir()
        print(json.dumps(asdict(_Measure(path, project).count(options.count))))


if __name__ == "__main__":
    _main()
