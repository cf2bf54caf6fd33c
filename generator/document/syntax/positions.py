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

from generator.diagnostics.model import Place
from generator.document.pointer import split
from generator.document.syntax.source import Source
from generator.document.syntax.yaml import events_of

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
    # What begins like JSON may be YAML's flow style.
    if source.syntax == "yaml" or not _walk_json(source.text, root):
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


def _walk_json(text: str, root: _Wanted) -> bool:
    """Record what is wanted; tell whether the text was JSON throughout."""
    index = _skip(text, 0)
    root.start, root.end = index, index + 1
    try:
        end = _json_value(text, index, root)
    except (ValueError, IndexError, RecursionError):
        return False
    return _skip(text, end) == len(text)


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
    """A collection whose events are passing by, and what is wanted of it."""

    wanted: list[_Wanted]
    is_mapping: bool
    is_merged: bool = False
    position: int = 0
    key: Any = None


# Each pass finds what stands behind one more alias on the way.
_MAX_PASSES = 4


def _walk_yaml(text: str, root: _Wanted) -> None:
    walk = _YamlWalk(root)
    known = -1
    for _ in range(_MAX_PASSES):
        found = sum(map(len, walk.aliased.values()))
        if found == known:
            return
        known = found
        walk.follow(text)


class _YamlWalk:
    """Follows libyaml's events; a node that is written once keeps its first place.

    What an alias stands for is found where its anchor is: in the next pass, because the
    anchor has passed by when the alias comes. Merge keys work likewise.
    """

    def __init__(self, root: _Wanted) -> None:
        self.root = root
        self.levels: list[_Level] = []
        self.number = 0
        # The number of the event that has an anchor, and what is wanted of it.
        self.anchors: dict[str, int] = {}
        self.aliased: dict[int, list[_Wanted]] = {}

    def follow(self, text: str) -> None:
        """Let all events pass by once."""
        self.levels, self.anchors, self.number = [], {}, 0
        try:
            for event in events_of(text):
                self.number += 1
                self._event(event)
        except yaml.YAMLError:
            return

    def _event(self, event: Any) -> None:
        kind = type(event)
        levels = self.levels
        if kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
            levels.pop()
            return
        is_scalar = kind is ev.ScalarEvent or kind is ev.AliasEvent
        is_start = kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent
        if not is_scalar and not is_start:
            return
        level = levels[-1] if levels else None
        key = level.key if level else None
        if is_scalar and level and level.is_mapping and key is None:
            level.key = event
            return
        wanted = self._wanted(level)
        if kind is ev.AliasEvent:
            self._alias(event, wanted)
        elif event.anchor:
            self.anchors[event.anchor] = self.number
            wanted = [*wanted, *self.aliased.get(self.number, ())]
        for node in wanted:
            _record(node, event, key if is_start else None)
        if is_start:
            is_merged = _is_merge_key(key)
            levels.append(_Level(wanted, kind is ev.MappingStartEvent, is_merged))

    def _wanted(self, level: _Level | None) -> list[_Wanted]:
        """Return what is wanted of the value that begins now, and step to the next."""
        if level is None:
            return [self.root]
        key, level.key = level.key, None
        position = level.position
        level.position += 1
        if not level.wanted:
            return []
        if level.is_merged and not level.is_mapping:
            return level.wanted
        token = getattr(key, "value", "") if level.is_mapping else str(position)
        found = [
            node.children[token] for node in level.wanted if token in node.children
        ]
        return [*found, *level.wanted] if _is_merge_key(key) else found

    def _alias(self, event: Any, wanted: list[_Wanted]) -> None:
        number = self.anchors.get(event.anchor)
        inner = [node for node in wanted if node.children]
        if number is not None and inner:
            known = self.aliased.setdefault(number, [])
            known += [node for node in inner if not any(node is each for each in known)]


def _is_merge_key(key: Any) -> bool:
    return type(key) is ev.ScalarEvent and key.value == "<<" and key.implicit[0]


def _record(node: _Wanted, event: Any, key: Any) -> None:
    if node.start >= 0:
        return
    mark = event if key is None else key
    node.start = mark.start_mark.index
    is_start = type(mark) in (ev.MappingStartEvent, ev.SequenceStartEvent)
    node.end = node.start + 1 if is_start else mark.end_mark.index
