"""Propose repairs of a document as an OpenAPI Overlay.

Only what is safe to guess is proposed: the overlay says in the document's own words
what the generator would otherwise assume with a warning. The author decides.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from generator.diagnostics.model import Place, Problem
from generator.document.node import Document
from generator.document.pointer import (
    MISSING,
    child,
    follow_refs,
    from_fragment,
    join,
    lookup,
    split,
)
from generator.document.syntax.parse import parse

__all__ = ["propose_overlay"]

Action = dict[str, Any]

_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_CONTROL = re.compile(r"[\x00-\x1f]")
_DROPPED_MEMBERS = ("headers", "examples", "links", "callbacks", "securitySchemes")


def propose_overlay(problems: Iterable[Problem], document: Document) -> dict[str, Any]:
    """Return an Overlay 1.0 document whose actions repair what can be repaired.

    `problems` are those found in `document`. Without any safe repair the list of
    actions is empty. Only the document's own file is repaired, not those it refers to.
    """
    doctor = _Doctor(document)
    for problem in problems:
        doctor.treat(problem)
    title = document.root.get("info", {}).get("title", "the document")
    return {
        "overlay": "1.0.0",
        "info": {"title": f"Repairs of {title}", "version": "1.0.0"},
        "actions": doctor.actions(),
    }


# What the generator takes where a member is missing.
_MISSING: dict[str, Any] = {
    "paths": {},
    "description": "",
    "responses": {"default": {"description": "Not documented"}},
    "content": {},
    "schema": {"type": "string"},
    "scopes": {},
}
_MISSING_MEMBER = re.compile(
    r"""no member '(\w+)'|["'](\w+)["'] is a required property"""
)


