"""Apply OpenAPI Overlays 1.0 and 1.1 (spec.openapis.org/overlay) to a document."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from generator.diagnostics.model import DocumentError, Origin, Problems, fatal_error
from generator.document.content import DocumentSource
from generator.document.json_path import NodePath, parse_singular_query
from generator.document.limits import (
    MAX_COPIED_NODES,
    MAX_DEPTH,
    MAX_OVERLAY_MATCHES,
    CopyBudget,
    CopyBudgetExceeded,
)
from generator.document.pointer import child, join, lookup
from generator.document.references.loader import LoadedFile
from generator.document.source_map import Relocations, SourceMap
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    import jsonpath
else:
    jsonpath = LazyModule("jsonpath")

__all__ = ["apply_overlay", "find_overlay"]

_SUFFIXES = (".overlay.yml", ".overlay.yaml", ".overlay.json")
_VERSION = re.compile(r"1\.[01](\.\d+)?")
_MAX_PATH_LENGTH = 4_000
# Each of these multiplies the work of one path.
_MAX_DESCENDANT_SEGMENTS = 3
_MAX_WILDCARDS = 10
# Actions with a descendant segment, each of which walks the whole document.
_MAX_SEARCHES = 200


def find_overlay(source: DocumentSource) -> Path | None:
    """Return the overlay beside a document, which is applied by default.

    That is `<stem>.overlay.yml`, `.yaml` or `.json`, the first that exists. A symbolic
    link to a file outside of the folder does not count. What is found may be no file: a
    folder or a pipe of that name is refused when it is read. There is none beside a
    document that was fetched or read from standard input.
    """
    if not isinstance(source, Path) or not source.name:  # "." and "/"
        return None
    folder = Path(os.path.realpath(source.parent))
    for suffix in _SUFFIXES:
        path = source.with_name(source.stem + suffix)
        is_inside = Path(os.path.realpath(path)).is_relative_to(folder)
        if path != source and os.path.exists(path) and is_inside:
            return path
    return None


def apply_overlay(
    root: dict[str, Any], overlay: LoadedFile, source_map: SourceMap, problems: Problems
) -> None:
    """Apply the actions of `overlay` to `root`, in order and in place.

    Raises `DocumentError` if the overlay or one of its actions is invalid. An action
    that matches nothing is a warning.
    """
    _Application(root, overlay, source_map, problems).run()


@cache
def _environment() -> jsonpath.JSONPathEnvironment:
    """RFC 9535 without `match` and `search`, whose patterns can take forever."""
    environment = jsonpath.JSONPathEnvironment(strict=True)
    environment.max_recursion_depth = MAX_DEPTH + 10
    for name in ("match", "search"):
        environment.function_extensions.pop(name, None)
    return environment


@dataclass(slots=True)
class _Application:
    """The application of one overlay to one document."""

    root: dict[str, Any]
    overlay: LoadedFile
    source_map: SourceMap
    problems: Problems
    budget: CopyBudget = field(default_factory=partial(CopyBudget, MAX_COPIED_NODES))
    # Of the current action.
    pointer: str = "#"
    relocations: Relocations = field(default_factory=Relocations)

    def run(self) -> None:
        actions = self._actions()
        self._check_extends()
        for number, action in enumerate(actions):
            self.pointer = f"#/actions/{number}"
            self.relocations = self.source_map.begin_step()
            self._apply(action)

    def _error(self, member: str, reason: str) -> DocumentError:
        """Return the error for a member of the current action, or of the overlay."""
        pointer = f"{self.pointer}/{member}" if member else self.pointer
        return fatal_error(
            "invalid-overlay",
            f"{self.overlay.name} cannot be applied: {reason}",
            self.source_map.places([Origin(self.overlay.name, pointer)])[0],
            suggestion="see spec.openapis.org/overlay for the form of an overlay",
        )

    def _actions(self) -> list[Any]:
        overlay = self.overlay.root
        if type(overlay) is not dict or "overlay" not in overlay:
            raise self._error("", "it has no member 'overlay' with a version")
        version = overlay["overlay"]
        if type(version) is not str or not _VERSION.fullmatch(version):
            raise self._error("overlay", "only Overlay 1.0 and 1.1 are supported")
        actions = overlay.get("actions")
        if type(actions) is not list:
            raise self._error("", "its member 'actions' is not an array")
        if sum(map(_is_search, actions)) > _MAX_SEARCHES:
            raise self._error(
                "actions",
                f"more than {_MAX_SEARCHES} actions have a descendant segment (..)",
            )
        return actions

    def _check_extends(self) -> None:
        """Report an overlay that was written for a document with another name.

        `extends` is a reference (Overlay 1.1.0 section 4.4.1). It has no other effect:
        the command line chooses the document, and the reference is not followed.
        """
        extends = self.overlay.root.get("extends")
        if type(extends) is not str:
            return
        path = extends.partition("#")[0].partition("?")[0]
        name = unquote(path).rpartition("/")[2]
        own_name = os.path.basename(self.source_map.root_file)
        if name != own_name:
            self.problems.add(
                "overlay-extends",
                f"the overlay was written for {name!r}, not for {own_name!r}",
                at=Origin(self.overlay.name, "#/extends"),
                consequence="it is applied anyway",
            )

    def _apply(self, action: Any) -> None:
        if type(action) is not dict or type(action.get("target")) is not str:
            raise self._error("", "an action needs a 'target'")
        targets = self._select(action["target"], "target")
        if not targets:
            self._warn_no_match(action["target"])
            return
        # `remove` takes precedence over `update` (Overlay 1.0.0 section 4.4.3).
        if action.get("remove") is True:
            for target in reversed(targets):
                self._remove(target)
            return
        if "copy" in action:
            self._copy_onto(targets, action["copy"])
        if "update" in action:
            origin = Origin(self.overlay.name, f"{self.pointer}/update")
            for target in targets:
                self._update(target, action["update"], origin)

    def _select(self, path: str, member: str) -> list[NodePath]:
        """Return the nodes that a JSONPath selects, each once."""
        parts = parse_singular_query(path)
        if parts is not None:
            return [parts] if _has_node(self.root, parts) else []
        if (
            len(path) > _MAX_PATH_LENGTH
            or path.count("..") > _MAX_DESCENDANT_SEGMENTS
            or path.count("*") > _MAX_WILDCARDS
        ):
            raise self._error(
                member,
                "the JSONPath is too long, or has more than "
                f"{_MAX_DESCENDANT_SEGMENTS} descendant segments (..) or "
                f"{_MAX_WILDCARDS} wildcards (*)",
            )
        if ".." in path.partition("?")[2]:
            raise self._error(
                member,
                "a descendant segment (..) in or after a filter is not supported",
            )
        found: list[NodePath] = []
        try:
            for match in _environment().compile(path).finditer(self.root):
                found.append(match.parts)
                if len(found) > MAX_OVERLAY_MATCHES:
                    raise self._error(
                        member, f"it selects more than {MAX_OVERLAY_MATCHES:,} nodes"
                    )
        except jsonpath.JSONPathError as error:
            reason = str(error).splitlines()[0]
            raise self._error(member, f"the JSONPath is invalid: {reason}") from None
        return list(dict.fromkeys(found))

    def _warn_no_match(self, path: str) -> None:
        self.problems.add(
            "overlay-no-match",
            f"the overlay's target {path!r} selects nothing",
            at=Origin(self.overlay.name, f"{self.pointer}/target"),
            consequence="the action changes nothing",
            suggestion="correct the JSONPath, or remove the action if the document no "
            "longer needs it",
        )

    def _remove(self, target: NodePath) -> None:
        if not target:
            raise self._error("target", "the whole document cannot be removed")
        *above, last = target
        pointer = join(*above)
        parent = lookup(self.root, pointer)
        if type(parent) is dict:
            parent.pop(last, None)
        elif type(parent) is list and type(last) is int and last < len(parent):
            del parent[last]
            for index in range(last, len(parent)):
                after, before = f"{pointer}/{index}", f"{pointer}/{index + 1}"
                origin = self.relocations.prefixes.pop(before, before)
                self.relocations.record(after, origin)

    def _copy_onto(self, targets: list[NodePath], path: Any) -> None:
        """Overlay 1.1.0 section 4.4.3: merge another node into every target."""
        if type(path) is not str:
            raise self._error("copy", "'copy' is not a JSONPath")
        sources = self._select(path, "copy")
        if len(sources) != 1:
            raise self._error("copy", "'copy' must select exactly one node")
        pointer = join(*sources[0])
        value = self._copy(lookup(self.root, pointer))
        origin = self.source_map.origin(pointer)
        for target in targets:
            self._update(target, value, origin)

    def _update(self, path: NodePath, update: Any, origin: Origin) -> None:
        pointer = join(*path)
        target = lookup(self.root, pointer)
        if type(target) is list:
            if type(update) is list:
                self._append(target, update, pointer, origin)
            else:
                self.relocations.record(f"{pointer}/{len(target)}", origin)
                target.append(self._copy(update))
        elif type(target) is dict and type(update) is dict:
            self._merge(target, update, pointer, origin)
        elif not path or isinstance(update, (dict, list)) or type(target) is dict:
            raise self._error("update", "the update and its target differ in type")
        else:
            # Overlay 1.1.0: the update replaces a primitive value.
            lookup(self.root, join(*path[:-1]))[path[-1]] = update
            self.relocations.record(pointer, origin)

    def _append(
        self, target: list[Any], items: list[Any], pointer: str, origin: Origin
    ) -> None:
        for index, item in enumerate(items):
            item_origin = Origin(origin.file, f"{origin.pointer}/{index}")
            self.relocations.record(f"{pointer}/{len(target)}", item_origin)
            target.append(self._copy(item))

    def _merge(
        self,
        target: dict[str, Any],
        update: dict[str, Any],
        pointer: str,
        origin: Origin,
    ) -> None:
        for key, value in update.items():
            where = child(pointer, key)
            value_origin = Origin(origin.file, child(origin.pointer, key))
            current = target.get(key)
            if type(current) is dict and type(value) is dict:
                self._merge(current, value, where, value_origin)
            elif type(current) is list and type(value) is list:
                self._append(current, value, where, value_origin)
            else:
                target[key] = self._copy(value)
                self.relocations.record(where, value_origin)

    def _copy(self, value: Any) -> Any:
        try:
            return self.budget.copy(value)
        except CopyBudgetExceeded:
            raise self._error(
                "", f"the actions add more than {MAX_COPIED_NODES:,} nodes"
            ) from None


def _has_node(value: Any, parts: NodePath) -> bool:
    for part in parts:
        if isinstance(part, str):
            is_there = type(value) is dict and part in value
        else:
            is_there = type(value) is list and part < len(value)
        if not is_there:
            return False
        value = value[part]
    return True


def _is_search(action: Any) -> bool:
    if type(action) is not dict:
        return False
    paths = [str(action.get(member, "")) for member in ("target", "copy")]
    return any(".." in path and parse_singular_query(path) is None for path in paths)
