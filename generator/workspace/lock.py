"""``gen-client.lock``, the file that records what a generated project was made from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from generator.diagnostics.model import UsageError
from generator.lower import Selection
from generator.names import Pins
from generator.text import content_digest

__all__ = [
    "LOCK_NAME",
    "Lock",
    "digest",
    "format_lock",
    "is_inside",
    "load_lock",
    "parse_lock",
    "read_lock",
]

LOCK_NAME = "gen-client.lock"
_FORMAT = 2
_READABLE_FORMATS = (1, 2)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXTS = ("generator", "version", "release", "distribution", "document")
# The lock of a document with thousands of operations has about 1 MB.
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of a lock. It has no times and no absolute paths, so it is the same
    on every machine.
    """

    generator: str
    """The version of gen-client that wrote the project."""
    version: str
    """``info.version`` of the document."""
    sources: Mapping[str, str]
    """The SHA-256 of the document, its overlays and every file that they refer to, by
    path relative to the document's folder.
    """
    files: Mapping[str, str]
    """The SHA-256 of each file of the project but the lock, by relative path."""
    release: str = ""
    """The version of the package (PEP 440)."""
    distribution: str = ""
    """The name of the distribution, which is that of the project's folder as well."""
    document: str = ""
    """The name of the document's own file; a key of `sources`."""
    warnings: int = 0
    """The number of warnings; -1 if a file could not be read, so that `sources` is
    incomplete.
    """
    options: Mapping[str, Any] = field(default_factory=dict)
    """The options of the run that differ from their defaults."""
    pins: Pins = field(default_factory=dict)
    """The Python names in use, which later runs keep."""
    format: int = _FORMAT
    """The format of the lock, which tells by which rules the names were chosen."""

    @property
    def selection(self) -> Selection:
        """The operations that the project was generated for."""
        return Selection(*(self._patterns(name) for name in ("include", "exclude")))

    def _patterns(self, option: str) -> tuple[str, ...]:
        given = self.options.get(option)
        texts = given if isinstance(given, list) else []
        return tuple(text for text in texts if isinstance(text, str))


def digest(text: str) -> str:
    """Return the `content_digest` of a text's UTF-8 bytes.

    Surrogate escapes (PEP 383) count as the bytes that they were decoded from.
    """
    return content_digest(text.encode("utf-8", "surrogateescape"))


def format_lock(lock: Lock) -> str:
    """Return the text of a lock file.

    Bytes of file names and options that are not UTF-8 are surrogate escapes (PEP 383),
    which JSON has as ``\\udc80``.
    """
    content = {each.name: getattr(lock, each.name) for each in fields(lock)}
    content["names"] = content.pop("pins")
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def load_lock(project: Path) -> Lock | None:
    """Return the lock in a project's folder, or None if there is no readable one."""
    path = project / LOCK_NAME
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        return parse_lock(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def read_lock(project: Path) -> Lock | None:
    """Return the lock in a project's folder, or None if there is none.

    Raises UsageError for one that cannot be read: the names and the history of the
    project are in it, and a first run would drop them.
    """
    lock = load_lock(project)
    path = project / LOCK_NAME
    if lock is None and os.path.lexists(path):
        raise UsageError(
            f"{path} cannot be read, and has the names and the history of the package. "
            "Restore it from version control; where a merge left conflict markers, take "
            "either side and run again."
        )
    return lock


def parse_lock(text: str) -> Lock | None:
    """Return the lock that a text holds, or None if it is not a lock of a known format.

    The text is not trusted: members of the wrong type are ignored, and so are files
    whose path leads out of the project.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("format") not in _READABLE_FORMATS:
        return None
    files = _strings(content.get("files"))
    names = content.get("names")
    warnings = content.get("warnings")
    return Lock(
        **{name: str(content.get(name, "")) for name in _TEXTS},
        warnings=warnings if type(warnings) is int else -1,
        format=content["format"],
        sources=_strings(content.get("sources")),
        files={path: value for path, value in files.items() if is_inside(path)},
        options=content["options"] if isinstance(content.get("options"), dict) else {},
        pins={
            str(scope): _strings(members)
            for scope, members in (names if isinstance(names, dict) else {}).items()
        },
    )


def is_inside(path: str) -> bool:
    """Return whether a relative path stays inside the folder it is relative to."""
    if any(separator in path for separator in ("\\", ":", "\0")):
        return False
    return all(part not in ("", ".", "..") for part in path.split("/"))


def _strings(value: object) -> dict[str, str]:
    members = value.items() if isinstance(value, dict) else ()
    return {str(k): v for k, v in members if isinstance(v, str)}
