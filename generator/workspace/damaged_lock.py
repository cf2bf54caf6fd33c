"""Recover what is left in a lock that cannot be parsed.

A lock has one name or value a line (see `format_lock`), so each line that is whole says
something, and both sides of a merge are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from packaging.version import Version

from generator.conflict_markers import conflict_line, sides
from generator.names import merge_pins
from generator.surface import normalized_version
from generator.workspace.lock import (
    READABLE_FORMATS,
    TEXTS,
    Lock,
    RepeatedNameError,
    is_inside,
    unique,
)

__all__ = ["damage", "recover_lock"]

_TEXT = r'"(?:[^"\\]|\\.)*"'
_MEMBER = re.compile(rf"( *)({_TEXT}): (.*?),? *")
_ITEM = re.compile(rf"( *)({_TEXT}),?")
_FORMAT = re.compile(r'^ *"format": *(\d+)', re.MULTILINE)
_VERSIONS = ("generator", "release", "version")


def damage(text: str) -> str:
    """Return why the text of a lock cannot be read, as the rest of a sentence."""
    line = conflict_line(text)
    if line is not None:
        return f"has conflict markers of a merge (line {line})"
    if not text.strip():
        return "is empty"
    found = _FORMAT.search(text)
    if found and int(found[1]) not in READABLE_FORMATS:
        return f"has format {found[1]}, of another version of gen-client"
    try:
        json.loads(text, object_pairs_hook=unique)
    except RepeatedNameError as error:
        return f"has {error} twice, as after a merge that took both sides"
    except json.JSONDecodeError as error:
        is_open = text.count("{") > text.count("}")
        if error.pos >= len(text.rstrip()) or (text[0] == "{" and is_open):
            return "was cut off"
        return f"is not JSON (line {error.lineno})"
    except (ValueError, RecursionError):
        return "is not JSON"
    return "does not have the members of a lock"


def recover_lock(text: str) -> Lock:
    """Return what the whole lines of a damaged lock say; both sides of a merge count.

    Of two versions the higher one is taken, and of two names for one thing the second
    one becomes a former name.
    """
    found = [list(_members(side)) for side in dict.fromkeys(sides(text))]
    members = [each for side in found for each in side]
    texts = dict.fromkeys(TEXTS, "")
    for (name, *inner), value in members:
        if not inner and name in texts and isinstance(value, str):
            if name in _VERSIONS:
                texts[name] = max(texts[name], value, key=_order)
            else:
                texts[name] = texts[name] or value
    formats = [v for p, v in members if p == ("format",) and v in READABLE_FORMATS]
    options: dict[str, Any] = {}
    for path, value in members:
        if len(path) == 2 and path[0] == "options":
            options.setdefault(path[1], value)
    return Lock(
        **texts,
        warnings=-1,
        format=min(formats, default=max(READABLE_FORMATS)),
        sources=dict(_strings(members, "sources")),
        files={p: known for p, known in _strings(members, "files") if is_inside(p)},
        options=options,
        pins=merge_pins(
            {path[1]: {path[2]: value}}
            for path, value in members
            if len(path) == 3 and path[0] == "names" and isinstance(value, str)
        ),
    )


_Member = tuple[tuple[str, ...], Any]


def _order(version: str) -> tuple[bool, Version]:
    return bool(version), Version(normalized_version(version))


def _strings(members: list[_Member], name: str) -> Iterator[tuple[str, str]]:
    for path, value in members:
        if len(path) == 2 and path[0] == name and isinstance(value, str):
            yield path[1], value


def _members(text: str) -> Iterator[_Member]:
    """Yield the members of the objects in a JSON text that is indented, with their paths.

    A list of texts is the value of its path.
    """
    path: list[tuple[int, str]] = []
    items: list[str] | None = None
    for line in text.split("\n"):
        line = line.rstrip("\r")
        member, item = _MEMBER.fullmatch(line), _ITEM.fullmatch(line)
        if item and items is not None:
            items += [each for each in [_value(item[2])] if isinstance(each, str)]
        elif member:
            name = _value(member[2])
            if not isinstance(name, str):
                continue
            indent = len(member[1])
            path = [each for each in path if each[0] < indent]
            names = (*(each for _, each in path), name)
            items = None
            if member[3] == "{":
                path.append((indent, name))
            elif member[3] == "[":
                items = []
                yield names, items
            elif (value := _value(member[3])) is not None:
                yield names, value


def _value(text: str) -> Any:
    """Return the JSON value of a text, or None if it has none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