class _Doctor:
    def __init__(self, document: Document) -> None:
        self.file = document.source_map.root_file
        # In the author's dialect, but with values of the wrong type repaired.
        self.repaired: dict[str, Any] = marshal.loads(document.validator_input)
        self.source: Any = parse(document.source_map.sources[self.file]).value
        self.replacements: list[Action] = []
        self.updates: list[Action] = []
        self.removals: dict[str, Action] = {}
        self.treatments: dict[str, Callable[[str, str], None]] = {
            "unresolved-ref": self._reference,
            "circular-ref": self._reference,
            "wrong-kind-ref": self._reference,
            "forbidden-ref": self._reference,
            "unreadable-ref": self._reference,
            "invalid-ref": self._reference,
            "undefined-security-scheme": self._security,
            "overlapping-one-of": self._one_of,
            "undeclared-path-parameter": self._path_parameter,
            "unused-path-parameter": self._drop,
            "boolean-as-text": self._correct,
            "number-as-text": self._correct,
            "unquoted-text": self._correct,
            "wrong-type": self._correct,
            "invalid-schema": self._any_schema,
            "invalid-default": self._default,
            "unsupported-dialect": self._drop,
            "optional-path-parameter": self._require,
            "misplaced-keyword": self._into_schema,
            "misplaced-ref": self._replace_reference,
            "reserved-header": self._leave_out,
            "invalid-parameter": self._leave_out,
            "invalid-status": self._drop,
            "invalid-pagination": self._drop_member("x-pagination"),
            "unusable-discriminator": self._drop_member("discriminator"),
            "unsupported-keyword": self._drop_values,
            "missing-member": self._add_missing,
            "invalid-document": self._formal,
        }

    @cached_property
    def uses(self) -> dict[str, list[str]]:
        """The places of the references to each pointer."""
        found: dict[str, list[str]] = {}
        for where, value in _objects(self.source):
            ref = value.get("$ref")
            if type(ref) is str:
                found.setdefault(ref, []).append(where)
        return found

    def actions(self) -> list[Action]:
        """Return the actions in an order in which every target still holds.

        Removals come last, and of the items of an array the last one first.
        """

        def late(pointer: str) -> list[tuple[int, str]]:
            return [
                (int(token) if token.isdigit() else -1, token)
                for token in split(pointer)
            ]

        removals = sorted(self.removals, key=late, reverse=True)
        found = self.replacements + self.updates
        return found + [self.removals[pointer] for pointer in removals]

    def treat(self, problem: Problem) -> None:
        places = [place for place in problem.places if place.file == self.file]
        reason = f"{problem.message}."
        if problem.code == "duplicate-operation-id":
            self._operation_ids(places, reason)
            return
        treatment = self.treatments.get(problem.code)
        for place in places if treatment else ():
            if treatment is not None:
                treatment(place.pointer, reason)

    def _remove(self, pointer: str, reason: str) -> None:
        if lookup(self.source, pointer) is MISSING or pointer == "#":
            return
        above = (join(*split(pointer)[:depth]) for depth in range(pointer.count("/")))
        if not any(each in self.removals for each in above):
            self.removals[pointer] = self._removal(pointer, reason)

    def _removal(self, pointer: str, reason: str) -> Action:
        target = self._path(pointer)
        return {"target": target, "description": reason, "remove": True}

    def _update(self, pointer: str, value: Any, reason: str) -> None:
        target = self._path(pointer)
        action = {"target": target, "description": reason, "update": value}
        if action not in self.updates:
            self.updates.append(action)

    def _reference(self, pointer: str, reason: str) -> None:
        tokens = split(pointer)
        holder = tokens[:-1] if tokens[-1:] == ["$ref"] else tokens
        section = holder[-2] if len(holder) > 1 else ""
        is_property = len(holder) > 2 and holder[-3] == "properties"
        if section == "parameters" or (section in _DROPPED_MEMBERS and not is_property):
            self._remove(join(*holder), reason)
            return
        self._remove(join(*holder, "$ref"), reason)
        if section in ("responses", "content"):
            self._update(join(*holder), {"description": "Not documented"}, reason)
        elif holder[-1:] == ["requestBody"]:
            content: dict[str, Any] = {"application/json": {}}
            self._update(join(*holder), {"content": content}, reason)

    def _security(self, pointer: str, reason: str) -> None:
        """Let an operation have the requirements of the whole document instead."""
        tokens = split(pointer)
        if len(tokens) < 5 or tokens[0] != "paths" or "security" not in tokens:
            return
        if self._is_satisfiable(self.source.get("security")):
            at = len(tokens) - 1 - tokens[::-1].index("security")
            self._remove(join(*tokens[: at + 1]), reason)

    def _is_satisfiable(self, requirements: Any) -> bool:
        place = "#/securityDefinitions"
        if "openapi" in self.source:
            place = "#/components/securitySchemes"
        schemes = lookup(self.source, place)
        if type(requirements) is not list or type(schemes) is not dict:
            return False
        named = [name for each in requirements for name in each if type(each) is dict]
        return bool(named) and all(name in schemes for name in named)

    def _one_of(self, pointer: str, reason: str) -> None:
        """Say anyOf: a value that matches two variants is valid then."""
        pointer = pointer.removesuffix("/oneOf")
        schema = lookup(self.source, pointer)
        if type(schema) is dict and "oneOf" in schema and "anyOf" not in schema:
            self._remove(f"{pointer}/oneOf", reason)
            self._update(pointer, {"anyOf": schema["oneOf"]}, reason)

    def _path_parameter(self, pointer: str, reason: str) -> None:
        tokens = split(pointer)
        if len(tokens) < 3 or tokens[0] != "paths":
            return
        declared = self._declared(pointer) | self._declared(join(*tokens[:2]))
        parameters = [
            self._text_parameter(name)
            for name in dict.fromkeys(_TEMPLATE.findall(tokens[1]))
            if name not in declared
        ]
        self._update(pointer, {"parameters": parameters}, reason)

    def _declared(self, pointer: str) -> set[str]:
        found: set[str] = set()
        holder = lookup(self.repaired, pointer)
        for parameter in holder.get("parameters", ()) if type(holder) is dict else ():
            value = parameter
            if "$ref" in parameter:
                target = follow_refs(self.repaired, parameter["$ref"])
                value = lookup(self.repaired, target) if target else None
            if type(value) is dict and value.get("in") == "path":
                found.add(str(value.get("name")))
        return found

    def _text_parameter(self, name: str) -> dict[str, Any]:
        parameter: dict[str, Any] = {"name": name, "in": "path", "required": True}
        kind = {"type": "string"}
        return parameter | ({"schema": kind} if "openapi" in self.source else kind)

    def _drop(self, pointer: str, reason: str) -> None:
        self._remove(pointer, reason)

    def _drop_member(self, name: str) -> Callable[[str, str], None]:
        """Return what takes out a member where the problem is it, or is within it."""

        def treat(pointer: str, reason: str) -> None:
            tokens = split(pointer)
            if name in tokens:
                end = len(tokens) - tokens[::-1].index(name)
                self._remove(join(*tokens[:end]), reason)

        return treat

    def _drop_values(self, pointer: str, reason: str) -> None:
        if split(pointer)[-1:] in (["enum"], ["const"]):
            self._remove(pointer, reason)

    def _leave_out(self, pointer: str, reason: str) -> None:
        """Take out a parameter, and where it is shared, what refers to it."""
        if type(lookup(self.source, join(*split(pointer)[:-1]))) is list:
            self._remove(pointer, reason)
            return
        for where in self.uses.get(pointer, ()):
            if split(where)[-2:-1] == ["parameters"]:
                self._remove(where, reason)

    def _require(self, pointer: str, reason: str) -> None:
        self._update(pointer, {"required": True}, reason)

    def _into_schema(self, pointer: str, reason: str) -> None:
        """Move the words of a schema from where Swagger 2.0 has them into one."""
        *holder, name = split(pointer)
        value = lookup(self.source, pointer)
        self._update(join(*holder), {"schema": {name: value}}, reason)
        self._remove(pointer, reason)

    def _replace_reference(self, pointer: str, reason: str) -> None:
        """Write what a reference within the document names where it stands."""
        holder = lookup(self.source, pointer)
        ref = holder.get("$ref") if type(holder) is dict else None
        target = from_fragment(ref[1:]) if type(ref) is str and ref[:1] == "#" else None
        value = lookup(self.source, target) if target else MISSING
        if type(value) is dict and "$ref" not in value:
            own = {key: item for key, item in holder.items() if key != "$ref"}
            self._replace(pointer, value | own, reason)
        elif type(value) in (str, list):
            self._replace(pointer, value, reason)

    def _add_missing(self, pointer: str, reason: str) -> None:
        """Say what is taken where a required member is missing."""
        found = _MISSING_MEMBER.search(reason)
        value = _MISSING.get(found[1] or found[2]) if found else None
        holder = lookup(self.source, pointer)
        if found is None or value is None or type(holder) is not dict:
            return
        name = found[1] or found[2]
        # A reference is no place to add to.
        if name not in holder and "$ref" not in holder:
            self._update(pointer, {name: value}, reason)

    def _formal(self, pointer: str, reason: str) -> None:
        """Repair what the schema of OpenAPI objects to and the generator does not."""
        tokens = split(pointer)
        value = lookup(self.source, pointer)
        if _MISSING_MEMBER.search(reason):
            if tokens[-2:-1] == ["servers"]:
                self._remove(pointer, reason)
            else:
                self._add_missing(pointer, reason)
        elif tokens[-1:] == ["responses"] and value == {}:
            self._update(pointer, _MISSING["responses"], reason)
        elif tokens[-1:] == ["type"] and type(value) is list:
            self._single_type(tokens, value, reason)

    def _single_type(self, tokens: list[str], kinds: list[Any], reason: str) -> None:
        """Before OpenAPI 3.1 a schema has one type."""
        others = [kind for kind in kinds if kind != "null"]
        if len(others) == 1:
            self._replace(join(*tokens), others[0], reason)
            if len(others) < len(kinds):
                self._update(join(*tokens[:-1]), {"nullable": True}, reason)

    def _default(self, pointer: str, reason: str) -> None:
        pointer = pointer.removesuffix("/default")
        self._remove(f"{pointer}/default", reason)

    def _correct(self, pointer: str, reason: str) -> None:
        """Write what the value was read as, or remove what was left out."""
        *above, name = split(pointer)
        parent = lookup(self.source, join(*above))
        value = lookup(self.repaired, pointer)
        if value is MISSING and name == "responses":
            value = _MISSING[name]
        if type(parent) is list or value is MISSING:
            self._remove(pointer, reason)
        elif isinstance(parent, dict) and isinstance(parent.get(name), (dict, list)):
            self._replace(pointer, value, reason)
        else:
            self._update(join(*above), {name: value}, reason)

    def _any_schema(self, pointer: str, reason: str) -> None:
        """Write the schema of anything as every version has it, not as true."""
        if type(lookup(self.source, join(*split(pointer)[:-1]))) is dict:
            self._replace(pointer, {}, reason)
        else:
            self._remove(pointer, reason)

    def _replace(self, pointer: str, value: Any, reason: str) -> None:
        """Remove first: an update would be merged into what is there."""
        *above, name = split(pointer)
        target = self._path(join(*above))
        action = {"target": target, "description": reason, "update": {name: value}}
        self.replacements += [self._removal(pointer, reason), action]

    def _operation_ids(self, places: list[Place], reason: str) -> None:
        for number, place in enumerate(places[1:], start=2):
            *holder, _ = split(place.pointer)
            name = lookup(self.source, place.pointer)
            if type(name) is str:
                self._update(join(*holder), {"operationId": f"{name}_{number}"}, reason)

    def _path(self, pointer: str) -> str:
        """Return the normalized JSONPath of a pointer (RFC 9535 section 2.7)."""
        value, path = self.source, "$"
        for token in split(pointer):
            path += f"[{token}]" if type(value) is list else f"['{_quoted(token)}']"
            value = lookup(value, join(token))
        return path


def _objects(root: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every object with its pointer."""
    stack: list[tuple[str, Any]] = [("#", root)]
    while stack:
        pointer, value = stack.pop()
        if type(value) is dict:
            yield pointer, value
            stack += [(child(pointer, key), item) for key, item in value.items()]
        elif type(value) is list:
            stack += [(child(pointer, at), item) for at, item in enumerate(value)]


def _quoted(token: str) -> str:
    text = token.replace("\\", "\\\\").replace("'", "\\'")
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
