"""Find the file and the JSON pointer that a `$ref` refers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from generator.diagnostics.model import Origin, Problems
from generator.document.pointer import child, from_fragment, lookup
from generator.document.references.checker import RefChecker, without_credentials
from generator.document.references.loader import (
    FileLoader,
    ForbiddenReference,
    LoadedFile,
    UnreadableReference,
)
from generator.document.source_map import Relocations

__all__ = ["Target", "TargetFinder"]


class Target(NamedTuple):
    """A file and a JSON pointer into it; there may be no value at the pointer."""

    file: LoadedFile
    pointer: str

    @property
    def key(self) -> str:
        """Identifies the node among those of all files."""
        return self.file.location + self.pointer

    @property
    def origin(self) -> Origin:
        """The node as an origin of copies."""
        return Origin(self.file.name, self.pointer)

    def value(self) -> Any:
        """Return the value of the node, `MISSING` where it does not exist."""
        return lookup(self.file.root, self.pointer)


@dataclass(frozen=True, slots=True)
class TargetFinder:
    """Finds the targets of references, and reports those that it cannot find."""

    main: LoadedFile
    files: FileLoader
    checker: RefChecker
    problems: Problems
    relocations: Relocations

    def find(self, ref: str, pointer: str, base: LoadedFile) -> Target | None:
        """Return the target of the `$ref` at a pointer, None after reporting a problem.

        The reference is relative to `base`, the file that contains it. `$self`, `$id`
        and `$anchor` are taken into account.
        """
        address, _, fragment = ref.partition("#")
        file, resource = base, "#"
        embedded = None
        if ids := base.schema_ids():
            here = self._pointer_in_file(pointer, base)
            embedded = ids.find(address, here) if address else ids.resource_at(here)
        if embedded is not None:
            resource = embedded
        elif address:
            opened = self._open(base, address, pointer, ref)
            if opened is None:
                return None
            file = opened
        path = from_fragment(fragment)
        if path is not None:
            return Target(file, resource + path[1:])
        ids = file.schema_ids()
        anchor = ids.anchor(resource, unquote(fragment)) if ids else None
        if anchor is None:
            self.checker.report_dangling("schema", pointer, ref)
            return None
        return Target(file, anchor)

    def _pointer_in_file(self, pointer: str, base: LoadedFile) -> str:
        """Return the pointer that a node of the tree had in the file it came from."""
        origin = self.relocations.trace_back(pointer)
        if isinstance(origin, Origin) and origin.file == base.name:
            return origin.pointer
        return pointer if base is self.main else "#"

    def _open(
        self, base: LoadedFile, address: str, pointer: str, ref: str
    ) -> LoadedFile | None:
        shown = without_credentials(ref)
        try:
            return self.files.open(base, address)
        except ForbiddenReference as error:
            code, message = "forbidden-ref", f"$ref {shown!r} is not followed: {error}"
            help_ = _how_to_allow(base, address)
        except UnreadableReference as error:
            code, message = "unreadable-ref", f"$ref {shown!r} cannot be read: {error}"
            help_ = "check the path; it is relative to the file that contains the $ref"
        self.problems.add(
            code,
            message,
            at=child(pointer, "$ref"),
            consequence="the reference has no target",
            suggestion=self.checker.suggest_pointer(address) or help_,
        )
        return None


def _how_to_allow(base: LoadedFile, address: str) -> str:
    if not base.is_remote:
        return "copy the file beside the document, or allow it with --allow-ref"
    folder = base.location.partition("?")[0].rpartition("/")[0] + "/"
    target = urljoin(folder, address)
    if not target.startswith(folder):
        return "allow its address, or the beginning of it, with --allow-ref"
    return f"allow the files beside the document with --allow-ref {folder}"
