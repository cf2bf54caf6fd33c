"""Whether what was read has the types that the document describes.

A client that gave plain dicts for everything would lose nothing of a response, nor
would it be of use.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter
from typing_extensions import TypeAliasType

from .draw import Drawing
from .kinds import is_array, is_object
from .schema_variants import Flat, Undrawable
from .values import models_in

__all__ = ["Described", "misfit"]


class Described:
    """What the document describes of values.

    Args:
        drawing: Knows the schemas as responses see them.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def untyped(self, schema: Any, drawn: Any, value: Any) -> Iterator[str]:
        """Give where a plain value stands for what the document describes."""
        wanted, found = self._objects(schema, drawn), models_in(value)
        if found < wanted:
            yield f"/: {wanted} models expected, not {found}"
        yield from self._unknown(schema, drawn, value, "")

    def _solid(self, schema: Any) -> list[Flat]:
        """The alternatives of a schema but for null."""
        try:
            flats = self._drawing.flattener.alternatives(schema)
        except Undrawable:
            return []
        return [flat for flat in flats if flat["type"] != "null"]

    def _objects(self, schema: Any, drawn: Any) -> int:
        """How many objects in an instance have properties that are described."""
        solid = self._solid(schema)
        if len(solid) != 1:
            return 0
        if is_object(drawn) and solid[0].get("properties"):
            members = solid[0]["properties"]
            inner = (self._objects(members.get(n, True), drawn[n]) for n in drawn)
            return 1 + sum(inner)
        if is_array(drawn) and "prefixItems" not in solid[0]:
            items = solid[0].get("items", True)
            return sum(self._objects(items, each) for each in drawn)
        return 0

    def _unknown(self, schema: Any, drawn: Any, value: Any, at: str) -> Iterator[str]:
        """Give the properties and the members of enums that the types do not know."""
        solid = self._solid(schema)
        if is_object(drawn) and len(solid) > 1:
            solid = [flat for flat in solid if _knows_all(flat, drawn)]
        if len(solid) != 1:
            return
        if is_array(drawn) and is_array(value):
            has_places = "prefixItems" in solid[0]
            items: Any = {} if has_places else solid[0].get("items", True)
            for index, pair in enumerate(zip(drawn, value, strict=False)):
                yield from self._unknown(items, *pair, f"{at}/{index}")
        if not is_object(drawn) or not hasattr(value, "to_dict"):
            return
        fields = _fields(value.__class__)
        for name, described in solid[0].get("properties", {}).items():
            if name not in drawn:
                continue
            if name not in fields:
                yield f"{at}/{name}: described, and yet unknown to the model"
                continue
            attribute, known = fields[name]
            for told in self._strange(described, drawn[name], known):
                yield f"{at}/{name}: {told}"
            inner = getattr(value, attribute, None)
            yield from self._unknown(described, drawn[name], inner, f"{at}/{name}")

    def _strange(self, schema: Any, drawn: Any, known: list[Any]) -> Iterator[str]:
        """Give the members of an enum that are only in the document or the type."""
        solid = self._solid(schema)
        enums = [flat["enum"] for flat in solid if "enum" in flat]
        if not enums or not known or drawn is None or drawn not in enums[0]:
            return
        if drawn not in known:
            yield f"{drawn!r} is unknown to the type"
        further = [each for each in known if each not in enums[0]]
        if len(solid) == 1 and further:
            yield f"{further[0]!r} is not in the document"


def _knows_all(flat: Flat, drawn: dict[str, Any]) -> bool:
    """Whether all properties of an instance are described, so that it is the variant
    to be read, where no other one describes them all.
    """
    known: dict[str, Any] = flat.get("properties", {})
    return bool(flat["type"] == "object") and drawn.keys() <= known.keys()


@cache
def _fields(model: Any) -> dict[str, tuple[str, list[Any]]]:
    """The attributes of a model, and the values that their types list, by wire name."""
    fields: dict[str, Any] = model.model_fields
    return {
        field.serialization_alias or name: (name, _members(field.annotation))
        for name, field in fields.items()
    }


def _members(annotation: Any) -> list[Any]:
    """The values that an annotation lists."""
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return [member.value for member in annotation]
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if get_origin(annotation) in (list, dict):
        return []
    if isinstance(annotation, TypeAliasType):
        return _members(annotation.__value__)
    return [member for part in get_args(annotation) for member in _members(part)]


def misfit(kind: Any, content: bytes) -> str:
    """Return why JSON does not fit a type of the client; empty where it does."""
    try:
        _adapter(kind).validate_json(content)
    except (ValueError, TypeError) as error:  # TypeError: a bound of another type
        return str(error)[:300]
    return ""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
