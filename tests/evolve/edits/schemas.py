"""Edits of properties and types."""

from __future__ import annotations

import copy
from typing import Any

from .draft import Draft, NotApplicable, Slot, base_type, without_values

__all__ = ["EDITS", "OTHER_TYPES", "TEXT", "owner_of", "value_of"]

TEXT = {"type": "string"}
OTHER_TYPES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "enum": ["amber", "birch"]},
    {"type": "array", "items": {"type": "string"}},
    {"type": "array", "items": {"type": "integer"}},
    {"type": "object", "properties": {"amber": {"type": "string"}}},
    {"type": "object", "additionalProperties": {"type": "integer"}},
)
FORMATS = ("date", "date-time", "uuid", "time", "email", "uri", "byte")


# Properties


def _add_property(draft: Draft, schema: Any, required: bool) -> None:
    owner = draft.pick(draft.objects()).value
    name = draft.word(owner["properties"])
    owner["properties"][name] = copy.deepcopy(schema)
    if required:
        owner["required"] = [*owner.get("required", ()), name]


def add_optional_property(draft: Draft) -> None:
    _add_property(draft, draft.pick(OTHER_TYPES), required=False)


def add_required_property(draft: Draft) -> None:
    _add_property(draft, draft.pick(OTHER_TYPES), required=True)


def add_defaulted_property(draft: Draft) -> None:
    _add_property(draft, {"type": "string", "default": "amber"}, required=True)


def add_constant_property(draft: Draft) -> None:
    schema = {"type": "string", "enum": ["amber"]}
    _add_property(draft, schema, required=draft.maybe(0.7))


def add_directed_property(draft: Draft) -> None:
    """Add a property that is only received or only sent: a model gets a twin."""
    keyword = draft.pick(("readOnly", "writeOnly"))
    _add_property(draft, {**TEXT, keyword: True}, required=draft.maybe())


def owner_of(draft: Draft, slot: Slot) -> dict[str, Any]:
    """Return the schema that a property belongs to; no discriminator is changed."""
    owner = draft.at(slot.pointer.rpartition("/properties/")[0])
    if draft.is_discriminator(slot.key):
        raise NotApplicable
    assert isinstance(owner, dict)
    for key in ("default", "example", "examples"):
        owner.pop(key, None)
    return owner


def remove_property(draft: Draft) -> None:
    slot = draft.pick(draft.properties())
    owner = owner_of(draft, slot)
    del owner["properties"][slot.key]
    _set_required(owner, slot.key, False)


def rename_property(draft: Draft) -> None:
    slot = draft.pick(draft.properties())
    owner = owner_of(draft, slot)
    new = draft.word(owner["properties"])
    members = owner["properties"]
    owner["properties"] = {new if n == slot.key else n: members[n] for n in members}
    names = owner.get("required", ())
    if slot.key in names:
        owner["required"] = [new if name == slot.key else name for name in names]


def require_property(draft: Draft) -> None:
    free = [s for s in draft.properties() if not _is_required(draft, s)]
    slot = draft.pick(free)
    _set_required(owner_of(draft, slot), slot.key, True)


def optionalize_property(draft: Draft) -> None:
    required = [s for s in draft.properties() if _is_required(draft, s)]
    slot = draft.pick(required)
    _set_required(owner_of(draft, slot), slot.key, False)


def _is_required(draft: Draft, slot: Slot) -> bool:
    owner = draft.at(slot.pointer.rpartition("/properties/")[0])
    return slot.key in owner.get("required", ())


def _set_required(owner: dict[str, Any], name: str, is_required: bool) -> None:
    names = [each for each in owner.get("required", ()) if each != name]
    owner["required"] = [*names, name] if is_required else names
    if not owner["required"]:
        del owner["required"]


def toggle_direction(draft: Draft) -> None:
    """Make a property read-only or write-only, or no longer so."""
    slot = draft.pick(draft.properties())
    owner_of(draft, slot)
    schema = slot.value
    keyword = draft.pick(("readOnly", "writeOnly"))
    if "$ref" in schema:
        slot.value = {"allOf": [schema], keyword: True}
        return
    was = schema.pop("readOnly", False) or schema.pop("writeOnly", False)
    schema.pop("writeOnly", None)
    if not was or draft.maybe(0.3):
        schema[keyword] = True


def deprecate_property(draft: Draft) -> None:
    schema = draft.pick(s for s in draft.properties() if "$ref" not in s.value).value
    schema["deprecated"] = not schema.get("deprecated", False)


def describe_schema(draft: Draft) -> None:
    schema = draft.pick(draft.values()).value
    schema["description"] = f"Other words {draft.chance.randrange(1000)}."


# Types


def value_of(draft: Draft, *types: str) -> Slot:
    """Return the slot of a schema whose examples are removed."""
    slot = draft.pick(draft.scalars(*types) if types else draft.values())
    if draft.is_discriminator(slot.key):
        raise NotApplicable
    slot.value = without_values(slot.value)
    return slot


def retype(draft: Draft) -> None:
    slot = value_of(draft)
    kind = base_type(slot.value)
    slot.value = copy.deepcopy(
        draft.pick([e for e in OTHER_TYPES if e["type"] != kind])
    )


def widen_number(draft: Draft) -> None:
    slot = value_of(draft, "integer", "number")
    other = "number" if base_type(slot.value) == "integer" else "integer"
    slot.value = {"type": other}


