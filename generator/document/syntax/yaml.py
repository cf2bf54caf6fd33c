"""Parse YAML 1.2 with the core schema (YAML 1.2.2 section 10.3), from libyaml's events.

libyaml, which is fast, makes the events. The values are made here, because the
constructors of PyYAML follow YAML 1.1 (`NO` is false; dates; sexagesimal numbers), keep
the last of two equal keys, share aliased nodes and recurse without a limit. The stack
here is explicit, so that no input can exhaust that of the interpreter.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events as ev

from generator.document.limits import (
    MAX_ALIAS_NODES,
    MAX_DEPTH,
    MAX_INTEGER_DIGITS,
    MAX_NODES,
    CopyBudget,
    CopyBudgetExceeded,
)
from generator.document.syntax.parse_result import (
    NEWLINE,
    VERSION_KEYS,
    ParseError,
    ParseResult,
    duplicate_key,
    too_deep,
    too_many_digits,
    too_many_nodes,
)

__all__ = ["read_yaml", "yaml_events"]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NON_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Line breaks of YAML 1.1 that are ordinary characters in 1.2 (section 5.4).
_OLD_LINE_BREAKS = ("\x85", "\u2028", "\u2029")
_NUMBER_STARTS = frozenset("-+.0123456789")
_CORE_TAGS = "tag:yaml.org,2002:"
_COLLECTION_TAGS = (None, _CORE_TAGS + "map", _CORE_TAGS + "seq")
# The value of an anchor whose collection is still open, and of an unknown constant.
_UNDEFINED = object()


def read_yaml(text: str) -> ParseResult:
    """Return the value of the one document in a text.

    Raises `ParseError` for invalid YAML, several documents, cyclic aliases, keys that are
    collections, and every exceeded limit. Duplicate keys, unknown tags and numbers that
    JSON does not have are problems of the result.
    """
    return _Builder(text).build()


def yaml_events(text: str) -> Iterator[Any]:
    """Yield libyaml's events; raises `yaml.YAMLError` while iterating.

    libyaml follows YAML 1.1, in which three more characters end a line. They are
    replaced by unused characters of the private use area while libyaml reads.
    """
    replaced, originals = _replace_old_line_breaks(text)
    events: Iterator[Any] = yaml.parse(replaced, Loader=yaml.CLoader)
    return _restore_line_breaks(events, originals) if originals else events


def _replace_old_line_breaks(text: str) -> tuple[str, dict[int, str]]:
    """Return the text with replacements, and the originals by their code point."""
    found = [character for character in _OLD_LINE_BREAKS if character in text]
    if not found:
        return text, {}
    unused = (code for code in range(0xE000, 0xF900) if chr(code) not in text)
    originals = dict(zip(unused, found, strict=False))
    replacements = {ord(character): code for code, character in originals.items()}
    return text.translate(replacements), originals


def _restore_line_breaks(
    events: Iterator[Any], originals: dict[int, str]
) -> Iterator[Any]:
    for event in events:
        if type(event) is ev.ScalarEvent:
            event.value = event.value.translate(originals)
        yield event


@dataclass(slots=True)
class _OpenCollection:
    """A collection whose end has not been read."""

    collection: Any
    # The member of the parent that this collection becomes.
    key: str | None
    anchor: str | None
    index: int
    # Values of merge keys (`<<`), each with its index in the text.
    merges: list[tuple[Any, int]] = field(default_factory=list)
    # Whether the current key is plain: a quoted "<<" is an ordinary key.
    is_key_plain: bool = False


class _Builder:
    """Builds the value of a text from its events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.copies = CopyBudget(MAX_ALIAS_NODES)
        self.problems: list[ParseError] = []
        self.anchors: dict[str, Any] = {}
        self.anchor_texts: dict[str, str] = {}
        self.stack: list[_OpenCollection] = []
        # The key of the innermost mapping whose value comes next.
        self.key: str | None = None
        self.root: Any = None

    def build(self) -> ParseResult:
        try:
            self._handle_events()
        except yaml.MarkedYAMLError as error:
            raise _syntax_error(error, self.text) from None
        except yaml.reader.ReaderError as error:
            text, _ = _replace_old_line_breaks(self.text)
            index = _character_index(text, error.position)
            message = f"not valid YAML: {error.reason}"
            help_ = "remove or escape the character"
            raise ParseError("syntax-error", message, index, help_) from None
        return ParseResult(self.root, self.problems)

    def _handle_events(self) -> None:
        documents = 0
        for event in yaml_events(self.text):
            kind = type(event)
            if kind is ev.ScalarEvent:
                self._scalar(event)
            elif kind is ev.MappingStartEvent:
                self._open({}, event)
            elif kind is ev.SequenceStartEvent:
                self._open([], event)
            elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
                self._close()
            elif kind is ev.AliasEvent:
                self._alias(event)
            elif kind is ev.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "the file contains several YAML documents"
                    help_ = "keep one document in each file; remove the line ---"
                    index = event.start_mark.index
                    raise ParseError("several-documents", message, index, help_)

    def _scalar(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise too_many_nodes(event.start_mark.index)
        text: str = event.value
        stack = self.stack
        frame = stack[-1] if stack else None
        if frame is not None and type(frame.collection) is dict and self.key is None:
            if event.anchor:
                self._anchor(event.anchor, text, text)
            self._begin_member(text, event.start_mark.index, event.implicit[0])
            return
        value: Any = text
        if event.implicit[0] and event.tag is None:
            constant = _CONSTANTS.get(text, _UNDEFINED)
            if constant is not _UNDEFINED:
                value = constant
            elif text[0] in _NUMBER_STARTS:
                value = self._number(text, event)
        elif event.tag is not None:
            value = self._tagged(event.tag, text, event.start_mark.index)
        if event.anchor:
            self._anchor(event.anchor, value, text)
        self._put(value, event.start_mark.index)

    def _begin_member(self, key: str, index: int, is_plain: bool) -> None:
        frame = self.stack[-1]
        self.key = key
        frame.is_key_plain = is_plain
        if key in frame.collection:
            self.problems.append(duplicate_key(key, index, "mapping"))

    def _expects_key(self) -> bool:
        is_mapping = bool(self.stack) and type(self.stack[-1].collection) is dict
        return is_mapping and self.key is None

    def _number(self, text: str, event: Any) -> Any:
        is_integer = _INTEGER.fullmatch(text) or _OCTAL_OR_HEX.fullmatch(text)
        is_finite = is_integer or _FLOAT.fullmatch(text)
        if not is_finite and not _NON_FINITE.fullmatch(text):
            return text
        if self._is_version():
            return text
        if is_integer:
            if len(text) > MAX_INTEGER_DIGITS:
                raise too_many_digits(event.start_mark.index)
            return _integer(text)
        if is_finite and math.isfinite(number := float(text)):
            return number
        message = f"{text} is not a number that JSON can represent"
        help_, cost = "write a finite number, or quote the text", "it is read as text"
        index = event.start_mark.index
        problem = ParseError("non-finite-number", message, index, help_, cost)
        self.problems.append(problem)
        return text

    def _is_version(self) -> bool:
        depth = len(self.stack)
        if depth == 1:
            return self.key in VERSION_KEYS
        return depth == 2 and self.key == "version" and self.stack[1].key == "info"

    def _tagged(self, tag: str, text: str, index: int) -> Any:
        name = tag.removeprefix(_CORE_TAGS)
        if name in ("str", "!"):
            return text
        if name == "null":
            return None
        if name == "bool" and isinstance(_CONSTANTS.get(text), bool):
            return _CONSTANTS[text]
        short = len(text) <= MAX_INTEGER_DIGITS
        is_integer = _INTEGER.fullmatch(text) or _OCTAL_OR_HEX.fullmatch(text)
        if name == "int" and short and is_integer:
            return _integer(text)
        is_float = name == "float" and short and _FLOAT.fullmatch(text)
        if is_float and math.isfinite(float(text)):
            return float(text)
        self._unknown_tag(tag, index)
        return text

    def _unknown_tag(self, tag: str, index: int) -> None:
        shown = tag.replace(_CORE_TAGS, "!!")
        message = f"the tag {shown} is not in the YAML core schema"
        cost = "the value is read as if it had no tag"
        problem = ParseError("unknown-tag", message, index, "remove the tag", cost)
        self.problems.append(problem)

    def _open(self, collection: Any, event: Any) -> None:
        self.nodes += 1
        index = event.start_mark.index
        if len(self.stack) >= MAX_DEPTH:
            raise too_deep(index)
        if self.nodes > MAX_NODES:
            raise too_many_nodes(index)
        if self._expects_key():
            raise _key_is_collection(index)
        if event.tag not in _COLLECTION_TAGS:
            self._unknown_tag(event.tag, index)
        if event.anchor:
            self.anchors[event.anchor] = _UNDEFINED
        self.stack.append(_OpenCollection(collection, self.key, event.anchor, index))
        self.key = None

    def _close(self) -> None:
        frame = self.stack.pop()
        for source, index in frame.merges:
            self._merge(frame.collection, source, index)
        if frame.anchor:
            self._anchor(frame.anchor, frame.collection, "")
        self.key = frame.key
        self._put(frame.collection, frame.index)

    def _put(self, value: Any, index: int) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        collection = frame.collection
        if type(collection) is list:
            collection.append(value)
            return
        key = self.key
        assert key is not None
        if key == "<<" and frame.is_key_plain and _is_mergeable(value):
            frame.merges.append((value, index))
        else:
            collection[key] = value
        self.key = None

    def _merge(self, target: dict[str, Any], source: Any, index: int) -> None:
        """Apply a merge key (yaml.org/type/merge): keys that exist keep their values."""
        for mapping in source if type(source) is list else [source]:
            for key, value in mapping.items():
                if key not in target:
                    target[key] = self._copy(value, index)

    def _anchor(self, name: str, value: Any, text: str) -> None:
        self.anchors[name] = value
        self.anchor_texts[name] = text

    def _alias(self, event: Any) -> None:
        index = event.start_mark.index
        name = event.anchor
        if name not in self.anchors:
            message = f"the alias *{name} has no anchor &{name} before it"
            help_ = "define the anchor above the alias, or quote the text"
            raise ParseError("syntax-error", message, index, help_)
        value = self.anchors[name]
        if value is _UNDEFINED:
            message = f"the alias *{name} contains itself"
            help_ = "use $ref for recursive structures"
            raise ParseError("syntax-error", message, index, help_)
        if self._expects_key():
            if isinstance(value, (dict, list)):
                raise _key_is_collection(index)
            self._begin_member(self.anchor_texts[name], index, is_plain=False)
            return
        if isinstance(value, (int, float)) and self._is_version():
            value = self.anchor_texts[name]
        self._put(self._copy(value, index), index)

    def _copy(self, value: Any, index: int) -> Any:
        """Return a copy for an alias: later steps change nodes in place."""
        try:
            return self.copies.copy(value)
        except CopyBudgetExceeded:
            message = f"aliases expand to more than {MAX_ALIAS_NODES:,} nodes"
            help_ = "use $ref instead of YAML aliases"
            raise ParseError("limit-exceeded", message, index, help_) from None


def _integer(text: str) -> int:
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _is_mergeable(value: Any) -> bool:
    if type(value) is list:
        return bool(value) and all(type(item) is dict for item in value)
    return type(value) is dict


def _key_is_collection(index: int) -> ParseError:
    message = "a key is a sequence or mapping, which JSON does not allow"
    return ParseError("syntax-error", message, index, "quote the key if it is text")


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> ParseError:
    mark = error.problem_mark or error.context_mark
    # For errors of libyaml's scanner the index is wrong; line and column are right.
    index = _index_of(text, mark.line, mark.column) if mark else 0
    reason = error.problem or "unreadable"
    if "nesting depth" in reason:
        # libyaml's own limit, which flow style reaches first.
        return too_deep(index)
    context = f" ({error.context})" if error.context else ""
    help_ = "check indentation, quotes and colons around this place"
    message = f"not valid YAML: {reason}{context}"
    return ParseError("syntax-error", message, index, help_)


def _index_of(text: str, line: int, column: int) -> int:
    if line == 0:
        return column
    ends = NEWLINE.finditer(text)
    last = next(itertools.islice(ends, line - 1, None), None)
    return len(text) if last is None else last.end() + column


def _character_index(text: str, byte_offset: int) -> int:
    return len(text.encode("utf-8")[:byte_offset].decode("utf-8", "ignore"))
