"""Names of types: component schemas by their key, inline schemas by their place.

An inline schema has many possible names, from short to long: its title, the last word
of its place, that word with one owner before it, up to the whole place. It gets the
first one that no other type could have as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from generator.ir import Api, TypeId, is_form_id, is_request_id, request_id, schema_id
from generator.names import reserved
from generator.names.allocate import Need, allocate, keep
from generator.names.candidates import candidates, whole_name
from generator.names.distinct import distinct
from generator.names.places import Place, Places
from generator.names.variants import kind_of
from generator.names.words import pascal

__all__ = [
    "dict_name",
    "dict_named_after",
    "dict_owner",
    "former_type_names",
    "is_type_name",
    "name_types",
    "pinned_types",
]

_MAX_PLACES = 50
"""How many places of a schema are considered."""


def name_types(
    api: Api,
    pins: Mapping[str, str] | None = None,
    former: Mapping[str, TypeId] | None = None,
) -> dict[TypeId, str]:
    """Return a name for each declaration, unique after case folding.

    Names that the document requests come first, then pinned names, then those of
    component schemas, those of their request and form models, and those of inline
    schemas. `former` are names of earlier versions with the declarations that they stand
    for; no other declaration gets them, unless the document requests it. The result does
    not depend on the order of the declarations.
    """
    needs = [_need(api, key) for key in api.types]
    kept = _own_former_names(needs, former or {}) | _pins_by_key(api, pins or {})
    names = keep(needs, reserved=reserved.TYPES, pins=kept, suffix="Model")
    taken = former.keys() if former else ()
    components = [_need(api, key) for key in api.types if _is_component(key)]
    _allocate(components, names, taken)
    _allocate(_other_needs(api, names), names, taken)
    inline = {k: each for k, each in _inline_places(api).items() if k not in names}
    names |= distinct(
        {
            key: candidates(places, kind_of(api.types[key]))
            for key, places in inline.items()
        },
        {name.casefold() for name in (*names.values(), *taken)},
    )
    wholes = (Need(key, (whole_name(places[0]),)) for key, places in inline.items())
    _allocate(wholes, names, taken)
    _allocate(_other_needs(api, names), names, taken)
    return {key: names[key] for key in api.types}


def former_type_names(
    api: Api, pins: Mapping[str, Mapping[str, str]]
) -> dict[str, TypeId]:
    """Return the names of earlier versions in the pins of a lock, with the declarations
    that they stand for.
    """
    # Earlier generators recorded one name by the key of each declaration.
    pairs = (
        (value, name) if "#" in name else (name, value)
        for name, value in pins.get("former types", {}).items()
    )
    return {name: key for name, key in pairs if key in api.types and is_type_name(name)}


def is_type_name(name: str) -> bool:
    """Return whether a declaration can have a name: the lock is a file that users can
    edit.
    """
    return name.isascii() and name.isidentifier() and name not in reserved.TYPES


def _own_former_names(
    needs: Iterable[Need], former: Mapping[str, TypeId]
) -> dict[TypeId, str]:
    """Return the name of each component schema that has one again which it had before, or
    that differs from it in case alone.
    """
    own: dict[TypeId, set[str]] = {}
    for name, key in former.items():
        own.setdefault(key, set()).add(name.casefold())
    return {
        need.key: need.candidates[0]
        for need in needs
        if need.candidates and need.candidates[0].casefold() in own.get(need.key, ())
    }


def dict_owner(names: Mapping[TypeId, str], key: TypeId) -> TypeId:
    """Return the key of the declaration that the typed dict of another one is named
    after: for a request model its schema, so that the dict keeps its name when the
    schema gets a request model. What is received has no typed dict.
    """
    is_twin = is_request_id(key) and schema_id(key) in names
    return schema_id(key) if is_twin else key


def dict_name(names: Mapping[TypeId, str], key: TypeId) -> str:
    """Return the name of the typed dict of a declaration, where these have `names`."""
    return dict_named_after(names[dict_owner(names, key)])


def dict_named_after(name: str) -> str:
    """Return the name of the typed dict that is named after a model or alias; different
    ones have different names.
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


def _allocate(
    needs: Iterable[Need], names: dict[TypeId, str], former: Collection[str]
) -> None:
    """Add a name for each need that has none; no name in `former`."""
    missing = [need for need in needs if need.key not in names]
    taken = [*names.values(), *former]
    names |= allocate(missing, reserved=reserved.TYPES, suffix="Model", taken=taken)


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
