"""Resolve every `$ref` to a canonical pointer into one document, or report it.

Values in other files are imported ("bundled"): the target of a reference becomes a
component with a readable, unique name. Where components have no section for values of
its kind, it is copied to the place of the reference. References without a target stay
in the tree, and are reported once with every place that uses them.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

from generator.diagnostics.model import DocumentError, Place, Problems, fatal_error
from generator.diagnostics.processing import processing
from generator.document.grammar import FIELDS, REFERENCEABLE, Field, walk
from generator.document.limits import (
    MAX_COPIED_NODES,
    MAX_INLINED_REFS,
    MAX_REF_HOPS,
    CopyBudget,
    CopyBudgetExceeded,
)
from generator.document.pointer import MISSING, child, join, ref_of, split
from generator.document.references.checker import CONSEQUENCES, RefChecker, RefUse
from generator.document.references.external_components import (
    find_external_components,
    unique_name,
)
from generator.document.references.loader import FileLoader, LoadedFile
from generator.document.references.path_items import PathItemMerger
from generator.document.references.security_uris import (
    SchemeUse,
    name_schemes,
    scheme_uris,
)
from generator.document.references.targets import Target, TargetFinder
from generator.document.source_map import Relocations

__all__ = ["resolve_refs"]

# Kinds that never become components: OpenAPI 3.0 has no section for them.
_INLINED_KINDS = frozenset({"pathItem", "mediaType"})
# The types of values that may replace a misplaced reference, by the shape of a field.
_JSON_TYPES: dict[str, type] = {"string": str, "map": dict, "array": list}
# Values of a discriminator's mapping that are references, not names of schemas.
_MAPPED_REFERENCE = re.compile(r"[#/]|\.(json|ya?ml)$")


def resolve_refs(
    main: LoadedFile, files: FileLoader, problems: Problems, relocations: Relocations
) -> None:
    """Rewrite every `$ref` of the document in place; report what cannot be resolved.

    Raises `DocumentError` where a limit is exceeded.
    """
    _Resolver(main, files, problems, relocations).run()


class _Scope(NamedTuple):
    """The file that references are relative to, and the number of copies around them."""

    file: LoadedFile
    depth: int = 0


class _Resolver:
    def __init__(
        self,
        main: LoadedFile,
        files: FileLoader,
        problems: Problems,
        relocations: Relocations,
    ) -> None:
        self.root: dict[str, Any] = main.root
        self.main = main
        self.files = files
        self.problems = problems
        self.relocations = relocations
        self.checker = RefChecker(self.root, problems)
        self.targets = TargetFinder(main, files, self.checker, problems, relocations)
        self.sections = self.checker.sections
        # The pointer of the component that a value in another file has become.
        self.components: dict[tuple[str, str], str] = {}
        self.queue: deque[tuple[str, Any, str, _Scope]] = deque()
        # walk() skips objects by their id(), which is unique only while they live.
        self.skipped: set[int] = set()
        self.kept_alive: list[Any] = []
        self.scheme_uses: list[SchemeUse] = []
        # The path items with a $ref; those of other files are copied below a member of
        # the root for as long as others have members beside such a reference.
        self.path_items: list[tuple[dict[str, Any], str]] = []
        self.external_items = next(
            name
            for name in (f"x-path-items{'-' * count}" for count in itertools.count())
            if name not in self.root
        )
        self.inlined = 0
        self.copies = CopyBudget(MAX_COPIED_NODES)

    def run(self) -> None:
        scope = _Scope(self.main)
        self._replace_misplaced_refs("document", self.root, "#", scope)
        self._import_external_components(self._resolve_components_object(scope))
        # The document itself comes first, then what was imported from other files.
        self.queue.appendleft(("document", self.root, "#", scope))
        while self.queue:
            self._resolve_below(*self.queue.popleft())
        self.checker.check()
        name_schemes(self.main, self.sections["securityScheme"], self.scheme_uses)
        self._merge_path_items()

    def _resolve_below(
        self, kind: str, value: Any, pointer: str, scope: _Scope
    ) -> None:
        self.skipped.discard(id(value))
        with processing(pointer) as current:
            for kind_, item, where in walk(value, kind, pointer, self.skipped):
                current.subject = where
                if kind_ == "schema":
                    self.checker.replace_dynamic_ref(item, where)
                elif kind_ == "discriminator":
                    self._resolve_mapping(item, where, scope)
                elif kind_ == "requirement":
                    self._resolve_requirement(item, where, scope)
                if "$ref" in item:
                    self._resolve_ref(RefUse(kind_, item, where, item["$ref"]), scope)
                self._replace_misplaced_refs(kind_, item, where, scope)

    # One reference

    def _resolve_ref(self, use: RefUse, scope: _Scope) -> None:
        kind = use.kind
        if type(use.text) is not str:
            self.problems.add(
                "invalid-ref",
                "the value of $ref is not a string",
                at=child(use.pointer, "$ref"),
                consequence=CONSEQUENCES.get(kind, "it is ignored"),
                suggestion="write a reference such as '#/components/schemas/Name'",
            )
            del use.holder["$ref"]
            return
        if kind == "pathItem":
            self.path_items.append((use.holder, use.pointer))
        target = self.targets.find(use.text, use.pointer, scope.file)
        if target is None:
            self.checker.make_local(use)
        elif target.file is self.main and kind in REFERENCEABLE:
            self._point_to(target.pointer, use)
        elif kind == "pathItem" and len(use.holder) > 1:
            self._import_path_item(use, target, scope)
        elif kind not in self.sections or kind in _INLINED_KINDS:
            self._inline(use, target, scope)
        elif component := self._import(kind, target, scope):
            self._point_to(component, use)
        else:
            self.checker.reject(use)

    def _point_to(self, target: str, use: RefUse) -> None:
        """Set a `$ref` to a pointer, to be checked when the tree is complete."""
        self.checker.uses.append(use)
        use.holder["$ref"] = target

    def _resolve_mapping(
        self, discriminator: dict[str, Any], pointer: str, scope: _Scope
    ) -> None:
        """Resolve the values of a discriminator's mapping that are references.

        They are names of schemas or URI references (OpenAPI 3.2.0 section 4.25.2).
        """
        mapping = discriminator.get("mapping")
        if type(mapping) is not dict:
            return
        for name, ref in mapping.items():
            if type(ref) is str and _MAPPED_REFERENCE.search(ref):
                holder = {"$ref": ref}
                where = child(f"{pointer}/mapping", name)
                self._resolve_ref(RefUse("schema", holder, where, ref), scope)
                self.checker.mapped.append((mapping, name, holder))

    def _resolve_requirement(
        self, requirement: dict[str, Any], pointer: str, scope: _Scope
    ) -> None:
        """Resolve the security schemes that a requirement names by their URIs."""
        kind = "securityScheme"
        for uri in scheme_uris(self.root, self.sections[kind], requirement):
            holder = {"$ref": uri}
            self._resolve_ref(RefUse(kind, holder, child(pointer, uri), uri), scope)
            self.scheme_uses.append(SchemeUse(requirement, uri, holder))

    # Values in other files

    def _import(self, kind: str, target: Target, scope: _Scope) -> str | None:
        """Return the pointer of the component for a value in another file.

        None where there is no such value, or not one that a component can be.
        """
        known = self.components.get((kind, target.key))
        if known is not None:
            return known
        value = target.value()
        if type(value) is not dict and not (kind == "schema" and type(value) is bool):
            return None
        path = self.sections[kind]
        section = self._section(path)
        name = unique_name(section, target)
        pointer = join(*path, name)
        self.components[kind, target.key] = pointer
        section[name] = self._copy_to(pointer, kind, target, scope.depth + 1)
        return pointer

    def _copy_to(self, pointer: str, kind: str, target: Target, depth: int) -> Any:
        """Return a copy of a value for a pointer; its references are resolved later."""
        copy = self._copy(target.value())
        self.relocations.record(pointer, target.origin)
        self._defer(kind, copy, pointer, _Scope(target.file, depth))
        return copy

    def _resolve_components_object(self, scope: _Scope) -> LoadedFile:
        """Import `components`, or sections of it, that are references themselves.

        Returns the file that the components come from.
        """
        components = self.root.get("components")
        if type(components) is not dict:
            return scope.file
        ref = components.get("$ref")
        if type(ref) is str:
            target = self.targets.find(ref, "#/components", scope.file)
            use = RefUse("components", components, "#/components", ref)
            self._resolve_ref(use, scope)
            scope = _Scope(target.file) if target else scope
        self._replace_misplaced_refs("components", components, "#/components", scope)
        return scope.file

    def _import_external_components(self, base: LoadedFile) -> None:
        """Replace each component that is only a reference to another file."""
        for kind, pointer, hops in list(
            find_external_components(self.root, base, self.files, self.sections)
        ):
            *section, name = split(pointer)
            target = hops[-1]
            if target.file is self.main or (kind, target.key) in self.components:
                continue
            for hop in hops:
                self.components.setdefault((kind, hop.key), pointer)
            copy = self._copy_to(pointer, kind, target, 1)
            self._section(tuple(section))[name] = copy

    def _record_components(
        self, kind: str, names: Iterable[str], pointer: str, section: Target
    ) -> None:
        """Record the members of an imported section as components of this document."""
        if kind in self.sections and pointer == join(*self.sections[kind]):
            for name in names:
                member = Target(section.file, child(section.pointer, name))
                self.components.setdefault((kind, member.key), child(pointer, name))

    def _section(self, path: tuple[str, ...]) -> dict[str, Any]:
        section = self.root
        for name in path:
            if type(section.get(name)) is not dict:
                section[name] = {}
            section = section[name]
        return section

    def _inline(self, use: RefUse, target: Target, scope: _Scope) -> None:
        """Replace a reference by a copy of its target."""
        kind, holder, pointer = use.kind, use.holder, use.pointer
        value = target.value()
        may_inline = self._may_inline(scope)
        if type(value) is not dict or not may_inline:
            self.checker.reject(use)
            return
        if kind not in REFERENCEABLE:
            self._report_misplaced(pointer)
        siblings = {key: item for key, item in holder.items() if key != "$ref"}
        holder.clear()
        holder.update(self._copy(value) | siblings)
        self.relocations.record(pointer, target.origin)
        for name in siblings:
            self.relocations.record(child(pointer, name), child(pointer, name))
        self._defer(kind, holder, pointer, _Scope(target.file, scope.depth + 1))
        for name, field in FIELDS[kind].items() if pointer == "#/components" else ():
            names = value.get(name)
            if type(names) is dict:
                section = Target(target.file, child(target.pointer, name))
                at = child(pointer, name)
                self._record_components(field.kind, names, at, section)

    def _import_path_item(self, use: RefUse, target: Target, scope: _Scope) -> None:
        """Copy a path item of another file beside the paths, to be merged from there.

        The members beside the reference stay relative to their own file.
        """
        key = use.kind, target.key
        if key not in self.components:
            if type(target.value()) is not dict or not self._may_inline(scope):
                self.checker.reject(use)
                return
            items = self._section((self.external_items,))
            pointer = join(self.external_items, str(len(items)))
            self.components[key] = pointer
            copy = self._copy_to(pointer, use.kind, target, scope.depth + 1)
            items[str(len(items))] = copy
        self._point_to(self.components[key], use)

    def _merge_path_items(self) -> None:
        """Merge path items with those they refer to, now that all values are known."""
        prefix = f"{join(self.external_items)}/"
        homes: dict[str, str] = {}
        for holder, pointer in self.path_items:
            ref = ref_of(holder)
            if ref is not None and ref.startswith(prefix):
                homes.setdefault(ref, pointer)
        for use in self.checker.uses if homes else ():
            # A reference into the operation of a path leads to the copy.
            ref = ref_of(use.holder) or ""
            home = "/".join(ref.split("/")[:3])
            if home in homes and home != ref:
                use.holder["$ref"] = homes[home] + ref[len(home) :]
        try:
            merger = PathItemMerger(self.root, self.relocations, self.copies)
            merger.merge(pointer for _, pointer in self.path_items)
        except CopyBudgetExceeded:
            raise self._too_many_copies() from None
        self.root.pop(self.external_items, None)

    def _may_inline(self, scope: _Scope) -> bool:
        self.inlined += 1
        return scope.depth < MAX_REF_HOPS and self.inlined <= MAX_INLINED_REFS

    def _copy(self, value: Any) -> Any:
        """Return a deep copy, within the limit on the nodes of all copies."""
        try:
            return self.copies.copy(value)
        except CopyBudgetExceeded:
            raise self._too_many_copies() from None

    def _too_many_copies(self) -> DocumentError:
        return fatal_error(
            "limit-exceeded",
            f"copies of referenced values have more than {MAX_COPIED_NODES:,} nodes",
            Place(self.main.name, 1, 1, "#"),
        )

    def _defer(self, kind: str, value: Any, pointer: str, scope: _Scope) -> None:
        """Resolve a value later: its references are relative to another file."""
        self.skipped.add(id(value))
        self.kept_alive.append(value)
        self.queue.append((kind, value, pointer, scope))

    # References where the specification allows none

    def _replace_misplaced_refs(
        self, kind: str, holder: dict[str, Any], pointer: str, scope: _Scope
    ) -> None:
        fields = FIELDS.get(kind)
        if not fields:
            return
        # This runs for every member of every object, so it calls no function.
        found = [
            name
            for name, value in holder.items()
            if type(value) is dict and "$ref" in value and name in fields
        ]
        for name in found:
            field = fields[name]
            if field.shape in _JSON_TYPES and type(holder[name]["$ref"]) is str:
                self._replace_misplaced_ref(holder, name, field, pointer, scope)

    def _replace_misplaced_ref(
        self,
        holder: dict[str, Any],
        name: str,
        field: Field,
        pointer: str,
        scope: _Scope,
    ) -> None:
        """Replace a reference in the place of a text, or of a map or array of objects."""
        where, own = child(pointer, name), holder[name]
        ref, wanted = own.pop("$ref"), _JSON_TYPES[field.shape]
        target = self.targets.find(ref, where, scope.file)
        value = target.value() if target else MISSING
        may_inline = wanted is str or self._may_inline(scope)
        if target is None or type(value) is not wanted or not may_inline:
            if target is not None:
                self.checker.report_dangling(field.shape, where, ref)
            if wanted is str:
                del holder[name]
            return
        self._report_misplaced(where)
        before = {key: self.relocations.trace_back(child(where, key)) for key in own}
        copy = holder[name] = self._copy(value)
        self.relocations.record(where, target.origin)
        if wanted is str:
            return
        inner = _Scope(target.file, scope.depth + 1)
        members = copy.items() if wanted is dict else enumerate(copy)
        for key, member in members:
            if type(member) is dict:
                self._defer(field.kind, member, child(where, key), inner)
        if wanted is dict:
            self._record_components(field.kind, copy.keys() - own, where, target)
            copy.update(own)
            for key, origin in before.items():
                self.relocations.record(child(where, key), origin)

    def _report_misplaced(self, pointer: str) -> None:
        self.problems.add(
            "misplaced-ref",
            "the specification does not allow a $ref here",
            at=pointer,
            consequence="it is replaced by its target; other tools may not do so",
            suggestion="write the target here instead of the $ref",
        )
