"""Describe the data of server-sent events by the JSON values that it encodes.

The data of an event is a string. Where the document says that the string is JSON
(``contentMediaType``) of a schema (``contentSchema``), this schema takes the place of the
string in the schema of the event, as if the event had a JSON value there.

Source: OpenAPI 3.2, 4.14.4.2 (Server-Sent Event Streams); JSON Schema Validation
2020-12, 8.4 and 8.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from generator.document.grammar import walk
from generator.document.limits import MAX_COPIED_NODES, CopyBudget, CopyBudgetExceeded
from generator.document.pointer import child, deref, follow_refs, ref_of
from generator.document.source_map import Relocations

__all__ = ["decode_event_data", "is_event_stream"]

_JSON = re.compile(r"application/(.+\+)?json\s*(;.*)?", re.IGNORECASE)
_UNIONS = ("oneOf", "anyOf")
_MAX_DEPTH = 30
"""How deep `allOf` is followed to what declares the text of an event."""
_MAX_VISITS = 20_000
"""How many schemas are followed altogether; later ones keep their text."""
_Schema = dict[str, Any]


def is_event_stream(name: str) -> bool:
    """Return whether a media type is that of server-sent events."""
    return name.partition(";")[0].strip().lower() == "text/event-stream"


def decode_event_data(
    root: _Schema, streams: Iterable[tuple[_Schema, str]], relocations: Relocations
) -> None:
    """Rewrite the schemas of events in place.

    Args:
        root: The document.
        streams: The media type objects of event streams, with their pointers.
        relocations: Gets what is moved.
    """
    events: list[tuple[_Schema, str]] = []
    for media, pointer in streams:
        item, place = media.get("itemSchema"), child(pointer, "itemSchema")
        schema = media.get("schema")
        if item is None and isinstance(schema, dict):
            if _is_encoded(root, schema):  # It describes the data alone.
                _decode(root, media, "schema", pointer, relocations)
            item, place = schema.get("items"), child(child(pointer, "schema"), "items")
        if isinstance(item, dict):
            events.append((item, place))
    decoder = _Decoder(root, relocations)
    decoder.find(events)
    if decoder.has_encoded:
        decoder.leave_shared_components()
        decoder.separate(events)
        decoder.decode()


def _is_encoded(root: _Schema, schema: object) -> bool:
    """Return whether a string is JSON that the document describes."""
    target = deref(root, schema)
    return (
        isinstance(target, dict)
        and "contentSchema" in target
        and _JSON.fullmatch(str(target.get("contentMediaType"))) is not None
        and not target.get("contentEncoding")
    )


def _decode(
    root: _Schema, owner: _Schema, name: str, pointer: str, relocations: Relocations
) -> None:
    """Replace a string in a member of an object by the schema of what it encodes."""
    place, string = child(pointer, name), owner[name]
    target, ref = deref(root, string), ref_of(string)
    content = (
        target["contentSchema"] if isinstance(target["contentSchema"], dict) else {}
    )
    if ref is not None and "$ref" not in content:
        # A copy of it for each reference could be large.
        content = {"$ref": child(follow_refs(root, ref) or ref, "contentSchema")}
    if "description" in target and "$ref" not in content:
        content = {"description": target["description"]} | content
    owner[name] = dict(content)
    relocations.record(place, child(ref or place, "contentSchema"))


class _Decoder:
    """Rewrites the schemas that describe events."""

    def __init__(self, root: _Schema, relocations: Relocations) -> None:
        self._root, self._relocations = root, relocations
        self._found: dict[int, tuple[_Schema, str]] = {}
        """What events include, with its pointer."""
        self._left: set[int] = set()
        """Schemas that other places than events use as well."""
        self._separated: set[int] = set()
        self._decoded: dict[int, tuple[_Schema, bool]] = {}
        self._visits_left = _MAX_VISITS
        self._budget = CopyBudget(MAX_COPIED_NODES)

    def find(self, events: Iterable[tuple[_Schema, str]]) -> None:
        """Find all schemas that events include, by reference or composition."""
        pending = list(events)
        while pending:
            schema, pointer = pending.pop()
            if id(schema) not in self._found:
                self._found[id(schema)] = schema, pointer
                pending += self._included(schema, pointer)

    def _included(self, schema: _Schema, pointer: str) -> Iterator[tuple[_Schema, str]]:
        target, ref = deref(self._root, schema), ref_of(schema)
        if ref is not None and isinstance(target, dict):
            yield target, ref
        for keyword in ("allOf", *_UNIONS):
            for index, member in enumerate(schema.get(keyword) or ()):
                if isinstance(member, dict):
                    yield member, child(child(pointer, keyword), str(index))

    @property
    def has_encoded(self) -> bool:
        return any(self._has_own(schema) for schema, _ in self._found.values())

    def leave_shared_components(self) -> None:
        """Leave the schemas as they are that others than events refer to."""
        by_pointer = {pointer: key for key, (_, pointer) in self._found.items()}
        for _, value, _ in walk(self._root):
            key = by_pointer.get(ref_of(value) or "")
            if key is not None and id(value) not in self._found:
                self._left.add(key)

    def _has_own(self, schema: _Schema) -> bool:
        """Return whether a schema itself declares data that is encoded."""
        data = (schema.get("properties") or {}).get("data")
        return id(schema) not in self._left and _is_encoded(self._root, data)

    def _scope(self, schema: _Schema) -> list[_Schema]:
        """Return a schema and all that it includes, but for variants of unions."""
        found: dict[int, _Schema] = {}
        pending: list[Any] = [schema]
        while pending and self._visits_left > 0:
            self._visits_left -= 1
            each = pending.pop()
            if isinstance(each, dict) and id(each) not in found:
                found[id(each)] = each
                target = deref(self._root, each)
                pending += [target] if target is not each else []
                pending += each.get("allOf") or ()
        return list(found.values())

    def _is_decoded(self, schema: _Schema) -> bool:
        """Return whether an event of a schema has a value as its data."""
        key = id(schema)
        if key not in self._decoded:
            found = any(map(self._has_own, self._scope(schema)))
            self._decoded[key] = schema, found
        return self._decoded[key][1]

    def separate(self, events: Iterable[tuple[_Schema, str]]) -> None:
        """Let no text be data of the same event as a value: `{type: string}` beside
        variants becomes that of the variants with text, and what an event with a value
        includes loses it.
        """
        pending = [*events]
        while pending:
            schema, pointer = pending.pop()
            key = id(schema)
            if key not in self._separated and key not in self._left:
                self._separated.add(key)
                self._separate(schema, pointer)
                pending += self._included(schema, pointer)

    def _separate(self, schema: _Schema, pointer: str) -> None:
        for keyword in _UNIONS:
            variants = [v for v in schema.get(keyword) or () if isinstance(v, dict)]
            if any(map(self._is_decoded, variants)):
                text = self._take_text(schema, pointer)
                for index, variant in enumerate(schema[keyword] if text else ()):
                    if isinstance(variant, dict) and not self._is_decoded(variant):
                        with suppress(CopyBudgetExceeded):
                            copied = self._budget.copy(text)
                            schema[keyword][index] = _with_data(variant, copied)
        if self._is_decoded(schema):
            self._take_text(schema, pointer)

    def _take_text(self, schema: _Schema, pointer: str, depth: int = 0) -> Any:
        """Remove data that is not encoded from a schema and what it includes; return
        its schema, or None if there is none.
        """
        text = None
        if not self._has_own(schema):
            text = (schema.get("properties") or {}).pop("data", None)
        for index, member in enumerate(schema.get("allOf") or ()):
            scope = self._scope(member) if isinstance(member, dict) else []
            texts = [s for s in scope if "data" in (s.get("properties") or {})]
            if not texts or any(map(self._has_own, texts)) or depth == _MAX_DEPTH:
                continue
            place = child(child(pointer, "allOf"), str(index))
            ref, target = ref_of(member), deref(self._root, member)
            if ref is not None and isinstance(target, dict):
                try:
                    member = schema["allOf"][index] = self._budget.copy(target)
                except CopyBudgetExceeded:
                    return text
                self._relocations.record(place, ref)
            text = self._take_text(member, place, depth + 1) or text
        return text

    def decode(self) -> None:
        """Replace the strings by what they encode."""
        for schema, pointer in self._found.values():
            if self._has_own(schema):
                place = child(pointer, "properties")
                properties = schema["properties"]
                _decode(self._root, properties, "data", place, self._relocations)


def _with_data(variant: _Schema, text: Any) -> _Schema:
    """Return a variant of a union with the data that is declared beside the union."""
    if "$ref" in variant:
        return {"allOf": [variant, {"properties": {"data": text}}]}
    properties = dict(variant.get("properties") or {})
    own = properties.get("data")
    properties["data"] = text if own is None else {"allOf": [text, own]}
    return {**variant, "properties": properties}
