"""The program as one paragraph: a document in, the files of a project out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.document import (
    Document,
    load_document,
    propose_overlay,
    start_validation,
)
from generator.emit import Identity, body_properties, identify, render_project
from generator.lower import lower
from generator.names import Pins, assign
from generator.problem import DocumentError, Problems

__all__ = ["Examined", "Generated", "Options", "examine", "generate"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller chooses."""

    overlays: tuple[Path, ...] = ()
    allow_refs: tuple[str, ...] = ()
    name: str | None = None
    pins: Pins = field(default_factory=dict)
    """Names of the last run, which never move."""


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


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a document, and an overlay that repairs what it safely can."""

    problems: Problems
    overlay: Mapping[str, Any]


def generate(source: Path, options: Options) -> Generated:
    """Return the generated project for the document at `source`.

    Raises DocumentError where the document cannot be used. Reads files, writes none.
    """
    problems = Problems()
    document = _load(source, options, problems)
    with _validated(document, problems):
        api = lower(document, problems)
        if problems.has_errors:
            raise DocumentError(
                *(each for each in problems if each.severity == "error")
            )
        names = assign(api, body_properties(api), options.pins)
        identity = identify(api, options.name)
        files = render_project(api, names, identity, document.bundle())
    return Generated(
        identity,
        api.version,
        files,
        _relative(document.files, source),
        names.pins,
        problems,
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


def _relative(files: Mapping[str, str], source: Path) -> dict[str, str]:
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
