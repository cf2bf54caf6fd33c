"""A document that is being edited: where its operations, parameters and schemas are."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

__all__ = ["Draft", "NotApplicable", "Operation", "Slot"]

METHODS = ("get", "put", "post", "delete", "patch", "options", "head")
_COMPOSITIONS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAX_REFERENCES = 20
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath")
_EXAMPLES = ("default", "example", "examples")

T = TypeVar("T")


class NotApplicable(Exception):
    """The document has nothing that an edit could change."""


class Slot:
    """A member of an object or an item of an array: where a value can be replaced."""

    def __init__(self, owner: Any, key: Any, pointer: str) -> None:
        self.owner = owner
        self.key = key
        self.pointer = pointer

    @property
    def value(self) -> Any:
        return self.owner[self.key]

    @value.setter
    def value(self, value: Any) -> None:
        self.owner[self.key] = value

    def inner(self, *keys: Any) -> Slot:
        """Return the slot of a value below this one."""
        owner, pointer = self.value, self.pointer
        for key in keys[:-1]:
            owner, pointer = owner[key], f"{pointer}/{_token(key)}"
        return Slot(owner, keys[-1], f"{pointer}/{_token(keys[-1])}")


class Operation(Slot):
    """The slot of an operation: the owner is its path item."""

    def __init__(self, items: Any, path: str, method: str) -> None:
        pointer = f"#/paths/{_token(path)}/{method}"
        super().__init__(items[path], method, pointer)
        self.path = path


class Draft:
    """A document that an edit changes in place.

    `place` is the pointer of what was changed, for the name of the edit.
    """

    def __init__(self, document: dict[str, Any], chance: random.Random) -> None:
        self.document = document
        self.chance = chance
        self.place = ""
        self.is_30 = str(document.get("openapi", "")).startswith("3.0")

    # Choices

    def pick(self, found: Iterator[T] | Sequence[T]) -> T:
        """Return one of several things; raise NotApplicable if there is none."""
        every = list(found)
        if not every:
            raise NotApplicable
        one = self.chance.choice(every)
        if isinstance(one, Slot):
            self.place = one.pointer
        return one

    def maybe(self, probability: float = 0.5) -> bool:
        """Return True with a probability."""
        return self.chance.random() < probability

    def word(self, *taken: Any) -> str:
        """Return a name that is in none of several containers of names."""
        free = [w for w in _WORDS if not any(w in names for names in taken)]
        return self.pick(free)

    # References

    def resolve(self, value: Any) -> Any:
        """Return the target of a reference, or any other value itself."""
        for _ in range(_MAX_REFERENCES):
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#/"):
                break
            value = self.at(reference)
        return value

    def resolved(self, slot: Slot) -> Slot:
        """Return the slot that a reference in a slot leads to."""
        for _ in range(_MAX_REFERENCES):
            value = slot.value
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#/"):
                break
            owner, _, key = reference.rpartition("/")
            slot = Slot(self.at(owner), _name(key), reference)
        return slot

    def at(self, pointer: str) -> Any:
        """Return the value at a pointer."""
        value: Any = self.document
        for token in pointer.split("/")[1:]:
            value = value[int(token) if isinstance(value, list) else _name(token)]
        return value

    # Operations

    def operations(self) -> list[Operation]:
        """Return the operations of all paths."""
        paths = self.document["paths"]
        return [
            Operation(paths, path, method)
            for path, item in paths.items()
            if path.startswith("/")
            for method in item
            if method in METHODS
        ]

    def parameters(self) -> Iterator[tuple[Operation, Slot]]:
        """Yield the operations' own parameters: slots in their lists of parameters."""
        for operation in self.operations():
            for index in range(len(operation.value.get("parameters", ()))):
                yield operation, operation.inner("parameters", index)

    def bodies(self) -> Iterator[Slot]:
        """Yield the request bodies of operations."""
        for operation in self.operations():
            if "requestBody" in operation.value:
                yield self.resolved(operation.inner("requestBody"))

    def responses(self, statuses: str = "2") -> Iterator[Slot]:
        """Yield the responses whose status begins with one of some characters."""
        for operation in self.operations():
            for status in operation.value.get("responses", {}):
                if str(status)[0] in statuses:
                    yield operation.inner("responses", status)

    def contents(self) -> Iterator[Slot]:
        """Yield the media types of bodies and of successful responses."""
        for slot in (*self.bodies(), *map(self.resolved, self.responses())):
            for media in slot.value.get("content", {}):
                yield slot.inner("content", media)

    # Schemas

    def schemas(self) -> list[Slot]:
        """Return every schema that operations use, each component once."""
        found: list[Slot] = []
        seen: set[str] = set()
        for operation in self.operations():
            for index in range(len(operation.value.get("parameters", ()))):
                parameter = self.resolved(operation.inner("parameters", index))
                self._add_described(parameter, found, seen)
        for slot in (*self.bodies(), *map(self.resolved, self.responses("2345d"))):
            for media in slot.value.get("content", {}):
                self._add_described(slot.inner("content", media), found, seen)
        return found

    def _add_described(self, slot: Slot, found: list[Slot], seen: set[str]) -> None:
        if isinstance(slot.value, dict) and "schema" in slot.value:
            self._add_schemas(slot.inner("schema"), found, seen)

    def _add_schemas(self, slot: Slot, found: list[Slot], seen: set[str]) -> None:
        schema = slot.value
        if not isinstance(schema, dict) or slot.pointer in seen:
            return
        seen.add(slot.pointer)
        found.append(slot)
        if "$ref" in schema:
            self._add_schemas(self.resolved(slot), found, seen)
        for name in schema.get("properties", {}):
            self._add_schemas(slot.inner("properties", name), found, seen)
        for keyword in ("items", "additionalProperties"):
            if keyword in schema:
                self._add_schemas(slot.inner(keyword), found, seen)
        for keyword in _COMPOSITIONS:
            for index in range(len(schema.get(keyword, ()))):
                self._add_schemas(slot.inner(keyword, index), found, seen)

    def objects(self) -> list[Slot]:
        """Return the schemas with properties."""
        return [each for each in self.schemas() if each.value.get("properties")]

    def properties(self) -> list[Slot]:
        """Return the schemas of properties that operations use."""
        return [
            each.inner("properties", name)
            for each in self.objects()
            for name, schema in each.value["properties"].items()
            if isinstance(schema, dict)
        ]

    def values(self) -> list[Slot]:
        """Return the schemas that stand for a value where it is used: no references to
        components, and no parts of compositions.
        """
        return [
            each
            for each in self.schemas()
            if "$ref" not in each.value and each.pointer.split("/")[-2] != "allOf"
        ]

    def scalars(self, *types: str) -> list[Slot]:
        """Return the schemas of scalars of some types, by default of all."""
        allowed = types or ("string", "integer", "number", "boolean")
        return [each for each in self.values() if base_type(each.value) in allowed]

    def components(self) -> dict[str, Any]:
        """Return the schemas of the components."""
        found: dict[str, Any] = self.document.get("components", {}).get("schemas", {})
        return found

    def is_discriminator(self, name: Any) -> bool:
        """Return whether a property may be a discriminator."""
        return f'"propertyName": {json.dumps(name)}' in json.dumps(self.document)


def base_type(schema: Any) -> str:
    """Return the only type of a schema but for null, or ""."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return ""
    types = schema.get("type")
    found = [types] if isinstance(types, str) else list(types or ())
    found = [each for each in found if each != "null"]
    return found[0] if len(found) == 1 else ""


def without_values(schema: Any) -> Any:
    """Return a schema without values that an edit would make invalid."""
    if not isinstance(schema, dict):
        return schema
    return {key: each for key, each in schema.items() if key not in _EXAMPLES}


def _token(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _name(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
