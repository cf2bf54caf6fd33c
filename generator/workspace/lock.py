"""``gen-client.lock``: what a generated project was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.lower import Selection
from generator.names import Pins

__all__ = ["LOCK_NAME", "Lock", "digest", "read_lock", "write_lock"]

LOCK_NAME = "gen-client.lock"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of a lock: no times and no absolute paths, so that it is the same on
    every machine.
    """

    generator: str
    version: str
    """The version of the document, as it says."""
    sources: Mapping[str, str]
    """The SHA-256 of the document, its overlays and every file that they refer to."""
    files: Mapping[str, str]
    """The SHA-256 of each file of the project."""
    release: str = ""
    """The version of the package."""
    distribution: str = ""
    document: str = ""
    """Which of the sources is the document itself."""
    warnings: int = 0
    """How many warnings there were; -1 where a file could not be read, so that the
    sources do not tell everything.
    """
    options: Mapping[str, Any] = field(default_factory=dict)
    pins: Pins = field(default_factory=dict)

    @property
    def selection(self) -> Selection:
        """The operations that the project was made for."""
        return Selection(*(self._patterns(name) for name in ("include", "exclude")))

    def _patterns(self, option: str) -> tuple[str, ...]:
        given = self.options.get(option)
        texts = given if isinstance(given, list) else []
        return tuple(text for text in texts if isinstance(text, str))


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal; bytes that were no
    UTF-8 when the text was read are what they were (PEP 383).
    """
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def write_lock(lock: Lock) -> str:
    """Return the text of a lock file."""
    content = {
        "format": _FORMAT,
        "generator": lock.generator,
        "version": lock.version,
        "release": lock.release,
        "distribution": lock.distribution,
        "document": lock.document,
        "warnings": lock.warnings,
        "options": lock.options,
        "sources": lock.sources,
        "files": lock.files,
        "names": lock.pins,
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_lock(text: str) -> Lock | None:
    """Return the lock that a text holds, or None where it is no lock of ours.

    Nothing in it is trusted: paths that are not plain relative ones are dropped.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        return None
    files = _strings(content.get("files"))
    names = content.get("names")
    warnings = content.get("warnings")
    return Lock(
        release=str(content.get("release", "")),
        distribution=str(content.get("distribution", "")),
        document=str(content.get("document", "")),
        warnings=warnings if type(warnings) is int else -1,
        generator=str(content.get("generator", "")),
        version=str(content.get("version", "")),
        sources=_strings(content.get("sources")),
        files={path: value for path, value in files.items() if is_inside(path)},
        options=content["options"] if isinstance(content.get("options"), dict) else {},
        pins={
            str(scope): _strings(members)
            for scope, members in (names if isinstance(names, dict) else {}).items()
        },
    )


def is_inside(path: str) -> bool:
    """Tell whether a path of a lock stays inside the project's folder."""
    parts = path.split("/")
    plain = all(part not in ("", ".", "..") for part in parts)
    return plain and not any(bad in path for bad in ("\\", ":", "\0"))


def _strings(value: object) -> dict[str, str]:
    members = value.items() if isinstance(value, dict) else ()
    return {str(k): v for k, v in members if isinstance(v, str)}
