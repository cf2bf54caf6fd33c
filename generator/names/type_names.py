"""Names of types: component schemas by their key, inline schemas by their place.

An inline schema has many possible names, from short to long: its title, the last word
of its place, that word with one owner before it, up to the whole place. It gets the
first one that no other type could have as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from generator.ir import Api, TypeId, is_form_id, is_request_id, request_id, schema_id
from generator.names import reserved
from generator.names.allocate import Need, allocate, keep
from generator.names.candidates import candidates, whole_name
from generator.names.distinct import distinct
from generator.names.places import Place, Places
from generator.names.variants import kind_of
from generator.names.words import pascal

__all__ = ["dict_name", "name_types", "pinned_types"]

_MAX_PLACES = 50
"""How many places of a schema are considered."""


def name_types(api: Api, pins: Mapping[str, str] | None = None) -> dict[TypeId, str]:
    """Return a name for each declaration, unique after case folding.

    Names that the document requests come first, then pinned names, then those of
    component schemas, those of their request and form models, and those of inline
    schemas. The result does not depend on the order of the declarations.
    """
    needs = [_need(api, key) for key in api.types]
    kept = _pins_by_key(api, pins or {})
    names = keep(needs, reserved=reserved.TYPES, pins=kept, suffix="Model")
    _allocate((_need(api, key) for key in api.types if _is_component(key)), names)
    _allocate(_other_needs(api, names), names)
    inline = {k: each for k, each in _inline_places(api).items() if k not in names}
    names |= distinct(
        {
            key: candidates(places, kind_of(api.types[key]))
            for key, places in inline.items()
        },
        {name.casefold() for name in names.values()},
    )
    wholes = (Need(key, (whole_name(places[0]),)) for key, places in inline.items())
    _allocate(wholes, names)
    _allocate(_other_needs(api, names), names)
    return {key: names[key] for key in api.types}


def dict_name(name: str) -> str:
    """Return the name of the typed dict of a model or alias; different ones have
    different names.
    """
    return "TypedDict_" if name == "Typed" else f"{name}Dict"


def _need(api: Api, key: TypeId) -> Need:
    """Return the need of a declaration; a component schema has its name as candidate,
    and comes first where that is a class name already.
    """
    requested = pascal(api.types[key].python_name or "")
    candidates: tuple[str, ...] = ()
    rank = 2
    if _is_component(key):
        name = _unescape(key.rpartition("/")[2])
        candidates = (_safe(pascal(name)),)
        rank = 1 if pascal(name) == name else 2
    elif _is_component(schema_id(key)):
        rank = 3
    else:
        rank = 4
    return Need(
        key,
        candidates,
        rank,
        requested="" if requested[:1].isdigit() else requested,
    )


def _is_component(key: TypeId) -> bool:
    return key.startswith("#/components/schemas/") and key.count("/") == 3


def _allocate(needs: Iterable[Need], names: dict[TypeId, str]) -> None:
    """Add a name for each need that has none."""
    missing = [need for need in needs if need.key not in names]
    names |= allocate(
        missing, reserved=reserved.TYPES, suffix="Model", taken=names.values()
    )


def _other_needs(api: Api, names: Mapping[TypeId, str]) -> list[Need]:
    """Return the needs of the request and form models of what has a name already."""
    found = []
    for key in api.types:
        name = names.get(schema_id(key))
        if name and is_request_id(key):
            found.append(Need(key, (f"{name}Input", f"{name}Request")))
        elif name and is_form_id(key):
            found.append(Need(key, (f"{name}Form", f"{name}FormInput")))
    return found


def pinned_types(api: Api, names: Mapping[TypeId, str]) -> dict[TypeId, str]:
    """Return the names of declarations to record: for a schema in several places by each
    of them, so that it keeps its name when the first place goes.
    """
    pins = dict(names)
    for key, places in api.places.items():
        for each in places:
            for old, new in ((key, each), (request_id(key), request_id(each))):
                if old in names:
                    pins.setdefault(new, names[old])
    return pins


def _pins_by_key(api: Api, pins: Mapping[str, str]) -> dict[TypeId, str]:
    """Return the pins of the declarations; a schema that is in several places keeps the
    name that was pinned for any of them.
    """
    found = {key: pins[key] for key in api.types if key in pins}
    for key, places in api.places.items():
        for each in sorted(places):
            if each in pins:
                found.setdefault(key, pins[each])
            if request_id(each) in pins:
                found.setdefault(request_id(key), pins[request_id(each)])
    return found


def _inline_places(api: Api) -> dict[TypeId, list[Place]]:
    """Return the places of each inline schema, that of its key first."""
    pointers: dict[TypeId, list[str]] = {}
    titles: dict[str, str] = {}
    for key, declared in api.types.items():
        if key == schema_id(key) and not _is_component(key):
            others = sorted({*api.places.get(key, ())} - {key})
            pointers[key] = [key, *others[: _MAX_PLACES - 1]]
            titles.update(dict.fromkeys(pointers[key], declared.doc.title))
    places = Places(api, titles, chain.from_iterable(pointers.values()))
    return {key: [places.of(each) for each in found] for key, found in pointers.items()}


def _safe(name: str) -> str:
    if not name:
        return "Schema"
    return f"Model{name}" if name[0].isdigit() else name


def _unescape(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
