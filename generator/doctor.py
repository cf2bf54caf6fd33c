"""``gen-client doctor --write-overlay``: write the repairs of a document as an overlay."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.diagnostics.model import DocumentError, UsageError
from generator.diagnostics.render import render_summary
from generator.document.content import DocumentSource
from generator.document.overlay_text import (
    extend_overlay,
    format_overlay,
    is_as_written,
)
from generator.document.repairs import is_proposal
from generator.document.syntax.parse import parse
from generator.document.syntax.parse_result import ParseError
from generator.document.syntax.source import Source, read_file
from generator.pipeline import Examined, Options, examine
from generator.text import pluralize, printable
from generator.workspace.writer import write_file

__all__ = ["OverlayTarget", "find_target", "summary", "write_repairs"]

# A repair can uncover a problem that another one hid.
_MAX_ROUNDS = 4
_UNCHANGED = "Nothing was changed; choose another file for --write-overlay."
_Action = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OverlayTarget:
    """The file to write the repairs to."""

    path: Path
    overlays: tuple[Path, ...]
    """The overlays that are applied before those repairs."""
    content: bytes | None = None
    """What the file contains now; None if there is no file."""
    extended: Source | None = None
    """The overlay to add the repairs to; None if the file is to be replaced."""

    def is_unchanged(self) -> bool:
        """Return whether the file is still as it was found."""
        return _content(self.path) == self.content


def find_target(
    path: Path, spec: DocumentSource, overlays: Sequence[Path], *, force: bool
) -> OverlayTarget:
    """Return how to write repairs of the document `spec` to the file at `path`.

    `overlays` are those that are applied to the document. A file that doctor wrote is
    replaced, unless it was edited; with `force` the repairs are added to any overlay.
    Raises UsageError for every other file that exists, and DocumentError for one that
    cannot be read.
    """
    content = _content(path)
    if content is None:
        return OverlayTarget(path, tuple(overlays))
    if isinstance(spec, Path):
        _refuse_sources(path, [spec])
    same = [each for each in overlays if _is_same(each, path)]
    _refuse_sources(path, [e for e in same if os.path.realpath(e) != _real(path)])
    if same and not _is_same(overlays[-1], path):
        raise UsageError(
            f"{path} is followed by other overlays, and repairs are for the document "
            f"after all of them. {_UNCHANGED}"
        )
    others = tuple(each for each in overlays if each not in same)
    if not content:
        return OverlayTarget(path, others, content)
    source = Source.from_bytes(read_file(path, str(path)), str(path))
    if is_as_written(source.text):
        return OverlayTarget(path, others, content)
    if not force:
        raise UsageError(
            f"doctor did not write {path}, or it was edited since. Nothing was changed. "
            "Use --force to add the repairs to it, or choose another file."
        )
    if not _is_overlay(source):
        raise UsageError(f"{path} is not an overlay with actions. {_UNCHANGED}")
    return OverlayTarget(path, others, content, source)


def summary(examined: Examined) -> str:
    """Return how many problems there are, and how many of them can be repaired."""
    found = render_summary(examined.problems) or "No problems"
    actions = examined.overlay["actions"]
    hint = f" --write-overlay FILE writes {_counted(actions)}."
    return f"{found}.{hint if actions else ''}"


def _content(path: Path) -> bytes | None:
    """Return the content of a regular file, None if there is nothing at the path."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot write {path}: {reason}. {_UNCHANGED}") from None
    if not stat.S_ISREG(mode):
        is_link, is_folder = stat.S_ISLNK(mode), stat.S_ISDIR(mode)
        kind = "a symbolic link" if is_link else "a folder" if is_folder else ""
        raise UsageError(f"{path} is {kind or 'not a regular file'}. {_UNCHANGED}")
    is_empty = path.stat().st_size == 0
    return b"" if is_empty else read_file(path, str(path))


def _refuse_sources(path: Path, sources: Iterable[Path]) -> None:
    for source in sources:
        if _is_same(source, path):
            raise UsageError(
                f"{path} is the same file as {source}, which is read. {_UNCHANGED}"
            )


def _is_same(first: Path, second: Path) -> bool:
    try:
        return os.path.samefile(first, second)
    except (OSError, ValueError):
        return False


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _is_overlay(source: Source) -> bool:
    try:
        value = parse(source).value
    except ParseError:
        return False
    is_overlay = type(value) is dict and "overlay" in value
    return is_overlay and type(value.get("actions")) is list


def write_repairs(
    target: OverlayTarget, spec: DocumentSource, options: Options
) -> tuple[Examined, str]:
    """Write an overlay with the repairs of the document `spec`; return its problems
    before, and a sentence that says what was written.

    The repairs of what is left after the first ones are added, until none is left.
    Repairs that would make the document unusable are left out. Raises DocumentError if
    the document cannot be read, UsageError if the file cannot be written; then it was not
    changed.
    """
    options = replace(options, overlays=target.overlays)
    text = target.extended.text if target.extended else ""
    known = _known(parse(target.extended).value["actions"] if target.extended else ())
    first = examined = examine(spec, options, _unsaved(target, text))
    _refuse_sources(target.path, map(Path, first.locations))
    added: list[_Action] = []
    for _ in range(_MAX_ROUNDS):
        actions = [a for a in examined.overlay["actions"] if _key(a) not in known]
        if not actions:
            break
        new_text = _text(target, first, [*added, *actions])
        proposals = list(filter(is_proposal, actions))
        try:
            if len(proposals) < len(actions):  # Others can uncover problems.
                examined = examine(spec, options, _unsaved(target, new_text))
        except DocumentError:
            actions = proposals
            new_text = _text(target, first, [*added, *proposals])
        known |= _known(actions)
        added += actions
        text = new_text
    return first, _write(target, text or _text(target, first, ()), added)


def _unsaved(target: OverlayTarget, text: str) -> tuple[str, bytes] | None:
    return (str(target.path), text.encode()) if text else None


def _text(target: OverlayTarget, first: Examined, actions: Sequence[_Action]) -> str:
    if target.extended is not None:
        return extend_overlay(target.extended, actions)
    overlay = {**first.overlay, "actions": list(actions)}
    return format_overlay(overlay, target.path.name)


def _write(target: OverlayTarget, text: str, added: Sequence[_Action]) -> str:
    path = printable(str(target.path))
    if target.extended is not None and not added:
        return f"Nothing to add to {path}."
    if not target.is_unchanged():
        raise UsageError(f"{target.path} changed meanwhile. {_UNCHANGED}")
    write_file(target.path, text)
    if target.extended is not None:
        return f"Added {_counted(added)} to {path}."
    return f"Wrote {path} ({_counted(added)})."


def _counted(actions: Sequence[_Action]) -> str:
    """Return the number of repairs and of proposals."""
    proposals = sum(map(is_proposal, actions))
    repairs = pluralize(len(actions) - proposals, "repair")
    if not proposals:
        return repairs
    found = pluralize(proposals, "proposal")
    return found if proposals == len(actions) else f"{repairs} and {found}"


def _known(actions: Iterable[Any]) -> set[str]:
    return set(map(_key, actions))


def _key(action: Any) -> str:
    return json.dumps(action, sort_keys=True)
