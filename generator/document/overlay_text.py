"""The text of the overlays that doctor writes, and additions to overlays of others."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml
from yaml import events as ev

from generator.document.syntax.parse import parse
from generator.document.syntax.parse_result import ParseError
from generator.document.syntax.source import Source
from generator.document.syntax.yaml import yaml_events
from generator.text import dump_json, printable

__all__ = ["OneLine", "extend_overlay", "format_overlay", "is_as_written"]

_MARK = "x-gen-client-doctor"
_UNKNOWN = "0" * 64
_DIGEST = re.compile(rf'({_MARK}"?: "?sha256:)([0-9a-f]{{64}})')


class OneLine(dict[str, Any]):
    """A short object, which YAML has in one line."""


def format_overlay(overlay: Mapping[str, Any], name: str) -> str:
    """Return the text of a new overlay: JSON if the name of its file ends so, else YAML.

    It has a digest of itself, by which `is_as_written` knows it.
    """
    members = dict(overlay)
    marked = {"overlay": members.pop("overlay"), _MARK: f"sha256:{_UNKNOWN}"} | members
    text = _dump(marked, as_json=name.lower().endswith(".json"))
    return _DIGEST.sub(rf"\g<1>{_digest(text)}", text, count=1)


def is_as_written(text: str) -> bool:
    """Return whether a text is what `format_overlay` returned, but for line endings."""
    match = _DIGEST.search(text)
    if match is None:
        return False
    original = f"{text[: match.start(2)]}{_UNKNOWN}{text[match.end(2) :]}"
    return _digest(original) == match[2]


def _digest(text: str) -> str:
    content = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def extend_overlay(source: Source, actions: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of an overlay with more actions after its own.

    All else stays as it is, comments included, but for an overlay that has its actions
    in an unusual form (an alias): it is written anew.
    """
    content = parse(source).value
    wanted = {**content, "actions": [*content["actions"], *actions]}
    for text in _extended(source, actions):
        if _value(source, text) == wanted:
            return text
    return _dump(wanted, as_json=source.syntax == "json")


def _value(source: Source, text: str) -> Any:
    try:
        return parse(Source.from_bytes(text.encode(), source.name)).value
    except (ParseError, ValueError):
        return None


def _extended(source: Source, actions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield texts that could be the extended overlay, the best first."""
    text = source.text
    found = _find_actions(text)
    if found is None:
        return
    if found.is_flow:
        yield from _extended_flow(text, found, actions)
        return
    added = textwrap.indent(_dump(list(actions), as_json=False), " " * found.column)
    if "\r\n" in text:
        added = added.replace("\n", "\r\n")
    lines = text[: found.end].splitlines(keepends=True)
    length = len(lines)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    # The last lines are comments, or text that looks like some.
    for used in (len(lines), length):
        head = "".join(text.splitlines(keepends=True)[:used])
        newline = "" if head.endswith(("\n", "\r")) else "\n"
        yield f"{head}{newline}{added}{text[len(head) :]}"


def _extended_flow(
    text: str, found: _Found, actions: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield texts with the actions before the closing bracket; it may follow a comma."""
    end = text.rindex("]", 0, found.end)
    content = text[found.start + 1 : end]
    head = text[:end].rstrip()
    space = text[len(head) : end]
    first_line = re.match(r"\s*\n([ \t]*)", content)
    if first_line and content.strip():
        items = (textwrap.indent(dump_json(e, 2), first_line[1]) for e in actions)
        before, added = "\n", ",\n".join(items)
    else:
        encoded = (json.dumps(each, ensure_ascii=False) for each in actions)
        before, added = " " if content.strip() else "", ", ".join(encoded)
    for comma in (",", ""):
        yield f"{head}{comma}{before}{added}{space}{text[end:]}"


class _Found(NamedTuple):
    """The place of the actions in a text."""

    start: int
    end: int
    column: int
    is_flow: bool


def _find_actions(text: str) -> _Found | None:
    """Return where the array of actions is; None where it is an alias."""
    depth = 0
    names: list[str] = []  # keys of the root, and their values
    start: Any = None
    for event in yaml_events(text):
        if isinstance(event, ev.CollectionEndEvent):
            depth -= 1
            if depth == 1 and start is not None:
                begin, end = start.start_mark, _index(event.end_mark)
                return _Found(begin.index, end, begin.column, bool(start.flow_style))
        elif isinstance(event, ev.NodeEvent):
            is_collection = isinstance(event, ev.CollectionStartEvent)
            if depth == 1:
                is_value = len(names) % 2 == 1
                if is_value and names[-1] == "actions":
                    if not isinstance(event, ev.SequenceStartEvent):
                        return None
                    start = event
                names.append(getattr(event, "value", "") or "")
            depth += is_collection
    return None


def _index(mark: Any) -> int:
    return int(mark.index)


def _dump(value: Any, *, as_json: bool) -> str:
    if as_json:
        return dump_json(value, 2) + "\n"
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    return str(text)


class _Dumper(yaml.SafeDumper):
    """Writes YAML that means the same by YAML 1.1 and 1.2, without invisible characters."""

    def analyze_scalar(self, scalar: str) -> Any:
        # A scalar is analyzed right before it is written.
        self.allow_unicode = printable(scalar, keep="\n") == scalar
        return super().analyze_scalar(scalar)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    OneLine,
    lambda dumper, value: dumper.represent_mapping(
        "tag:yaml.org,2002:map", value, flow_style=True
    ),
)
# The numbers of YAML 1.2: SafeDumper quotes those of 1.1 only.
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|0o[0-7]+$"),
    list("-+.0123456789"),
)
