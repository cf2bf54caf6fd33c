"""The API of one of two versions to compare; a large one is read in a second process."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from generator.diagnostics.model import DocumentError, Place, Problem, Problems
from generator.document.content import DocumentSource
from generator.document.load import load_document
from generator.document.node import Document
from generator.ir import Api
from generator.lower import lower
from generator.pipeline import Options

__all__ = ["LoadedVersion", "load_version", "loaded_in_background"]

_LEAST_BYTES = 300_000
"""A smaller document is read sooner than a process begins."""


class LoadedVersion(Protocol):
    """The API that a document describes, and where it describes it."""

    api: Api
    empty: tuple[Problem, ...]
    """The problem that the selection leaves no operation, if it does not."""

    def places(self, pointers: Sequence[str]) -> list[Place]:
        """Return the places of pointers in the source files."""

    def digest(self) -> str:
        """Return a digest of the document with everything that it refers to."""


@dataclass(slots=True)
class _Version:
    """A version that this process has read."""

    api: Api
    empty: tuple[Problem, ...]
    document: Document = field(repr=False)

    def places(self, pointers: Sequence[str]) -> list[Place]:
        return list(self.document.source_map.places(pointers))

    def digest(self) -> str:
        content = json.dumps(self.document.bundle(), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def load_version(source: DocumentSource, options: Options) -> _Version:
    """Return the version in a document; raises DocumentError if it cannot be used."""
    problems = Problems()
    document = load_document(
        source, problems, overlays=options.overlays, allow_refs=options.allow_refs
    )
    api = lower(document, problems, options.selection)
    empty = tuple(each for each in problems if each.code == "nothing-selected")
    return _Version(api, empty, document)


@contextmanager
def loaded_in_background(
    source: DocumentSource, options: Options
) -> Iterator[Callable[[], LoadedVersion]]:
    """Read a version while the body runs, which gets it by the function that is yielded.

    A small version is read when the function is called, and so is every version where
    there is no second processor, or the second process fails. The function raises
    DocumentError if the document cannot be used.
    """
    if not _can_fork() or _size(source) < _LEAST_BYTES:
        yield lambda: load_version(source, options)
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, ours, source, options), daemon=True
    )
    process.start()
    theirs.close()
    try:
        yield lambda: _receive(ours) or load_version(source, options)
    finally:
        ours.close()
        process.kill()
        process.join()


def _can_fork() -> bool:
    """Return whether a second process can share the work; a thread may hold a lock."""
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


def _size(source: DocumentSource) -> int:
    if not isinstance(source, Path):
        return len(source.data)
    return os.path.getsize(source) if os.path.isfile(source) else 0


@dataclass(slots=True)
class _RemoteVersion:
    """A version that the second process has read."""

    api: Api
    empty: tuple[Problem, ...]
    connection: Connection = field(repr=False)

    def places(self, pointers: Sequence[str]) -> list[Place]:
        self.connection.send(pointers)
        places: list[Place] = self.connection.recv()
        return places

    def digest(self) -> str:
        self.connection.send(None)
        digest: str = self.connection.recv()
        return digest


def _receive(connection: Connection) -> LoadedVersion | None:
    """Return the version that the second process sends; None if it ended."""
    try:
        received = connection.recv()
    except (EOFError, OSError):
        return None
    if isinstance(received, DocumentError):
        raise received
    api, empty = received
    return _RemoteVersion(api, empty, connection)


def _serve(
    connection: Connection, other: Connection, source: DocumentSource, options: Options
) -> None:
    """Send a version, or its DocumentError; then answer with places, or the digest where
    None is sent, until the other side closes the connection.
    """
    other.close()
    try:
        version = load_version(source, options)
        connection.send((version.api, version.empty))
        while True:
            pointers: Iterable[str] | None = connection.recv()
            if pointers is None:
                connection.send(version.digest())
            else:
                connection.send(version.places([*pointers]))
    except DocumentError as error:
        connection.send(error)
    except BaseException:  # noqa: BLE001 - this process reports nothing
        # The other one reads the document itself, and reports what is wrong.
        os._exit(1)
