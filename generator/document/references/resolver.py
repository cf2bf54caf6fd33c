"""Make every `$ref` a canonical pointer into one document, or report it.

Other files are brought in (bundled): what a reference names there gets a home under
components with a readable unique name; what has no home in components is copied to
where it is used. References that lead nowhere stay in the tree and are reported once,
with every place that uses them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from generator.diagnostics.model import Origin, Place, fatal_error
from generator.document.grammar import FIELDS, REFERENCEABLE, Field, walk
from generator.document.limits import (
    MAX_COPIED_NODES,
    MAX_INLINED_REFS,
    MAX_REF_HOPS,
    CopyBudget,
    CopyBudgetExceeded,
)
from generator.document.pointer import (
    MISSING,
    child,
    from_fragment,
    join,
    lookup,
    split,
)
from generator.document.references.checker import (
    CONSEQUENCES,
    References,
    Use,
    without_credentials,
)
from generator.document.references.external_components import (
    find_external_components,
    unique_name,
)
from generator.document.references.loader import (
    FileLoader,
    ForbiddenReference,
    LoadedFile,
    UnreadableReference,
)
from generator.document.source_map import Relocations, Reporter

__all__ = ["resolve"]

# Never given a home: their section exists in OpenAPI 3.1 or 3.2 only, or nowhere.
_INLINED_KINDS = frozenset({"pathItem", "mediaType"})
_LIKE_REFERENCE = re.compile(r"[#/]|\.(json|ya?ml)$")


def resolve(
    root: dict[str, Any],
    main: LoadedFile,
    files: FileLoader,
    problems: Reporter,
    relocations: Relocations,
) -> None:
    """Rewrite every `$ref` of `root` in place; report what cannot be resolved.

    Raises `DocumentError` where a limit is exceeded.
    """
    resolver = _Resolver(root, main, files, problems, relocations)
    resolver.run()


class _Resolver:
    def __init__(
        self,
        root: dict[str, Any],
        main: LoadedFile,
        files: FileLoader,
        problems: Reporter,
        relocations: Relocations,
    ) -> None:
        self.root = root
        self.main = main
        self.files = files
        self.problems = problems
        self.relocations = relocations
        self.references = References(root, problems)
        self.prefixes = self.references.prefixes
        self.homes: dict[tuple[str, str], str] = {}
        self.pending: deque[tuple[str, Any, str, LoadedFile, int]] = deque()
        self.pruned: set[int] = set()
        # Pruning is by id(): what is pruned must stay alive while that matters.
        self.kept: list[Any] = []
        self.inlined = 0
        self.copies = CopyBudget(MAX_COPIED_NODES)

    def run(self) -> None:
        self._misplaced("document", self.root, "#", self.main, 0)
        self._adopt(self._open_components())
        # What comes from other files is looked at after the document, and only then.
        self.pending.appendleft(("document", self.root, "#", self.main, 0))
        while self.pending:
            self._sweep(*self.pending.popleft())
        self.references.check()

    def _sweep(
        self, kind: str, value: Any, pointer: str, base: LoadedFile, depth: int
    ) -> None:
        self.pruned.discard(id(value))
        for kind_, item, where in walk(value, kind, pointer, self.pruned):
            if kind_ == "schema":
                self.references.dynamic(item, where)
            elif kind_ == "discriminator":
                self._mapping(item, where, base, depth)
            if "$ref" in item:
                self._reference(kind_, item, where, base, depth)
            self._misplaced(kind_, item, where, base, depth)

    # One reference

    def _reference(
        self,
        kind: str,
        holder: dict[str, Any],
        pointer: str,
        base: LoadedFile,
        depth: int,
    ) -> None:
        ref = holder["$ref"]
        if type(ref) is not str:
            self.problems.add(
                "invalid-ref",
                "the value of $ref is not a string",
                at=child(pointer, "$ref"),
                consequence=CONSEQUENCES.get(kind, "it is ignored"),
                suggestion="write a reference such as '#/components/schemas/Name'",
            )
            del holder["$ref"]
            return
        target = self._locate(ref, pointer, base)
        if target is None:
            self.references.make_local(kind, holder, pointer, ref)
            return
        file, place = target
        if file is self.main and kind in REFERENCEABLE:
            holder["$ref"] = place
            self.references.uses.append(Use(kind, holder, pointer, ref))
        elif kind not in self.prefixes or kind in _INLINED_KINDS:
            self._inline(kind, holder, pointer, ref, target, depth)
        else:
            home = self._home(kind, file, place, depth)
            if home is None:
                self.references.dangling(kind, pointer, ref, None)
                self.references.make_local(kind, holder, pointer, ref)
            else:
                holder["$ref"] = home
                self.references.uses.append(Use(kind, holder, pointer, ref))

    def _mapping(
        self, holder: dict[str, Any], pointer: str, base: LoadedFile, depth: int
    ) -> None:
        """Resolve the values of a discriminator's mapping that are references.

        They are names of schemas or URI references (OpenAPI 3.2.0 section 4.25.2).
        """
        mapping = holder.get("mapping")
        if type(mapping) is not dict:
            return
        for name, ref in mapping.items():
            if type(ref) is not str or not _LIKE_REFERENCE.search(ref):
                continue
            reference = {"$ref": ref}
            where = child(f"{pointer}/mapping", name)
            self._reference("schema", reference, where, base, depth)
            self.references.mapped.append((mapping, name, reference))

    def _locate(
        self, ref: str, pointer: str, base: LoadedFile
    ) -> tuple[LoadedFile, str] | None:
        """Return file and pointer that `ref` names; None, and reported, if neither."""
        address, _, fragment = ref.partition("#")
        file, resource = base, "#"
        names = base.identifiers()
        embedded = None
        if names is not None:
            here = self._in_its_file(pointer, base)
            embedded = names.find(address, here) if address else names.resource_at(here)
        if embedded is not None:
            resource = embedded
        elif address:
            opened = self._open(base, address, pointer, ref)
            if opened is None:
                return None
            file = opened
        place = from_fragment(fragment)
        if place is not None:
            return file, resource + place[1:]
        names = file.identifiers()
        anchor = names.anchor(resource, unquote(fragment)) if names else None
        if anchor is None:
            self.references.dangling("schema", pointer, ref, None)
            return None
        return file, anchor

    def _in_its_file(self, pointer: str, base: LoadedFile) -> str:
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
            self.problems.add(
                "forbidden-ref",
                f"$ref {shown!r} is not followed: {error}",
                at=child(pointer, "$ref"),
                consequence="what it stands for is unknown",
                suggestion=self.references.meant(address)
                or "copy the file beside the document, or allow it by name with "
                "--allow-ref",
            )
        except UnreadableReference as error:
            self.problems.add(
                "unreadable-ref",
                f"$ref {shown!r} cannot be read: {error}",
                at=child(pointer, "$ref"),
                consequence="what it stands for is unknown",
                suggestion=self.references.meant(address)
                or "check the path, relative to the file it stands in",
            )
        return None

    # Other files

    def _home(self, kind: str, file: LoadedFile, place: str, depth: int) -> str | None:
        """Return the pointer under components where a foreign value lives."""
        known = self._known_home(kind, file, place)
        if known is not None:
            return known
        value = lookup(file.root, place)
        if type(value) is not dict and not (kind == "schema" and type(value) is bool):
            return None
        prefix = self.prefixes[kind]
        section = self._section(prefix)
        name = unique_name(section, file, place)
        home = join(*prefix, name)
        self.homes[kind, file.location + place] = home
        section[name] = self._settled(kind, value, home, (file, place), depth)
        return home

    def _settled(
        self,
        kind: str,
        value: Any,
        home: str,
        origin: tuple[LoadedFile, str],
        depth: int,
    ) -> Any:
        """Return the copy of a foreign value that is to live at a pointer."""
        file, place = origin
        copy = self._copy(value)
        self.relocations.record(home, Origin(file.name, place))
        self._later(kind, copy, home, file, depth + 1)
        return copy

    def _open_components(self) -> LoadedFile:
        """Bring in components that another file holds, before anything names them;
        return the file that they come from.
        """
        components = self.root.get("components")
        base = self.main
        if type(components) is not dict:
            return base
        ref = components.get("$ref")
        if type(ref) is str:
            target = self._locate(ref, "#/components", base)
            self._reference("components", components, "#/components", base, 0)
            base = target[0] if target else base
        self._misplaced("components", components, "#/components", base, 0)
        return base

    def _adopt(self, base: LoadedFile) -> None:
        """Let a component that only names a file be what is in that file."""
        found = list(
            find_external_components(self.root, base, self.files, self.prefixes)
        )
        for kind, home, way in found:
            *section, name = split(home)
            last = way[-1]
            if last[0] is self.main or self._known_home(kind, *last) is not None:
                continue
            for file, place in way:
                self.homes.setdefault((kind, file.location + place), home)
            value = lookup(last[0].root, last[1])
            members = self._section(tuple(section))
            members[name] = self._settled(kind, value, home, last, 0)

    def _register(
        self,
        kind: str,
        names: Iterable[str],
        pointer: str,
        origin: tuple[LoadedFile, str],
    ) -> None:
        """Remember that the members of a foreign section are components here."""
        file, place = origin
        if pointer == join(*self.prefixes.get(kind, ("",))):
            for name in names:
                key = kind, file.location + child(place, name)
                self.homes.setdefault(key, child(pointer, name))

    def _known_home(self, kind: str, file: LoadedFile, place: str) -> str | None:
        return self.homes.get((kind, file.location + place))

    def _section(self, prefix: tuple[str, ...]) -> dict[str, Any]:
        section = self.root
        for name in prefix:
            if type(section.get(name)) is not dict:
                section[name] = {}
            section = section[name]
        return section

    def _inline(
        self,
        kind: str,
        holder: dict[str, Any],
        pointer: str,
        ref: str,
        target: tuple[LoadedFile, str],
        depth: int,
    ) -> None:
        """Put a copy of the value where the reference stands."""
        file, place = target
        if kind in _INLINED_KINDS and file is self.main:
            holder["$ref"] = place
            self.references.uses.append(Use(kind, holder, pointer, ref))
            return
        value = lookup(file.root, place)
        siblings = {key: item for key, item in holder.items() if key != "$ref"}
        self.inlined += 1
        if (
            type(value) is not dict
            or depth >= MAX_REF_HOPS
            or self.inlined > MAX_INLINED_REFS
        ):
            self.references.dangling(kind, pointer, ref, None)
            self.references.make_local(kind, holder, pointer, ref)
            return
        if kind not in REFERENCEABLE:
            self._warn_misplaced(pointer, ref)
        holder.clear()
        holder.update(self._copy(value))
        holder.update(siblings)
        self.relocations.record(pointer, Origin(file.name, place))
        self._later(kind, holder, pointer, file, depth + 1)
        for name, field in FIELDS[kind].items() if pointer == "#/components" else ():
            at = child(pointer, name)
            names = value.get(name)
            if type(names) is dict:
                self._register(field.kind, names, at, (file, child(place, name)))

    def _copy(self, value: Any) -> Any:
        """Copy a value that is used in another place, within the bound for copies."""
        try:
            return self.copies.copy(value)
        except CopyBudgetExceeded:
            raise fatal_error(
                "limit-exceeded",
                f"references copy more than {MAX_COPIED_NODES:,} nodes",
                Place(self.main.name, 1, 1, "#"),
            ) from None

    def _later(
        self, kind: str, value: Any, pointer: str, base: LoadedFile, depth: int
    ) -> None:
        """Take `value` out of the present walk: its references have another base."""
        self.pruned.add(id(value))
        self.kept.append(value)
        self.pending.append((kind, value, pointer, base, depth))

    # References where none is allowed

    def _misplaced(
        self,
        kind: str,
        holder: dict[str, Any],
        pointer: str,
        base: LoadedFile,
        depth: int,
    ) -> None:
        fields = FIELDS.get(kind)
        if not fields:
            return
        # Hot: one look at each member of every object, so nothing is called here.
        found = [
            name
            for name, value in holder.items()
            if type(value) is dict and "$ref" in value and name in fields
        ]
        for name in found:
            field = fields[name]
            if type(holder[name]["$ref"]) is not str:
                continue
            if field.shape == "string":
                self._text_reference(holder, name, pointer, base)
            elif field.shape in ("map", "array"):
                self._group_reference(holder, name, field, pointer, base, depth)

    def _text_reference(
        self, holder: dict[str, Any], name: str, pointer: str, base: LoadedFile
    ) -> None:
        where, ref = child(pointer, name), holder[name]["$ref"]
        target = self._locate(ref, where, base)
        value = lookup(target[0].root, target[1]) if target else MISSING
        if target is None or type(value) is not str:
            if target is not None:
                self.references.dangling("text", where, ref, None)
            del holder[name]
            return
        self._warn_misplaced(where, ref)
        holder[name] = self._copy(value)
        self.relocations.record(where, Origin(target[0].name, target[1]))

    def _group_reference(
        self,
        holder: dict[str, Any],
        name: str,
        field: Field,
        pointer: str,
        base: LoadedFile,
        depth: int,
    ) -> None:
        where, ref = child(pointer, name), holder[name]["$ref"]
        target = self._locate(ref, where, base)
        value = lookup(target[0].root, target[1]) if target else MISSING
        wanted = dict if field.shape == "map" else list
        self.inlined += 1
        if (
            target is None
            or type(value) is not wanted
            or depth >= MAX_REF_HOPS
            or self.inlined > MAX_INLINED_REFS
        ):
            if target is not None:
                self.references.dangling("group", where, ref, None)
            del holder[name]["$ref"]
            return
        self._warn_misplaced(where, ref)
        own = {key: member for key, member in holder[name].items() if key != "$ref"}
        stay = {
            child(where, key): self.relocations.trace_back(child(where, key))
            for key in own
        }
        copy = self._copy(value)
        self.relocations.record(where, Origin(target[0].name, target[1]))
        for key, member in copy.items() if wanted is dict else enumerate(copy):
            if type(member) is dict:
                place = child(where, key)
                self._later(field.kind, member, place, target[0], depth + 1)
        if wanted is dict:
            self._register(field.kind, copy.keys() - own, where, target)
            copy.update(own)
            self.relocations.prefixes.update(stay)
        holder[name] = copy

    def _warn_misplaced(self, pointer: str, ref: str) -> None:
        self.problems.add(
            "misplaced-ref",
            "a $ref stands where the specification allows none",
            at=pointer,
            consequence="it is replaced by what it names; other tools may not do so",
            suggestion="write the content there, or refer to the whole path item",
        )
