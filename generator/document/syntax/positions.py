"""Find the positions of nodes in a text, which parsing does not record.

All requested pointers of one file form a trie, and one walk over the text finds them
together. YAML is walked by libyaml's events, JSON by the C scanner of the standard
library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import yaml
from yaml import events as ev

from generator.diagnostics.model import Place
from generator.document.pointer import split
from generator.document.syntax.source import Source
from generator.document.syntax.yaml import yaml_events

__all__ = ["find_places"]


@dataclass(slots=True)
class _TrieNode:
    """A requested node, or an ancestor of one; the walk sets the range in the text."""

    children: dict[str, _TrieNode] = field(default_factory=dict)
    start: int = -1
    end: int = -1


def find_places(source: Source, pointers: Sequence[str]) -> list[Place]:
    """Return the place of each canonical pointer in a source, in order.

    The place of a scalar is the scalar; that of a collection is its key, or its first
    character if it is an item of an array or the root. For a pointer without a node it
    is the place of the nearest ancestor.
    """
    root = _TrieNode()
    for pointer in pointers:
        node = root
        for token in split(pointer):
            node = node.children.setdefault(token, _TrieNode())
    # A text that begins like JSON may be YAML in flow style.
    if source.syntax == "yaml" or not _walk_json(source.text, root):
        _walk_yaml(source.text, root)
    return [_place(source, root, pointer) for pointer in pointers]


def _place(source: Source, root: _TrieNode, pointer: str) -> Place:
    node, found = root, root
    for token in split(pointer):
        node = node.children[token]
        if node.start >= 0:
            found = node
    start = max(found.start, 0)
    return source.place(start, pointer, max(found.end - start, 1))


_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def _walk_json(text: str, root: _TrieNode) -> bool:
    """Record the requested ranges; return whether the whole text is JSON."""
    index = _skip_space(text, 0)
    root.start, root.end = index, index + 1
    try:
        end = _json_value(text, index, root)
    except (ValueError, IndexError, RecursionError):
        return False
    return _skip_space(text, end) == len(text)


def _skip_space(text: str, index: int) -> int:
    match = _SPACE.match(text, index)
    return match.end() if match else index


def _json_value(text: str, index: int, requested: _TrieNode | None) -> int:
    """Record the requested ranges in one value; return the index of its end.

    Recurses only along requested pointers, which are no deeper than the document.
    """
    bracket = text[index]
    if requested is None or not requested.children or bracket not in "{[":
        return _DECODER.raw_decode(text, index)[1]
    index = _skip_space(text, index + 1)
    position = 0
    while text[index] not in "}]":
        key_start, key_end, token = index, index + 1, str(position)
        if bracket == "{":
            token, key_end = scanstring(text, index + 1, True)
            index = _skip_space(text, _skip_space(text, key_end) + 1)
        node = requested.children.get(token)
        end = _json_value(text, index, node)
        if node is not None:
            if bracket == "{" and text[index] in "{[":
                node.start, node.end = key_start, key_end
            else:
                node.start = index
                node.end = index + 1 if text[index] in "{[" else end
        index = _skip_space(text, end)
        if text[index] == ",":
            index = _skip_space(text, index + 1)
        position += 1
    return index + 1


@dataclass(slots=True)
class _Level:
    """A collection whose end has not been reached, and the trie nodes it stands for."""

    nodes: list[_TrieNode]
    is_mapping: bool
    # Whether it is the sequence of a merge key (`<<`).
    is_merged: bool = False
    position: int = 0
    key: Any = None


# Each pass resolves one more alias on the path to a node.
_MAX_PASSES = 4


def _walk_yaml(text: str, root: _TrieNode) -> None:
    walk = _YamlWalk(root)
    known = -1
    for _ in range(_MAX_PASSES):
        found = sum(map(len, walk.aliased.values()))
        if found == known:
            return
        known = found
        walk.follow(text)


class _YamlWalk:
    """Follows libyaml's events, in several passes; the first place of a node counts.

    Nodes below an alias are in the text at its anchor, which comes before the alias:
    they are found in the next pass. The same is true for merge keys.
    """

    def __init__(self, root: _TrieNode) -> None:
        self.root = root
        self.levels: list[_Level] = []
        self.number = 0
        # The number of the event with an anchor; requested nodes by that number.
        self.anchors: dict[str, int] = {}
        self.aliased: dict[int, list[_TrieNode]] = {}

    def follow(self, text: str) -> None:
        """Handle all events once."""
        self.levels, self.anchors, self.number = [], {}, 0
        try:
            for event in yaml_events(text):
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
        nodes = self._next_nodes(level)
        if kind is ev.AliasEvent:
            self._alias(event, nodes)
        elif event.anchor:
            self.anchors[event.anchor] = self.number
            nodes = [*nodes, *self.aliased.get(self.number, ())]
        for node in nodes:
            _record(node, event, key if is_start else None)
        if is_start:
            is_merged = _is_merge_key(key)
            levels.append(_Level(nodes, kind is ev.MappingStartEvent, is_merged))

    def _next_nodes(self, level: _Level | None) -> list[_TrieNode]:
        """Return the trie nodes for the value that begins, and advance in its parent."""
        if level is None:
            return [self.root]
        key, level.key = level.key, None
        position = level.position
        level.position += 1
        if not level.nodes:
            return []
        if level.is_merged and not level.is_mapping:
            return level.nodes
        token = getattr(key, "value", "") if level.is_mapping else str(position)
        found = [node.children[token] for node in level.nodes if token in node.children]
        return [*found, *level.nodes] if _is_merge_key(key) else found

    def _alias(self, event: Any, nodes: list[_TrieNode]) -> None:
        number = self.anchors.get(event.anchor)
        inner = [node for node in nodes if node.children]
        if number is not None and inner:
            known = self.aliased.setdefault(number, [])
            known += [node for node in inner if not any(node is each for each in known)]


def _is_merge_key(key: Any) -> bool:
    return type(key) is ev.ScalarEvent and key.value == "<<" and key.implicit[0]


def _record(node: _TrieNode, event: Any, key: Any) -> None:
    if node.start >= 0:
        return
    mark = event if key is None else key
    node.start = mark.start_mark.index
    is_start = type(mark) in (ev.MappingStartEvent, ev.SequenceStartEvent)
    node.end = node.start + 1 if is_start else mark.end_mark.index
