"""Propose repairs of a document as an OpenAPI Overlay, for `gen-client doctor`.

The overlay writes the values that the generator otherwise assumes with a warning, and
removes the values that it ignores. A problem without such a value gets no repair.
"""

from __future__ import annotations

import json
import marshal
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from generator.diagnostics.model import Origin, Problem, Problems
from generator.document.grammar import walk
from generator.document.json_path import normalized_path
from generator.document.node import Document
from generator.document.overlay import apply_overlay
from generator.document.overlay_text import OneLine
from generator.document.pointer import (
    MISSING,
    child,
    deref,
    from_fragment,
    join,
    lookup,
    ref_of,
    split,
)
from generator.document.references.loader import LoadedFile
from generator.document.source_map import SourceMap
from generator.document.syntax.parse import parse
from generator.text import printable

__all__ = ["is_proposal", "propose_overlay"]

Action = dict[str, Any]
Repair = Callable[[str, str], None]
"""Adds the actions for a problem, given its pointer and its message."""

_TEMPLATE_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_REQUIRED_MEMBER = re.compile(
    r"""no member '(\w+)'|["'](\w+)["'] is a required property"""
)
# What the generator assumes for a missing member.
_ASSUMED_VALUES: dict[str, Any] = {
    "paths": {},
    "description": "",
    "responses": {"default": {"description": "Not documented"}},
    "content": {},
    "schema": {"type": "string"},
    "scopes": {},
}
# Maps whose values are removed if their reference is broken.
_OPTIONAL_MAPS = ("headers", "examples", "links", "callbacks", "securitySchemes")


def propose_overlay(
    problems: Iterable[Problem],
    document: Document,
    additions: Iterable[tuple[str, Mapping[str, Any]]] = (),
) -> dict[str, Any]:
    """Return an Overlay 1.0 document with the repairs of `problems`, found in `document`.

    `additions` are pointers of objects and the members that they lack. The overlay is to
    be applied after those of the document. Its list of actions is empty if nothing can be
    repaired safely. Files that the document refers to are not repaired.
    """
    repairs = _Repairs(document)
    for problem in problems:
        repairs.add(problem)
    for pointer, members in additions:
        repairs.add_members(pointer, members)
    title = document.root.get("info", {}).get("title", "the document")
    return {
        "overlay": "1.0.0",
        "info": {"title": f"Repairs for {title}", "version": "1.0.0"},
        "actions": repairs.actions(),
    }


def is_proposal(action: Mapping[str, Any]) -> bool:
    """Return whether an action adds what no problem of the document calls for."""
    return "description" not in action


def _overlaid(document: Document) -> tuple[SourceMap, Any]:
    """Return the document with its overlays and nothing else, and where its nodes are."""
    source_map, sources = SourceMap(), document.source_map.sources
    source_map.add(sources[document.source_map.root_file])
    root = parse(sources[source_map.root_file]).value
    for name in document.overlays:
        overlay = LoadedFile(name, name, parse(sources[name]).value, False)
        apply_overlay(root, overlay, source_map, Problems())
    return source_map, root


