"""What a document says of the members of a value: which it describes, and defaults."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from generator.contract.document import Document

__all__ = ["MemberNotes", "member_notes", "with_defaults"]

Path = tuple[str | int, ...]
_MAX_DEPTH = 8
_TYPING = {"type", "enum", "const", "properties", "items"}
_COMPOSITIONS = ("allOf", "anyOf", "oneOf")


class MemberNotes:
    """What a schema says of the members of a value that is sent.

    Attributes:
        described: The paths of members that are among the properties, and are sent.
        additional: The paths of members that are described as additional ones.
        typed: The paths of the value and of members whose schema allows not any value.
        read_only: The paths of members that are only received.
        absent: The default of each described member that is absent; "" for none.
    """

    def __init__(self) -> None:
        self.described: set[Path] = set()
        self.additional: set[Path] = set()
        self.typed: set[Path] = set()
        self.read_only: set[Path] = set()
        self.absent: dict[Path, str] = {}


def member_notes(document: Document, schema: Any, value: Any) -> MemberNotes:
    """Return what a schema says of a value and all members of it."""
    notes = MemberNotes()
    _visit(document, schema, value, (), notes, 0)
    notes.described -= notes.read_only
    return notes


def with_defaults(notes: MemberNotes, value: Any) -> Any:
    """Return a value with the defaults of the members that are absent."""
    changed = copy.deepcopy(value)
    for path, default in notes.absent.items():
        owner = changed
        for key in path[:-1]:
            try:
                owner = owner[key]
            except (LookupError, TypeError):
                owner = None
        if default and isinstance(owner, dict):
            owner[path[-1]] = json.loads(default)
    return changed


def _visit(
    document: Document,
    schema: Any,
    value: Any,
    path: Path,
    notes: MemberNotes,
    depth: int,
) -> None:
    if depth > _MAX_DEPTH:
        return
    for each in _parts(document, schema, 0):
        if _TYPING & each.keys():
            notes.typed.add(path)
        if each.get("readOnly") is True:
            notes.read_only.add(path)
        if isinstance(value, dict):
            properties = each.get("properties") or {}
            for name, inner in properties.items():
                here = (*path, name)
                if name in value:
                    notes.described.add(here)
                    _visit(document, inner, value[name], here, notes, depth + 1)
                else:
                    parts = list(_parts(document, inner, 0))
                    if not any(part.get("readOnly") is True for part in parts):
                        found = [
                            json.dumps(p["default"]) for p in parts if "default" in p
                        ]
                        notes.absent[here] = "".join(found)
            extra = each.get("additionalProperties")
            for name in value.keys() - properties.keys() if extra else ():
                notes.additional.add((*path, name))
                _visit(document, extra, value[name], (*path, name), notes, depth + 1)
        elif isinstance(value, list) and "items" in each:
            for index, item in enumerate(value):
                _visit(document, each["items"], item, (*path, index), notes, depth + 1)


def _parts(document: Document, schema: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield a schema and those that apply to the same value."""
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return
    yield schema
    if "$ref" in schema:
        yield from _parts(document, document.resolve(schema)[0], depth + 1)
    for keyword in _COMPOSITIONS:
        for each in schema.get(keyword) or ():
            yield from _parts(document, each, depth + 1)
