"""Servers, events, models that nothing refers to, and the API's own texts."""

from __future__ import annotations

import re

from generator.evolve.change import Side, Subject
from generator.evolve.compare.comparison import Spot, Walk, base
from generator.evolve.compare.security import compare_schemes
from generator.evolve.compare.types import compare_types
from generator.evolve.spell import model
from generator.ir import (
    Event,
    Server,
    ServerVariable,
    TypeId,
    is_request_id,
    request_id,
)
from generator.names import event_key

__all__ = ["compare_events", "compare_names", "compare_surroundings"]


def compare_surroundings(walk: Walk) -> None:
    """Record how credentials, servers and the texts of the API changed."""
    old, new = walk.old.api, walk.new.api
    at = _client("", "#/info")
    if walk.old.package != walk.new.package:
        walk.add(
            "package-title-changed",
            at.inner("info.title", "#/info/title", "#/info/title"),
            walk.old.package,
            walk.new.package,
        )
    texts = [(a.title, a.description, a.license, a.contact) for a in (old, new)]
    if texts[0] != texts[1]:
        walk.add("api-described", at.inner("info"))
    compare_schemes(walk)
    _servers(walk)
    _variables(walk)
    _tags(walk)


def _client(symbol: str, pointer: str) -> Spot:
    return Spot(symbol or "Client", Subject("Client", "", ""), pointer, pointer)


def _servers(walk: Walk) -> None:
    old, new = walk.old.api.servers, walk.new.api.servers
    before = {_server(walk.old, each): each for each in old}
    after = {_server(walk.new, each): each for each in new}
    for symbol, server in before.items():
        at = _client(symbol, "#/servers")
        found = after.get(symbol)
        if found is None:
            walk.add("server-removed", at)
        elif server.url != found.url:
            walk.add("server-url-changed", at, server.url, found.url)
        elif server.description != found.description:
            walk.add("server-described", at)
    for symbol in after:
        if symbol not in before:
            walk.add("server-added", _client(symbol, "#/servers"))
    if old and new and old[0].url != new[0].url:
        here = _client("Client(server=)", "#/servers/0")
        walk.add("server-default-changed", here, old[0].url, new[0].url)


def _server(side: Side, server: Server) -> str:
    return f"Server.{side.names.servers[server.url]}"


def _variables(walk: Walk) -> None:
    before, after = _named(walk.old), _named(walk.new)
    for name, variable in before.items():
        at = _client(f"Client(server_variables={{{name!r}: ...}})", "#/servers")
        found = after.get(name)
        if found is None:
            walk.add("server-variable-removed", at)
            continue
        if variable.default != found.default:
            shown = variable.default, found.default
            walk.add("server-variable-default-changed", at, *shown)
        _values(walk, variable, found, at)
    for name in after:
        if name not in before:
            symbol = f"Client(server_variables={{{name!r}: ...}})"
            walk.add("server-variable-added", _client(symbol, "#/servers"))


def _named(side: Side) -> dict[str, ServerVariable]:
    return {v.name: v for server in side.api.servers for v in server.variables}


def _values(walk: Walk, old: ServerVariable, new: ServerVariable, at: Spot) -> None:
    if not old.values or not new.values:
        if old.values or new.values:
            rule = "server-variable-value-" + ("added" if old.values else "removed")
            walk.add(rule, at, "other values", "other values")
        return
    for value in old.values:
        if value not in new.values:
            walk.add("server-variable-value-removed", at, old=value)
    for value in new.values:
        if value not in old.values:
            walk.add("server-variable-value-added", at, new=value)


def _tags(walk: Walk) -> None:
    before = {tag.name: tag.description for tag in walk.old.api.tags}
    for place, tag in enumerate(walk.new.api.tags):
        resource = walk.new.names.resources.get(tag.name)
        if resource is not None and before.get(tag.name, "") != tag.description:
            at = _client(f"client.{resource.attribute}", f"#/tags/{place}")
            walk.add("resource-described", at)


def compare_events(walk: Walk) -> None:
    """Record how what the server sends by itself changed."""
    before = {event_key(event): event for event in walk.old.api.events}
    after = {event_key(event): event for event in walk.new.api.events}
    for key, event in before.items():
        found = after.get(key)
        if found is None:
            walk.add("event-removed", _event(walk.old, event, event))
            continue
        at = _event(walk.new, event, found)
        if event.description != found.description:
            walk.add("event-described", at)
        compare_types(walk, event.payload, found.payload, at, "response")
    for key, event in after.items():
        if key not in before:
            walk.add("event-added", _event(walk.new, event, event))


def _event(side: Side, old: Event, new: Event) -> Spot:
    symbol = f"webhooks.{side.names.events[event_key(new)]}()"
    return Spot(symbol, Subject("webhooks", "", ""), old.pointer, new.pointer)


def compare_names(walk: Walk) -> None:
    """Record models that came, went or are called otherwise; compare those that no
    operation refers to.
    """
    before, after = walk.old.names.types, walk.new.names.types
    names = set(after.values())
    _renamed_models(walk)
    for key, name in before.items():
        target = _target(walk, key)
        if target is None:
            if base(key) not in walk.renamed and name not in names:
                walk.add(f"{_kind(key)}-removed", _model(walk.old, key))
        elif after[target] != name:
            _called(walk, key, target)
        elif not walk.was_seen(key, target):
            walk.is_silent = True
            walk.pair(key, target, "response")
    known = set(before.values())
    for key, name in after.items():
        is_new = key not in before and base(key) not in walk.renamed.values()
        if is_new and name not in known:
            walk.add(f"{_kind(key)}-added", _model(walk.new, key))


def _renamed_models(walk: Walk) -> None:
    before, after = walk.old.names.types, walk.new.names.types
    for old, new in walk.renamed.items():
        for key in (old, request_id(old)):
            twin = request_id(new) if key != old and request_id(new) in after else new
            if key in before and before[key] != after.get(twin):
                _called(walk, key, twin)


def _target(walk: Walk, key: TypeId) -> TypeId | None:
    """Return the key of the same declaration on the other side."""
    types = walk.new.api.types
    return next((k for k in (key, base(key), request_id(key)) if k in types), None)


def _called(walk: Walk, old: TypeId, new: TypeId) -> None:
    before, after = model(walk.old, old), model(walk.new, new)
    kept = walk.old.names.types[old] not in walk.new.names.types.values()
    kept = kept and base(old) != base(new)
    kept = kept and is_request_id(old) == is_request_id(new)
    at = Spot(after, Subject(after, old, new), base(old), base(new))
    walk.add(f"model-{'renamed' if kept else 'rename-lost'}", at, before, after)


def _model(side: Side, key: TypeId) -> Spot:
    symbol = model(side, key)
    return Spot(symbol, Subject(symbol, base(key), base(key)), base(key), base(key))


def _kind(key: TypeId) -> str:
    """Return what a declaration is to the document: a schema with a name, or one in
    place, of which only the name in Python is certain to have come or gone.
    """
    is_component = re.fullmatch(r"#/components/schemas/[^/]*", key)
    return "model" if is_component else "type-name"
