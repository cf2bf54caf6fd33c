"""The whole pipeline: reads a document, returns the files of a project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import __version__
from generator.diagnostics.model import DocumentError, Problem, Problems
from generator.diagnostics.processing import processed, processing
from generator.diagnostics.progress import silent
from generator.document.content import DocumentSource
from generator.document.load import load_document
from generator.document.node import Document
from generator.document.repairs import propose_overlay
from generator.document.validation.process import Validation
from generator.emit import render_project
from generator.ir import Api
from generator.lower import ALL_OPERATIONS, Selection, lower
from generator.lower.proposals import propose_extensions
from generator.other_api import is_other_api
from generator.previous import PreviousRelease, find_previous, previous_document
from generator.release import plan_release
from generator.surface import (
    Identity,
    former_identity,
    identify,
    surface,
)
from generator.text import pluralize, printable
from generator.workspace.lock import LOCK_NAME, Lock, digest, format_lock

__all__ = [
    "NO_OPTIONS",
    "Examined",
    "Generated",
    "Options",
    "examine",
    "generate",
    "recorded_options",
]

# The time limit of the validator makes these depend on the machine.
_TIMED_CODES = ("invalid-document", "validation-incomplete")
_UNREADABLE_CODES = ("unreadable-ref", "unreadable-document")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a generation."""

    overlays: tuple[Path, ...] = ()
    allow_refs: tuple[str, ...] = ()
    name: str | None = None
    pin: bool = False
    """Whether to add the version to the package's name, so that several versions of
    the package can be installed together.
    """
    selection: Selection = ALL_OPERATIONS


NO_OPTIONS = Options()


@dataclass(frozen=True, slots=True)
class Generated:
    """The result of a run; nothing has been written."""

    identity: Identity
    files: Mapping[str, str]
    """The text of each file, by its path in the project."""
    problems: Problems
    version_warnings: tuple[str, ...] = ()
    """Warnings about the version number, compared with the previous release."""
    previous: PreviousRelease | None = None
    """The project in the output folder that this one continues."""
    other_api: str = ""
    """A sentence that says so if the project in the output folder is that of another
    API.
    """

    def folder(self, output: Path) -> Path:
        """Return the folder of the project in the output folder."""
        previous = self.previous
        return previous.folder if previous else output / self.identity.distribution


@dataclass(frozen=True, slots=True)
class Examined:
    """The problems of a document, and an OpenAPI Overlay with the safe repairs."""

    problems: Problems
    overlay: Mapping[str, Any]
    locations: tuple[str, ...]
    """The real paths and addresses of the document and of the files it refers to."""


def generate(
    source: DocumentSource,
    options: Options,
    output: Path | None = None,
    step: Callable[[str], None] = silent,
    *,
    force: bool = False,
) -> Generated:
    """Return the generated project for the document `source`.

    `output` is the folder of the projects: names, version and changelog continue those
    of the project there; with `force` also if its lock is damaged. `step` is called with
    a short text when a step begins. Raises DocumentError if the document cannot be used,
    and UsageError if the lock cannot. Reads files, writes none.
    """
    problems = Problems()
    step("Reading the document")
    with _validated(source, options, problems) as document:
        step("Analyzing the document")
        api = lower(document, problems, options.selection)
        if problems.has_errors:
            raise DocumentError(*(e for e in problems if e.severity == "error"))
        identity, previous = _identity(api, options, output, force=force)
        if previous is None and identity.is_taken:
            _report_taken(identity, problems)
        bundle = document.bundle()
        release = plan_release(api, bundle, options.selection, identity, previous)
        step(f"Rendering {pluralize(len(api.operations), 'operation')}")
        other_api = _report_other_api(previous, bundle, source)
        package = surface(api, release.names, release.identity.package)
        files = render_project(package, release.identity, bundle)
        files["CHANGELOG.md"] = release.changelog
        step("Validating the document")
    lock = Lock(
        generator=__version__,
        version=api.version,
        release=release.identity.version,
        distribution=release.identity.distribution,
        document=source.name,
        warnings=_lock_warnings(problems),
        sources={_relative(n, source): known for n, known in document.files.items()},
        files={path: digest(text) for path, text in files.items()},
        options=recorded_options(options, source),
        pins=release.names.pins,
    )
    files[LOCK_NAME] = format_lock(lock)
    return Generated(
        release.identity,
        files,
        problems,
        release.warnings,
        previous,
        other_api,
    )