def list_or_scalar(draft: Draft) -> None:
    """Make a list of a value, or one value of a list."""
    slot = value_of(draft)
    schema = slot.value
    if base_type(schema) == "array" and "items" in schema:
        slot.value = copy.deepcopy(schema["items"])
    else:
        slot.value = {"type": "array", "items": schema}


def list_or_object(draft: Draft) -> None:
    slot = value_of(draft, "array", "object")
    model = {"type": "object", "properties": {"amber": copy.deepcopy(TEXT)}}
    items = {"type": "array", "items": copy.deepcopy(TEXT)}
    slot.value = items if base_type(slot.value) == "object" else model


def any_value(draft: Draft) -> None:
    """Make any value of a schema, or an object of any value."""
    slot = value_of(draft)
    if not set(slot.value) - {"description", "title"}:
        slot.value = {"type": "object", "properties": {"amber": copy.deepcopy(TEXT)}}
    else:
        slot.value = {}


def free_object(draft: Draft) -> None:
    """Make a model of an object with any properties, or the other way round."""
    slot = value_of(draft, "object")
    if slot.value.get("properties"):
        slot.value = {"type": "object"}
    else:
        slot.value = {"type": "object", "properties": {"amber": copy.deepcopy(TEXT)}}


def toggle_null(draft: Draft) -> None:
    slot = draft.pick(draft.values())
    schema = without_values(slot.value)
    slot.value = schema
    if draft.is_30:
        if not base_type(schema):
            raise NotApplicable
        schema["nullable"] = not schema.get("nullable", False)
        members = [e for e in schema.get("enum", ()) if e is not None]
        if members:
            schema["enum"] = [*members, None] if schema["nullable"] else members
        return
    types = schema.get("type")
    if "enum" in schema or "const" in schema or types is None:
        raise NotApplicable
    if isinstance(types, str):
        schema["type"] = [types, "null"]
    elif "null" in types and len(types) > 1:
        rest = [each for each in types if each != "null"]
        schema["type"] = rest if len(rest) > 1 else rest[0]
    else:
        schema["type"] = [*types, "null"]


def toggle_null_of_reference(draft: Draft) -> None:
    if draft.is_30:
        raise NotApplicable
    slot = draft.pick(s for s in draft.properties() if "$ref" in s.value)
    slot.value = {"anyOf": [slot.value, {"type": "null"}]}


def change_format(draft: Draft) -> None:
    """Add, remove or replace the format of a string."""
    slot = value_of(draft, "string")
    schema = slot.value
    if "enum" in schema:
        raise NotApplicable
    for key in ("pattern", "minLength", "maxLength"):
        schema.pop(key, None)
    old = schema.pop("format", "")
    if not old or draft.maybe():
        schema["format"] = draft.pick([each for each in FORMATS if each != old])


def change_additional(draft: Draft) -> None:
    slot = draft.pick(draft.objects())
    if f'"{slot.pointer}"' in str(_inherited(draft)) or "/allOf/" in slot.pointer:
        raise NotApplicable
    slot.value.pop("unevaluatedProperties", None)
    others: tuple[Any, ...] = (True, False, dict(TEXT), {"type": "integer"})
    old = slot.value.pop("additionalProperties", True)
    slot.value["additionalProperties"] = draft.pick([e for e in others if e != old])


def _inherited(draft: Draft) -> list[str]:
    """Return the references in allOf: what they refer to cannot be closed."""
    parts = [each for s in draft.schemas() for each in s.value.get("allOf", ())]
    return [f'"{each["$ref"]}"' for each in parts if "$ref" in each]


def change_default(draft: Draft) -> None:
    defaults: dict[str, Any] = {"boolean": True, "integer": 7, "string": "amber"}
    slot = value_of(draft, *defaults)
    if slot.value.keys() & {"enum", "format", "pattern", "minimum", "maximum"}:
        raise NotApplicable
    if slot.value.keys() & {"maxLength", "multipleOf", "exclusiveMaximum"}:
        raise NotApplicable
    slot.value["default"] = defaults[base_type(slot.value)]


_LIMITS: dict[str, tuple[tuple[str, Any], ...]] = {
    "string": (("minLength", 2), ("maxLength", 40), ("pattern", "^[a-z]+$")),
    "integer": (("minimum", 2), ("maximum", 90), ("multipleOf", 2)),
    "number": (("minimum", 2), ("maximum", 90), ("exclusiveMinimum", 1)),
    "array": (("minItems", 1), ("maxItems", 3), ("uniqueItems", True)),
    "object": (("minProperties", 1), ("maxProperties", 20)),
}


def change_limit(draft: Draft) -> None:
    """Add or remove a constraint on values."""
    slot = value_of(draft, *_LIMITS)
    schema = slot.value
    if schema.keys() & {"enum", "const", "format"}:
        raise NotApplicable
    name, limit = draft.pick(_LIMITS[base_type(schema)])
    if name in schema:
        del schema[name]
        return
    if draft.is_30 and name == "exclusiveMinimum":
        name, limit = "minimum", 1
    schema[name] = limit


EDITS = (
    add_optional_property,
    add_required_property,
    add_defaulted_property,
    add_constant_property,
    add_directed_property,
    remove_property,
    rename_property,
    require_property,
    optionalize_property,
    toggle_direction,
    deprecate_property,
    describe_schema,
    retype,
    widen_number,
    list_or_scalar,
    list_or_object,
    any_value,
    free_object,
    toggle_null,
    toggle_null_of_reference,
    change_format,
    change_additional,
    change_default,
    change_limit,
)
