"""``gen-client.lock``, the file that records what a generated project was made from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from generator.lower import Selection
from generator.names import Pins
from generator.text import content_digest

__all__ = [
    "LOCK_NAME",
    "READABLE_FORMATS",
    "TEXTS",
    "Lock",
    "RepeatedNameError",
    "digest",
    "format_lock",
    "is_inside",
    "load_lock",
    "lock_text",
    "parse_lock",
    "unique",
]

LOCK_NAME = "gen-client.lock"
_FORMAT = 2
READABLE_FORMATS = (1, 2)
_SURROGATE = re.compile("[\ud800-\udfff]")
TEXTS = ("generator", "version", "release", "distribution", "document")
# The lock of a document with thousands of operations has about 1 MB.
_MAX_BYTES = 64 * 1024 * 1024
T = TypeVar("T")


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

    Each line has one name or one value. What seldom changes comes first, then the names,
    then what changes with every run: git merges changes in lines far apart, and a text
    that was cut off has lost the digests first. Bytes of file names and options that are
    not UTF-8 are surrogate escapes (PEP 383), which JSON has as ``\\udc80``.
    """
    content = {
        "format": lock.format,
        "distribution": lock.distribution,
        "document": lock.document,
        "options": lock.options,
        "names": lock.pins,
        "generator": lock.generator,
        "warnings": lock.warnings,
        "files": lock.files,
        "sources": lock.sources,
        "release": lock.release,
        "version": lock.version,
    }
    ordered = {name: _sorted(value) for name, value in content.items()}
    text = json.dumps(ordered, indent=2, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _sorted(value: Any) -> Any:
    """Return a JSON value with the members of objects sorted, at any depth."""
    if not isinstance(value, Mapping):
        return value
    return {key: _sorted(value[key]) for key in sorted(value)}


def load_lock(project: Path) -> Lock | None:
    """Return the lock in a project's folder, or None if there is no readable one."""
    text = lock_text(project)
    return None if text is None else parse_lock(text)


def lock_text(project: Path) -> str | None:
    """Return the text of the lock in a project's folder, or None if there is no file, or
    one that is too large. Bytes that are not UTF-8 are replaced.
    """
    path = project / LOCK_NAME
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return None


def parse_lock(text: str) -> Lock | None:
    """Return the lock that a text holds, or None if it is not a lock of a known format,
    has a member of the wrong type, or has one twice.

    The text is not trusted: files whose path leads out of the project are ignored.
    """
    try:
        content = json.loads(text, object_pairs_hook=unique)
        if _typed(content["format"], int) not in READABLE_FORMATS:
            return None
        names = _typed(content["names"], dict)
        files = _strings(content["files"])
        return Lock(
            **{name: _typed(content.get(name, ""), str) for name in TEXTS},
            warnings=_typed(content["warnings"], int),
            format=content["format"],
            sources=_strings(content["sources"]),
            files={path: value for path, value in files.items() if is_inside(path)},
            options=_typed(content["options"], dict),
            pins={scope: _strings(members) for scope, members in names.items()},
        )
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


class RepeatedNameError(ValueError):
    """A member of an object is there twice."""


def unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; raises RepeatedNameError if a member is there twice."""
    found: dict[str, Any] = {}
    for name, value in members:
        if name in found:
            raise RepeatedNameError(json.dumps(name))
        found[name] = value
    return found


def is_inside(path: str) -> bool:
    """Return whether a relative path stays inside the folder it is relative to."""
    if any(separator in path for separator in ("\\", ":", "\0")):
        return False
    return all(part not in ("", ".", "..") for part in path.split("/"))


def _strings(value: object) -> dict[str, str]:
    return {key: _typed(text, str) for key, text in _typed(value, dict).items()}


def _typed(value: object, type_: type[T]) -> T:
    """Return a value of a type; raises TypeError for another one."""
    if not isinstance(value, type_) or isinstance(value, bool):
        raise TypeError(f"{type_.__name__} expected")
    return value
