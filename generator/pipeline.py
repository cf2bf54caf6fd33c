"""The program as one paragraph: a document in, the files of a project out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.document import load_document, start_validation
from generator.emit import Identity, body_properties, identify, render_project
from generator.lower import lower
from generator.names import Pins, assign
from generator.problem import Problems

__all__ = ["Generated", "Options", "generate"]


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


def generate(source: Path, options: Options) -> Generated:
    """Return the generated project for the document at `source`.

    Raises DocumentError where the document cannot be used. Reads files, writes none.
    """
    problems = Problems()
    document = load_document(
        source, problems, overlays=options.overlays, allow_refs=options.allow_refs
    )
    validation = start_validation(document)
    api = lower(document, problems)
    names = assign(api, body_properties(api), options.pins)
    identity = identify(api, options.name)
    files = render_project(api, names, identity, document.bundle())
    validation.finish(problems)
    return Generated(identity, api.version, files, document.files, names.pins, problems)