class _Repairs:
    """The actions of the overlay. Targets are pointers into the document as written,
    with its overlays.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source_map, self.source = _overlaid(document)
        # The document in its own dialect, with values of a wrong type converted.
        self.coerced: dict[str, Any] = marshal.loads(document.validator_input)
        self.replacements: list[Action] = []
        self.updates: list[Action] = []
        self.additions: list[Action] = []
        self.removals: dict[str, Action] = {}
        self.written: set[str] = set()
        repairs: dict[Repair, str] = {
            self._remove_ref: "unresolved-ref circular-ref wrong-kind-ref "
            "forbidden-ref unreadable-ref invalid-ref",
            self._inline_ref: "misplaced-ref",
            self._remove_security: "undefined-security-scheme",
            self._replace_one_of: "overlapping-one-of",
            self._declare_path_parameters: "undeclared-path-parameter",
            self._require: "optional-path-parameter",
            self._remove: "unused-path-parameter unsupported-dialect invalid-status",
            self._remove_parameter: "invalid-parameter reserved-header",
            self._write_coerced: "boolean-as-text number-as-text unquoted-text "
            "wrong-type",
            self._accept_any_value: "invalid-schema",
            self._remove_default: "invalid-default",
            self._move_into_schema: "misplaced-keyword",
            self._remove_enum: "unsupported-keyword",
            self._remove_nearest("discriminator"): "unusable-discriminator",
            self._remove_nearest("x-pagination"): "invalid-pagination",
            self._remove_nearest("x-unwrap"): "invalid-unwrap",
            self._remove_nearest("x-idempotent"): "invalid-idempotent",
            self._add_member: "missing-member",
            self._repair_structure: "invalid-document",
        }
        self.repairs = {
            code: repair for repair, codes in repairs.items() for code in codes.split()
        }

    def add(self, problem: Problem) -> None:
        """Add the actions that repair `problem`, if any do."""
        if problem.code not in (*self.repairs, "duplicate-operation-id"):
            return
        pointers = [
            pointer
            for place in problem.places
            for pointer in self.source_map.current(Origin(place.file, place.pointer))
        ]
        reason = f"{printable(problem.message)}."
        if problem.code == "duplicate-operation-id":
            self._number_operation_ids(pointers, reason)
        else:
            for pointer in pointers:
                self.repairs[problem.code](pointer, reason)

    def add_members(self, pointer: str, members: Mapping[str, Any]) -> None:
        """Add members to the object at a pointer into the document as it is now.

        An operation of another file gets them beside the reference to it, or to its path
        item.
        """
        pointers = self.source_map.current(self.document.source_map.origin(pointer))
        update: dict[str, Any]
        update = {
            name: OneLine(value) if type(value) is dict else value
            for name, value in members.items()
        }
        for each in pointers or [pointer]:
            *above, name = split(each)
            target, value = join(*above), update
            if type(lookup(self.source, each)) is dict:
                target = each
            elif ref_of(lookup(self.source, target)):
                value = {name: update}
            else:
                continue
            action = {"target": self._json_path(target), "update": value}
            if action not in self.additions:
                self.additions.append(action)

    def actions(self) -> list[Action]:
        """Return the actions in an order in which every target still exists.

        Removals come last, and those from an array start with its last item; but what is
        written again is removed before.
        """

        def position(pointer: str) -> list[tuple[int, str]]:
            return [
                (int(token) if token.isdigit() else -1, token)
                for token in split(pointer)
            ]

        pointers = sorted(self.removals, key=position, reverse=True)
        first = [self.removals[each] for each in pointers if each in self.written]
        last = [self.removals[each] for each in pointers if each not in self.written]
        return [*first, *self.replacements, *self.updates, *self.additions, *last]

    # Actions

    def _remove(self, pointer: str, reason: str) -> None:
        if lookup(self.source, pointer) is MISSING or pointer == "#":
            return
        above = (join(*split(pointer)[:depth]) for depth in range(pointer.count("/")))
        if not any(each in self.removals for each in above):
            self.removals[pointer] = self._removal(pointer, reason)

    def _removal(self, pointer: str, reason: str) -> Action:
        target = self._json_path(pointer)
        return {"target": target, "description": reason, "remove": True}

    def _update(self, pointer: str, value: Any, reason: str) -> None:
        target = self._json_path(pointer)
        action = {"target": target, "description": reason, "update": value}
        if action not in self.updates:
            self.updates.append(action)
        if isinstance(value, dict):
            self.written.update(child(pointer, key) for key in value)

    def _replace(self, pointer: str, value: Any, reason: str) -> None:
        # An update alone would be merged into the present value.
        *above, name = split(pointer)
        target = self._json_path(join(*above))
        action = {"target": target, "description": reason, "update": {name: value}}
        self.replacements += [self._removal(pointer, reason), action]

    def _json_path(self, pointer: str) -> str:
        """Return the normalized path of a pointer (RFC 9535 section 2.7)."""
        value, parts = self.source, list[str | int]()
        for token in split(pointer):
            parts.append(int(token) if type(value) is list else token)
            value = lookup(value, join(token))
        return normalized_path(parts)

    # References

    def _remove_ref(self, pointer: str, reason: str) -> None:
        tokens = split(pointer)
        holder = tokens[:-1] if tokens[-1:] == ["$ref"] else tokens
        section = holder[-2] if len(holder) > 1 else ""
        is_property = len(holder) > 2 and holder[-3] == "properties"
        if section == "parameters" or (section in _OPTIONAL_MAPS and not is_property):
            self._remove(join(*holder), reason)
            return
        self._remove(join(*holder, "$ref"), reason)
        if section in ("responses", "content"):
            self._update(join(*holder), {"description": "Not documented"}, reason)
        elif holder[-1:] == ["requestBody"]:
            content: dict[str, Any] = {"application/json": {}}
            self._update(join(*holder), {"content": content}, reason)

    def _inline_ref(self, pointer: str, reason: str) -> None:
        """Replace a reference within the document by its target."""
        holder = lookup(self.source, pointer)
        ref = ref_of(holder) or ""
        target = from_fragment(ref[1:]) if ref.startswith("#") else None
        value = lookup(self.source, target) if target else MISSING
        if type(value) is dict and "$ref" not in value:
            siblings = {key: item for key, item in holder.items() if key != "$ref"}
            self._replace(pointer, value | siblings, reason)
        elif type(value) in (str, list):
            self._replace(pointer, value, reason)

    # Security

    def _remove_security(self, pointer: str, reason: str) -> None:
        """Let the requirements of the document apply to an operation, if they can."""
        tokens = split(pointer)
        if len(tokens) < 5 or tokens[0] != "paths":
            return
        if self._is_satisfiable(self.source.get("security")):
            self._remove_nearest("security")(pointer, reason)

    def _is_satisfiable(self, requirements: Any) -> bool:
        is_openapi3 = "openapi" in self.source
        section = "components/securitySchemes" if is_openapi3 else "securityDefinitions"
        schemes = lookup(self.source, f"#/{section}")
        if type(requirements) is not list or type(schemes) is not dict:
            return False
        names = [name for each in requirements for name in each if type(each) is dict]
        return bool(names) and all(name in schemes for name in names)

    # Operations and parameters

    def _number_operation_ids(self, pointers: list[str], reason: str) -> None:
        for number, pointer in enumerate(pointers[1:], start=2):
            *holder, _ = split(pointer)
            name = lookup(self.source, pointer)
            if type(name) is str:
                self._update(join(*holder), {"operationId": f"{name}_{number}"}, reason)

    def _declare_path_parameters(self, pointer: str, reason: str) -> None:
        tokens = split(pointer)
        if len(tokens) < 3 or tokens[0] != "paths":
            return
        declared = self._path_parameters(pointer)
        declared |= self._path_parameters(join(*tokens[:2]))
        schema: dict[str, Any] = {"type": "string"}
        schema = {"schema": schema} if "openapi" in self.source else schema
        parameters = [
            {"name": name, "in": "path", "required": True, **schema}
            for name in dict.fromkeys(_TEMPLATE_EXPRESSION.findall(tokens[1]))
            if name not in declared
        ]
        self._update(pointer, {"parameters": parameters}, reason)

    def _path_parameters(self, pointer: str) -> set[str]:
        """Return the names of the path parameters of a path item or operation."""
        names: set[str] = set()
        holder = lookup(self.coerced, pointer)
        for parameter in holder.get("parameters", ()) if type(holder) is dict else ():
            value = deref(self.coerced, parameter)
            if type(value) is dict and value.get("in") == "path":
                names.add(str(value.get("name")))
        return names

    def _require(self, pointer: str, reason: str) -> None:
        self._update(pointer, {"required": True}, reason)

    def _remove_parameter(self, pointer: str, reason: str) -> None:
        """Remove a parameter; if it is shared, remove the references to it."""
        if type(lookup(self.source, join(*split(pointer)[:-1]))) is list:
            self._remove(pointer, reason)
            return
        for where in self._parameter_refs.get(pointer, ()):
            self._remove(where, reason)

    @cached_property
    def _parameter_refs(self) -> dict[str, list[str]]:
        """The pointers of the references to each parameter."""
        uses: dict[str, list[str]] = {}
        for kind, value, pointer in walk(self.source):
            if kind == "parameter" and (ref := ref_of(value)):
                uses.setdefault(ref, []).append(pointer)
        return uses

    # Schemas and values

    def _replace_one_of(self, pointer: str, reason: str) -> None:
        """Use anyOf, for which a value that matches two variants is valid."""
        pointer = pointer.removesuffix("/oneOf")
        schema = lookup(self.source, pointer)
        if type(schema) is dict and "oneOf" in schema and "anyOf" not in schema:
            self._remove(f"{pointer}/oneOf", reason)
            self._update(pointer, {"anyOf": schema["oneOf"]}, reason)

    def _remove_nearest(self, name: str) -> Repair:
        """Return a repair that removes the nearest member `name` of a pointer."""

        def remove(pointer: str, reason: str) -> None:
            tokens = split(pointer)
            if name in tokens:
                end = len(tokens) - tokens[::-1].index(name)
                self._remove(join(*tokens[:end]), reason)

        return remove

    def _remove_enum(self, pointer: str, reason: str) -> None:
        if split(pointer)[-1:] in (["enum"], ["const"]):
            self._remove(pointer, reason)

    def _remove_default(self, pointer: str, reason: str) -> None:
        self._remove(f"{pointer.removesuffix('/default')}/default", reason)

    def _move_into_schema(self, pointer: str, reason: str) -> None:
        """Move a keyword of a schema that is beside it, as in Swagger 2.0."""
        *holder, name = split(pointer)
        value = lookup(self.source, pointer)
        self._update(join(*holder), {"schema": {name: value}}, reason)
        self._remove(pointer, reason)

    def _accept_any_value(self, pointer: str, reason: str) -> None:
        """Write {} rather than true, which OpenAPI 3.0 does not have as a schema."""
        if type(lookup(self.source, join(*split(pointer)[:-1]))) is dict:
            self._replace(pointer, {}, reason)
        else:
            self._remove(pointer, reason)

    def _write_coerced(self, pointer: str, reason: str) -> None:
        """Write the value that was read, or remove one that was ignored."""
        *above, name = split(pointer)
        parent = lookup(self.source, join(*above))
        value = lookup(self.coerced, pointer)
        if value is MISSING and name == "responses":
            value = _ASSUMED_VALUES[name]
        is_ignored = value is MISSING or _is_same(value, lookup(self.source, pointer))
        if type(parent) is list or is_ignored:
            self._remove(pointer, reason)
        elif isinstance(parent, dict) and isinstance(parent.get(name), (dict, list)):
            self._replace(pointer, value, reason)
        else:
            self._update(join(*above), {name: value}, reason)

    # The structure of the document

    def _add_member(self, pointer: str, reason: str) -> None:
        """Add a required member with the value that the generator assumes."""
        match = _REQUIRED_MEMBER.search(reason)
        name = match[1] or match[2] if match else ""
        holder = lookup(self.source, pointer)
        if name not in _ASSUMED_VALUES or type(holder) is not dict:
            return
        if name not in holder and "$ref" not in holder:
            self._update(pointer, {name: _ASSUMED_VALUES[name]}, reason)

    def _repair_structure(self, pointer: str, reason: str) -> None:
        """Repair what is invalid for the JSON Schema of OpenAPI, not for the generator."""
        tokens = split(pointer)
        value = lookup(self.source, pointer)
        if _REQUIRED_MEMBER.search(reason):
            if tokens[-2:-1] == ["servers"]:
                self._remove(pointer, reason)
            else:
                self._add_member(pointer, reason)
        elif tokens[-1:] == ["responses"] and value == {}:
            self._update(pointer, _ASSUMED_VALUES["responses"], reason)
        elif tokens[-1:] == ["type"] and type(value) is list:
            self._write_single_type(tokens, value, reason)

    def _write_single_type(
        self, tokens: list[str], types: list[Any], reason: str
    ) -> None:
        """Before OpenAPI 3.1 a schema has one type, and `nullable`."""
        others = [each for each in types if each != "null"]
        if len(others) == 1:
            self._replace(join(*tokens), others[0], reason)
            if len(others) < len(types):
                self._update(join(*tokens[:-1]), {"nullable": True}, reason)


def _is_same(first: Any, second: Any) -> bool:
    """Return whether two values are the same JSON; 1 and true are not."""
    return second is not MISSING and json.dumps(first) == json.dumps(second)
