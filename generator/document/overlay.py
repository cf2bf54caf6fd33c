"""Apply OpenAPI Overlays 1.0 and 1.1 (spec.openapis.org/overlay) to a document."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from generator.diagnostics.model import Origin, Problems, fatal_error
from generator.document.limits import (
    MAX_COPIED_NODES,
    MAX_OVERLAY_MATCHES,
    CopyBudget,
    CopyBudgetExceeded,
)
from generator.document.pointer import child, join, lookup
from generator.document.references.loader import LoadedFile
from generator.document.source_map import SourceMap
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    from generator.document import json_path
else:
    json_path = LazyModule("generator.document.json_path")

__all__ = ["apply_overlay", "overlay_beside"]

_SUFFIXES = (".overlay.yml", ".overlay.yaml", ".overlay.json")
_VERSION = re.compile(r"1\.[01](\.\d+)?")
_MAX_PATH = 4_000
# Descendant segments multiply; two let one reach anything by name.
_MAX_DESCENTS = 3
# Each wildcard may multiply the matches of the one before.
_MAX_WILDCARDS = 10
# Actions that walk the whole document.
_MAX_SEARCHES = 200


def overlay_beside(source: Path) -> Path | None:
    """Return the overlay that lies beside a document and is applied by itself.

    That is `<stem>.overlay.yml`, `.yaml` or `.json`, the first that exists. A link that
    leads out of the folder is none: nobody has named what it leads to.
    """
    candidates = [source.with_name(source.stem + suffix) for suffix in _SUFFIXES]
    folder = Path(os.path.realpath(source.parent))
    found = [
        path
        for path in candidates
        if path != source
        and path.is_file()
        and Path(os.path.realpath(path)).is_relative_to(folder)
    ]
    return found[0] if found else None


def apply_overlay(
    root: dict[str, Any], overlay: LoadedFile, source_map: SourceMap, problems: Problems
) -> None:
    """Change `root` in place as the overlay's actions say, one after the other.

    Raises `DocumentError` where the overlay is not one. An action that matches nothing
    is a warning.
    """
    actions = _actions(overlay, source_map)
    _note_extended(overlay, source_map, problems)
    copies = CopyBudget(MAX_COPIED_NODES)
    for number, action in enumerate(actions):
        pointer = f"#/actions/{number}"
        _Application(root, overlay, source_map, problems, pointer, copies).apply(action)


def _note_extended(
    overlay: LoadedFile, source_map: SourceMap, problems: Problems
) -> None:
    """Say so where the overlay was written for a document of another name.

    `extends` is a reference (Overlay 1.1.0 section 4.4.1); only the command line says
    which document an overlay is applied to, and nothing is read because of it.
    """
    extended = overlay.root.get("extends")
    if type(extended) is not str:
        return
    name = unquote(extended.partition("#")[0].partition("?")[0]).rpartition("/")[2]
    own = os.path.basename(source_map.root_file)
    if name != own:
        problems.add(
            "overlay-extends",
            f"the overlay was written for {name!r}, not for {own!r}",
            at=Origin(overlay.name, "#/extends"),
            consequence="it is applied all the same",
        )


def _actions(overlay: LoadedFile, source_map: SourceMap) -> list[Any]:
    value = overlay.root
    if type(value) is not dict or "overlay" not in value:
        raise _invalid(
            overlay, source_map, "#", "it has no member 'overlay' with a version"
        )
    version = value["overlay"]
    if type(version) is not str or not _VERSION.fullmatch(version):
        raise _invalid(
            overlay, source_map, "#/overlay", "only Overlay 1.0 and 1.1 are known"
        )
    actions = value.get("actions")
    if type(actions) is not list:
        raise _invalid(overlay, source_map, "#", "its member 'actions' is not an array")
    searches = [each for each in actions if type(each) is dict and _searches(each)]
    if len(searches) > _MAX_SEARCHES:
        raise _invalid(
            overlay,
            source_map,
            "#/actions",
            f"more than {_MAX_SEARCHES} of them search (..)",
        )
    return actions


def _searches(action: dict[str, Any]) -> bool:
    return any(".." in str(action.get(member, "")) for member in ("target", "copy"))


def _invalid(
    overlay: LoadedFile, source_map: SourceMap, pointer: str, why: str
) -> Exception:
    place = source_map.places([Origin(overlay.name, pointer)])[0]
    return fatal_error(
        "invalid-overlay",
        f"{overlay.name} cannot be applied: {why}",
        place,
        suggestion="see spec.openapis.org/overlay for the form of an overlay",
    )


class _Application:
    """One action, applied to the nodes that its target selects."""

    def __init__(
        self,
        root: dict[str, Any],
        overlay: LoadedFile,
        source_map: SourceMap,
        problems: Problems,
        pointer: str,
        copies: CopyBudget,
    ) -> None:
        self.root = root
        self.overlay = overlay
        self.source_map = source_map
        self.problems = problems
        self.pointer = pointer
        self.relocations = source_map.begin_step()
        self.copies = copies

    def apply(self, action: Any) -> None:
        if type(action) is not dict or type(action.get("target")) is not str:
            raise self._refuse("", "an action needs a 'target'")
        matches = self._select(action["target"], "target")
        if not matches:
            self._warn_no_match(action["target"])
            return
        # A removal wins over an update (Overlay 1.0.0 section 4.4.3).
        if action.get("remove") is True:
            for match in reversed(matches):
                self._remove(list(match.parts))
            return
        if "copy" in action:
            self._copy_onto(matches, action["copy"])
        if "update" in action:
            origin = Origin(self.overlay.name, f"{self.pointer}/update")
            for match in matches:
                self._update(list(match.parts), action["update"], origin)

    def _refuse(self, member: str, why: str) -> Exception:
        where = f"{self.pointer}/{member}" if member else self.pointer
        return _invalid(self.overlay, self.source_map, where, why)

    def _select(self, path: str, member: str) -> list[json_path.JSONPathMatch]:
        if (
            len(path) > _MAX_PATH
            or path.count("..") > _MAX_DESCENTS
            or path.count("*") > _MAX_WILDCARDS
        ):
            raise self._refuse(
                member,
                f"the path is too long, or has more than {_MAX_DESCENTS} descents (..) "
                f"or {_MAX_WILDCARDS} wildcards (*)",
            )
        if ".." in path.partition("?")[2]:
            raise self._refuse(member, "a filter with a descent (..) need not end")
        try:
            matches = []
            for match in json_path.ENVIRONMENT.compile(path).finditer(self.root):
                matches.append(match)
                if len(matches) > MAX_OVERLAY_MATCHES:
                    raise self._refuse(
                        member, f"it selects more than {MAX_OVERLAY_MATCHES:,} nodes"
                    )
        except json_path.JSONPathError as error:
            reason = str(error).splitlines()[0]
            raise self._refuse(member, f"not a JSONPath: {reason}") from None
        unique = {match.parts: match for match in matches}
        return list(unique.values())

    def _warn_no_match(self, path: str) -> None:
        self.problems.add(
            "overlay-no-match",
            f"the overlay's target {path!r} selects nothing",
            at=Origin(self.overlay.name, f"{self.pointer}/target"),
            consequence="the action changes nothing",
            suggestion="correct the path, or remove the action if the document was "
            "repaired",
        )

    def _remove(self, parts: list[str | int]) -> None:
        if not parts:
            raise self._refuse("target", "the whole document cannot be removed")
        parent = lookup(self.root, join(*parts[:-1]))
        last = parts[-1]
        if type(parent) is dict:
            parent.pop(last, None)
        elif type(parent) is list and type(last) is int and last < len(parent):
            del parent[last]
            where = join(*parts[:-1])
            for position in range(last, len(parent)):
                before = f"{where}/{position + 1}"
                self.relocations.record(
                    f"{where}/{position}", self.relocations.prefixes.pop(before, before)
                )

    def _copy_onto(self, matches: list[json_path.JSONPathMatch], path: Any) -> None:
        """Overlay 1.1.0 section 4.4.3: merge one other node into every target."""
        if type(path) is not str:
            raise self._refuse("copy", "'copy' is not a JSONPath")
        sources = self._select(path, "copy")
        if len(sources) != 1:
            raise self._refuse("copy", "'copy' must select exactly one node")
        pointer = join(*sources[0].parts)
        value = self._copy(sources[0].obj)
        origin = self.source_map.origin(pointer)
        for match in matches:
            self._update(list(match.parts), value, origin)

    def _update(self, parts: list[str | int], update: Any, origin: Origin) -> None:
        pointer = join(*parts)
        target = lookup(self.root, pointer)
        if type(target) is list:
            items = update if type(update) is list else [update]
            base = f"{origin.pointer}" if type(update) is list else None
            for number, item in enumerate(items):
                self.relocations.record(
                    f"{pointer}/{len(target)}",
                    Origin(origin.file, f"{base}/{number}") if base else origin,
                )
                target.append(self._copy(item))
        elif type(target) is dict and type(update) is dict:
            self._merge(target, update, pointer, origin)
        else:
            self._replace(parts, update, origin)

    def _replace(self, parts: list[str | int], update: Any, origin: Origin) -> None:
        """Overlay 1.1.0: a primitive target is replaced by the update."""
        target = lookup(self.root, join(*parts))
        if not parts or isinstance(update, (dict, list)) or type(target) is dict:
            raise self._refuse("update", "the update has another type than its target")
        parent = lookup(self.root, join(*parts[:-1]))
        parent[parts[-1]] = update
        self.relocations.record(join(*parts), origin)

    def _merge(
        self, target: dict[str, Any], update: dict[str, Any], pointer: str, at: Origin
    ) -> None:
        for key, value in update.items():
            where, origin = child(pointer, key), Origin(at.file, child(at.pointer, key))
            known = target.get(key)
            if type(known) is dict and type(value) is dict:
                self._merge(known, value, where, origin)
            elif type(known) is list and type(value) is list:
                for number, item in enumerate(value):
                    place = Origin(at.file, f"{origin.pointer}/{number}")
                    self.relocations.record(f"{where}/{len(known)}", place)
                    known.append(self._copy(item))
            else:
                target[key] = self._copy(value)
                self.relocations.record(where, origin)

    def _copy(self, value: Any) -> Any:
        try:
            return self.copies.copy(value)
        except CopyBudgetExceeded:
            raise self._refuse(
                "", f"the actions add more than {MAX_COPIED_NODES:,} nodes"
            ) from None