def _identity(
    api: Api, options: Options, output: Path | None, *, force: bool
) -> tuple[Identity, PreviousRelease | None]:
    """Return the names of the project, and the project of an earlier run. One that has
    the name by earlier rules keeps it.
    """
    identity = identify(api, options.name, pin=options.pin)
    former = former_identity(api, options.name, pin=options.pin)
    if output is None:
        return identity, None
    for each in (identity, former):
        previous = find_previous(output, each, api, force=force)
        if previous is not None:
            return each, previous
    return identity, None


def _report_taken(identity: Identity, problems: Problems) -> None:
    name = identity.distribution
    problems.add(
        "taken-package-name",
        f"another project on the package index is known as {name}",
        at="#/info/title",
        consequence=f"`pip install {name}` installs that one, and both cannot be "
        "installed together",
        suggestion="choose another name by --name",
    )


def _report_other_api(
    previous: PreviousRelease | None, bundle: Mapping[str, Any], source: DocumentSource
) -> str:
    """Return a sentence if the project of an earlier run is that of another API."""
    if previous is None or not is_other_api(
        previous_document(previous.folder), bundle, previous.document, source.name
    ):
        return ""
    return (
        f"{previous.folder} is the client of another API with this name: it was "
        f"generated from {previous.document or 'another document'}, with which this "
        "document shares few or no operations."
    )


def _lock_warnings(problems: Iterable[Problem]) -> int:
    """Return the number of warnings, or -1 if a file could not be read."""
    found = list(problems)
    if any(each.code in _UNREADABLE_CODES for each in found):
        return -1
    return sum(e.severity == "warning" and e.code not in _TIMED_CODES for e in found)


def recorded_options(options: Options, source: DocumentSource) -> dict[str, object]:
    """Return the options that differ from their defaults, as the lock records them."""
    values: dict[str, object] = {
        "name": options.name,
        "pin": options.pin,
        "overlays": [_relative(str(path), source) for path in options.overlays],
        "allow_refs": list(options.allow_refs),
        "include": list(options.selection.include),
        "exclude": list(options.selection.exclude),
    }
    return {name: value for name, value in values.items() if value}


def examine(
    source: DocumentSource,
    options: Options,
    unsaved_overlay: tuple[str, bytes] | None = None,
) -> Examined:
    """Return every problem of the document `source` and the proposed repairs.

    An unsaved overlay, given by its name and content, is applied after the others.
    Raises DocumentError if the document cannot be read.
    """
    problems = Problems()
    with _validated(source, options, problems, unsaved_overlay) as document:
        api = lower(document, problems)
        proposals = propose_extensions(api, document)
        for each in proposals:
            problems.add(
                each.code,
                each.message,
                at=each.pointer,
                consequence=each.consequence,
                suggestion=f"declare {each.extension}, as --write-overlay FILE does",
            )
    additions = [(each.pointer, {each.extension: each.value}) for each in proposals]
    overlay = propose_overlay(problems, document, additions)
    return Examined(problems, overlay, document.locations)


def _relative(name: str, source: DocumentSource) -> str:
    """Return the path of a file relative to the document's folder, so that it does not
    depend on where that folder is. A file outside of it keeps its name alone.
    """
    if "://" in name:
        return name
    if not isinstance(source, Path):
        return os.path.basename(name)
    path, folder = os.path.abspath(name), os.path.abspath(source.parent)
    inside = path.startswith(folder + os.sep)
    relative = os.path.relpath(path, folder) if inside else os.path.basename(name)
    return relative.replace(os.sep, "/")


@contextmanager
def _validated(
    source: DocumentSource,
    options: Options,
    problems: Problems,
    unsaved_overlay: tuple[str, bytes] | None = None,
) -> Iterator[Document]:
    """Load the document, and validate it in a second process while the body runs.

    The note of `processing` on an exception gets the file, the line and the column.
    """
    try:
        with processing(printable(str(source))):
            document = load_document(
                source,
                problems,
                overlays=options.overlays,
                unsaved_overlay=unsaved_overlay,
                allow_refs=options.allow_refs,
            )
            validation = Validation(document)
            try:
                yield document
            except BaseException:
                validation.cancel()
                raise
    except Exception as error:
        pointer = processed(error)
        if pointer.startswith("#"):
            with suppress(Exception):
                place = problems.place(pointer)
                error.add_note(f"at {place.file}:{place.line}:{place.column}")
        raise
    validation.finish(problems)
