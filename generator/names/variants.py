"""Names for the variants of unions: what tells each one from the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from generator.ir import (
    Alias,
    Api,
    ArrayType,
    Declaration,
    Discriminator,
    LiteralType,
    LiteralValue,
    Model,
    NullableType,
    TypeId,
    UnionType,
)
from generator.ir.visit import follow_aliases
from generator.names.generic import name_of_title
from generator.names.words import pascal

__all__ = ["VariantName", "kind_of", "variant_names"]

VariantName: TypeAlias = tuple[str, bool]
"""A text, and whether it says nothing without the name of the union."""

_MAX_TAGS = 2
"""A property with more values is no tag of a variant."""

_UNION = re.compile("(?<!/properties)/(oneOf|anyOf)$")

_ALL_OF = re.compile(r"(/allOf/\d+)+$")

_Naming: TypeAlias = Callable[[TypeId], VariantName | None]


def variant_names(
    api: Api, titles: Mapping[TypeId, str], pointers: Iterable[str]
) -> dict[str, VariantName]:
    """Return what the variants of unions are called, by their pointers: the component
    schema that one includes, else the title, else the tag, else the JSON type or a
    property that no other one has, else a number.

    `titles` are those of the declarations, `pointers` the places of the declarations
    and so of their unions. The only variant that needs a name has none of its own where
    its union has no name either.
    """
    found: dict[str, VariantName] = {}
    keys = {_variant(key): key for key in sorted(api.types, reverse=True)}
    for union, variants in _unions(pointers).items():
        owner = union.rpartition("/")[0]
        declared = [keys[each] for each in variants if each in keys]
        if len(declared) > 1 or (declared and owner in api.types):
            names = _distinct(owner, declared, api, titles)
            found.update((_variant(key), name) for key, name in names.items())
        others = [each for each in variants if each not in keys]
        if len(others) > 1:
            found.update({each: _numbered(each) for each in others})
    return found


def _variant(key: TypeId) -> str:
    """Return the pointer of a schema that may be declared as its only ``allOf``."""
    return _ALL_OF.sub("", key)


def _unions(pointers: Iterable[str]) -> dict[str, list[str]]:
    """Return the variants that the pointers lead through, by the union's pointer."""
    unions: dict[str, dict[str, None]] = {}
    seen: set[str] = set()
    for pointer in pointers:
        place = pointer
        while place not in seen and place.count("/") > 1:
            seen.add(place)
            above = place.rpartition("/")[0]
            if _UNION.search(above):
                unions.setdefault(above, {})[place] = None
            place = above
    return {union: sorted(variants) for union, variants in unions.items()}


def _distinct(
    owner: TypeId, variants: list[TypeId], api: Api, titles: Mapping[TypeId, str]
) -> dict[str, VariantName]:
    """Return a different name for each variant; the only one that nothing tells from
    the others has none, unless its union needs the name.
    """
    namings: tuple[_Naming, ...] = (
        _included,
        lambda key: _titled(titles.get(key, "")),
        _tags(owner, variants, api).get,
        _kinds(variants, api).get,
        _properties(variants, api).get,
    )
    found: dict[str, VariantName] = {}
    used: set[str] = set()
    for naming in namings:
        names = {key: naming(key) for key in variants if key not in found}
        counts = Counter(each[0].casefold() for each in names.values() if each)
        found.update(
            (key, name)
            for key, name in names.items()
            if name and counts[name[0].casefold()] == 1 and name[0] not in used
        )
        used = {name[0] for name in found.values()}
    rest = [key for key in variants if key not in found]
    if len(rest) > 1 or owner in api.types:
        found.update({key: _numbered(key) for key in rest})
    return found


def _included(key: TypeId) -> VariantName | None:
    """Return the name of the component that a variant is merged with: the last token of
    its key.
    """
    token = _token(key)
    return None if token.isdigit() or not pascal(token) else (pascal(token), True)


def _titled(title: str) -> VariantName | None:
    name = name_of_title(title)
    return (name, False) if name else None


def _tags(owner: TypeId, variants: list[TypeId], api: Api) -> dict[TypeId, VariantName]:
    """Return the value of the property by which each variant is recognised."""
    found: dict[TypeId, VariantName] = {}
    tag = _discriminator(api.types.get(owner))
    if tag is not None:
        found = {key: _tag(tag.property_name, (value,)) for value, key in tag.mapping}
    literals = {
        key: _literals(declared, api)
        for key in variants
        if isinstance(declared := api.types[key], Model)
    }
    for name in next(iter(literals.values()), ()):
        tags = {key: each[name] for key, each in literals.items() if name in each}
        values = [repr(value) for each in tags.values() for value in each]
        if len(tags) == len(literals) and len(set(values)) == len(values):
            return {**{key: _tag(name, each) for key, each in tags.items()}, **found}
    return found


def _discriminator(declared: Declaration | None) -> Discriminator | None:
    type_ = declared.type if isinstance(declared, Alias) else None
    if isinstance(type_, NullableType):
        type_ = type_.inner
    return type_.discriminator if isinstance(type_, UnionType) else None


def _literals(declared: Model, api: Api) -> dict[str, tuple[LiteralValue, ...]]:
    """Return the values of each property of a model that has few."""
    found = {}
    for field in declared.fields:
        type_ = follow_aliases(field.type, api.types)
        if isinstance(type_, LiteralType) and len(type_.values) <= _MAX_TAGS:
            found[field.name] = type_.values
    return found


def _tag(name: str, values: tuple[LiteralValue, ...]) -> VariantName:
    texts = [pascal(each) if isinstance(each, str) else "" for each in values]
    if all(text[:1].isalpha() for text in texts):
        return "Or".join(texts), True
    return f"{pascal(name)}{'Or'.join(pascal(str(each)) for each in values)}", True


def _kinds(variants: list[TypeId], api: Api) -> dict[TypeId, VariantName]:
    return {key: (kind_of(api.types[key]), True) for key in variants}


def kind_of(declared: Declaration) -> str:
    """Return a word for the kind of type."""
    match declared:
        case Model():
            return "Object"
        case Alias(type=LiteralType(values=values)):
            return "Text" if isinstance(values[0], str) else "Number"
        case Alias(type=ArrayType()):
            return "List"
        case _:
            return "Union"


def _properties(variants: list[TypeId], api: Api) -> dict[TypeId, VariantName]:
    """Return a property that a variant requires, or at least has, and no other does."""
    fields = {
        key: declared.fields
        for key in variants
        if isinstance(declared := api.types[key], Model)
    }
    counts = Counter(field.name for each in fields.values() for field in each)
    found: dict[TypeId, VariantName] = {}
    for key, own in fields.items():
        only = [field for field in own if counts[field.name] == 1]
        best = next((field for field in only if field.required), next(iter(only), None))
        if best is not None and pascal(best.name):
            found[key] = (f"With{pascal(best.name)}", True)
    return found


def _numbered(pointer: str) -> VariantName:
    token = _token(pointer)
    return f"Variant{int(token) + 1 if token.isdigit() else pascal(token)}", True


def _token(pointer: str) -> str:
    """Return the last token without the number that makes a key unique."""
    return _variant(pointer).rpartition("/")[2].partition("&")[0]
