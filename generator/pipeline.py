"""The program as one paragraph: a document in, the files of a project out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics.model import DocumentError, Problems
from generator.diagnostics.progress import silent
from generator.document import (
    Document,
    load_document,
    propose_overlay,
    start_validation,
)
from generator.emit import Identity, identify, render_project
from generator.lower import EVERYTHING, Selection, lower
from generator.names import Pins
from generator.release import Predecessor, evolve
from generator.text import count

__all__ = [
    "Examined",
    "Generated",
    "Options",
    "examine",
    "generate",
    "nothing_before",
    "relative",
]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller chooses."""

    overlays: tuple[Path, ...] = ()
    allow_refs: tuple[str, ...] = ()
    name: str | None = None
    pin: bool = False
    """Whether the names carry the version, so that several install together."""
    selection: Selection = EVERYTHING


@dataclass(frozen=True, slots=True)
class Generated:
    """What a run gives; nothing has been written."""

    identity: Identity
    api_version: str
    """The version as the document says it."""
    files: Mapping[str, str]
    """The text of each file by its path in the project."""
    sources: Mapping[str, str]
    """The digest of each file that was read, by its name."""
    pins: Pins
    problems: Problems
    notes: tuple[str, ...] = ()
    """What is odd about the version, compared with the project that was there."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a document, and an overlay that repairs what it safely can."""

    problems: Problems
    overlay: Mapping[str, Any]


def nothing_before(identity: Identity) -> Predecessor | None:
    """Say that there is no project yet."""
    return None


def generate(
    source: Path,
    options: Options,
    before: Callable[[Identity], Predecessor | None] = nothing_before,
    step: Callable[[str], None] = silent,
) -> Generated:
    """Return the generated project for the document at `source`.

    `before` finds the project that an earlier run has made under a name; `step` is told
    what begins. Raises DocumentError where the document cannot be used. Reads files,
    writes none.
    """
    problems = Problems()
    step("Reading the document")
    document = _load(source, options, problems)
    with _validated(document, problems):
        step("Understanding it")
        api = lower(document, problems, options.selection)
        if problems.has_errors:
            raise DocumentError(
                *(each for each in problems if each.severity == "error")
            )
        identity = identify(api, options.name, pin=options.pin)
        bundle = document.bundle()
        after = evolve(api, bundle, options.selection, identity, before(identity))
        step(f"Rendering {count(len(api.operations), 'operation')}")
        files = render_project(api, after.names, after.identity, bundle)
        files["CHANGELOG.md"] = after.changelog
        step("Validating the document")
    return Generated(
        after.identity,
        api.version,
        files,
        relative(document.files, source),
        after.names.pins,
        problems,
        after.notes,
    )


def examine(source: Path, options: Options) -> Examined:
    """Return every problem of the document at `source` and the repairs to propose.

    Raises DocumentError where the document cannot be read at all.
    """
    problems = Problems()
    document = _load(source, options, problems)
    with _validated(document, problems):
        lower(document, problems)
    return Examined(problems, propose_overlay(problems, document))


def relative(files: Mapping[str, str], source: Path) -> dict[str, str]:
    """Name the files from the document's folder, so that the names are the same
    wherever that folder lies; a file outside of it by its name alone.
    """
    folder = os.path.abspath(source.parent)
    named: dict[str, str] = {}
    for name, digest in files.items():
        path = os.path.abspath(name)
        inside = path.startswith(folder + os.sep)
        if "://" not in name:
            name = os.path.relpath(path, folder) if inside else os.path.basename(name)
        named[name.replace(os.sep, "/")] = digest
    return named


def _load(source: Path, options: Options, problems: Problems) -> Document:
    return load_document(
        source, problems, overlays=options.overlays, allow_refs=options.allow_refs
    )


@contextmanager
def _validated(document: Document, problems: Problems) -> Iterator[None]:
    """Validate in a second process while the body goes on."""
    validation = start_validation(document)
    try:
        yield
    except BaseException:
        validation.cancel()
        raise
    validation.finish(problems)
