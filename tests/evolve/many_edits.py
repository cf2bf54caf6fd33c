"""Many random edits of one large document, of which the places are found once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

__all__ = ["with_many_edits"]

_METHODS = ("get", "put", "post", "delete", "patch")


def with_many_edits(text: str, number: int, seed: int = 0) -> Any:
    """Return the document in a JSON text, with so many edits of seven kinds."""
    document, chance = json.loads(text), random.Random(seed)
    places = _Places(document, chance)
    edits = (
        places.remove_operation,
        places.add_parameter,
        places.change_text,
        places.remove_property,
        places.add_property,
        places.retype_property,
        places.require_property,
    )
    for n in range(number):
        edits[n % len(edits)](n)
    return document


class _Places:
    """The operations and the objects with properties of a document, in random order."""

    def __init__(self, document: Any, chance: random.Random) -> None:
        self._chance = chance
        self._operations = [
            (item, method)
            for item in document["paths"].values()
            for method in item
            if method in _METHODS
        ]
        self._objects = list(_objects(document))
        chance.shuffle(self._operations)
        chance.shuffle(self._objects)

    def _property(self) -> tuple[dict[str, Any], str]:
        schema = self._objects.pop()
        return schema, self._chance.choice(list(schema["properties"]))

    def remove_operation(self, n: int) -> None:
        item, method = self._operations.pop()
        del item[method]

    def add_parameter(self, n: int) -> None:
        item, method = self._operations.pop()
        schema = {"type": "string"}
        added = {"name": f"new{n}", "in": "query", "required": True, "schema": schema}
        item[method].setdefault("parameters", []).append(added)

    def change_text(self, n: int) -> None:
        item, method = self._operations.pop()
        item[method]["description"] = f"Other words {n}"

    def remove_property(self, n: int) -> None:
        schema, name = self._property()
        del schema["properties"][name]
        required = [each for each in schema.get("required", ()) if each != name]
        schema["required"] = required or [f"required{n}"]

    def add_property(self, n: int) -> None:
        self._objects.pop()["properties"][f"new{n}"] = {"type": "string"}

    def retype_property(self, n: int) -> None:
        schema, name = self._property()
        schema["properties"][name] = {"type": "array", "items": {"type": "integer"}}

    def require_property(self, n: int) -> None:
        schema, name = self._property()
        schema["required"] = sorted({*schema.get("required", ()), name})


def _objects(value: Any, inside: str = "") -> Iterator[dict[str, Any]]:
    """Yield the schemas with properties below a value that is no example."""
    if isinstance(value, dict):
        properties = value.get("properties")
        if inside != "properties" and isinstance(properties, dict) and properties:
            yield value
        for key, each in value.items():
            if key not in ("example", "examples", "default", "enum"):
                yield from _objects(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each, inside)
