"""Edits of enums, unions and the components of schemas."""

from __future__ import annotations

import copy
import json
from typing import Any

from .draft import Draft, NotApplicable, Slot, without_values
from .schemas import OTHER_TYPES, TEXT, owner_of, value_of

__all__ = ["EDITS"]


# Enums


def _enum(draft: Draft) -> Slot:
    slots = [s for s in draft.values() if s.value.get("enum")]
    slot = draft.pick(slots)
    if draft.is_discriminator(slot.key):
        raise NotApplicable
    slot.value = without_values(slot.value)
    return slot


def add_enum_member(draft: Draft) -> None:
    schema = _enum(draft).value
    is_number = isinstance(schema["enum"][0], int | float)
    schema["enum"] = [*schema["enum"], 97 if is_number else draft.word(schema["enum"])]


def remove_enum_member(draft: Draft) -> None:
    schema = _enum(draft).value
    if len(schema["enum"]) < 2:
        raise NotApplicable
    gone = draft.pick([each for each in schema["enum"] if each is not None])
    schema["enum"] = [each for each in schema["enum"] if each != gone]


def lift_enum(draft: Draft) -> None:
    schema = _enum(draft).value
    del schema["enum"]
    schema.pop("x-enum-varnames", None)


def introduce_enum(draft: Draft) -> None:
    schema = value_of(draft, "string").value
    if schema.keys() & {"enum", "const", "format", "pattern"}:
        raise NotApplicable
    members = ["amber"] if draft.maybe(0.3) else ["amber", "birch", "cedar"]
    schema["enum"] = [*members, None] if schema.get("nullable") else members
    for key in ("minLength", "maxLength"):
        schema.pop(key, None)


def narrow_to_one_member(draft: Draft) -> None:
    schema = _enum(draft).value
    if len(schema["enum"]) < 2:
        raise NotApplicable
    member = draft.pick([each for each in schema["enum"] if each is not None])
    schema["enum"] = [member, None] if schema.get("nullable") else [member]


# Unions


def _union(draft: Draft) -> tuple[Slot, str]:
    found = [
        (slot, keyword)
        for slot in draft.schemas()
        for keyword in ("oneOf", "anyOf")
        if len(slot.value.get(keyword, ())) > 1
    ]
    slot, keyword = draft.pick(found)
    draft.place = slot.pointer
    slot.value = without_values(slot.value)
    return slot, keyword


def add_variant(draft: Draft) -> None:
    """Add a component or a scalar to a union; a component has the discriminator."""
    slot, keyword = _union(draft)
    schema = slot.value
    name = schema.get("discriminator", {}).get("propertyName")
    new: dict[str, Any] = {"type": "object", "required": ["amber"]}
    new["properties"] = {"amber": {"type": "integer"}, "birch": dict(TEXT)}
    if name:
        new["properties"] = {name: dict(TEXT), **new["properties"]}
        new["required"] = [name, "amber"]
    elif draft.maybe(0.4):
        schema[keyword] = [*schema[keyword], draft.pick(OTHER_TYPES[:4])]
        return
    title = f"{draft.word().title()}Variant"
    pointer = f"#/components/schemas/{title}"
    draft.document.setdefault("components", {}).setdefault("schemas", {})[title] = new
    schema[keyword] = [*schema[keyword], {"$ref": pointer}]
    if "mapping" in schema.get("discriminator", {}):
        schema["discriminator"]["mapping"][title.lower()] = pointer


def remove_variant(draft: Draft) -> None:
    slot, keyword = _union(draft)
    schema = slot.value
    gone = draft.pick(schema[keyword])
    schema[keyword] = [each for each in schema[keyword] if each is not gone]
    mapping = schema.get("discriminator", {}).get("mapping", {})
    for value in [v for v, target in mapping.items() if target == gone.get("$ref")]:
        del mapping[value]


def change_mapping(draft: Draft) -> None:
    """Rename a value of a discriminator, or add another value for a variant."""
    mappings = [
        mapping
        for slot in draft.schemas()
        if (mapping := slot.value.get("discriminator", {}).get("mapping"))
    ]
    mapping = draft.pick(mappings)
    value = draft.pick(list(mapping))
    mapping[draft.word(mapping)] = mapping[value]
    if draft.maybe():
        del mapping[value]


def rename_discriminator(draft: Draft) -> None:
    """Rename the property of a discriminator in the union and in the variants."""
    unions = [s for s in draft.schemas() if s.value.get("discriminator")]
    old = draft.pick(unions).value["discriminator"]["propertyName"]
    new = draft.word(json.dumps(draft.document))
    for schema in [slot.value for slot in draft.schemas()]:
        if schema.get("discriminator", {}).get("propertyName") == old:
            schema["discriminator"]["propertyName"] = new
        if old in schema.get("properties", {}):
            schema["properties"][new] = schema["properties"].pop(old)
        if old in schema.get("required", ()):
            schema["required"] = [new if n == old else n for n in schema["required"]]


def make_union(draft: Draft) -> None:
    """Allow another type besides that of a value."""
    slot = draft.pick(draft.properties())
    owner_of(draft, slot)
    schema = without_values(slot.value)
    other = draft.pick([e for e in OTHER_TYPES if e["type"] != schema.get("type")])
    slot.value = {"anyOf": [schema, copy.deepcopy(other)]}


# Components


def rename_component(draft: Draft) -> None:
    names = [n for n in draft.components() if f'schemas/{n}"' in _text(draft.document)]
    old = draft.pick(names)
    draft.place = f"#/components/schemas/{old}"
    new = f"{draft.word().title()}{draft.chance.randrange(1000)}"
    renamed = _text(draft.document).replace(
        f'"#/components/schemas/{old}"', f'"#/components/schemas/{new}"'
    )
    draft.document.clear()
    draft.document.update(json.loads(renamed))
    schemas = draft.components()
    ordered = {new if name == old else name: schemas[name] for name in schemas}
    draft.document["components"]["schemas"] = ordered


def inline_component(draft: Draft) -> None:
    """Replace a reference by a copy of what it refers to."""
    slot = draft.pick(s for s in draft.schemas() if "$ref" in s.value)
    target = draft.resolve(slot.value)
    if slot.value["$ref"] in _text(target):
        raise NotApplicable
    slot.value = copy.deepcopy(target)


def extract_component(draft: Draft) -> None:
    """Move an inline schema to the components."""
    inline = [s for s in draft.values() if s.pointer.count("/") > 3]
    slot = draft.pick(inline)
    name = f"{draft.word().title()}Part"
    schemas = draft.document.setdefault("components", {}).setdefault("schemas", {})
    if name in schemas:
        raise NotApplicable
    schemas[name] = slot.value
    slot.value = {"$ref": f"#/components/schemas/{name}"}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


EDITS = (
    add_enum_member,
    remove_enum_member,
    lift_enum,
    introduce_enum,
    narrow_to_one_member,
    add_variant,
    remove_variant,
    change_mapping,
    rename_discriminator,
    make_union,
    rename_component,
    inline_component,
    extract_component,
)
