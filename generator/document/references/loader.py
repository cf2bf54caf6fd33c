"""The files that a document consists of: which may be read, and reading them once."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from generator.diagnostics.model import DocumentError, Place, Problems, fatal_error
from generator.document.limits import (
    MAX_FILES,
    MAX_TOTAL_BYTES,
    MAX_TOTAL_FETCH_SECONDS,
)
from generator.document.references.schema_ids import (
    ID_KEYWORDS,
    SchemaIds,
    index_schema_ids,
)
from generator.document.source_map import SourceMap
from generator.document.syntax.parse import parse_source
from generator.document.syntax.source import make_source, read_file
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    from generator.document.references import http as fetch
else:
    fetch = LazyModule("generator.document.references.http")

__all__ = [
    "FileLoader",
    "ForbiddenReference",
    "LoadedFile",
    "UnreadableReference",
]

# Files that a description may be kept in: their text is the value.
_PROSE = frozenset((".md", ".markdown", ".txt", ".html", ".rst"))


class ForbiddenReference(Exception):
    """A reference that may not be followed; the message says why."""


class UnreadableReference(Exception):
    """A referenced file that cannot be read; the message says why."""


@dataclass(eq=False, slots=True)
class LoadedFile:
    """A file that was read: its value, and where it lies."""

    name: str
    location: str
    root: Any
    is_remote: bool = False
    # Whether it, or schemas in it, may have names of their own.
    has_schema_ids: bool = False
    _identifiers: SchemaIds | None = field(default=None, repr=False)

    def identifiers(self) -> SchemaIds | None:
        """Return those names as they were when first asked for; None without any."""
        if self._identifiers is None and self.has_schema_ids:
            self._identifiers = index_schema_ids(self.root, self.location)
        return self._identifiers


class FileLoader:
    """Reads each file once, and only those the document may name.

    Allowed are files in the folder of the document and below it, symbolic links
    resolved, and what `allow_refs` names: a file, a folder, or the beginning of an
    http(s) address.
    """

    def __init__(
        self,
        root: Path,
        name: str,
        source_map: SourceMap,
        problems: Problems,
        allow_refs: Sequence[str],
    ) -> None:
        self.source_map = source_map
        self.problems = problems
        self.digests: dict[str, str] = {}
        self._folder = os.path.realpath(root.parent)
        self._shown_folder = os.path.dirname(name)
        self._addresses = [each for each in allow_refs if "://" in each]
        self._paths = [
            os.path.realpath(each) for each in allow_refs if "://" not in each
        ]
        self._loaded: dict[str, LoadedFile | Exception] = {}
        self._bytes = 0
        self._slow: set[str] = set()
        self._fetching = 0.0

    def load_root(self, path: Path, name: str) -> LoadedFile:
        """Read the document itself."""
        data = read_file(path, name)
        location = os.path.realpath(path)
        loaded = self._take(data, name, location)
        self._loaded[location] = loaded
        return loaded

    def load_beside(self, path: Path, name: str) -> LoadedFile:
        """Read a file that the user named, such as an overlay."""
        return self._take(read_file(path, name), name, os.path.realpath(path))

    def open(self, base: LoadedFile, reference: str) -> LoadedFile:
        """Return the file that `reference` (without fragment) names, seen from `base`.

        Raises `Forbidden` where it may not be read, `Unreadable` where it cannot be.
        """
        parts = _split(reference)
        scheme = parts.scheme.lower()
        if scheme in ("http", "https") or (base.is_remote and not scheme):
            location = (
                urljoin(base.location, reference) if base.is_remote else reference
            )
            self._allow_address(location)
            return self._once(location, remote=True)
        if scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
            raise ForbiddenReference(f"{scheme or 'network'} references are not read")
        if base.is_remote:
            raise ForbiddenReference("a fetched document may not name local files")
        path = unquote(parts.path)
        if "\x00" in path or "\\" in path or not path:
            raise ForbiddenReference("this is no path of a file")
        location = os.path.realpath(os.path.join(os.path.dirname(base.location), path))
        self._allow_path(location)
        return self._once(location, remote=False)

    def _allow_address(self, location: str) -> None:
        if not any(_begins(location, allowed) for allowed in self._addresses):
            raise ForbiddenReference(
                "it is on the network, which is not read unless --allow-ref names it"
            )

    def _allow_path(self, location: str) -> None:
        allowed = [self._folder, *self._paths]
        if not any(_lies_in(location, folder) for folder in allowed):
            raise ForbiddenReference(
                "it lies outside the document's folder, which is not read unless "
                "--allow-ref names it"
            )

    def _once(self, location: str, *, remote: bool) -> LoadedFile:
        known = self._loaded.get(location)
        if known is None:
            try:
                known = self._read(location, remote=remote)
            except (UnreadableReference, ForbiddenReference) as error:
                known = error
            self._loaded[location] = known
        if isinstance(known, Exception):
            raise known
        return known

    def _read(self, location: str, *, remote: bool) -> LoadedFile:
        name = location if remote else self._name(location)
        try:
            if remote:
                data = self._fetch(location)
            else:
                data = read_file(Path(location), name)
            is_prose = os.path.splitext(name)[1].lower() in _PROSE
            return self._take(data, name, location, is_remote=remote, is_prose=is_prose)
        except fetch.FetchError as error:
            raise UnreadableReference(str(error)) from None
        except DocumentError as error:
            first = error.problems[0]
            if first.code == "limit-exceeded":
                raise
            # The content of a foreign file must not be echoed: no excerpt.
            where = first.places[0]
            raise UnreadableReference(
                f"{first.message} (line {where.line}, column {where.column})"
                if first.code in ("syntax-error", "duplicate-key")
                else first.message
            ) from None

    def _fetch(self, location: str) -> bytes:
        """Fetch; a host that has once been too slow is not asked again."""
        host = _split(location).netloc
        if host in self._slow:
            raise fetch.FetchError("its host was too slow before")
        if self._fetching > MAX_TOTAL_FETCH_SECONDS:
            raise fetch.FetchError(
                f"fetching took more than {MAX_TOTAL_FETCH_SECONDS} seconds already"
            )
        start = time.monotonic()
        try:
            return fetch.fetch(location, self._allow_address)
        except fetch.FetchTimeout:
            self._slow.add(host)
            raise
        finally:
            self._fetching += time.monotonic() - start

    def _take(
        self,
        data: bytes,
        name: str,
        location: str,
        *,
        is_remote: bool = False,
        is_prose: bool = False,
    ) -> LoadedFile:
        self._bytes += len(data)
        nowhere = Place(name, 1, 1, "#")
        if self._bytes > MAX_TOTAL_BYTES:
            raise fatal_error(
                "limit-exceeded",
                f"the files of the document exceed {MAX_TOTAL_BYTES:,} bytes together",
                nowhere,
            )
        if len(self.digests) >= MAX_FILES:
            raise fatal_error(
                "limit-exceeded",
                f"the document consists of more than {MAX_FILES:,} files",
                nowhere,
            )
        source = make_source(data, name)
        self.source_map.add(source)
        self.digests[name] = source.digest
        value = source.text if is_prose else parse_source(source, self.problems)
        named = any(keyword in source.text for keyword in ID_KEYWORDS)
        return LoadedFile(name, location, value, is_remote, named)

    def _name(self, location: str) -> str:
        """Return the name under which the user would find the file."""
        relative = os.path.relpath(location, self._folder)
        return Path(os.path.join(self._shown_folder, relative)).as_posix()


def _split(reference: str) -> Any:
    try:
        return urlsplit(reference)
    except ValueError:
        raise ForbiddenReference("this is no address") from None


def _lies_in(location: str, folder: str) -> bool:
    return location == folder or location.startswith(folder.rstrip(os.sep) + os.sep)


def _begins(location: str, allowed: str) -> bool:
    """Compare by scheme, host and path segments: a text prefix would let
    `https://good.example` allow `https://good.example.evil`.
    """
    here, there = _split(location), _split(allowed)
    if here.username is not None or here.password is not None:
        return False
    same = (here.scheme.lower(), here.netloc.lower()) == (
        there.scheme.lower(),
        there.netloc.lower(),
    )
    path = there.path.rstrip("/")
    inside = here.path == there.path or here.path.startswith(path + "/") or not path
    return same and inside and "/.." not in unquote(here.path)
