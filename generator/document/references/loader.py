"""Load the files of a document: each one once, and only those that may be read."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from generator.diagnostics.model import DocumentError, Place, Problems, fatal_error
from generator.document.content import (
    DocumentSource,
    Headers,
    is_same_origin,
)
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
from generator.document.syntax.source import Source, read_file
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    from generator.document.references import http
else:
    http = LazyModule("generator.document.references.http")

__all__ = ["FileLoader", "ForbiddenReference", "LoadedFile", "UnreadableReference"]

# Files whose whole text is the value, such as that of a description.
_TEXT_SUFFIXES = frozenset((".md", ".markdown", ".txt", ".html", ".rst"))


class ForbiddenReference(Exception):
    """The target of a reference may not be read; the message says why."""


class UnreadableReference(Exception):
    """The target of a reference cannot be read; the message says why."""


@dataclass(eq=False, slots=True)
class LoadedFile:
    """The value of a file, with its name for the user and its real path or address."""

    name: str
    location: str
    root: Any
    has_schema_ids: bool
    _schema_ids: SchemaIds | None = field(default=None, repr=False)

    @property
    def is_remote(self) -> bool:
        """Whether the file was fetched."""
        return _is_address(self.location)

    def schema_ids(self) -> SchemaIds | None:
        """Return the index of identifiers as of the first call; None without any."""
        if self._schema_ids is None and self.has_schema_ids:
            self._schema_ids = index_schema_ids(self.root, self.location)
        return self._schema_ids


class FileLoader:
    """Loads the files that a document may refer to.

    These are the files in its folder and below it, with symbolic links resolved, and
    what `allow_refs` names: files, folders, and beginnings of http(s) addresses. A
    document that is in no file has no folder.
    """

    def __init__(
        self,
        root: DocumentSource,
        source_map: SourceMap,
        problems: Problems,
        allow_refs: Sequence[str],
    ) -> None:
        self.source_map = source_map
        self.problems = problems
        self.digests: dict[str, str] = {}
        self._allowed_addresses = [each for each in allow_refs if "://" in each]
        self._allowed_paths = [
            os.path.realpath(each) for each in allow_refs if "://" not in each
        ]
        if isinstance(root, Path):
            self._folder = os.path.realpath(root.parent)
            self._shown_folder = os.path.dirname(root)
            self._allowed_paths.append(self._folder)
        else:
            self._folder, self._shown_folder = os.path.realpath(""), ""
        self._root = root
        self._loaded: dict[str, LoadedFile | Exception] = {}
        self._total_bytes = 0
        self._slow_hosts: set[str] = set()
        self._fetch_seconds = 0.0

    def load_root(self) -> LoadedFile:
        """Load the document itself; raises `DocumentError`."""
        root = self._root
        if isinstance(root, Path):
            loaded = self.load_beside(root)
        else:
            loaded = self._parse(root.data, root.name, root.location)
            self._loaded[root.name] = loaded
        self._loaded[loaded.location] = loaded
        return loaded

    def load_beside(self, path: Path) -> LoadedFile:
        """Load a file that the user named, such as an overlay; raises `DocumentError`.

        Does not register the file for references.
        """
        name = str(path)
        return self._parse(read_file(path, name), name, os.path.realpath(path))

    @property
    def locations(self) -> tuple[str, ...]:
        """The real paths and addresses of the document and of what it refers to."""
        return tuple(self._loaded)

    def load_text(self, name: str, data: bytes) -> LoadedFile:
        """Return the value of a file that is not written yet; raises `DocumentError`."""
        return self._parse(data, name, name)

    def open(self, base: LoadedFile, reference: str) -> LoadedFile:
        """Return the file of a reference without its fragment, relative to `base`.

        Raises `ForbiddenReference` where it may not be read, `UnreadableReference`
        where it cannot be, and `DocumentError` where a limit is exceeded.
        """
        parts = _split(reference)
        scheme = parts.scheme.lower()
        if scheme in ("http", "https") or (base.is_remote and not scheme):
            if base.is_remote:
                reference = urljoin(base.location, reference)
            if reference not in self._loaded:
                self._check_address(reference)
            return self._load_once(reference)
        if scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
            raise ForbiddenReference(
                f"{scheme or 'network'} references are not supported"
            )
        if base.is_remote:
            raise ForbiddenReference("a fetched file may not refer to local files")
        path = unquote(parts.path)
        if "\x00" in path or "\\" in path or not path:
            raise ForbiddenReference("it is not a valid path")
        location = os.path.realpath(os.path.join(os.path.dirname(base.location), path))
        if not any(_is_inside(location, folder) for folder in self._allowed_paths):
            raise ForbiddenReference("it is outside the document's folder")
        return self._load_once(location)

    def _load_once(self, location: str) -> LoadedFile:
        if location not in self._loaded:
            try:
                self._loaded[location] = self._load(location)
            except (UnreadableReference, ForbiddenReference) as error:
                self._loaded[location] = error
        known = self._loaded[location]
        if isinstance(known, Exception):
            raise known
        return known

    def _load(self, location: str) -> LoadedFile:
        try:
            if _is_address(location):
                name, data = location, self._fetch(location)
            else:
                name = self._shown_name(location)
                data = read_file(Path(location), name)
            is_text = os.path.splitext(name)[1].lower() in _TEXT_SUFFIXES
            return self._parse(data, name, location, is_text=is_text)
        except http.FetchError as error:
            raise UnreadableReference(str(error)) from None
        except DocumentError as error:
            first = error.problems[0]
            if first.code == "limit-exceeded":
                raise
            # The excerpt is left out: the content of a foreign file is not shown.
            message, place = first.message, first.places[0]
            if first.code in ("syntax-error", "duplicate-key"):
                message += f" (line {place.line}, column {place.column})"
            raise UnreadableReference(message) from None

    def _check_address(self, address: str) -> None:
        if not any(_begins(address, allowed) for allowed in self._allowed_addresses):
            raise ForbiddenReference("it is on the network")

    def _fetch(self, address: str) -> bytes:
        """Fetch a file, unless its host or all fetches together were too slow before."""
        host = _split(address).netloc
        if host in self._slow_hosts:
            raise http.FetchError("its host did not answer an earlier request in time")
        if self._fetch_seconds > MAX_TOTAL_FETCH_SECONDS:
            raise http.FetchError(
                f"fetching took more than {MAX_TOTAL_FETCH_SECONDS} seconds already"
            )
        start = time.monotonic()
        try:
            headers = self._headers(address)
            return http.fetch(address, self._check_address, headers=headers).data
        except http.FetchTimeout:
            self._slow_hosts.add(host)
            raise
        finally:
            self._fetch_seconds += time.monotonic() - start

    def _headers(self, address: str) -> Headers:
        """Return the headers that the user gave for the origin of an address."""
        root = self._root
        if isinstance(root, Path) or not root.headers:
            return ()
        return root.headers if is_same_origin(address, root.address) else ()

    def _parse(
        self, data: bytes, name: str, location: str, *, is_text: bool = False
    ) -> LoadedFile:
        self._total_bytes += len(data)
        excess = ""
        if self._total_bytes > MAX_TOTAL_BYTES:
            excess = f"files of the document exceed {MAX_TOTAL_BYTES:,} bytes together"
        elif len(self.digests) >= MAX_FILES:
            excess = f"document consists of more than {MAX_FILES:,} files"
        if excess:
            place = Place(name, 1, 1, "#")
            raise fatal_error("limit-exceeded", f"the {excess}", place)
        source = Source.from_bytes(data, name)
        self.source_map.add(source)
        self.digests[name] = source.digest
        value = source.text if is_text else parse_source(source, self.problems)
        has_ids = any(keyword in source.text for keyword in ID_KEYWORDS)
        return LoadedFile(name, location, value, has_ids)

    def _shown_name(self, location: str) -> str:
        """Return the path of a file as the user would write it."""
        relative = os.path.relpath(location, self._folder)
        return Path(os.path.join(self._shown_folder, relative)).as_posix()


def _split(reference: str) -> SplitResult:
    try:
        return urlsplit(reference)
    except ValueError:
        raise ForbiddenReference("it is not a valid URL") from None


def _is_address(location: str) -> bool:
    return location.lower().startswith(("http:", "https:"))


def _is_inside(location: str, folder: str) -> bool:
    return location == folder or location.startswith(folder.rstrip(os.sep) + os.sep)


def _begins(address: str, allowed: str) -> bool:
    """Whether an address is the allowed one, or below it.

    Compares scheme, host and segments of the path: as text, `https://good.example` is
    also the beginning of `https://good.example.evil`.
    """
    here, there = _split(address), _split(allowed)
    if here.username is not None or here.password is not None:
        return False
    is_same_host = (here.scheme.lower(), here.netloc.lower()) == (
        there.scheme.lower(),
        there.netloc.lower(),
    )
    folder = there.path.rstrip("/")
    is_below = here.path == there.path or here.path.startswith(folder + "/")
    return is_same_host and (is_below or not folder) and "/.." not in unquote(here.path)
