"""Components that are kept in other files.

`Pet: {$ref: schemas/pet.yml}` among the components says that this is what Pet is: the
file's content belongs there, under that name, and whatever else names the file means
that component.
"""

from __future__ import annotations

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

__all__ = ["Way", "find_external_components", "unique_name"]

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")

Way = list[tuple[LoadedFile, str]]
"""The places (file and pointer) that references lead through; the last has the value."""


def find_external_components(
    root: dict[str, Any],
    base: LoadedFile,
    files: FileLoader,
    prefixes: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, str, Way]]:
    """Give kind, pointer and way of each component that only names another file.

    `base` is the file that the components stand in. One whose file cannot be read is
    left for the resolver to report.
    """
    for kind, prefix in prefixes.items():
        section = lookup(root, join(*prefix))
        for name, value in section.items() if type(section) is dict else ():
            way = _way(value, base, files)
            if way:
                yield kind, join(*prefix, name), way


def _way(value: Any, base: LoadedFile, files: FileLoader) -> Way:
    way: Way = []
    while type(value) is dict and value.keys() == {"$ref"} and len(way) < MAX_REF_HOPS:
        found = _next(value["$ref"], base, files, is_first=not way)
        if found is None:
            break
        way.append(found)
        base = found[0]
        value = lookup(base.root, found[1])
    return way if type(value) is dict else []


def _next(
    ref: Any, base: LoadedFile, files: FileLoader, *, is_first: bool
) -> tuple[LoadedFile, str] | None:
    address, _, fragment = ref.partition("#") if type(ref) is str else ("", "", "")
    place = from_fragment(fragment)
    # Schemas with addresses of their own may be what is meant.
    if place is None or base.has_schema_ids or (is_first and not address):
        return None
    try:
        return (files.open(base, address) if address else base), place
    except (ForbiddenReference, UnreadableReference):
        return None


def unique_name(section: dict[str, Any], file: LoadedFile, place: str) -> str:
    """Return a readable name for a foreign value that its section does not have."""
    for name in _names(file, place):
        if name not in section:
            return name
    raise AssertionError("the names never end")


def _names(file: LoadedFile, place: str) -> Iterator[str]:
    path = PurePosixPath(urlsplit(file.location).path or file.name)
    stem = path.stem.removesuffix(".schema")
    tokens = split(place)
    parts = [stem, tokens[-1]] if tokens else [path.parent.name, stem]
    cleaned = [_UNSAFE.sub("_", part).strip("_.") or "item" for part in parts]
    yield cleaned[-1]
    yield "_".join(cleaned)
    number = 2
    while True:
        yield f"{cleaned[-1]}_{number}"
        number += 1
