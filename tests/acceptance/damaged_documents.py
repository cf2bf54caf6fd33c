"""Random mutants of documents, and the facts that a mutant still declares."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Fact", "Mutant", "facts", "mutants"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# The kind, and its place: ("status", "GET", "/a", "200").
Fact = tuple[str, ...]

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1.5,
    10**30,
    "",
    "x",
    "#/nowhere",
    "\r\n\x1b\u202e'\"\\",
    "class",
    [],
    {},
    [None],
    [[]],
    {"": ""},
    {"$ref": "#"},
    {"$ref": "#/info"},
    {"$ref": "#/components/schemas"},
    {"$ref": 5},
    {"x": {"y": []}},
    ["a", 1, {}],
    {"type": ["object", "array", "null"]},
    {"allOf": [], "oneOf": [], "anyOf": []},
    {"enum": [None, {}, [], 1, 1.0, True, "a", ""]},
    {"oneOf": [{"type": "object"}, {"type": "string"}], "nullable": True},
    {"const": {"a": [1]}, "default": [], "readOnly": True, "writeOnly": True},
    {"properties": {"self": False, "": True}, "required": ["", "z", 5]},
    {"type": "array", "prefixItems": [True], "items": False, "minItems": 1},
    {"discriminator": {"propertyName": "x", "mapping": {"a": "b", "c": 5}}},
)
WRAPPERS = ("allOf", "oneOf", "anyOf", "items", "not", "schema", "x-y", "properties")


@dataclass(frozen=True)
class Mutant:
    """A document, and whether its only change is a value of a wrong type."""

    document: dict[str, Any]
    changes: str
    """The changes, for messages of failed tests."""
    broken: bool


def mutants(seed: int, original: dict[str, Any], number: int) -> Iterator[Mutant]:
    """Yield mutants of a document, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(number):
        document = copy.deepcopy(original)
        steps = chance.choice((1, 1, 1, 2, 3, 6))
        done = [_step(document, chance) for _ in range(steps)]
        broken = len(done) == 1 and done[0].startswith("break")
        yield Mutant(document, "; ".join(done), broken)


def _step(document: dict[str, Any], chance: random.Random) -> str:
    nodes = list(_nodes(document))
    if not nodes:
        return "nothing"
    path, holder, key = chance.choice(nodes)
    other_path, other, other_key = chance.choice(nodes)
    action = chance.choice(
        ("delete", "retype", "retype", "swap", "duplicate", "nest", "rename", "repeat")
    )
    if action == "delete":
        del holder[key]
    elif action == "retype":
        value, old = chance.choice(ODD), holder[key]
        holder[key] = copy.deepcopy(value)
        broken = isinstance(old, dict) and not isinstance(value, dict)
        return f"{'break' if broken else 'retype'} {path} as {value!r}"
    elif action == "swap":
        mine, theirs = copy.deepcopy(holder[key]), copy.deepcopy(other[other_key])
        holder[key], other[other_key] = theirs, mine
    elif action == "duplicate":
        holder[key] = copy.deepcopy(other[other_key])
    elif action == "nest":
        wrapper = chance.choice(WRAPPERS)
        value = copy.deepcopy(holder[key])
        holder[key] = {wrapper: [value] if chance.random() < 0.5 else value}
    elif action == "rename" and isinstance(holder, dict):
        names = [str(each) for each in ODD if isinstance(each, str)]
        name = chance.choice([*names, str(other_key), "$ref", "allOf", "type"])
        holder[name] = holder.pop(key)
        return f"rename {path} to {name!r}"
    elif action == "repeat" and isinstance(holder, list):
        holder.extend(copy.deepcopy(holder[key]) for _ in range(3))
    return f"{action} {path} ({other_path})"


def _nodes(root: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield path, container and key of every value below the root."""
    stack: list[tuple[str, Any]] = [("#", root)]
    while stack:
        path, value = stack.pop()
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            where = f"{path}/{key}"
            yield where, value, key
            if isinstance(value[key], dict | list):
                stack.append((where, value[key]))


def facts(document: dict[str, Any]) -> set[Fact]:
    """Return the operations, parameters, statuses and fields of a document.

    Only members of the right type in the right place count, and components that are
    referenced directly.
    """
    found: set[Fact] = set()
    for path, item in _objects(document.get("paths")):
        if not path.startswith("/") or "$ref" in item:
            continue
        for method, operation in _objects(item):
            if method in METHODS:
                key = (method.upper(), path)
                found.add(("operation", *key))
                found |= _parameters(document, (item, operation), key)
                for status, _ in _objects(operation.get("responses")):
                    if (
                        status.isdigit()
                        and len(status) == 3
                        and "100" <= status < "600"
                    ):
                        found.add(("status", *key, status))
    return found | _fields(document)


def _objects(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, dict):
                yield name, member


def _parameters(
    document: dict[str, Any], holders: tuple[dict[str, Any], ...], key: Fact
) -> set[Fact]:
    found: set[Fact] = set()
    for holder in holders:
        declared = holder.get("parameters")
        for each in declared if isinstance(declared, list) else ():
            parameter = _named(document, each, "parameters")
            name, place = parameter.get("name"), parameter.get("in")
            known = isinstance(parameter.get("schema"), dict)
            if place in ("query", "header") and isinstance(name, str) and known:
                found.add(("parameter", *key, place, name))
    return found


def _named(document: dict[str, Any], value: Any, section: str) -> dict[str, Any]:
    """Return an object, or the component that it refers to."""
    if not isinstance(value, dict):
        return {}
    reference = value.get("$ref")
    if reference is None:
        return value
    head = f"#/components/{section}/"
    if not isinstance(reference, str) or not reference.startswith(head):
        return {}
    components = document.get("components")
    declared = components.get(section) if isinstance(components, dict) else None
    found = (
        declared.get(reference.removeprefix(head))
        if isinstance(declared, dict)
        else None
    )
    return found if isinstance(found, dict) and "$ref" not in found else {}


def _fields(document: dict[str, Any]) -> set[Fact]:
    """Return the properties of the components that are plain objects."""
    components = document.get("components")
    declared = components.get("schemas") if isinstance(components, dict) else None
    found: set[Fact] = set()
    plain = {"type", "properties", "required", "description", "title", "example"}
    for _, schema in _objects(declared):
        if schema.get("type") == "object" and plain >= schema.keys():
            found |= {("field", name) for name, _ in _objects(schema.get("properties"))}
    return found
