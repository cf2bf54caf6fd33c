"""Components whose definitions are in other files.

`Pet: {$ref: schemas/pet.yml}` among the components defines Pet by the content of the
file. Every other reference to that file then means the component Pet.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from generator.document.limits import MAX_REF_HOPS
from generator.document.pointer import from_fragment, join, lookup, split
from generator.document.references.loader import (
    FileLoader,
    ForbiddenReference,
    LoadedFile,
    UnreadableReference,
)
from generator.document.references.targets import Target

__all__ = ["find_external_components", "unique_name"]

# Component names match ^[a-zA-Z0-9._-]+$ (OpenAPI 3.2.0 section 4.7).
_INVALID_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def find_external_components(
    root: dict[str, Any],
    base: LoadedFile,
    files: FileLoader,
    sections: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, str, list[Target]]]:
    """Yield kind, pointer and targets of each component that is only a reference.

    The targets are those of the reference and of the references that it leads through;
    the last one has the value. `base` is the file that contains the components. Files
    that cannot be read are left for the resolver to report.
    """
    for kind, path in sections.items():
        section = lookup(root, join(*path))
        for name, value in section.items() if type(section) is dict else ():
            targets = _follow(value, base, files)
            if targets:
                yield kind, join(*path, name), targets


def _follow(value: Any, base: LoadedFile, files: FileLoader) -> list[Target]:
    targets: list[Target] = []
    while len(targets) < MAX_REF_HOPS:
        if type(value) is not dict or value.keys() != {"$ref"}:
            break
        target = _target(value["$ref"], base, files, is_first=not targets)
        if target is None:
            break
        targets.append(target)
        base = target.file
        value = target.value()
    return targets if type(value) is dict else []


def _target(
    ref: Any, base: LoadedFile, files: FileLoader, *, is_first: bool
) -> Target | None:
    address, _, fragment = ref.partition("#") if type(ref) is str else ("", "", "")
    pointer = from_fragment(fragment)
    # In a file with schema identifiers the address may be one of those.
    if pointer is None or base.has_schema_ids or (is_first and not address):
        return None
    try:
        return Target(files.open(base, address) if address else base, pointer)
    except (ForbiddenReference, UnreadableReference):
        return None


def unique_name(section: dict[str, Any], target: Target) -> str:
    """Return a readable name, unused in `section`, for a value in another file."""
    return next(name for name in _names(target) if name not in section)


def _names(target: Target) -> Iterator[str]:
    path = PurePosixPath(urlsplit(target.file.location).path or target.file.name)
    stem = path.stem.removesuffix(".schema")
    tokens = split(target.pointer)
    parts = [stem, tokens[-1]] if tokens else [path.parent.name, stem]
    valid = [_INVALID_IN_NAMES.sub("_", part).strip("_.") or "item" for part in parts]
    yield valid[-1]
    yield "_".join(valid)
    for number in itertools.count(2):
        yield f"{valid[-1]}_{number}"
