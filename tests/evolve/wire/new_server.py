"""A server of the new document: reads requests of the old client, and answers them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import islice
from typing import Any

import httpx2

from generator.contract.document import Document
from generator.contract.drawing.instances import Alteration, alter
from generator.contract.json_values import is_array, is_object
from generator.contract.judging.pairs import Pairs, Unread, text_equals
from generator.contract.judging.wire_format import (
    Reading,
    body_differences,
    parameter_differences,
    path_texts,
    read_header,
    read_pairs,
    read_path,
)
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.schemas.direction_schema import TYPED_FORMATS, reference
from generator.contract.sent_request import SentRequest

from .described_paths import MemberNotes, member_notes, with_defaults
from .findings import Finding
from .old_client import BASE_PATH, Described, RecordedCall

__all__ = ["NewServer"]

_METHODS = ("get", "put", "post", "delete", "patch", "options", "head")
_MAX_INSTANCES = 60
_MAX_UNEXPECTED = 40
_OTHER = "another type"
"""The label of an alteration that any value allows."""


class NewServer:
    """A server that knows the new document, and the old one to tell what changed.

    Args:
        root: The new document.
        old: The old document.
    """

    def __init__(self, root: dict[str, Any], old: Described) -> None:
        self._described = Described.of(root)
        self._old = old
        self.missing: list[str] = []
        """Why some responses are missing, among those that were sent."""

    def operation(self, request: SentRequest) -> Operation | None:
        """Return the operation that a request is for: the one with the most literal path."""
        path = request.path.removeprefix(BASE_PATH)
        document = self._described.document
        found = []
        for template, item in document.root["paths"].items():
            if not template.startswith("/") or request.method.lower() not in item:
                continue
            operation = document.operation(request.method, template)
            if path_texts(operation, path) is not None:
                found.append(operation)
        return min(found, key=lambda each: each.path.count("{"), default=None)

    # Requests

    def judge(self, recorded: RecordedCall) -> Iterator[Finding]:
        """Yield what is wrong with the request of a call: ``break`` where the server
        refuses or misreads it, ``warn`` where it ignores something.
        """
        request = recorded.request
        operation = self.operation(request)
        if operation is None:
            yield Finding("break", f"no operation {request.method} {request.path}")
            return
        if operation.path.count("{") != recorded.operation.path.count("{"):
            yield Finding("break", f"another operation: {operation.path}")
        yield from self._credential_findings(operation, request)
        yield from self._path_findings(recorded, operation)
        for location in ("query", "header", "cookie"):
            yield from self._parameter_findings(recorded, operation, location)
        yield from self._body_findings(recorded, operation)

    def _credential_findings(
        self, operation: Operation, request: SentRequest
    ) -> Iterator[Finding]:
        document, unread = self._described.document, Unread(request)
        schemes = document.schemes
        sent = {
            key
            for key, described in schemes.items()
            if not document.credential_place(key)[0]
            or any(
                _is_credential(described, value)
                for value in unread.values(*document.credential_place(key))
            )
        }
        alternatives = operation.security
        if alternatives and not any(sent.issuperset(each) for each in alternatives):
            yield Finding("break", "/security: not enough credentials")

    def _path_findings(
        self, recorded: RecordedCall, operation: Operation
    ) -> Iterator[Finding]:
        path = recorded.request.path.removeprefix(BASE_PATH)
        texts = path_texts(operation, path) or {}
        values = list(recorded.call.values.get("path", {}).values())
        by_name = {each.name: each for each in operation.parameters_in("path")}
        old = recorded.operation.path_parameters
        order = [recorded.call.values.get("path", {}).get(each.name) for each in old]
        values = order if len(order) == len(texts) else values
        for index, (name, text) in enumerate(texts.items()):
            parameter = by_name.get(name)
            value = values[index] if index < len(values) else None
            if parameter is None or value is None:
                continue
            reading = read_path(parameter, text)
            before = old[index] if index < len(old) else None
            if reading is None:
                yield Finding("break", f"/path/{name}: another style")
                continue
            is_same = not list(reading.differences(value, ""))
            yield from self._value_findings(parameter, value, reading, is_same, before)

    def _parameter_findings(
        self, recorded: RecordedCall, operation: Operation, location: str
    ) -> Iterator[Finding]:
        request = recorded.request
        given = recorded.call.values.get(location, {})
        unread = Unread(request)
        pairs = unread.query if location == "query" else unread.cookies
        known = {
            _key(each.name, location) for each in operation.parameters_in(location)
        }
        before = {
            _key(each.name, location): each
            for each in recorded.operation.parameters_in(location)
        }
        for parameter in operation.parameters_in(location):
            value = _given(given, parameter.name, location)
            old = before.get(_key(parameter.name, location))
            if location == "header":
                text = request.header(parameter.name)
                reading = None if text is None else read_header(parameter, text)
                same = reading is not None and not list(reading.differences(value, ""))
            else:
                copied = Pairs(list(pairs.left), pairs.plus)
                same = value is not None and not list(
                    parameter_differences(parameter, value, copied, "")
                )
                reading = _read_pairs(parameter, value, pairs)
            if reading is None and not (same and value is not None):
                yield from self._absent_findings(parameter, old)
            elif value is not None:
                yield from self._value_findings(parameter, value, reading, same, old)
        for name in given:
            if _key(name, location) not in known:
                yield Finding("warn", f"/{location}/{name}: ignored")

    def _absent_findings(
        self, parameter: Parameter, old: Parameter | None
    ) -> Iterator[Finding]:
        default = _default(self._described, parameter.schema)
        pointer = f"/{parameter.location}/{parameter.name}"
        if parameter.required:
            level = "warn" if default is not None else "break"
            yield Finding("warn" if level == "warn" else "break", f"{pointer}: missing")
        elif old is not None and _default(self._old, old.schema) != default:
            yield Finding("warn", f"{pointer}: another default")

    def _value_findings(
        self,
        parameter: Parameter,
        value: Any,
        reading: Reading | None,
        is_same: bool,
        old: Parameter | None,
    ) -> Iterator[Finding]:
        """Yield why no value that the texts may stand for is both the given one and valid
        by the document; `is_same` says that they may stand for the given one.
        """
        described = self._described
        schema = described.calls.parameter_schema(parameter, is_drawn=False)
        pointer = f"/{parameter.location}/{parameter.name}"
        candidates = [] if reading is None else list(_candidates(reading, value))
        candidates[:0] = [value] if is_same else []
        raw = _raw(described.document, parameter.schema)
        notes = member_notes(described.document, raw, value)
        if old is not None and is_object(value):
            yield from self._ignored(notes, old.schema, value, pointer)
        candidates = [_without(each, notes.read_only) for each in candidates]
        given = _without(value, notes.read_only)
        for level in ("ok", "warn"):
            valid = [
                e for e in candidates if not described.requests.problems(schema, e)
            ]
            if any(_means(each, given) for each in valid):
                if level == "warn":
                    yield Finding("warn", f"{pointer}: completed with defaults")
                return
            if any(map(is_object, candidates)) and any(notes.absent.values()):
                candidates = [
                    with_defaults(notes, e) for e in candidates if is_object(e)
                ]
        problem = f"read as {valid[0]!r}" if valid else f"none of {candidates!r:.200}"
        yield Finding("break", f"{pointer}: sent {value!r:.100}, {problem}")

    def _ignored(
        self, notes: MemberNotes, old: str, value: Any, pointer: str
    ) -> Iterator[Finding]:
        """Yield the members that only the old document describes, and other defaults."""
        document = self._old.document
        before = member_notes(document, _raw(document, old), value)
        gone = before.described - notes.described
        gone |= before.additional - notes.additional - notes.described
        for path in sorted(gone, key=str):
            yield Finding("warn", f"{pointer}{list(path)}: ignored")
        same = before.absent.keys() & notes.absent.keys()
        if any(before.absent[each] != notes.absent[each] for each in same):
            yield Finding("warn", f"{pointer}: another default")

    def _body_findings(
        self, recorded: RecordedCall, operation: Operation
    ) -> Iterator[Finding]:
        request, call = recorded.request, recorded.call
        if not request.content and not request.content_type:
            if operation.body_required:
                yield Finding("break", "/body: required")
            return
        if not operation.media_types:
            yield Finding("warn", "/body: ignored")
            return
        header = request.header("content-type") or ""
        media = min(
            (each for each in operation.media_types if each.includes(header)),
            key=lambda each: "*" in each.name,
            default=None,
        )
        if media is None:
            yield Finding("break", f"/header/content-type: {header} is not supported")
            return
        yield from self._content_findings(recorded, media, call.values.get("body"))

    def _content_findings(
        self, recorded: RecordedCall, media: MediaType, value: Any
    ) -> Iterator[Finding]:
        request = recorded.request
        if media.kind == "json" and not media.is_stream:
            try:
                value = json.loads(request.content)
            except ValueError:
                yield Finding("break", "/body: no JSON")
                return
        elif media.is_opaque:
            return
        elif media.is_form and not is_object(value):
            yield Finding("break", "/body: no form")
            return
        document, old = self._described.document, recorded.call.media_type
        notes = member_notes(document, _raw(document, media.schema), value)
        if media.is_form:
            known = {name: value[name] for name in value if (name,) in notes.described}
            shown = known or value
            text = next(iter(body_differences(media, value, request)), "")
            if text and shown:
                yield Finding("break", text)
        if old is not None:
            yield from self._ignored(notes, old.schema, value, "/body")
        yield from self._invalid(media, notes, _without(value, notes.read_only))

    def _invalid(
        self, media: MediaType, notes: MemberNotes, value: Any
    ) -> Iterator[Finding]:
        requests, schema = self._described.requests, reference(media.schema)
        problems = requests.problems(schema, value)
        if problems and media.is_form:
            texts = {name: _as_text(each) for name, each in value.items()}
            problems = requests.problems(schema, texts) and problems
        if problems and not requests.problems(schema, with_defaults(notes, value)):
            yield Finding("warn", "/body: completed with defaults")
            return
        for problem in problems[:3]:
            untyped = re.search(r' is not a "([a-z-]+)"$', str(problem))
            is_noted = untyped and untyped[1] not in {*TYPED_FORMATS, "byte"}
            yield Finding("warn" if is_noted else "break", f"/body{problem}")

    # Responses

    def answers(
        self, operation: Operation, recorded: RecordedCall
    ) -> Iterator[tuple[str, httpx2.Response]]:
        """Yield the successful responses of an operation that a request accepts, each
        with a label; among them some that the old document does not allow.
        """
        old = recorded.operation
        successes = [each for each in operation.responses if each.status[0] == "2"]
        if not successes:
            successes = [e for e in operation.responses if e.status == "default"]
        for response in successes:
            status = operation.status_of(response)
            if not response.content:
                yield f"{status} empty", httpx2.Response(status)
            for media in _accepted(response.content, recorded.request):
                for label, content in self._contents(media, old):
                    sent = media.name.replace("*/*", "application/json")
                    headers = {"Content-Type": sent.replace("*", "json")}
                    answer = httpx2.Response(status, headers=headers, content=content)
                    yield f"{status} {media.name} {label}", answer

    def _contents(
        self, media: MediaType, old: Operation
    ) -> Iterator[tuple[str, bytes]]:
        if media.is_stream:
            return
        if media.kind != "json":
            yield "text", b"text"
            return
        schema = reference(media.schema)
        found, missing = self._described.instances.instances(schema)
        self.missing += missing if found else ["no response", *missing]
        for instance in found[:_MAX_INSTANCES]:
            yield instance.label, json.dumps(instance.value).encode()
        for label, value in self._unexpected(media.schema, old):
            yield label, json.dumps(value).encode()

    def _unexpected(self, pointer: str, old: Operation) -> Iterator[tuple[str, Any]]:
        """Yield values that the new document allows and the old one does not."""
        schema, raw = reference(pointer), _raw(self._described.document, pointer)
        for response in old.results:
            for media in response.content if response.status[0] == "2" else ():
                if media.kind != "json" or media.is_stream:
                    continue
                before = reference(media.schema)
                drawn = self._old.instances.instances(before)[0][:2]
                every = [a for each in drawn for a in alter(each.value, 40, 5)]
                roots: list[Any] = [None, [], {}, "text", 7]
                every += [Alteration("root", "/", root) for root in roots]
                notes = [
                    member_notes(self._described.document, raw, each.value)
                    for each in drawn
                ]
                typed = {_pointer(path) for each in notes for path in each.typed}
                known = {_pointer(path) for each in notes for path in each.described}
                new = (
                    (label, value)
                    for label, place, value in every
                    if (place in typed or (place in known and label.startswith(_OTHER)))
                    and not self._described.responses.problems(schema, value)
                    and self._old.responses.problems(before, value)
                )
                yield from islice(new, _MAX_UNEXPECTED)


def _accepted(
    media_types: tuple[MediaType, ...], request: SentRequest
) -> list[MediaType]:
    """Return the media types that a request accepts; all if it accepts none of them."""
    header = request.header("accept") or "*/*"
    essences = [each.partition(";")[0].strip().lower() for each in header.split(",")]
    accepted = [
        each
        for each in media_types
        if any(fnmatch(each.essence, pattern) for pattern in essences)
    ]
    return accepted or list(media_types)


def _is_credential(described: dict[str, Any], value: str) -> bool:
    """Return whether the value of a header or parameter may be that of a scheme."""
    if described.get("type") == "apiKey":
        return True
    scheme = str(described.get("scheme", "bearer")).lower()
    return value.lower().startswith(f"{scheme} ")


def _pointer(path: tuple[str | int, ...]) -> str:
    return f"/{'/'.join(map(str, path))}"


def _key(name: str, location: str) -> str:
    return name.lower() if location == "header" else name


def _given(given: dict[str, Any], name: str, location: str) -> Any:
    found = {_key(each, location): value for each, value in given.items()}
    return found.get(_key(name, location))


def _read_pairs(parameter: Parameter, value: Any, pairs: Pairs) -> Reading | None:
    """Return what the pairs have for a parameter; None if they have nothing."""
    if parameter.content is not None:
        texts = pairs.take_decoded(parameter.name)
        return Reading(texts, [], is_json=parameter.is_json) if texts else None
    if parameter.style == "deepObject" and is_object(value):
        prefix = f"{parameter.name}["
        names = [each for each in pairs.names() if each.startswith(prefix)]
        found = {n[len(prefix) : -1]: pairs.take_decoded(n)[-1] for n in names}
        return Reading([], [], found) if found else None
    members = value if is_object(value) else None
    style, explode = parameter.style, parameter.explode
    reading = read_pairs(parameter.name, style, explode, pairs, members)
    return reading if reading.texts or reading.members else None


def _candidates(reading: Reading, value: Any) -> Iterator[Any]:
    """Yield the values that texts may stand for."""
    if reading.is_json:
        try:
            yield json.loads(reading.texts[0])
        except ValueError:
            return
        return
    if len(reading.texts) == 1:
        yield from _scalars(reading.texts[0])
    for items in (reading.items, reading.items[:1] if not reading.texts else []):
        if items:
            yield [*items]
            yield [next(_scalars(each)) for each in items]
    if reading.members:
        yield dict(reading.members)
        yield {k: next(_scalars(each)) for k, each in reading.members.items()}
        if is_object(value):
            yield {
                key: (
                    value[key]
                    if key in value and text_equals(value[key], text)
                    else text
                )
                for key, text in reading.members.items()
            }


def _scalars(text: str) -> Iterator[Any]:
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = text
    yield text if isinstance(parsed, list | dict) else parsed
    yield text


def _means(read: Any, given: Any) -> bool:
    """Return whether a value that was read is the given one, but for the types that a
    text does not show; a list of one item stands for the item.
    """
    if is_array(given):
        return (
            is_array(read) and len(read) == len(given) and all(map(_means, read, given))
        )
    if is_object(given):
        return is_object(read) and all(
            key in read and _means(read[key], item)
            for key, item in given.items()
            if item is not None
        )
    if is_array(read) and len(read) == 1:
        return _means(read[0], given)
    if is_array(read) or is_object(read):
        return False
    return text_equals(given, read if isinstance(read, str) else json.dumps(read))


def _default(described: Described, pointer: str) -> Any:
    schema = described.document.resolve({"$ref": f"#{pointer}"})[0] if pointer else {}
    return schema.get("default") if is_object(schema) else None


def _raw(document: Document, pointer: str) -> Any:
    return document.resolve({"$ref": f"#{pointer}"})[0] if pointer else {}


def _without(value: Any, paths: set[tuple[str | int, ...]]) -> Any:
    changed = copy.deepcopy(value)
    for path in paths:
        owner = changed
        for key in path[:-1]:
            is_there = is_object(owner) and key in owner
            is_item = is_array(owner) and isinstance(key, int) and key < len(owner)
            owner = owner[key] if is_there or is_item else None
        if path and is_object(owner):
            owner.pop(str(path[-1]), None)
    return changed


def _as_text(value: Any) -> Any:
    if is_array(value):
        return [_as_text(each) for each in value]
    return value if isinstance(value, str | dict) else json.dumps(value)
