"""Propose repairs of a document as an OpenAPI Overlay.

Only what is safe to guess is proposed: the overlay says in the document's own words
what the generator would otherwise assume with a warning. The author decides.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable, Iterable
from typing import Any

from generator.document.files import parse
from generator.document.node import Document
from generator.document.pointer import MISSING, follow, join, lookup, split
from generator.problem import Place, Problem

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


class _Doctor:
    def __init__(self, document: Document) -> None:
        self.file = document.index.root_file
        # In the author's dialect, but with values of the wrong type repaired.
        self.repaired: dict[str, Any] = marshal.loads(document.snapshot)
        self.source: Any = parse(document.index.sources[self.file]).value
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
            "invalid-schema": self._correct,
            "invalid-default": self._default,
            "unsupported-dialect": self._drop,
        }

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
                target = follow(self.repaired, parameter["$ref"])
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

    def _default(self, pointer: str, reason: str) -> None:
        pointer = pointer.removesuffix("/default")
        self._remove(f"{pointer}/default", reason)

    def _correct(self, pointer: str, reason: str) -> None:
        """Write what the value was read as, or remove what was left out."""
        *above, name = split(pointer)
        parent = lookup(self.source, join(*above))
        value = lookup(self.repaired, pointer)
        if type(parent) is list or value is MISSING:
            self._remove(pointer, reason)
            return
        if isinstance(parent, dict) and isinstance(parent.get(name), (dict, list)):
            # An update would be merged into what is there.
            target = self._path(join(*above))
            action = {"target": target, "description": reason, "update": {name: value}}
            self.replacements += [self._removal(pointer, reason), action]
            return
        self._update(join(*above), {name: value}, reason)

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


def _quoted(token: str) -> str:
    text = token.replace("\\", "\\\\").replace("'", "\\'")
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
