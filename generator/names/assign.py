"""All names of a generated package, resolved at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.ir import Alias, Api, LiteralType, TypeId
from generator.names import reserved
from generator.names.allocate import Need, allocate
from generator.names.call_paths import CallPath, ResourceName, name_calls
from generator.names.credentials import name_credentials
from generator.names.events import event_candidates, event_key
from generator.names.properties import (
    OperationNeeds,
    Pins,
    argument_key,
    name_arguments,
    name_properties,
)
from generator.names.servers import former_server_names, name_servers
from generator.names.type_names import (
    former_type_names,
    is_type_name,
    name_types,
    pinned_types,
)
from generator.names.words import snake, upper

__all__ = ["Names", "OperationNeeds", "Pins", "argument_key", "assign"]


@dataclass(frozen=True, slots=True)
class Names:
    """Every identifier of a package, by what it names."""

    types: Mapping[TypeId, str]
    fields: Mapping[TypeId, Mapping[str, str]]
    """For each model, Python names by property."""
    resources: Mapping[CallPath, ResourceName]
    """By path from the client; the client itself is one if it has methods."""
    methods: Mapping[str, CallPath]
    """The paths from the client, by `call_key`."""
    events: Mapping[str, str]
    """Functions that parse an event, by `event_key`."""
    arguments: Mapping[str, Mapping[str, str]]
    """By the pointer of the operation, then by `argument_key`."""
    credentials: Mapping[str, str]
    """By the key of the security scheme."""
    servers: Mapping[str, str]
    """By URL."""
    members: Mapping[TypeId, Mapping[str, str]] = field(default_factory=dict)
    """For each enum that is a class, Python names by value."""
    page_models: Mapping[TypeId, str] = field(default_factory=dict)
    """The models of pages whose classes are named after them, with the JSON pointer of
    the items."""
    former_methods: Mapping[CallPath, str] = field(default_factory=dict)
    """The `call_key` of the method that each deprecated path stands for."""
    former_servers: Mapping[str, str] = field(default_factory=dict)
    """The URL of the server that each deprecated name stands for."""
    former_types: Mapping[str, TypeId] = field(default_factory=dict)
    """The declaration that each deprecated name stands for."""
    pins: Pins = field(default_factory=dict)
    """The names to record in the lock, so that later runs keep them."""

    def former_type_names(self) -> dict[TypeId, list[str]]:
        """Return the deprecated names of each declaration that has some."""
        found: dict[TypeId, list[str]] = {}
        for name, key in self.former_types.items():
            found.setdefault(key, []).append(name)
        return found


def assign(api: Api, needs: Mapping[str, OperationNeeds], pins: Pins) -> Names:
    """Return all names.

    `needs` are those of each operation by its pointer, `pins` the names of the last
    run, by scope and key.
    """
    former_types = former_type_names(api, pins)
    types = name_types(api, pins.get("types"), former_types)
    former_types = _former_types(types, pins.get("types", {}), former_types)
    streaming = {pointer for pointer, each in needs.items() if each.streams}
    found = name_calls(api, streaming, pins)
    events = _events(api, pins.get("events"))
    fields = name_properties(api, needs.values(), pins)
    enums = dict(_integer_enums(api))
    members = {key: _members(e, pins.get(f"members {key}")) for key, e in enums.items()}
    arguments = {
        op.pointer: name_arguments(
            op, needs[op.pointer], api, fields, pins.get(f"arguments {op.pointer}")
        )
        for op in api.operations
    }
    credentials = name_credentials(api, pins.get("credentials"))
    servers = name_servers(api, pins.get("servers"))
    former_servers = former_server_names(servers, pins.get("former servers", {}))
    return Names(
        types=types,
        fields=fields,
        resources=found.resources,
        methods=found.methods,
        events=events,
        arguments=arguments,
        credentials=credentials,
        servers=servers,
        members=members,
        page_models=_page_models(api, types, fields),
        former_methods=found.former_methods,
        former_servers=former_servers,
        former_types=former_types,
        pins={
            "types": pinned_types(api, types),
            **found.pins(),
            **({"former types": former_types} if former_types else {}),
            **({"former servers": former_servers} if former_servers else {}),
            "events": events,
            "credentials": credentials,
            "servers": servers,
            **_changed_properties(api, needs, fields, arguments, pins),
            **_changed(
                "members", members, lambda key: _members(enums[key], None), pins
            ),
        },
    )


def _changed_properties(
    api: Api,
    needs: Mapping[str, OperationNeeds],
    fields: Mapping[TypeId, Mapping[str, str]],
    arguments: Mapping[str, Mapping[str, str]],
    pins: Pins,
) -> dict[str, Mapping[str, str]]:
    if not any(scope.startswith(("fields ", "arguments ")) for scope in pins):
        return {}
    operations = {operation.pointer: operation for operation in api.operations}
    chosen = name_properties(api, needs.values(), {})
    return {
        **_changed("fields", fields, chosen.__getitem__, pins),
        **_changed(
            "arguments",
            arguments,
            lambda key: name_arguments(operations[key], needs[key], api, chosen, None),
            pins,
        ),
    }


def _changed(
    kind: str,
    names: Mapping[str, Mapping[str, str]],
    chosen: Callable[[str], Mapping[str, str]],
    pins: Pins,
) -> dict[str, Mapping[str, str]]:
    """Return the pinned names of properties or arguments that differ from those this
    run would choose; only these have to be recorded.
    """
    return {
        scope: assigned
        for key, assigned in names.items()
        if (scope := f"{kind} {key}") in pins and chosen(key) != assigned
    }


def _page_models(
    api: Api, types: Mapping[TypeId, str], fields: Mapping[TypeId, Mapping[str, str]]
) -> dict[TypeId, str]:
    """Return the models for which there is a class of pages, with the name of the model
    and, for the asynchronous client, ``Async`` before it.
    """
    found: dict[TypeId, str] = {}
    for paging in (operation.paging for operation in api.operations):
        if paging is not None and paging.model is not None:
            found.setdefault(paging.model, paging.items)
    taken = {types[key] for key in found}
    return {
        key: items
        for key, items in found.items()
        if f"Async{types[key]}" not in taken
        and types[key] not in reserved.PAGE_CLASSES
        and reserved.PAGES.isdisjoint(fields[key].values())
    }


def _former_types(
    types: Mapping[TypeId, str],
    pins: Mapping[TypeId, str],
    former: Mapping[str, TypeId],
) -> dict[str, TypeId]:
    """Return the names of earlier versions that no declaration has now.

    A pinned name may have been changed by a name that the document gives.
    """
    pinned = {name: key for key, name in pins.items() if key in types}
    kept = {n: key for n, key in pinned.items() if is_type_name(n)} | {**former}
    return {name: kept[name] for name in sorted(kept.keys() - {*types.values()})}


def _integer_enums(api: Api) -> Iterator[tuple[TypeId, LiteralType]]:
    for key, declared in api.types.items():
        type_ = declared.type if isinstance(declared, Alias) else None
        if isinstance(type_, LiteralType) and type_.is_integer_enum:
            yield key, type_


def _members(enum: LiteralType, pins: Mapping[str, str] | None) -> dict[str, str]:
    """Name the members of an enum by their values, in constant case."""
    needs = [
        Need(str(value), (_constant(name),))
        for name, value in zip(enum.names, enum.values, strict=True)
    ]
    names = allocate(needs, reserved=reserved.MEMBERS, pins=pins)
    return {need.key: names[need.key] for need in needs}


def _constant(text: str) -> str:
    name = upper(text)
    return f"VALUE_{name}".rstrip("_") if not name or name[0].isdigit() else name


def _rank(name: str) -> int:
    """Rank a name: one that is in snake case already comes first, and so keeps it."""
    return 0 if snake(name) == name else 1


def _events(api: Api, pins: Mapping[str, str] | None) -> dict[str, str]:
    needs = (
        Need(event_key(event), event_candidates(event), 1 if event.owner else 0)
        for event in api.events
    )
    return allocate(needs, reserved=reserved.EVENTS, pins=pins)
