"""Find where nodes stand in a text, only when a problem asks for it.

All pointers that are wanted of one file form a trie, and one walk over the text answers
them together: libyaml's events again, or the JSON scanner skipping what is not wanted
at C speed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import yaml
from yaml import events as ev

from generator.document.pointer import split
from generator.document.source import Source
from generator.document.yaml_reader import events_of
from generator.problem import Place

__all__ = ["places_in"]


@dataclass(slots=True)
class _Wanted:
    """A node of the trie; `start` and `end` are filled in by the walk."""

    children: dict[str, _Wanted] = field(default_factory=dict)
    start: int = -1
    end: int = -1


def places_in(source: Source, pointers: Iterable[str]) -> list[Place]:
    """Return the place of each canonical pointer in `source`, in order.

    A scalar is found where it stands, a collection at its key (or as an item, at its
    beginning). A pointer to nothing gives the place of its nearest ancestor.
    """
    wanted = list(pointers)
    root = _Wanted()
    for pointer in wanted:
        _insert(root, split(pointer))
    if source.syntax == "json":
        _walk_json(source.text, root)
    else:
        _walk_yaml(source.text, root)
    return [_place(source, root, pointer) for pointer in wanted]


def _insert(node: _Wanted, tokens: list[str]) -> None:
    for token in tokens:
        node = node.children.setdefault(token, _Wanted())


def _place(source: Source, root: _Wanted, pointer: str) -> Place:
    node, found = root, root
    for token in split(pointer):
        node = node.children[token]
        if node.start >= 0:
            found = node
    start = max(found.start, 0)
    return source.place(start, pointer, max(found.end - start, 1))


_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def _walk_json(text: str, root: _Wanted) -> None:
    index = _skip(text, 0)
    root.start, root.end = index, index + 1
    try:
        _json_value(text, index, root)
    except (ValueError, IndexError, RecursionError):
        return


def _skip(text: str, index: int) -> int:
    match = _SPACE.match(text, index)
    return match.end() if match else index


def _json_value(text: str, index: int, wanted: _Wanted | None) -> int:
    """Pass over one value, recording what is wanted in it; return where it ends.

    Recurses only along wanted pointers, which are no deeper than the loaded document.
    """
    sign = text[index]
    if wanted is None or not wanted.children or sign not in "{[":
        return _DECODER.raw_decode(text, index)[1]
    index = _skip(text, index + 1)
    position = 0
    while text[index] not in "}]":
        key_start, key_end, token = index, index + 1, str(position)
        if sign == "{":
            token, key_end = scanstring(text, index + 1, True)
            index = _skip(text, _skip(text, key_end) + 1)
        node = wanted.children.get(token)
        end = _json_value(text, index, node)
        if node is not None:
            if sign == "{" and text[index] in "{[":
                node.start, node.end = key_start, key_end
            else:
                node.start = index
                node.end = index + 1 if text[index] in "{[" else end
        index = _skip(text, end)
        if text[index] == ",":
            index = _skip(text, index + 1)
        position += 1
    return index + 1


@dataclass(slots=True)
class _Level:
    """A collection whose events are passing by; `wanted` is None where nobody asks."""

    wanted: _Wanted | None
    is_mapping: bool
    position: int = 0
    key: Any = None


def _walk_yaml(text: str, root: _Wanted) -> None:
    levels: list[_Level] = []
    try:
        for event in events_of(text):
            _yaml_event(event, levels, root)
    except yaml.YAMLError:
        return


def _yaml_event(event: Any, levels: list[_Level], root: _Wanted) -> None:
    kind = type(event)
    if kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
        levels.pop()
    elif kind is ev.ScalarEvent or kind is ev.AliasEvent:
        if levels and levels[-1].is_mapping and levels[-1].key is None:
            levels[-1].key = event
        else:
            _record(_take(levels, root), event, None)
    elif kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
        key = levels[-1].key if levels else None
        node = _take(levels, root)
        _record(node, event, key)
        levels.append(_Level(node, kind is ev.MappingStartEvent))


def _take(levels: list[_Level], root: _Wanted) -> _Wanted | None:
    """Return what is wanted of the value that begins now, and step to the next."""
    if not levels:
        return root
    level = levels[-1]
    if level.is_mapping:
        token = getattr(level.key, "value", "")
        level.key = None
    else:
        token = str(level.position)
        level.position += 1
    return level.wanted.children.get(token) if level.wanted else None


def _record(node: _Wanted | None, event: Any, key: Any) -> None:
    if node is None:
        return
    mark = event if key is None else key
    node.start = mark.start_mark.index
    is_start = type(mark) in (ev.MappingStartEvent, ev.SequenceStartEvent)
    node.end = node.start + 1 if is_start else mark.end_mark.index
